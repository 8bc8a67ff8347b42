/** The image on the page: `createViewer(element, callbacks)`. */

import type { Camera, Point, Size } from "./camera";
import { boxBetween, fitCamera, toImage, visibleBox, within, zoomAbout } from "./camera";
import { Clipping } from "./clipping";
import { AnyRenderer } from "./drawing";
import { Furniture } from "./furniture";
import { Input } from "./input";
import type { Legend } from "./legend";
import { Modes } from "./modes";
import { labelAt } from "./outline";
import { drawCaption } from "./picture";
import type { Frame, Hovered, Renderer } from "./renderer";
import { type Look, Scene } from "./scene";
import type { Pixels, TileSource } from "./source";
import type { Spacing } from "./stack";
import { addStyle } from "./style";
import type { Hand, Place, Sketch, Vertex } from "./tools/hand";
import { SketchPicture } from "./tools/sketch";
import type {
  Box,
  Callbacks,
  ChannelView,
  Hover,
  LabelLayer,
  Layer,
  Modifiers,
  Tool,
  Viewer,
  ViewerOptions,
  ViewMode,
  ViewState,
} from "./types";

export type { Camera } from "./camera";
export type { TileSource } from "./source";
export type * from "./types";

const HINT_TIME = 2500;
/** So many values of each channel tell how often they occur on screen. */
const MOST_SEEN = 65_536;
/** A box that is shown takes this share of the view; the rest is the ground around it. */
const SHOWN_SHARE = 0.35;

export function createViewer(
  element: HTMLElement,
  callbacks: Callbacks = {},
  options: ViewerOptions = {},
): Viewer {
  const renderer = new AnyRenderer({
    onChange: () => viewer.refresh(),
    onFallback: () => callbacks.onFallback?.(),
  });
  const viewer = new ImageViewer(element, callbacks, options, renderer);
  return viewer;
}

class ImageViewer implements Viewer {
  private readonly furniture: Furniture;
  private readonly input: Input;
  private readonly modes: Modes;
  private readonly sketch: SketchPicture;
  private hand: Hand | null = null;
  private readonly observer: ResizeObserver;
  private readonly hint = document.createElement("div");
  private scene: Scene | null = null;
  private layers: readonly Layer[] = [];
  private place: Camera = { x: 0, y: 0, zoom: 1 };
  private size: Size = { width: 1, height: 1 };
  private ratio = 1;
  private pixelSize: { y: number; x: number } | null = null;
  private typical: number | null = null;
  private region: Box | null = null;
  private tool: Tool = "pointer";
  private hovered: Hovered | null = null;
  private fitted = true;
  private requested = 0;
  private ready = false;
  private overviewStamp = "";
  private legends: readonly Legend[] = [];
  private clipping: Clipping | null = null;
  private hintTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly callbacks: Callbacks,
    options: ViewerOptions,
    private readonly renderer: Renderer,
  ) {
    addStyle();
    element.classList.add("viewer-root");
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    element.setAttribute("aria-roledescription", "image viewer");
    this.setLabel(options.label ?? "Image");
    renderer.element.setAttribute("aria-hidden", "true");
    element.append(renderer.element);
    this.sketch = new SketchPicture(element);
    this.furniture = new Furniture(element, {
      zoomIn: () => this.zoomBy(1.25),
      zoomOut: () => this.zoomBy(0.8),
      fit: () => this.fit(),
      actual: () => this.zoomTo(1),
      goTo: (x, y) => this.goTo(x, y),
    });
    this.hint.className = "viewer-hint";
    this.hint.hidden = true;
    this.hint.textContent = "Ctrl + wheel to zoom";
    element.append(this.hint);
    this.modes = new Modes(element, {
      onSlice: (z) => this.callbacks.onStep?.("z", z - (this.scene?.state.z ?? z)),
      onLeave: () => this.callbacks.onViewMode?.("slice"),
      onError: (error) => this.callbacks.onError?.(error),
    });
    this.input = new Input(element, this.wishes(), options.embed ?? false);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(element);
    this.measure();
  }

  setMode(mode: ViewMode, spacing: Spacing | null = null): void {
    this.modes.set(mode, spacing);
  }

  setImage(source: TileSource | null): void {
    if (source === (this.scene?.source ?? null)) return;
    this.modes.leave();
    this.modes.follow(source, { z: 0, t: 0, channels: [] });
    this.scene?.destroy();
    this.renderer.forget();
    this.scene = source && new Scene(source, this.hears());
    this.layers = [];
    this.clipping?.forget();
    this.region = null;
    this.overviewStamp = "";
    this.pixelSize = source?.pixelSize ?? null;
    this.furniture.setImage(source);
    this.furniture.showChannels([]);
    if (source) this.fit();
    else this.redraw();
  }

  setView(view: ViewState): void {
    if (!this.scene) return;
    this.scene.state = view;
    this.modes.follow(this.scene.source, view);
    this.furniture.showChannels(this.named());
    this.redraw();
  }

  setLayers(layers: readonly Layer[]): void {
    this.layers = layers;
    this.redraw();
  }

  setLegend(legends: readonly Legend[]): void {
    this.legends = legends;
    this.furniture.showLegend(legends);
  }

  setClipping(sensor: readonly (number | null)[] | null): void {
    this.clipping = sensor && (this.clipping ?? new Clipping());
    if (this.clipping && sensor) this.clipping.sensor = sensor;
    this.redraw();
  }

  setAhead(planes: readonly { z: number; t: number }[]): void {
    if (this.scene) this.scene.ahead = planes;
    this.schedule();
  }

  seenValues(): Pixels[] {
    return this.scene?.valuesSeen(this.look(), MOST_SEEN) ?? [];
  }

  setLabel(label: string): void {
    this.element.setAttribute("aria-label", label);
  }

  setPixelSize(size: { y: number; x: number } | null): void {
    this.pixelSize = size;
    this.redraw();
  }

  setTypical(diameter: number | null): void {
    this.typical = diameter;
    this.redraw();
  }

  setTool(tool: Tool): void {
    this.tool = tool;
    this.element.dataset.tool = tool;
  }

  setHand(hand: Hand | null): void {
    this.hand?.cancel();
    this.hand = hand;
    this.sketch.show(null);
    this.input.handChanged();
    hand?.refresh?.();
  }

  showSketch(sketch: Sketch | null): void {
    this.sketch.show(sketch);
  }

  showRegion(region: Box | null): void {
    this.region = region;
    this.redraw();
  }

  fit(): void {
    if (!this.scene) return;
    this.move(fitCamera(this.imageSize(), this.size));
    this.fitted = true;
  }

  zoomTo(zoom: number): void {
    this.move({ ...this.place, zoom });
  }

  show([y0, x0, y1, x1]: Box): void {
    const { width, height } = this.size;
    const zoom = Math.min(width / (x1 - x0), height / (y1 - y0)) * SHOWN_SHARE;
    this.move({ x: (x0 + x1) / 2, y: (y0 + y1) / 2, zoom });
  }

  zoomBy(factor: number, at?: Point): void {
    const middle = at ?? { x: this.size.width / 2, y: this.size.height / 2 };
    const zoom = within({ ...this.place, zoom: this.place.zoom * factor }, this.imageSize(), this.size).zoom;
    this.move(zoomAbout(this.place, this.size, middle, zoom));
  }

  centre(y: number, x: number): void {
    this.move({ ...this.place, x: x + 0.5, y: y + 0.5 });
  }

  camera(): Camera {
    return { ...this.place };
  }

  setCamera(camera: Camera): void {
    this.move(camera);
  }

  visibleRegion(): Box {
    return visibleBox(this.place, this.imageSize(), this.size);
  }

  picture(): Promise<Blob> {
    const frame = this.frame();
    if (frame) while (!this.renderer.draw(frame));
    const shown = this.modes.element ?? this.renderer.element;
    const canvas = document.createElement("canvas");
    canvas.width = shown.width;
    canvas.height = shown.height;
    const context = canvas.getContext("2d");
    context?.drawImage(shown, 0, 0);
    // Cuts and volumes have a scale of their own: the bar would be wrong.
    if (context && frame && shown === this.renderer.element)
      drawCaption(context, {
        zoom: this.place.zoom,
        pixelSize: this.pixelSize?.x ?? null,
        channels: this.named(),
        legends: this.legends,
        ratio: this.ratio,
      });
    return new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made."))),
        "image/png",
      );
    });
  }

  /** Another renderer draws from now on. */
  refresh(): void {
    this.overviewStamp = "";
    this.redraw();
  }

  destroy(): void {
    cancelAnimationFrame(this.requested);
    clearTimeout(this.hintTimer);
    this.observer.disconnect();
    this.input.destroy();
    this.sketch.destroy();
    this.scene?.destroy();
    this.furniture.destroy();
    this.modes.leave();
    this.hint.remove();
    this.renderer.destroy();
    this.element.classList.remove("viewer-root");
    delete this.element.dataset.ready;
  }

  private imageSize(): Size {
    return this.scene?.source ?? { width: 1, height: 1 };
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    if (width === 0 || height === 0) return;
    if (width === this.size.width && height === this.size.height && ratio === this.ratio) return;
    this.size = { width, height };
    this.ratio = ratio;
    this.renderer.resize(this.size, ratio);
    this.modes.resize();
    if (this.fitted) this.fit();
    this.paint(); // at once: a resized canvas is empty until it is drawn
  }

  private move(camera: Camera): void {
    const next = within(camera, this.imageSize(), this.size);
    this.fitted = false;
    if (next.x !== this.place.x || next.y !== this.place.y || next.zoom !== this.place.zoom) {
      this.place = next;
      this.callbacks.onCamera?.({ ...next });
    }
    this.redraw();
  }

  private redraw(): void {
    this.ready = false;
    delete this.element.dataset.ready;
    this.schedule();
  }

  private schedule(): void {
    if (this.requested) return;
    this.requested = requestAnimationFrame(() => {
      this.requested = 0;
      this.paint();
    });
  }

  private paint(): void {
    this.scene?.request(this.look());
    this.sketch.place(this.place, this.size);
    const frame = this.frame() ?? this.emptyFrame();
    const finished = this.renderer.draw(frame);
    this.furniture.showZoom(this.place.zoom, this.pixelSize?.x ?? null);
    this.furniture.showTypical(this.typical, this.place.zoom, this.pixelSize?.x ?? null);
    if (this.scene) this.paintOverview(frame);
    if (!finished) this.schedule();
    else if (this.scene?.settled() && !this.ready) this.becomeReady();
  }

  private becomeReady(): void {
    this.ready = true;
    this.scene?.keepPlane();
    this.element.dataset.ready = "";
    this.callbacks.onReady?.();
  }

  /** The small picture is made anew only where plane, channels or loaded tiles differ. */
  private paintOverview(frame: Frame): void {
    const first = frame.layers[0];
    const stamp = JSON.stringify([first?.cells.map((cell) => cell.key), frame.channels]);
    if (stamp !== this.overviewStamp && first && first.cells.length > 0) {
      this.overviewStamp = stamp;
      this.furniture.refreshOverview((canvas) => this.renderer.drawOverview(frame, canvas));
    }
    this.furniture.showFrame(this.visibleRegion(), frame.image);
  }

  private look(): Look {
    return { camera: this.place, view: this.size, ratio: this.ratio };
  }

  /** Channels for the legend: colour pictures have none. */
  private named(): ChannelView[] {
    if (!this.scene || this.scene.source.colour) return [];
    const { channels, order = channels.map((_, index) => index) } = this.scene.state;
    return order.flatMap((index) => channels[index] ?? []);
  }

  private frame(): Frame | null {
    const { scene } = this;
    if (!scene || scene.state.channels.length === 0) return null;
    const indices = scene.drawn();
    const channels = indices.map((index) => scene.state.channels[index] as ChannelView);
    const { colour } = scene.source;
    const { blending = "add" } = scene.state;
    const layers = scene.layers(this.look());
    const frame: Frame = { ...this.emptyFrame(), blending, colour, indices, channels, layers };
    const marks = colour ? undefined : this.clipping?.layers(frame, scene.source);
    return marks ? { ...frame, overlays: [...marks, ...frame.overlays] } : frame;
  }

  private emptyFrame(): Frame {
    return {
      camera: this.place,
      view: this.size,
      image: this.imageSize(),
      colour: false,
      indices: [],
      channels: [],
      layers: [],
      blending: "add",
      overlays: this.scene ? this.layers : [],
      hovered: this.hovered,
      region: this.region,
    };
  }

  private hears() {
    return {
      onTile: () => {
        this.callbacks.onTile?.();
        this.schedule();
      },
      onError: (error: Error) => {
        this.callbacks.onError?.(error);
        this.schedule();
      },
    };
  }

  private goTo(x: number, y: number): void {
    const { width, height } = this.imageSize();
    this.move({ ...this.place, x: x * width, y: y * height });
  }

  private wishes() {
    return {
      panBy: (x: number, y: number) =>
        this.move({
          ...this.place,
          x: this.place.x - x / this.place.zoom,
          y: this.place.y - y / this.place.zoom,
        }),
      zoomBy: (factor: number, at?: Point) => this.zoomBy(factor, at),
      fit: () => this.fit(),
      step: (axis: "z" | "t", by: number) => this.callbacks.onStep?.(axis, by),
      toggleMode: () => this.toggleMode(),
      toggleFurniture: () => this.furniture.toggle(),
      hover: (at: Point | null) => this.hoverOver(at),
      click: (at: Point, keys: Modifiers) =>
        this.callbacks.onPick?.(this.objectAt(this.pointAt(at)) || null, keys),
      doubleClick: (at: Point) => this.doubleClicked(at),
      region: (from: Point, to: Point, done: boolean) => this.dragRegion(from, to, done),
      cancelRegion: () => this.showRegion(null),
      wheelRefused: () => this.showHint(),
      regionTool: () => this.tool === "region",
      hand: () => this.hand,
      placeAt: (at: Point) => this.placeAt(at),
      middle: () => this.placeAt({ x: this.size.width / 2, y: this.size.height / 2 }),
      within: ([y, x]: Vertex): Vertex => this.onImage(y, x),
      crosshair: (at: Vertex | null) => this.showCross(at),
    };
  }

  /** Middles of pixels are whole numbers there. */
  private placeAt(at: Point): Place {
    const { y, x } = this.pointAt(at);
    return { y: y - 0.5, x: x - 0.5, perPixel: 1 / this.place.zoom };
  }

  private onImage(y: number, x: number): Vertex {
    const { width, height } = this.imageSize();
    return [Math.min(Math.max(y, 0), height - 1), Math.min(Math.max(x, 0), width - 1)];
  }

  /** The crosshair stays in view. */
  private showCross(at: Vertex | null): void {
    this.sketch.showCross(at);
    if (!at) return;
    const [y, x] = at;
    const [y0, x0, y1, x1] = this.visibleRegion();
    if (y < y0 || x < x0 || y >= y1 || x >= x1) this.centre(y, x);
  }

  private doubleClicked(at: Point): void {
    const object = this.objectAt(this.pointAt(at));
    if (object) this.callbacks.onDouble?.(object);
    else this.zoomBy(2, at);
  }

  private toggleMode(): void {
    const overlay = this.topLabels();
    if (overlay) this.callbacks.onMode?.(overlay.mode === "outline" ? "fill" : "outline");
  }

  private topLabels(): LabelLayer | undefined {
    return this.layers.findLast((one): one is LabelLayer => one.kind === "labels");
  }

  private showHint(): void {
    this.hint.hidden = false;
    clearTimeout(this.hintTimer);
    this.hintTimer = setTimeout(() => {
      this.hint.hidden = true;
    }, HINT_TIME);
  }

  private dragRegion(from: Point, to: Point, done: boolean): void {
    const box = boxBetween(this.pointAt(from), this.pointAt(to), this.imageSize());
    this.showRegion(box);
    if (done && box) this.callbacks.onRegion?.(box);
  }

  private pointAt(at: Point): Point {
    return toImage(this.place, this.size, at);
  }

  private objectAt(point: Point): number {
    const overlay = this.topLabels();
    if (!overlay) return 0;
    const y = Math.floor((point.y - overlay.origin[0]) / overlay.factor[0]);
    const x = Math.floor((point.x - overlay.origin[1]) / overlay.factor[1]);
    return labelAt(overlay, y, x);
  }

  private hoverOver(at: Point | null): void {
    const hover = at && this.hoverAt(at);
    const object = hover?.object ?? 0;
    if (object !== (this.hovered?.object ?? 0)) {
      this.hovered = hover && object ? { object, y: hover.y, x: hover.x } : null;
      this.schedule();
    }
    this.callbacks.onHover?.(hover);
  }

  private hoverAt(at: Point): Hover | null {
    const point = this.pointAt(at);
    const y = Math.floor(point.y);
    const x = Math.floor(point.x);
    const { width, height } = this.imageSize();
    if (!this.scene || x < 0 || y < 0 || x >= width || y >= height) return null;
    return { y, x, values: this.scene.valuesAt(y, x), object: this.objectAt(point) };
  }
}
