/** The landing page: the promise, the drop area, an address, samples, and a real result to look at. */
import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { chooseFiles, openSample } from "../commands";
import { EXAMPLE } from "../example";
import { icon } from "../icons";
import type { Sample, State } from "../store";
import { WORDS } from "../words";
import { goOnOffer, keepingChoice, stillWanted } from "./keeping";

export function landing(app: App, state: State): TemplateResult {
  return html`<main class="landing">
    <section class="pitch">
      <h1>${WORDS.promise[0]}<br />${WORDS.promise[1]}</h1>
      <p class="lead">${WORDS.pitch}</p>
      ${goOnOffer(app, state)}${stillWanted(app, state)}
      <div class="dropzone">
        ${icon("upload", 24)}
        <div class="grow"><b>${WORDS.dropAnywhere}</b><span class="small quiet">${WORDS.dropKinds}</span></div>
        <button class="primary" @click=${() => chooseFiles(app)}>${WORDS.chooseFile}</button>
      </div>
      ${state.page === "private" ? nothing : addressForm(app, state)}
      <p class="promise">
        ${icon("shield-check")}${WORDS.stays}
        <button class="link" @click=${() => app.store.ui({ popover: "privacy" })}>${WORDS.howToCheck}</button>
      </p>
      ${state.page === "private" ? keepingChoice(app, state) : nothing}
    </section>
    ${show()}
    ${samples(app, state.samples)}
  </main>`;
}

function addressForm(app: App, state: State): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const text = String(new FormData(event.target as HTMLFormElement).get("address") ?? "").trim();
    if (text) void app.opening.address(text, { byPerson: true });
  };
  return html`<form @submit=${submit}>
    <label class="field">
      ${icon("link")}<span class="sr">${WORDS.addressField}</span>
      <input name="address" type="text" inputmode="url" autocomplete="off" spellcheck="false"
        placeholder=${state.online ? WORDS.addressField : WORDS.addressOffline} ?disabled=${!state.online} />
    </label>
    <button class="edged" type="submit" ?disabled=${!state.online}>${WORDS.open}</button>
  </form>`;
}

/** A real result: what the recipe finds on the first sample, made by tools/make_example.py. */
function show(): TemplateResult {
  const { count, counts, from, step } = EXAMPLE;
  const top = Math.max(...counts);
  const bar = 176 / counts.length;
  return html`<section class="show" aria-label=${WORDS.exampleOf}>
    <img src="app/example.webp" alt=${WORDS.exampleOf} />
    <span class="caption">${WORDS.exampleOf}</span>
    <div class="result card plot">
      <span><b>${count}</b><span class="small quiet">${WORDS.counted}</span></span>
      <svg viewBox="-8 0 200 74" width="200" height="74" role="img" aria-label=${WORDS.exampleArea}>
        ${counts.map((one, i) => svg`<rect class="column" x=${2 + i * bar} width=${bar - 1} y=${46 - (44 * one) / top} height=${(44 * one) / top}></rect>`)}
        ${[0, 5, 10, 15, 20].map((i) => svg`<text x=${2 + i * bar} y="60" text-anchor="middle">${from + i * step}${i === 20 ? "+" : ""}</text>`)}
        <text x="90" y="73" text-anchor="middle">${WORDS.exampleArea}</text>
      </svg>
    </div>
  </section>`;
}

/** Their list comes a moment later than the page; its room is there from the start. */
function samples(app: App, list: Sample[]): TemplateResult {
  if (!list.length) return html`<div class="samples"></div>`;
  return html`<section class="samples" aria-label=${WORDS.trySample}>
    <span><b>${WORDS.trySample}</b> <span class="small quiet">${WORDS.sampleHint}</span>
      <button class="link small" @click=${() => app.store.ui({ dialog: "recipes" })}>${WORDS.allRecipes}</button></span>
    <ul>${list.map(
      (
        one,
      ) => html`<li><button data-sample=${one.id} title="${one.credit} · ${one.licence}" @click=${() => openSample(app, one)}>
        <img src=${one.thumbnail} alt="" width="84" height="84" />
        <span class="words"><b>${WORDS.engine.samples[one.id]?.[0] ?? one.title}</b><span class="small">${WORDS.engine.samples[one.id]?.[1] ?? one.subtitle}</span></span>
      </button></li>`,
    )}</ul>
  </section>`;
}
