/** What is kept for work without a connection, and the newer version that waits. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import type { State } from "../store";
import { WORDS } from "../words";

export function offlineBody(app: App, state: State): TemplateResult {
  const { phase, total, kept } = state.offline;
  if (phase === "denied") return html`<p>${WORDS.offlineDenied}</p>`;
  if (!total)
    return html`<p>${WORDS.offlineWhat}</p><p class="note" role="status">${WORDS.offlineStarting}</p>`;
  const busy = phase === "keeping";
  const all = kept >= total;
  return html`<p>${WORDS.offlineWhat}</p>
    <div class="bar" role="progressbar" aria-label=${WORDS.offlineTitle} aria-valuemin="0" aria-valuemax=${total} aria-valuenow=${kept} aria-valuetext=${WORDS.offlineKept(kept, total)}>
      <i .style=${`width:${(100 * kept) / total}%`}></i>
    </div>
    <p class="note" role="status">${all ? WORDS.allKept : WORDS.offlineKept(kept, total)}</p>
    ${phase === "failed" ? html`<p class="reason" role="alert">${WORDS.offlineFailed}</p>` : nothing}
    <div class="buttons">
      <button class="primary" ?disabled=${busy || all} @click=${() => app.offline.keepAll()}>
        ${icon("download")}${busy ? WORDS.keeping : WORDS.keepAll(total - kept)}
      </button>
    </div>`;
}

/** Told quietly, where the page's own state is told; taken on a click or at the next visit. */
export function updateNotice(app: App, state: State): TemplateResult | typeof nothing {
  const { update } = state.offline;
  if (!update) return nothing;
  const words = update === "others" ? WORDS.updateOthers : WORDS.updateReady;
  return html`<span class="update" role="status">${words} <button class="link" @click=${() => app.offline.take()}>${WORDS.reload}</button></span>`;
}
