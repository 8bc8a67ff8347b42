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
  const pieces = new Pieces();
  const [y0 = 0, x0 = 0, y1 = 0, x1 = 0] = box;
  const columns = new Float64Array(x1 - x0).fill(-1);
  for (let y = y0; y < y1; y += 1) walkRow(image, y, x0, x1, columns, pieces, options);
  columns.forEach((start, index) => {
    if (start >= 0) pieces.add(x0 + index, start, x0 + index, y1 - 0.5);
  });
  return pieces.done();
}

/** One row of corners; straight lines are gathered to one long piece, in y through `columns`. */
function walkRow(
  image: LabelImage,
  y: number,
  x0: number,
  x1: number,
  columns: Float64Array,
  pieces: Pieces,
  { only, square }: OutlineOptions,
): void {
  const differ = (one: number, other: number) => one !== other && (!only || only.has(one) || only.has(other));
  let a = labelAt(image, y - 1, x0 - 1);
  let c = labelAt(image, y, x0 - 1);
  let flat = -1;
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
    flat = keepFlat(borders, flat, x, y, pieces);
    keepUpright(borders, columns, x - x0, x, y, pieces);
    if (borders !== 0 && borders !== (LEFT | RIGHT) && borders !== (TOP | BOTTOM))
      join(borders, x, y, pieces, square);
    a = b;
    c = d;
  }
  if (flat >= 0) pieces.add(flat, y, x1 - 0.5, y);
}

function keepFlat(borders: number, start: number, x: number, y: number, pieces: Pieces): number {
  if (borders === (LEFT | RIGHT)) return start >= 0 ? start : x - 0.5;
  if (start >= 0) pieces.add(start, y, x - 0.5, y);
  return -1;
}

function keepUpright(
  borders: number,
  columns: Float64Array,
  at: number,
  x: number,
  y: number,
  pieces: Pieces,
): void {
  const start = columns[at] as number;
  if (borders === (TOP | BOTTOM)) {
    if (start < 0) columns[at] = y - 0.5;
  } else if (start >= 0) {
    pieces.add(x, start, x, y - 0.5);
    columns[at] = -1;
  }
}

/** Two borders that meet at an angle are cut across (or joined at the corner); three or four meet in the corner. */
function join(borders: number, x: number, y: number, pieces: Pieces, square: boolean | undefined): void {
  const ends: [number, number][] = [];
  if (borders & TOP) ends.push([x, y - 0.5]);
  if (borders & BOTTOM) ends.push([x, y + 0.5]);
  if (borders & LEFT) ends.push([x - 0.5, y]);
  if (borders & RIGHT) ends.push([x + 0.5, y]);
  const [first, second] = ends;
  if (ends.length === 2 && first && second && !square) pieces.add(first[0], first[1], second[0], second[1]);
  else for (const [endX, endY] of ends) pieces.add(endX, endY, x, y);
}

class Pieces {
  private values = new Float32Array(1024);
  private count = 0;

  add(x0: number, y0: number, x1: number, y1: number): void {
    if (this.count + 4 > this.values.length) {
      const larger = new Float32Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count] = x0;
    this.values[this.count + 1] = y0;
    this.values[this.count + 2] = x1;
    this.values[this.count + 3] = y1;
    this.count += 4;
  }

  done(): Float32Array {
    return this.values.slice(0, this.count);
  }
}

/** Labels are looked at in a window of this many pixels at most: the size of objects is only needed roughly. */
const MOST_PIXELS = 4e6;

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
