/** Going through slices or times by itself: begun by a person only, stopped by any touch, as fast as planes come. */
import { active, type State, type Store, sizeOf } from "./store";

/** Planes a second, where they load as fast. */
const RATE = 6;
/** So many planes are loaded before they are looked at. */
const AHEAD = 3;

export class Playing {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private since = 0;

  constructor(private readonly store: Store) {
    store.subscribe((state, before) => {
      if (state.ui.playing !== before.ui.playing) this.begin(state);
      else if (state.active !== before.active && state.ui.playing) this.stop();
    });
    // The button that began it is a touch as well; it stops it by its own click.
    for (const name of ["pointerdown", "keydown", "wheel"] as const)
      addEventListener(name, (event) => this.touched(event), { capture: true, passive: true });
  }

  /** The planes that come next while it plays; none else. */
  next(state: State): { z: number; t: number }[] {
    const image = active(state);
    const { playing } = state.ui;
    if (!image || !playing) return [];
    const { z, t } = image.view;
    const size = sizeOf(image.info, playing);
    return Array.from({ length: Math.min(AHEAD, size - 1) }, (_, index) => {
      const place = (image.view[playing] + index + 1) % size;
      return playing === "z" ? { z: place, t } : { z, t: place };
    });
  }

  /** The plane on screen is whole: the next one may come. */
  ready(): void {
    if (!this.store.state.ui.playing) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.step(), Math.max(0, 1000 / RATE - (performance.now() - this.since)));
  }

  stop(): void {
    this.store.ui({ playing: "" });
  }

  private begin(state: State): void {
    clearTimeout(this.timer);
    if (state.ui.playing) this.timer = setTimeout(() => this.step());
  }

  private step(): void {
    const { state } = this.store;
    const image = active(state);
    const { playing } = state.ui;
    if (!image || !playing) return;
    this.since = performance.now();
    const value = (image.view[playing] + 1) % sizeOf(image.info, playing);
    this.store.view({ [playing]: value });
  }

  private touched(event: Event): void {
    const { playing } = this.store.state.ui;
    const pressed = !(event instanceof KeyboardEvent) || [" ", "Enter"].includes(event.key);
    const own = pressed && event.target instanceof Element && event.target.closest("[data-play]");
    if (playing && !own) this.stop();
  }
}
