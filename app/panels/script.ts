/** The recipe as Python, in step with the form; an edit that reads back becomes the recipe. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import type { State } from "../store";
import { WORDS } from "../words";

export function scriptView(app: App, state: State): TemplateResult {
  const { text, draft, problems } = state.script;
  const shown = draft ?? text;
  const copy = async () => {
    await navigator.clipboard.writeText(shown);
    app.store.ui({ toast: { text: WORDS.copied, action: "" } });
  };
  if (!shown) {
    const words = state.recipe.steps.length ? WORDS.scriptWaits : WORDS.noRecipe;
    return html`<div class="script" id="recipe-script" role="tabpanel" aria-label=${WORDS.python}><p class="empty quiet small">${words}</p></div>`;
  }
  return html`<div class="script" id="recipe-script" role="tabpanel" aria-label=${WORDS.python}>
    <p class="note">${WORDS.scriptHint}</p>
    <div class="lines-and-text">
      <pre class="line-numbers" aria-hidden="true">${lineNumbers(shown, problems.map(lineOf))}</pre>
      <textarea spellcheck="false" autocomplete="off" wrap="off" aria-label=${WORDS.scriptField} aria-invalid=${problems.length > 0} aria-describedby="script-says"
        .value=${shown} @input=${(event: Event) => app.scripting.type((event.target as HTMLTextAreaElement).value)}
        @scroll=${alongside} @keydown=${indent}></textarea>
    </div>
    <div class="says" id="script-says" role="status">
      ${problems.map((one) => html`<p class="reason">${lineOf(one) && !one.message.includes(String(lineOf(one))) ? html`<b>${WORDS.scriptLine(lineOf(one))}</b> ` : nothing}${one.message} ${one.hint}</p>`)}
      <span class="quiet small">${problems.length ? WORDS.scriptProblem : draft === null ? html`${icon("check", 14)}${WORDS.scriptInStep}` : WORDS.scriptPending}</span>
      <span class="grow"></span>
      ${draft === null ? nothing : html`<button class="link small" @click=${() => app.scripting.back()}>${WORDS.scriptBack}</button>`}
      <button class="icon-only" aria-label=${WORDS.copyScript} title=${WORDS.copyScript} @click=${copy}>${icon("copy")}</button>
    </div>
  </div>`;
}

function lineOf(problem: { details: Record<string, unknown> }): number {
  return typeof problem.details.line === "number" ? problem.details.line : 0;
}

function lineNumbers(text: string, bad: number[]): TemplateResult[] {
  return text.split("\n").map(
    (_, index) => html`<span ?data-bad=${bad.includes(index + 1)}>${index + 1}
</span>`,
  );
}

/** The numbers go with the text. */
function alongside(event: Event): void {
  const field = event.target as HTMLElement;
  const list = field.previousElementSibling as HTMLElement;
  list.scrollTop = field.scrollTop;
}

/** Enter keeps the indent of its line; Tab leaves the field, as everywhere. */
function indent(event: KeyboardEvent): void {
  const field = event.target as HTMLTextAreaElement;
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
  const before = field.value.slice(0, field.selectionStart);
  const spaces = /(^|\n)( *)[^\n]*$/.exec(before)?.[2] ?? "";
  if (!spaces) return;
  event.preventDefault();
  field.setRangeText(`\n${spaces}`, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
