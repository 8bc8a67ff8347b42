/** What the page shows at the moment: panels, menus, plots, the tool in the hand. Part of the state; no number depends on it. */
import type { Problem, TrainResult } from "./messages";
import type { Page } from "./state";

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
  /** What wand, polygon and the other closed tools make; an area limits the run, and the tool is put down after it. */
  makes: "shape" | "area" | "object";
  /** The id of the selected shape; 0 for none. */
  shape: number;
  /** The step that brush and eraser paint examples for, and of which class; null where they correct objects. */
  examples: { step: string; number: number } | null;
}

/** What a step has learnt from painted examples. */
export interface TrainingView {
  step: string;
  busy: boolean;
  found: TrainResult | null;
  problem: Problem | null;
}

export type PlotKind = "histogram" | "scatter" | "box" | "time" | "depth";

/** One plot; an empty name means the usual column. */
export interface PlotChoice {
  kind: PlotKind;
  x: string;
  y: string;
  logX: boolean;
  logY: boolean;
  /** Over time or depth: one line for each track instead of the mean. */
  tracks: boolean;
}

/** A brush that is being drawn in a plot, in its data's units. */
export interface Brushing {
  plot: number;
  points: [number, number][];
}

export type Dialog =
  | ""
  | "recipes"
  | "export"
  | "methods"
  | "share"
  | "pixel-size"
  | "keys"
  | "commands"
  | "about"
  | "offline"
  | "queue";

/** Which axis plays by itself, because a person started it. */
export type Playing = "" | "z" | "t";

export interface Ui {
  dialog: Dialog;
  popover: string;
  tab: "channels" | "recipe" | "results";
  flyout: boolean;
  /** The step of the guided tour that is told; null outside of it. */
  tour: number | null;
  stripTab: "plot" | "table";
  /** Rows, or their statistics. */
  tableTab: "rows" | "summary";
  plots: PlotChoice[];
  /** The plots fill the strip, which is higher. */
  enlarged: boolean;
  brush: "rectangle" | "lasso";
  brushing: Brushing | null;
  /** The bars of a histogram that arrows and clicks have taken. */
  bars: { plot: number; anchor: number; head: number } | null;
  /** The recipe stays on the right although objects are selected. */
  recipeStays: boolean;
  /** Of the selected objects and of the others, by column. */
  medians: { of: ReadonlySet<number>; values: Record<string, [number, number]> } | null;
  /** The object of the table's current row; 0 is none. */
  current: number;
  summaryBy: "image" | "class" | "t";
  openStep: string;
  /** The step whose name is being typed. */
  renaming: string;
  /** The step that is dragged, and the place it would go to. */
  dragged: { step: string; to: number } | null;
  recipeTab: "steps" | "python";
  sort: { column: string; descending: boolean };
  scroll: number;
  tableHeight: number;
  /** Width and height of each plot. */
  plotSizes: Record<number, [number, number]>;
  overlay: boolean;
  /** Pixels at the ends of the display range and at the sensor's limit are marked. */
  clipping: boolean;
  playing: Playing;
  /** Channels of an image whose contrast is unfolded, where a person has chosen; else it follows their number. */
  unfolded: { image: string; channels: readonly number[] } | null;
  /** The layer of results whose settings are open. */
  layer: string;
  /** What channels are searched by. */
  channelQuery: string;
  /** Said to those who do not see it. */
  said: string;
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
  training: TrainingView | null;
}

export const HISTOGRAM: PlotChoice = {
  kind: "histogram",
  x: "",
  y: "",
  logX: false,
  logY: false,
  tracks: false,
};

export function initialUi(page: Page): Ui {
  return {
    dialog: "",
    popover: "",
    tab: "results",
    flyout: false,
    tour: null,
    stripTab: "plot",
    openStep: "",
    renaming: "",
    dragged: null,
    recipeTab: "steps",
    sort: { column: "", descending: true },
    scroll: 0,
    tableHeight: 240,
    plotSizes: {},
    tableTab: "rows",
    plots: [HISTOGRAM],
    enlarged: false,
    brush: "rectangle",
    brushing: null,
    bars: null,
    recipeStays: false,
    medians: null,
    current: 0,
    summaryBy: "image",
    overlay: true,
    clipping: false,
    playing: "",
    unfolded: null,
    layer: "",
    channelQuery: "",
    said: "",
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
    drawing: { tool: "pointer", size: 12, tolerance: 10, makes: "shape", shape: 0, examples: null },
    training: null,
  };
}
