/** Draws what a person drew: areas that limit an analysis, marks, their names, the selected and the one under the hand. */
import { SELECTION } from "./colour";
import type { Mapping } from "./placing";
import type { Box, DrawnShape, ShapeLayer } from "./types";

const CASING = "rgba(0, 0, 0, 0.7)";
const LINE = "#ffffff";
/** CSS pixels. */
const CASING_WIDTH = 3.5;
const LINE_WIDTH = 1.5;
const CHOSEN_WIDTH = 3;
const POINT_RADIUS = 5;
const HANDLE = 3.5;
const DASH = [6, 4];
const FONT = "600 12px system-ui, sans-serif";

/** Edges of pixels: a point's whole numbers are the middles. */
function screenOf(mapping: Mapping, [y, x]: readonly [number, number]): [number, number] {
  return [mapping.x(x + 0.5), mapping.y(y + 0.5)];
}

function closed({ kind }: DrawnShape): boolean {
  return kind === "polygon" || kind === "freehand";
}

/** The path of a shape in device pixels. */
function trace(context: CanvasRenderingContext2D, shape: DrawnShape, mapping: Mapping, open: boolean): void {
  const places = shape.points.map((point) => screenOf(mapping, point));
  const [first, second] = places;
  context.beginPath();
  if (!first) return;
  const box = second ? [Math.min(first[0], second[0]), Math.min(first[1], second[1])] : first;
  const [left = 0, top = 0] = box;
  const width = Math.abs((second?.[0] ?? first[0]) - first[0]);
  const height = Math.abs((second?.[1] ?? first[1]) - first[1]);
  if (shape.kind === "rectangle") context.rect(left, top, width, height);
  else if (shape.kind === "ellipse")
    context.ellipse(left + width / 2, top + height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
  else {
    context.moveTo(...first);
    for (const place of places.slice(1)) context.lineTo(...place);
    if (closed(shape) && !open) context.closePath();
  }
}

function strokeTwice(context: CanvasRenderingContext2D, colour: string, width: number, ratio: number): void {
  context.strokeStyle = CASING;
  context.lineWidth = (width + CASING_WIDTH - LINE_WIDTH) * ratio;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = width * ratio;
  context.stroke();
}

function drawPoint(
  context: CanvasRenderingContext2D,
  shape: DrawnShape,
  mapping: Mapping,
  colour: string,
  ratio: number,
): void {
  for (const point of shape.points) {
    const [x, y] = screenOf(mapping, point);
    const arm = POINT_RADIUS * ratio;
    context.beginPath();
    context.arc(x, y, arm, 0, 2 * Math.PI);
    context.moveTo(x - arm * 1.8, y);
    context.lineTo(x + arm * 1.8, y);
    context.moveTo(x, y - arm * 1.8);
    context.lineTo(x, y + arm * 1.8);
    strokeTwice(context, colour, LINE_WIDTH, ratio);
  }
}

/** Right of the shape's upper end, on a dark ground, so that it is read on any image. */
function drawName(
  context: CanvasRenderingContext2D,
  shape: DrawnShape,
  mapping: Mapping,
  ratio: number,
): void {
  const places = shape.points.map((point) => screenOf(mapping, point));
  const left = Math.min(...places.map(([x]) => x));
  const top = Math.min(...places.map(([, y]) => y));
  context.save();
  context.setTransform(ratio, 0, 0, ratio, left, top);
  context.font = FONT;
  const lift = shape.kind === "point" ? POINT_RADIUS * 1.8 + 4 : 4;
  context.fillStyle = CASING;
  context.fillRect(0, -lift - 16, context.measureText(shape.name).width + 8, 16);
  context.fillStyle = LINE;
  context.fillText(shape.name, 4, -lift - 4);
  context.restore();
}

function drawShape(
  context: CanvasRenderingContext2D,
  shape: DrawnShape,
  mapping: Mapping,
  ratio: number,
  state: { chosen: boolean; open: boolean },
): void {
  const colour = state.chosen ? SELECTION : LINE;
  const width = state.chosen ? CHOSEN_WIDTH : LINE_WIDTH;
  if (shape.kind === "point") drawPoint(context, shape, mapping, colour, ratio);
  else {
    trace(context, shape, mapping, state.open);
    if (shape.role === "area" || state.open) context.setLineDash(DASH.map((one) => one * ratio));
    strokeTwice(context, colour, width, ratio);
    context.setLineDash([]);
  }
  if (state.open && shape.kind === "polygon") drawHandles(context, shape, mapping, ratio);
  if (shape.name) drawName(context, shape, mapping, ratio);
}

function drawHandles(
  context: CanvasRenderingContext2D,
  shape: DrawnShape,
  mapping: Mapping,
  ratio: number,
): void {
  for (const point of shape.points) {
    const [x, y] = screenOf(mapping, point);
    context.beginPath();
    context.arc(x, y, HANDLE * ratio, 0, 2 * Math.PI);
    context.fillStyle = LINE;
    context.fill();
    strokeTwice(context, LINE, LINE_WIDTH, ratio);
  }
}

/** All shapes of a layer, in device pixels. */
export function drawShapes(
  context: CanvasRenderingContext2D,
  layer: ShapeLayer,
  mapping: Mapping,
  ratio: number,
): void {
  context.save();
  context.globalAlpha = layer.opacity;
  context.lineJoin = "round";
  for (const shape of layer.shapes) {
    const chosen = layer.selected.has(shape.id);
    drawShape(context, shape, mapping, ratio, { chosen, open: false });
  }
  if (layer.drawing) drawShape(context, layer.drawing, mapping, ratio, { chosen: false, open: true });
  context.restore();
}

/** The region of a run, dashed. */
export function drawRegion(
  context: CanvasRenderingContext2D,
  [y0, x0, y1, x1]: Box,
  mapping: Mapping,
  ratio: number,
): void {
  const left = Math.round(mapping.x(x0));
  const top = Math.round(mapping.y(y0));
  context.beginPath();
  context.rect(left, top, Math.round(mapping.x(x1)) - left, Math.round(mapping.y(y1)) - top);
  context.strokeStyle = "rgba(0, 0, 0, 0.75)";
  context.lineWidth = 3 * ratio;
  context.stroke();
  context.strokeStyle = LINE;
  context.lineWidth = 1.5 * ratio;
  context.setLineDash(DASH.map((one) => one * ratio));
  context.stroke();
  context.setLineDash([]);
}
