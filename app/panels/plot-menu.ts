/** What a plot offers besides its drawing: other kinds, logarithms, typed limits, its numbers as a table, figures. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { type Column, columnNamed, type TableView } from "../arrays";
import { saveFigure } from "../figures";
import { selectWhere } from "../gates";
import { icon } from "../icons";
import { measured, whole } from "../numbers";
import type { PlotChoice, PlotKind, State } from "../store";
import { active, sizeOf } from "../store";
import { WORDS } from "../words";
import { boxRows } from "./box";
import { titled } from "./columns";
import { histogramRows } from "./histogram";
import { linesOf } from "./lines";
import { addPlot, changePlot, type PlotColumns } from "./plot";

export function plotMenu(
  app: App,
  state: State,
  view: TableView,
  choice: PlotChoice,
  columns: PlotColumns,
  slot: number,
): TemplateResult {
  const close = () => app.store.ui({ popover: "" });
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  return html`<div class="popover plot-menu" role="dialog" aria-label=${WORDS.plotMenu} @keydown=${keys}>
    <label class="line"><span>${WORDS.kindOfPlot}</span>
      <select @change=${(event: Event) => changePlot(app, slot, { kind: (event.target as HTMLSelectElement).value as PlotKind })}>
        ${kindsFor(state, view).map((kind) => html`<option value=${kind} ?selected=${kind === choice.kind}>${WORDS.plotKinds[kind]}</option>`)}
      </select></label>
    ${switches(app, view, choice, slot)} ${limits(app, state, view, choice, columns)}
    <details><summary class="small">${WORDS.asTable}</summary>${asTable(state, view, choice, columns)}</details>
    <div class="buttons">
      <button class="edged" @click=${() => saveFigure(app, slot, "svg")}>${icon("download")}SVG</button>
      <button class="edged" @click=${() => saveFigure(app, slot, "png")}>${icon("download")}PNG</button>
    </div>
    <div class="buttons">
      ${state.ui.plots.length < 4 ? html`<button @click=${() => addPlot(app)}>${icon("plus")}${WORDS.addPlot}</button>` : nothing}
      ${state.ui.plots.length > 1 ? html`<button @click=${() => removePlot(app, slot)}>${icon("minus")}${WORDS.removePlot}</button>` : nothing}
    </div>
  </div>`;
}

/** Over time only where there is time. */
function kindsFor(state: State, view: TableView): PlotKind[] {
  const image = active(state);
  const along = (axis: "t" | "z") => !!image && sizeOf(image.info, axis) > 1 && !!columnNamed(view, axis);
  return [
    ...(["histogram", "scatter", "box"] as const),
    ...(along("t") ? (["time"] as const) : []),
    ...(along("z") ? (["depth"] as const) : []),
  ];
}

function removePlot(app: App, slot: number): void {
  const plots = app.store.state.ui.plots.filter((_, i) => i !== slot);
  app.store.ui({ plots, popover: "", enlarged: plots.length > 1 });
}

function switches(app: App, view: TableView, choice: PlotChoice, slot: number): TemplateResult {
  const one = (name: "logX" | "logY" | "tracks", text: string) => html`<label class="check">
    <input type="checkbox" .checked=${choice[name]} @change=${(event: Event) => changePlot(app, slot, { [name]: (event.target as HTMLInputElement).checked })} />${text}</label>`;
  if (choice.kind === "time" || choice.kind === "depth")
    return columnNamed(view, "track") ? one("tracks", WORDS.byTrack) : html``;
  if (choice.kind === "histogram")
    return html`${one("logX", WORDS.logValues)}${one("logY", WORDS.logCounts)}`;
  if (choice.kind === "box") return one("logY", WORDS.logValues);
  const tool = app.store.state.ui.brush;
  const lasso = (event: Event) =>
    app.store.ui({ brush: (event.target as HTMLInputElement).checked ? "lasso" : "rectangle" });
  return html`${one("logX", WORDS.logX)}${one("logY", WORDS.logY)}
    <label class="check"><input type="checkbox" .checked=${tool === "lasso"} @change=${lasso} />${WORDS.lasso}</label>`;
}

/** Typed limits: the brush for those who cannot drag. */
function limits(
  app: App,
  state: State,
  view: TableView,
  choice: PlotChoice,
  { x, y }: PlotColumns,
): TemplateResult | typeof nothing {
  if (choice.kind === "time" || choice.kind === "depth") return nothing;
  const columns = choice.kind === "scatter" ? [x, y] : [x];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const conditions = columns.map((one) => ({
      column: one.name,
      low: numberIn(data.get(`${one.name}-low`)),
      high: numberIn(data.get(`${one.name}-high`)),
    }));
    const told = conditions.filter(({ low, high }) => low !== null || high !== null);
    if (told.length) selectWhere(app.store, view, told);
  };
  return html`<form class="limits-form" @submit=${submit}>
    ${columns.map((one) => limitFields(state, one))}
    <button class="edged" type="submit">${WORDS.selectBetween}</button>
  </form>`;
}

function limitFields(state: State, column: Column): TemplateResult {
  const name = titled(column, state);
  const field = (end: "low" | "high", text: string) =>
    html`<input type="text" inputmode="decimal" name="${column.name}-${end}" aria-label="${name}, ${text}" placeholder=${text} />`;
  return html`<div class="line"><span>${name}</span>${field("low", WORDS.from)}${field("high", WORDS.to)}</div>`;
}

/** A typed number, with a point or a comma; null where there is none. */
export function numberIn(text: unknown): number | null {
  const written = String(text ?? "")
    .trim()
    .replace(",", ".")
    .replace("−", "-");
  const value = Number(written);
  return written === "" || !Number.isFinite(value) ? null : value;
}

function asTable(state: State, view: TableView, choice: PlotChoice, columns: PlotColumns): TemplateResult {
  const { titles, rows } = numbersOf(state, view, choice, columns);
  return html`<div class="scroll"><table class="numbers">
    <thead><tr>${titles.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((one) => html`<td>${one}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function numbersOf(
  state: State,
  view: TableView,
  choice: PlotChoice,
  { x }: PlotColumns,
): { titles: string[]; rows: string[][] } {
  if (choice.kind === "scatter") return { titles: [WORDS.scatterAsTable], rows: [] };
  if (choice.kind === "box") return { titles: WORDS.boxTitles, rows: boxRows(state, view, x) };
  if (choice.kind === "histogram")
    return { titles: [WORDS.from, WORDS.to, WORDS.count], rows: histogramRows(state, view, x, choice.logX) };
  const series = linesOf(state, view, x, choice);
  const rows = series?.at.map((at, i) => [whole(at), measured(series.mean[i] ?? Number.NaN)]) ?? [];
  return { titles: [WORDS.along[choice.kind === "depth" ? "z" : "t"], WORDS.mean], rows };
}
