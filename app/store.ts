/** The store: holds the state; every change goes through it and can be heard. */
import type { ImageInfo, PixelSizeValue, ResultData } from "./messages";
import type { Recipe } from "./recipe";
import type { ChannelView, EngineState, ImageView, OpenImage, RunState, State, Ui } from "./state";

export * from "./state";

type Listener = (state: State, before: State) => void;

const UNDO_DEPTH = 100;

/** Holds the state; every change goes through here and is told to all who listen. */
export class Store {
  private listeners = new Set<Listener>();

  constructor(public state: State) {}

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  set(patch: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...patch };
    for (const listener of [...this.listeners]) listener(this.state, before);
  }

  ui(patch: Partial<Ui>): void {
    this.set({ ui: { ...this.state.ui, ...patch } });
  }

  run(patch: Partial<RunState>): void {
    this.set({ run: { ...this.state.run, ...patch } });
  }

  engine(patch: Partial<EngineState>): void {
    this.set({ engine: { ...this.state.engine, ...patch } });
  }

  /** Change one image. */
  image(key: string, patch: Partial<OpenImage>): void {
    this.set({ images: this.state.images.map((one) => (one.key === key ? { ...one, ...patch } : one)) });
  }

  /** Change how the active image is shown. */
  view(patch: Partial<ImageView>): void {
    const image = active(this.state);
    if (image) this.image(image.key, { view: { ...image.view, ...patch } });
  }

  /** Change one channel of the active image. */
  channel(index: number, patch: Partial<ChannelView>): void {
    const image = active(this.state);
    if (!image) return;
    const channels = image.view.channels.map((one, i) => (i === index ? { ...one, ...patch } : one));
    this.view({ channels });
  }

  /** Put an edited recipe in the place of the present one; the present one can be undone. */
  edit(recipe: Recipe): void {
    if (recipe === this.state.recipe) return;
    this.set({ recipe, undo: [...this.state.undo, this.state.recipe].slice(-UNDO_DEPTH), redo: [] });
  }

  /** Begin with another recipe: nothing of it can be undone. */
  replaceRecipe(recipe: Recipe): void {
    this.set({ recipe, original: recipe, undo: [], redo: [], plan: null });
    this.ui({ openStep: "" });
  }

  undo(): void {
    const last = this.state.undo.at(-1);
    if (!last) return;
    this.set({
      recipe: last,
      undo: this.state.undo.slice(0, -1),
      redo: [...this.state.redo, this.state.recipe],
    });
  }

  redo(): void {
    const next = this.state.redo.at(-1);
    if (!next) return;
    this.set({
      recipe: next,
      redo: this.state.redo.slice(0, -1),
      undo: [...this.state.undo, this.state.recipe],
    });
  }
}

export function active(state: State): OpenImage | undefined {
  return state.images.find((one) => one.key === state.active);
}

/** The run that is shown: the finished one of the active image, or what a first run has given so far. */
export function shownResults(state: State): ResultData[] {
  const kept = state.runs[state.active];
  const running = state.run.phase !== "idle" && state.run.image === state.active;
  if (running && !kept) return state.run.results;
  if (kept) return kept.results;
  return state.run.image === state.active ? state.run.results : [];
}

/** The last label layer that is shown. */
export function shownLabels(state: State): ResultData | undefined {
  return shownResults(state).findLast((one) => one.kind === "labels" && one.array);
}

/** The last table that is shown. */
export function shownTable(state: State): ResultData | undefined {
  const tables = shownResults(state).filter(
    (one) => one.kind === "table" && one.columns?.some((c) => c.name === "object"),
  );
  return tables.at(-1) ?? shownResults(state).findLast((one) => one.kind === "table");
}

/** How long an axis of an image is; 1 where it has none. */
export function sizeOf(info: ImageInfo, axis: string): number {
  const index = info.axes.indexOf(axis);
  return index < 0 ? 1 : (info.shape[index] ?? 1);
}

/** µm per pixel in y and x, by hand or from the file; null where it is unknown. */
export function pixelSize(image: OpenImage): PixelSizeValue | null {
  if (image.pixelSize) return image.pixelSize;
  const { scale, units } = image.info;
  if (units.y !== "micrometer" || units.x !== "micrometer") return null;
  const { y, x, z } = scale;
  if (y === undefined || x === undefined) return null;
  return z !== undefined && units.z === "micrometer" ? { z, y, x } : { y, x };
}
