/** The full page: which panels are on screen in which state. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { headlineOf } from "../engine-words";
import { icon } from "../icons";
import { active, type OpenImage, type State, sizeOf } from "../store";
import { WORDS } from "../words";
import { channels } from "./channels";
import { dialogs, questions } from "./dialogs";
import { imageArea, instead } from "./image";
import { stillWanted } from "./keeping";
import { landing } from "./landing";
import { resultStrip } from "./results";
import { rightPanel } from "./selection";
import { sheetTabs } from "./sheet";
import { splitter } from "./splitter";
import { status } from "./status";
import { topbar } from "./topbar";
import { tour } from "./tour";

export function page(app: App, state: State): TemplateResult {
  return html`<div class="app">
      ${active(state) && state.screen !== "error" ? skips(state) : nothing} ${topbar(app, state)} ${middle(app, state)} ${status(app, state)}
    </div>
    ${tour(app, state)} ${dialogs(app, state)} ${questions(app, state)} ${state.screen === "landing" ? nothing : stillWanted(app, state)}
    ${state.ui.dragging ? html`<div class="drop-edge">${WORDS.dropToOpen}</div>` : nothing}
    <div class="sr" role="status" aria-live="polite">${announced(state)}</div>`;
}

function middle(app: App, state: State): TemplateResult {
  if (state.screen === "landing") return landing(app, state);
  if (state.screen === "open" && active(state)) return work(app, state);
  return instead(app, state);
}

function skips(state: State): TemplateResult {
  return html`<a class="skip" href="#image" @click=${jump("#viewer")}>${WORDS.skipImage}</a>
    ${state.runs[state.active] ? html`<a class="skip" href="#results" @click=${jump("#results")}>${WORDS.skipResults}</a>` : nothing}`;
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
  const { left, right, strip: height, sheet } = state.settings;
  const axes = (["z", "t"] as const).filter(
    (axis) => sizeOf((active(state) as OpenImage).info, axis) > 1,
  ).length;
  const sizes = `--left:${left}px;--right:${right}px;--strip:${height}px;--axes:${axes}`;
  return html`<div class="work" data-tab=${state.ui.tab} data-strip=${strip} data-sheet=${sheet} .style=${sizes}
    ?data-no-left=${!left} ?data-no-right=${!right} ?data-no-strip=${!height}>
    ${rail(app, state)} ${channels(app, state)} ${imageArea(app, state)} ${rightPanel(app, state)} ${sheetTabs(app, state)}
    ${resultStrip(app, state)}
    <div class="edges" role="region" aria-label=${WORDS.edges}>
      ${splitter(app, state, "left")} ${splitter(app, state, "right")} ${strip === "open" ? splitter(app, state, "strip") : nothing}
    </div>
  </div>`;
}

/** Between 900 and 1200 px the left panel is a rail whose button opens it over the image. */
function rail(app: App, state: State): TemplateResult {
  const { flyout } = state.ui;
  return html`<nav class="rail" aria-label=${WORDS.panels}>
    <button class="icon-only" aria-label=${WORDS.channels} title=${WORDS.channels} aria-expanded=${flyout} @click=${() => app.store.ui({ flyout: !flyout })}>${icon("sliders")}</button>
  </nav>`;
}

/** Said to those who do not see it: the end of a run. */
function announced(state: State): string {
  const kept = state.runs[state.active];
  if (state.ui.said) return state.ui.said;
  return kept && state.run.phase === "idle" ? WORDS.announce(headlineOf(kept.summary.headline)) : "";
}
