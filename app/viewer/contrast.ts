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

/** The value at a share of sorted numbers, between neighbours by proportion. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const one = sorted[low] as number;
  const other = sorted[Math.min(low + 1, sorted.length - 1)] as number;
  return one + (other - one) * (at - low);
}

/** How many of the sorted numbers are smaller than a value. */
function below(sorted: Float64Array, value: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as number) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The value at which a sensor clips, where the sample shows that it did: 2^k - 1 at enough pixels. */
export function saturation(sorted: Float64Array, dtype: string): number | null {
  const highest = sorted[sorted.length - 1];
  if (!dtype.startsWith("uint") || highest === undefined || !SENSOR_LIMITS.includes(highest)) return null;
  const share = (sorted.length - below(sorted, highest)) / sorted.length;
  return share >= SATURATED_FROM ? highest : null;
}

export interface SampledPlane {
  data: Pixels;
  width: number;
}

/** The robust standard deviation of the noise, from differences of neighbours along x, which hold little else. */
export function noiseOf(planes: readonly SampledPlane[]): number {
  const differences = planes.flatMap(({ data, width }) => {
    const found: number[] = [];
    for (let row = 0; row < data.length; row += width) {
      const end = row + Math.min(width, NOISE_COLUMNS) - 1;
      for (let at = row; at < end; at += 1) found.push((data[at + 1] as number) - (data[at] as number));
    }
    return found;
  });
  const sorted = Float64Array.from(differences.filter(Number.isFinite)).sort();
  if (sorted.length === 0) return 0;
  const middle = quantile(sorted, 0.5);
  const spread = sorted.map((one) => Math.abs(one - middle)).sort();
  return (quantile(spread, 0.5) * 1.4826) / Math.SQRT2;
}

export function histogramOf(sorted: Float64Array, min: number, max: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const scale = BINS / (max > min ? max - min : 1);
  for (const value of sorted) {
    const bin = Math.min(Math.floor((value - min) * scale), BINS - 1);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

/** Limits of one channel from its sampled planes. */
export function limitsOf(planes: readonly SampledPlane[], dtype: string): ChannelSample {
  const sorted = sortedValues(planes);
  if (sorted.length === 0) return nothing();
  const min = sorted[0] as number;
  const max = sorted[sorted.length - 1] as number;
  const limit = saturation(sorted, dtype);
  const unsaturated = limit === null ? sorted : sorted.subarray(0, below(sorted, limit));
  const used = unsaturated.length > 0 ? unsaturated : sorted;
  const low = quantile(used, LOW);
  const high = quantile(used, HIGH);
  const clear = high - low >= CLEAR_FROM * noiseOf(planes) && high > low;
  const shown = clear ? { low, high } : { low: min, high: Math.max(max, min + 1) };
  const saturated = limit === null ? 0 : (sorted.length - unsaturated.length) / sorted.length;
  const histogram = histogramOf(sorted, min, max);
  return { ...shown, min, max, histogram, saturated, clear, warning: clear ? null : NO_SIGNAL };
}

const NO_SIGNAL = "No clear signal";

function sortedValues(planes: readonly SampledPlane[]): Float64Array {
  const all = new Float64Array(planes.reduce((count, { data }) => count + data.length, 0));
  let count = 0;
  for (const { data } of planes) {
    for (const value of data) if (Number.isFinite(value)) all[count++] = value;
  }
  return all.subarray(0, count).sort();
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
