/** One column over time or depth: a mean with its spread for each frame, or a line for each track. */
import { type Column, cell, columnNamed, type TableView } from "./arrays";

export interface Line {
  name: string;
  values: (number | null)[];
}

export interface Series {
  /** Frames or slices, in rising order. */
  at: number[];
  mean: (number | null)[];
  /** Of the selected objects; null where there are none. */
  selected: (number | null)[] | null;
  tracks: Line[];
  /** How many tracks there are; only the first of them are drawn. */
  found: number;
}

const MOST_TRACKS = 200;

/** Null where all rows belong to one frame. */
export function seriesOf(
  view: TableView,
  column: Column,
  along: "t" | "z",
  keep: Uint8Array,
  selected: Uint8Array | null,
  byTrack: boolean,
): Series | null {
  const frames = columnNamed(view, along);
  const numbers = frames?.numbers;
  if (!numbers) return null;
  const at = [...new Set(numbers.filter((one, row) => keep[row] && Number.isFinite(one)))].sort(
    (a, b) => a - b,
  );
  if (at.length < 2) return null;
  const place = new Map(at.map((one, index) => [one, index]));
  const means = (marks: Uint8Array) => meanOf(column, numbers, place, at.length, marks);
  const chosen = selected?.some((one, row) => one && keep[row]) ? both(keep, selected) : null;
  const lines = byTrack ? tracksOf(view, column, numbers, place, keep) : { tracks: [], found: 0 };
  return { at, mean: means(keep), selected: chosen && means(chosen), ...lines };
}

function both(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((value, row) => value & (other[row] as number));
}

function meanOf(
  column: Column,
  frames: ArrayLike<number>,
  place: ReadonlyMap<number, number>,
  size: number,
  keep: Uint8Array,
): (number | null)[] {
  const sums = new Float64Array(size);
  const counts = new Uint32Array(size);
  for (let row = 0; row < keep.length; row += 1) {
    const value = cell(column, row);
    const index = place.get(frames[row] as number);
    if (!keep[row] || index === undefined || !Number.isFinite(value)) continue;
    sums[index]! += value;
    counts[index]! += 1;
  }
  return Array.from(sums, (sum, i) => (counts[i] ? sum / (counts[i] as number) : null));
}

function tracksOf(
  view: TableView,
  column: Column,
  frames: ArrayLike<number>,
  place: ReadonlyMap<number, number>,
  keep: Uint8Array,
): { tracks: Line[]; found: number } {
  const track = columnNamed(view, "track")?.numbers;
  const lines = new Map<number, (number | null)[]>();
  for (let row = 0; track && row < keep.length; row += 1) {
    const index = place.get(frames[row] as number);
    const value = cell(column, row);
    if (!keep[row] || index === undefined || !Number.isFinite(value)) continue;
    const name = track[row] as number;
    const values = lines.get(name) ?? new Array<number | null>(place.size).fill(null);
    values[index] = value;
    lines.set(name, values);
  }
  const tracks = [...lines].slice(0, MOST_TRACKS).map(([name, values]) => ({ name: String(name), values }));
  return { tracks, found: lines.size };
}
