/** The tour as a panel at the lower right: nothing is covered that it speaks of, and it can be left at any time. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import type { State } from "../store";
import { TOUR } from "../tour";
import { WORDS } from "../words";

export function tour(app: App, state: State): TemplateResult | typeof nothing {
  const at = state.ui.tour;
  const step = at === null ? undefined : TOUR[at];
  if (at === null || !step) return nothing;
  const [title, words] = WORDS.tourSteps[step.name] ?? ["", ""];
  const last = at === TOUR.length - 1;
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    app.tour.end();
  };
  return html`<section class="tour card" role="dialog" aria-label=${WORDS.tour} aria-describedby="tour-words" data-step=${step.name} @keydown=${leave}>
    <div class="head">
      <h2 class="grow" tabindex="-1">${title}</h2>
      <span class="quiet small">${WORDS.tourStep(at + 1, TOUR.length)}</span>
      <button class="icon-only" aria-label=${WORDS.tourEnd} title=${WORDS.tourEnd} @click=${() => app.tour.end()}>${icon("x")}</button>
    </div>
    <p id="tour-words">${words}</p>
    <div class="buttons">
      <button ?disabled=${at === 0} @click=${() => app.tour.go(at - 1)}>${WORDS.tourBack}</button>
      <button class="edged" @click=${() => app.tour.go(at + 1)}>${last ? WORDS.tourDone : WORDS.tourNext}</button>
    </div>
  </section>`;
}
