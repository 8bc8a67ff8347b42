/** All slices as one picture, where the source has only slices. */
import type { Pixels, Tile } from "./source";

/** The largest value of all planes at each pixel; what is no number in one of them counts in the others. */
export function maximumOf(planes: readonly Tile[]): Tile {
  const made = first(planes);
  const data = made.data.slice() as Pixels;
  for (const other of planes.slice(1)) {
    for (let at = 0; at < data.length; at += 1) {
      const value = other.data[at] as number;
      if (value > (data[at] as number) || Number.isNaN(data[at])) data[at] = value;
    }
  }
  return { ...made, data };
}

/** The mean of all planes as floats; what is no number in one of them counts in the others. */
export function meanOf(planes: readonly Tile[]): Tile {
  const made = first(planes);
  const data = new Float32Array(made.data.length);
  for (let at = 0; at < data.length; at += 1) {
    let total = 0;
    let count = 0;
    for (const plane of planes) {
      const value = plane.data[at] as number;
      if (Number.isNaN(value)) continue;
      total += value;
      count += 1;
    }
    data[at] = count ? total / count : Number.NaN;
  }
  return { ...made, data };
}

function first(planes: readonly Tile[]): Tile {
  const [one] = planes;
  if (!one) throw new Error("There is no slice to project.");
  return one;
}
