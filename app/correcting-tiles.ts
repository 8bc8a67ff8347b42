/**
 * Labels that differ from what a step made, kept as the tiles that differ. A stroke copies the tiles it touches and
 * shares the rest with the correction before, so that two hundred of them can be taken back without two hundred copies.
 */
import { labelIds } from "./arrays";
import type { ArrayData } from "./messages";
import type { Correction } from "./state";

export const TILE = 128;

export type Tiles = ReadonlyMap<number, Uint32Array>;

/** How planes of labels are cut into tiles; tile numbers go through columns, rows and planes. */
export interface Grid {
  height: number;
  width: number;
  planes: number;
  rows: number;
  columns: number;
}

export function gridOf({ shape }: Pick<ArrayData, "shape">): Grid {
  const [height = 0, width = 0] = shape.slice(-2);
  const planes = shape.slice(0, -2).reduce((product, one) => product * one, 1);
  return { height, width, planes, rows: Math.ceil(height / TILE), columns: Math.ceil(width / TILE) };
}

/** Changes to one plane of labels, on top of earlier tiles; what is not changed is shared. */
export class LabelEdit {
  /** The ids that lost or won a pixel. */
  readonly changed = new Set<number>();
  private readonly own = new Map<number, Uint32Array>();
  readonly grid: Grid;

  constructor(
    private readonly base: Uint32Array,
    shape: number[],
    private readonly before: Tiles,
    public plane: number,
  ) {
    this.grid = gridOf({ shape });
  }

  /** The id of a pixel; 0 outside. */
  at(y: number, x: number): number {
    const { height, width, columns } = this.grid;
    if (y < 0 || x < 0 || y >= height || x >= width) return 0;
    const number = this.first() + Math.floor(y / TILE) * columns + Math.floor(x / TILE);
    const tile = this.own.get(number) ?? this.before.get(number);
    if (tile) return tile[(y % TILE) * TILE + (x % TILE)] as number;
    return this.base[(this.plane * height + y) * width + x] as number;
  }

  set(y: number, x: number, id: number): void {
    const { height, width, columns } = this.grid;
    if (y < 0 || x < 0 || y >= height || x >= width) return;
    const was = this.at(y, x);
    if (was === id) return;
    const row = Math.floor(y / TILE);
    const column = Math.floor(x / TILE);
    const number = this.first() + row * columns + column;
    let tile = this.own.get(number);
    if (!tile) {
      tile = this.before.get(number)?.slice() ?? this.copied(row, column);
      this.own.set(number, tile);
    }
    tile[(y % TILE) * TILE + (x % TILE)] = id;
    for (const one of [was, id]) if (one) this.changed.add(one);
  }

  get tiles(): Tiles {
    return new Map([...this.before, ...this.own]);
  }

  /** Every pixel of the plane that has one of these ids, tile by tile. */
  find(ids: ReadonlySet<number>): [y: number, x: number][] {
    const { height, width, rows, columns } = this.grid;
    const found: [number, number][] = [];
    let last = 0; // neighbours mostly are of one object: one look into the set for each run of pixels
    let wanted = false;
    for (let number = 0; number < rows * columns; number += 1) {
      const tile = this.own.get(this.first() + number) ?? this.before.get(this.first() + number);
      const [top, left] = [Math.floor(number / columns) * TILE, (number % columns) * TILE];
      const from = tile ? 0 : (this.plane * height + top) * width + left;
      const labels = tile ?? this.base;
      const stride = tile ? TILE : width;
      for (let y = 0; y < Math.min(TILE, height - top); y += 1) {
        for (let x = 0; x < Math.min(TILE, width - left); x += 1) {
          const id = labels[from + y * stride + x] as number;
          if (id !== last) [last, wanted] = [id, id !== 0 && ids.has(id)];
          if (wanted) found.push([top + y, left + x]);
        }
      }
    }
    return found;
  }

  /** A tile as the step made it. */
  original(number: number): Uint32Array {
    const { rows, columns } = this.grid;
    this.plane = Math.floor(number / (rows * columns));
    const inPlane = number % (rows * columns);
    return this.copied(Math.floor(inPlane / columns), inPlane % columns);
  }

  private first(): number {
    return this.plane * this.grid.rows * this.grid.columns;
  }

  private copied(row: number, column: number): Uint32Array {
    const { height, width } = this.grid;
    const tile = new Uint32Array(TILE * TILE);
    const x = column * TILE;
    const wide = Math.min(TILE, width - x);
    for (let line = 0; line < Math.min(TILE, height - row * TILE); line += 1) {
      const from = (this.plane * height + row * TILE + line) * width + x;
      tile.set(this.base.subarray(from, from + wide), line * TILE);
    }
    return tile;
  }
}

/** Write tiles over ids, in their places. */
function lay(ids: Uint32Array, grid: Grid, tiles: Iterable<[number, Uint32Array]>): void {
  const { height, width, rows, columns } = grid;
  for (const [number, tile] of tiles) {
    const plane = Math.floor(number / (rows * columns));
    const y = Math.floor((number % (rows * columns)) / columns) * TILE;
    const x = (number % columns) * TILE;
    const wide = Math.min(TILE, width - x);
    for (let line = 0; line < Math.min(TILE, height - y); line += 1) {
      ids.set(tile.subarray(line * TILE, line * TILE + wide), (plane * height + y + line) * width + x);
    }
  }
}

/** All ids with the tiles in their places, as a new array. */
export function composed(base: Uint32Array, grid: Grid, tiles: Tiles): Uint32Array {
  const ids = base.slice();
  lay(ids, grid, tiles);
  return ids;
}

/** The tiles that lead from one correction of the same labels to another. */
function steps(from: Correction, to: Correction): [number, Uint32Array][] {
  const back = new LabelEdit(labelIds(to.base), to.base.shape, new Map(), 0);
  const numbers = new Set([...from.tiles.keys(), ...to.tiles.keys()]);
  return [...numbers].flatMap((number): [number, Uint32Array][] => {
    const tile = to.tiles.get(number);
    if (tile === from.tiles.get(number)) return [];
    return [[number, tile ?? back.original(number)]];
  });
}

/** The last ones only: the history keeps many corrections, and whole arrays of each would fill the memory. */
let last: { correction: Correction; labels: ArrayData } | null = null;

/** All labels of a correction. Those of an earlier one are made into them: its array is not to be used any more. */
export function correctedLabels(correction: Correction): ArrayData {
  if (last?.correction === correction) return last.labels;
  const { base, tiles } = correction;
  const grid = gridOf(base);
  const known = last?.correction.base === base ? last : null;
  const ids = known ? labelIds(known.labels) : composed(labelIds(base), grid, tiles);
  if (known) lay(ids, grid, steps(known.correction, correction));
  const labels = { buffer: ids.buffer as ArrayBuffer, shape: base.shape, dtype: "<u4" };
  last = { correction, labels };
  return labels;
}
