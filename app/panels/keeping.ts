/** What is kept between visits: the offer to go on, the choice whether anything is kept, the files that are still needed. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { chooseFor } from "../commands";
import { icon } from "../icons";
import type { State, Wanted } from "../store";
import { sentenceOf, WORDS } from "../words";

const MOST_NAMES = 3;

/** On the landing page: the work of an earlier visit. */
export function goOnOffer(app: App, state: State): TemplateResult | typeof nothing {
  const { offer } = state.keeping;
  if (!offer) return nothing;
  const when = new Date(offer.saved).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const more = offer.images.length - MOST_NAMES;
  return html`<section class="go-on card" aria-label=${WORDS.goOnTitle}>
    <div class="grow">
      <b>${WORDS.goOnTitle}</b>
      <span class="small quiet">${WORDS.lastWork(offer.title, when)}</span>
      <span class="small names">${offer.images.slice(0, MOST_NAMES).join(", ")}${more > 0 ? ` ${WORDS.andMore(more)}` : nothing}</span>
    </div>
    <button title=${WORDS.startFreshHint} @click=${() => app.keeping.startFresh()}>${WORDS.startFresh}</button>
    <button class="edged" @click=${() => app.keeping.goOn()}>${icon("rotate-ccw")}${WORDS.goOn}</button>
  </section>`;
}

/** Whether this browser keeps the work. */
export function keepingChoice(app: App, state: State): TemplateResult | typeof nothing {
  const { phase } = state.keeping;
  if (state.page === "embed") return nothing;
  if (phase === "denied") return html`<p class="note">${WORDS.keepsNothing}</p>`;
  const toggle = (event: Event) => void app.keeping.turn((event.target as HTMLInputElement).checked);
  return html`<label class="check keep"><input type="checkbox" name="keep" .checked=${phase === "on"} @change=${toggle} />
    <span><b>${WORDS.keepWork}</b><span class="small quiet">${phase === "off" && state.page === "private" ? WORDS.keepsOff : ""} ${WORDS.keepWorkHint}</span></span>
  </label>`;
}

/** Files that a project or an earlier visit needs. */
export function stillWanted(app: App, state: State): TemplateResult | typeof nothing {
  if (!state.wanted.length || state.opening) return nothing;
  return html`<section class="wanted card" aria-label=${WORDS.wantedTitle}>
    <div class="head"><b class="grow">${WORDS.wantedTitle}</b>
      ${state.wanted.length > 1 ? html`<button @click=${() => app.projects.leaveOut()}>${WORDS.leaveAllOut}</button>` : nothing}</div>
    <p class="small quiet">${WORDS.wantedHint}</p>
    <ul>${state.wanted.map((one) => wantedRow(app, one))}</ul>
  </section>`;
}

function wantedRow(app: App, one: Wanted): TemplateResult {
  const { source, name } = one.image;
  const folder = source.kind === "files" && source.files.some((file) => file.path.includes("/"));
  const local = html`${one.again ? html`<button class="edged" @click=${() => app.projects.reopen(one)}>${WORDS.openAgain}</button>` : nothing}
    <button class="edged" aria-label="${folder ? WORDS.chooseFolder : WORDS.chooseFile}: ${name}" @click=${() => chooseFor(app, one, folder)}>${folder ? WORDS.chooseFolder : WORDS.chooseFile}</button>`;
  const remote = html`<button class="edged" @click=${() => app.projects.retry(one)}>${icon("refresh-cw")}${WORDS.tryAgain}</button>`;
  return html`<li>
    <span class="grow"><span class="name">${name}</span>${one.problem ? html`<span class="small warn">${sentenceOf(one.problem).message}</span>` : nothing}</span>
    ${source.kind === "files" ? local : remote}
    <button class="icon-only" aria-label="${WORDS.leaveOut}: ${name}" title=${WORDS.leaveOut} @click=${() => app.projects.leaveOut(one)}>${icon("x")}</button>
  </li>`;
}
