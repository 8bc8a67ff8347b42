/** The right panel while objects are selected: which rule chose them, how they differ, what can be done with them. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { columnNamed, idsOf, type TableView } from "../arrays";
import { classify } from "../classes";
import { nounOf } from "../engine-words";
import { selectWhere, showOnly } from "../gates";
import { icon } from "../icons";
import { measured, percent, typed, whole } from "../numbers";
import { type Condition, type Rule, ruleOf } from "../objects";
import { filteredRows, tableShown } from "../rows";
import { exportSelection } from "../selection-export";
import { active, type State, shownLabels } from "../store";
import { statistics } from "../summary";
import { WORDS } from "../words";
import { classList } from "./class-list";
import { plottable, titled } from "./columns";
import { runFoot } from "./foot";
import { help } from "./help";
import { numberIn } from "./plot-menu";
import { recipePanel } from "./recipe";

/** Selection while objects are selected, else the recipe; the recipe also where a person went back to it. */
export function rightPanel(app: App, state: State): TemplateResult {
  const view = tableShown(state);
  const done = !!state.runs[state.active] && state.run.phase === "idle";
  return view && done && state.selection.size && !state.ui.recipeStays
    ? selectionPanel(app, state, view)
    : recipePanel(app, state);
}

function selectionPanel(app: App, state: State, view: TableView): TemplateResult {
  const objects = nounOf(state.recipe.objects);
  const { size } = state.selection;
  const share = percent(size / Math.max(1, view.rows));
  return html`<aside class="right selection" aria-label=${WORDS.selection}>
    <div class="recipe-head">
      <div class="head">
        <h2 class="name">${WORDS.selection}</h2>${help("selection", WORDS.selection)}<span class="grow"></span>
        <button @click=${() => app.store.ui({ recipeStays: true })}>${WORDS.recipe}</button>
        <button @click=${() => app.store.select(new Set())}>${WORDS.clear}<kbd>X</kbd></button>
      </div>
      <p class="of"><b class="large">${whole(size)}</b> ${WORDS.ofAll(whole(view.rows), objects, share)}</p>
    </div>
    <div class="steps">
      <section aria-label=${WORDS.where}>${ruleOf(state.selection) ? ruleForm(app, state, view, ruleOf(state.selection) as Rule) : byHand(app, state, view)}</section>
      ${medians(state, view)}
      ${actions(app, state, view)}
      ${classList(app, state)}
    </div>
    ${active(state) ? runFoot(app, state) : nothing}
  </aside>`;
}

function byHand(app: App, state: State, view: TableView): TemplateResult {
  return html`<p class="small quiet">${WORDS.byHand}</p>${addCondition(app, state, view, [])}`;
}

function ruleForm(app: App, state: State, view: TableView, rule: Rule): TemplateResult {
  if (rule.kind === "conditions") return conditionForm(app, state, view, rule.conditions);
  const name = (column: string) => {
    const found = columnNamed(view, column);
    return found ? titled(found, state) : column;
  };
  const text =
    rule.kind === "lasso"
      ? WORDS.inLasso(name(rule.y), name(rule.x))
      : rule.kind === "class"
        ? WORDS.inClass(rule.name)
        : WORDS.inFilter;
  return html`<p class="small">${text}</p>${addCondition(app, state, view, [])}`;
}

function conditionForm(app: App, state: State, view: TableView, conditions: Condition[]): TemplateResult {
  const change = (index: number, patch: Partial<Condition> | null) => {
    const next = conditions.flatMap((one, i) => (i !== index ? [one] : patch ? [{ ...one, ...patch }] : []));
    if (next.length) selectWhere(app.store, view, next);
    else app.store.select(new Set());
  };
  return html`<h3 class="small">${WORDS.where}</h3>
    ${conditions.map((one, index) => conditionRow(state, view, one, (patch) => change(index, patch)))}
    ${addCondition(app, state, view, conditions)}`;
}

function conditionRow(
  state: State,
  view: TableView,
  condition: Condition,
  change: (patch: Partial<Condition> | null) => void,
): TemplateResult {
  const columns = plottable(state, view);
  const own = columnNamed(view, condition.column);
  const all = own && !columns.includes(own) ? [own, ...columns] : columns;
  const another = (event: Event) => {
    const column = columnNamed(view, (event.target as HTMLSelectElement).value);
    if (column) change({ column: column.name, low: middleOf(state, view, column.name), high: null });
  };
  const field = (end: "low" | "high", text: string) => {
    const value = condition[end];
    const shown = value === null ? "" : typed(Number(value.toPrecision(4)));
    return html`<input type="text" inputmode="decimal" aria-label="${condition.column}, ${text}" placeholder=${text} title=${text} .value=${shown}
      @change=${(event: Event) => change({ [end]: numberIn((event.target as HTMLInputElement).value) })} />`;
  };
  return html`<div class="condition">
    <select aria-label=${WORDS.measurement} .value=${condition.column} @change=${another}>${all.map((one) => html`<option value=${one.name} ?selected=${one === own}>${titled(one, state)}</option>`)}</select>
    ${field("low", WORDS.from)}${field("high", WORDS.to)}
    <button class="icon-only" aria-label=${WORDS.removeCondition} title=${WORDS.removeCondition} @click=${() => change(null)}>${icon("x")}</button>
  </div>`;
}

/** A new condition starts at the middle of its column. */
function middleOf(state: State, view: TableView, column: string): number {
  const rows = Array.from(filteredRows(state, view), (keep, row) => (keep ? row : -1)).filter(
    (row) => row >= 0,
  );
  return Number(statistics(columnNamed(view, column), rows).median.toPrecision(3));
}

function addCondition(app: App, state: State, view: TableView, conditions: Condition[]): TemplateResult {
  const add = () => {
    const used = new Set(conditions.map((one) => one.column));
    const column = plottable(state, view).find((one) => !used.has(one.name));
    if (!column) return;
    const low = middleOf(state, view, column.name);
    selectWhere(app.store, view, [...conditions, { column: column.name, low, high: null }]);
  };
  return html`<button @click=${add}>${icon("plus")}${WORDS.addCondition}</button>`;
}

interface Median {
  title: string;
  /** null while it is worked out. */
  values: [number, number] | null;
}

function medianRows(state: State, view: TableView): Median[] {
  const { medians } = state.ui;
  const known = medians?.of === state.selection ? medians.values : {};
  return plottable(state, view).map((one) => ({
    title: titled(one, state),
    values: known[one.name] ?? null,
  }));
}

/** The first measurements at once, the others on demand: what can be done stays in sight. */
const FIRST = 6;

function medians(state: State, view: TableView): TemplateResult {
  const rows = medianRows(state, view);
  const lines = (some: readonly Median[]) =>
    some.map(
      (one) =>
        html`<tr><th scope="row">${one.title}</th>${one.values ? one.values.map((value) => html`<td>${measured(value)}</td>`) : html`<td>…</td><td>…</td>`}</tr>`,
    );
  const titles = html`<tr><th scope="col">${WORDS.median}</th><th scope="col">${WORDS.selectedShort}</th><th scope="col">${WORDS.others}</th></tr>`;
  const rest = rows.slice(FIRST);
  return html`<section aria-label=${WORDS.medians}>
    <table class="medians"><thead>${titles}</thead><tbody>${lines(rows.slice(0, FIRST))}</tbody></table>
    ${rest.length ? html`<details><summary class="small quiet">${WORDS.moreMedians(rest.length)}</summary><table class="medians"><tbody>${lines(rest)}</tbody></table></details>` : nothing}
  </section>`;
}

function actions(app: App, state: State, view: TableView): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    classify(app.store, String(new FormData(form).get("class") ?? ""), app.store.state.selection);
    form.reset();
  };
  const only = state.table.filter.only?.image === state.active;
  const names = active(state)?.classes ?? [];
  const correctable = !!shownLabels(state) && state.page !== "embed";
  const objects = idsOf(view) !== null;
  return html`<section class="actions" aria-label=${WORDS.actions}>
    ${
      objects
        ? html`<form class="line" @submit=${submit}>
        <input type="text" name="class" list="class-names" maxlength="60" placeholder=${WORDS.nameAsClass} aria-label=${WORDS.nameAsClass} autocomplete="off" />
        <datalist id="class-names">${names.map((one) => html`<option value=${one.name}></option>`)}</datalist>
        <button class="edged" type="submit">${icon("plus")}${WORDS.makeClass}</button>
      </form>`
        : nothing
    }
    <button @click=${() => app.stage.zoomToObject()}>${icon("target")}${WORDS.zoomToSelection}</button>
    <button @click=${() => showOnly(app.store, only ? null : app.store.state.selection)}>${icon("table")}${only ? WORDS.showAllRows : WORDS.showOnlyThese}</button>
    <button @click=${() => exportSelection(app, view)}>${icon("download")}${WORDS.exportSelection}</button>
    ${correctable ? html`<button @click=${() => app.correcting.remove()}>${icon("x")}${WORDS.deleteObjects}</button>` : nothing}
  </section>`;
}
