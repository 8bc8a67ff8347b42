/** The queue: what runs, what waits, what has ended and why; and which images and recipes come next. */
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { App } from "../app";
import { headlineOf } from "../engine-words";
import { icon } from "../icons";
import { mayNotify } from "../notice";
import { duration } from "../numbers";
import type { Recipe } from "../recipe";
import type { QueueItem, State } from "../store";
import { said, WORDS } from "../words";
import { batch } from "./images";

export function queueBody(app: App, state: State): TemplateResult {
  const { queue } = state;
  return html`<div class="queue">
    ${queue.length ? batch(state) : html`<p class="note">${WORDS.queueEmpty}</p>`}
    <ol>${repeat(
      queue,
      (one) => one.id,
      (one) => item(app, state, one),
    )}</ol>
    ${queue.length ? whatNow(app, queue) : nothing} ${adding(app, state)}
  </div>`;
}

function item(app: App, state: State, one: QueueItem): TemplateResult {
  const running = one.phase === "running";
  const small = (name: "play" | "x" | "refresh-cw", text: string, act: () => unknown) =>
    html`<button class="icon-only" aria-label="${text}: ${one.name}" title=${text} @click=${act}>${icon(name)}</button>`;
  const arrow = (by: -1 | 1, text: string) =>
    html`<button class="link" aria-label="${text}: ${one.name}" @click=${() => app.queue.move(one.id, by)}>${text}</button>`;
  const failed = one.phase === "failed" || one.phase === "stopped";
  return html`<li data-phase=${one.phase}>
    <span class="words"><span class="name">${one.name}</span>
      <span class="small quiet">${one.recipe.title} · <span class="state">${running ? `${Math.round(state.run.fraction * 100)} %` : outcome(one)}</span></span></span>
    ${one.phase === "waits" ? html`${arrow(-1, WORDS.earlier)}${arrow(1, WORDS.later)}` : nothing}
    ${one.kept ? html`<button class="link" @click=${() => show(app, one.id)}>${WORDS.showRun}</button>` : nothing}
    ${failed ? small("refresh-cw", WORDS.tryAgain, () => app.queue.again(one.id)) : nothing}
    ${small("x", running ? WORDS.stopRun : WORDS.takeOut, () => app.queue.remove(one.id))}
    ${one.problem && one.phase === "failed" ? html`<p class="small">${said(one.problem)}</p>` : nothing}
  </li>`;
}

function outcome(one: QueueItem): string {
  if (one.phase !== "done") return WORDS.phases[one.phase];
  return `${one.kept ? headlineOf(one.kept.summary.headline) : WORDS.phases.done}, ${duration(one.seconds)}`;
}

function show(app: App, id: number): void {
  app.store.ui({ dialog: "" });
  app.queue.show(id);
}

function whatNow(app: App, queue: QueueItem[]): TemplateResult {
  const busy = queue.some((one) => one.phase === "waits" || one.phase === "running");
  const failed = queue.some((one) => one.phase === "failed" || one.phase === "stopped");
  return html`<div class="buttons">
    ${busy && mayNotify() === "default" ? html`<button @click=${() => app.notice.allow()}>${WORDS.tellMe}</button>` : nothing}
    ${failed ? html`<button class="edged" @click=${() => app.queue.again()}>${icon("refresh-cw")}${WORDS.tryFailedAgain}</button>` : nothing}
    ${busy ? html`<button class="edged" @click=${() => app.queue.cancelAll()}>${icon("square")}${WORDS.cancelAll}</button>` : nothing}
  </div>`;
}

/** Which images and recipes come next; everything is ticked for the recipe on the right. */
function adding(app: App, state: State): TemplateResult {
  const recipes: [string, Recipe][] = [
    [WORDS.presentRecipe, state.recipe],
    ...app.recipes.listed().map((one): [string, Recipe] => [one.title, one.recipe]),
  ];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const chosen = data.getAll("recipe").flatMap((one) => recipes[Number(one)]?.[1] ?? []);
    void app.queue.add(data.getAll("image").map(String), chosen);
  };
  return html`<form class="adding-runs" @submit=${submit}>
    <fieldset><legend>${WORDS.queueImages}</legend>${state.images.map(
      (one) =>
        html`<label class="check"><input type="checkbox" name="image" value=${one.key} checked />${one.source.name || one.info.name}</label>`,
    )}</fieldset>
    <fieldset><legend>${WORDS.queueRecipes}</legend>${recipes.map(
      ([title], index) =>
        html`<label class="check"><input type="checkbox" name="recipe" value=${index} ?checked=${index === 0} />${title}</label>`,
    )}</fieldset>
    <div class="buttons"><button class="primary" type="submit">${icon("plus")}${WORDS.queueAddChosen}</button></div>
  </form>`;
}
