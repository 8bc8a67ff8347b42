/** What was suggested and why, above the steps: each setting in a sentence, with a way to see it and a way back. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { reasonOf } from "../engine-words";
import { icon } from "../icons";
import type { ReasonData } from "../messages";
import { operationOf } from "../recipe";
import { stepTitle } from "../step-state";
import type { State, SuggestionView } from "../store";
import { recipeWords, WORDS } from "../words";
import { fault } from "./problem";

export function suggestionCard(app: App, state: State): TemplateResult | typeof nothing {
  const { suggestion } = state;
  if (!suggestion || suggestion.image !== state.active) return nothing;
  const looking = suggestion.phase === "looking";
  return html`<section class="suggestion" aria-label=${WORDS.suggestion} aria-busy=${looking}>
    <div class="head">
      <b role="status">${title(app, suggestion)}</b><span class="grow"></span>
      <button class="icon-only" aria-label=${WORDS.closeSuggestion} title=${WORDS.closeSuggestion} @click=${() => app.suggesting.stop()}>${icon("x")}</button>
    </div>
    ${looking ? stopping(app, state) : nothing}
    ${suggestion.problem ? fault(app, suggestion.problem) : nothing}
    <ul>${suggestion.reasons.map((one) => line(app, state, one))}</ul>
    ${looking || suggestion.problem ? nothing : ways(app, state, suggestion)}
  </section>`;
}

function title(app: App, suggestion: SuggestionView): string {
  if (suggestion.phase === "looking") return WORDS.suggesting;
  if (!suggestion.recipe) return suggestion.problem ? WORDS.suggestion : WORDS.noClear;
  const [name] = recipeWords(app.recipes.named(suggestion.name) ?? suggestion.recipe);
  return WORDS.suggested(name);
}

function stopping(app: App, state: State): TemplateResult {
  const waits = state.engine.phase !== "ready";
  return html`<p class="note">${waits ? WORDS.suggestWaits : WORDS.suggestLooks}</p>
    <div class="buttons"><button class="edged" @click=${() => app.suggesting.stop()}>${icon("square")}${WORDS.cancel}</button></div>`;
}

/** One sentence; a setting says which step it is in, and opens it. */
function line(app: App, state: State, reason: ReasonData): TemplateResult {
  const operations = state.describe?.operations ?? [];
  const step = state.recipe.steps.find((one) => one.id === reason.step);
  const label =
    step && operationOf(step, operations)?.params.find((one) => one.name === reason.parameter)?.label;
  const show = () => {
    app.store.ui({ openStep: reason.step, recipeTab: "steps" });
    if (reason.parameter === "diameter") app.stage.showTypical();
    // It is open only after the next drawing.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => cardOf(reason.step)?.scrollIntoView({ block: "nearest" })),
    );
  };
  return html`<li>${reasonOf(reason.sentence)}
    ${step ? html`<button class="link" aria-label=${WORDS.showSetting(stepTitle(step, operations), label ?? reason.parameter)} @click=${show}>${WORDS.showMe}</button>` : nothing}</li>`;
}

function cardOf(step: string): Element | undefined {
  return [...document.querySelectorAll<HTMLElement>("li.step")].find((one) => one.dataset.step === step);
}

function ways(app: App, state: State, suggestion: SuggestionView): TemplateResult {
  const filled = suggestion.recipe !== null && suggestion.recipe === state.recipe;
  const undone = filled && state.undo.at(-1)?.what === "suggestion";
  const back = () => {
    app.store.undo();
    app.suggesting.stop();
  };
  const other = suggestion.recipe ? null : app.recipes.named(suggestion.name);
  return html`<div class="buttons">
    ${undone ? html`<button class="edged" @click=${back}>${icon("undo")}${WORDS.undo}</button>` : nothing}
    ${other ? html`<button class="edged" @click=${() => app.suggesting.takeAnyway()}>${WORDS.takeRecipe(recipeWords(other)[0])}</button>` : nothing}
  </div>`;
}
