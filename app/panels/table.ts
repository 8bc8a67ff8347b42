/** The table: sorted, filtered, virtual, 24 px a row; a row and its object on the image are one selection. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { App } from "../app";
import { type Column, cell, columnNamed, idOf, rowOf, type TableView } from "../arrays";
import { nounOf } from "../engine-words";
import { filters } from "../filter";
import { measured, measuredAlike, whole } from "../numbers";
import { ObjectSet } from "../objects";
import { ROW, scrollFor, windowOf } from "../row-window";
import { shownRows } from "../rows";
import { active, type State } from "../store";
import { WORDS } from "../words";
import { columnTitle, shownColumns } from "./columns";
import { help } from "./help";
import { summaryTable } from "./summary";
import { columnChooser, filterForm } from "./table-tools";

const TITLES = 30;
export function table(app: App, state: State, view: TableView): TemplateResult {
  const { popover, tableTab } = state.ui;
  return html`<div class="table">
    ${head(app, state, view)}
    ${tableTab === "summary" ? summaryTable(app, state, view) : grid(app, state, view)}
    ${popover === "columns" ? columnChooser(app, state, view) : nothing}
    ${popover === "filter" ? filterForm(app, state, view) : nothing}
  </div>`;
}

function head(app: App, state: State, view: TableView): TemplateResult {
  const { popover, tableTab } = state.ui;
  const objects = nounOf(state.recipe.objects);
  const tab = (name: State["ui"]["tableTab"], text: string) =>
    html`<button role="tab" aria-selected=${tableTab === name} @click=${() => app.store.ui({ tableTab: name })}>${text}</button>`;
  const opens = (name: string, text: string, on: boolean) =>
    html`<button class="opens" aria-haspopup="dialog" aria-expanded=${popover === name} ?data-on=${on} @click=${() => app.store.ui({ popover: popover === name ? "" : name })}>${text}</button>`;
  const filtered = filters(state.table.filter, state.active);
  return html`<div class="head">
    <span role="tablist" class="inline-tabs" aria-label=${WORDS.table}>${tab("rows", `${objects[0]?.toUpperCase()}${objects.slice(1)}`)}${tab("summary", WORDS.summary)}</span>
    ${tableTab === "rows" ? help("table", WORDS.table) : help("statistics", WORDS.summary)}
    <span class="quiet small shown-rows">${tableTab === "rows" ? shownText(state, view) : nothing}</span>
    <span class="grow"></span>
    ${opens("columns", WORDS.columns, false)} ${opens("filter", WORDS.filter, filtered)}
    <button class="switch" @click=${() => app.store.ui({ stripTab: "plot" })}>${WORDS.plot}</button>
  </div>`;
}

function shownText(state: State, view: TableView): string {
  const rows = shownRows(state, view);
  if (!rows.length) return WORDS.rows(view.rows);
  const seen = Math.max(ROW, state.ui.tableHeight - TITLES);
  const top = state.ui.scroll - windowOf(rows.length, state.ui.scroll, seen).offset;
  const last = Math.min(rows.length, Math.floor((top + seen) / ROW + 0.01));
  const first = Math.max(1, last - Math.floor(seen / ROW) + 1);
  const text = WORDS.shown(first, last, rows.length);
  return rows.length < view.rows ? `${text} ${WORDS.filteredFrom(view.rows)}` : text;
}

function grid(app: App, state: State, view: TableView): TemplateResult {
  const columns = shownColumns(state, view);
  const rows = shownRows(state, view);
  const seen = state.ui.tableHeight - TITLES;
  const { height, from, to, offset } = windowOf(rows.length, state.ui.scroll, seen);
  const places = Array.from(rows.subarray(from, to), (row, i) => ({ row, place: from + i }));
  const { current } = state.ui;
  const drawn = current > 0 && places.some(({ row }) => idOf(view, row) === current);
  return html`<div class="grid" role="grid" .style=${`--columns:${columns.length}`} tabindex="0" aria-label=${WORDS.table} aria-multiselectable="true"
      aria-rowcount=${rows.length + 1} aria-colcount=${columns.length} aria-activedescendant=${drawn ? `row-${current}` : nothing}
      @scroll=${(event: Event) => scrolled(app, event)} @keydown=${(event: KeyboardEvent) => keys(app, view, rows, event)}>
      <div class="grid-row titles" role="row" aria-rowindex="1">${columns.map((one, i) => heading(app, state, one, i))}</div>
      <div class="rows" role="rowgroup" .style=${`height:${height}px`}>
        ${repeat(
          places,
          ({ row }) => row,
          ({ row, place }) => line(app, state, view, columns, row, place, offset),
        )}
      </div>
      ${rows.length ? nothing : html`<p class="note">${view.rows ? WORDS.nothingFits : WORDS.noObjects}</p>`}
    </div>`;
}

function scrolled(app: App, event: Event): void {
  const { scrollTop, clientHeight } = event.target as HTMLElement;
  app.store.ui({ scroll: scrollTop, tableHeight: clientHeight });
}

function heading(app: App, state: State, column: Column, index: number): TemplateResult {
  const { sort } = state.ui;
  const own = sort.column === column.name;
  const click = () =>
    app.store.ui({
      sort: { column: column.name, descending: own ? !sort.descending : column.name !== "object" },
    });
  const help = [column.meaning, column.definition, column.unit].filter((one) => one).join(" · ");
  return html`<div role="columnheader" aria-colindex=${index + 1} aria-sort=${own ? (sort.descending ? "descending" : "ascending") : "none"}>
    <button title=${help} @click=${click}><span class="title">${columnTitle(column, active(state))}</span>${column.unit ? html`<span class="unit">${column.unit}</span>` : nothing}${own ? (sort.descending ? "↓" : "↑") : nothing}</button>
  </div>`;
}

function line(
  app: App,
  state: State,
  view: TableView,
  columns: Column[],
  row: number,
  place: number,
  offset: number,
): TemplateResult {
  const id = idOf(view, row);
  const chosen = state.selection.has(id);
  const click = (event: MouseEvent) => {
    app.store.ui({ current: id });
    if (event.shiftKey) extend(app, view, row);
    else toggle(app, id, event.ctrlKey || event.metaKey);
  };
  return html`<div class="grid-row body-row ${state.ui.current === id ? "current" : ""}" role="row" id="row-${id}" aria-rowindex=${place + 2} aria-selected=${chosen} data-object=${id}
    .style=${`transform:translateY(${place * ROW + offset}px)`} @click=${click} @dblclick=${() => centre(app, view, row)}>
    ${columns.map((one, i) => html`<span role="gridcell" aria-colindex=${i + 1} title=${missing(one, row) ? WORDS.notMeasured : nothing}>${cellText(one, row)}</span>`)}
  </div>`;
}

function missing(column: Column, row: number): boolean {
  return column.numbers !== null && Number.isNaN(column.numbers[row]);
}

export function cellText(column: Column, row: number): string {
  if (column.texts) return column.texts[row] ?? "";
  const value = cell(column, row);
  if (column.flag) return value ? WORDS.yes : WORDS.no;
  if (column.name === "object") return whole(value);
  return column.whole ? measured(value) : measuredAlike(value);
}

/** Select one object, or add it to or take it from the selection. */
function toggle(app: App, id: number, more: boolean): void {
  const { selection } = app.store.state;
  const next = new Set(more ? selection : []);
  if (selection.has(id) && (more || selection.size === 1)) next.delete(id);
  else next.add(id);
  app.store.select(next);
}

/** Select all rows between the last selected one in sight and this. */
function extend(app: App, view: TableView, row: number): void {
  const { state } = app.store;
  const rows = shownRows(state, view);
  const place = rows.indexOf(row);
  const last = [...state.selection].at(-1);
  const from = last === undefined ? place : rows.indexOf(rowOf(view, last));
  const [low, high] = [Math.min(place, Math.max(from, 0)), Math.max(place, from)];
  const ids = Array.from(rows.subarray(low, high + 1), (one) => idOf(view, one));
  app.store.select(ObjectSet.of([...state.selection, ...ids]));
}

/** Bring the object of a row to the middle of the image, in its own slice and time. */
export function centre(app: App, view: TableView, row: number): void {
  for (const axis of ["t", "z"] as const) {
    const plane = columnNamed(view, axis);
    if (plane && Number.isFinite(cell(plane, row))) app.store.view({ [axis]: cell(plane, row) });
  }
  const x = columnNamed(view, "centroid_x_px");
  const y = columnNamed(view, "centroid_y_px");
  const apart = app.store.state.runs[app.store.state.active]?.results.find(
    (one) => one.step === view.step,
  )?.apart;
  if (x && y && !apart) app.stage.centre(cell(x, row), cell(y, row));
}

/** Arrows move the current row, Space selects it, Shift extends, Enter centres it, Ctrl A takes all, Ctrl C copies. */
function keys(app: App, view: TableView, rows: Uint32Array, event: KeyboardEvent): void {
  const { ui } = app.store.state;
  if (!rows.length || (event.target as HTMLElement).closest("button")) return;
  const at = ui.current ? rows.indexOf(rowOf(view, ui.current)) : -1;
  const page = Math.max(1, Math.floor((ui.tableHeight - TITLES) / ROW) - 1);
  const by = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -rows.length,
    End: rows.length,
  }[event.key];
  const control = event.ctrlKey || event.metaKey;
  if (by !== undefined) move(app, view, rows, Math.min(Math.max(at + by, 0), rows.length - 1), event);
  else if (event.key === "Enter" && at >= 0) centre(app, view, rows[at] as number);
  else if (event.key === " " && at >= 0) toggle(app, ui.current, true);
  else if (control && event.key.toLowerCase() === "a") {
    app.store.select(ObjectSet.of(Array.from(rows, (row) => idOf(view, row))));
  } else if (control && event.key.toLowerCase() === "c") copyRows(app, view);
  else return;
  event.preventDefault();
}

function move(app: App, view: TableView, rows: Uint32Array, place: number, event: KeyboardEvent): void {
  const current = idOf(view, rows[place] as number);
  app.store.ui({ current });
  if (event.shiftKey) app.store.select(ObjectSet.of([...app.store.state.selection, current]));
  const grid = event.currentTarget as HTMLElement;
  grid.scrollTop = scrollFor(rows.length, place, grid.scrollTop, grid.clientHeight - TITLES);
}

/** The selected rows, or all that are shown, as text that a spreadsheet takes. */
export function copyRows(app: App, view: TableView): void {
  const { state } = app.store;
  const { selection } = state;
  const columns = shownColumns(state, view);
  const rows = Array.from(shownRows(state, view)).filter(
    (row) => !selection.size || selection.has(idOf(view, row)),
  );
  const value = (column: Column, row: number) => {
    if (column.texts) return column.texts[row] ?? "";
    const number = cell(column, row);
    return Number.isNaN(number) ? "" : column.flag ? (number ? "True" : "False") : String(number);
  };
  const lines = rows.map((row) => columns.map((one) => value(one, row)).join("\t"));
  const text = [columns.map((one) => one.name).join("\t"), ...lines].join("\n");
  void copyText(app, text, WORDS.copiedRows(rows.length));
}

/** Put text on the clipboard and say so; a frame may not be allowed to. */
export async function copyText(app: App, text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    app.store.ui({ toast: { text: said, action: "" } });
  } catch {
    app.store.ui({ toast: { text: WORDS.notCopied, action: "" } });
  }
}
