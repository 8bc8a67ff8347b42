/** Results on the image: one row per layer, and behind its name how it is shown. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { MAP_NAMES, mapGradient } from "../colour-maps";
import { icon } from "../icons";
import { colourColumns, limitsOf, tableFor, valuesOf } from "../layer-colours";
import { planeIndex, rangeOf } from "../layer-drawing";
import { changeLayer, type LayerRow, layerRows, switchMode, topLabels } from "../layers";
import { typed, whole } from "../numbers";
import { active, type ColourBy, type OpenImage, type State } from "../store";
import { WORDS } from "../words";
import { columnTitle } from "./columns";
import { help } from "./help";
import { shapeList } from "./shapes";

type ByColumn = Extract<ColourBy, { by: "column" }>;

export function layerList(app: App, state: State): TemplateResult | typeof nothing {
  const rows = layerRows(state);
  if (!rows.length) return nothing;
  const { overlay } = state.ui;
  return html`<div class="head">
      <h2>${WORDS.onImage}</h2>${help("onImage", WORDS.onImage)}
      <span class="grow"></span>
      <button class="icon-only" role="checkbox" aria-checked=${overlay} aria-label=${WORDS.showLayer(WORDS.onImage)}
        @click=${() => app.store.ui({ overlay: !overlay })}>${icon(overlay ? "eye" : "eye-off")}</button>
    </div>
    <ul class="layers" ?data-off=${!overlay}>${rows.map((row) => layer(app, state, row))}</ul>`;
}

function layer(app: App, state: State, row: LayerRow): TemplateResult {
  const { view } = row;
  const open = state.ui.layer === row.id;
  const image = active(state);
  const toggle = () => changeLayer(app.store, row, { visible: !view.visible });
  return html`<li class="layer" ?data-open=${open}>
    <div class="row">
      <button class="icon-only" role="checkbox" aria-checked=${view.visible} aria-label=${WORDS.showLayer(row.title)} @click=${toggle}>
        ${icon(view.visible ? "eye" : "eye-off")}
      </button>
      ${row.kind === "labels" ? fillButton(app, state, row) : html`<i class="kind" data-kind=${row.kind}></i>`}
      <button class="grow name" aria-expanded=${open} title=${WORDS.layerSettings(row.title)}
        @click=${() => app.store.ui({ layer: open ? "" : row.id })}>${row.title}</button>
      <span class="quiet small">${amount(state, row)}</span>
      ${icon(open ? "chevron-down" : "chevron-right")}
    </div>
    ${image ? faults(app, image, row) : nothing}
    ${open ? settings(app, state, row) : nothing}
    ${row.kind === "shapes" && image ? shapeList(app, state, image) : nothing}
  </li>`;
}

function fillButton(app: App, state: State, row: LayerRow): TemplateResult {
  const filled = row.view.mode === "fill";
  const top = topLabels(state)?.id === row.id;
  const act = () =>
    top ? switchMode(app.store) : changeLayer(app.store, row, { mode: filled ? "outline" : "fill" });
  return html`<button class="icon-only" role="checkbox" aria-checked=${filled} aria-label=${WORDS.fillLayer(row.title)} title=${WORDS.fillHint} @click=${act}>
    <span class=${filled ? "stripes" : "stripes outlined"}><i></i><i></i><i></i></span>
  </button>`;
}

/** How many objects, where a table says it. */
function amount(state: State, row: LayerRow): string {
  if (row.kind === "shapes") return whole(active(state)?.shapes.length ?? 0);
  const table = row.kind === "labels" ? tableFor(state, row.id) : null;
  const rows = layerRows(state);
  const isLast = rows.find((one) => one.kind === "labels")?.id === row.id;
  const tracked = rows.some((one) => one.kind === "tracks"); // then the run's count is that of tracks
  const count = isLast && !tracked ? state.runs[state.active]?.summary.count : table?.rows;
  return count != null ? whole(count) : "";
}

/** What keeps a layer from lying on the image. */
function faults(app: App, image: OpenImage, row: LayerRow): TemplateResult | typeof nothing {
  const { result, view } = row;
  if (!result || !view.visible) return nothing;
  if (result.apart) return apart(app, row);
  if (!result.array || planeIndex(result, image) >= 0) return nothing;
  return html`<p class="note small">${WORDS.layerElsewhere}</p>`;
}

/** A view from the side has no place on the image; its file has all of it. */
function apart(app: App, row: LayerRow): TemplateResult {
  const kind = row.result?.columns ? "table" : row.kind === "intensity" ? "images" : "labels";
  return html`<p class="note small">${WORDS.layerApart}
    <button class="link" @click=${() => app.exporting.save([kind])}>${WORDS.layerApartSave}</button></p>`;
}

function settings(app: App, state: State, row: LayerRow): TemplateResult {
  const { view } = row;
  const opacity = (event: Event) =>
    changeLayer(app.store, row, { opacity: Number((event.target as HTMLInputElement).value) / 100 });
  const percent = Math.round(view.opacity * 100);
  return html`<div class="settings">
    <label><span>${WORDS.opacity}</span>
      <input type="range" min="0" max="100" step="5" .value=${String(percent)} aria-label="${row.title}, ${WORDS.opacity}" aria-valuetext="${percent} %"
        .style=${`--at:${percent}%`} @input=${opacity} /></label>
    ${["labels", "points"].includes(row.kind) ? colourChoice(app, state, row) : nothing}
    ${view.colour.by === "column" && row.kind !== "mask" ? mapChoice(app, state, row, view.colour) : nothing}
  </div>`;
}

function colourChoice(app: App, state: State, row: LayerRow): TemplateResult {
  const image = active(state);
  const { colour } = row.view;
  const columns = colourColumns(tableFor(state, row.id));
  const value = colour.by === "column" ? `column ${colour.column}` : colour.by;
  const option = (name: string, text: string) =>
    html`<option value=${name} ?selected=${name === value}>${text}</option>`;
  const choose = (event: Event) => {
    const chosen = (event.target as HTMLSelectElement).value;
    changeLayer(app.store, row, chosenColour(chosen, colour));
  };
  return html`<label><span>${WORDS.colourBy}</span>
    <select aria-label="${row.title}, ${WORDS.colourBy}" @change=${choose}>
      ${option("neutral", WORDS.byNeutral)} ${option("object", WORDS.byObject)}
      ${image?.classes.length ? option("class", WORDS.byClass) : nothing}
      ${
        columns.length
          ? html`<optgroup label=${WORDS.byColumn}>
              ${columns.map((one) => option(`column ${one.name}`, `${columnTitle(one, image)}${one.unit ? ` (${one.unit})` : ""}`))}
            </optgroup>`
          : nothing
      }
    </select></label>`;
}

/** Values are read best from filled objects, so choosing a column fills them. */
function chosenColour(chosen: string, before: ColourBy): { colour: ColourBy; mode?: "fill" } {
  if (!chosen.startsWith("column ")) return { colour: { by: chosen as "neutral" | "object" | "class" } };
  const map = before.by === "column" ? before.map : "viridis";
  return { colour: { by: "column", column: chosen.slice(7), map, low: null, high: null }, mode: "fill" };
}

function mapChoice(app: App, state: State, row: LayerRow, colour: ByColumn): TemplateResult | typeof nothing {
  const range = dataRange(state, row, colour);
  if (!range) return nothing;
  const limits = limitsOf(colour, range);
  const change = (patch: Partial<ByColumn>) =>
    changeLayer(app.store, row, { colour: { ...colour, ...patch } });
  const field = (end: "low" | "high", name: string) => html`<input type="text" inputmode="decimal"
    aria-label="${row.title}, ${name}" .value=${typed(limits[end])} @change=${(event: Event) => {
      const text = (event.target as HTMLInputElement).value.replace(",", ".").replace("−", "-").trim();
      if (!text) change({ [end]: null });
      else if (Number.isFinite(Number(text))) change({ [end]: Number(text) });
    }} />`;
  const own = colour.low !== null || colour.high !== null;
  return html`<label><span>${WORDS.colourMap}</span>
      <select aria-label="${row.title}, ${WORDS.colourMap}" @change=${(event: Event) => change({ map: (event.target as HTMLSelectElement).value })}>
        ${MAP_NAMES.map((one) => html`<option value=${one} ?selected=${one === colour.map}>${WORDS.maps[one]}</option>`)}
      </select></label>
    <i class="ramp" .style=${`background:${mapGradient(colour.map)}`}></i>
    <div class="limits">${field("low", WORDS.legendFrom)}
      ${own ? html`<button class="link small" @click=${() => change({ low: null, high: null })}>${WORDS.limitsAuto}</button>` : nothing}
      ${field("high", WORDS.legendTo)}</div>`;
}

function dataRange(state: State, row: LayerRow, colour: ByColumn): { low: number; high: number } | null {
  if (row.kind === "intensity") return row.result?.array ? rangeOf(row.result.array) : null;
  const table = tableFor(state, row.id);
  const column = colourColumns(table).find((one) => one.name === colour.column);
  return table && column ? valuesOf(table, column) : null;
}
