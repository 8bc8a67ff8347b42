/** Two columns against each other: objects for each pixel, the selection in yellow; a rectangle or a lasso selects. */
import { html, nothing, svg, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { App } from "../app";
import { type Column, cell, idOf, type TableView } from "../arrays";
import { classNumbers } from "../classes";
import { colorText } from "../contrast";
import { type DotColours, dotColours, paintDots } from "../dots";
import { nounOf } from "../engine-words";
import { selectedRows, selectInside, selectWhere } from "../gates";
import { whole } from "../numbers";
import { ObjectSet } from "../objects";
import { type Axis, axisOf, type Places, placed, shareOf, valueAt } from "../plotting";
import { plottedRows } from "../rows";
import { active, type PlotChoice, type State } from "../store";
import { WORDS } from "../words";
import { titled } from "./columns";
import { type Box, below, boxOf, roomFor, sideways, ticksAcross, ticksDown, titleBelow } from "./plot-frame";

interface Cloud {
  x: Axis;
  y: Axis;
  box: Box;
  places: Places;
}

const clouds = new WeakMap<Uint8Array, Map<string, Cloud>>();
/** Of each set of rows, only this many drawings are kept: one for each plot and the size before. */
const MOST_CLOUDS = 8;

function cloudOf(
  state: State,
  view: TableView,
  x: Column,
  y: Column,
  choice: PlotChoice,
  size: [number, number],
): Cloud | null {
  const { keep } = plottedRows(state, view);
  const kept = clouds.get(keep) ?? new Map<string, Cloud>();
  clouds.set(keep, kept);
  const key = [x.name, y.name, choice.logX, choice.logY, ...size].join("/");
  const known = kept.get(key);
  if (known) return known;
  const across = axisOf(x, keep, choice.logX);
  const down = axisOf(y, keep, choice.logY);
  if (!across || !down) return null;
  const rough = boxOf(size, 40);
  const box = boxOf(size, roomFor(ticksDown(rough, down).map((one) => one.text)));
  const [width, height] = [Math.round(box.width), Math.round(box.height)];
  const places = placed({ column: x, axis: across }, { column: y, axis: down }, keep, width, height);
  const made = { x: across, y: down, box, places };
  if (kept.size >= MOST_CLOUDS) kept.delete(kept.keys().next().value as string);
  kept.set(key, made);
  return made;
}

export function scatter(
  app: App,
  state: State,
  view: TableView,
  x: Column,
  y: Column,
  choice: PlotChoice,
  slot: number,
  size: [number, number],
): TemplateResult {
  const cloud = cloudOf(state, view, x, y, choice, size);
  if (!cloud) return html`<p class="note">${view.rows ? WORDS.nothingToPlot : WORDS.noObjects}</p>`;
  const { box, places } = cloud;
  // Last among the attributes: a canvas that is given a size is empty again.
  const draw = ref((element) => {
    if (element) paint(element as HTMLCanvasElement, state, view, places);
  });
  const down = (event: PointerEvent) => brush(app, view, x, y, cloud, slot, event);
  const drawing = state.ui.brushing?.plot === slot ? state.ui.brushing.points : null;
  return html`<canvas width=${places.width} height=${places.height} aria-hidden="true"
      .style=${`left:${box.left}px;top:${box.top}px;width:${box.width}px;height:${box.height}px`} ${draw}></canvas>
    <svg viewBox="0 0 ${size[0]} ${size[1]}" role="img" aria-label=${sentence(state, view, x, y)} @pointerdown=${down}>
      ${sideways(box, ticksDown(box, cloud.y))} ${below(box, ticksAcross(box, cloud.x))}
      ${titleBelow(box, choice.logX ? `${titled(x, state)}, log` : titled(x, state))}
      ${drawing ? brushShape(cloud, drawing, state.ui.brush) : nothing}
    </svg>
    ${legend(state, box)}`;
}

/** What the colours of the dots mean; without classes they mean nothing. */
function legend(state: State, box: Box): TemplateResult | typeof nothing {
  const classes = active(state)?.classes ?? [];
  if (!classes.length) return nothing;
  const objects = nounOf(state.recipe.objects);
  return html`<ul class="dot-legend" aria-label=${WORDS.classes} .style=${`top:${box.top}px;max-width:${box.width / 2}px`}>
    ${classes.map((one) => html`<li><i class="dot-swatch" .style=${`background:${colorText(one.color)}`}></i><span>${one.name}</span></li>`)}
    <li><i class="dot-swatch others"></i><span>${WORDS.otherObjects(objects)}</span></li>
  </ul>`;
}

interface Painted {
  places: Places;
  selection: ReadonlySet<number>;
  classes: unknown;
  theme: string;
}

const painted = new WeakMap<HTMLCanvasElement, Painted>();

/** Draw again only where something has changed; another selection after the image has shown it, a frame later. */
function paint(canvas: HTMLCanvasElement, state: State, view: TableView, places: Places): void {
  const classes = active(state)?.classes ?? [];
  const { selection, theme } = state;
  const now = { places, selection, classes, theme };
  const before = painted.get(canvas);
  if (before && Object.entries(now).every(([name, value]) => before[name as keyof Painted] === value)) return;
  painted.set(canvas, now);
  const late = before?.places === places && before.selection !== selection;
  if (!late) return paintNow(canvas, state, view, places);
  requestAnimationFrame(() => painted.get(canvas) === now && paintNow(canvas, state, view, places));
}

function paintNow(canvas: HTMLCanvasElement, state: State, view: TableView, places: Places): void {
  const style = getComputedStyle(canvas);
  const token = (name: string) => style.getPropertyValue(name).trim();
  paintCloud(canvas, state, view, places, dotColours(token("--accent"), token("--selection")));
}

function paintCloud(
  canvas: HTMLCanvasElement,
  state: State,
  view: TableView,
  places: Places,
  colours: DotColours,
): void {
  const classes = active(state)?.classes ?? [];
  const selected = state.selection.size ? selectedRows(state, view) : null;
  const groups = classes.length
    ? { of: classNumbers(view, classes), palette: classes.map((c) => c.color) }
    : null;
  paintDots(canvas, places, selected, groups, colours);
}

/** The dots of a scatter plot as a picture for a figure. */
export function cloudPicture(
  state: State,
  view: TableView,
  columns: { x: Column; y: Column },
  choice: PlotChoice,
  size: [number, number],
  colours: DotColours,
): string {
  const cloud = cloudOf(state, view, columns.x, columns.y, choice, size);
  const canvas = document.createElement("canvas");
  if (!cloud) return "";
  canvas.width = cloud.places.width;
  canvas.height = cloud.places.height;
  paintCloud(canvas, state, view, cloud.places, colours);
  return canvas.toDataURL("image/png");
}

function brushShape(cloud: Cloud, points: [number, number][], tool: "rectangle" | "lasso"): TemplateResult {
  const { box } = cloud;
  const across = (value: number) => box.left + box.width * shareOf(cloud.x, value);
  const down = (value: number) => box.top + box.height * (1 - shareOf(cloud.y, value));
  if (tool === "lasso") {
    return svg`<polygon class="brush" points=${points.map(([a, b]) => `${across(a)},${down(b)}`).join(" ")}></polygon>`;
  }
  const [[a, b], [c, d]] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]];
  const [left, right] = [Math.min(across(a), across(c)), Math.max(across(a), across(c))];
  const [top, bottom] = [Math.min(down(b), down(d)), Math.max(down(b), down(d))];
  return svg`<rect class="brush" x=${left} y=${top} width=${right - left} height=${bottom - top}></rect>`;
}

/** Shorter movements are clicks. */
const CLICK = 4;

/** A drag selects as the tool says; a click takes the nearest object. */
function brush(
  app: App,
  view: TableView,
  x: Column,
  y: Column,
  cloud: Cloud,
  slot: number,
  event: PointerEvent,
): void {
  if (event.button !== 0) return;
  event.preventDefault();
  const target = event.currentTarget as SVGSVGElement;
  const { left, top } = target.getBoundingClientRect();
  const { box } = cloud;
  const more = event.shiftKey || event.ctrlKey || event.metaKey;
  const lasso = app.store.state.ui.brush === "lasso";
  const at = (moved: PointerEvent): [number, number] => {
    const share = (value: number, from: number, size: number) =>
      Math.min(Math.max((value - from) / size, 0), 1);
    const a = share(moved.clientX - left, box.left, box.width);
    const b = 1 - share(moved.clientY - top, box.top, box.height);
    return [valueAt(cloud.x, a), valueAt(cloud.y, b)];
  };
  const before = more ? app.store.state.selection : null;
  let points = [at(event)];
  let moving = false;
  const far = (moved: PointerEvent) =>
    Math.hypot(moved.clientX - event.clientX, moved.clientY - event.clientY) >= CLICK;
  const move = (moved: PointerEvent) => {
    moving ||= far(moved);
    if (!moving) return;
    points = lasso ? [...points, at(moved)] : [points[0] as [number, number], at(moved)];
    app.store.ui({ brushing: { plot: slot, points } });
    if (!lasso && !before) selectRectangle(app, view, x, y, points, false);
  };
  const up = (moved: PointerEvent) => {
    for (const [name, heard] of heardOf) target.removeEventListener(name, heard);
    app.store.ui({ brushing: null });
    if (moved.type !== "pointerup") return;
    if (!moving) pick(app, view, cloud, [moved.clientX - left, moved.clientY - top], more);
    else if (!lasso) selectRectangle(app, view, x, y, points, more);
    else if (points.length > 2) selectInside(app.store, view, x, y, thinned(points), more);
  };
  const heardOf = [
    ["pointermove", move],
    ["pointerup", up],
    ["pointercancel", up],
  ] as const;
  target.setPointerCapture(event.pointerId);
  for (const [name, heard] of heardOf) target.addEventListener(name, heard);
}

function selectRectangle(
  app: App,
  view: TableView,
  x: Column,
  y: Column,
  points: [number, number][],
  more: boolean,
): void {
  const [[a, b], [c, d]] = [points[0] as [number, number], points.at(-1) as [number, number]];
  const conditions = [
    { column: x.name, low: Math.min(a, c), high: Math.max(a, c) },
    { column: y.name, low: Math.min(b, d), high: Math.max(b, d) },
  ];
  selectWhere(app.store, view, conditions, more);
}

const MOST_CORNERS = 120;

/** A lasso of many corners tests each object against each of them. */
function thinned(points: [number, number][]): [number, number][] {
  const step = Math.ceil(points.length / MOST_CORNERS);
  return points.filter((_, index) => index % step === 0);
}

/** A click reaches this far, in pixels. */
const REACH = 6;

function pick(app: App, view: TableView, cloud: Cloud, [px, py]: [number, number], more: boolean): void {
  const { places, box } = cloud;
  const [column, line] = [Math.round(px - box.left), Math.round(py - box.top)];
  let nearest = -1;
  let least = REACH * REACH + 1;
  places.at.forEach((place, row) => {
    if (place < 0) return;
    const across = (place % places.width) - column;
    const down = Math.floor(place / places.width) - line;
    const distance = across * across + down * down;
    if (distance < least) [least, nearest] = [distance, row];
  });
  const { selection } = app.store.state;
  if (nearest < 0) {
    if (!more) app.store.select(new Set());
    return;
  }
  const id = idOf(view, nearest);
  app.store.select(ObjectSet.of(more ? [...selection, id] : [id]));
}

/** The plot in a sentence: how many, against what, and how much they go together. */
function sentence(state: State, view: TableView, x: Column, y: Column): string {
  const rows = plottedRows(state, view);
  const objects = nounOf(state.recipe.objects);
  const r = correlation(x, y, rows.keep);
  return WORDS.scatterOf(titled(y, state), titled(x, state), whole(rows.count), objects, r);
}

const correlations = new WeakMap<Uint8Array, Map<string, number>>();

/** Pearson's r of the plotted rows. */
function correlation(x: Column, y: Column, keep: Uint8Array): number {
  const kept = correlations.get(keep) ?? new Map<string, number>();
  correlations.set(keep, kept);
  const key = `${x.name}/${y.name}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < keep.length; row += 1) {
    const [a, b] = [cell(x, row), cell(y, row)];
    if (!keep[row] || !Number.isFinite(a) || !Number.isFinite(b)) continue;
    n += 1;
    sx += a;
    sy += b;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  const spread = Math.sqrt((sxx - (sx * sx) / n) * (syy - (sy * sy) / n));
  const found = (sxy - (sx * sy) / n) / spread;
  kept.set(key, found);
  return found;
}
