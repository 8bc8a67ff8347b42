/** What can be done with a whole step: its menu, and its removal with Undo. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import type { OperationInfo } from "../messages";
import { type Recipe, removeStep, type Step, toggleStep } from "../recipe";
import { duplicateStep, moveStep, toggleShown } from "../recipe-order";
import type { State } from "../store";
import { WORDS } from "../words";

type Edit = (recipe: Recipe, operations: OperationInfo[]) => Recipe;

export function stepMenu(app: App, state: State, step: Step, title: string): TemplateResult {
  const key = `step:${step.id}`;
  const open = state.ui.popover === key;
  return html`<button class="icon-only" aria-label="${WORDS.more}: ${title}" aria-haspopup="menu" aria-expanded=${open}
      @click=${() => app.store.ui({ popover: open ? "" : key })}>${icon("ellipsis")}</button>
    ${open ? menu(app, state, step, title) : nothing}`;
}

function menu(app: App, state: State, step: Step, title: string): TemplateResult {
  const { id } = step;
  const edit = (change: Edit) => () => {
    app.store.ui({ popover: "" });
    app.store.edit(change(app.store.state.recipe, app.store.state.describe?.operations ?? []));
  };
  const at = state.recipe.steps.findIndex((one) => one.id === id);
  const item = (text: string, act: () => void, keys = "", able = true) =>
    html`<button role="menuitem" ?disabled=${!able} @click=${act}>${text}${keys ? html`<kbd>${keys}</kbd>` : nothing}</button>`;
  return html`<div class="popover in-panel" role="menu" aria-label=${title}>
    ${item(
      step.off ? WORDS.on : WORDS.off,
      edit((recipe) => toggleStep(recipe, id)),
    )}
    ${item(
      state.recipe.show.includes(id) ? WORDS.hideResult : WORDS.showResult,
      edit((recipe) => toggleShown(recipe, id)),
    )}
    ${item(WORDS.rename, () => app.store.ui({ popover: "", renaming: id }), "F2")}
    ${item(
      WORDS.duplicate,
      edit((recipe, all) => duplicateStep(recipe, id, all)),
    )}
    ${item(
      WORDS.moveUp,
      edit((recipe, all) => moveStep(recipe, id, -1, all)),
      "Alt ↑",
      at > 0,
    )}
    ${item(
      WORDS.moveDown,
      edit((recipe, all) => moveStep(recipe, id, 1, all)),
      "Alt ↓",
      at < state.recipe.steps.length - 1,
    )}
    ${item(WORDS.remove, () => removeWithUndo(app, step, title), "Del")}
  </div>`;
}

/** Removing asks nothing; the toast takes it back. */
export function removeWithUndo(app: App, step: Step, title: string): void {
  app.store.ui({ popover: "", toast: { text: WORDS.removed(title), action: "undo" } });
  app.store.edit(removeStep(app.store.state.recipe, step.id, app.store.state.describe?.operations ?? []));
}
