/** The full page: which panels are on screen in which state. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import { active, type State, type Ui } from "../store";
import { WORDS } from "../words";
import { channels } from "./channels";
import { dialogs, questions } from "./dialogs";
import { imageArea, instead } from "./image";
import { landing } from "./landing";
import { recipePanel } from "./recipe";
import { resultStrip } from "./results";
import { status } from "./status";
import { topbar } from "./topbar";

export function page(app: App, state: State): TemplateResult {
  return html`<div class="app">
      ${active(state) && state.screen !== "error" ? skips() : nothing} ${topbar(app, state)} ${middle(app, state)} ${status(app, state)}
    </div>
    ${dialogs(app, state)} ${questions(app, state)}
    ${state.ui.dragging ? html`<div class="drop-edge">${WORDS.dropToOpen}</div>` : nothing}
    <div class="sr" role="status" aria-live="polite">${announced(state)}</div>`;
}

function middle(app: App, state: State): TemplateResult {
  if (state.screen === "landing") return landing(app, state);
  if (state.screen === "open" && active(state)) return work(app, state);
  return instead(app, state);
}

function skips(): TemplateResult {
  return html`<a class="skip" href="#image" @click=${jump("#viewer")}>${WORDS.skipImage}</a>
    <a class="skip" href="#results" @click=${jump("#results")}>${WORDS.skipResults}</a>`;
}

/** The hash of the page is its state; a jump must not write into it. */
function jump(to: string) {
  return (event: Event) => {
    event.preventDefault();
    document.querySelector<HTMLElement>(to)?.focus();
  };
}

function work(app: App, state: State): TemplateResult {
  const strip = state.runs[state.active] ? "open" : "none";
  return html`<div class="work" data-tab=${state.ui.tab} data-strip=${strip}>
    ${rail(app, state)} ${channels(app, state)} ${imageArea(app, state)} ${recipePanel(app, state)} ${tabs(app, state)}
    ${resultStrip(app, state)}
  </div>`;
}

/** Between 900 and 1200 px the left panel is a rail whose button opens it over the image. */
function rail(app: App, state: State): TemplateResult {
  const { flyout } = state.ui;
  return html`<nav class="rail" aria-label="Panels">
    <button class="icon-only" aria-label=${WORDS.channels} title=${WORDS.channels} aria-expanded=${flyout} @click=${() => app.store.ui({ flyout: !flyout })}>${icon("sliders")}</button>
  </nav>`;
}

/** Below 900 px one sheet with tabs holds the panels. */
function tabs(app: App, state: State): TemplateResult {
  const tab = (name: Ui["tab"], text: string) =>
    html`<button role="tab" aria-selected=${state.ui.tab === name} @click=${() => app.store.ui({ tab: name })}>${text}</button>`;
  return html`<div class="tabs" role="tablist">
    ${tab("channels", WORDS.channels)}${tab("recipe", WORDS.recipe)}${tab("results", WORDS.results)}
    <span class="grow"></span>
    <button class="edged" @click=${() => app.running.run().catch(() => undefined)}>${icon("play")}${WORDS.run}</button>
  </div>`;
}

/** Said to those who do not see it: the end of a run. */
function announced(state: State): string {
  const kept = state.runs[state.active];
  return kept && state.run.phase === "idle" ? WORDS.announce(kept.summary.headline) : "";
}
