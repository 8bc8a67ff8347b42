/** The handle of a step: dragged with the pointer, the step goes where the line is shown. */
import { html, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import type { Step } from "../recipe";
import { moveStepTo } from "../recipe-order";
import { WORDS } from "../words";

export function grip(app: App, step: Step, title: string): TemplateResult {
  return html`<span class="grip" title=${WORDS.grip(title)} @pointerdown=${(event: PointerEvent) => begin(app, step, event)}>${icon("grip", 14)}</span>`;
}

function begin(app: App, step: Step, event: PointerEvent): void {
  if (event.button !== 0) return;
  event.preventDefault();
  const handle = event.currentTarget as HTMLElement;
  const list = handle.closest("ol") as HTMLElement;
  handle.setPointerCapture(event.pointerId);
  const move = (moved: PointerEvent) => {
    const to = placeAt(list, moved.clientY);
    const { dragged } = app.store.state.ui;
    if (dragged?.to !== to) app.store.ui({ dragged: { step: step.id, to } });
  };
  const end = (last: Event) => {
    handle.removeEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"] as const) handle.removeEventListener(name, end);
    const { ui, recipe, describe } = app.store.state;
    app.store.ui({ dragged: null });
    if (!ui.dragged || last.type !== "pointerup") return;
    app.store.edit(moveStepTo(recipe, step.id, ui.dragged.to, describe?.operations ?? []));
  };
  handle.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"] as const) handle.addEventListener(name, end);
}

/** The place in the list of steps whose card is under this height of the window. */
function placeAt(list: HTMLElement, y: number): number {
  const cards = [...list.querySelectorAll<HTMLElement>("[data-step]")];
  const at = cards.findIndex((one) => y < one.getBoundingClientRect().bottom);
  return at < 0 ? cards.length - 1 : at;
}
