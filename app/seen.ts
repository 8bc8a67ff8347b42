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
