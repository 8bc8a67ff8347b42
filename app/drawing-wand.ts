/** The magic wand: the pixels around a click that are about as bright as it, as an outline. */
import type { Tile } from "./viewer/source";
import type { Vertex } from "./viewer/tools/hand";

/** Each value is the mean of a square of 3 x 3: the noise of a camera is no edge. */
function smoothed({ data, width, height, samples }: Tile): Float32Array {
  const kept = Math.min(samples, 3);
  const out = new Float32Array(width * height * kept);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let s = 0; s < kept; s += 1) {
        let sum = 0;
        let count = 0;
        for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1) {
          for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) {
            sum += data[(v * width + u) * samples + s] as number;
            count += 1;
          }
        }
        out[(y * width + x) * kept + s] = sum / count;
      }
    }
  }
  return out;
}

/** Which pixels hang together with the first one over edges and differ from it by at most `tolerance`. */
export function flood(tile: Tile, [y, x]: Vertex, tolerance: number): Uint8Array {
  const { width, height } = tile;
  const values = smoothed(tile);
  const kept = values.length / (width * height);
  const start = y * width + x;
  const differs = (at: number) => {
    for (let s = 0; s < kept; s += 1) {
      const distance = (values[at * kept + s] as number) - (values[start * kept + s] as number);
      if (!(Math.abs(distance) <= tolerance)) return true;
    }
    return false;
  };
  const mask = new Uint8Array(width * height);
  const open = [start];
  mask[start] = 1;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const column = at % width;
    const beside = [
      column > 0 ? at - 1 : -1,
      column < width - 1 ? at + 1 : -1,
      at - width,
      at + width < mask.length ? at + width : -1,
    ];
    for (const next of beside) {
      if (next < 0 || mask[next] || differs(next)) continue;
      mask[next] = 1;
      open.push(next);
    }
  }
  return mask;
}

/** Corners ahead on the left and on the right of a walker at a corner of the pixel grid, for right, down, left, up. */
const AHEAD: [Vertex, Vertex, Vertex][] = [
  [
    [0, 1],
    [-1, 0],
    [0, 0],
  ],
  [
    [1, 0],
    [0, 0],
    [0, -1],
  ],
  [
    [0, -1],
    [0, -1],
    [-1, -1],
  ],
  [
    [-1, 0],
    [-1, -1],
    [-1, 0],
  ],
];

/** The outer outline of the pixels of a mask that hang together over edges, along the edges of pixels. */
export function border(mask: Uint8Array, width: number): Vertex[] {
  const first = mask.indexOf(1);
  if (first < 0) return [];
  const height = mask.length / width;
  const filled = (y: number, x: number) =>
    y >= 0 && x >= 0 && y < height && x < width && mask[y * width + x] === 1;
  const start: Vertex = [Math.floor(first / width), first % width];
  const points: Vertex[] = [];
  let [y, x] = start;
  let direction = 0;
  do {
    const [[down, right]] = AHEAD[direction] as [Vertex, Vertex, Vertex];
    y += down;
    x += right;
    const [, left, ahead] = AHEAD[direction] as [Vertex, Vertex, Vertex];
    const turn = !filled(y + ahead[0], x + ahead[1]) ? 1 : filled(y + left[0], x + left[1]) ? 3 : 0;
    if (turn) points.push([y - 0.5, x - 0.5]);
    direction = (direction + turn) % 4;
  } while (y !== start[0] || x !== start[1]);
  return points;
}
