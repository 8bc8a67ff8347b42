/** The image with what lies on it: legend, zoom, slices and times, the messages that stand in its place. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import { active, type OpenImage, type State } from "../store";
import { WORDS } from "../words";
import { axes } from "./axes";
import { problemCard } from "./problem";
import { engineWords } from "./status";
import { tools } from "./tools";

export function imageArea(app: App, state: State): TemplateResult {
  const image = active(state);
  return html`<main class="middle" aria-label=${WORDS.imageTitle} id="image" tabindex="-1">
    <div class="canvas">
      ${app.stage.element}
      ${image ? tools(app, state) : nothing}
      ${image?.darkOnBright ? invertOffer(app, image) : nothing}
      ${toastOf(app, state)}
    </div>
    ${axes(app, state)}
  </main>`;
}

/** Instead of an image: what is being opened, or why it could not be. */
export function instead(app: App, state: State): TemplateResult {
  if (state.screen === "error" && state.problem) {
    return html`<main class="centre">${problemCard(app, state, state.problem)}</main>`;
  }
  const { opening } = state;
  const { phase } = state.engine;
  const starting = phase === "starting" ? WORDS.startingPython : engineWords(state);
  const words = phase === "ready" ? opening?.words : starting;
  return html`<main class="centre">
    <div class="waiting" role="status">
      <b>${opening?.name ?? ""}</b>
      <span>${words}</span>
    </div>
  </main>`;
}

function invertOffer(app: App, image: OpenImage): TemplateResult {
  return html`<div class="offer" role="status">
    <span>${WORDS.invertOffer}</span>
    <button class="edged" @click=${() => app.running.invert()}>${WORDS.invert}</button>
    <button class="icon-only" aria-label=${WORDS.close} @click=${() => app.store.image(image.key, { darkOnBright: false })}>${icon("x")}</button>
  </div>`;
}

export function toastOf(app: App, state: State): TemplateResult | typeof nothing {
  const said = state.ui.toast;
  if (!said) return nothing;
  const undo = () => {
    app.store.undo();
    app.store.ui({ toast: null });
  };
  return html`<div class="toast" role="status">
    <span>${said.text}</span>
    ${said.action === "undo" ? html`<button @click=${undo}>${WORDS.undo}</button>` : nothing}
    <button class="icon-only" aria-label=${WORDS.close} @click=${() => app.store.ui({ toast: null })}>${icon("x")}</button>
  </div>`;
}
