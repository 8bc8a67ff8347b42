/** How values are spread: quantiles, counts and histograms of a million pixels in a few milliseconds. */
import type { Pixels } from "./source";

export interface Distribution {
  /** Finite values; smallest and largest of them. */
  count: number;
  min: number;
  max: number;
  /** The value at a share of the smallest `of` values, between neighbours by proportion, as numpy has it. */
  quantile(share: number, of?: number): number;
  /** How many values are not larger; for whole numbers. */
  atMost(value: number): number;
  /** Counts in equal bins from min to max. */
  histogram(bins: number): number[];
}

/** Whole numbers within this range are counted one by one; all others are selected from. */
const MOST_COUNTS = 2 ** 18;

/** Values that are not finite are left out. */
export function distributionOf(parts: readonly Pixels[]): Distribution {
  const values = new Float64Array(parts.reduce((count, { length }) => count + length, 0));
  let count = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let whole = true;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 1) {
      const value = part[at] as number;
      if (value - value !== 0) continue; // NaN and both infinities
      values[count++] = value;
      if (value < min) min = value;
      if (value > max) max = value;
      if (whole && value !== Math.floor(value)) whole = false;
    }
  }
  const finite = values.subarray(0, count);
  if (count > 0 && whole && max - min < MOST_COUNTS) return new Counted(finite, min, max);
  return new Selected(finite, min, max);
}

/** Between the k-th value and the next one. */
function between(share: number, of: number, at: (index: number) => number): number {
  const place = share * (of - 1);
  const low = Math.floor(place);
  const one = at(low);
  return place === low ? one : one + (at(low + 1) - one) * (place - low);
}

class Counted implements Distribution {
  readonly count: number;
  /** How many values are at most min + index. */
  private readonly sums: Uint32Array;

  constructor(
    values: Float64Array,
    readonly min: number,
    readonly max: number,
  ) {
    this.count = values.length;
    this.sums = new Uint32Array(max - min + 1);
    for (let at = 0; at < values.length; at += 1) {
      const index = (values[at] as number) - min;
      this.sums[index] = (this.sums[index] as number) + 1;
    }
    for (let at = 1; at < this.sums.length; at += 1) {
      this.sums[at] = (this.sums[at] as number) + (this.sums[at - 1] as number);
    }
  }

  quantile(share: number, of = this.count): number {
    return between(share, of, (index) => this.valueAt(index));
  }

  atMost(value: number): number {
    if (value < this.min) return 0;
    return this.sums[Math.min(Math.floor(value) - this.min, this.sums.length - 1)] as number;
  }

  histogram(bins: number): number[] {
    const counts = new Array<number>(bins).fill(0);
    const scale = bins / (this.max - this.min || 1);
    for (let at = 0; at < this.sums.length; at += 1) {
      const bin = Math.min(Math.floor(at * scale), bins - 1);
      counts[bin] =
        (counts[bin] as number) + (this.sums[at] as number) - (at > 0 ? (this.sums[at - 1] as number) : 0);
    }
    return counts;
  }

  private valueAt(index: number): number {
    let low = 0;
    let high = this.sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sums[middle] as number) > index) high = middle;
      else low = middle + 1;
    }
    return this.min + low;
  }
}

class Selected implements Distribution {
  readonly count: number;

  constructor(
    private readonly values: Float64Array,
    readonly min: number,
    readonly max: number,
  ) {
    this.count = values.length;
  }

  quantile(share: number, of = this.count): number {
    if (this.count === 0) return Number.NaN;
    return between(share, of, (index) => select(this.values, index));
  }

  atMost(value: number): number {
    return this.values.reduce((count, one) => count + (one <= value ? 1 : 0), 0);
  }

  histogram(bins: number): number[] {
    const counts = new Array<number>(bins).fill(0);
    const scale = bins / (this.max - this.min || 1);
    for (const value of this.values) {
      const bin = Math.min(Math.floor((value - this.min) * scale), bins - 1);
      counts[bin] = (counts[bin] as number) + 1;
    }
    return counts;
  }
}

/** Put the k-th smallest value at k, smaller ones before it, larger ones behind (Hoare): no need to sort them all. */
export function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i += 1;
      while ((values[j] as number) > pivot) j -= 1;
      if (i > j) break;
      const kept = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = kept;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k] as number;
}
