/** What belongs to one image: how it is shown, what was drawn on it, corrected and classed. Part of the state. */
import type { ArrayData, ImageInfo, PixelSizeValue, Problem, Source } from "./messages";

export type Rgb = [number, number, number];

export interface ChannelView {
  name: string;
  visible: boolean;
  color: Rgb;
  low: number;
  high: number;
  gamma: number;
  /** The name of a colour map (`viewer/maps.ts`) instead of one colour; "" for the colour. */
  map: string;
}

/** How often values occur in one channel of what is on screen. */
export interface SeenChannel {
  minimum: number;
  maximum: number;
  /** Counts between minimum and maximum. */
  histogram: number[];
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

/** A painted example: the path of a round brush over pixels of a class. */
export interface ExampleStroke {
  /** The class, from 1. */
  number: number;
  /** (y, x) in pixels of full resolution; whole numbers are the middles of pixels. */
  points: [number, number][];
  radius: number;
  z: number;
  t: number;
}

/** The labels of a step as a person corrected them; `correctedLabels` (correcting-tiles.ts) gives all of them. */
export interface Correction {
  /** sha256 of the labels as the step made them: a correction belongs to these and to no others. */
  before: string;
  /** The labels as the step made them. */
  base: ArrayData;
  /** The tiles that are not as in `base`, by number: a stroke copies only what it touches, so that undo is cheap. */
  tiles: ReadonlyMap<number, Uint32Array>;
  /** The ids that were changed, made or deleted, in order. */
  changed: number[];
  /** Another one for every correction: a run tells by it whether it is up to date. */
  stamp: number;
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
  /** Which channel is listed where: first the one at the top. */
  order: number[];
  blending: "add" | "max" | "over";
  /** How slices become one picture while `projected`. */
  projection: "max" | "mean";
  /** One plane, three cuts, or the stack as a volume. */
  mode: "slice" | "orthogonal" | "volume";
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
  /** By the id of the step that learns from them: strokes in the order in which they were painted. */
  examples: Record<string, ExampleStroke[]>;
  /** What is selected in it while another image is looked at. */
  selected: ReadonlySet<number>;
  /** What a local source holds (`digest.ts`); "" until it is known, or where the browser cannot tell. */
  digest: string;
  /** What opens a local source again on a later visit, where the browser has such a thing. */
  again: FileSystemHandle | null;
  /** Why no engine has it open although one was asked to. */
  lost: Problem | null;
  /** A small picture of it for the list, as a `data:` address; "" until there is one. */
  thumbnail: string;
}
