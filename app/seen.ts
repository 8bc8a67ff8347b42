/** How often values occur on screen: histograms of what is loaded of the visible part. */
import type { SeenChannel } from "./store";
import type { Pixels } from "./viewer/source";

const BINS = 128;

/** The histogram of one channel; values that are no number are left out. */
export function histogramOf(values: Pixels): SeenChannel {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (!Number.isFinite(value)) continue;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const histogram = new Array<number>(BINS).fill(0);
  if (maximum < minimum) return { minimum: 0, maximum: 0, histogram };
  const scale = BINS / (maximum - minimum || 1);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(Math.floor((value - minimum) * scale), BINS - 1);
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  return { minimum, maximum, histogram };
}

const LOW = 0.005;
const HIGH = 0.995;

/** Limits for the first look at a channel, from what is on screen; the stated sample gives the real ones. */
export function provisionalLimits(seen: SeenChannel | undefined): { low: number; high: number } | null {
  if (!seen || seen.maximum <= seen.minimum) return null;
  const { histogram, minimum, maximum } = seen;
  const all = histogram.reduce((sum, one) => sum + one, 0);
  const width = (maximum - minimum) / histogram.length;
  const at = (share: number) => {
    let sum = 0;
    const bin = histogram.findIndex((one) => {
      sum += one;
      return sum >= share * all;
    });
    return minimum + (bin + 0.5) * width;
  };
  return { low: at(LOW), high: Math.max(at(HIGH), at(LOW) + width) };
}
