/**
 * Display limits from one stated sample (ground rules, section 3): finite unsaturated pixels of the whole z and t, 0.1
 * to 99.9 %; where that range is within the noise there is "No clear signal" and nothing is stretched. The engine's
 * `display.py` does the same on the same pixels, so that the image does not change when Python arrives.
 */
import type { Level, Pixels, TileSource } from "./source";

export interface ChannelSample {
  low: number;
  high: number;
  /** Smallest and largest finite value of the sample. */
  min: number;
  max: number;
  /** Counts in 256 bins from min to max. */
  histogram: number[];
  /** Share of the sample at the sensor's limit. */
  saturated: number;
  /** False for "No clear signal": the range is not stretched. */
  clear: boolean;
  warning: string | null;
}

export interface Sampled {
  channels: ChannelSample[];
  /** What the sample was. */
  statement: string;
}

export const BINS = 256;
const LOW = 0.001;
const HIGH = 0.999;
/** A channel whose range is under so many robust standard deviations of its noise has no clear signal. */
const CLEAR_FROM = 6;
/** A sensor's limit counts as saturation from this share of the pixels on. */
const SATURATED_FROM = 1e-4;
const SENSOR_LIMITS = [8, 10, 12, 14, 16].map((bits) => 2 ** bits - 1);
const MOST_PLANES = 9;
const SAMPLED_PIXELS = 1e6;
/** The sample is taken at the coarsest level that has at least this many pixels. */
const LEVEL_PIXELS = 65_536;
/** Noise is looked at in this many columns. */
const NOISE_COLUMNS = 512;

/** Put the k-th smallest value at k, smaller ones before it, larger ones behind: no need to sort them all. */
function select(values: Float64Array, k: number): number {
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

/** The value at a share of the numbers, between neighbours by proportion; their order changes. */
export function quantile(values: Float64Array, share: number): number {
  const at = share * (values.length - 1);
  const low = Math.floor(at);
  const one = select(values, low);
  if (at === low) return one;
  let other = Number.POSITIVE_INFINITY;
  for (let index = low + 1; index < values.length; index += 1) other = Math.min(other, values[index] as number);
  return one + (other - one) * (at - low);
}

/** The value at which a sensor clips, where the sample shows that it did: 2^k - 1 at enough pixels. */
export function saturation(values: Float64Array, highest: number, dtype: string): number | null {
  if (!dtype.startsWith("uint") || !SENSOR_LIMITS.includes(highest)) return null;
  let count = 0;
  for (const value of values) if (value === highest) count += 1;
  return count / values.length >= SATURATED_FROM ? highest : null;
}

export interface SampledPlane {
  data: Pixels;
  width: number;
}

/** The robust standard deviation of the noise, from differences of neighbours along x, which hold little else. */
export function noiseOf(planes: readonly SampledPlane[]): number {
  const all = new Float64Array(planes.reduce((count, { data }) => count + data.length, 0));
  let count = 0;
  for (const { data, width } of planes) {
    for (let row = 0; row < data.length; row += width) {
      const end = row + Math.min(width, NOISE_COLUMNS) - 1;
      for (let at = row; at < end; at += 1) {
        const difference = (data[at + 1] as number) - (data[at] as number);
        if (Number.isFinite(difference)) all[count++] = difference;
      }
    }
  }
  if (count === 0) return 0;
  const differences = all.subarray(0, count);
  const middle = quantile(differences, 0.5);
  for (let at = 0; at < count; at += 1) differences[at] = Math.abs((differences[at] as number) - middle);
  return (quantile(differences, 0.5) * 1.4826) / Math.SQRT2;
}

export function histogramOf(values: Float64Array, min: number, max: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const scale = BINS / (max > min ? max - min : 1);
  for (const value of values) {
    const bin = Math.min(Math.floor((value - min) * scale), BINS - 1);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

/** Limits of one channel from its sampled planes. */
export function limitsOf(planes: readonly SampledPlane[], dtype: string): ChannelSample {
  const values = finiteValues(planes);
  if (values.length === 0) return nothing();
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const limit = saturation(values, max, dtype);
  const unsaturated = limit === null ? values : values.filter((value) => value < limit);
  const used = unsaturated.length > 0 ? unsaturated : values;
  const low = quantile(used, LOW);
  const high = quantile(used, HIGH);
  const clear = high - low >= CLEAR_FROM * noiseOf(planes) && high > low;
  const shown = clear ? { low, high } : { low: min, high: Math.max(max, min + 1) };
  const saturated = limit === null ? 0 : (values.length - unsaturated.length) / values.length;
  const histogram = histogramOf(values, min, max);
  return { ...shown, min, max, histogram, saturated, clear, warning: clear ? null : NO_SIGNAL };
}

const NO_SIGNAL = "No clear signal";

function finiteValues(planes: readonly SampledPlane[]): Float64Array {
  const all = new Float64Array(planes.reduce((count, { data }) => count + data.length, 0));
  let count = 0;
  for (const { data } of planes) {
    for (const value of data) if (Number.isFinite(value)) all[count++] = value;
  }
  return all.subarray(0, count);
}

function nothing(): ChannelSample {
  const histogram = new Array<number>(BINS).fill(0);
  return { low: 0, high: 1, min: 0, max: 0, histogram, saturated: 0, clear: false, warning: NO_SIGNAL };
}

/** Which planes are looked at: spread over all of t and z, first and last among them. */
export function samplePlanes(sizeT: number, sizeZ: number): [t: number, z: number][] {
  const all = sizeT * sizeZ;
  const count = Math.min(MOST_PLANES, all);
  const at = Array.from({ length: count }, (_, index) => (count > 1 ? halfEven((index * (all - 1)) / (count - 1)) : 0));
  return [...new Set(at)].map((place) => [Math.floor(place / sizeZ), place % sizeZ]);
}

/** Rounding as Python does it, a half to the even side. */
function halfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Always the same level of an image, whatever is on screen. */
export function sampleLevel(levels: readonly Level[]): number {
  for (let level = levels.length - 1; level > 0; level -= 1) {
    const { width, height } = levels[level] as Level;
    if (width * height >= LEVEL_PIXELS) return level;
  }
  return 0;
}

/** Read the sample of every channel and work out its limits. */
export async function sampleSource(source: TileSource, signal: AbortSignal): Promise<Sampled> {
  const level = sampleLevel(source.levels);
  const { width, height } = source.levels[level] as Level;
  const planes = samplePlanes(source.sizeT, source.sizeZ);
  const step = Math.max(1, Math.floor(Math.sqrt((width * height * planes.length) / SAMPLED_PIXELS)));
  const region: [number, number, number, number] = [0, 0, height, width];
  const channels = [];
  for (let c = 0; c < (source.colour ? 1 : source.channels); c += 1) {
    const read = planes.map(([t, z]) => source.tile({ level, t, c, z, region, step }, signal));
    channels.push(limitsOf(await Promise.all(read), source.dtype));
    await new Promise((resolve) => setTimeout(resolve)); // the page may draw between two channels
  }
  return { channels, statement: statementOf(planes.length, source, level, step) };
}

function statementOf(planes: number, { sizeZ, sizeT, levels }: TileSource, level: number, step: number): string {
  const all = sizeZ * sizeT;
  const which = all === 1 ? "the image" : planes === all ? `all ${all} planes` : `${planes} of ${all} planes`;
  const where = levels.length > 1 && level > 0 ? ` at level ${level}` : "";
  const thinned = step > 1 ? `, one pixel in ${step} each way` : "";
  return `Limits from ${which}${where}${thinned}: 0.1 to 99.9 % of unsaturated pixels.`;
}
