/** What plots are drawn from: axes, the pixel of each object, counts for each pixel. No library came under 1 s at a million. */
import type { Column } from "./arrays";
import { roundStep } from "./numbers";

export interface Axis {
  low: number;
  high: number;
  log: boolean;
}

/** Room beside the outermost objects, as a share of the axis. */
const MARGIN = 0.02;

/** From the lowest to the highest value of the marked rows, and a little more; null where there is none. */
export function axisOf(column: Column, keep: Uint8Array, log: boolean): Axis | null {
  const values = column.numbers;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; values && row < keep.length; row += 1) {
    const value = values[row] as number;
    if (!keep[row] || !Number.isFinite(value) || (log && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return null;
  if (low === high)
    return log ? { low: low / 2, high: high * 2, log } : { low: low - 1, high: high + 1, log };
  const room = log ? (high / low) ** MARGIN : (high - low) * MARGIN;
  return log ? { low: low / room, high: high * room, log } : { low: low - room, high: high + room, log };
}

/** Where between 0 and 1 a value lies on an axis. */
export function shareOf({ low, high, log }: Axis, value: number): number {
  if (log) return (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
  return (value - low) / (high - low);
}

/** The value at a place between 0 and 1. */
export function valueAt({ low, high, log }: Axis, share: number): number {
  if (log) return Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)));
  return low + share * (high - low);
}

/** Round values to write along an axis. */
export function ticksOf(axis: Axis, about: number): number[] {
  const { low, high, log } = axis;
  if (log) {
    const powers: number[] = [];
    for (let power = Math.ceil(Math.log10(low)); 10 ** power <= high; power += 1) powers.push(10 ** power);
    if (powers.length >= 2) return powers;
  }
  const step = roundStep(high - low, about);
  const found: number[] = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at += 1)
    found.push(Number((at * step).toPrecision(12)));
  return found.filter((one) => !log || one > 0);
}

/** The pixel of each row, or -1 where it is not drawn; (0, 0) is top left. */
export interface Places {
  width: number;
  height: number;
  at: Int32Array;
}

export function placed(
  x: { column: Column; axis: Axis },
  y: { column: Column; axis: Axis },
  keep: Uint8Array,
  width: number,
  height: number,
): Places {
  const across = pixels(x.column, x.axis, width);
  const down = pixels(y.column, y.axis, height);
  const at = new Int32Array(keep.length);
  for (let row = 0; row < at.length; row += 1) {
    const column = across[row] as number;
    const line = down[row] as number;
    at[row] = keep[row] && column >= 0 && line >= 0 ? (height - 1 - line) * width + column : -1;
  }
  return { width, height, at };
}

function pixels({ numbers }: Column, { low, high, log }: Axis, size: number): Int32Array {
  const found = new Int32Array(numbers?.length ?? 0);
  const from = log ? Math.log(low) : low;
  const factor = (size - 1) / ((log ? Math.log(high) : high) - from);
  for (let row = 0; row < found.length; row += 1) {
    const value = log ? Math.log(numbers?.[row] as number) : (numbers?.[row] as number);
    // What is missing compares to nothing and is left out.
    found[row] = value >= from ? Math.min(Math.round((value - from) * factor), size - 1) : -1;
  }
  return found;
}

/** How many of the rows fall onto each pixel; only those of `marked` where it is given. */
export function counted({ width, height, at }: Places, marked: Uint8Array | null): Uint32Array {
  const counts = new Uint32Array(width * height);
  for (let row = 0; row < at.length; row += 1) {
    const place = at[row] as number;
    if (place >= 0 && (!marked || marked[row])) counts[place]! += 1;
  }
  return counts;
}

/** 1 for each row whose object is in the set. */
export function marks(ids: ArrayLike<number> | null, rows: number, objects: ReadonlySet<number>): Uint8Array {
  const found = new Uint8Array(rows);
  if (!objects.size) return found;
  for (let row = 0; row < rows; row += 1)
    if (objects.has(ids ? (ids[row] as number) : row + 1)) found[row] = 1;
  return found;
}

/** 1 for each of the marked rows that lies inside a polygon, in the values of two columns. */
export function inside(
  x: Column,
  y: Column,
  keep: Uint8Array,
  polygon: readonly [number, number][],
): Uint8Array {
  const found = new Uint8Array(keep.length);
  const [left, right] = [Math.min(...polygon.map(([a]) => a)), Math.max(...polygon.map(([a]) => a))];
  const [low, high] = [Math.min(...polygon.map(([, b]) => b)), Math.max(...polygon.map(([, b]) => b))];
  for (let row = 0; row < keep.length; row += 1) {
    const a = x.numbers?.[row] as number;
    const b = y.numbers?.[row] as number;
    if (keep[row] && a >= left && a <= right && b >= low && b <= high && within(a, b, polygon))
      found[row] = 1;
  }
  return found;
}

/** Even-odd rule. */
function within(x: number, y: number, polygon: readonly [number, number][]): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i, i += 1) {
    const [x1, y1] = polygon[i] as [number, number];
    const [x2, y2] = polygon[j] as [number, number];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
