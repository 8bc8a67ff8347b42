/** The table: sorted, virtual, 24 px a row; a row and its object on the image are one selection. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { type Column, cell, columnNamed, type TableView } from "../arrays";
import { measured, measuredAlike, whole } from "../numbers";
import { active, type State } from "../store";
import { WORDS } from "../words";
import { columnTitle, shownColumns } from "./results";

const ROW = 24;
const MARGIN = 6;

const orders = new WeakMap<TableView, { key: string; order: Uint32Array }>();

/** Row numbers in the order of a column; made once for each change. */
export function orderOf(view: TableView, sort: { column: string; descending: boolean }): Uint32Array {
  const key = `${sort.column}/${sort.descending}`;
  const known = orders.get(view);
  if (known?.key === key) return known.order;
  const order = Uint32Array.from({ length: view.rows }, (_, row) => row);
  const column = view.columns.find((one) => one.name === sort.column);
  if (column)
    order.sort((a, b) => (sort.descending ? compare(column, b, a) : compare(column, a, b)) || a - b);
  orders.set(view, { key, order });
  return order;
}

function compare(column: Column, a: number, b: number): number {
  if (column.texts)
    return (column.texts[a] ?? "").localeCompare(column.texts[b] ?? "", undefined, { numeric: true });
  const left = cell(column, a);
  const right = cell(column, b);
  if (Number.isNaN(left) || Number.isNaN(right))
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left - right;
}

export function table(app: App, state: State, view: TableView): TemplateResult {
  const columns = shownColumns(view);
  const order = orderOf(view, state.ui.sort);
  const from = Math.max(0, Math.floor(state.ui.scroll / ROW) - MARGIN);
  const to = Math.min(view.rows, Math.ceil((state.ui.scroll + state.ui.tableHeight) / ROW) + MARGIN);
  const rows = Array.from(order.subarray(from, to));
  const objects = String(state.recipe.objects ?? "objects");
  return html`<div class="table">
    <div class="head">
      <b>${objects[0]?.toUpperCase()}${objects.slice(1)}</b><span class="quiet small">${WORDS.rows(view.rows)}</span>
      <span class="grow"></span>
      <button class="switch" @click=${() => app.store.ui({ stripTab: "plot" })}>${WORDS.plot}</button>
    </div>
    <div class="grid" role="grid" .style=${`--columns:${columns.length}`} tabindex="0" aria-label=${WORDS.table} aria-rowcount=${view.rows + 1} aria-colcount=${columns.length}
      @scroll=${(event: Event) => scrolled(app, event)} @keydown=${(event: KeyboardEvent) => keys(app, view, order, event)}>
      <div class="grid-row titles" role="row" aria-rowindex="1">${columns.map((one) => heading(app, state, one))}</div>
      <div class="rows" role="rowgroup" .style=${`height:${view.rows * ROW}px`}>
        ${rows.map((row, i) => line(app, state, view, columns, row, from + i))}
      </div>
    </div>
  </div>`;
}

function scrolled(app: App, event: Event): void {
  const { scrollTop, clientHeight } = event.target as HTMLElement;
  app.store.ui({ scroll: scrollTop, tableHeight: clientHeight });
}

function heading(app: App, state: State, column: Column): TemplateResult {
  const { sort } = state.ui;
  const own = sort.column === column.name;
  const click = () =>
    app.store.ui({
      sort: { column: column.name, descending: own ? !sort.descending : column.name !== "object" },
    });
  const help = [column.meaning, column.definition, column.unit].filter((one) => one).join(" · ");
  return html`<div role="columnheader" aria-sort=${own ? (sort.descending ? "descending" : "ascending") : "none"}>
    <button title=${help} @click=${click}>${columnTitle(column, active(state))}${column.unit ? html`<span class="unit">${column.unit}</span>` : nothing}${own ? (sort.descending ? "↓" : "↑") : nothing}</button>
  </div>`;
}

function line(
  app: App,
  state: State,
  view: TableView,
  columns: Column[],
  row: number,
  place: number,
): TemplateResult {
  const id = idOf(view, row);
  const chosen = state.selection.has(id);
  const click = (event: MouseEvent) => {
    select(app, id, event.shiftKey || event.ctrlKey || event.metaKey);
  };
  return html`<div class="grid-row body-row" role="row" aria-rowindex=${place + 2} aria-selected=${chosen} data-object=${id}
    .style=${`transform:translateY(${place * ROW}px)`} @click=${click} @dblclick=${() => centre(app, view, row)}>
    ${columns.map((one) => html`<span role="gridcell">${text(one, row)}</span>`)}
  </div>`;
}

function text(column: Column, row: number): string {
  if (column.texts) return column.texts[row] ?? "";
  const value = cell(column, row);
  if (column.flag) return value ? "yes" : "no";
  if (column.name === "object") return whole(value);
  return column.whole ? measured(value) : measuredAlike(value);
}

function idOf(view: TableView, row: number): number {
  const ids = columnNamed(view, "object");
  return ids ? cell(ids, row) : row + 1;
}

function select(app: App, id: number, more: boolean): void {
  const { selection } = app.store.state;
  const next = new Set(more ? selection : []);
  if (selection.has(id) && (more || selection.size === 1)) next.delete(id);
  else next.add(id);
  app.store.select(next);
}

/** Bring the object of a row to the middle of the image, in its own slice and time. */
export function centre(app: App, view: TableView, row: number): void {
  for (const axis of ["t", "z"] as const) {
    const plane = columnNamed(view, axis);
    if (plane && Number.isFinite(cell(plane, row))) app.store.view({ [axis]: cell(plane, row) });
  }
  const x = columnNamed(view, "centroid_x_px");
  const y = columnNamed(view, "centroid_y_px");
  if (x && y) app.stage.centre(cell(x, row), cell(y, row));
}

/** Arrows move the row, Enter centres it, Space adds it, Ctrl C copies what is selected. */
function keys(app: App, view: TableView, order: Uint32Array, event: KeyboardEvent): void {
  const { selection, ui } = app.store.state;
  const last = [...selection].at(-1);
  const at = last === undefined ? -1 : order.findIndex((row) => idOf(view, row) === last);
  const page = Math.max(1, Math.floor(ui.tableHeight / ROW) - 2);
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -view.rows, End: view.rows }[
    event.key
  ];
  if (by !== undefined) {
    event.preventDefault();
    const next = Math.min(Math.max(at + by, 0), view.rows - 1);
    const id = idOf(view, order[next] as number);
    app.store.select(new Set(event.shiftKey ? [...selection, id] : [id]));
    reveal(event.currentTarget as HTMLElement, next);
  } else if (event.key === "Enter" && at >= 0) {
    centre(app, view, order[at] as number);
  } else if (event.key.toLowerCase() === "c" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    void navigator.clipboard.writeText(copied(view, order, selection));
  }
}

/** Scroll a grid so that a row is in it, below the titles. */
export function reveal(grid: HTMLElement, place: number): void {
  const top = place * ROW;
  const room = grid.clientHeight - 30 - ROW;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top > grid.scrollTop + room) grid.scrollTop = top - room;
}

function copied(view: TableView, order: Uint32Array, selection: ReadonlySet<number>): string {
  const rows = Array.from(order).filter((row) => !selection.size || selection.has(idOf(view, row)));
  const values = (row: number) =>
    view.columns.map((one) => one.texts?.[row] ?? String(one.numbers?.[row] ?? "")).join("\t");
  return [view.columns.map((one) => one.name).join("\t"), ...rows.map(values)].join("\n");
}
