/** Points and tracks on a canvas. */
import type { Mapping } from "./placing";
import { CHOSEN_MORE, coloursOf, POINT_CASING } from "./points";
import { ageAlpha, HEAD_RADIUS, piecesOf, TRACK_RADIUS, tailRange } from "./tracks";
import type { PointLayer, TrackLayer } from "./types";

/** A disc in its casing, drawn once for each colour and copied: ten times as fast as an arc for each point. */
function disc(colour: string, radius: number, casing: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const side = 2 * Math.ceil(radius + casing + 1);
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  const circle = (style: string, size: number) => {
    if (!context) return;
    context.beginPath();
    context.arc(side / 2, side / 2, size, 0, 2 * Math.PI);
    context.fillStyle = style;
    context.fill();
  };
  circle("rgba(0, 0, 0, 0.7)", radius + casing);
  circle(colour, radius);
  return canvas;
}

const colours = new WeakMap<PointLayer, Uint8Array>();

export function drawPoints(
  context: CanvasRenderingContext2D,
  layer: PointLayer,
  mapping: Mapping,
  ratio: number,
): void {
  const { width, height } = context.canvas;
  const discs = new Map<string, HTMLCanvasElement>();
  const known = colours.get(layer) ?? coloursOf(layer);
  colours.set(layer, known);
  context.save();
  context.globalAlpha = layer.opacity;
  for (let at = 0; at < layer.x.length; at += 1) {
    const x = mapping.x((layer.x[at] as number) + 0.5);
    const y = mapping.y((layer.y[at] as number) + 0.5);
    const [red = 0, green = 0, blue = 0, chosen = 0] = known.subarray(at * 4, at * 4 + 4);
    const key = `${red},${green},${blue},${chosen}`;
    let drawn = discs.get(key);
    if (!drawn) {
      const radius = (layer.radius + (chosen ? CHOSEN_MORE : 0)) * ratio;
      drawn = disc(`rgb(${red}, ${green}, ${blue})`, radius, POINT_CASING * ratio);
      discs.set(key, drawn);
    }
    const half = drawn.width / 2;
    if (x < -half || y < -half || x > width + half || y > height + half) continue;
    context.drawImage(drawn, x - half, y - half);
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
