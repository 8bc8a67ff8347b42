/** A figure before its reader makes it live: its picture and count, and what the click will load (interface.md, picture 11). */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { EXAMPLE } from "../example";
import { icon } from "../icons";
import { active, type Sample, type State } from "../store";
import { WORDS } from "../words";

/** The picture with the one button; an image that needs no Python to be seen lies under it already. */
export function stillPicture(app: App, state: State): TemplateResult {
  const sample = sampleOf(state);
  const seen = active(state) || !sample;
  const live = () => app.store.set({ still: false });
  return html`<div class="still">
    ${seen ? nothing : html`<img src=${isExample(state, sample) ? "app/example.webp" : sample.thumbnail} alt=${sample.title} />`}
    <button class="primary tall" @click=${live}>${icon("play")}${WORDS.makeLive}</button>
  </div>`;
}

export function stillWords(state: State): TemplateResult {
  const sample = sampleOf(state);
  return html`${sample && isExample(state, sample) ? html`<p class="count-box"><b class="large">${EXAMPLE.count}</b> ${WORDS.counted}</p>` : nothing}
    <p class="note">${state.recipe.title}</p>
    <p class="note grow-above">${WORDS.stillHint}</p>`;
}

/** The sample that the figure's address names, by its id or by where it lies. */
export function sampleOf(state: State): Sample | undefined {
  const fields = new URLSearchParams(location.hash.slice(1));
  return state.samples.find((one) => one.id === fields.get("sample") || one.source === fields.get("source"));
}

/** What was found on the first sample is known without a run: `tools/make_example.py` made it. */
function isExample(state: State, sample: Sample): boolean {
  const fields = new URLSearchParams(location.hash.slice(1));
  const recipe = fields.get("recipe") ?? sample.recipe;
  return (
    sample === state.samples[0] && recipe === "count-nuclei" && !fields.has("areas") && !fields.has("region")
  );
}
