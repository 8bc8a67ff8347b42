/** What a hand does to labels: plain functions on one plane; a new or growing object never takes from its neighbours. */
import type { LabelEdit } from "./correcting-tiles";
import { boxOf, distanceTo, type Geometry, inside } from "./viewer/tools/geometry";
import type { Vertex } from "./viewer/tools/hand";

type Pixel = [y: number, x: number];

const AROUND_4: Pixel[] = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
];
const AROUND_8: Pixel[] = [...AROUND_4, [-1, -1], [-1, 1], [1, -1], [1, 1]];

/** Every pixel whose middle is at most `radius` from the line; at least the one under each point. */
export function* pixelsOf(points: readonly Vertex[], radius: number): Generator<Pixel> {
  for (let i = 0; i < points.length; i += 1) {
    const to = points[i] as Vertex;
    const from = points[i - 1] ?? to;
    yield [Math.round(to[0]), Math.round(to[1])];
    const low = (axis: 0 | 1) => Math.ceil(Math.min(from[axis], to[axis]) - radius);
    const high = (axis: 0 | 1) => Math.floor(Math.max(from[axis], to[axis]) + radius);
    for (let y = low(0); y <= high(0); y += 1) {
      for (let x = low(1); x <= high(1); x += 1) if (distanceTo([y, x], from, to) <= radius) yield [y, x];
    }
  }
}

/** Give the background under a stroke to an object. */
export function paint(edit: LabelEdit, points: readonly Vertex[], radius: number, id: number): void {
  for (const [y, x] of pixelsOf(points, radius)) if (edit.at(y, x) === 0) edit.set(y, x, id);
}

/** Make background of what is under a stroke; of the chosen objects only, where some are chosen. */
export function erase(
  edit: LabelEdit,
  points: readonly Vertex[],
  radius: number,
  only: ReadonlySet<number>,
): void {
  for (const [y, x] of pixelsOf(points, radius)) {
    if (only.size === 0 || only.has(edit.at(y, x))) edit.set(y, x, 0);
  }
}

/** Give the background inside an outline to an object. */
export function fill(edit: LabelEdit, shape: Geometry, id: number): void {
  const [y0, x0, y1, x1] = boxOf(shape);
  const { height, width } = edit.grid;
  for (let y = Math.max(0, y0); y < Math.min(height, y1); y += 1) {
    for (let x = Math.max(0, x0); x < Math.min(width, x1); x += 1) {
      if (edit.at(y, x) === 0 && inside(shape, [y, x])) edit.set(y, x, id);
    }
  }
}

/** Put another id in the place of some, in every plane. */
export function replace(edit: LabelEdit, ids: ReadonlySet<number>, by: number): void {
  const { plane } = edit;
  for (edit.plane = 0; edit.plane < edit.grid.planes; edit.plane += 1) {
    for (const [y, x] of edit.find(ids)) edit.set(y, x, by);
  }
  edit.plane = plane;
}

/** Give background that an object surrounds to it; returns how many pixels. */
export function fillHoles(edit: LabelEdit, id: number): number {
  const [y0, x0, y1, x1] = around(edit.find(new Set([id])));
  const width = x1 - x0 + 3;
  const outside = new Uint8Array((y1 - y0 + 3) * width);
  const place = (y: number, x: number) => (y - y0 + 1) * width + (x - x0 + 1);
  const open: Pixel[] = [[y0 - 1, x0 - 1]];
  outside[0] = 1;
  for (let next = open.pop(); next; next = open.pop()) {
    for (const [dy, dx] of AROUND_4) {
      const [y, x] = [next[0] + dy, next[1] + dx];
      if (y < y0 - 1 || x < x0 - 1 || y > y1 + 1 || x > x1 + 1) continue;
      if (outside[place(y, x)] || edit.at(y, x) === id) continue;
      outside[place(y, x)] = 1;
      open.push([y, x]);
    }
  }
  let filled = 0;
  for (let y = y0; y <= y1; y += 1) {
    for (let x = x0; x <= x1; x += 1) {
      if (outside[place(y, x)] || edit.at(y, x) !== 0) continue;
      edit.set(y, x, id);
      filled += 1;
    }
  }
  return filled;
}

function around(pixels: readonly Pixel[]): [number, number, number, number] {
  let [y0, x0, y1, x1] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1];
  for (const [y, x] of pixels) {
    y0 = Math.min(y0, y);
    x0 = Math.min(x0, x);
    y1 = Math.max(y1, y);
    x1 = Math.max(x1, x);
  }
  return [y0, x0, y1, x1];
}

/** Pixels from end to end, each sharing an edge with the one before: no diagonal step gets through. */
export function cutLine(from: Vertex, to: Vertex): Pixel[] {
  const [y1, x1] = [Math.round(to[0]), Math.round(to[1])];
  let [y, x] = [Math.round(from[0]), Math.round(from[1])];
  const [down, right] = [Math.sign(y1 - y), Math.sign(x1 - x)];
  const [high, wide] = [Math.abs(y1 - y), Math.abs(x1 - x)];
  const cut: Pixel[] = [[y, x]];
  for (let i = 0, j = 0; i < high || j < wide; ) {
    if ((i + 0.5) / high < (j + 0.5) / wide) {
      y += down;
      i += 1;
    } else {
      x += right;
      j += 1;
    }
    cut.push([y, x]);
  }
  return cut;
}

/**
 * Cut objects along a line. The largest piece keeps the id, the others get new ones, and the pixels under the line go
 * to a piece beside them, so that nothing is lost. Returns the new ids; none where the line does not cut through.
 */
export function split(
  edit: LabelEdit,
  line: readonly Pixel[],
  only: ReadonlySet<number>,
  newId: () => number,
): number[] {
  const crossed = new Set(
    line.map(([y, x]) => edit.at(y, x)).filter((id) => id && (!only.size || only.has(id))),
  );
  return [...crossed].flatMap((id) => splitOne(edit, line, id, newId));
}

function splitOne(edit: LabelEdit, line: readonly Pixel[], id: number, newId: () => number): number[] {
  const key = (y: number, x: number) => y * edit.grid.width + x;
  const cut = new Set(line.filter(([y, x]) => edit.at(y, x) === id).map(([y, x]) => key(y, x)));
  const pieceOf = new Map<number, number>();
  const pieces: Pixel[][] = [];
  for (const start of edit.find(new Set([id]))) {
    if (cut.has(key(...start)) || pieceOf.has(key(...start))) continue;
    const piece: Pixel[] = [start];
    pieceOf.set(key(...start), pieces.length);
    for (let at = 0; at < piece.length; at += 1) {
      for (const [dy, dx] of AROUND_8) {
        const [y, x] = [(piece[at] as Pixel)[0] + dy, (piece[at] as Pixel)[1] + dx];
        if (edit.at(y, x) !== id || cut.has(key(y, x)) || pieceOf.has(key(y, x))) continue;
        pieceOf.set(key(y, x), pieces.length);
        piece.push([y, x]);
      }
    }
    pieces.push(piece);
  }
  if (pieces.length < 2) return [];
  const largest = pieces.reduce(
    (best, one, i) => (one.length > (pieces[best] as Pixel[]).length ? i : best),
    0,
  );
  const ids = pieces.map((_, i) => (i === largest ? id : newId()));
  pieces.forEach((piece, i) => {
    for (const [y, x] of piece) edit.set(y, x, ids[i] as number);
  });
  giveBack(edit, cut, (pixel) => {
    const piece = pieceOf.get(pixel);
    return piece === undefined ? undefined : ids[piece];
  });
  return ids.filter((one) => one !== id);
}

/** The pixels under the knife, from their ends inwards, to a piece that they touch. */
function giveBack(edit: LabelEdit, cut: Set<number>, idOf: (pixel: number) => number | undefined): void {
  const { width } = edit.grid;
  const given = new Map<number, number>();
  for (let waiting = [...cut]; waiting.length; ) {
    const rest: number[] = [];
    const now: [number, number][] = [];
    for (const pixel of waiting) {
      const beside = AROUND_8.map(([dy, dx]) => pixel + dy * width + dx);
      const id = beside.map((one) => idOf(one) ?? given.get(one)).find((one) => one !== undefined);
      if (id === undefined) rest.push(pixel);
      else now.push([pixel, id]);
    }
    if (now.length === 0) return;
    for (const [pixel, id] of now) {
      given.set(pixel, id);
      edit.set(Math.floor(pixel / width), pixel % width, id);
    }
    waiting = rest;
  }
}
