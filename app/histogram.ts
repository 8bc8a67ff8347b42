/** Bins of a column for the plot: round edges, and one last bin for what lies far above. */
import { roundStep } from "./numbers";

export interface Bins {
  from: number;
  step: number;
  counts: number[];
  /** The last bin holds everything above its start. */
  open: boolean;
}

const WANTED = 24;
/** Values above this share are gathered in the last bin, so that a few large objects do not flatten the rest. */
const TAIL = 0.985;

export function binned(values: ArrayLike<number>): Bins | null {
  const finite = Float64Array.from(values)
    .filter((one) => Number.isFinite(one))
    .sort();
  if (finite.length === 0) return null;
  const low = finite[0] as number;
  const high = finite[finite.length - 1] as number;
  if (low === high) return { from: low, step: 1, counts: [finite.length], open: false };
  const tail = finite[Math.floor(TAIL * (finite.length - 1))] as number;
  const open = high - low > 1.5 * (tail - low) && tail > low;
  const top = open ? tail : high;
  const whole = finite.every((one) => Number.isInteger(one));
  const step = Math.max(roundStep(top - low, WANTED), whole ? 1 : 0);
  const from = Math.floor(low / step) * step;
  const count = Math.max(1, Math.floor((top - from) / step) + 1) + (open ? 1 : 0);
  const counts = new Array<number>(count).fill(0);
  for (const one of finite) {
    const at = Math.min(Math.floor((one - from) / step), count - 1);
    counts[at] = (counts[at] as number) + 1;
  }
  return { from, step, counts, open };
}

/** Which bin a value falls into; -1 for one that is missing. */
export function binOf(bins: Bins, value: number): number {
  if (!Number.isFinite(value)) return -1;
  return Math.min(Math.max(Math.floor((value - bins.from) / bins.step), 0), bins.counts.length - 1);
}
