/** Plots of the table: what is drawn, the choice of it, and what can be done with it. */
import { html, nothing, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { App } from "../app";
import { type Column, columnNamed, type TableView } from "../arrays";
import { icon } from "../icons";
import { whole } from "../numbers";
import { plotChoice } from "../plot-choice";
import { plottedRows, tableShown } from "../rows";
import { HISTOGRAM, type PlotChoice, type PlotKind, type State } from "../store";
import { WORDS } from "../words";
import { boxPlot } from "./box";
import { plottable, titled } from "./columns";
import { help } from "./help";
import { histogram } from "./histogram";
import { lines } from "./lines";
import { plotMenu } from "./plot-menu";
import { scatter } from "./scatter";

const USUAL_SIZE: [number, number] = [270, 190];

/** The columns of a plot: those that were chosen, else the usual ones. */
export interface PlotColumns {
  x: Column;
  y: Column;
}

export function plotColumns(state: State, view: TableView, choice: PlotChoice): PlotColumns | null {
  const columns = plottable(state, view).filter((one) => one.name !== "t" && one.name !== "z");
  const named = (name: string) => view.columns.find((one) => one.name === name && one.numbers);
  const area = columnNamed(view, "area_um2", "area_px", "volume_um3", "volume_px", "covered_fraction");
  const x = named(choice.x) ?? area ?? columns[0];
  const signal = columns.find((one) => one.name.startsWith("mean_") && one !== x);
  const y = named(choice.y) ?? signal ?? columns.find((one) => one !== x) ?? x;
  return x && y ? { x, y } : null;
}

/** The first plot; in the strip and in an embedded figure. */
export function plot(app: App, state: State, view: TableView): TemplateResult | typeof nothing {
  return onePlot(app, state, view, 0);
}

/** All plots beside each other, in the place of count and table. */
export function allPlots(app: App, state: State, view: TableView): TemplateResult[] {
  return state.ui.plots.map((_, slot) => html`${onePlot(app, state, view, slot)}`);
}

/** Change one plot. */
export function changePlot(app: App, slot: number, patch: Partial<PlotChoice>): void {
  const { state } = app.store;
  const { plots } = state.ui;
  const view = tableShown(state);
  const shown = (view && plotChoice(state, view, slot)) ?? HISTOGRAM;
  app.store.ui({ plots: plots.map((one, i) => (i === slot ? { ...shown, ...patch } : one)), bars: null });
}

/** A second plot beside the first: what the first does not show. */
export function addPlot(app: App): void {
  const { plots } = app.store.state.ui;
  const kind: PlotKind = plots.some((one) => one.kind === "scatter") ? "histogram" : "scatter";
  app.store.ui({ plots: [...plots, { ...HISTOGRAM, kind }], enlarged: true });
}

function onePlot(app: App, state: State, view: TableView, slot: number): TemplateResult | typeof nothing {
  const choice = plotChoice(state, view, slot);
  const columns = choice && plotColumns(state, view, choice);
  if (!choice || !columns) return nothing;
  const size = state.ui.plotSizes[slot] ?? USUAL_SIZE;
  return html`<section class="plot" aria-label=${WORDS.plotOf(slot + 1)} data-kind=${choice.kind} ?data-chosen=${state.selection.size > 0}>
    ${head(app, state, view, choice, columns, slot)}
    <div class="plot-area" ${measuredSize(app, slot)}>${drawing(app, state, view, choice, columns, slot, size)}</div>
    ${note(app, state, view)}
    ${state.ui.popover === `plot-${slot}` ? plotMenu(app, state, view, choice, columns, slot) : nothing}
  </section>`;
}

function drawing(
  app: App,
  state: State,
  view: TableView,
  choice: PlotChoice,
  { x, y }: PlotColumns,
  slot: number,
  size: [number, number],
): TemplateResult {
  if (view.rows === 0) return html`<p class="note">${WORDS.noObjects}</p>`;
  if (plottedRows(state, view).count === 0) return html`<p class="note">${WORDS.nothingFits}</p>`;
  switch (choice.kind) {
    case "histogram":
      return html`${histogram(app, state, view, x, choice, slot, size)}`;
    case "scatter":
      return html`${scatter(app, state, view, x, y, choice, slot, size)}`;
    case "box":
      return html`${boxPlot(app, state, view, x, choice, size)}`;
    default:
      return html`${lines(app, state, view, x, choice, size)}`;
  }
}

function head(
  app: App,
  state: State,
  view: TableView,
  choice: PlotChoice,
  columns: PlotColumns,
  slot: number,
): TemplateResult {
  const { enlarged, popover } = state.ui;
  const menu = `plot-${slot}`;
  const other: PlotKind = choice.kind === "scatter" ? "histogram" : "scatter";
  return html`<div class="head">
    ${choice.kind === "scatter" ? html`${columnChoice(app, state, view, "y", columns.y, slot)}<span class="quiet small">${WORDS.against}</span>` : nothing}
    ${columnChoice(app, state, view, "x", columns.x, slot)}
    ${slot ? nothing : help("plots", WORDS.plot)}
    <span class="grow"></span>
    <button class="icon-only" aria-label=${WORDS.plotKinds[other]} title=${WORDS.plotKinds[other]} @click=${() => changePlot(app, slot, { kind: other })}>${icon(other === "scatter" ? "chart-scatter" : "chart-column")}</button>
    <button class="icon-only" aria-label=${WORDS.plotMenu} title=${WORDS.plotMenu} aria-haspopup="dialog" aria-expanded=${popover === menu} @click=${() => app.store.ui({ popover: popover === menu ? "" : menu })}>${icon("ellipsis")}</button>
    <button class="icon-only enlarge" aria-label=${enlarged ? WORDS.reduce : WORDS.enlarge} title=${enlarged ? WORDS.reduce : WORDS.enlarge} aria-pressed=${enlarged} @click=${() => enlarge(app)}>${icon("maximize")}</button>
    <button class="switch" @click=${() => app.store.ui({ stripTab: "table" })}>${WORDS.table}</button>
  </div>`;
}

/** Larger: a distribution and two columns against each other, as there is room for both. */
function enlarge(app: App): void {
  const { enlarged, plots } = app.store.state.ui;
  if (!enlarged && plots.length === 1) return addPlot(app);
  app.store.ui({ enlarged: !enlarged });
}

function columnChoice(
  app: App,
  state: State,
  view: TableView,
  axis: "x" | "y",
  column: Column,
  slot: number,
): TemplateResult {
  const change = (event: Event) =>
    changePlot(app, slot, { [axis]: (event.target as HTMLSelectElement).value });
  const columns = plottable(state, view);
  const all = columns.includes(column) ? columns : [column, ...columns];
  return html`<select aria-label=${axis === "x" ? WORDS.showHistogram : WORDS.showAgainst} .value=${column.name} @change=${change}>
    ${all.map((one) => html`<option value=${one.name} ?selected=${one === column}>${titled(one, state)}</option>`)}
  </select>`;
}

/** Which objects are not in the plots, and why. */
function note(app: App, state: State, view: TableView): TemplateResult | typeof nothing {
  const { left } = plottedRows(state, view);
  const { table } = state;
  if (!left && !table.cutToo) return nothing;
  const toggle = () =>
    app.store.act("plots", () => app.store.set({ table: { ...table, cutToo: !table.cutToo } }));
  if (table.cutToo)
    return html`<p class="note micro"><button class="link" @click=${toggle}>${WORDS.leaveCut}</button></p>`;
  return html`<p class="note micro">${WORDS.cutLeft(whole(left))} <button class="link" @click=${toggle}>${WORDS.show}</button></p>`;
}

const watched = new WeakSet<Element>();

/** Tells the state how large the plot is, so that its texts keep their size. */
function measuredSize(app: App, slot: number) {
  return ref((element) => {
    if (!element || watched.has(element)) return;
    watched.add(element);
    new ResizeObserver(([entry]) => {
      const { width, height } = entry?.contentRect ?? { width: 0, height: 0 };
      const { plotSizes } = app.store.state.ui;
      const [was, high] = plotSizes[slot] ?? USUAL_SIZE;
      if (width > 80 && height > 60 && (Math.abs(width - was) > 1 || Math.abs(height - high) > 1)) {
        app.store.ui({ plotSizes: { ...plotSizes, [slot]: [Math.round(width), Math.round(height)] } });
      }
    }).observe(element);
  });
}
