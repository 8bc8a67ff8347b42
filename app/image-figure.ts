/** The image as a figure: its pixels as they are seen, scale bar, legends and caption over and under them as vectors. */
import { colorText } from "./contrast";
import { type Figure, LINE, label, PRINT, page } from "./figure-parts";
import { legendOf } from "./layer-legend";
import { layerRows } from "./layers";
import { active, type OpenImage, pixelSize, type State } from "./store";
import { colourText } from "./viewer/colour";
import type { Legend } from "./viewer/legend";
import { scaleBar } from "./viewer/scale-bar";
import { WORDS } from "./words";

/** What is seen in the middle of the page. */
export interface ShownImage {
  readonly element: HTMLElement;
  picture(bare?: boolean): Promise<Blob>;
  /** CSS pixels per pixel of the image. */
  zoom(): number;
}

/** From the edge of the picture, in CSS pixels, as in the PNG. */
const MARGIN = 16;
const SWATCH = 10;
const BOX = { width: 160, row: 18, padding: 8, ramp: 10 };
const ON_IMAGE = { text: "#ffffff", casing: "#000000", box: "#08090b" };

export async function imageFigure(state: State, name: string, shown: ShownImage): Promise<Figure> {
  const blob = await shown.picture(true);
  const { clientWidth: width, clientHeight: height } = shown.element;
  const lines = imageCaption(state);
  const size: [number, number] = [width, height + LINE * (lines.length + 1)];
  const image = active(state);
  const text = page(size, [
    `<image x="0" y="0" width="${width}" height="${height}" href="${await dataOf(blob)}"/>`,
    ...(image?.view.mode === "slice" ? bar(image, shown.zoom(), height) : []),
    ...(image ? channelNames(image, width) : []),
    ...legends(state, width),
    ...lines.map((one, i) => label(14, height + LINE * (i + 1.2), one, 11, PRINT.quiet)),
  ]);
  return { name, text, size };
}

/** Cuts and volumes have a scale of their own: for them there is no bar. */
function bar(image: OpenImage, zoom: number, height: number): string[] {
  const { width, text } = scaleBar(zoom, pixelSize(image)?.x ?? null);
  const y = height - MARGIN - 4;
  return [
    `<rect x="${MARGIN}" y="${y}" width="${width}" height="4" fill="${ON_IMAGE.text}" stroke="${ON_IMAGE.casing}" stroke-opacity="0.7"/>`,
    written(text, MARGIN + width / 2, y - 6, "middle"),
  ];
}

/** Names of the channels that are seen, from the right end to the left. */
function channelNames(image: OpenImage, width: number): string[] {
  const { order, channels } = image.view;
  const named = order.flatMap((index) => {
    const one = channels[index];
    return one?.visible && one.name && !image.info.colour ? [one] : [];
  });
  let right = width - MARGIN;
  return named.reverse().map((one) => {
    const at = right;
    const swatch = at - widthOf(one.name) - SWATCH - 6;
    right = swatch - 12;
    return square(swatch, MARGIN, colorText(one.color)) + written(one.name, at, MARGIN + SWATCH, "end");
  });
}

function legends(state: State, width: number): string[] {
  const rows = state.ui.overlay ? layerRows(state).filter((row) => row.view.visible) : [];
  let top = MARGIN + 20;
  return rows.flatMap((row, index) => {
    const legend = legendOf(state, row);
    if (!legend) return [];
    const { text, height } = legendBox(legend, `map-${index}`);
    const placed = `<g transform="translate(${width - MARGIN - BOX.width} ${top})">${text}</g>`;
    top += height + BOX.padding;
    return [placed];
  });
}

/** A map between two values, or classes by name, as the page shows them beside the image. */
function legendBox(legend: Legend, id: string): { text: string; height: number } {
  const { padding, row, width } = BOX;
  const title = legend.unit ? `${legend.title} (${legend.unit})` : legend.title;
  const parts = [label(padding, padding + 13, title, 12, ON_IMAGE.text, 600)];
  let y = padding + row;
  if (legend.map) {
    parts.push(ramp(legend, id, y));
    y += BOX.ramp + row;
  }
  const missing = legend.missing ? [{ name: legend.missing, fill: "#6f7684" }] : [];
  const entries = legend.entries?.map(({ name, colour }) => ({ name, fill: colourText(colour) })) ?? [];
  for (const { name, fill } of [...entries, ...missing]) {
    parts.push(square(padding, y + 4, fill), label(padding + 16, y + 13, name, 12, ON_IMAGE.text));
    y += row;
  }
  const height = y + padding;
  const ground = `<rect width="${width}" height="${height}" rx="6" fill="${ON_IMAGE.box}" fill-opacity="0.72"/>`;
  return { text: ground + parts.join(""), height };
}

/** So many colours of a map are written; between them it is as good as even. */
const STOPS = 16;

function ramp({ map = [], low = "", high = "" }: Legend, id: string, y: number): string {
  const { padding, width } = BOX;
  const stops = Array.from({ length: STOPS + 1 }, (_, i) => {
    const colour = map[Math.round((i / STOPS) * (map.length - 1))];
    return colour ? `<stop offset="${i / STOPS}" stop-color="${colourText(colour)}"/>` : "";
  });
  const right = width - padding;
  const filled = `fill="url(#${id})" stroke="${ON_IMAGE.text}" stroke-opacity="0.6"`;
  return [
    `<defs><linearGradient id="${id}">${stops.join("")}</linearGradient></defs>`,
    `<rect x="${padding}" y="${y}" width="${right - padding}" height="${BOX.ramp}" ${filled}/>`,
    label(padding, y + BOX.ramp + 14, low, 12, ON_IMAGE.text),
    label(right, y + BOX.ramp + 14, high, 12, ON_IMAGE.text, 400, "end"),
  ].join("");
}

function square(x: number, y: number, fill: string): string {
  return `<rect x="${x}" y="${y}" width="${SWATCH}" height="${SWATCH}" fill="${fill}"/>`;
}

/** White with a dark edge, to be read on any image. */
function written(text: string, x: number, y: number, anchor: string): string {
  const casing = `<g stroke="${ON_IMAGE.casing}" stroke-opacity="0.8" stroke-width="3" stroke-linejoin="round">`;
  const one = label(x, y, text, 12, ON_IMAGE.text, 600, anchor);
  return `${casing}${one}</g>${one}`;
}

let measuring: CanvasRenderingContext2D | null = null;

function widthOf(text: string): number {
  measuring ??= document.createElement("canvas").getContext("2d");
  if (!measuring) return text.length * 7;
  measuring.font = "600 12px system-ui, sans-serif";
  return measuring.measureText(text).width;
}

/** The channels with their display limits: without them a picture of brightness says nothing. */
function imageCaption(state: State): string[] {
  const image = active(state);
  const channels = image?.view.channels.filter((one) => one.visible) ?? [];
  const limits = channels.map((one) => WORDS.shownBetween(one.name, one.low, one.high));
  const result = state.runs[state.active]?.summary.headline ?? "";
  const name = image?.source.name || image?.info.name;
  return [[name, result].filter((one) => one).join(": "), limits.join("; ")];
}

function dataOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
}
