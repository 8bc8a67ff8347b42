/**
 * Outlines of labels as line pieces, and which label is where.
 *
 * At every corner of four pixels the borders between different labels are joined through the middles of the pixel
 * edges, which gives smooth lines without a tracing step; each corner stands for itself, so tiles have no seams.
 */

export interface LabelImage {
  labels: Uint32Array;
  width: number;
  height: number;
}

/** The label at a pixel; 0 outside. */
export function labelAt(image: LabelImage, y: number, x: number): number {
  if (y < 0 || x < 0 || y >= image.height || x >= image.width) return 0;
  return image.labels[y * image.width + x] as number;
}

export interface OutlineOptions {
  /** Only borders of these labels. */
  only?: ReadonlySet<number> | undefined;
  /** Along the pixel edges, for a large zoom, instead of smooth. */
  square?: boolean;
}

const TOP = 1;
const BOTTOM = 2;
const LEFT = 4;
const RIGHT = 8;

/**
 * Line pieces [x0, y0, x1, y1, ...] in pixel-edge coordinates of the label image for the corners y0 <= y < y1,
 * x0 <= x < x1 (corners reach from 0 to height and width, both included).
 */
export function outline(
  image: LabelImage,
  box: readonly number[],
  options: OutlineOptions = {},
): Float32Array {
  return ownedOutline(image, box, options).pieces;
}

/** Line pieces, and for each of them an object whose border it is. */
export interface OwnedPieces {
  pieces: Float32Array;
  owners: Uint32Array;
}

export function ownedOutline(
  image: LabelImage,
  box: readonly number[],
  options: OutlineOptions = {},
): OwnedPieces {
  const pieces = new Pieces();
  const [y0 = 0, x0 = 0, y1 = 0, x1 = 0] = box;
  const columns: Columns = {
    starts: new Float64Array(x1 - x0).fill(-1),
    owners: new Uint32Array(x1 - x0),
  };
  for (let y = y0; y < y1; y += 1) walkRow(image, y, x0, x1, columns, pieces, options);
  columns.starts.forEach((start, index) => {
    if (start >= 0) pieces.add(x0 + index, start, x0 + index, y1 - 0.5, columns.owners[index] as number);
  });
  return pieces.done();
}

/** Upright lines that are still growing: where each starts (-1: none) and whose it is. */
interface Columns {
  starts: Float64Array;
  owners: Uint32Array;
}

/** One row of corners; straight lines are gathered to one long piece, in y through `columns`. */
function walkRow(
  image: LabelImage,
  y: number,
  x0: number,
  x1: number,
  columns: Columns,
  pieces: Pieces,
  { only, square }: OutlineOptions,
): void {
  const differ = (one: number, other: number) => one !== other && (!only || only.has(one) || only.has(other));
  let a = labelAt(image, y - 1, x0 - 1);
  let c = labelAt(image, y, x0 - 1);
  const flat = { start: -1, owner: 0 };
  for (let x = x0; x < x1; x += 1) {
    const b = labelAt(image, y - 1, x);
    const d = labelAt(image, y, x);
    let borders = 0;
    if (a !== b || a !== c || c !== d) {
      borders =
        (differ(a, b) ? TOP : 0) |
        (differ(c, d) ? BOTTOM : 0) |
        (differ(a, c) ? LEFT : 0) |
        (differ(b, d) ? RIGHT : 0);
    }
    const owner = d || c || b || a;
    keepFlat(borders, flat, x, y, pieces, owner);
    keepUpright(borders, columns, x - x0, x, y, pieces, owner);
    if (borders !== 0 && borders !== (LEFT | RIGHT) && borders !== (TOP | BOTTOM))
      join(borders, x, y, pieces, square, owner);
    a = b;
    c = d;
  }
  if (flat.start >= 0) pieces.add(flat.start, y, x1 - 0.5, y, flat.owner);
}

function keepFlat(
  borders: number,
  flat: { start: number; owner: number },
  x: number,
  y: number,
  pieces: Pieces,
  owner: number,
): void {
  const goes = borders === (LEFT | RIGHT);
  if (flat.start >= 0 && (!goes || flat.owner !== owner)) {
    pieces.add(flat.start, y, x - 0.5, y, flat.owner);
    flat.start = -1;
  }
  if (!goes || flat.start >= 0) return;
  flat.start = x - 0.5;
  flat.owner = owner;
}

function keepUpright(
  borders: number,
  { starts, owners }: Columns,
  at: number,
  x: number,
  y: number,
  pieces: Pieces,
  owner: number,
): void {
  const start = starts[at] as number;
  const goes = borders === (TOP | BOTTOM);
  if (start >= 0 && (!goes || owners[at] !== owner)) {
    pieces.add(x, start, x, y - 0.5, owners[at] as number);
    starts[at] = -1;
  }
  if (!goes || (starts[at] as number) >= 0) return;
  starts[at] = y - 0.5;
  owners[at] = owner;
}

/** Two borders that meet at an angle are cut across (or joined at the corner); three or four meet in the corner. */
function join(
  borders: number,
  x: number,
  y: number,
  pieces: Pieces,
  square: boolean | undefined,
  owner: number,
): void {
  const ends: [number, number][] = [];
  if (borders & TOP) ends.push([x, y - 0.5]);
  if (borders & BOTTOM) ends.push([x, y + 0.5]);
  if (borders & LEFT) ends.push([x - 0.5, y]);
  if (borders & RIGHT) ends.push([x + 0.5, y]);
  const [first, second] = ends;
  if (ends.length === 2 && first && second && !square)
    pieces.add(first[0], first[1], second[0], second[1], owner);
  else for (const [endX, endY] of ends) pieces.add(endX, endY, x, y, owner);
}

class Pieces {
  private values = new Float32Array(1024);
  private owners = new Uint32Array(256);
  private count = 0;

  add(x0: number, y0: number, x1: number, y1: number, owner: number): void {
    if (this.count + 4 > this.values.length) this.grow();
    this.values[this.count] = x0;
    this.values[this.count + 1] = y0;
    this.values[this.count + 2] = x1;
    this.values[this.count + 3] = y1;
    this.owners[this.count >> 2] = owner;
    this.count += 4;
  }

  done(): OwnedPieces {
    return { pieces: this.values.slice(0, this.count), owners: this.owners.slice(0, this.count >> 2) };
  }

  private grow(): void {
    const values = new Float32Array(this.values.length * 2);
    const owners = new Uint32Array(this.owners.length * 2);
    values.set(this.values);
    owners.set(this.owners);
    this.values = values;
    this.owners = owners;
  }
}

/** Labels are looked at in a window of this many pixels at most: the size of objects is only needed roughly. */
const MOST_PIXELS = 1e6;

/** The median diameter of the objects in pixels, of a circle of the same area; 0 without objects. */
export function typicalSize({ labels, width, height }: LabelImage): number {
  const rows = Math.max(1, Math.min(height, Math.floor(MOST_PIXELS / Math.max(1, width))));
  const start = Math.floor((height - rows) / 2) * width;
  const areas = new Map<number, number>();
  let run = 0;
  for (let at = start; at < start + rows * width; at += 1) {
    run += 1;
    const id = labels[at] as number;
    if (labels[at + 1] === id && at + 1 < start + rows * width) continue;
    if (id !== 0) areas.set(id, (areas.get(id) ?? 0) + run);
    run = 0;
  }
  const sorted = Float64Array.from(areas.values()).sort();
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return 2 * Math.sqrt(median / Math.PI);
}
