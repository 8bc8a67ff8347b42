/** The embedded figure: image, count, plot and table in a small frame (interface.md, section 2). */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import { operationOf, writtenValue } from "../recipe";
import { tableShown } from "../rows";
import { active, type State } from "../store";
import { WORDS } from "../words";
import { questions } from "./dialogs";
import { toastOf } from "./image";
import { parameter } from "./parameter";
import { plot } from "./plot";
import { fault, problemCard } from "./problem";
import { countBox } from "./results";
import { engineWords } from "./status";
import { sampleOf, stillPicture, stillWords } from "./still";
import { table } from "./table";
import { mark } from "./topbar";

export function figure(app: App, state: State): TemplateResult {
  const image = active(state);
  return html`<div class="figure">
      <header class="bar-line">
        ${mark()}<h1>${image ? image.source.name || image.info.name : (sampleOf(state)?.title ?? WORDS.product)}</h1>
        <span class="grow"></span>
        <span class="safe">${icon("shield-check")}${WORDS.runsHere}</span>
        <button @click=${() => openFull(app)}>${icon("external-link")}${WORDS.openFull}</button>
      </header>
      ${middle(app, state)} ${side(app, state)}
      <footer class="credit"><span>${credit(state)}</span><span>${engineLine(state)}</span></footer>
    </div>
    ${questions(app, state)}`;
}

function middle(app: App, state: State): TemplateResult {
  if (state.screen === "error" && state.problem)
    return html`<main class="middle centre">${problemCard(app, state, state.problem)}</main>`;
  const view = tableShown(state);
  const covering = state.ui.dialog === "" && state.ui.stripTab === "table" && view;
  return html`<main class="middle" aria-label=${WORDS.imageTitle} id="image">
    <div class="canvas">
      ${app.stage.element}
      ${state.still ? stillPicture(app, state) : nothing} ${isEmpty(state) ? html`<p class="still note">${WORDS.figureEmpty}</p>` : nothing}
      ${state.opening && !state.still && state.engine.phase !== "failed" ? html`<div class="toast" role="status">${state.opening.words}</div>` : nothing} ${toastOf(app, state)}
      ${
        covering
          ? html`<div class="overlay-table">${table(app, state, view)}
            <div class="buttons"><button class="edged" @click=${() => app.store.ui({ stripTab: "plot" })}>${icon("x")}${WORDS.close}</button></div></div>`
          : nothing
      }
    </div>
  </main>`;
}

function side(app: App, state: State): TemplateResult {
  const image = active(state);
  const kept = image && state.runs[image.key];
  const view = tableShown(state);
  return html`<aside class="side" aria-label=${WORDS.results}>
    ${state.run.problem ? fault(app, state.run.problem) : nothing}
    ${kept ? html`<div class="together">${countBox(app, state, image, kept.summary, view)}${view ? plot(app, state, view) : nothing}</div>` : waiting(app, state)}
    ${parameters(app, state)}
    ${image && !state.still ? buttons(app, state, !!kept) : nothing}
  </aside>`;
}

/** Nothing is open, nothing is on its way, and the address names nothing. */
function isEmpty(state: State): boolean {
  return (
    !active(state) && !state.opening && !state.questions.length && !/[#&](source|sample)=/.test(location.hash)
  );
}

function waiting(app: App, state: State): TemplateResult {
  if (state.still) return stillWords(state);
  const { phase, problem } = state.engine;
  if (phase === "failed" && problem) return fault(app, problem);
  const percent = Math.round(state.run.fraction * 100);
  if (state.run.phase === "idle") return html`<p class="note">${WORDS.noResults}</p>`;
  const words = state.run.phase === "queued" ? engineWords(state) : state.run.words;
  return html`<p class="note" role="status">${words}</p>
    <div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent} aria-label=${words}><i .style=${`width:${percent}%`}></i></div>`;
}

function buttons(app: App, state: State, done: boolean): TemplateResult {
  const busy = state.run.phase !== "idle";
  const run = () => app.running.run().catch(() => undefined);
  return html`<div class="buttons">
    ${
      done
        ? html`<button class="edged" @click=${() => app.store.ui({ stripTab: "table" })}>${icon("table")}${WORDS.table}</button>
      <button class="edged" @click=${() => app.exporting.save(["table"])}>${icon("download")}${WORDS.csv}</button>`
        : nothing
    }
    ${busy ? html`<button class="edged" @click=${() => app.running.cancel()}>${icon("square")}${WORDS.cancel}</button>` : nothing}
    ${!done && !busy && state.recipe.steps.length ? html`<button class="primary" @click=${run}>${icon("play")}${WORDS.run}</button>` : nothing}
  </div>`;
}

/** At most three parameters that the author of the recipe named: `"offer": ["split.min_distance"]`. */
function parameters(app: App, state: State): TemplateResult | typeof nothing {
  const offered = Array.isArray(state.recipe.offer)
    ? (state.recipe.offer as unknown[]).slice(0, 3).map(String)
    : [];
  const operations = state.describe?.operations ?? [];
  const fields = offered.flatMap((one) => {
    const [id, name] = one.split(".");
    const step = state.recipe.steps.find((candidate) => candidate.id === id);
    const info = step && operationOf(step, operations)?.params.find((candidate) => candidate.name === name);
    if (!step || !info || writtenValue(step, info) === undefined) return [];
    return [parameter({ app, state, step, problems: [] }, info)];
  });
  if (!fields.length) return nothing;
  return html`<details open><summary class="small">${WORDS.parameters}</summary>${fields}</details>`;
}

async function openFull(app: App): Promise<void> {
  const page = new URL("index.html", location.href).href;
  // Where nothing could be opened here, the full page gets what this frame was asked for.
  const link = active(app.store.state) ? await app.exporting.link(page) : page + location.hash;
  // Without "noopener", which would hide whether a sandbox forbade it.
  const opened = window.open(link, "_blank");
  if (opened) opened.opener = null;
  else app.store.ui({ toast: { text: WORDS.mayNotOpen, action: "" } });
}

function credit(state: State): string {
  const image = active(state);
  const source = image?.info.source ?? {};
  const known = image
    ? state.samples.find((one) => image.source.address?.endsWith(one.source))
    : sampleOf(state);
  if (known) return `${known.credit}, ${known.licence}`;
  return [source.credit, source.licence].filter((one) => typeof one === "string").join(", ");
}

function engineLine(state: State): string {
  return state.still || state.engine.phase === "ready" ? WORDS.product : engineWords(state);
}
