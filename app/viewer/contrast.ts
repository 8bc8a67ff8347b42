/**
 * Display limits from one stated sample (ground rules, section 3): finite unsaturated pixels of the whole z and t, 0.1
 * to 99.9 %; where that range is within the noise there is "No clear signal" and nothing is stretched. The engine's
 * `display.py` does the same on the same pixels, so that the image does not change when Python arrives.
 */
import { type Distribution, distributionOf } from "./distribution";
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
const CLEAR_FROM = 8;
/** A sensor's limit counts as saturation from this share of the pixels on. */
const SATURATED_FROM = 1e-4;
const SENSOR_LIMITS = [8, 10, 12, 14, 16].map((bits) => 2 ** bits - 1);
const MOST_PLANES = 9;
const SAMPLED_PIXELS = 1e6;
/** The sample is taken at the coarsest level that has at least this many pixels. */
const LEVEL_PIXELS = 65_536;
/** Noise is looked at in this many columns. */
const NOISE_COLUMNS = 512;

/** The value at which a sensor clips, where the sample shows that it did: 2^k - 1 at enough pixels. */
function saturation(values: Distribution, dtype: string): number | null {
  if (!dtype.startsWith("uint") || !SENSOR_LIMITS.includes(values.max)) return null;
  return values.atMost(values.max) - values.atMost(values.max - 1) >= SATURATED_FROM * values.count
    ? values.max
    : null;
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
      for (let at = row; at < end; at += 1) all[count++] = (data[at + 1] as number) - (data[at] as number);
    }
  }
  const differences = all.subarray(0, count);
  const middle = distributionOf([differences]).quantile(0.5);
  for (let at = 0; at < count; at += 1) differences[at] = Math.abs((differences[at] as number) - middle);
  return ((distributionOf([differences]).quantile(0.5) || 0) * 1.4826) / Math.SQRT2;
}

/** Limits of one channel from its sampled planes. */
export function limitsOf(planes: readonly SampledPlane[], dtype: string): ChannelSample {
  const values = distributionOf(planes.map(({ data }) => data));
  const { count, min, max } = values;
  if (count === 0) return nothing();
  const limit = saturation(values, dtype);
  const unsaturated = limit === null ? count : values.atMost(limit - 1);
  const used = unsaturated || count;
  const low = values.quantile(LOW, used);
  const high = values.quantile(HIGH, used);
  const clear = high - low >= CLEAR_FROM * noiseOf(planes) && high > low;
  const shown = clear ? { low, high } : { low: min, high: Math.max(max, min + 1) };
  const saturated = (count - unsaturated) / count;
  const histogram = values.histogram(BINS);
  return { ...shown, min, max, histogram, saturated, clear, warning: clear ? null : NO_SIGNAL };
}

const NO_SIGNAL = "No clear signal";

function nothing(): ChannelSample {
  const histogram = new Array<number>(BINS).fill(0);
  return { low: 0, high: 1, min: 0, max: 0, histogram, saturated: 0, clear: false, warning: NO_SIGNAL };
}

/** Which planes are looked at: spread over all of t and z, first and last among them. */
export function samplePlanes(sizeT: number, sizeZ: number): [t: number, z: number][] {
  const all = sizeT * sizeZ;
  const count = Math.min(MOST_PLANES, all);
  const at = Array.from({ length: count }, (_, index) =>
    count > 1 ? halfEven((index * (all - 1)) / (count - 1)) : 0,
  );
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

function statementOf(
  planes: number,
  { sizeZ, sizeT, levels }: TileSource,
  level: number,
  step: number,
): string {
  const all = sizeZ * sizeT;
  const which = all === 1 ? "the image" : planes === all ? `all ${all} planes` : `${planes} of ${all} planes`;
  const where = levels.length > 1 && level > 0 ? ` at level ${level}` : "";
  const thinned = step > 1 ? `, one pixel in ${step} each way` : "";
  return `Limits from ${which}${where}${thinned}: 0.1 to 99.9 % of unsaturated pixels.`;
}
