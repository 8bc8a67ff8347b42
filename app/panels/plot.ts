/** The distribution of one column; a click on a bar selects its objects. */
import { html, nothing, svg, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { App } from "../app";
import { type Column, cell, columnNamed, type TableView } from "../arrays";
import { type Bins, binned, binOf } from "../histogram";
import { measured, roundStep, whole } from "../numbers";
import { active, type State } from "../store";
import { WORDS } from "../words";
import { columnTitle, shownColumns } from "./results";

const RIGHT = 14;
const BOTTOM = 34;
const TOP = 8;

const cache = new WeakMap<Column, Bins | null>();

function binsOf(column: Column): Bins | null {
  if (!cache.has(column)) cache.set(column, binned(column.numbers ?? []));
  return cache.get(column) ?? null;
}

export function plottable(view: TableView): Column[] {
  return shownColumns(view).filter((one) => one.numbers && !one.flag && one.name !== "object");
}

export function plotColumn(state: State, view: TableView): Column | undefined {
  return (
    view.columns.find((one) => one.name === state.ui.column && one.numbers) ??
    columnNamed(view, "area_um2", "area_px") ??
    plottable(view)[0]
  );
}

export function plot(app: App, state: State, view: TableView): TemplateResult | typeof nothing {
  const column = plotColumn(state, view);
  if (!column) return nothing;
  const bins = binsOf(column);
  return html`<div class="plot" ?data-chosen=${state.selection.size > 0}>
    <div class="head">
      <select aria-label=${WORDS.showHistogram} @change=${(event: Event) => app.store.ui({ column: (event.target as HTMLSelectElement).value })}>
        ${plottable(view).map((one) => html`<option value=${one.name} ?selected=${one.name === column.name}>${titled(one, state)}</option>`)}
      </select>
      <span class="grow"></span>
      <button class="switch" @click=${() => app.store.ui({ stripTab: "table" })}>${WORDS.table}</button>
    </div>
    ${bins ? drawing(app, state, view, column, bins) : html`<p class="note">${WORDS.noObjects}</p>`}
  </div>`;
}

function titled(column: Column, state: State): string {
  const title = columnTitle(column, active(state));
  return column.unit ? `${title} (${column.unit})` : title;
}

function drawing(app: App, state: State, view: TableView, column: Column, bins: Bins): TemplateResult {
  const [width, height] = state.ui.plotSize;
  const top = niceTop(Math.max(...bins.counts));
  const left = 14 + 7 * whole(top).length;
  const picked = pickedCounts(state, view, column, bins);
  const wide = (width - left - RIGHT) / bins.counts.length;
  const y = (count: number) => TOP + (height - TOP - BOTTOM) * (1 - count / top);
  const select = (index: number) => app.store.select(objectsIn(view, column, bins, index));
  return html`<svg ${measuredSize(app)} viewBox="0 0 ${width} ${height}" role="group" aria-label=${sentence(state, column, bins)}>
    ${[0, top / 2, top].map(
      (
        count,
      ) => svg`<line class="axis-line" x1=${left} x2=${width - RIGHT} y1=${y(count)} y2=${y(count)}></line>
      <text x=${left - 6} y=${y(count) + 4} text-anchor="end">${whole(count)}</text>`,
    )}
    ${bins.counts.map((count, i) => {
      const x = left + i * wide;
      const chosen = picked[i] ?? 0;
      return svg`<rect class="column" x=${x + 0.5} width=${Math.max(wide - 1, 0.5)} y=${y(count)} height=${Math.max(y(0) - y(count), 0)}></rect>
        <rect class="picked" x=${x + 0.5} width=${Math.max(wide - 1, 0.5)} y=${y(chosen)} height=${Math.max(y(0) - y(chosen), 0)}></rect>
        <rect class="hit" x=${x} width=${wide} y=${TOP} height=${height - TOP - BOTTOM} @click=${() => select(i)}>
          <title>${edge(bins, i)} to ${i === bins.counts.length - 1 && bins.open ? "more" : edge(bins, i + 1)}: ${whole(count)}</title></rect>`;
    })}
    ${ticks(bins).map(([i, text]) => svg`<text x=${left + i * wide} y=${height - BOTTOM + 15} text-anchor="middle">${text}</text>`)}
    ${svg`<text x=${(left + width - RIGHT) / 2} y=${height - 4} text-anchor="middle">${titled(column, state)}</text>`}
  </svg>`;
}

/** Tells the state how large the plot is, so that its texts keep their size. */
function measuredSize(app: App) {
  return ref((element) => {
    if (!element || watched.has(element)) return;
    watched.add(element);
    new ResizeObserver(([entry]) => {
      const { width, height } = entry?.contentRect ?? { width: 0, height: 0 };
      const [was, high] = app.store.state.ui.plotSize;
      if (width > 80 && height > 60 && (Math.abs(width - was) > 1 || Math.abs(height - high) > 1)) {
        app.store.ui({ plotSize: [Math.round(width), Math.round(height)] });
      }
    }).observe(element);
  });
}

const watched = new WeakSet<Element>();

function niceTop(most: number): number {
  const step = roundStep(most, 2);
  return Math.max(2, Math.ceil(most / step) * step);
}

function edge(bins: Bins, index: number): string {
  return measured(Number((bins.from + index * bins.step).toPrecision(6)));
}

/** About five labels along the axis; the open bin says “220+”. */
function ticks(bins: Bins): [number, string][] {
  const count = bins.counts.length;
  const every = Math.max(1, Math.round(count / 4));
  const found: [number, string][] = [];
  for (let i = 0; i <= count; i += every) {
    if (!(bins.open && i >= count - 1)) found.push([i, edge(bins, i)]);
  }
  if (bins.open) {
    const tail: [number, string] = [count - 0.5, `${edge(bins, count - 1)}+`];
    const crowded = found.length && count - 1 - (found.at(-1)?.[0] ?? 0) < every * 0.6;
    if (crowded) found.pop();
    found.push(tail);
  }
  return found;
}

function pickedCounts(state: State, view: TableView, column: Column, bins: Bins): number[] {
  const counts = new Array<number>(bins.counts.length).fill(0);
  if (!state.selection.size) return counts;
  const ids = columnNamed(view, "object");
  if (!ids) return counts;
  for (let row = 0; row < view.rows; row += 1) {
    if (!state.selection.has(cell(ids, row))) continue;
    const at = binOf(bins, cell(column, row));
    if (at >= 0) counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}

function objectsIn(view: TableView, column: Column, bins: Bins, index: number): Set<number> {
  const ids = columnNamed(view, "object");
  const found = new Set<number>();
  for (let row = 0; ids && row < view.rows; row += 1) {
    if (binOf(bins, cell(column, row)) === index) found.add(cell(ids, row));
  }
  return found;
}

/** The plot in a sentence: “Area (px²) of 309 nuclei, most 70 to 80”. */
function sentence(state: State, column: Column, bins: Bins): string {
  const most = bins.counts.indexOf(Math.max(...bins.counts));
  const total = bins.counts.reduce((sum, one) => sum + one, 0);
  return `${titled(column, state)} of ${whole(total)} ${String(state.recipe.objects ?? "objects")}, most ${edge(bins, most)} to ${edge(bins, most + 1)}`;
}
