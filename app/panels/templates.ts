/** The gallery: recipes to begin with, each with what it measures, where it fails, and what it finds in this image. */
import { html, nothing, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { App } from "../app";
import { chosenFiles } from "../drop";
import { icon } from "../icons";
import { operationOf, type Recipe, sameRecipe } from "../recipe";
import type { Listed } from "../recipes";
import { stepTitle } from "../step-state";
import { EMPTY_RECIPE, type State } from "../store";
import { WORDS } from "../words";

export function templates(app: App, state: State): TemplateResult {
  const own = app.recipes.own();
  return html`<p class="note">${WORDS.templatesHint}</p>
    <ul class="templates" ${ref(() => wanted(app))}>${app.recipes.listed().map((one) => card(app, state, one))}</ul>
    <h3>${WORDS.ownRecipes}</h3>
    ${own.length ? html`<ul class="templates">${own.map((one) => card(app, state, one, true))}</ul>` : html`<p class="note">${WORDS.noOwnRecipes}</p>`}
    <div class="buttons">
      <button @click=${() => choose(app, { ...EMPTY_RECIPE })}>${icon("plus")}${WORDS.emptyRecipe}</button>
      <button class="edged" @click=${() => openFile(app)}>${icon("folder-open")}${WORDS.openRecipe}</button>
    </div>`;
}

/** What the gallery shows of this image, and of its own. */
function wanted(app: App): void {
  app.templates.want();
  app.recipeSamples.want();
}

function card(app: App, state: State, listed: Listed, own = false): TemplateResult {
  const { id, title, description, recipe } = listed;
  const facts = WORDS.templateFacts[id];
  const operations = state.describe?.operations ?? [];
  const present = sameRecipe(recipe, state.original);
  const [name, says] = WORDS.engine.recipes[id] ?? [title, description];
  const way = recipe.steps
    .filter((one) => !one.off && operationOf(one, operations))
    .map((one) => stepTitle(one, operations))
    .join(" → ");
  return html`<li class="template" ?data-present=${present}>
    ${picture(state, id)}
    <div class="said">
      <b>${name}</b>${present ? html` <span class="quiet small">${WORDS.present}</span>` : nothing}
      <p class="small">${says}</p>
      ${facts ? html`<p class="small quiet"><b>${WORDS.measures}:</b> ${facts.measures}<br /><b>${WORDS.fails}</b> ${facts.fails}</p>` : nothing}
      <p class="micro quiet">${way}</p>
      ${own ? nothing : sampleLine(app, state, id, name)}
    </div>
    <div class="side">
      <button class="edged" aria-label="${WORDS.useRecipe}: ${name}" @click=${() => choose(app, recipe)}>${WORDS.useRecipe}</button>
      ${own ? html`<button class="icon-only" aria-label=${WORDS.forgetRecipe(name)} title=${WORDS.forgetRecipe(name)} @click=${() => app.recipes.forget(id)}>${icon("x")}</button>` : nothing}
    </div>
  </li>`;
}

/** A picture to try the recipe on, with where it is from. */
function sampleLine(app: App, state: State, id: string, name: string): TemplateResult | typeof nothing {
  const sample = state.recipeSamples?.[id];
  if (!sample) return nothing;
  const title = WORDS.engine.samples[sample.id]?.[0] ?? sample.title;
  return html`<p class="small sample">
    <button class="link" aria-label="${WORDS.trySampleOf(name)}" title="${sample.credit} · ${sample.licence}" @click=${() => app.recipeSamples.try(id)}>${WORDS.tryIt}</button>
    <span class="quiet">${title}${sample.made ? WORDS.drawnSample : ""}</span>
  </p>`;
}

/** What the recipe finds in the open image, in the middle of what is seen. */
function picture(state: State, id: string): TemplateResult {
  const made = state.templatePictures[id];
  if (!made) return html`<span class="picture none">${icon("layers", 20)}</span>`;
  return html`<span class="picture"><img src=${made} alt=${WORDS.onThisImage} width="112" height="84" /></span>`;
}

function choose(app: App, recipe: Recipe): void {
  app.store.ui({ dialog: "", recipeTab: "steps" });
  app.store.replaceRecipe(recipe);
}

function openFile(app: App): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", () => {
    const [chosen] = input.files ? chosenFiles(input.files) : [];
    if (chosen) void app.recipes.open(chosen.file);
  });
  input.click();
}
