/** Points and tracks on a canvas. */
import type { Mapping } from "./placing";
import { CHOSEN_MORE, coloursOf, POINT_CASING, POINT_RING } from "./points";
import { ageAlpha, HEAD_RADIUS, piecesOf, TRACK_RADIUS, tailRange } from "./tracks";
import type { PointLayer, TrackLayer } from "./types";

const CASING_ALPHA = 0.7;
/** Rings are drawn at so many places within a pixel, and copied to whole pixels: a copy between them would blur. */
const PHASES = 4;

interface Ring {
  canvas: HTMLCanvasElement;
  /** From the canvas's corner to the pixel that holds the middle. */
  reach: number;
}

/** A ring in its casing, pixel by pixel as the GPU draws it; once for each colour and phase, then it is copied. */
function ringOf(
  colour: readonly number[],
  radius: number,
  ratio: number,
  phase: readonly [number, number],
): Ring {
  const [line, casing] = [POINT_RING * ratio, POINT_CASING * ratio];
  const reach = Math.ceil(radius + casing + 1);
  const side = 2 * reach + 1;
  const pixels = new ImageData(side, side);
  for (let at = 0; at < side * side; at += 1) {
    const far = Math.hypot(
      (at % side) + 0.5 - reach - phase[0],
      Math.floor(at / side) + 0.5 - reach - phase[1],
    );
    const ring = covered(far, radius - line, radius);
    const around = covered(far, radius - line - casing, radius + casing) * CASING_ALPHA * (1 - ring);
    const alpha = ring + around;
    for (let i = 0; alpha && i < 3; i += 1) pixels.data[4 * at + i] = ((colour[i] ?? 0) * ring) / alpha;
    pixels.data[4 * at + 3] = 255 * alpha;
  }
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  return { canvas, reach };
}

/** How much of a pixel this far from the middle lies between two radii. */
function covered(far: number, from: number, to: number): number {
  return clamped(to + 0.5 - far) * clamped(far - from + 0.5);
}

function clamped(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}

/** A place on the screen as the pixel it lies in, and its phase there. */
function inPixel(at: number): [pixel: number, phase: number] {
  const near = Math.round(at * PHASES) / PHASES;
  return [Math.floor(near), near - Math.floor(near)];
}

const colours = new WeakMap<PointLayer, Uint8Array>();

export function drawPoints(
  context: CanvasRenderingContext2D,
  layer: PointLayer,
  mapping: Mapping,
  ratio: number,
): void {
  const { width, height } = context.canvas;
  const rings = new Map<string, Ring>();
  const known = colours.get(layer) ?? coloursOf(layer);
  colours.set(layer, known);
  context.save();
  context.globalAlpha = layer.opacity;
  for (let at = 0; at < layer.x.length; at += 1) {
    const [x, right] = inPixel(mapping.x((layer.x[at] as number) + 0.5));
    const [y, down] = inPixel(mapping.y((layer.y[at] as number) + 0.5));
    const [red = 0, green = 0, blue = 0, chosen = 0] = known.subarray(at * 4, at * 4 + 4);
    const key = `${red},${green},${blue},${chosen},${right},${down}`;
    let drawn = rings.get(key);
    if (!drawn) {
      const radius = (layer.radius + (chosen ? CHOSEN_MORE : 0)) * ratio;
      drawn = ringOf([red, green, blue], radius, ratio, [right, down]);
      rings.set(key, drawn);
    }
    const { canvas, reach } = drawn;
    if (x < -reach || y < -reach || x > width + reach || y > height + reach) continue;
    context.drawImage(canvas, x - reach, y - reach);
  }
  context.restore();
}

/** Pieces of one colour and age are one path. */
export function drawTracks(
  context: CanvasRenderingContext2D,
  layer: TrackLayer,
  mapping: Mapping,
  ratio: number,
): void {
  const { places, colours: tints, ends } = piecesOf(layer);
  const [from, to] = tailRange({ places, colours: tints, ends }, layer.now, layer.tail);
  const paths = new Map<string, { tint: string; end: number; path: Path2D; heads: Path2D }>();
  for (let at = from; at < to; at += 1) {
    const [red, green, blue] = tints.subarray(at * 3, at * 3 + 3);
    const end = ends[at] as number;
    const key = `${red},${green},${blue}/${end}`;
    let one = paths.get(key);
    if (!one) {
      one = { tint: `rgb(${red}, ${green}, ${blue})`, end, path: new Path2D(), heads: new Path2D() };
      paths.set(key, one);
    }
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = places.subarray(at * 4, at * 4 + 4);
    if (x0 !== x1 || y0 !== y1) {
      one.path.moveTo(mapping.x(x0), mapping.y(y0));
      one.path.lineTo(mapping.x(x1), mapping.y(y1));
    }
    if (end !== layer.now) continue;
    one.heads.moveTo(mapping.x(x1) + HEAD_RADIUS * ratio, mapping.y(y1));
    one.heads.arc(mapping.x(x1), mapping.y(y1), HEAD_RADIUS * ratio, 0, 2 * Math.PI);
  }
  context.save();
  context.lineWidth = 2 * TRACK_RADIUS * ratio;
  context.lineCap = "round";
  for (const { tint, end, path, heads } of paths.values()) {
    context.globalAlpha = layer.opacity * ageAlpha(end, layer.now, layer.tail);
    context.strokeStyle = tint;
    context.fillStyle = tint;
    context.stroke(path);
    context.fill(heads);
  }
  context.restore();
}
