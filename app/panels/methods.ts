/** The dialog of the methods text: a paragraph, its references, and ways to take them along. */
import { html, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { download } from "../exporting";
import { icon } from "../icons";
import type { MethodsResult } from "../messages";
import type { State } from "../store";
import { WORDS } from "../words";
import { fault } from "./problem";
import { copyText } from "./table";

export function methodsBody(app: App, state: State): TemplateResult {
  const { written, problem, ofRun } = state.methods;
  if (problem) return fault(app, problem);
  if (!written) return html`<p class="note" role="status">${WORDS.methodsWaits}</p>`;
  return html`<p class="note">${ofRun ? WORDS.methodsOfRun : WORDS.methodsOfRecipe}</p>
    <h3>${WORDS.methodsText}</h3>
    <p class="written" tabindex="0" role="region" aria-label=${WORDS.methodsText} lang="en">${written.text}</p>
    <h3>${WORDS.methodsReferences}</h3>
    <ol class="references" lang="en">${written.references.map((one) => html`<li>${one}</li>`)}</ol>
    ${buttons(app, written)}`;
}

function buttons(app: App, written: MethodsResult): TemplateResult {
  const copy = (text: string, label: string) =>
    html`<button class="edged" @click=${() => copyText(app, text, WORDS.copied)}>${icon("copy")}${label}</button>`;
  return html`<div class="buttons">
    ${copy(written.bibtex, WORDS.copyBibtex)} ${copy(written.csl_json, WORDS.copyCsl)}
    <button class="edged" @click=${() => save(written)}>${icon("download")}${WORDS.saveMethods}</button>
    <button class="primary" @click=${() => copyText(app, wholeText(written), WORDS.copied)}>${icon("copy")}${WORDS.copyText}</button>
  </div>`;
}

function wholeText({ text, references }: MethodsResult): string {
  return `${text}\n\n${references.join("\n")}\n`;
}

/** The paragraph, and its references for programs. */
async function save(written: MethodsResult): Promise<void> {
  const files: [string, string, string][] = [
    ["methods.txt", "text/plain", wholeText(written)],
    ["references.bib", "application/x-bibtex", written.bibtex],
    ["references.json", "application/json", written.csl_json],
  ];
  for (const [name, type, text] of files) {
    const { buffer } = new TextEncoder().encode(text);
    await download({ name, type, buffer: buffer as ArrayBuffer });
  }
}
