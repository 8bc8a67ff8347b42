/** The right panel: the recipe as a list of steps, a search for another step, and the foot with Run. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { App } from "../app";
import { stepsFound } from "../finding";
import { icon } from "../icons";
import type { OperationInfo } from "../messages";
import { addStep, otherProblems } from "../recipe";
import { active, type State } from "../store";
import { WORDS } from "../words";
import { runFoot } from "./foot";
import { fault } from "./problem";
import { inputCard, stepCard } from "./step";

export function recipePanel(app: App, state: State): TemplateResult {
  const { recipe } = state;
  // An input that takes every channel leaves nothing to choose.
  const inputs = Object.entries(recipe.inputs).filter(([, input]) => input.channel !== "all");
  const left = otherProblems(state.plan?.problems ?? [], recipe);
  return html`<aside class="right" aria-label=${WORDS.recipe}>
    ${head(app, state)}
    <div class="steps">
      ${recipe.steps.length ? nothing : html`<p class="empty quiet small">${WORDS.noRecipe}</p>`}
      <ol>
        ${inputs.map(([name, input], index) => inputCard(app, state, name, input, index + 1))}
        ${repeat(
          recipe.steps,
          (one) => one.id,
          (one, index) => stepCard(app, state, one, inputs.length + index + 1),
        )}
      </ol>
      ${left.map((one) => fault(app, one))} ${adding(app, state)}
    </div>
    ${active(state) ? runFoot(app, state) : nothing}
  </aside>`;
}

function head(app: App, state: State): TemplateResult {
  const open = state.ui.popover === "recipes";
  const { recipe } = state;
  return html`<div class="recipe-head">
    <div class="head">
      <button class="name" aria-haspopup="menu" aria-expanded=${open} @click=${() => app.store.ui({ popover: open ? "" : "recipes" })}>
        ${recipe.title || WORDS.recipe}${icon("chevron-down")}
      </button>
      <span class="grow"></span>
      <button class="icon-only" aria-label=${WORDS.undo} title="${WORDS.undo} (Ctrl Z)" ?disabled=${!state.undo.length} @click=${() => app.store.undo()}>${icon("undo")}</button>
      <button class="icon-only" aria-label=${WORDS.redo} title="${WORDS.redo} (Ctrl Shift Z)" ?disabled=${!state.redo.length} @click=${() => app.store.redo()}>${icon("redo")}</button>
    </div>
    ${open ? gallery(app) : nothing}
    ${recipe.description ? html`<p>${String(recipe.description)}</p>` : nothing}
  </div>`;
}

function gallery(app: App): TemplateResult {
  const choose = (index: number) => {
    const one = app.recipes.listed()[index];
    app.store.ui({ popover: "" });
    if (one) app.store.edit(one.recipe);
  };
  return html`<div class="popover in-head" role="menu" aria-label=${WORDS.recipe}>
    ${app.recipes.listed().map(
      (one, index) => html`<button role="menuitem" class="two-lines" @click=${() => choose(index)}>
        <span><b>${one.title}</b><span class="small quiet">${one.description}</span></span>
      </button>`,
    )}
  </div>`;
}

/** “Add a step”: a search through the registry; Enter adds behind the open step. */
function adding(app: App, state: State): TemplateResult {
  const open = state.ui.popover === "add";
  if (!open) {
    return html`<div class="adding"><button @click=${() => app.store.ui({ popover: "add", query: "", chosen: 0 })}>${icon("plus")}${WORDS.addStep}</button></div>`;
  }
  const found = stepsFound(state, state.ui.query);
  const chosen = Math.min(state.ui.chosen, found.length - 1);
  return html`<div class="adding">
    <input type="search" role="combobox" aria-expanded="true" aria-controls="add-list" aria-activedescendant="add-${chosen}" aria-label=${WORDS.addStep}
      autofocus placeholder=${WORDS.addStep} .value=${state.ui.query}
      @input=${(event: Event) => app.store.ui({ query: (event.target as HTMLInputElement).value, chosen: 0 })}
      @keydown=${(event: KeyboardEvent) => search(app, event, found, chosen)} />
    <div class="found" role="listbox" id="add-list" aria-label=${WORDS.addStep}>
      ${found.length ? nothing : html`<p class="quiet small">${WORDS.nothingFits}</p>`}
      ${found.map(
        (
          one,
          index,
        ) => html`<button class="option" role="option" id="add-${index}" aria-selected=${index === chosen} tabindex="-1" title=${one.help} @click=${() => add(app, one)}>
          <span>${one.title}</span><span class="what small">${one.help}</span><span class="kind">${one.family}</span>
        </button>`,
      )}
    </div>
  </div>`;
}

function search(app: App, event: KeyboardEvent, found: OperationInfo[], chosen: number): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const operation = found[chosen];
  if (by !== undefined) {
    event.preventDefault();
    app.store.ui({ chosen: Math.min(Math.max(chosen + by, 0), found.length - 1) });
  } else if (event.key === "Enter" && operation) {
    event.preventDefault();
    add(app, operation);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    app.store.ui({ popover: "" });
  }
}

export function add(app: App, operation: OperationInfo): void {
  const { recipe, describe, ui } = app.store.state;
  const started = recipe.steps.length || Object.keys(recipe.inputs).length;
  const base = started
    ? recipe
    : {
        ...recipe,
        title: recipe.title || operation.title,
        inputs: { image: { kind: "intensity", channel: "auto", z: "max" } },
      };
  const after = base.steps.some((one) => one.id === ui.openStep) ? ui.openStep : "";
  const edited = addStep(base, operation, after, describe?.operations ?? []);
  const added = edited.steps.find((one) => !base.steps.some((old) => old.id === one.id));
  app.store.edit(edited);
  app.store.ui({ popover: "", openStep: added?.id ?? "" });
}
