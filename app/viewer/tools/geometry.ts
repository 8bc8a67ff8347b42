/** Plane geometry of what is drawn: distances, hits, outlines, and which pixels lie inside. */
import type { DrawnShape } from "../types";
import type { Vertex } from "./hand";

export type Geometry = Pick<DrawnShape, "kind" | "points">;
/** [y0, x0, y1, x1]: pixels from y0 up to, not including, y1. */
export type PixelBox = [number, number, number, number];

/** An ellipse is worked with as a polygon of so many corners. */
const ELLIPSE_CORNERS = 128;

/** The closed outline, or the line; an ellipse as a fine polygon. */
export function outlineOf({ kind, points }: Geometry): Vertex[] {
  const [[y0, x0] = [0, 0], [y1, x1] = [0, 0]] = points;
  if (kind === "rectangle")
    return [
      [y0, x0],
      [y0, x1],
      [y1, x1],
      [y1, x0],
    ];
  if (kind !== "ellipse") return points.map(([y, x]) => [y, x]);
  return Array.from({ length: ELLIPSE_CORNERS }, (_, i) => {
    const angle = (2 * Math.PI * i) / ELLIPSE_CORNERS;
    return [
      (y0 + y1) / 2 + ((y1 - y0) / 2) * Math.sin(angle),
      (x0 + x1) / 2 + ((x1 - x0) / 2) * Math.cos(angle),
    ];
  });
}

export function isClosed(kind: DrawnShape["kind"]): boolean {
  return kind !== "line" && kind !== "point";
}

/** Whether a place lies inside; a middle of a pixel on the outline counts as outside where the outline goes down. */
export function inside(shape: Geometry, [y, x]: Vertex): boolean {
  const [[y0, x0] = [0, 0], [y1, x1] = [0, 0]] = shape.points;
  if (shape.kind === "rectangle") return y >= y0 && y < y1 && x >= x0 && x < x1;
  if (shape.kind === "ellipse") {
    const down = (2 * y - y0 - y1) / (y1 - y0);
    const across = (2 * x - x0 - x1) / (x1 - x0);
    return down * down + across * across <= 1;
  }
  return isClosed(shape.kind) && insidePolygon(shape.points, y, x);
}

/** By crossings of a ray (even and odd), as scikit-image's `points_in_poly`. */
function insidePolygon(points: readonly Vertex[], y: number, x: number): boolean {
  let odd = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i, i += 1) {
    const [yi, xi] = points[i] as Vertex;
    const [yj, xj] = points[j] as Vertex;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

/** The pixels that a shape may hold. */
export function boxOf({ points }: Geometry): PixelBox {
  const ys = points.map(([y]) => y);
  const xs = points.map(([, x]) => x);
  return [
    Math.ceil(Math.min(...ys)),
    Math.ceil(Math.min(...xs)),
    Math.floor(Math.max(...ys)) + 1,
    Math.floor(Math.max(...xs)) + 1,
  ];
}

/** How far a place is from a line between two others. */
export function distanceTo([y, x]: Vertex, [ay, ax]: Vertex, [by, bx]: Vertex): number {
  const square = (by - ay) ** 2 + (bx - ax) ** 2;
  const along = square ? Math.min(1, Math.max(0, ((y - ay) * (by - ay) + (x - ax) * (bx - ax)) / square)) : 0;
  return Math.hypot(y - ay - along * (by - ay), x - ax - along * (bx - ax));
}

/** Whether a place is on the line or the outline, at most `reach` away. */
export function touches(shape: Geometry, at: Vertex, reach: number): boolean {
  const points = outlineOf(shape);
  const count = isClosed(shape.kind) ? points.length : points.length - 1;
  if (points.length === 1) return distanceTo(at, points[0] as Vertex, points[0] as Vertex) <= reach;
  for (let i = 0; i < count; i += 1) {
    const next = points[(i + 1) % points.length] as Vertex;
    if (distanceTo(at, points[i] as Vertex, next) <= reach) return true;
  }
  return false;
}

/** The same line with fewer vertices, nowhere further than `reach` from the old one (Ramer, Douglas, Peucker). */
export function simplified(points: readonly Vertex[], reach: number): Vertex[] {
  if (points.length < 3) return [...points];
  const first = points[0] as Vertex;
  const last = points.at(-1) as Vertex;
  let furthest = 0;
  let distance = 0;
  for (let i = 1; i < points.length - 1; i += 1) {
    const away = distanceTo(points[i] as Vertex, first, last);
    if (away > distance) [furthest, distance] = [i, away];
  }
  if (distance <= reach) return [first, last];
  const front = simplified(points.slice(0, furthest + 1), reach);
  return [...front.slice(0, -1), ...simplified(points.slice(furthest), reach)];
}

/** Length of a line in the units of the scale (per pixel in y and x). */
export function lengthOf(points: readonly Vertex[], scale: { y: number; x: number }): number {
  let sum = 0;
  for (let i = 1; i < points.length; i += 1) {
    const [y0, x0] = points[i - 1] as Vertex;
    const [y1, x1] = points[i] as Vertex;
    sum += Math.hypot((y1 - y0) * scale.y, (x1 - x0) * scale.x);
  }
  return sum;
}

/** Area inside the outline in square pixels. */
export function areaOf(shape: Geometry): number {
  if (!isClosed(shape.kind)) return 0;
  const [[y0, x0] = [0, 0], [y1, x1] = [0, 0]] = shape.points;
  if (shape.kind === "ellipse") return (Math.PI / 4) * Math.abs((y1 - y0) * (x1 - x0));
  const points = outlineOf(shape);
  let twice = 0;
  for (let i = 0; i < points.length; i += 1) {
    const [ay, ax] = points[i] as Vertex;
    const [by, bx] = points[(i + 1) % points.length] as Vertex;
    twice += ax * by - bx * ay;
  }
  return Math.abs(twice) / 2;
}
