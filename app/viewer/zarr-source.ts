/** Tiles of an OME-Zarr address through zarrita: the image is on screen before Python is there. */
import * as zarr from "zarrita";
import type { ImageInfo } from "../messages";
import { type Chunk, ChunkCache } from "./chunks";
import { registerCodecs } from "./codecs/register";
import { inPieces, levelsOf, type Origin, rowsOfPiece } from "./pieces";
import { maximumOf, meanOf } from "./projection";
import type { Level, Pixels, Tile, TileRequest, TileSource } from "./source";
import { dtypeName } from "./source";
import { type ArrayFacts, describe, multiscaleOf, type OmeAttributes, omeOf } from "./zarr-metadata";
import { requestStore, type ZarrRequest } from "./zarr-store";

export type { ZarrRequest } from "./zarr-store";

type ZarrArray = zarr.Array<zarr.DataType, zarr.Readable>;

export interface ZarrOptions {
  /** What the image is called; the last part of the address where it is not given. */
  name?: string;
  series?: number;
  /** Hears of every request, for "What left this tab". */
  onRequest?(request: ZarrRequest): void;
  signal?: AbortSignal;
}

export interface ZarrSource extends TileSource {
  info: ImageInfo;
}

const CHUNK_BYTES = 128e6;
const SMALLEST_TILE = 256;
const LARGEST_TILE = 1024;
/** The maximum over z is worked out here up to so many slices; the engine does it for deeper stacks. */
const MOST_SLICES = 64;

const NUMPY: Record<string, string> = {
  bool: "|b1",
  uint8: "|u1",
  int8: "|i1",
  uint16: "<u2",
  int16: "<i2",
  uint32: "<u4",
  int32: "<i4",
  uint64: "<u8",
  int64: "<i8",
  float16: "<f2",
  float32: "<f4",
  float64: "<f8",
};

interface Opened {
  ome: OmeAttributes;
  open(path: string): Promise<ZarrArray | null>;
}

/** Ask for zarr.json first and only then for .zattrs, so that a store costs one 404 at most. */
async function openGroup(store: zarr.Readable, signal: AbortSignal | undefined): Promise<Opened> {
  const options = signal ? { signal } : {};
  const root = zarr.root(store);
  const missing = (error: unknown) => {
    if (error instanceof zarr.NotFoundError) return null;
    throw error;
  };
  const third = await zarr.open.v3(root, { kind: "group", ...options }).catch(missing);
  const group = third ?? (await zarr.open.v2(root, { kind: "group", ...options }));
  return {
    ome: omeOf(group.attrs),
    async open(path) {
      const place = path === "" || path === "." ? root : root.resolve(path);
      if (third) return zarr.open.v3(place, { kind: "array", ...options }).catch(missing);
      return zarr.open.v2(place, { kind: "array", attrs: false, ...options }).catch(missing);
    },
  };
}

/** Open an OME-Zarr image (0.1 to 0.5). Plates and other sets are left to the engine and refused here. */
export async function openZarr(address: string, options: ZarrOptions = {}): Promise<ZarrSource> {
  registerCodecs();
  const store = requestStore(address, options.onRequest);
  const { ome, open } = await openGroup(store, options.signal);
  const series = options.series ?? 0;
  const { datasets } = multiscaleOf(ome, series);
  const opened = await Promise.all(datasets.map(({ path }) => open(path)));
  const pairs = opened.flatMap((array, index) =>
    array ? [{ array, dataset: datasets[index] as ArrayFacts["dataset"] }] : [],
  );
  if (!opened[0]) throw new Error("Full resolution is missing.");
  const arrays = pairs.map(({ array, dataset }) => ({
    shape: array.shape,
    dtype: numpyName(array.dtype),
    dataset,
  }));
  const name = options.name ?? address.replace(/\/+$/, "").split("/").at(-1) ?? address;
  const info = describe({ name, address, series, ome, arrays });
  return new ZarrTiles(
    info,
    pairs.map(({ array }) => array),
  );
}

function numpyName(dtype: string): string {
  const name = NUMPY[dtype];
  if (!name) throw new Error(`Pixels of ${dtype} cannot be shown.`);
  return name;
}

function asPixels(data: unknown): Pixels {
  if (data instanceof BigUint64Array || data instanceof BigInt64Array) return Float64Array.from(data, Number);
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) {
    const known = data as Pixels;
    return known.constructor.name === "Float16Array" ? Float32Array.from(known) : known;
  }
  return Uint8Array.from(data as Iterable<boolean>, Number); // truth values come as an iterable of their own
}

class ZarrTiles implements ZarrSource {
  readonly width: number;
  readonly height: number;
  readonly dtype: string;
  readonly colour = false;
  readonly channels: number;
  readonly sizeZ: number;
  readonly sizeT: number;
  readonly levels: Level[];
  private readonly origins: readonly Origin[];
  readonly tileSize: number;
  readonly pixelSize: { y: number; x: number } | null;
  private readonly cache = new ChunkCache(CHUNK_BYTES);

  constructor(
    readonly info: ImageInfo,
    private readonly arrays: readonly ZarrArray[],
  ) {
    const { scale } = info;
    const { levels, origins } = levelsOf(info);
    this.levels = levels;
    this.origins = origins;
    this.width = levels[0]?.width ?? 1;
    this.height = levels[0]?.height ?? 1;
    this.dtype = dtypeName(info.dtype);
    this.channels = this.length("c");
    this.sizeZ = this.length("z");
    this.sizeT = this.length("t");
    this.tileSize = this.tileOf(arrays[0] as ZarrArray);
    this.pixelSize = scale.y && scale.x ? { y: scale.y, x: scale.x } : null;
  }

  async tile(asked: TileRequest, signal: AbortSignal, onPart?: (tile: Tile) => void): Promise<Tile> {
    const { step = 1 } = this.origins[asked.level] ?? {};
    const rows = rowsOfPiece(this.levels[asked.level]);
    if (step > 1 && asked.region[2] - asked.region[0] > rows)
      return inPieces(asked, rows, (piece) => this.stored(piece, signal), onPart);
    return this.stored(asked, signal);
  }

  /** From a level that the store has, thinned where the viewer's level is coarser. */
  private async stored(asked: TileRequest, signal: AbortSignal): Promise<Tile> {
    const request = this.origin(asked);
    const depth = this.info.levels[request.level]?.depth ?? 1;
    if (!request.projection || depth === 1) return this.plane(request, this.sliceOf(request), signal);
    if (depth > MOST_SLICES) throw new Error(`A projection of ${depth} slices waits for Python.`);
    const planes = await Promise.all(Array.from({ length: depth }, (_, z) => this.plane(request, z, signal)));
    return request.projection === "mean" ? meanOf(planes) : maximumOf(planes);
  }

  private origin(asked: TileRequest): TileRequest {
    const { level, step } = this.origins[asked.level] ?? { level: asked.level, step: 1 };
    if (step === 1) return asked;
    const { width = 0, height = 0 } = this.info.levels[level] ?? {};
    const [y0, x0, y1, x1] = asked.region;
    const region: TileRequest["region"] = [
      y0 * step,
      x0 * step,
      Math.min(y1 * step, height),
      Math.min(x1 * step, width),
    ];
    return { ...asked, level, region, step: step * (asked.step ?? 1) };
  }

  /** A coarse level may have fewer slices; the same depth in the image is shown. */
  private sliceOf({ level, z }: TileRequest): number {
    const { depth = 1, factors = {} } = this.info.levels[level] ?? {};
    return Math.min(Math.floor(z / (factors.z ?? 1)), depth - 1);
  }

  private length(axis: string): number {
    const at = this.info.axes.indexOf(axis);
    return at < 0 ? 1 : (this.info.shape[at] ?? 1);
  }

  /** Tiles follow the chunks, so that no chunk is asked for by two tiles, within sensible sizes. */
  private tileOf(array: ZarrArray): number {
    const at = this.info.axes.indexOf("x");
    const chunk = Math.max(1, array.chunks[at] ?? 512);
    if (chunk >= SMALLEST_TILE) return Math.min(chunk, LARGEST_TILE);
    return chunk * Math.ceil(SMALLEST_TILE / chunk);
  }

  private async plane(request: TileRequest, z: number, signal: AbortSignal): Promise<Tile> {
    const array = this.arrays[request.level];
    if (!array) throw new Error(`There is no level ${request.level}.`);
    const [y0, x0, y1, x1] = request.region;
    const step = request.step ?? 1;
    const width = Math.ceil((x1 - x0) / step);
    const height = Math.ceil((y1 - y0) / step);
    const places = this.places(array, request, z);
    const chunks = await Promise.all(
      places.map((place) =>
        this.cache.get(`${request.level}/${place.join()}`, place, loaderOf(array), signal),
      ),
    );
    const sample = chunks[0]?.data ?? new Uint8Array(0);
    const data = new (sample.constructor as new (length: number) => Pixels)(width * height);
    const target: Target = { data, width, y0, x0, y1, x1, step };
    for (const [index, place] of places.entries())
      this.copy(chunks[index] as Chunk, place, array, request, z, target);
    return { data, width, height, samples: 1 };
  }

  /** Which chunks a request touches, as indices per axis. */
  private places(array: ZarrArray, { c, t, region: [y0, x0, y1, x1] }: TileRequest, z: number): number[][] {
    const first: Record<string, number> = { c, t, z, y: y0, x: x0 };
    const last: Record<string, number> = { c, t, z, y: y1 - 1, x: x1 - 1 };
    let places: number[][] = [[]];
    [...this.info.axes].forEach((axis, at) => {
      const size = array.chunks[at] ?? 1;
      const from = Math.floor((first[axis] ?? 0) / size);
      const to = Math.floor((last[axis] ?? 0) / size);
      places = places.flatMap((place) =>
        Array.from({ length: to - from + 1 }, (_, index) => [...place, from + index]),
      );
    });
    return places;
  }

  /** Copy what a chunk has of a tile; chunks at the edge of an image are of full size and are cut here. */
  private copy(
    chunk: Chunk,
    place: readonly number[],
    array: ZarrArray,
    { c, t }: TileRequest,
    z: number,
    target: Target,
  ): void {
    const { axes } = this.info;
    const index: Record<string, number> = { c, t, z };
    let base = 0;
    [...axes].forEach((axis, at) => {
      const start = (place[at] ?? 0) * (array.chunks[at] ?? 1);
      base += ((axis === "y" || axis === "x" ? start : (index[axis] ?? 0)) - start) * (chunk.stride[at] ?? 1);
    });
    const [top, rows, strideY] = this.extent(chunk, place, array, "y");
    const [left, columns, strideX] = this.extent(chunk, place, array, "x");
    const { step } = target;
    const first = (low: number, start: number) => low + Math.ceil(Math.max(0, start - low) / step) * step;
    const endX = Math.min(target.x1, left + columns);
    for (let y = first(target.y0, top); y < Math.min(target.y1, top + rows); y += step) {
      let from = base + (y - top) * strideY;
      let x = first(target.x0, left);
      from += (x - left) * strideX;
      let to = ((y - target.y0) / step) * target.width + (x - target.x0) / step;
      if (step === 1 && strideX === 1 && x < endX) {
        target.data.set(chunk.data.subarray(from, from + endX - x), to);
        continue;
      }
      for (; x < endX; x += step, from += strideX * step, to += 1)
        target.data[to] = chunk.data[from] as number;
    }
  }

  /** Where a chunk begins along an axis, how long it is there, and how far apart its elements lie. */
  private extent(
    chunk: Chunk,
    place: readonly number[],
    array: ZarrArray,
    axis: string,
  ): [number, number, number] {
    const at = this.info.axes.indexOf(axis);
    const size = array.chunks[at] ?? 1;
    return [(place[at] ?? 0) * size, size, chunk.stride[at] ?? 1];
  }
}

interface Target {
  data: Pixels;
  width: number;
  y0: number;
  x0: number;
  y1: number;
  x1: number;
  step: number;
}

function loaderOf(array: ZarrArray) {
  return async (place: readonly number[], signal: AbortSignal): Promise<Chunk> => {
    const { data, stride } = await array.getChunk([...place], { signal });
    return { data: asPixels(data), stride };
  };
}
