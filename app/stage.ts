/** The image in the middle: keeps the viewer in step with the state, and turns what happens on it into state. */
import { cell, columnNamed, tableOf } from "./arrays";
import { mapColours } from "./colour-maps";
import { areasOf } from "./drawing-shapes";
import { drawnLayers } from "./layer-drawing";
import { legendOf } from "./layer-legend";
import { layerRows, switchMode, topLabels } from "./layers";
import type { ResultData } from "./messages";
import { objectBox } from "./object-box";
import type { Pixels } from "./pixels";
import { Playing } from "./playing";
import { histogramOf, provisionalLimits } from "./seen";
import {
  active,
  type Camera,
  type ImageView,
  type OpenImage,
  pixelSize,
  type SeenChannel,
  type State,
  type Store,
  sizeOf,
} from "./store";
import { suggestedDiameter } from "./suggesting";
import type { Hand, Sketch } from "./viewer/tools/hand";
import {
  type Box,
  type ChannelView,
  createViewer,
  type Hover,
  type Modifiers,
  type TileSource,
  type Viewer,
} from "./viewer/viewer";
import { WORDS } from "./words";

/** The histogram of what is on screen follows when the image has rested this long. */
const SEEN_PAUSE = 150;
const CAMERA_PAUSE = 200;
/** Between these many px on screen the circle of the typical size is compared with objects at a glance. */
const SEEN = [20, 150] as const;

export class Stage {
  readonly element: HTMLElement;
  private readonly viewer: Viewer;
  private readonly playing: Playing;
  private source: TileSource | null = null;
  private imageKey = "";
  /** The image whose lost tiles were spoken of. */
  private lostIn = "";
  private cameraTimer: ReturnType<typeof setTimeout> | undefined;
  private seenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly pixels: Pixels,
  ) {
    const embed = store.state.page === "embed";
    this.element = document.createElement("div");
    this.element.className = "viewer";
    this.element.id = "viewer";
    this.playing = new Playing(store);
    this.viewer = createViewer(this.element, this.hears(), { embed });
    store.subscribe((state, before) => this.follow(state, before));
  }

  fit(): void {
    this.viewer.fit();
  }

  /** One pixel of the image is one pixel of the page. */
  actualSize(): void {
    this.viewer.zoomTo(1);
  }

  /** Zoom until the circle of the typical size is easy to compare with the objects. */
  showTypical(): void {
    const drawn = (this.typical(this.store.state) ?? 0) * this.zoom();
    if (drawn > 0 && (drawn < SEEN[0] || drawn > SEEN[1])) this.viewer.zoomBy((SEEN[0] * 2) / drawn);
  }

  zoomBy(factor: number): void {
    this.viewer.zoomBy(factor);
  }

  picture(bare = false): Promise<Blob> {
    return this.viewer.picture(bare);
  }

  /** CSS pixels per pixel of the image. */
  zoom(): number {
    return this.viewer.camera().zoom;
  }

  /** What is seen now, [y0, x0, y1, x1] in whole pixels of full resolution. */
  visibleRegion(): number[] {
    return this.viewer.visibleRegion().map((one) => Math.round(one));
  }

  /** Bring a place of the image (pixel indices) to the middle. */
  centre(x: number, y: number): void {
    this.viewer.centre(y, x);
  }

  /** Bring an object into view, with some ground around it: the given one, the one under the pointer or a selected one. */
  zoomToObject(id?: number): void {
    const { state } = this.store;
    const row = topLabels(state);
    const object = id ?? (state.hover?.object || [...state.selection].at(-1));
    const image = active(state);
    const box = image && row?.result && object ? objectBox(row.result, image, object) : null;
    if (box) this.viewer.show(box);
  }

  /** The tool that hears the pointer before the viewer does. */
  setHand(hand: Hand | null): void {
    this.viewer.setHand(hand);
  }

  /** What is being drawn. */
  showSketch(sketch: Sketch | null): void {
    this.viewer.showSketch(sketch);
  }

  /** Another slice or time, within the image. */
  step(axis: "z" | "t", by: number): void {
    const image = active(this.store.state);
    if (!image) return;
    const value = Math.min(Math.max(image.view[axis] + by, 0), sizeOf(image.info, axis) - 1);
    if (value !== image.view[axis]) this.store.view({ [axis]: value });
  }

  private hears() {
    return {
      onHover: (hover: Hover | null) => this.store.set({ hover }),
      onPick: (object: number | null, keys: Modifiers) => this.picked(object, keys),
      onDouble: (object: number) => this.zoomToObject(object),
      onCamera: (camera: Camera) => this.moved(camera),
      onStep: (axis: "z" | "t", by: number) => this.step(axis, by),
      onMode: () => switchMode(this.store),
      onViewMode: (mode: ImageView["mode"]) => this.store.view({ mode }),
      onReady: () => this.ready(),
      onTile: () => this.tileCame(),
      onFallback: () => this.simple(),
      onError: (error: Error) => this.failed(error),
    };
  }

  private follow(state: State, before: State): void {
    const image = active(state);
    if (!image) {
      this.clear();
      return;
    }
    const fresh = this.followSource(image);
    const another = fresh || image.key !== before.active;
    const was = active(before);
    const first = !image.samples && state.seen !== before.seen;
    if (another || first || image.view !== was?.view || image.pixelSize !== was?.pixelSize) this.show(image);
    if (another || image.view.mode !== was?.view.mode || image.pixelSize !== was?.pixelSize)
      this.showMode(image);
    if (state.choices.region !== before.choices.region || image.shapes !== was?.shapes || fresh)
      this.viewer.showRegion(areasOf(image).length ? null : (state.choices.region as Box | null));
    if (another || layersDiffer(state, before)) this.showLayers(state);
    if (another || state.ui.clipping !== before.ui.clipping || image.samples !== was?.samples)
      this.viewer.setClipping(
        state.ui.clipping ? image.view.channels.map((_, i) => sensorLimit(image, i)) : null,
      );
    if (state.ui.playing !== before.ui.playing || image.view !== was?.view)
      this.viewer.setAhead(this.playing.next(state));
    if (another || state.runs !== before.runs || state.suggestion !== before.suggestion)
      this.viewer.setTypical(this.typical(state));
  }

  /** What was suggested counts while its reasons are read; otherwise what the last run found. */
  private typical({ suggestion, runs, active: key }: State): number | null {
    const said = suggestion?.image === key ? suggestedDiameter(suggestion.reasons) : null;
    return said ?? typicalDiameter(runs[key]?.results ?? []);
  }

  private clear(): void {
    if (this.source) this.viewer.setImage(null);
    this.source = null;
    this.imageKey = "";
  }

  /** Whether the viewer has another image now: it has forgotten all that was told of the one before. */
  private followSource(image: OpenImage): boolean {
    const source = this.pixels.sourceFor(image);
    if (source === this.source && image.key === this.imageKey) return false;
    const sameImage = image.key === this.imageKey;
    const camera = sameImage ? this.viewer.camera() : image.view.camera;
    this.source = source;
    this.imageKey = image.key;
    this.viewer.setImage(source);
    if (!sameImage && this.store.state.seen) this.store.set({ seen: null });
    if (!source) return true;
    this.saySimple();
    if (camera && camera.zoom > 0) this.viewer.setCamera(camera);
    else this.viewer.fit();
    return true;
  }

  private show(image: OpenImage): void {
    const { z, t, channels, projected, projection, blending, order } = image.view;
    const { seen } = this.store.state;
    const views = channels.map(({ map, ...one }, index): ChannelView => {
      const limits = one.high > one.low ? {} : provisionalLimits(seen?.[index]);
      return { ...one, ...limits, ...(map ? { map: mapColours(map) } : {}) };
    });
    this.viewer.setView({ z, t, channels: views, blending, order, ...(projected ? { projection } : {}) });
    this.viewer.setPixelSize(pixelSize(image));
    this.viewer.setLabel(`${WORDS.imageTitle}, ${image.source.name || image.info.name}`);
  }

  /** Cuts and volumes keep the proportions of the specimen where the spacing of the slices is known. */
  private showMode(image: OpenImage): void {
    const size = pixelSize(image);
    const { z } = size ?? {};
    this.viewer.setMode(image.view.mode, size && z ? { ...size, z } : null);
  }

  private showLayers(state: State): void {
    this.viewer.setLayers(drawnLayers(state));
    const rows = state.ui.overlay ? layerRows(state).filter((row) => row.view.visible) : [];
    this.viewer.setLegend(rows.flatMap((row) => legendOf(state, row) ?? []));
  }

  private picked(object: number | null, keys: Modifiers): void {
    const { selection } = this.store.state;
    const adding = keys.shiftKey || keys.ctrlKey || keys.metaKey;
    if (!object) {
      if (!adding && selection.size) this.store.select(new Set());
      return;
    }
    const next = new Set(adding ? selection : []);
    if (adding && selection.has(object)) next.delete(object);
    else next.add(object);
    this.store.select(next);
  }

  /** The camera follows the hand at once; the state follows it when the hand rests, since links and buttons read it. */
  private moved(camera: Camera): void {
    clearTimeout(this.cameraTimer);
    this.cameraTimer = setTimeout(() => {
      if (active(this.store.state)?.key === this.imageKey) this.store.view({ camera });
    }, CAMERA_PAUSE);
  }

  /** Everything of the view is drawn. */
  private ready(): void {
    this.playing.ready();
    clearTimeout(this.seenTimer);
    this.seenTimer = setTimeout(() => this.count(), SEEN_PAUSE);
  }

  /** Until an image has its limits, what is there of it decides how bright it is drawn. */
  private tileCame(): void {
    const image = active(this.store.state);
    if (this.seenTimer || !image || image.samples) return;
    this.seenTimer = setTimeout(() => this.count(), SEEN_PAUSE);
  }

  private count(): void {
    this.seenTimer = undefined;
    const image = active(this.store.state);
    if (image?.key !== this.imageKey || image.info.colour || this.store.state.ui.playing) return;
    const shown = image.view.order.filter((index) => image.view.channels[index]?.visible);
    const values = this.viewer.seenValues();
    const seen: Record<number, SeenChannel> = {};
    for (const [at, index] of shown.entries()) {
      const of = values[at];
      if (of?.length) seen[index] = histogramOf(of);
    }
    this.store.set({ seen });
  }

  private simple(): void {
    this.store.set({ simpleDrawing: "known" });
    if (this.source) this.saySimple();
  }

  /** Once, and with the first image: before that it tells nobody anything. */
  private saySimple(): void {
    if (this.store.state.simpleDrawing !== "known") return;
    this.store.set({ simpleDrawing: "said" });
    this.store.ui({ toast: { text: WORDS.simpleDrawing, action: "" } });
  }

  /** Some tiles could not be read: said once for an image, the others are shown. */
  private failed(error: Error): void {
    const image = active(this.store.state);
    if (!image || image.key === this.lostIn) return;
    this.lostIn = image.key;
    this.store.ui({ toast: { text: WORDS.tilesLost(WORDS.tilesLostImage, error.message), action: "" } });
  }
}

/** Whether anything has changed that decides what lies on the image. */
function layersDiffer(state: State, before: State): boolean {
  const image = active(state);
  const was = active(before);
  return (
    image?.view !== was?.view ||
    image?.shapes !== was?.shapes ||
    image?.classes !== was?.classes ||
    image?.corrections !== was?.corrections ||
    state.runs !== before.runs ||
    state.preview !== before.preview ||
    state.comparison !== before.comparison ||
    state.run.results !== before.run.results ||
    state.selection !== before.selection ||
    state.recipe !== before.recipe ||
    state.ui.overlay !== before.ui.overlay ||
    state.ui.drawing.shape !== before.ui.drawing.shape
  );
}

/** The sensor's highest value, where the file says it or the sample ends at one: no light above it was measured. */
export function sensorLimit(image: OpenImage, channel: number): number | null {
  const bits = image.info.metadata.significant_bits;
  if (typeof bits === "number") return 2 ** bits - 1;
  const highest = image.samples?.[channel]?.maximum;
  const known = [8, 10, 12, 14, 16].map((one) => 2 ** one - 1);
  return highest !== undefined && /u[1248]$|uint/.test(image.info.dtype) && known.includes(highest)
    ? highest
    : null;
}

/** The typical diameter that a run found, in pixels of full resolution; null where no step looks for one. */
export function typicalDiameter(results: readonly ResultData[]): number | null {
  for (const result of results) {
    const column = result.columns ? columnNamed(tableOf(result), "diameter_px") : undefined;
    const found = column ? cell(column, 0) : Number.NaN;
    if (Number.isFinite(found)) return found;
  }
  return null;
}
