/** Tiles from the engine: for every image that Python has opened. */

import { numbers } from "../arrays";
import type { ImageInfo, TileParams, TileResult } from "../messages";
import { inPieces, levelsOf, type Origin, rowsOfPiece } from "./pieces";
import { meanOf } from "./projection";
import { Queue } from "./queue";
import { dtypeName, type Tile, type TileRequest, type TileSource } from "./source";

const TILE = 512;
/** The engine has one thread; a second request only keeps it busy while an answer travels. */
const AT_ONCE = 2;
/** The mean over z is taken here, slice by slice, up to so many of them. */
const MOST_MEAN = 128;

export interface TileCaller {
  call(method: "tile", params: TileParams): Promise<TileResult>;
}

function sizeOf(info: ImageInfo, axis: string): number {
  const at = info.axes.indexOf(axis);
  return at < 0 ? 1 : (info.shape[at] ?? 1);
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
      const rows = rowsOfPiece(levels[request.level]);
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
