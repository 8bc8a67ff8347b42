/** Coarse levels that an image lacks, and tiles of coarse levels in pieces, so that a look at all of it comes by and by. */
import type { ImageInfo } from "../messages";
import type { Level, Pixels, Tile, TileRequest } from "./source";

/** An image without a pyramid is shown thinned from this many pixels on, so that the first look comes at once. */
const LARGEST_COARSE = 1024;
const PYRAMID_FROM = 2048;
/** A tile of a coarse level is asked for in pieces that cover so many rows of full resolution: each is drawn as it comes. */
const PIECE_ROWS = 2048;

/** A level of the viewer: a level of the image, thinned by `step`. */
export interface Origin {
  level: number;
  step: number;
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

/** How many rows of a level's tile are read at once. */
export function rowsOfPiece(level: Level | undefined): number {
  return Math.max(1, Math.floor(PIECE_ROWS / (level?.factorY ?? 1)));
}

/** A tile from pieces of so many rows, one after the other; what is there so far is told after each. */
export async function inPieces(
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
