/** What can be done with the whole recipe: keep, save, freeze, compare. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import { type Recipe, type Rule, sameRecipe } from "../recipe";
import { frozen, hasRules } from "../recipe-order";
import type { State } from "../store";
import { WORDS } from "../words";
import { foundBy } from "./parameter";

export function recipeMenu(app: App, state: State): TemplateResult {
  const { popover } = state.ui;
  const open = popover === "recipe" || popover === "compare";
  return html`<button class="icon-only" aria-label=${WORDS.recipeMenu} title=${WORDS.recipeMenu} aria-haspopup="menu" aria-expanded=${open}
      @click=${() => app.store.ui({ popover: open ? "" : "recipe" })}>${icon("ellipsis")}</button>
    ${popover === "recipe" ? actions(app, state) : popover === "compare" ? others(app, state) : nothing}`;
}

function actions(app: App, state: State): TemplateResult {
  const filled = state.recipe.steps.length > 0;
  const item = (text: string, act: () => void, able: boolean, hint = "") =>
    html`<button role="menuitem" title=${hint} ?disabled=${!able} @click=${act}>${text}</button>`;
  const then = (act: () => void) => () => {
    app.store.ui({ popover: "" });
    act();
  };
  return html`<div class="popover in-head" role="menu" aria-label=${WORDS.recipeMenu}>
    ${item(WORDS.compareWith, () => app.store.ui({ popover: "compare" }), filled && !!state.active)}
    ${item(
      WORDS.templates,
      then(() => app.store.ui({ dialog: "recipes" })),
      true,
    )}
    ${item(
      WORDS.commands.train,
      then(() => app.training.start()),
      !!state.active,
    )}
    ${item(
      WORDS.keepRecipe,
      then(() => app.recipes.keep()),
      filled,
    )}
    ${item(
      WORDS.saveRecipe,
      then(() => app.recipes.save()),
      filled,
    )}
    ${item(
      WORDS.freeze,
      then(() => freeze(app)),
      hasRules(state.recipe),
      WORDS.freezeHint,
    )}
  </div>`;
}

/** What the present setting can be compared with. */
function others(app: App, state: State): TemplateResult {
  const begin = (other: Recipe | null) => () => {
    app.store.ui({ popover: "" });
    app.comparing.keep(other).catch(() => undefined); // why a run failed is said in the foot
  };
  const item = (text: string, hint: string, other: Recipe | null) =>
    html`<button role="menuitem" class="two-lines" @click=${begin(other)}><span><b>${text}</b>${hint ? html`<span class="small quiet">${hint}</span>` : nothing}</span></button>`;
  const changed = state.original.steps.length > 0 && !sameRecipe(state.original, state.recipe);
  return html`<div class="popover in-head" role="menu" aria-label=${WORDS.compareWith}>
    ${item(WORDS.compareMine, WORDS.compareMineHint, null)}
    ${changed ? item(WORDS.compareOriginal, state.original.title, state.original) : nothing}
    ${[...app.recipes.own(), ...app.recipes.listed()]
      .filter((one) => !sameRecipe(one.recipe, state.original))
      .map((one) => item(one.title, "", one.recipe))}
  </div>`;
}

function freeze(app: App): void {
  const { state } = app.store;
  const recipe = frozen(state.recipe, (rule: Rule) => foundBy(state, rule));
  const left = hasRules(recipe);
  if (!left) app.store.edit(recipe);
  app.store.ui({ toast: { text: left ? WORDS.frozenNot : WORDS.frozen, action: left ? "" : "undo" } });
}
