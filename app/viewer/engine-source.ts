/** Tiles from the engine: for every image that Python has opened. */

import { numbers } from "../arrays";
import type { ImageInfo, TileParams, TileResult } from "../messages";
import { meanOf } from "./projection";
import { Queue } from "./queue";
import { dtypeName, type Level, type Pixels, type Tile, type TileRequest, type TileSource } from "./source";

const TILE = 512;
/** The engine has one thread; a second request only keeps it busy while an answer travels. */
const AT_ONCE = 2;
/** An image without a pyramid is shown thinned from this many pixels on, so that the first look comes at once. */
const LARGEST_COARSE = 1024;
const PYRAMID_FROM = 2048;
/** A tile of a coarse level is asked for in pieces that cover so many rows of full resolution: each is drawn as it comes. */
const PIECE_ROWS = 2048;
/** The mean over z is taken here, slice by slice, up to so many of them. */
const MOST_MEAN = 128;

export interface TileCaller {
  call(method: "tile", params: TileParams): Promise<TileResult>;
}

/** A level of the viewer: a level of the image, thinned by `step`. */
interface Origin {
  level: number;
  step: number;
}

function sizeOf(info: ImageInfo, axis: string): number {
  const at = info.axes.indexOf(axis);
  return at < 0 ? 1 : (info.shape[at] ?? 1);
}

/** The image's own levels, then thinned ones of its coarsest until that fits into a first look. */
export function levelsOf(info: ImageInfo): { levels: Level[]; origins: Origin[] } {
  const levels = info.levels.map(({ width, height, factors }) => ({
    width,
    height,
    factorY: factors.y ?? 1,
    factorX: factors.x ?? 1,
  }));
  const origins = levels.map((_, level) => ({ level, step: 1 }));
  const coarsest = levels.at(-1);
  if (!coarsest) throw new Error("An image has no levels.");
  const base = levels.length - 1;
  const { width, height, factorY, factorX } = coarsest;
  if (Math.max(width, height) <= PYRAMID_FROM) return { levels, origins };
  for (let step = 2; Math.max(width, height) / (step / 2) > LARGEST_COARSE; step *= 2) {
    levels.push({
      width: Math.ceil(width / step),
      height: Math.ceil(height / step),
      factorY: factorY * step,
      factorX: factorX * step,
    });
    origins.push({ level: base, step });
  }
  return { levels, origins };
}

/** What the engine is asked for one request of the viewer. */
export function paramsOf(info: ImageInfo, origins: readonly Origin[], request: TileRequest): TileParams {
  const origin = origins[request.level];
  const level = origin && info.levels[origin.level];
  if (!origin || !level) throw new Error(`There is no level ${request.level}.`);
  const [y0, x0, y1, x1] = request.region;
  const { step } = origin;
  const region = [y0 * step, x0 * step, Math.min(y1 * step, level.height), Math.min(x1 * step, level.width)];
  const params: TileParams = {
    image: info.image,
    level: origin.level,
    t: request.t,
    c: request.c,
    z: request.z,
    region,
  };
  const thinned = step * (request.step ?? 1);
  if (thinned > 1) params.step = thinned;
  if (request.projection === "max") params.projection = request.projection;
  return params;
}

/** A tile from pieces of so many rows, one after the other; what is there so far is told after each. */
async function inPieces(
  request: TileRequest,
  rows: number,
  read: (piece: TileRequest) => Promise<Tile>,
  onPart?: (tile: Tile) => void,
): Promise<Tile> {
  const [y0, x0, y1, x1] = request.region;
  let made: Tile | null = null;
  for (let top = y0; top < y1; top += rows) {
    const { data, width, height, samples } = await read({
      ...request,
      region: [top, x0, Math.min(top + rows, y1), x1],
    });
    made ??= { data: blank(data, (y1 - y0) * width * samples), width, height: y1 - y0, samples };
    made.data.set(data, (top - y0) * width * samples);
    if (top + height < y1) onPart?.({ ...made, data: made.data.slice() as Pixels, part: top + height });
  }
  if (!made) throw new Error("A tile without rows was asked for.");
  return made;
}

function blank(like: Pixels, length: number): Pixels {
  return new (like.constructor as new (length: number) => Pixels)(length);
}

/** Pixels of an image that the engine has opened. */
export function engineSource(client: TileCaller, info: ImageInfo): TileSource {
  const { levels, origins } = levelsOf(info);
  const queue = new Queue(AT_ONCE);
  const { y, x } = info.scale;
  const read = async (request: TileRequest, signal: AbortSignal): Promise<Tile> => {
    const { tile } = await queue.run(() => client.call("tile", paramsOf(info, origins, request)), signal);
    signal.throwIfAborted();
    const [height = 0, width = 0, samples = 1] = tile.shape;
    return { data: numbers(tile), width, height, samples };
  };
  return {
    width: levels[0]?.width ?? 1,
    height: levels[0]?.height ?? 1,
    dtype: dtypeName(info.dtype),
    colour: info.colour,
    channels: info.colour ? 1 : sizeOf(info, "c"),
    sizeZ: sizeOf(info, "z"),
    sizeT: sizeOf(info, "t"),
    levels,
    tileSize: TILE,
    pixelSize: y && x ? { y, x } : null,
    async tile(request, signal, onPart): Promise<Tile> {
      const rows = Math.max(1, Math.floor(PIECE_ROWS / (levels[request.level]?.factorY ?? 1)));
      if (!request.projection && !request.step && request.region[2] - request.region[0] > rows)
        return inPieces(request, rows, (piece) => read(piece, signal), onPart);
      if (request.projection !== "mean") return read(request, signal);
      const depth = sizeOf(info, "z");
      if (depth > MOST_MEAN) throw new Error(`The mean of ${depth} slices is not shown.`);
      const { projection, ...one } = request;
      return meanOf(await Promise.all(Array.from({ length: depth }, (_, z) => read({ ...one, z }, signal))));
    },
  };
}
