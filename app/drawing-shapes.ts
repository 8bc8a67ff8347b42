/** Shapes as plain data: what a person drew, changed without changing what was there before. */

import type { AreaData } from "./messages";
import { measured } from "./numbers";
import type { OpenImage, Shape, ShapeKind } from "./state";
import { pixelSize } from "./store";
import { areaOf, isClosed, lengthOf } from "./viewer/tools/geometry";
import type { Vertex } from "./viewer/tools/hand";
import { WORDS } from "./words";

const PIXELS = { y: 1, x: 1 };
/** How far a copy lies from its original, in pixels. */
const BESIDE = 10;

export function added(
  shapes: readonly Shape[],
  kind: ShapeKind,
  points: Vertex[],
): { shapes: Shape[]; id: number } {
  const id = 1 + shapes.reduce((largest, one) => Math.max(largest, one.id), 0);
  const name = `${WORDS.tools.kinds[kind]} ${1 + shapes.filter((one) => one.kind === kind).length}`;
  return { shapes: [...shapes, { id, kind, points, name, role: "mark" }], id };
}

export function changed(shapes: readonly Shape[], id: number, patch: Partial<Shape>): Shape[] {
  return shapes.map((one) => (one.id === id ? { ...one, ...patch } : one));
}

export function duplicated(shapes: readonly Shape[], id: number): { shapes: Shape[]; id: number } {
  const one = shapes.find((shape) => shape.id === id);
  if (!one) return { shapes: [...shapes], id };
  const points = one.points.map(([y, x]): Vertex => [y + BESIDE, x + BESIDE]);
  const made = added(shapes, one.kind, points);
  return { shapes: changed(made.shapes, made.id, { role: one.role }), id: made.id };
}

/** The areas that limit a run, as the engine wants them. */
export function areasOf(image: OpenImage): AreaData[] {
  return image.shapes.flatMap(({ role, kind, points }) =>
    role === "area" && kind !== "line" && kind !== "point" ? [{ kind, points }] : [],
  );
}

/** The same shapes, none of which limits a run. */
export function withoutAreas(shapes: readonly Shape[]): Shape[] {
  return shapes.map((one) => (one.role === "area" ? { ...one, role: "mark" } : one));
}

/** "12.4 µm", or pixels where the pixel size is not known. */
export function lengthText(image: OpenImage, points: readonly Vertex[]): string {
  const size = pixelSize(image);
  return size ? `${measured(lengthOf(points, size))} µm` : `${measured(lengthOf(points, PIXELS))} px`;
}

/** "120 × 80 px": how wide and high the box around the points is. */
export function sizeText(points: readonly Vertex[]): string {
  const span = (axis: 0 | 1) => {
    const values = points.map((one) => one[axis]);
    return measured(Math.max(...values) - Math.min(...values));
  };
  return `${span(1)} × ${span(0)} px`;
}

/** What a shape measures: a length, an area, a place. */
export function shapeText(image: OpenImage, shape: Shape): string {
  const size = pixelSize(image);
  if (shape.kind === "point")
    return `x ${measured(shape.points[0]?.[1] ?? 0)}, y ${measured(shape.points[0]?.[0] ?? 0)}`;
  if (!isClosed(shape.kind)) return lengthText(image, shape.points);
  const area = areaOf(shape);
  return size ? `${measured(area * size.y * size.x)} µm²` : `${measured(area)} px²`;
}
