/** The result strip: the count, large; the plot; the table. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { columnNamed, type TableView } from "../arrays";
import { headlineOf, nounOf } from "../engine-words";
import type { RunSummary } from "../messages";
import { duration, measured, median, percent, whole } from "../numbers";
import { tableShown } from "../rows";
import { active, type OpenImage, type State, sizeOf } from "../store";
import { WORDS } from "../words";
import { classNotes } from "./class-list";
import { allPlots, plot } from "./plot";
import { table } from "./table";

export function resultStrip(app: App, state: State): TemplateResult | typeof nothing {
  const image = active(state);
  const kept = image && state.runs[image.key];
  if (!image || !kept)
    return html`<section class="nothing" aria-label=${WORDS.results}>${WORDS.noResults}</section>`;
  const view = tableShown(state);
  const large = state.ui.enlarged && view;
  return html`<section class="strip" id="results" tabindex="-1" aria-label=${WORDS.results} data-show=${state.ui.stripTab} ?data-enlarged=${large}>
    ${large ? allPlots(app, state, view) : nothing}
    ${large ? nothing : countBox(app, state, image, kept.summary, view)}
    ${view && !large ? html`${plot(app, state, view)}${table(app, state, view)}` : nothing}
  </section>`;
}

export function countBox(
  app: App,
  state: State,
  image: OpenImage,
  summary: RunSummary,
  view: TableView | null,
): TemplateResult {
  const objects = nounOf(state.recipe.objects);
  const headline = headlineOf(summary.headline);
  const [number, noun] = summary.count === null ? shareOf(headline) : [whole(summary.count), objects];
  const empty = summary.count === 0;
  return html`<div class="count-box">
    <span>${summary.count === null ? WORDS.result : WORDS.objects}</span>
    <output class="large" aria-label=${headline} data-count=${summary.count ?? ""} ?data-long=${number.length > 6}>${number}</output>
    <span>${summaryNoun(summary, noun ?? "")}</span>
    ${empty ? html`<p class="note">${WORDS.noObjects}</p>` : facts(image, summary, view)}
    ${state.selection.size ? html`<p class="note"><button class="link" @click=${() => app.store.ui({ recipeStays: false, tab: "recipe" })}>${WORDS.selected(state.selection.size)}</button></p>` : nothing}
    ${classNotes(app, state)}
    ${state.page === "embed" ? nothing : html`<p class="note take"><button class="link" @click=${() => app.store.ui({ dialog: "methods" })}>${WORDS.methods}</button></p>`}
  </div>`;
}

/** What was counted; the headline's own words where it is more than a plain count (slices, frames, a coarser level). */
function summaryNoun(summary: RunSummary, noun: string): string {
  const words = headlineOf(summary.headline).replace(/^[\d\s\u2009\u202f]+/, "");
  const cut = WORDS.cutByEdge(whole(summary.edge_count));
  const plain = words.replace(`, ${cut}`, "");
  return summary.count === null ? noun : plain || noun;
}

/** A headline that begins with a share says it large. */
function shareOf(headline: string): [share: string, words: string] {
  const [, share = "", words = headline] = /^(\S+ %) (.+)$/.exec(headline) ?? [];
  return [share, words];
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
