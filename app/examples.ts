/** Painted examples as plain data: strokes of a round brush, each of a class; the classes are the step's own. */
import { type Recipe, type Step, setParameter } from "./recipe";
import type { ExampleStroke, ImageView, OpenImage } from "./state";
import type { Vertex } from "./viewer/tools/hand";

/** The parameters that painting writes: what was learnt, and what the classes are called. */
export const FOREST = "forest";
export const NAMES = "classes";
/** The class whose pixels the step gives. */
export const CHOSEN = "chosen";
export const MOST_CLASSES = 8;
/** A class with fewer pixels than this says little. */
export const FEW_PIXELS = 20;

/** By the number of the class, from 1; told apart by people who see few colours, too. */
const COLOURS = ["#56b4e9", "#e69f00", "#cc79a7", "#009e73", "#f0e442", "#d55e00", "#b8c4ff", "#8dd35f"];

/** An eraser looks at a path in steps of so many pixels. */
const FINE = 0.5;

export function colourOf(number: number): string {
  return COLOURS[(number - 1) % COLOURS.length] as string;
}

/** What the classes of a step are called, the first one being number 1; without a name, their number. */
export function classNames(step: Step): string[] {
  const written = step.params?.[NAMES];
  const names = typeof written === "string" && written ? written : "Background, Objects";
  return names.split(",").map((one, index) => one.trim() || String(index + 1));
}

export function withNames(recipe: Recipe, step: string, names: readonly string[]): Recipe {
  const plain = names.map((one) => one.replaceAll(",", " ").trim());
  return setParameter(recipe, step, NAMES, plain.join(", "));
}

/** The strokes of a step that lie on the plane that is seen; a projection shows those of all slices. */
export function seenStrokes(image: OpenImage, step: string): ExampleStroke[] {
  const { z, t, projected, mode }: ImageView = image.view;
  const all = projected || mode !== "slice";
  return (image.examples[step] ?? []).filter((one) => one.t === t && (all || one.z === z));
}

/** The points of a path that say where it goes: no two closer than a quarter of the brush, nor than a pixel. */
export function thinned(points: readonly Vertex[], radius: number): Vertex[] {
  const least = Math.max(1, radius / 2);
  const kept: Vertex[] = [];
  for (const [y, x] of points) {
    const [ly, lx] = kept.at(-1) ?? [Number.NaN, Number.NaN];
    if (!(Math.hypot(y - ly, x - lx) < least)) kept.push([round(y), round(x)]);
  }
  return kept;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The strokes without what an eraser went over; a stroke that it crosses falls into two. */
export function erased(
  strokes: readonly ExampleStroke[],
  path: readonly Vertex[],
  radius: number,
): ExampleStroke[] {
  return strokes.flatMap((one) => {
    const points = fine(one.points);
    if (!near(points, path, radius)) return [one];
    const parts: Vertex[][] = [[]];
    for (const point of points) {
      if (!near([point], path, radius)) parts.at(-1)?.push(point);
      else if (parts.at(-1)?.length) parts.push([]);
    }
    return parts.filter((part) => part.length).map((part) => ({ ...one, points: thinned(part, one.radius) }));
  });
}

/** The path with points so close that cutting between them leaves no more than half a pixel. */
function fine(points: readonly Vertex[]): Vertex[] {
  const [first] = points;
  const found: Vertex[] = first ? [first] : [];
  for (const [index, [y, x]] of points.entries()) {
    const [py, px] = points[index - 1] ?? [y, x];
    const pieces = Math.ceil(Math.hypot(y - py, x - px) / FINE);
    for (let at = 1; at <= pieces; at += 1)
      found.push([py + ((y - py) * at) / pieces, px + ((x - px) * at) / pieces]);
  }
  return found;
}

function near(points: readonly Vertex[], path: readonly Vertex[], distance: number): boolean {
  return points.some((point) =>
    path.some((to, index) => apart(point, path[index - 1] ?? to, to) <= distance),
  );
}

/** How far a point lies from a straight line between two others. */
function apart([y, x]: Vertex, [ay, ax]: Vertex, [by, bx]: Vertex): number {
  const [dy, dx] = [by - ay, bx - ax];
  const length = dy * dy + dx * dx;
  const along = length ? Math.min(Math.max(((y - ay) * dy + (x - ax) * dx) / length, 0), 1) : 0;
  return Math.hypot(y - ay - along * dy, x - ax - along * dx);
}
