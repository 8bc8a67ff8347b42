/**
 * Display limits from one stated sample (ground rules, section 3): finite unsaturated pixels of the whole z and t, 0.1
 * to 99.9 %; where that range is within the noise there is "No clear signal" and nothing is stretched.
 */
import { type Level, type Pixels, type TileSource, typeMaximum } from "./source";

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
/** A type's or sensor's limit counts as saturation from this share of the pixels on. */
const SATURATED_FROM = 1e-4;
const SENSOR_BITS = [8, 10, 12, 14, 16];
const MOST_PLANES = 16;
const PLANE_PIXELS = 65_536;
/** The level of the sample: the coarsest that still has this many pixels along its longer side. */
const LEVEL_PIXELS = 512;

/** The value at a share of sorted numbers. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const one = sorted[low] as number;
  const other = sorted[Math.min(low + 1, sorted.length - 1)] as number;
  return one + (other - one) * (at - low);
}

/** The value at which a sensor clips, where the sample shows that it did: 2^k - 1 at enough pixels. */
export function saturation(sorted: Float64Array, dtype: string, significantBits?: number): number | null {
  if (!/^u?int/.test(dtype) || sorted.length === 0) return null;
  const limit = significantBits ? 2 ** significantBits - 1 : (sorted[sorted.length - 1] as number);
  const isLimit = significantBits || SENSOR_BITS.some((bits) => limit === 2 ** bits - 1) || limit === typeMaximum(dtype);
  if (!isLimit) return null;
  const share = (sorted.length - below(sorted, limit)) / sorted.length;
  return share >= SATURATED_FROM ? limit : null;
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

/**
 * The robust standard deviation of the noise: from differences of neighbours along rows, which hold noise and little
 * else (median of absolute differences / 0.6745 / sqrt 2).
 */
export function noiseOf(values: Pixels, width: number): number {
  const differences: number[] = [];
  const stride = Math.max(1, Math.floor(values.length / 40_000));
  for (let at = 0; at + 1 < values.length; at += stride) {
    if ((at + 1) % width === 0) continue;
    const difference = Math.abs((values[at + 1] as number) - (values[at] as number));
    if (Number.isFinite(difference)) differences.push(difference);
  }
  if (differences.length === 0) return 0;
  const sorted = Float64Array.from(differences).sort();
  return quantile(sorted, 0.5) / 0.6745 / Math.SQRT2;
}

export function histogramOf(sorted: Float64Array, min: number, max: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const scale = max > min ? BINS / (max - min) : 0;
  for (const value of sorted) {
    const bin = Math.min(Math.floor((value - min) * scale), BINS - 1);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

/** Limits of one channel from sampled planes, each with its width for the noise. */
export function limitsOf(planes: readonly { data: Pixels; width: number }[], dtype: string): ChannelSample {
  const finite = planes.flatMap(({ data }) => Array.from(data).filter(Number.isFinite));
  const sorted = Float64Array.from(finite).sort();
  if (sorted.length === 0) return nothing();
  const min = sorted[0] as number;
  const max = sorted[sorted.length - 1] as number;
  const limit = saturation(sorted, dtype);
  const unsaturated = limit === null ? sorted : sorted.subarray(0, below(sorted, limit));
  const used = unsaturated.length > 0 ? unsaturated : sorted;
  const low = quantile(used, LOW);
  const high = quantile(used, HIGH);
  const noise = Math.max(...planes.map(({ data, width }) => noiseOf(data, width)));
  const clear = high - low >= CLEAR_FROM * noise && high > low;
  const saturated = limit === null ? 0 : (sorted.length - unsaturated.length) / sorted.length;
  const shown = clear ? { low, high } : unstretched(low, high, max, dtype);
  const histogram = histogramOf(sorted, min, max);
  return { ...shown, min, max, histogram, saturated, clear, warning: clear ? null : "No clear signal" };
}

/** Noise is not stretched: from 0 to the brightest that a signal would at least reach. */
function unstretched(low: number, high: number, max: number, dtype: string): { low: number; high: number } {
  const range = high - low;
  if (/^u?int/.test(dtype)) return { low: Math.min(0, low), high: Math.max(max, low + 4 * range, 1) };
  return { low: low - range, high: Math.max(max, high) + 4 * range || 1 };
}

function nothing(): ChannelSample {
  const histogram = new Array<number>(BINS).fill(0);
  return { low: 0, high: 1, min: 0, max: 0, histogram, saturated: 0, clear: false, warning: "No clear signal" };
}

/** Which planes are looked at: spread over all of z and t. */
export function samplePlanes(sizeT: number, sizeZ: number): [t: number, z: number][] {
  const times = spread(sizeT, Math.min(sizeT, 4));
  const slices = spread(sizeZ, Math.min(sizeZ, Math.max(1, Math.floor(MOST_PLANES / times.length))));
  return times.flatMap((t) => slices.map((z): [number, number] => [t, z]));
}

function spread(size: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * size) / count));
}

/** Always the same level of an image, whatever is on screen. */
export function sampleLevel(levels: readonly Level[]): number {
  for (let level = levels.length - 1; level > 0; level -= 1) {
    const { width, height } = levels[level] as Level;
    if (Math.max(width, height) >= LEVEL_PIXELS) return level;
  }
  return 0;
}

/** Read the sample of every channel and work out its limits. */
export async function sampleSource(source: TileSource, signal: AbortSignal): Promise<Sampled> {
  const level = sampleLevel(source.levels);
  const { width, height } = source.levels[level] as Level;
  const planes = samplePlanes(source.sizeT, source.sizeZ);
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / (PLANE_PIXELS * Math.max(1, 4 / planes.length)))));
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
  const thinned = step > 1 ? `, every ${step}th pixel` : "";
  return `Limits from ${which}${where}${thinned}: 0.1 to 99.9 % of unsaturated pixels.`;
}
