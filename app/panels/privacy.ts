/** What left this tab: one sentence, then every request with its bytes. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import { bytes } from "../numbers";
import type { RequestEntry, State } from "../store";
import { WORDS } from "../words";
import { keepingChoice } from "./keeping";

export function privacyChip(app: App, state: State): TemplateResult {
  const foreign = hosts(state).length;
  const text =
    state.page === "private"
      ? WORDS.privatePageChip
      : foreign
        ? WORDS.addressesAsked(foreign)
        : WORDS.nothingLeft;
  const toggle = () => app.store.ui({ popover: state.ui.popover === "privacy" ? "" : "privacy" });
  return html`<button class=${foreign ? "asked" : "safe"} aria-haspopup="dialog" aria-expanded=${state.ui.popover === "privacy"} @click=${toggle}>
    ${icon(state.page === "private" ? "lock" : "shield-check")}<span>${text}</span>
  </button>`;
}

/** The hosts other than this site that were asked. */
function hosts(state: State): string[] {
  return [
    ...new Set(
      state.requests.filter((one) => !one.own).map((one) => new URL(one.address, location.href).host),
    ),
  ];
}

export function privacyPopover(app: App, state: State): TemplateResult {
  const foreign = state.requests.filter((one) => !one.own);
  const own = state.requests.filter((one) => one.own);
  return html`<div class="popover under-bar privacy" role="dialog" aria-label=${WORDS.howToCheck}>
    <p>${WORDS.privacy} ${state.page === "private" ? WORDS.keptByBrowser : WORDS.keptByTabscope}</p>
    <b>${WORDS.sentPixels}</b>
    ${foreign.length ? requestTable(foreign) : nothing}
    ${own.length ? html`<details><summary>${WORDS.programFiles} (${own.length})</summary>${requestTable(own)}</details>` : nothing}
    ${keepingChoice(app, state)}
    <div>
      <button class="edged" @click=${() => copyList(app, state.requests)}>${icon("copy")}${WORDS.copy}</button>
      ${state.page === "private" ? nothing : html`<a href="private.html">${WORDS.openPrivate}</a>`}
    </div>
  </div>`;
}

function requestTable(requests: RequestEntry[]): TemplateResult {
  return html`<div class="scroll"><table>
    <thead><tr>${WORDS.requestTitles.map((one) => html`<th>${one}</th>`)}</tr></thead>
    <tbody>${requests.slice(-200).map(
      (one) => html`<tr>
        <td>${new Date(one.time).toLocaleTimeString()}</td><td>${one.method}</td><td>${one.address}</td>
        <td>${bytes(one.sent)}</td><td>${bytes(one.received)}</td>
      </tr>`,
    )}</tbody>
  </table></div>`;
}

async function copyList(app: App, requests: RequestEntry[]): Promise<void> {
  const lines = requests.map((one) =>
    [new Date(one.time).toISOString(), one.method, one.address, one.sent, one.received].join("\t"),
  );
  await navigator.clipboard.writeText(lines.join("\n"));
  app.store.ui({ toast: { text: WORDS.copied, action: "" } });
}
