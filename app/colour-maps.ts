/** The colour maps that are offered, by name; none is a rainbow. */

import { MAPS } from "./viewer/maps";
import type { Colour } from "./viewer/types";

export const MAP_NAMES = ["viridis", "cividis", "magma", "grey", "diverging"] as const;

/** Blue, grey, orange: what lies below, at and above the middle; ends of one lightness. */
const STOPS: readonly Colour[] = [
  [43, 107, 209],
  [126, 161, 214],
  [176, 178, 182],
  [219, 156, 96],
  [196, 103, 0],
];

const DIVERGING: readonly Colour[] = Array.from({ length: 256 }, (_, index) => between(index / 255));

function between(share: number): Colour {
  const place = share * (STOPS.length - 1);
  const at = Math.min(Math.floor(place), STOPS.length - 2);
  const from = STOPS[at] as Colour;
  const to = STOPS[at + 1] as Colour;
  return from.map((one, i) => Math.round(one + ((to[i] as number) - one) * (place - at))) as Colour;
}

/** The 256 colours of a map; viridis for a name that is none. */
export function mapColours(name: string): readonly Colour[] {
  if (name === "diverging") return DIVERGING;
  return (MAPS as Record<string, readonly Colour[]>)[name] ?? MAPS.viridis;
}

/** A map as a CSS background, from left to right. */
export function mapGradient(name: string): string {
  const all = mapColours(name);
  const stops = [0, 36, 73, 109, 146, 182, 219, 255].map((at) => `rgb(${(all[at] as Colour).join(" ")})`);
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
