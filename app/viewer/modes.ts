/** The other views of a stack, over the image: three cuts, or a volume. They load what they show when they are asked for. */
import { WORDS } from "../words";
import { OrthogonalView } from "./orthogonal";
import type { TileSource } from "./source";
import { loadStack, type Spacing, type Stack } from "./stack";
import type { ViewMode, ViewState } from "./types";
import { VolumeView } from "./volume";

export interface ModeHears {
  onSlice(z: number): void;
  /** Esc. */
  onLeave(): void;
  onError(error: Error): void;
}

const EVEN: Spacing = { z: 1, y: 1, x: 1 };

export class Modes {
  private readonly note = document.createElement("p");
  private view: OrthogonalView | VolumeView | null = null;
  private loading: AbortController | null = null;
  /** What the stack in view was made of. */
  private stamp = "";
  private spacing = EVEN;
  private source: TileSource | null = null;
  private state: ViewState = { z: 0, t: 0, channels: [] };

  constructor(
    private readonly parent: HTMLElement,
    private readonly hears: ModeHears,
  ) {
    this.note.className = "viewer-note";
    this.note.setAttribute("role", "status");
  }

  /** What is drawn over the image, if anything is. */
  get element(): HTMLCanvasElement | null {
    return this.view?.element ?? null;
  }

  get mode(): ViewMode {
    if (!this.view) return "slice";
    return this.view instanceof VolumeView ? "volume" : "orthogonal";
  }

  /** @param spacing of full resolution; without one all axes count the same */
  set(mode: ViewMode, spacing: Spacing | null): void {
    this.spacing = spacing ?? EVEN;
    if (mode === this.mode) return;
    this.leave();
    if (mode === "slice") return;
    const drawn = () => {
      if (this.stamp) this.parent.dataset.mode = mode;
    };
    this.view =
      mode === "volume" ? new VolumeView(drawn) : new OrthogonalView((z) => this.hears.onSlice(z), drawn);
    if (this.view instanceof VolumeView && !this.view.works) {
      this.view.destroy();
      this.view = null;
      this.tell(WORDS.volumeNeedsWebgl);
      return;
    }
    this.listen(this.view.element);
    this.parent.append(this.view.element);
    this.follow(this.source, this.state);
  }

  /** Another image, time or look. */
  follow(source: TileSource | null, state: ViewState): void {
    this.source = source;
    this.state = state;
    const { view } = this;
    if (!view) return;
    if (view instanceof VolumeView) view.setChannels(state.channels);
    else view.setChannels(state.channels, state.blending ?? "add");
    const visible = state.channels.flatMap((one, index) => (one.visible ? [index] : []));
    const stamp = `${state.t}/${visible.join()}`;
    if (source && stamp !== this.stamp) void this.load(source, stamp, visible);
  }

  /** The element has another size. */
  resize(): void {
    this.view?.draw();
  }

  /** Back to one slice, and nothing is kept. */
  leave(): void {
    this.loading?.abort();
    this.loading = null;
    this.view?.destroy();
    this.view = null;
    this.stamp = "";
    this.note.remove();
    delete this.parent.dataset.mode;
  }

  /** What is done here does not move the image under it. */
  private listen(element: HTMLElement): void {
    for (const name of ["pointerdown", "pointermove", "pointerup", "dblclick", "wheel"])
      element.addEventListener(name, (event) => event.stopPropagation());
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.parent.focus({ preventScroll: true });
      this.hears.onLeave();
    });
  }

  private async load(source: TileSource, stamp: string, channels: number[]): Promise<void> {
    this.loading?.abort();
    const loading = new AbortController();
    this.loading = loading;
    this.stamp = stamp;
    try {
      const { t } = this.state;
      const told = (done: number, of: number) => this.tell(WORDS.readingSlices(done, of));
      const stack = await loadStack(source, { t, channels }, loading.signal, told);
      if (loading.signal.aborted) return;
      this.note.remove();
      this.show(stack);
    } catch (error) {
      if (loading.signal.aborted) return; // another one is wanted
      this.stamp = "";
      const reason = error instanceof Error ? error : new Error(String(error));
      this.tell(WORDS.stackUnread(reason.message));
      this.hears.onError(reason);
    }
  }

  private show(stack: Stack): void {
    const { view, spacing } = this;
    if (view instanceof VolumeView) view.setStack(stack, spacing);
    else view?.setStack(stack, spacing, this.state.z);
  }

  private tell(text: string): void {
    this.note.textContent = text;
    this.parent.append(this.note);
  }
}
