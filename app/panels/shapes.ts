/** What a person drew: the selected shape with its name, measure and place; the list of all shapes. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { shapeText } from "../drawing-shapes";
import { icon } from "../icons";
import { typed } from "../numbers";
import { type OpenImage, type Shape, type State } from "../store";
import { isClosed } from "../viewer/tools/geometry";
import type { Vertex } from "../viewer/tools/hand";
import { WORDS } from "../words";
import { verb } from "./tool-options";

/** The selected shape. */
export function shapeOptions(app: App, state: State, image: OpenImage): TemplateResult | typeof nothing {
  const shape = image.shapes.find((one) => one.id === state.ui.drawing.shape);
  if (!shape) return nothing;
  const { drawing } = app;
  const rename = (event: Event) =>
    drawing.change(shape.id, { name: (event.target as HTMLInputElement).value });
  return html`<div class="row" data-shape=${shape.id}>
    <input type="text" class="name" aria-label=${WORDS.tools.name} .value=${shape.name} @change=${rename} />
    <output class="measure" role="status">${shapeText(image, shape)}</output>
    ${isBox(shape) ? places(app, shape) : nothing}
    ${isClosed(shape.kind) ? limits(app, shape) : nothing}
    ${isClosed(shape.kind) && state.runs[image.key] ? verb("bucket", WORDS.tools.makeObject, () => drawing.makeObject(shape.id)) : nothing}
    ${verb("duplicate", `${WORDS.tools.duplicate} (Ctrl D)`, () => drawing.duplicate(shape.id))}
    ${verb("trash", `${WORDS.tools.delete} (Del)`, () => drawing.remove())}
  </div>`;
}

/** An area limits what a run takes. */
function limits(app: App, shape: Shape): TemplateResult {
  const on = shape.role === "area";
  const toggle = () => app.drawing.change(shape.id, { role: on ? "mark" : "area" });
  return html`<button class="edged" aria-pressed=${on} title=${WORDS.tools.runHereHint} @click=${toggle}>${icon("target")}${WORDS.tools.runHere}</button>`;
}

function isBox({ kind }: Shape): boolean {
  return kind === "rectangle" || kind === "ellipse";
}

type Place = [name: "left" | "top" | "width" | "height", value: number | null];

/** x, y, width and height of a box in whole pixels. */
function placesOf({ points }: Shape): Place[] {
  const [[y0, x0] = [0, 0], [y1, x1] = [0, 0]] = points;
  return [
    ["left", x0 + 0.5],
    ["top", y0 + 0.5],
    ["width", x1 - x0],
    ["height", y1 - y0],
  ];
}

function pointsOf(x: number, y: number, width: number, height: number): Vertex[] {
  return [
    [y - 0.5, x - 0.5],
    [y + height - 0.5, x + width - 0.5],
  ];
}

function fields(given: readonly Place[], change?: (event: Event) => void): TemplateResult {
  return html`<span class="places">${given.map(
    ([name, value]) =>
      html`<label>${WORDS.tools.short[name]} <input type="text" inputmode="numeric" name=${name} aria-label=${WORDS.tools[name]} .value=${value === null ? "" : typed(value)} @change=${change} /></label>`,
  )}</span>`;
}

/** The four numbers of the fields that stand together; null where one of them is no number. */
function read(from: Element | null): Vertex[] | null {
  const value = (name: string) =>
    Number(from?.querySelector<HTMLInputElement>(`[name=${name}]`)?.value.replace(",", ".") || Number.NaN);
  const [x, y, width, height] = [value("left"), value("top"), value("width"), value("height")].map(
    Math.round,
  ) as [number, number, number, number];
  return Number.isFinite(x + y) && width > 0 && height > 0 ? pointsOf(x, y, width, height) : null;
}

function places(app: App, shape: Shape): TemplateResult {
  const change = (event: Event) => {
    const points = read((event.target as Element).closest(".places"));
    if (points) app.drawing.change(shape.id, { points });
  };
  return fields(placesOf(shape), change);
}

/** A box that is typed instead of drawn. */
export function boxFields(
  app: App,
  state: State,
  kind: "rectangle" | "ellipse",
): TemplateResult | typeof nothing {
  if (state.ui.drawing.shape) return nothing;
  const add = (event: Event) => {
    event.preventDefault();
    const points = read(event.target as Element);
    if (points) app.drawing.add(kind, points);
  };
  return html`<form class="typed-box" @submit=${add}>
    ${fields([
      ["left", null],
      ["top", null],
      ["width", null],
      ["height", null],
    ])}<button type="submit" class="edged">${WORDS.tools.add}</button>
  </form>`;
}

/** All shapes of an image by name, for the left panel. */
export function shapeList(app: App, state: State, image: OpenImage): TemplateResult {
  return html`<ul class="shapes">${image.shapes.map((one) => row(app, state, image, one))}</ul>`;
}

function row(app: App, state: State, image: OpenImage, shape: Shape): TemplateResult {
  const chosen = shape.id === state.ui.drawing.shape;
  const choose = () => app.drawing.select(shape);
  return html`<li><button aria-pressed=${chosen} @click=${choose}>
    ${icon(shape.kind)}<span class="grow">${shape.name}</span>
    ${shape.role === "area" ? html`<span title=${WORDS.tools.runHere}>${icon("target", 12)}</span>` : nothing}
    <span class="quiet small">${shapeText(image, shape)}</span>
  </button></li>`;
}
