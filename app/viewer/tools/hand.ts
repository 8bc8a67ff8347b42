/** What a drawing tool hears and says; positions are pixel indices of full resolution: whole numbers are middles. */
import type { DrawnShape, Modifiers } from "../types";

export type Vertex = [y: number, x: number];
export type ShapeKind = DrawnShape["kind"];

/** A place on the image, and how many image pixels one CSS pixel is there. */
export interface Place {
  y: number;
  x: number;
  perPixel: number;
}

/** What is drawn while it is being made; nothing of it is kept. */
export interface Sketch {
  shape?: { kind: ShapeKind; points: readonly Vertex[] };
  /** What can be dragged. */
  handles?: readonly Vertex[];
  /** A measure beside a place. */
  text?: { at: Vertex; text: string };
  /** The brush under the pointer. */
  brush?: { at: Vertex; radius: number; erases: boolean };
  /** What brush or eraser has gone over. */
  stroke?: { points: readonly Vertex[]; radius: number; erases: boolean };
  /** Strokes that were painted before, each in its colour; the last one lies on top. */
  painted?: readonly { points: readonly Vertex[]; radius: number; colour: string }[];
  /** What the brush paints with. */
  colour?: string;
  crosshair?: Vertex;
}

/** A tool in the hand. */
export interface Hand {
  readonly cursor: string;
  /** What it does not take goes to the viewer: everything (pan, pick, zoom), only panning, or nothing. */
  readonly passes: "everything" | "panning" | "nothing";
  /** Each Enter is a whole click; without it, one Enter begins and the next one ends. */
  readonly clicks: boolean;
  /** The button went down; false leaves the gesture to the viewer (pan, pick). */
  down(at: Place, keys: Modifiers): boolean;
  /** The pointer moved; `held` while a gesture of this tool goes on. */
  move(at: Place, held: boolean): void;
  up(at: Place, keys: Modifiers): void;
  /** A second click at the same place. */
  double?(at: Place): void;
  /** Alt + wheel: one step larger or smaller. */
  resize?(by: number): void;
  /** The pointer left the image. */
  leave(): void;
  /** Let go of what is begun; false where nothing was. */
  cancel(): boolean;
  /** What it works on has changed. */
  refresh?(): void;
}

/** Where tools put what they make. */
export interface Paper {
  sketch(sketch: Sketch | null): void;
  shape(kind: ShapeKind, points: Vertex[]): void;
  /** Keep a vertex on the image. */
  within(at: Vertex): Vertex;
  /** "12.4 µm" or "19 px". */
  length(points: readonly Vertex[]): string;
  /** "120 × 80 px". */
  size(points: readonly Vertex[]): string;
}
