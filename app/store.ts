/** The store: holds the state; every change goes through it and can be heard. */
import { corrected } from "./corrections";
import { begunWith, editName, momentOf, remembered, restored, without } from "./history";
import type { ImageInfo, PixelSizeValue, ResultData } from "./messages";
import type { Recipe } from "./recipe";
import type { ChannelView, EngineState, ImageView, OpenImage, RunState, State, Ui } from "./state";

export * from "./state";

type Listener = (state: State, before: State) => void;

/** Holds the state; every change goes through here and is told to all who listen. */
export class Store {
  private listeners = new Set<Listener>();

  constructor(
    public state: State,
    private readonly now: () => number = Date.now,
  ) {}

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

  /** Do something that a person can take back; `what` names it, and quick repetitions of it are one. */
  act(what: string, change: () => void): void {
    const moment = remembered(this.state, what, this.now());
    const before = this.state;
    change();
    if (this.state !== before) this.set(moment);
  }

  /** Put an edited recipe in the place of the present one; the present one can be undone. */
  edit(recipe: Recipe): void {
    const { recipe: present } = this.state;
    if (recipe !== present) this.act(editName(present, recipe), () => this.set({ recipe }));
  }

  /** Select objects by their ids. */
  select(selection: ReadonlySet<number>): void {
    this.act("selection", () => this.set({ selection }));
  }

  /** Begin with another recipe; the one that was worked on can be undone. */
  replaceRecipe(recipe: Recipe): void {
    const begin = () => {
      this.set({ recipe, original: recipe, plan: null });
      this.ui({ openStep: "" });
    };
    const { recipe: present, undo, redo } = this.state;
    if (present.steps.length && active(this.state)) this.act("template", begin);
    else {
      begin();
      this.set({ undo: begunWith(recipe, undo), redo: begunWith(recipe, redo) });
    }
  }

  /** Look at another image; each has its own selection. */
  activate(key: string): void {
    const { images, active: present, selection } = this.state;
    const next = images.find((one) => one.key === key);
    if (!next || key === present) return;
    const kept = images.map((one) => (one.key === present ? { ...one, selected: selection } : one));
    this.set({ images: kept, active: key, selection: next.selected, hover: null });
  }

  /** Put an image at another place of the list. */
  move(key: string, to: number): void {
    const image = this.state.images.find((one) => one.key === key);
    if (!image) return;
    const images = this.state.images.filter((one) => one.key !== key);
    images.splice(Math.min(Math.max(to, 0), images.length), 0, image);
    this.set({ images });
  }

  /** Forget an image with everything that was made of it; the one beside it is looked at next. */
  forget(key: string): void {
    const { images, runs, undo, redo, active: present } = this.state;
    const at = images.findIndex((one) => one.key === key);
    if (at < 0) return;
    const left = images.filter((one) => one.key !== key);
    const beside = left[Math.min(at, left.length - 1)];
    if (key === present && beside) this.activate(beside.key);
    const { [key]: _, ...rest } = runs;
    this.set({
      images: this.state.images.filter((one) => one.key !== key),
      runs: rest,
      undo: without(key, undo),
      redo: without(key, redo),
      ...(beside ? {} : { active: "", screen: "landing", selection: new Set(), hover: null }),
    });
  }

  undo(): void {
    const last = this.state.undo.at(-1);
    if (!last) return;
    this.activate(last.active);
    const redo = [...this.state.redo, momentOf(this.state, last.what, 0)];
    this.set({ ...restored(this.state, last), undo: this.state.undo.slice(0, -1), redo });
  }

  redo(): void {
    const next = this.state.redo.at(-1);
    if (!next) return;
    this.activate(next.active);
    const undo = [...this.state.undo, momentOf(this.state, next.what, 0)];
    this.set({ ...restored(this.state, next), undo, redo: this.state.redo.slice(0, -1) });
  }
}

export function active(state: State): OpenImage | undefined {
  return state.images.find((one) => one.key === state.active);
}

/** The run that is shown: the finished one of the active image, or what a first run has given so far. */
export function shownResults(state: State): ResultData[] {
  return previewed(wholeResults(state), state);
}

/** Layers of a preview lie in the place of the run's; tables stay the run's, since a view has no whole count. */
function previewed(results: ResultData[], { preview, active: key }: State): ResultData[] {
  if (preview?.image !== key) return results;
  const layers = preview.results.filter((one) => one.kind !== "table");
  return [...layers, ...results.filter((one) => one.kind === "table")];
}

/** What was found on all that a run took, without any preview. */
export function wholeResults(state: State): ResultData[] {
  const kept = state.runs[state.active];
  const running = state.run.phase !== "idle" && state.run.image === state.active;
  if (running && !kept) return state.run.results;
  if (kept) return corrected(kept.results, active(state));
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
