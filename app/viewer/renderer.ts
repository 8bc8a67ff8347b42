/** What a renderer draws: one frame as plain data. WebGL2 draws it, or else a canvas. */
import type { Camera, Size } from "./camera";
import type { Cell } from "./grid";
import type { Tile } from "./source";
import type { Blending, Box, ChannelView, Layer } from "./types";

/** A cell whose pixels are there: one tile for each visible channel (a single one for colour). */
export interface LoadedCell extends Cell {
  tiles: Tile[];
}

export interface Hovered {
  object: number;
  y: number;
  x: number;
}

export interface Frame {
  camera: Camera;
  /** CSS pixels. */
  view: Size;
  image: Size;
  colour: boolean;
  /** Which channels are visible, and their views, in the order of each cell's tiles. */
  indices: number[];
  channels: ChannelView[];
  blending: Blending;
  /** Coarse levels first; each with the cells that are loaded, and whether those are all that the view needs. */
  layers: { cells: LoadedCell[]; whole: boolean }[];
  /** What lies on the image, from the bottom to the top. */
  overlays: readonly Layer[];
  /** The object under the pointer, in the topmost layer of labels, and where it was touched (pixels of the image). */
  hovered: Hovered | null;
  region: Box | null;
}

export interface Renderer {
  readonly element: HTMLCanvasElement;
  resize(view: Size, ratio: number): void;
  /** Draw; false where time ran out and another frame is needed to finish. */
  draw(frame: Frame): boolean;
  /** The whole image from its coarsest loaded level, for the overview map. */
  drawOverview(frame: Frame, canvas: HTMLCanvasElement): void;
  /** Another image: nothing that is kept is of use. */
  forget(): void;
  destroy(): void;
}
