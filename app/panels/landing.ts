/** The landing page: the promise, the drop area, an address, samples, and a real result to look at. */
import { type TemplateResult, html, nothing } from "lit-html";
import type { App } from "../app";
import { chooseFiles } from "../commands";
import { icon } from "../icons";
import type { Sample, State } from "../store";
import { WORDS } from "../words";

export function landing(app: App, state: State): TemplateResult {
  return html`<main class="landing">
    <section class="pitch">
      <h1>${WORDS.promise[0]}<br />${WORDS.promise[1]}</h1>
      <p class="lead">${WORDS.pitch}</p>
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
    </section>
    ${show(state)}
    ${state.samples.length ? samples(app, state.samples) : nothing}
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

/** The first sample with its result, as the site's build made it. */
function show(state: State): TemplateResult {
  const first = state.samples[0];
  return html`<section class="show" aria-label="An example">
    ${first ? html`<img src=${first.preview || first.thumbnail} alt="" /><span class="caption">${first.title}</span>` : nothing}
    ${
      first?.count
        ? html`<div class="result card"><b>${first.count}</b><span class="small quiet">${first.counted} counted</span></div>`
        : nothing
    }
  </section>`;
}

function samples(app: App, list: Sample[]): TemplateResult {
  return html`<section class="samples" aria-label=${WORDS.trySample}>
    <span><b>${WORDS.trySample}</b> <span class="small quiet">${WORDS.sampleHint}</span></span>
    <ul>${list.map(
      (
        one,
      ) => html`<li><button data-sample=${one.id} title="${one.credit} · ${one.licence}" @click=${() => app.opening.sample(one)}>
        <img src=${one.thumbnail} alt="" width="84" height="84" />
        <span><b>${one.title}</b><span class="small">${one.subtitle}</span></span>
      </button></li>`,
    )}</ul>
  </section>`;
}
