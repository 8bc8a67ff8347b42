/** What colour an object has: neutral, one of its own, its class's, or that of a measurement. */
import { labelColour } from "./colour";
import type { Colour, ObjectColours } from "./types";

export const NEUTRAL: Colour = [236, 238, 242];
/** For objects that a measurement does not name: grey, and hatched where there is room. */
export const UNMEASURED: Colour = [143, 152, 166];

/** The colour of an object; null where it was not measured. */
export function colourOf(colours: ObjectColours): (id: number) => Colour | null {
  if (colours.by === "neutral") return () => NEUTRAL;
  if (colours.by === "object") return labelColour;
  if (colours.by === "class") {
    const { of, palette } = colours;
    return (id) => palette[(of[id] ?? 0) - 1] ?? NEUTRAL;
  }
  const { values, low, high, map } = colours;
  const scale = high > low ? 1 / (high - low) : 0;
  return (id) => {
    const value = values[id] ?? Number.NaN;
    if (Number.isNaN(value)) return null;
    const level = scale > 0 ? Math.min(Math.max((value - low) * scale, 0), 1) : value >= high ? 1 : 0;
    return map[Math.round(level * 255)] ?? NEUTRAL;
  };
}

/** Four bytes for each object number up to `most`: its colour, and 255 where it was measured. */
export function colourTable(colours: ObjectColours, ids: ArrayLike<number> | number): Uint8Array {
  const count = typeof ids === "number" ? ids + 1 : ids.length;
  const table = new Uint8Array(count * 4);
  const of = colourOf(colours);
  for (let index = 0; index < count; index += 1) {
    const colour = of(typeof ids === "number" ? index : (ids[index] as number));
    const [red, green, blue] = colour ?? UNMEASURED;
    table[index * 4] = red;
    table[index * 4 + 1] = green;
    table[index * 4 + 2] = blue;
    table[index * 4 + 3] = colour ? 255 : 0;
  }
  return table;
}
