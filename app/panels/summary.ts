/** Statistics of what was measured: by image, by class, by time. */
import { html, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { type Column, columnNamed, type TableView, tableOf } from "../arrays";
import { withClasses } from "../classes";
import { keptRows } from "../filter";
import { icon } from "../icons";
import { measured, whole } from "../numbers";
import { filteredRows } from "../rows";
import type { State } from "../store";
import { type Group, groupedBy, rowsIn, type Statistics, statistics } from "../summary";
import { WORDS } from "../words";
import { plottable, titled } from "./columns";
import { copyText } from "./table";

/** The groups that a person asked for; images that have no result are not among them. */
function groupsOf(state: State, view: TableView): Group[] {
  const { summaryBy } = state.ui;
  if (summaryBy === "image") return byImage(state, view);
  const column = columnNamed(view, summaryBy);
  const keep = filteredRows(state, view);
  if (column) return groupedBy(view, keep, column, summaryBy === "class" ? WORDS.noClass : "–");
  return [{ name: WORDS.all, view, rows: rowsIn(keep) }];
}

/** The same table of every image that was run. */
function byImage(state: State, shown: TableView): Group[] {
  return state.images.flatMap((image) => {
    const results = state.runs[image.key]?.results ?? [];
    const result = results.findLast((one) => one.kind === "table" && one.step === shown.step);
    if (!result) return [];
    const view = withClasses(tableOf(result), image.classes);
    const keep = keptRows(view, state.table.filter, image.key);
    return [{ name: image.source.name || image.info.name, view, rows: rowsIn(keep) }];
  });
}

const FIELDS: (keyof Statistics)[] = [
  ...(["count", "mean", "median", "sd", "low", "quarter", "threeQuarters", "high"] as const),
];

interface Lines {
  state: State["ui"]["summaryBy"];
  key: readonly unknown[];
  rows: { group: string; column: Column; found: Statistics }[];
}

const known = new WeakMap<TableView, Lines>();

/** One line for each group and column; worked out once for each change. */
function linesOf(state: State, view: TableView): Lines["rows"] {
  const key = [state.images, state.runs, state.table.filter, state.table.shown, state.table.order];
  const before = known.get(view);
  if (before?.state === state.ui.summaryBy && before.key.every((one, i) => one === key[i]))
    return before.rows;
  const groups = groupsOf(state, view);
  const rows = plottable(state, view).flatMap((column) =>
    groups.map((group) => ({
      group: group.name,
      column,
      found: statistics(columnNamed(group.view, column.name), group.rows),
    })),
  );
  known.set(view, { state: state.ui.summaryBy, key, rows });
  return rows;
}

export function summaryTable(app: App, state: State, view: TableView): TemplateResult {
  const rows = linesOf(state, view);
  const { summaryBy } = state.ui;
  const choices = (["image", "class", "t"] as const).filter(
    (one) => one === "image" || columnNamed(view, one),
  );
  const choose = (event: Event) =>
    app.store.ui({ summaryBy: (event.target as HTMLSelectElement).value as State["ui"]["summaryBy"] });
  return html`<div class="summary">
    <div class="line">
      <label>${WORDS.by} <select @change=${choose}>${choices.map((one) => html`<option value=${one} ?selected=${one === summaryBy}>${WORDS.summaryBy[one]}</option>`)}</select></label>
      <span class="grow"></span>
      <button @click=${() => copySummary(app, state, view)}>${icon("copy")}${WORDS.copy}</button>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label=${WORDS.summary}><table class="numbers">
      <thead><tr><th scope="col">${WORDS.measurement}</th><th scope="col">${WORDS.summaryBy[summaryBy]}</th>${FIELDS.map((one) => html`<th scope="col">${WORDS.statistics[one]}</th>`)}</tr></thead>
      <tbody>${rows.map(
        ({
          group,
          column,
          found,
        }) => html`<tr><th scope="row">${titled(column, state)}</th><td class="text">${group}</td>
          ${FIELDS.map((one) => html`<td>${one === "count" ? whole(found.count) : measured(found[one])}</td>`)}</tr>`,
      )}</tbody>
    </table></div>
    <p class="note micro">${WORDS.exportHint} ${rows.some(({ found }) => found.missing) ? WORDS.missingLeft : ""}</p>
  </div>`;
}

function copySummary(app: App, state: State, view: TableView): void {
  const rows = linesOf(state, view);
  const title = ["column", "unit", state.ui.summaryBy, "count", "missing", ...FIELDS.slice(1)];
  const lines = rows.map(({ group, column, found }) =>
    [
      column.name,
      column.unit,
      group,
      found.count,
      found.missing,
      ...FIELDS.slice(1).map((one) => plain(found[one])),
    ].join("\t"),
  );
  void copyText(app, [title.join("\t"), ...lines].join("\n"), WORDS.copiedRows(lines.length));
}

function plain(value: number): string {
  return Number.isFinite(value) ? String(value) : "";
}

/** The median of a column for some rows; NaN where there is none. */
export function medianOf(column: Column, rows: ArrayLike<number>): number {
  return statistics(column, rows).median;
}
