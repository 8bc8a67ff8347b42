/** What lies under the pointer: pixel, place, a value for each channel, the object and what was measured of it. */
import { html, nothing, type TemplateResult } from "lit-html";
import { cell, columnNamed, type TableView } from "../arrays";
import { colourColumns, tableFor } from "../layer-colours";
import { colourValue } from "../layer-legend";
import { type LayerRow, topLabels } from "../layers";
import { measured, whole } from "../numbers";
import { active, type Hover, type OpenImage, pixelSize, type State } from "../store";
import { WORDS } from "../words";
import { columnTitle } from "./columns";

/** So many measurements of an object are read out; the table has all. */
const MEASUREMENTS = 2;

export function readout(state: State): TemplateResult {
  const image = active(state);
  const { hover } = state;
  if (!image) return html`<span>${state.page === "private" ? WORDS.keptByBrowser : WORDS.stays}</span>`;
  if (!hover) return html`<span></span>`;
  return html`<span class="readout">
    <span>${WORDS.readPixel(hover.x, hover.y)}</span>
    ${place(image, hover)} ${values(image, hover)} ${hover.object ? object(state, hover.object) : nothing}
  </span>`;
}

/** Whole numbers are the middles of pixels, so the place of a pixel is its index times its size. */
function place(image: OpenImage, { x, y }: Hover): TemplateResult | typeof nothing {
  const size = pixelSize(image);
  return size ? html`<span>${WORDS.readPlace(measured(x * size.x), measured(y * size.y))}</span>` : nothing;
}

function values(image: OpenImage, hover: Hover): TemplateResult[] {
  const { colour } = image.info;
  const names = colour ? WORDS.colourNames : image.view.channels.map((one) => one.name);
  const order = colour ? hover.values.map((_, index) => index) : image.view.order;
  const shown = order.filter((index) => colour || image.view.channels[index]?.visible);
  return shown.flatMap((index) => {
    const value = hover.values[index];
    if (value === undefined) return [];
    const text = Number.isFinite(value) ? measured(value) : WORDS.noNumber;
    return [html`<span>${names[index] ?? ""} <b>${text}</b></span>`];
  });
}

function object(state: State, id: number): TemplateResult {
  const row = topLabels(state);
  const coloured = row && colourValue(state, row, id);
  return html`<span class="object">${WORDS.objectNumber(whole(id))}</span>
    ${coloured ? html`<span>${said(coloured.name, coloured.value, coloured.unit)}</span>` : nothing}
    ${row ? firstMeasurements(state, row, id, coloured?.name ?? "") : nothing}`;
}

function said(name: string, value: number, unit: string): string {
  const text = Number.isFinite(value) ? `${measured(value)}${unit ? ` ${unit}` : ""}` : WORDS.withoutValue;
  return `${name} ${text}`;
}

function firstMeasurements(state: State, row: LayerRow, id: number, but: string): TemplateResult[] {
  const table = tableFor(state, row.id);
  const at = table ? rowOf(table, id) : -1;
  if (!table || at < 0) return [];
  const image = active(state);
  return colourColumns(table)
    .filter((one) => !one.flag && columnTitle(one, image) !== but)
    .slice(0, MEASUREMENTS)
    .map((one) => html`<span>${said(columnTitle(one, image), cell(one, at), one.unit)}</span>`);
}

const rows = new WeakMap<TableView, Map<number, number>>();

/** The row of an object; -1 where the table does not have it. */
function rowOf(table: TableView, id: number): number {
  let known = rows.get(table);
  if (!known) {
    const ids = columnNamed(table, "object")?.numbers;
    known = new Map(
      Array.from({ length: table.rows }, (_, row) => [ids ? (ids[row] as number) : row + 1, row]),
    );
    rows.set(table, known);
  }
  return known.get(id) ?? -1;
}
