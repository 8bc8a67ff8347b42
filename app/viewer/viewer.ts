/** The image on the page: `createViewer(element, callbacks)`. */

import type { Camera, Point } from "./camera";
import { Content } from "./content";
import { AnyRenderer } from "./drawing";
import { Furniture } from "./furniture";
import type { Legend } from "./legend";
import { Modes } from "./modes";
import { captioned } from "./picture";
import { Pointing } from "./pointing";
import type { Frame, Renderer } from "./renderer";
import type { Pixels, TileSource } from "./source";
import type { Spacing } from "./stack";
import { addStyle } from "./style";
import type { Hand, Sketch } from "./tools/hand";
import type { Box, Callbacks, Layer, Viewer, ViewerOptions, ViewMode, ViewState } from "./types";
import { Viewport } from "./viewport";

export type { Camera } from "./camera";
export type { TileSource } from "./source";
export type * from "./types";

/** So many values of each channel tell how often they occur on screen. */
const MOST_SEEN = 65_536;

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
  private readonly content: Content;
  private readonly viewport: Viewport;
  private readonly furniture: Furniture;
  private readonly pointing: Pointing;
  private readonly modes: Modes;
  private readonly observer: ResizeObserver;
  private requested = 0;
  private ready = false;
  private overviewStamp = "";

  constructor(
    private readonly element: HTMLElement,
    private readonly callbacks: Callbacks,
    options: ViewerOptions,
    private readonly renderer: Renderer,
  ) {
    this.dress(options.label ?? "Image");
    this.content = new Content(this.tileHears());
    this.viewport = new Viewport({
      image: () => this.content.imageSize(),
      onCamera: (camera) => this.callbacks.onCamera?.(camera),
      onMove: () => this.redraw(),
    });
    this.pointing = this.pointingOf(options.embed ?? false);
    this.furniture = new Furniture(element, {
      zoomIn: () => this.zoomBy(1.25),
      zoomOut: () => this.zoomBy(0.8),
      fit: () => this.fit(),
      actual: () => this.zoomTo(1),
      goTo: (x, y) => this.viewport.goTo(x, y),
    });
    this.modes = new Modes(element, {
      onSlice: (z) => this.callbacks.onStep?.("z", z - (this.content.scene?.state.z ?? z)),
      onLeave: () => this.callbacks.onViewMode?.("slice"),
      onError: (error) => this.callbacks.onError?.(error),
    });
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(element);
    this.measure();
  }

  setMode(mode: ViewMode, spacing: Spacing | null = null): void {
    this.modes.set(mode, spacing);
  }

  setImage(source: TileSource | null): void {
    if (source === (this.content.scene?.source ?? null)) return;
    this.modes.leave();
    this.modes.follow(source, { z: 0, t: 0, channels: [] });
    this.renderer.forget();
    this.content.setImage(source);
    this.overviewStamp = "";
    this.furniture.setImage(source);
    this.furniture.showChannels([]);
    if (source) this.fit();
    else this.redraw();
  }

  setView(view: ViewState): void {
    const { scene } = this.content;
    if (!scene) return;
    scene.state = view;
    this.modes.follow(scene.source, view);
    this.furniture.showChannels(this.content.named());
    this.redraw();
  }

  setLayers(layers: readonly Layer[]): void {
    this.content.layers = layers;
    this.redraw();
  }

  setLegend(legends: readonly Legend[]): void {
    this.content.legends = legends;
    this.furniture.showLegend(legends);
  }

  setClipping(sensor: readonly (number | null)[] | null): void {
    this.content.setClipping(sensor);
    this.redraw();
  }

  setAhead(planes: readonly { z: number; t: number }[]): void {
    if (this.content.scene) this.content.scene.ahead = planes;
    this.schedule();
  }

  seenValues(): Pixels[] {
    return this.content.scene?.valuesSeen(this.viewport.look(), MOST_SEEN) ?? [];
  }

  setLabel(label: string): void {
    this.element.setAttribute("aria-label", label);
  }

  setPixelSize(size: { y: number; x: number } | null): void {
    this.content.pixelSize = size;
    this.redraw();
  }

  setTypical(diameter: number | null): void {
    this.content.typical = diameter;
    this.redraw();
  }

  setHand(hand: Hand | null): void {
    this.pointing.setHand(hand);
  }

  showSketch(sketch: Sketch | null): void {
    this.pointing.showSketch(sketch);
  }

  showRegion(region: Box | null): void {
    this.content.region = region;
    this.redraw();
  }

  fit(): void {
    if (this.content.scene) this.viewport.fit();
  }

  zoomTo(zoom: number): void {
    this.viewport.zoomTo(zoom);
  }

  show(box: Box): void {
    this.viewport.show(box);
  }

  zoomBy(factor: number, at?: Point): void {
    this.viewport.zoomBy(factor, at);
  }

  centre(y: number, x: number): void {
    this.viewport.centre(y, x);
  }

  camera(): Camera {
    return { ...this.viewport.camera };
  }

  setCamera(camera: Camera): void {
    this.viewport.move(camera);
  }

  visibleRegion(): Box {
    return this.viewport.visible();
  }

  picture(bare = false): Promise<Blob> {
    const { content, viewport } = this;
    const frame = content.frame(viewport);
    if (frame) while (!this.renderer.draw(frame));
    // Cuts and volumes have a scale of their own: the bar would be wrong.
    const plain = !bare && this.modes.element === null && frame !== null;
    return captioned(
      this.modes.element ?? this.renderer.element,
      plain
        ? {
            zoom: viewport.camera.zoom,
            pixelSize: content.pixelSize?.x ?? null,
            channels: content.named(),
            legends: content.legends,
            ratio: viewport.ratio,
          }
        : null,
    );
  }

  /** Another renderer draws from now on. */
  refresh(): void {
    this.overviewStamp = "";
    this.redraw();
  }

  destroy(): void {
    cancelAnimationFrame(this.requested);
    this.observer.disconnect();
    this.pointing.destroy();
    this.content.scene?.destroy();
    this.furniture.destroy();
    this.modes.leave();
    this.renderer.destroy();
    this.element.classList.remove("viewer-root");
    delete this.element.dataset.ready;
  }

  private dress(label: string): void {
    addStyle();
    this.element.classList.add("viewer-root");
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "application");
    this.element.setAttribute("aria-roledescription", "image viewer");
    this.setLabel(label);
    this.renderer.element.setAttribute("aria-hidden", "true");
    this.element.append(this.renderer.element);
  }

  private pointingOf(embed: boolean): Pointing {
    const hears = {
      fit: () => this.fit(),
      toggleFurniture: () => this.furniture.toggle(),
      onHovered: () => this.schedule(),
    };
    return new Pointing(this.element, this.content, this.viewport, this.callbacks, hears, embed);
  }

  private tileHears() {
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

  private measure(): void {
    const { viewport } = this;
    if (!viewport.measure(this.element)) return;
    this.renderer.resize(viewport.size, viewport.ratio);
    this.modes.resize();
    if (viewport.fitted) this.fit();
    this.paint(); // at once: a resized canvas is empty until it is drawn
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
    const { content, furniture, viewport } = this;
    const { scene, typical } = content;
    const { zoom } = viewport.camera;
    const pixelSize = content.pixelSize?.x ?? null;
    scene?.request(viewport.look());
    this.pointing.place();
    const frame = content.frame(viewport) ?? content.emptyFrame(viewport);
    const finished = this.renderer.draw(frame);
    furniture.showZoom(zoom, pixelSize);
    furniture.showTypical(typical, zoom, pixelSize);
    if (scene) this.paintOverview(frame);
    if (!finished) this.schedule();
    else if (scene?.settled() && !this.ready) this.becomeReady();
  }

  private becomeReady(): void {
    this.ready = true;
    this.content.scene?.keepPlane();
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
    this.furniture.showFrame(this.viewport.visible(), frame.image);
  }
}
