/** The legend of coloured objects, on the page and in an exported picture. */
import { colourText } from "./colour";
import type { Colour } from "./types";

/** A map between two values, or classes by name; texts come as they are shown. */
export interface Legend {
  title: string;
  unit?: string;
  map?: readonly Colour[];
  low?: string;
  high?: string;
  /** What hatched objects are; "" where there are none. */
  missing?: string;
  entries?: readonly { name: string; colour: Colour }[];
}

const WIDTH = 160;
const RAMP = 10;
const ROW = 18;
const PADDING = 8;

function titled({ title, unit }: Legend): string {
  return unit ? `${title} (${unit})` : title;
}

/** What stands on the page: a list, so that it can be read without eyes as well. */
export function legendElement(legends: readonly Legend[]): HTMLElement[] {
  return legends.map((legend) => {
    const box = document.createElement("div");
    box.className = "viewer-values";
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", sentence(legend));
    const canvas = document.createElement("canvas");
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const height = heightOf(legend);
    canvas.width = Math.round(WIDTH * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${WIDTH}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    context?.scale(ratio, ratio);
    if (context) drawOne(context, legend, 0, 0);
    box.append(canvas);
    return box;
  });
}

function sentence(legend: Legend): string {
  const range = legend.map ? `: ${legend.low} – ${legend.high}` : "";
  const names = legend.entries?.map((one) => one.name).join(", ");
  return `${titled(legend)}${range}${names ? `: ${names}` : ""}`;
}

function heightOf({ map, missing, entries }: Legend): number {
  const rows = 1 + (missing ? 1 : 0) + (entries?.length ?? 0);
  return PADDING * 2 + rows * ROW + (map ? RAMP + ROW : 0);
}

/** Draw all of them under each other, from the top right corner down. */
export function drawLegends(
  context: CanvasRenderingContext2D,
  legends: readonly Legend[],
  right: number,
  top: number,
): void {
  let y = top;
  for (const legend of legends) {
    drawOne(context, legend, right - WIDTH, y);
    y += heightOf(legend) + PADDING;
  }
}

function drawOne(context: CanvasRenderingContext2D, legend: Legend, left: number, top: number): void {
  context.save();
  context.translate(left, top);
  context.fillStyle = "rgba(8, 9, 11, 0.72)";
  context.beginPath();
  context.roundRect(0, 0, WIDTH, heightOf(legend), 6);
  context.fill();
  context.textBaseline = "middle";
  context.font = "600 12px system-ui, sans-serif";
  context.fillStyle = "#ffffff";
  const inner = WIDTH - 2 * PADDING;
  context.fillText(titled(legend), PADDING, PADDING + ROW / 2, inner);
  context.font = "400 12px system-ui, sans-serif";
  let y = PADDING + ROW;
  if (legend.map) y = drawRamp(context, legend, y, inner);
  for (const { name, colour } of legend.entries ?? []) {
    context.fillStyle = colourText(colour);
    context.fillRect(PADDING, y + 4, 10, 10);
    context.fillStyle = "#ffffff";
    context.fillText(name, PADDING + 16, y + ROW / 2, inner - 16);
    y += ROW;
  }
  if (legend.missing) {
    hatch(context, PADDING, y + 4, 10);
    context.fillStyle = "#ffffff";
    context.fillText(legend.missing, PADDING + 16, y + ROW / 2, inner - 16);
  }
  context.restore();
}

function drawRamp(context: CanvasRenderingContext2D, legend: Legend, top: number, width: number): number {
  const map = legend.map ?? [];
  for (let x = 0; x < width; x += 1) {
    context.fillStyle = colourText(map[Math.round((x / (width - 1)) * (map.length - 1))] as Colour);
    context.fillRect(PADDING + x, top, 1, RAMP);
  }
  context.strokeStyle = "rgba(255, 255, 255, 0.6)";
  context.lineWidth = 1;
  context.strokeRect(PADDING - 0.5, top - 0.5, width + 1, RAMP + 1);
  context.fillStyle = "#ffffff";
  context.fillText(legend.low ?? "", PADDING, top + RAMP + ROW / 2);
  context.textAlign = "right";
  context.fillText(legend.high ?? "", PADDING + width, top + RAMP + ROW / 2);
  context.textAlign = "left";
  return top + RAMP + ROW;
}

/** Grey with stripes, as objects without a value are drawn. */
function hatch(context: CanvasRenderingContext2D, left: number, top: number, size: number): void {
  context.save();
  context.beginPath();
  context.rect(left, top, size, size);
  context.clip();
  context.fillStyle = "#6f7684";
  context.fillRect(left, top, size, size);
  context.strokeStyle = "#c9ced6";
  context.lineWidth = 1.5;
  for (let at = -size; at < size; at += 4) {
    context.beginPath();
    context.moveTo(left + at, top + size);
    context.lineTo(left + at + size, top);
    context.stroke();
  }
  context.restore();
}
