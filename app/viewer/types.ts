/** What the page says to the viewer and hears from it. */
import type { Camera } from "./camera";
import type { TileSource } from "./source";

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
  /** For the legend. */
  name?: string;
}

export interface ViewState {
  z: number;
  t: number;
  projection?: "max" | undefined;
  channels: ChannelView[];
}

export type OverlayMode = "outline" | "fill";

/** A label image on the image: its pixel (0, 0) is at `origin`, one of its pixels is `factor` image pixels. */
export interface OverlayLayer {
  labels: Uint32Array;
  width: number;
  height: number;
  origin: [number, number];
  factor: [number, number];
  mode: OverlayMode;
  selected: ReadonlySet<number>;
}

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
  /** A click: the object under it, or null. */
  onPick?(object: number | null, keys: Modifiers): void;
  onCamera?(camera: Camera): void;
  onRegion?(region: Box): void;
  onReady?(): void;
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

export type Tool = "pointer" | "region";

export interface Viewer {
  setImage(source: TileSource | null): void;
  setView(view: ViewState): void;
  setOverlay(overlay: OverlayLayer | null): void;
  setLabel(label: string): void;
  /** µm per pixel; null shows the scale bar in pixels. */
  setPixelSize(size: { y: number; x: number } | null): void;
  /** Diameter of a typical object in pixels of full resolution, shown as a circle; null shows none. */
  setTypical(diameter: number | null): void;
  setTool(tool: Tool): void;
  /** The drawn region, or none. */
  showRegion(region: Box | null): void;
  fit(): void;
  zoomTo(zoom: number): void;
  /** Zoom by a factor about a point of the element in CSS pixels, or about the middle. */
  zoomBy(factor: number, at?: { x: number; y: number }): void;
  /** Put an image point (pixel indices) into the middle. */
  centre(y: number, x: number): void;
  camera(): Camera;
  setCamera(camera: Camera): void;
  /** What is on screen, in pixels of full resolution. */
  visibleRegion(): Box;
  /** The view with its scale bar and legend as a PNG. */
  picture(): Promise<Blob>;
  destroy(): void;
}
