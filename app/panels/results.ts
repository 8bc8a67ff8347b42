/** The result strip: the count, large; the plot; the table. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { type Column, columnNamed, type TableView, tableOf } from "../arrays";
import type { RunSummary } from "../messages";
import { duration, measured, median, percent, whole } from "../numbers";
import { active, type OpenImage, type State, shownTable, sizeOf } from "../store";
import { WORDS } from "../words";
import { plot } from "./plot";
import { table } from "./table";

/** The table that is shown, or none. */
export function tableShown(state: State): TableView | null {
  const result = shownTable(state);
  return result ? tableOf(result) : null;
}

export function resultStrip(app: App, state: State): TemplateResult | typeof nothing {
  const image = active(state);
  const kept = image && state.runs[image.key];
  if (!image || !kept)
    return html`<section class="nothing" aria-label=${WORDS.results}>${WORDS.noResults}</section>`;
  const view = tableShown(state);
  return html`<section class="strip" id="results" tabindex="-1" aria-label=${WORDS.results} data-show=${state.ui.stripTab}>
    ${countBox(state, image, kept.summary, view)}
    ${view ? html`${plot(app, state, view)}${table(app, state, view)}` : nothing}
  </section>`;
}

export function countBox(
  state: State,
  image: OpenImage,
  summary: RunSummary,
  view: TableView | null,
): TemplateResult {
  const objects = String(state.recipe.objects ?? "objects");
  const [number, noun] = summary.count === null ? ["", summary.headline] : [whole(summary.count), objects];
  const empty = summary.count === 0;
  return html`<div class="count-box">
    <span>${WORDS.objects}</span>
    <output class="large" aria-label=${summary.headline} data-count=${summary.count ?? ""}>${number}</output>
    <span>${summaryNoun(summary, noun ?? "")}</span>
    ${empty ? html`<p class="note">${WORDS.noObjects}</p>` : facts(image, summary, view)}
    ${state.selection.size ? html`<p class="note">${WORDS.selected(state.selection.size)}</p>` : nothing}
  </div>`;
}

/** What was counted; the headline's own words where it is more than a plain count (slices, frames, a coarser level). */
function summaryNoun(summary: RunSummary, noun: string): string {
  const words = summary.headline.replace(/^[\d\s\u2009\u202f]+/, "");
  const plain = words.replace(/, \d[\d\s\u2009]* cut by the edge/, "");
  return summary.count === null ? summary.headline : plain || noun;
}

const factLists = new WeakMap<RunSummary, [string, string][]>();

/** The numbers below the count; worked out once for each run. */
function facts(image: OpenImage, summary: RunSummary, view: TableView | null): TemplateResult {
  const rows = factLists.get(summary) ?? factRows(image, summary, view);
  factLists.set(summary, rows);
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function factRows(image: OpenImage, summary: RunSummary, view: TableView | null): [string, string][] {
  const area = view && columnNamed(view, "area_um2", "area_px");
  const rows: [string, string][] = [];
  if (area?.numbers) rows.push([WORDS.medianArea, `${measured(median(area.numbers))} ${area.unit}`]);
  if (summary.count !== null) rows.push([WORDS.atEdge, whole(summary.edge_count)]);
  const covered = view && coverage(image, view);
  if (covered) rows.push([WORDS.areaCovered, covered]);
  rows.push([WORDS.time, duration(summary.seconds)]);
  return rows;
}

/** The share of a single plane that the objects cover; not said for runs over regions or several planes. */
function coverage(image: OpenImage, view: TableView): string | null {
  const area = columnNamed(view, "area_px");
  const level = image.info.levels[0];
  if (!area?.numbers || !level || sizeOf(image.info, "z") > 1 || sizeOf(image.info, "t") > 1) return null;
  let sum = 0;
  for (const one of area.numbers) sum += one;
  const share = sum / (level.width * level.height);
  return share > 0 && share <= 1 ? percent(share) : null;
}

const columnLists = new WeakMap<TableView, Column[]>();

/** The columns to show; worked out once for each table. */
export function shownColumns(view: TableView): Column[] {
  const known = columnLists.get(view) ?? inReadingOrder(view);
  columnLists.set(view, known);
  return known;
}

const FIRST = ["object", "area", "circularity", "eccentricity", "mean_"];
const LAST = ["bbox_", "centroid_", "touches_edge"];

/** What is the same in every row is left out, places and boxes come last. */
function inReadingOrder(view: TableView): Column[] {
  const rank = (name: string) => {
    const front = FIRST.findIndex((one) => name.startsWith(one));
    if (front >= 0) return front;
    return LAST.some((one) => name.startsWith(one)) ? 20 : 10;
  };
  const physical = view.columns.some((one) => one.name.endsWith("_um2"));
  const kept = view.columns.filter((one) => varies(one) && !(physical && twin(view, one)));
  return kept.sort((a, b) => rank(a.name) - rank(b.name));
}

/** A pixel column whose physical one is there too. */
function twin(view: TableView, column: Column): boolean {
  const stem = column.name.replace(/_px$/, "");
  return (
    stem !== column.name &&
    view.columns.some((one) => one.name === `${stem}_um` || one.name === `${stem}_um2`)
  );
}

function varies(column: Column): boolean {
  if (column.name === "object") return true;
  const values = column.texts ?? column.numbers ?? [];
  if (!["image", "series", "well", "t", "z"].includes(column.name)) return true;
  for (let i = 1; i < values.length; i += 1) if (!Object.is(values[i], values[0])) return true;
  return false;
}

/** A column's name for people: “Area”, “Mean DNA”. */
export function columnTitle(column: Column, image: OpenImage | undefined): string {
  const stem = column.name.replace(/_(px|um|um2|um3|px2|deg)$/, "").replaceAll("_", " ");
  const channels = image?.view.channels.map((one) => one.name) ?? [];
  const named = channels.find((one) => stem.endsWith(` ${plainName(one)}`));
  const text = named ? `${stem.slice(0, -plainName(named).length)}${named}` : stem;
  return text[0]?.toUpperCase() + text.slice(1);
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
