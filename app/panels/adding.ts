/** “Add a step”: a search through the registry by our words and other tools'; Enter adds behind the open step. */
import { html, nothing, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { App } from "../app";
import { icon } from "../icons";
import { type FoundOperation, operationsFound } from "../operation-search";
import { nearest } from "../recipe";
import { stepTitle } from "../step-state";
import type { State } from "../store";
import { WORDS } from "../words";
import { add } from "./recipe";

export function adding(app: App, state: State): TemplateResult {
  if (state.ui.popover !== "add") {
    return html`<div class="adding"><button aria-expanded="false" @click=${() => app.store.ui({ popover: "add", query: "", chosen: 0 })}>${icon("plus")}${WORDS.addStep}</button></div>`;
  }
  const operations = state.describe?.operations ?? [];
  const after = state.recipe.steps.find((one) => one.id === state.ui.openStep);
  const found = operationsFound(operations, state.recipe, after?.id ?? "", state.ui.query);
  const chosen = Math.min(state.ui.chosen, found.length - 1);
  return html`<div class="adding">
    <input type="search" role="combobox" aria-expanded="true" aria-autocomplete="list" aria-controls="add-list" aria-activedescendant=${chosen < 0 ? nothing : `add-${chosen}`}
      aria-label=${WORDS.addStep} aria-describedby="add-hint" placeholder=${WORDS.searchStep} .value=${state.ui.query} ${ref(focusOnce)}
      @input=${(event: Event) => app.store.ui({ query: (event.target as HTMLInputElement).value, chosen: 0 })}
      @keydown=${(event: KeyboardEvent) => search(app, event, found, chosen)} />
    <p class="micro quiet" id="add-hint">${after ? WORDS.addsBehind(stepTitle(after, operations)) : WORDS.addsAtEnd}.${state.ui.query ? nothing : ` ${WORDS.searchStepHint}.`}</p>
    <div class="found" role="listbox" id="add-list" aria-label=${WORDS.addStep}>
      ${found.length ? nothing : html`<p class="quiet small">${WORDS.nothingFits}</p>`}
      ${found.map((one, index) => option(app, state, one, index, index === chosen, after?.id ?? ""))}
    </div>
  </div>`;
}

/** The field takes the focus as it appears: the click that opened it asked for it. */
function focusOnce(element: Element | undefined): void {
  // It stands in the page only when the drawing is done.
  queueMicrotask(() => {
    (element as HTMLElement | undefined)?.focus();
    element?.parentElement?.scrollIntoView({ block: "nearest" });
  });
}

function option(
  app: App,
  state: State,
  { operation, fits, known }: FoundOperation,
  index: number,
  chosen: boolean,
  after: string,
): TemplateResult {
  const missing = fits ? "" : missingKind(state, operation.inputs, after);
  return html`<button class="option" role="option" id="add-${index}" data-op=${operation.id} aria-selected=${chosen} tabindex="-1" title=${operation.help} ?data-fits=${fits} @click=${() => add(app, operation)} ${chosen ? ref(inView) : nothing}>
    <span class="said"><span>${operation.title}${known ? html` <span class="quiet">${WORDS.knownAs(known)}</span>` : nothing}</span>
      <span class="what micro">${missing ? WORDS.needsKind(missing) : operation.help}</span></span>
    <span class="kind">${operation.family}</span>
  </button>`;
}

function inView(element: Element | undefined): void {
  queueMicrotask(() => element?.scrollIntoView({ block: "nearest" }));
}

function missingKind(state: State, inputs: FoundOperation["operation"]["inputs"], after: string): string {
  const { recipe, describe } = state;
  const at = recipe.steps.findIndex((one) => one.id === after);
  const before = at < 0 ? recipe.steps : recipe.steps.slice(0, at + 1);
  const missing = inputs.find(
    (one) => !one.optional && !nearest(recipe, before, one.kind, describe?.operations ?? []),
  );
  return missing ? (WORDS.kindNames[missing.kind] ?? missing.kind) : "";
}

function search(app: App, event: KeyboardEvent, found: FoundOperation[], chosen: number): void {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  const one = found[chosen];
  if (by !== undefined) {
    event.preventDefault();
    app.store.ui({ chosen: Math.min(Math.max(chosen + by, 0), found.length - 1) });
  } else if (event.key === "Enter" && one) {
    event.preventDefault();
    add(app, one.operation);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    event.preventDefault();
    app.store.ui({ popover: "" });
  }
}
