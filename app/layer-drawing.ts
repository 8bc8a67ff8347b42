/** Results as layers of the viewer: the plane that is seen, in its place, in the colours that were chosen. */
import { cell, columnNamed, labelIds, numbers, tableOf } from "./arrays";
import { mapColours } from "./colour-maps";
import { comparisonLayers } from "./comparison-layers";
import { limitsOf as contrastOf } from "./contrast";
import { limitsOf, objectColours } from "./layer-colours";
import { type LayerRow, layerRows } from "./layers";
import type { ArrayData, ResultData } from "./messages";
import { active, type OpenImage, type State } from "./store";
import type {
  Colour,
  LabelLayer,
  Layer,
  PixelLayer,
  PointLayer,
  ShapeLayer,
  TrackLayer,
} from "./viewer/types";

/** Teal: far from the yellow of the selection and from the channels' first three colours. */
const MASK: Colour = [0, 177, 181];
const WHITE: Colour = [255, 255, 255];
const POINT_RADIUS = 5;
const TAIL = 10;

/** What lies on the image, from the bottom to the top. */
export function drawnLayers(state: State): Layer[] {
  const image = active(state);
  if (!image || !state.ui.overlay) return [];
  const compared = comparisonLayers(state);
  if (compared) return compared;
  return layerRows(state)
    .filter((row) => row.view.visible)
    .reverse()
    .flatMap((row) => layerOf(state, image, row) ?? []);
}

function layerOf(state: State, image: OpenImage, row: LayerRow): Layer | null {
  if (row.kind === "shapes") return shapesLayer(state, image, row);
  if (!row.result || row.result.apart) return null;
  if (row.kind === "points") return pointsLayer(state, image, row, row.result);
  if (row.kind === "tracks") return tracksLayer(image, row, row.result);
  const plane = planeIndex(row.result, image);
  if (plane < 0 || !row.result.array) return null;
  return row.kind === "labels"
    ? labelsLayer(state, row, row.result, plane)
    : pixelsLayer(row, row.result, plane);
}

/** Which plane of a layer belongs to the slice and time that are seen; -1 where the run did not take it. */
export function planeIndex(result: ResultData, image: OpenImage): number {
  const { z, t, projected } = image.view;
  const held = result.planes ?? [[0, 0]];
  // A z of -1 is a projection over all slices and belongs to each of them.
  const found = held.findIndex(([pt, pz]) => pt === t && (pz === -1 || (!projected && pz === z)));
  const [first, second] = held;
  const thick = first && second ? Math.abs((second[1] ?? 0) - (first[1] ?? 0)) : 0;
  if (found >= 0 || projected || thick < 2) return found;
  // Slices that were taken together are seen on each of those.
  return held.findIndex(([pt, pz]) => pt === t && Math.abs((pz ?? 0) - z) <= thick / 2);
}

/** Where a layer lies; the engine places the middle of the first pixel, the viewer wants its edge. */
export function placeOf(result: ResultData): { origin: [number, number]; factor: [number, number] } {
  const [oy = 0, ox = 0] = result.origin ?? [];
  const [fy = 1, fx = 1] = result.factor ?? [];
  return { origin: [oy - (fy - 1) / 2, ox - (fx - 1) / 2], factor: [fy, fx] };
}

const planes = new WeakMap<ArrayData, Map<number, Uint32Array | PixelLayer["data"]>>();

/** One plane of an array; the same view each time, since what is worked out of it is kept by it. */
function planeOf<T extends Uint32Array | PixelLayer["data"]>(
  array: ArrayData,
  plane: number,
  whole: (array: ArrayData) => T,
): T {
  const kept = planes.get(array) ?? new Map<number, T>();
  planes.set(array, kept);
  const [height = 0, width = 0] = array.shape.slice(-2);
  const size = height * width;
  const found = kept.get(plane) ?? whole(array).subarray(plane * size, (plane + 1) * size);
  kept.set(plane, found);
  return found as T;
}

function labelsLayer(state: State, row: LayerRow, result: ResultData, plane: number): LabelLayer | null {
  const { array } = result;
  if (!array) return null;
  const [height = 0, width = 0] = array.shape.slice(-2);
  // Objects of a preview have numbers of their own: table, classes and selection are of the last run.
  const previewed = state.preview?.results.includes(result) ?? false;
  const plain = previewed && row.view.colour.by !== "object";
  return {
    kind: "labels",
    id: row.id,
    labels: planeOf(array, plane, labelIds),
    width,
    height,
    ...placeOf(result),
    mode: row.view.mode,
    opacity: row.view.opacity,
    colours: plain ? { by: "neutral" } : objectColours(state, row),
    selected: previewed ? new Set() : state.selection,
  };
}

const pixelArrays = new WeakMap<ArrayData, PixelLayer["data"]>();

function pixelNumbers(array: ArrayData): PixelLayer["data"] {
  const kept = pixelArrays.get(array);
  if (kept) return kept;
  const raw = numbers(array);
  const fits = raw instanceof Uint8Array || raw instanceof Uint16Array || raw instanceof Float32Array;
  const made = fits ? raw : Float32Array.from(raw);
  pixelArrays.set(array, made);
  return made;
}

const ranges = new WeakMap<ArrayData, { low: number; high: number }>();
/** Limits of a layer come from so many of its pixels, evenly spread. */
const LIMIT_PIXELS = 250_000;

/** The limits between which an intensity layer is shown before anybody typed others. */
export function rangeOf(array: ArrayData): { low: number; high: number } {
  const kept = ranges.get(array);
  if (kept) return kept;
  const all = pixelNumbers(array);
  const step = Math.max(1, Math.floor(all.length / LIMIT_PIXELS));
  const some = Float64Array.from(
    { length: Math.floor(all.length / step) },
    (_, i) => all[i * step] as number,
  );
  const made = contrastOf(some);
  ranges.set(array, made);
  return made;
}

function pixelsLayer(row: LayerRow, result: ResultData, plane: number): PixelLayer | null {
  const { array } = result;
  if (!array) return null;
  const [height = 0, width = 0] = array.shape.slice(-2);
  const { colour, opacity } = row.view;
  const mask = row.kind === "mask";
  const limits = !mask && colour.by === "column" ? limitsOf(colour, rangeOf(array)) : { low: 0, high: 1 };
  const map = !mask && colour.by === "column" ? { map: [...mapColours(colour.map)] } : {};
  return {
    kind: "pixels",
    id: row.id,
    data: planeOf(array, plane, pixelNumbers),
    width,
    height,
    ...placeOf(result),
    color: mask ? MASK : WHITE,
    ...limits,
    ...map,
    opacity,
  };
}

/** The columns that hold places, under the names that tables of objects and of spots use. */
function placesOf(result: ResultData) {
  const table = tableOf(result);
  return {
    table,
    y: columnNamed(table, "y_px", "centroid_y_px", "y"),
    x: columnNamed(table, "x_px", "centroid_x_px", "x"),
    t: columnNamed(table, "t"),
    z: columnNamed(table, "z"),
    object: columnNamed(table, "object", "spot"),
    track: columnNamed(table, "track"),
  };
}

function pointsLayer(state: State, image: OpenImage, row: LayerRow, result: ResultData): PointLayer | null {
  const { table, y, x, t, z, object } = placesOf(result);
  if (!y || !x) return null;
  const { view } = image;
  const rows: number[] = [];
  for (let at = 0; at < table.rows; at += 1) {
    // What was found on a projection has no slice: it is seen on all.
    const slice = z ? Math.round(cell(z, at)) : Number.NaN;
    const elsewhere = !view.projected && !Number.isNaN(slice) && slice !== view.z;
    const other = (t && cell(t, at) !== view.t) || elsewhere;
    if (!other) rows.push(at);
  }
  return {
    kind: "points",
    id: row.id,
    y: Float64Array.from(rows, (at) => cell(y, at)),
    x: Float64Array.from(rows, (at) => cell(x, at)),
    objects: Uint32Array.from(rows, (at) => (object ? cell(object, at) : at + 1)),
    radius: POINT_RADIUS,
    opacity: row.view.opacity,
    colours: objectColours(state, row),
    selected: state.selection,
  };
}

function tracksLayer(image: OpenImage, row: LayerRow, result: ResultData): TrackLayer | null {
  const { table, y, x, t, track } = placesOf(result);
  if (!y || !x || !t || !track) return null;
  const order = Array.from({ length: table.rows }, (_, at) => at).sort(
    (a, b) => cell(track, a) - cell(track, b) || cell(t, a) - cell(t, b),
  );
  return {
    kind: "tracks",
    id: row.id,
    track: Uint32Array.from(order, (at) => cell(track, at)),
    t: Int32Array.from(order, (at) => cell(t, at)),
    y: Float64Array.from(order, (at) => cell(y, at)),
    x: Float64Array.from(order, (at) => cell(x, at)),
    now: image.view.t,
    tail: TAIL,
    opacity: row.view.opacity,
  };
}

function shapesLayer(state: State, image: OpenImage, row: LayerRow): ShapeLayer {
  const { shape } = state.ui.drawing;
  return {
    kind: "shapes",
    id: row.id,
    shapes: image.shapes,
    selected: new Set(shape ? [shape] : []),
    opacity: row.view.opacity,
  };
}
