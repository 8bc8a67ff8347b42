/** The state of the page as plain data. Panels are functions of this and nothing else. */
import type { Way } from "./client";
import type { Moment } from "./history";
import type {
  ArrayData,
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

/** What an object's colour means. */
export type ColourBy =
  | { by: "neutral" }
  | { by: "object" }
  | { by: "class" }
  | { by: "column"; column: string; map: string; low: number | null; high: number | null };

/** How one layer of results is shown; nothing of it changes a number. */
export interface LayerView {
  visible: boolean;
  mode: "outline" | "fill";
  /** 0 to 1. */
  opacity: number;
  colour: ColourBy;
}

export type ShapeKind = "rectangle" | "ellipse" | "polygon" | "freehand" | "line" | "point";

/** What a person drew: corners of a rectangle or of an ellipse's box, the vertices of the others. */
export interface Shape {
  id: number;
  kind: ShapeKind;
  /** (y, x) in pixels of full resolution; whole numbers are the middles of pixels. */
  points: [number, number][];
  name: string;
  /** An area limits what a run takes; a mark is only shown and measured. */
  role: "area" | "mark";
}

/** The labels of a step as a person corrected them; `correctedLabels` (correcting-tiles.ts) gives all of them. */
export interface Correction {
  /** sha256 of the labels as the step made them: a correction belongs to these and to no others. */
  before: string;
  /** The labels as the step made them. */
  base: ArrayData;
  /** The tiles that are not as in `base`, by number: a stroke copies only what it touches, so that undo is cheap. */
  tiles: ReadonlyMap<number, Uint32Array>;
  /** The ids that were changed, made or deleted. */
  changed: number[];
}

export type ToolName =
  | "pointer"
  | "hand"
  | "rectangle"
  | "ellipse"
  | "polygon"
  | "freehand"
  | "line"
  | "point"
  | "measure"
  | "brush"
  | "eraser"
  | "split"
  | "wand";

/** What the hand on the image does. */
export interface DrawingUi {
  tool: ToolName;
  /** Diameter of brush and eraser in pixels of full resolution. */
  size: number;
  /** How far from the clicked pixel the wand goes, in percent of the shown contrast range. */
  tolerance: number;
  /** What wand, polygon and the other closed tools make. */
  makes: "shape" | "object";
  /** The id of the selected shape; 0 for none. */
  shape: number;
}

/** A group of objects with a name, drawn around in a plot or picked by hand. */
export interface ObjectClass {
  name: string;
  color: Rgb;
  objects: ReadonlySet<number>;
}

export interface ImageView {
  /** The maximum over all slices is shown instead of one slice. */
  projected: boolean;
  z: number;
  t: number;
  channels: ChannelView[];
  /** By the id of the step whose result is shown; a layer that is not here is shown as its kind usually is. */
  layers: Record<string, LayerView>;
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
  shapes: Shape[];
  /** By the id of the step whose labels were corrected. */
  corrections: Record<string, Correction>;
  classes: ObjectClass[];
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
  drawing: DrawingUi;
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
  undo: Moment[];
  redo: Moment[];
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
    ui: initialUi(page),
  };
}

function initialUi(page: Page): Ui {
  return {
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
    drawing: { tool: "pointer", size: 12, tolerance: 10, makes: "shape", shape: 0 },
  };
}
