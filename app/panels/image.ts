/** The image with what lies on it: legend, zoom, slices and times, the messages that stand in its place. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import { measured } from "../numbers";
import { active, type OpenImage, pixelSize, type State, sizeOf } from "../store";
import { WORDS } from "../words";
import { problemCard } from "./problem";
import { engineWords } from "./status";

export function imageArea(app: App, state: State): TemplateResult {
  const image = active(state);
  return html`<main class="middle" aria-label="Image" id="image" tabindex="-1">
    <div class="canvas">
      ${app.stage.element}
      ${image?.darkOnBright ? invertOffer(app, image) : nothing}
      ${toastOf(app, state)}
    </div>
    ${image ? axes(app, image) : nothing}
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

function axes(app: App, image: OpenImage): TemplateResult | typeof nothing {
  const z = sizeOf(image.info, "z");
  const t = sizeOf(image.info, "t");
  if (z < 2 && t < 2) return nothing;
  return html`<div class="axes">
    ${z > 1 ? sliceAxis(app, image, z) : nothing}
    ${t > 1 ? axis(WORDS.frame(image.view.t + 1, t), image.view.t, t, (value) => app.store.view({ t: value })) : nothing}
  </div>`;
}

/** One slice, or the maximum over all of them. */
function sliceAxis(app: App, image: OpenImage, size: number): TemplateResult {
  const { z, projected } = image.view;
  const depth = pixelSize(image)?.z;
  const away = depth ? `, ${measured(z * depth)} µm` : "";
  const text = projected ? WORDS.planeMax : WORDS.slice(z + 1, size) + away;
  const toggle = html`<button class="edged" aria-pressed=${projected} title=${WORDS.planeMax}
    @click=${() => app.store.view({ projected: !projected })}>${WORDS.max}</button>`;
  return axis(text, z, size, (value) => app.store.view({ z: value, projected: false }), toggle);
}

function axis(
  text: string,
  value: number,
  size: number,
  change: (value: number) => void,
  more: unknown = nothing,
): TemplateResult {
  return html`<div class="axis">
    <span>${text}</span>
    <input type="range" min="0" max=${size - 1} step="1" .value=${String(value)} aria-label=${text.split(" ")[0]} aria-valuetext=${text}
      .style=${`--at:${(100 * value) / (size - 1)}%`}
      @input=${(event: Event) => change(Number((event.target as HTMLInputElement).value))} />
    ${more}
  </div>`;
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
