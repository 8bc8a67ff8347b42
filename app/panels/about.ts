/** What tabscope is, which version of it this is, and what it is made with, under which licences. */
import { html, nothing, type TemplateResult } from "lit-html";
import { until } from "lit-html/directives/until.js";
import type { App } from "../app";
import type { State } from "../store";
import { WORDS } from "../words";

interface Part {
  name: string;
  version: string;
  licence: string;
}

/** The list is read when somebody asks for it; asked again where it did not come. */
let list: Promise<Part[]> | null = null;

function parts(): Promise<Part[]> {
  list ??= fetch("third_party.json").then((answer) => {
    if (!answer.ok) throw new Error(`third_party.json: ${answer.status}`);
    return answer.json() as Promise<Part[]>;
  });
  list.catch(() => {
    list = null;
  });
  return list;
}

export function aboutBody(app: App, state: State): TemplateResult {
  const platform = Object.entries(state.platform);
  const tour = () => {
    app.store.ui({ dialog: "" });
    requestAnimationFrame(() => app.tour.start());
  };
  return html`<p>${WORDS.about}</p>
    <p class="note">tabscope ${state.describe?.version ?? ""}${platform.map(([name, value]) => ` · ${name} ${value}`).join("")}</p>
    ${until(parts().then(table, missing), nothing)}
    <p class="note"><a href="third_party.json">${WORDS.licences}</a></p>
    ${state.page === "embed" ? nothing : html`<div class="buttons"><button class="edged" @click=${tour}>${WORDS.tour}</button></div>`}`;
}

function table(found: Part[]): TemplateResult {
  return html`<div class="made-with" tabindex="0" role="group" aria-label=${WORDS.aboutThird}>
    <table>
      <thead><tr><th scope="col">${WORDS.aboutThird}</th><th scope="col">${WORDS.aboutVersion}</th><th scope="col">${WORDS.aboutLicence}</th></tr></thead>
      <tbody>${found.map((one) => html`<tr><td>${one.name}</td><td>${one.version}</td><td>${one.licence}</td></tr>`)}</tbody>
    </table>
  </div>`;
}

function missing(): TemplateResult {
  return html`<p class="note" role="status">${WORDS.aboutMissing}</p>`;
}
