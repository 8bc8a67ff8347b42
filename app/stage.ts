/** The image in the middle: keeps the viewer in step with the state, and turns what happens on it into state. */
import { cell, columnNamed, labelIds, tableOf } from "./arrays";
import type { ResultData } from "./messages";
import type { Pixels } from "./pixels";
import {
  active,
  type Camera,
  type OpenImage,
  pixelSize,
  type State,
  type Store,
  shownLabels,
  sizeOf,
} from "./store";
import type { Hand, Sketch } from "./viewer/tools/hand";
import {
  type Box,
  createViewer,
  type Hover,
  type LabelLayer,
  type Modifiers,
  type TileSource,
  type Viewer,
} from "./viewer/viewer";

export class Stage {
  readonly element: HTMLElement;
  private viewer: Viewer;
  private source: TileSource | null = null;
  private imageKey = "";
  private overlayOf = "";
  private cameraTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly pixels: Pixels,
  ) {
    const embed = store.state.page === "embed";
    this.element = document.createElement("div");
    this.element.className = "viewer";
    this.element.id = "viewer";
    const callbacks = {
      onHover: (hover: Hover | null) => this.hovered(hover),
      onPick: (object: number | null, keys: Modifiers) => this.picked(object, keys),
      onCamera: (camera: Camera) => this.moved(camera),
      onRegion: (region: number[]) => this.drawn(region),
      onStep: (axis: "z" | "t", by: number) => this.step(axis, by),
      onMode: (mode: "outline" | "fill") => this.store.ui({ fill: mode === "fill" }),
    };
    this.viewer = createViewer(this.element, callbacks, { embed });
    store.subscribe((state, before) => this.follow(state, before));
  }

  fit(): void {
    this.viewer.fit();
  }

  zoomBy(factor: number): void {
    this.viewer.zoomBy(factor);
  }

  picture(): Promise<Blob> {
    return this.viewer.picture();
  }

  /** What is seen now, [y0, x0, y1, x1] in whole pixels of full resolution. */
  visibleRegion(): number[] {
    return this.viewer.visibleRegion().map((one) => Math.round(one));
  }

  /** Bring a place of the image (pixel indices) to the middle. */
  centre(x: number, y: number): void {
    this.viewer.centre(y, x);
  }

  /** Let the next drag draw the region of the run. */
  drawRegion(): void {
    this.viewer.setTool("region");
  }

  /** The tool that hears the pointer first. */
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

  private follow(state: State, before: State): void {
    const image = active(state);
    if (!image) {
      this.clear();
      return;
    }
    this.followSource(image);
    if (image.view !== active(before)?.view || image.key !== before.active) this.show(image);
    if (state.choices.region !== before.choices.region)
      this.viewer.showRegion(state.choices.region as Box | null);
    this.followOverlay(state, image);
    if (state.runs !== before.runs || image.key !== before.active)
      this.viewer.setTypical(typicalDiameter(state.runs[image.key]?.results ?? []));
  }

  private clear(): void {
    if (this.source) this.viewer.setImage(null);
    this.source = null;
    this.imageKey = "";
  }

  private followSource(image: OpenImage): void {
    const source = this.pixels.sourceFor(image);
    if (source === this.source && image.key === this.imageKey) return;
    const sameImage = image.key === this.imageKey;
    const camera = sameImage ? this.viewer.camera() : image.view.camera;
    this.source = source;
    this.imageKey = image.key;
    this.overlayOf = ""; // the viewer forgets it with the image
    this.viewer.setImage(source);
    if (!source) return;
    this.show(image);
    if (camera && camera.zoom > 0) this.viewer.setCamera(camera);
    else this.viewer.fit();
  }

  private show(image: OpenImage): void {
    const { z, t, channels, projected } = image.view;
    const size = pixelSize(image);
    this.viewer.setView({ z, t, channels, ...(projected ? { projection: "max" as const } : {}) });
    this.viewer.setPixelSize(size);
    this.viewer.setLabel(`Image, ${image.source.name || image.info.name}`);
  }

  /** Draw the labels of the plane that is seen. */
  private followOverlay(state: State, image: OpenImage): void {
    const result = state.ui.overlay ? shownLabels(state) : undefined;
    const plane = result ? planeIndex(result, image) : -1;
    const mode = state.ui.fill ? "fill" : "outline";
    const made = result && plane >= 0 ? layerOf(result, plane, mode, state.selection) : null;
    const key = made ? `${idOf(result)}/${plane}/${mode}/${idOf(state.selection)}` : "";
    if (key === this.overlayOf) return;
    this.overlayOf = key;
    this.viewer.setLayers(made ? [made] : []);
  }

  private drawn(region: number[]): void {
    this.viewer.setTool("pointer");
    const choices = { ...this.store.state.choices, region: region.map(Math.round) };
    this.store.act("region", () => this.store.set({ choices }));
  }

  private hovered(hover: Hover | null): void {
    this.store.set({ hover });
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
    }, 200);
  }
}

const ids = new WeakMap<object, number>();
let nextId = 1;

/** A number for an object's identity, for comparing what was drawn. */
function idOf(thing: object | undefined): number {
  if (!thing) return 0;
  const known = ids.get(thing);
  if (known) return known;
  ids.set(thing, nextId);
  return nextId++;
}

/** Which plane of a layer belongs to the slice and time that are seen; -1 where the run did not take it. */
export function planeIndex(result: ResultData, image: OpenImage): number {
  const { z, t, projected } = image.view;
  // A z of -1 is a projection over all slices and belongs to each of them.
  return (result.planes ?? [[0, 0]]).findIndex(
    ([pt, pz]) => pt === t && (pz === -1 || (!projected && pz === z)),
  );
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

export function layerOf(
  result: ResultData,
  plane: number,
  mode: "outline" | "fill",
  selection: ReadonlySet<number>,
): LabelLayer | null {
  if (!result.array) return null;
  const [height = 0, width = 0] = result.array.shape.slice(-2);
  const all = labelIds(result.array);
  const labels = all.subarray(plane * height * width, (plane + 1) * height * width);
  const [oy = 0, ox = 0] = result.origin ?? [];
  const [fy = 1, fx = 1] = result.factor ?? [];
  // The engine places the middle of the first pixel; the viewer wants its edge.
  const origin: [number, number] = [oy - (fy - 1) / 2, ox - (fx - 1) / 2];
  return {
    kind: "labels",
    id: result.step,
    labels,
    width,
    height,
    origin,
    factor: [fy, fx],
    mode,
    opacity: 1,
    colours: mode === "fill" ? { by: "object" } : { by: "neutral" },
    selected: selection,
  };
}
