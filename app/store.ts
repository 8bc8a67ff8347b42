/** The state of the page as plain data, and the store that holds it. Panels are functions of this and nothing else. */
import type { Way } from "./client";
import type {
  DescribeResult,
  FinishedRun,
  ImageInfo,
  PixelSizeValue,
  PlanReport,
  Problem,
  ResultData,
  Source,
} from "./messages";
import type { Recipe } from "./recipe";

export type Page = "index" | "embed" | "private";
export type Screen = "landing" | "opening" | "open" | "error";
export type Theme = "dark" | "light";
export type Rgb = [number, number, number];

export interface ChannelView {
  name: string;
  visible: boolean;
  color: Rgb;
  low: number;
  high: number;
  gamma: number;
}

/** What a sample of the pixels says of one channel. */
export interface ChannelSample {
  low: number;
  high: number;
  minimum: number;
  maximum: number;
  /** Counts between minimum and maximum. */
  histogram: number[];
  /** False where noise is all there is: "No clear signal". */
  clear: boolean;
}

export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface ImageView {
  z: number;
  t: number;
  channels: ChannelView[];
  camera: Camera | null;
}

/** An image of the page: it outlives every engine. */
export interface OpenImage {
  key: string;
  source: Source;
  /** The image's pixels come from a person's own disk. */
  local: boolean;
  info: ImageInfo;
  /** The engine's number for it; null while no engine has it open. */
  handle: number | null;
  series: number;
  pixelSize: PixelSizeValue | null;
  samples: ChannelSample[] | null;
  statement: string;
  darkOnBright: boolean;
  view: ImageView;
}

/** A finished run, and what exactly was asked for. */
export interface KeptRun extends FinishedRun {
  asked: string;
}

export interface RunState {
  phase: "idle" | "queued" | "running" | "stopping";
  number: number;
  image: string;
  fraction: number;
  words: string;
  started: number;
  results: ResultData[];
  problem: Problem | null;
}

/** Which part of the image a run takes. */
export interface Choices {
  planes: "recipe" | "this" | "max" | "each";
  /** null is the whole image. */
  region: number[] | null;
  level: number;
}

export interface EngineState {
  phase: "starting" | "ready" | "failed";
  way: Way;
  part: string;
  done: number;
  total: number;
  heap: number;
  problem: Problem | null;
}

export interface RequestEntry {
  time: number;
  method: string;
  address: string;
  sent: number;
  received: number;
  status: number;
  own: boolean;
}

export interface Sample {
  id: string;
  title: string;
  subtitle: string;
  source: string;
  thumbnail: string;
  recipe: string | Record<string, unknown>;
  licence: string;
  credit: string;
}

export type Dialog = "" | "export" | "share" | "pixel-size" | "keys" | "commands" | "about";

/** A question that only a person may answer: an address on a private network, or data for an embedding page. */
export interface Question {
  id: number;
  kind: "address" | "consent";
  text: string;
  detail: string;
  yes: string;
}

export interface Hover {
  x: number;
  y: number;
  values: number[];
  object: number;
}

export interface Ui {
  dialog: Dialog;
  popover: string;
  tab: "channels" | "recipe" | "results";
  flyout: boolean;
  stripTab: "plot" | "table";
  openStep: string;
  column: string;
  sort: { column: string; descending: boolean };
  scroll: number;
  tableHeight: number;
  plotSize: [number, number];
  overlay: boolean;
  fill: boolean;
  dragging: boolean;
  query: string;
  chosen: number;
  exportKinds: string[];
  exporting: boolean;
  exportProblem: Problem | null;
  toast: { text: string; action: string } | null;
  advanced: boolean;
  folded: boolean;
  live: boolean;
}

export interface State {
  page: Page;
  screen: Screen;
  theme: Theme;
  online: boolean;
  engine: EngineState;
  describe: DescribeResult | null;
  samples: Sample[];
  images: OpenImage[];
  active: string;
  opening: { name: string; since: number; words: string } | null;
  problem: Problem | null;
  /** The address or file names of what could not be opened, for "Try again". */
  failedSource: Source | null;
  recipe: Recipe;
  /** The recipe as it came, for “Back to automatic” and the double click on a name. */
  original: Recipe;
  undo: Recipe[];
  redo: Recipe[];
  plan: PlanReport | null;
  planning: boolean;
  choices: Choices;
  run: RunState;
  runs: Record<string, KeptRun>;
  selection: ReadonlySet<number>;
  hover: Hover | null;
  requests: RequestEntry[];
  questions: Question[];
  ui: Ui;
}

export const EMPTY_RECIPE: Recipe = { tabscope: 1, title: "", inputs: {}, steps: [], show: [] };

export const IDLE: RunState = {
  phase: "idle",
  number: 0,
  image: "",
  fraction: 0,
  words: "",
  started: 0,
  results: [],
  problem: null,
};

export function initialState(page: Page, theme: Theme): State {
  return {
    page,
    theme,
    screen: "landing",
    online: true,
    engine: { phase: "starting", way: "plain", part: "", done: 0, total: 0, heap: 0, problem: null },
    describe: null,
    samples: [],
    images: [],
    active: "",
    opening: null,
    problem: null,
    failedSource: null,
    recipe: EMPTY_RECIPE,
    original: EMPTY_RECIPE,
    undo: [],
    redo: [],
    plan: null,
    planning: false,
    choices: { planes: "recipe", region: null, level: 0 },
    run: IDLE,
    runs: {},
    selection: new Set(),
    hover: null,
    requests: [],
    questions: [],
    ui: {
      dialog: "",
      popover: "",
      tab: "results",
      flyout: false,
      stripTab: "plot",
      openStep: "",
      column: "",
      sort: { column: "", descending: true },
      scroll: 0,
      tableHeight: 240,
      plotSize: [270, 190],
      overlay: true,
      fill: false,
      dragging: false,
      query: "",
      chosen: 0,
      exportKinds: ["table", "labels"],
      exporting: false,
      exportProblem: null,
      toast: null,
      advanced: false,
      folded: true,
      live: page !== "embed",
    },
  };
}

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
