/** What opens above the table: which columns it shows, and which rows. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import type { Column, TableView } from "../arrays";
import { Misread } from "../expression";
import { expressionOf, filters } from "../filter";
import { selectFiltered } from "../gates";
import { icon } from "../icons";
import { typed, whole } from "../numbers";
import type { Condition } from "../objects";
import { shownRows } from "../rows";
import { type Filter, NO_FILTER, type State } from "../store";
import { WORDS } from "../words";
import { columnsInOrder, isShown, shownColumns, titled } from "./columns";
import { numberIn } from "./plot-menu";

function closing(app: App) {
  return (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    app.store.ui({ popover: "" });
  };
}

/** Every column with its unit, meaning and definition; Alt and an arrow moves it. */
export function columnChooser(app: App, state: State, view: TableView): TemplateResult {
  const columns = columnsInOrder(state, view);
  const change = (table: Partial<State["table"]>) =>
    app.store.act("columns", () => app.store.set({ table: { ...app.store.state.table, ...table } }));
  const move = (from: number, by: number) => {
    const names = columns.map((one) => one.name);
    const to = from + by;
    if (to < 0 || to >= names.length) return;
    names.splice(to, 0, ...names.splice(from, 1));
    change({ order: names });
  };
  const keys = (index: number) => (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || by === undefined) return;
    event.preventDefault();
    move(index, by);
  };
  const row = (one: Column, index: number) => {
    const on = isShown(state, view, one);
    const shown = () => change({ shown: { ...app.store.state.table.shown, [one.name]: !on } });
    const text = [one.meaning, one.definition].filter((part) => part).join(". ");
    return html`<li>
      <label><input type="checkbox" .checked=${on} @change=${shown} @keydown=${keys(index)} />
        <span><b>${titled(one, state)}</b><span class="small quiet">${text}</span></span></label>
      <button class="icon-only" aria-label=${WORDS.moveColumn(titled(one, state), true)} ?disabled=${index === 0} @click=${() => move(index, -1)}>${icon("chevron-up")}</button>
      <button class="icon-only" aria-label=${WORDS.moveColumn(titled(one, state), false)} ?disabled=${index === columns.length - 1} @click=${() => move(index, 1)}>${icon("chevron-down")}</button>
    </li>`;
  };
  return html`<div class="popover above-table" role="dialog" aria-label=${WORDS.columns} @keydown=${closing(app)}>
    <div class="head"><b class="grow">${WORDS.columns}</b>
      <button @click=${() => change({ order: [], shown: {} })}>${WORDS.usualColumns}</button></div>
    <label class="check"><input type="checkbox" .checked=${state.table.selectedFirst} @change=${() => change({ selectedFirst: !state.table.selectedFirst })} />${WORDS.selectedFirst}</label>
    <ol class="column-list">${columns.map(row)}</ol>
  </div>`;
}

/** Limits for each column, part of a text, or an expression over all of them. */
export function filterForm(app: App, state: State, view: TableView): TemplateResult {
  const { filter } = state.table;
  const change = (patch: Partial<Filter>) => {
    const { table } = app.store.state;
    app.store.act("filter", () =>
      app.store.set({ table: { ...table, filter: { ...table.filter, ...patch } } }),
    );
    app.store.ui({ scroll: 0 });
  };
  const read = expressionOf(view, filter.expression);
  const wrong = read instanceof Misread ? WORDS.misread[read.kind](read.found) : "";
  const left = shownRows(state, view).length;
  const on = filters(filter, state.active);
  return html`<div class="popover above-table" role="dialog" aria-label=${WORDS.filter} @keydown=${closing(app)}>
    <div class="head"><b class="grow">${WORDS.filter}</b><span class="small quiet" role="status">${WORDS.fitting(left, view.rows)}</span></div>
    <label class="expression"><span class="small">${WORDS.expression}</span>
      <input type="text" maxlength="500" spellcheck="false" autocapitalize="off" list="column-names" placeholder=${example(view)} .value=${filter.expression}
        aria-invalid=${wrong !== ""} aria-describedby="expression-wrong" @input=${(event: Event) => change({ expression: (event.target as HTMLInputElement).value })} /></label>
    <p class="small wrong" id="expression-wrong" role="status">${wrong}</p>
    <ul class="limit-list">${shownColumns(state, view).map((one) => html`<li>${one.texts ? textField(filter, one, state, change) : limitsOf(filter, one, state, change)}</li>`)}</ul>
    ${filter.only?.image === state.active ? html`<p class="small">${WORDS.onlyThese(filter.only.objects.size)} <button class="link" @click=${() => change({ only: null })}>${WORDS.showAll}</button></p>` : nothing}
    <div class="buttons">
      <button ?disabled=${!on} @click=${() => change(NO_FILTER)}>${WORDS.clearFilter}</button>
      <button class="edged" ?disabled=${!on || !left} @click=${() => selectFiltered(app.store, view)}>${WORDS.selectThese(whole(left))}</button>
    </div>
  </div>`;
}

function example(view: TableView): string {
  const has = (name: string) => view.columns.some((one) => one.name === name);
  const area = has("area_um2") ? "area_um2" : has("area_px") ? "area_px" : view.columns.at(-1)?.name;
  return has("circularity") ? `${area} > 50 and circularity < 0.8` : `${area} > 50`;
}

function limitsOf(
  filter: Filter,
  column: Column,
  state: State,
  change: (patch: Partial<Filter>) => void,
): TemplateResult {
  const name = titled(column, state);
  const own = filter.conditions.find((one) => one.column === column.name);
  const set = (end: "low" | "high") => (event: Event) => {
    const before: Condition = own ?? { column: column.name, low: null, high: null };
    const now = { ...before, [end]: numberIn((event.target as HTMLInputElement).value) };
    const others = filter.conditions.filter((one) => one.column !== column.name);
    change({ conditions: now.low === null && now.high === null ? others : [...others, now] });
  };
  const field = (end: "low" | "high", text: string) => {
    const value = own?.[end] ?? null;
    return html`<input type="text" inputmode="decimal" aria-label="${name}, ${text}" placeholder=${text} .value=${value === null ? "" : typed(value)} @change=${set(end)} />`;
  };
  return html`<span class="grow">${name}</span>${field("low", WORDS.from)}${field("high", WORDS.to)}`;
}

function textField(
  filter: Filter,
  column: Column,
  state: State,
  change: (patch: Partial<Filter>) => void,
): TemplateResult {
  const own = filter.texts.find((one) => one.column === column.name)?.part ?? "";
  const set = (event: Event) => {
    const part = (event.target as HTMLInputElement).value;
    const others = filter.texts.filter((one) => one.column !== column.name);
    change({ texts: part ? [...others, { column: column.name, part }] : others });
  };
  return html`<span class="grow">${titled(column, state)}</span><input type="text" class="wide" aria-label=${titled(column, state)} placeholder=${WORDS.contains} .value=${own} @change=${set} />`;
}
