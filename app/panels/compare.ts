/** The comparison above the steps: counts of A and B, what is in one only, what differs, and which to take. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { comparable } from "../compare";
import { icon } from "../icons";
import { whole } from "../numbers";
import { type Change, changesBetween } from "../recipe-difference";
import { isStale } from "../running";
import { active, type Comparison, type State } from "../store";
import { WORDS } from "../words";

export function comparisonCard(app: App, state: State): TemplateResult | typeof nothing {
  const { comparison } = state;
  if (!comparison || comparison.image !== state.active) return nothing;
  const changes = changesBetween(comparison.recipe, state.recipe, state.describe?.operations ?? []);
  return html`<section class="comparison" aria-label=${WORDS.comparison}>
    <div class="head">
      <b>${WORDS.comparison}</b><span class="grow"></span>
      <button class="icon-only" aria-label=${WORDS.swapSides} title=${WORDS.swapSides} @click=${() => app.comparing.swap()}>${icon("swap")}</button>
      <button class="icon-only" aria-label=${WORDS.endCompare} title=${WORDS.endCompare} @click=${() => app.comparing.takeB()}>${icon("x")}</button>
    </div>
    ${counts(state, comparison)} ${onImage(app, comparison)} ${difference(app, state, comparison)} ${changed(changes)}
    <div class="buttons">
      <button class="edged" @click=${() => app.comparing.takeA()}>${WORDS.takeA}</button>
      <button class="edged" @click=${() => app.comparing.takeB()}>${WORDS.takeB}</button>
    </div>
  </section>`;
}

function counts(state: State, comparison: Comparison): TemplateResult {
  const image = active(state);
  const b = state.runs[comparison.image];
  const stale = image ? isStale(state, image) : false;
  const number = (count: number | null | undefined) =>
    count === null || count === undefined ? "–" : whole(count);
  const [one, other] = [comparison.kept.summary.count, b?.summary.count];
  const gap = typeof one === "number" && typeof other === "number" ? other - one : null;
  const sign = gap === null ? "" : gap > 0 ? `+${whole(gap)}` : whole(gap);
  return html`<div class="sides">
    <div class="side-a"><span>${WORDS.settingA} <span class="quiet">${WORDS.keptSetting}</span></span><output data-side="a">${number(one)}</output></div>
    <div class="side-b"><span>${WORDS.settingB} <span class="quiet">${WORDS.presentSetting}</span></span><output data-side="b" ?data-stale=${stale}>${number(other)}</output></div>
    <div class="gap"><span class="quiet">B − A</span><output>${stale ? "…" : sign}</output></div>
  </div>`;
}

function onImage(app: App, { show, swipe }: Comparison): TemplateResult {
  const button = (name: Comparison["show"], text: string) =>
    html`<button role="radio" aria-checked=${show === name} @click=${() => app.comparing.change({ show: name })}>${text}</button>`;
  const slide = (event: Event) =>
    app.comparing.change({ swipe: Number((event.target as HTMLInputElement).value) / 100 });
  return html`<div class="segments" role="radiogroup" aria-label=${WORDS.showOnImage}>
      ${button("a", WORDS.settingA)}${button("both", WORDS.showBoth)}${button("b", WORDS.settingB)}${button("swipe", WORDS.showSwipe)}${button("difference", WORDS.showDifference)}
    </div>
    ${
      show === "swipe"
        ? html`<input type="range" min="0" max="100" .value=${String(Math.round(swipe * 100))} .style=${`--at:${swipe * 100}%`} aria-label=${WORDS.swipeAt} @input=${slide} />`
        : nothing
    }`;
}

function difference(app: App, state: State, comparison: Comparison): TemplateResult {
  const b = state.runs[comparison.image];
  const { difference: found } = comparison;
  if (b && !comparable(comparison, b)) return html`<p class="note">${WORDS.otherPart}</p>`;
  if (!b || !found || found.b !== b) return html`<p class="note" role="status">${WORDS.comparing}</p>`;
  const select = () => app.store.select(new Set(found.onlyB));
  return html`<dl class="matches" title=${WORDS.matchedBy}>
    <dt><i class="only-a"></i>${WORDS.onlyInA}</dt><dd data-only="a">${whole(found.onlyA.size)}</dd>
    <dt><i class="only-b"></i>${WORDS.onlyInB}</dt>
    <dd data-only="b">${found.onlyB.size ? html`<button class="link" aria-label=${WORDS.selectOnlyB(found.onlyB.size)} @click=${select}>${whole(found.onlyB.size)}</button>` : "0"}</dd>
    <dt><i class="in-both"></i>${WORDS.inBoth}</dt><dd data-only="both">${whole(found.both)}</dd>
  </dl>`;
}

function changed(changes: Change[]): TemplateResult {
  return html`<details open><summary class="small quiet">${WORDS.changed}</summary>
    ${changes.length ? nothing : html`<p class="note">${WORDS.changedNothing}</p>`}
    <ul class="changes">${changes.map(
      ({ what, a, b }) =>
        html`<li><span>${what}</span>${a || b ? html`<span class="values"><span>${a}</span><span aria-hidden="true">→</span><b>${b}</b></span>` : nothing}</li>`,
    )}</ul>
  </details>`;
}
