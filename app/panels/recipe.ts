/** The right panel: the recipe as a list of steps or as Python, a search for another step, and the foot with Run. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { App } from "../app";
import { icon } from "../icons";
import { keyText } from "../keys";
import type { OperationInfo } from "../messages";
import { addStep, otherProblems, type Recipe } from "../recipe";
import { active, type State, type Ui } from "../store";
import { redoTitle, undoTitle } from "../undo-words";
import { recipeWords, WORDS } from "../words";
import { adding } from "./adding";
import { comparisonCard } from "./compare";
import { runFoot } from "./foot";
import { help } from "./help";
import { inputCard } from "./input";
import { fault } from "./problem";
import { recipeMenu } from "./recipe-menu";
import { scriptView } from "./script";
import { stepCard } from "./step";
import { suggestionCard } from "./suggestion";

export function recipePanel(app: App, state: State): TemplateResult {
  return html`<aside class="right" aria-label=${WORDS.recipe}>
    ${head(app, state)} ${suggestionCard(app, state)} ${comparisonCard(app, state)}
    ${state.ui.recipeTab === "python" ? scriptView(app, state) : steps(app, state)}
    ${active(state) ? runFoot(app, state) : nothing}
  </aside>`;
}

function steps(app: App, state: State): TemplateResult {
  const { recipe } = state;
  // An input that takes every channel leaves nothing to choose.
  const inputs = Object.entries(recipe.inputs).filter(([, input]) => input.channel !== "all");
  const left = otherProblems(state.plan?.problems ?? [], recipe);
  return html`<div class="steps" id="recipe-steps" role="tabpanel" aria-label=${WORDS.steps}>
    ${recipe.steps.length ? nothing : html`<p class="empty quiet small">${WORDS.noRecipe}</p>`}
    <ol>
      ${inputs.map(([name, input], index) => inputCard(app, state, name, input, index + 1))}
      ${repeat(
        recipe.steps,
        (one) => one.id,
        (one, index) => stepCard(app, state, one, inputs.length + index + 1, index),
      )}
    </ol>
    ${left.map((one) => fault(app, one))} ${adding(app, state)}
  </div>`;
}

function head(app: App, state: State): TemplateResult {
  const [title, description] = recipeWords(state.recipe);
  return html`<div class="recipe-head">
    <div class="head">
      <button class="name" aria-haspopup="dialog" title=${WORDS.templates} @click=${() => app.store.ui({ dialog: "recipes", popover: "" })}>
        <span>${title || WORDS.recipe}</span>${icon("chevron-down")}
      </button>
      ${help("recipe", WORDS.recipe)}
      <span class="grow"></span>
      <button class="icon-only" aria-label=${WORDS.undo} title="${undoTitle(state)} (${keyText("Ctrl+Z")})" ?disabled=${!state.undo.length} @click=${() => app.store.undo()}>${icon("undo")}</button>
      <button class="icon-only" aria-label=${WORDS.redo} title="${redoTitle(state)} (${keyText("Ctrl+Shift+Z")})" ?disabled=${!state.redo.length} @click=${() => app.store.redo()}>${icon("redo")}</button>
      ${recipeMenu(app, state)}
    </div>
    ${description ? html`<p title=${description}>${description}</p>` : nothing}
    <div class="recipe-line">${tabs(app, state)} ${suggestButton(app, state)}</div>
  </div>`;
}

function tabs(app: App, state: State): TemplateResult {
  const tab = (name: Ui["recipeTab"], text: string, panel: string) => {
    const chosen = state.ui.recipeTab === name;
    const choose = () => app.store.ui({ recipeTab: name });
    return html`<button role="tab" aria-selected=${chosen} aria-controls=${chosen ? panel : nothing} tabindex=${chosen ? 0 : -1} @click=${choose}>${text}</button>`;
  };
  return html`<div class="recipe-tabs" role="tablist" aria-label=${WORDS.recipe}>
    ${tab("steps", WORDS.steps, "recipe-steps")}${tab("python", WORDS.python, "recipe-script")}
  </div>`;
}

function suggestButton(app: App, state: State): TemplateResult | typeof nothing {
  if (!active(state)) return nothing;
  const looks = state.suggestion?.phase === "looking" && state.suggestion.image === state.active;
  return html`<button class="small" title="${WORDS.suggestHint} (${keyText("T")})" ?disabled=${looks} @click=${() => app.suggesting.look()}>${icon("wand", 14)}${WORDS.suggest}</button>`;
}

/** Add an operation behind the open step, or at the end; the first one brings an input with it. */
export function add(app: App, operation: OperationInfo): void {
  const { recipe, describe, ui } = app.store.state;
  const base = withInput(recipe, operation);
  const after = base.steps.some((one) => one.id === ui.openStep) ? ui.openStep : "";
  const edited = addStep(base, operation, after, describe?.operations ?? []);
  const added = edited.steps.find((one) => !base.steps.some((old) => old.id === one.id));
  app.store.edit(edited);
  app.store.ui({ popover: "", openStep: added?.id ?? "", recipeTab: "steps" });
}

function withInput(recipe: Recipe, operation: OperationInfo): Recipe {
  if (Object.keys(recipe.inputs).length) return recipe;
  return {
    ...recipe,
    title: recipe.title || operation.title,
    inputs: { image: { kind: "intensity", channel: "auto", z: "max" } },
  };
}
