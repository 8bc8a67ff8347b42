/** Points of a layer as plain arrays for drawing: places, and a colour for each. */
import { SELECTION_RGB } from "./colour";
import { colourOf, UNMEASURED } from "./object-colours";
import type { PointLayer } from "./types";

/** How much wider a selected point is, how thick its ring is, and its casing on both sides, in CSS pixels. */
export const CHOSEN_MORE = 1.5;
export const POINT_RING = 1.75;
export const POINT_CASING = 1;

/** Image coordinates, x before y, of the middles of the points' pixels. */
export function placesOf({ x, y }: PointLayer): Float32Array {
  const places = new Float32Array(x.length * 2);
  for (let at = 0; at < x.length; at += 1) {
    places[at * 2] = (x[at] as number) + 0.5;
    places[at * 2 + 1] = (y[at] as number) + 0.5;
  }
  return places;
}

/** Red, green, blue, and 255 for the selected ones. */
export function coloursOf({ objects, colours, selected }: PointLayer): Uint8Array {
  const made = new Uint8Array(objects.length * 4);
  const of = colourOf(colours);
  for (let at = 0; at < objects.length; at += 1) {
    const object = objects[at] as number;
    const chosen = selected.has(object);
    const [red, green, blue] = chosen ? SELECTION_RGB : (of(object) ?? UNMEASURED);
    made[at * 4] = red;
    made[at * 4 + 1] = green;
    made[at * 4 + 2] = blue;
    made[at * 4 + 3] = chosen ? 255 : 0;
  }
  return made;
}
