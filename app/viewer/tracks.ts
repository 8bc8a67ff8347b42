/** Paths of objects through time as line pieces, sorted by the time at which each ends. */
import { labelColour } from "./colour";
import type { TrackLayer } from "./types";

/** Half width of a path in CSS pixels. */
export const TRACK_RADIUS = 1;
/** Where an object is now. */
export const HEAD_RADIUS = 3;

export interface TrackPieces {
  /** [x0, y0, x1, y1] in image coordinates for each piece. */
  places: Float32Array;
  /** Red, green, blue for each piece. */
  colours: Uint8Array;
  /** The time at which each piece ends. */
  ends: Int32Array;
}

const known = new WeakMap<Float64Array, TrackPieces>();

/** Pieces of every path; a first place is a piece without length, so that its head is drawn. */
export function piecesOf(layer: TrackLayer): TrackPieces {
  const kept = known.get(layer.x);
  if (kept) return kept;
  const { track, t, y, x } = layer;
  const order = Uint32Array.from(track.keys()).sort(
    (one, other) => (t[one] as number) - (t[other] as number),
  );
  const made: TrackPieces = {
    places: new Float32Array(order.length * 4),
    colours: new Uint8Array(order.length * 3),
    ends: new Int32Array(order.length),
  };
  order.forEach((index, at) => {
    const before = index > 0 && track[index - 1] === track[index] ? index - 1 : index;
    const ends = [x[before], y[before], x[index], y[index]].map((one) => (one as number) + 0.5);
    made.places.set(ends, at * 4);
    made.colours.set(labelColour(track[index] as number), at * 3);
    made.ends[at] = t[index] as number;
  });
  known.set(layer.x, made);
  return made;
}

/** First piece of the tail up to now, and the first beyond. */
export function tailRange({ ends }: TrackPieces, now: number, tail: number): [number, number] {
  return [firstAfter(ends, now - tail), firstAfter(ends, now)];
}

function firstAfter(ends: Int32Array, time: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How visible a piece of a tail still is: 1 now, less for each time back. */
export function ageAlpha(end: number, now: number, tail: number): number {
  return Math.max(0, 1 - (now - end) / Math.max(tail, 1));
}
