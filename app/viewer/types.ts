/** What the page says to the viewer and hears from it. */
import type { Camera } from "./camera";
import type { Legend } from "./legend";
import type { Pixels, Projection, TileSource } from "./source";
import type { Hand, Sketch } from "./tools/hand";

export type Colour = [number, number, number];

/** How one channel is shown; contrast, gamma and colour never change the data. */
export interface ChannelView {
  visible: boolean;
  /** 0 to 255 each. */
  color: Colour;
  low: number;
  high: number;
  gamma: number;
  invert?: boolean;
  /** 256 colours from dark to bright instead of one colour. */
  map?: readonly Colour[];
  /** For the legend. */
  name?: string;
}

/** How channels meet in a pixel: light added, the brightest of them, or each laid over those before it. */
export type Blending = "add" | "max" | "over";

/** One plane, three planes through one place, or all slices as a volume. */
export type ViewMode = "slice" | "orthogonal" | "volume";

export interface ViewState {
  z: number;
  t: number;
  projection?: Projection | undefined;
  /** Channels from the first to the last in the list; as the file has them where it is not given. */
  order?: readonly number[];
  channels: ChannelView[];
  /** "add" where nothing is said. */
  blending?: Blending;
}

export type OverlayMode = "outline" | "fill";

/** Where a layer lies on the image: its pixel (0, 0) is at `origin`, one of its pixels is `factor` image pixels. */
export interface LayerPlace {
  origin: [number, number];
  factor: [number, number];
}

/** What decides an object's colour; `neutral` is white in black, `object` a colour of its own for each id. */
export type ObjectColours =
  | { by: "neutral" }
  | { by: "object" }
  /** `of[id]` is the number of its class, 0 for none; class n has `palette[n - 1]`. */
  | { by: "class"; of: Uint8Array; palette: Colour[] }
  /** `values[id]` through 256 colours between low and high; NaN is "not measured". */
  | { by: "value"; values: Float32Array; low: number; high: number; map: readonly Colour[] };

interface LayerCommon {
  /** The step that made it. */
  id: string;
  /** 0 to 1. */
  opacity: number;
}

/** A label image over the image. */
export interface LabelLayer extends LayerCommon, LayerPlace {
  kind: "labels";
  labels: Uint32Array;
  width: number;
  height: number;
  mode: OverlayMode;
  colours: ObjectColours;
  selected: ReadonlySet<number>;
  /**
   * Boxes of `labels` ([y0, x0, y1, x1] in its pixels) that were written since the layer was first shown, oldest
   * first. The array stays the same and this list only grows: what is drawn is then mended in place.
   */
  changed?: readonly Box[];
}

/** Pixels of a step over the image: a mask (0 and 1, tinted), or an intensity image in one colour. */
export interface PixelLayer extends LayerCommon, LayerPlace {
  kind: "pixels";
  data: Uint8Array | Uint16Array | Float32Array;
  width: number;
  height: number;
  color: Colour;
  low: number;
  high: number;
  /** A picture that hides what is under it, instead of a tint over it. */
  opaque?: boolean;
  /** 256 colours instead of one; such a layer hides what is under it. */
  map?: readonly Colour[];
}

/** Places, (y, x) in pixel indices of full resolution. */
export interface PointLayer extends LayerCommon {
  kind: "points";
  y: Float64Array;
  x: Float64Array;
  objects: Uint32Array;
  /** Radius in CSS pixels. */
  radius: number;
  colours: ObjectColours;
  selected: ReadonlySet<number>;
}

/** Paths of objects through time, sorted by track and then by time; each has a tail up to `now`. */
export interface TrackLayer extends LayerCommon {
  kind: "tracks";
  track: Uint32Array;
  t: Int32Array;
  y: Float64Array;
  x: Float64Array;
  now: number;
  /** How many times back the tail reaches. */
  tail: number;
}

/** What a person drew. */
export interface ShapeLayer extends LayerCommon {
  kind: "shapes";
  shapes: readonly DrawnShape[];
  selected: ReadonlySet<number>;
  /** The one under the hand: drawn open and dashed. */
  drawing?: DrawnShape | null;
}

export interface DrawnShape {
  id: number;
  kind: "rectangle" | "ellipse" | "polygon" | "freehand" | "line" | "point";
  /** (y, x); whole numbers are the middles of pixels. */
  points: readonly [number, number][];
  role: "area" | "mark";
  name: string;
}

/** From the bottom to the top. */
export type Layer = LabelLayer | PixelLayer | PointLayer | TrackLayer | ShapeLayer;

/** [y0, x0, y1, x1] in pixels of full resolution. */
export type Box = [number, number, number, number];

/** What is under the pointer: pixel indices, one value per channel (three for colour; NaN where none is loaded). */
export interface Hover {
  y: number;
  x: number;
  values: number[];
  /** 0 on the background. */
  object: number;
}

/** What was held down during a click. */
export interface Modifiers {
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

export interface Callbacks {
  onHover?(hover: Hover | null): void;
  /** Esc in the cuts or the volume: back to one slice is wished. */
  onViewMode?(mode: ViewMode): void;
  /** A double click on an object. */
  onDouble?(object: number): void;
  /** A click: the object under it, or null. */
  onPick?(object: number | null, keys: Modifiers): void;
  onCamera?(camera: Camera): void;
  onReady?(): void;
  /** A tile has come, or a part of one. */
  onTile?(): void;
  /** The image is drawn on a canvas: this browser has no WebGL2, or it was lost and did not come back. Told once. */
  onFallback?(): void;
  onError?(error: Error): void;
  /** Keys , . and [ ] and Shift + wheel: another slice or time. */
  onStep?(axis: "z" | "t", by: number): void;
  /** L: outlines or id colours. */
  onMode?(mode: OverlayMode): void;
}

export interface ViewerOptions {
  /** Accessible name, "Image, HT29 cells". */
  label?: string;
  /** In somebody's page: the wheel zooms with Ctrl or Cmd only, or after a click into the image. */
  embed?: boolean;
}

export interface Viewer {
  setImage(source: TileSource | null): void;
  setView(view: ViewState): void;
  /** What lies on the image, from the bottom to the top; hover and click pick from the topmost labels. */
  setLayers(layers: readonly Layer[]): void;
  setLabel(label: string): void;
  /**
   * One slice, three cuts or a volume of the whole stack; `spacing` of full resolution gives the proportions (all axes
   * alike without one). `data-mode` on the element tells when the cuts or the volume are drawn. Without WebGL2 a volume
   * says so in the image's place. Another image goes back to the slice.
   */
  setMode(mode: ViewMode, spacing?: { z: number; y: number; x: number } | null): void;
  /** What the colours of objects mean; on the page and in the picture. */
  setLegend(legends: readonly Legend[]): void;
  /** Mark what the display range cuts off, and the sensor's limit where it is known for a channel; null marks nothing. */
  setClipping(sensor: readonly (number | null)[] | null): void;
  /** Planes that will be looked at next: they load when nothing else does. */
  setAhead(planes: readonly { z: number; t: number }[]): void;
  /** What is loaded of the part on screen, channel by channel, at most about 65,000 values each. */
  seenValues(): Pixels[];
  /** µm per pixel; null shows the scale bar in pixels. */
  setPixelSize(size: { y: number; x: number } | null): void;
  /** Diameter of a typical object in pixels of full resolution, shown as a circle; null shows none. */
  setTypical(diameter: number | null): void;
  /** A drawing tool, which hears the pointer before the viewer does; null gives everything to the viewer. */
  setHand(hand: Hand | null): void;
  /** What is being drawn. */
  showSketch(sketch: Sketch | null): void;
  /** The box that a run is limited to, or none. */
  showRegion(region: Box | null): void;
  fit(): void;
  zoomTo(zoom: number): void;
  /** Bring a box into view with some ground around it. */
  show(box: Box): void;
  /** Zoom by a factor about a point of the element in CSS pixels, or about the middle. */
  zoomBy(factor: number, at?: { x: number; y: number }): void;
  /** Put an image point (pixel indices) into the middle. */
  centre(y: number, x: number): void;
  camera(): Camera;
  setCamera(camera: Camera): void;
  /** What is on screen, in pixels of full resolution. */
  visibleRegion(): Box;
  /** The view as a PNG, with its scale bar and legend unless it is wanted bare. */
  picture(bare?: boolean): Promise<Blob>;
  destroy(): void;
}
