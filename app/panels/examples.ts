/** Painting examples: in a step's form the classes, what was learnt and the button; beside the toolbar the classes again. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { CHOSEN, classNames, colourOf, FEW_PIXELS, MOST_CLASSES } from "../examples";
import { icon } from "../icons";
import { percent } from "../numbers";
import { type Step, setParameter } from "../recipe";
import { active, type State, type TrainingView } from "../store";
import { learns } from "../training";
import { said, WORDS } from "../words";

/** The part of a step's form that a person paints with; nothing for steps that learn nothing. */
export function examples(app: App, state: State, step: Step): TemplateResult | typeof nothing {
  if (!learns(state, step) || state.page === "embed") return nothing;
  const painting = state.ui.drawing.examples?.step === step.id;
  const toggle = () => (painting ? app.training.end() : app.training.begin(step.id));
  const strokes = active(state)?.examples[step.id]?.length ?? 0;
  return html`<div class="examples" role="group" aria-label=${WORDS.training.classes}>
    <button class="edged" aria-pressed=${painting} ?disabled=${!active(state)} @click=${toggle}>
      ${icon("brush")}${painting ? WORDS.training.end : WORDS.training.begin}</button>
    ${painting ? html`<p class="note">${WORDS.training.hint}</p>` : nothing}
    ${painting || strokes ? classList(app, state, step) : nothing}
    ${learnt(state, step)}
    ${chosen(app, step)}
    ${
      painting && strokes
        ? html`<div class="row"><span class="note">${WORDS.training.strokes(strokes)}</span>
          <button class="link" @click=${() => app.training.clear(step.id)}>${WORDS.training.clear}</button></div>`
        : nothing
    }
  </div>`;
}

function classList(app: App, state: State, step: Step): TemplateResult {
  const names = classNames(step);
  const pixels = found(state, step)?.pixels ?? [];
  const number = state.ui.drawing.examples?.step === step.id ? state.ui.drawing.examples.number : 0;
  const row = (name: string, index: number) => {
    const own = index + 1;
    const rename = (event: Event) => {
      const field = event.target as HTMLInputElement;
      app.training.renameClass(step, own, field.value);
      field.value = classNames(step)[index] ?? name;
    };
    const last = own === names.length && names.length > 2;
    return html`<li aria-current=${number === own ? "true" : nothing}>
      ${swatch(own, name, number === own, () => (number ? app.training.choose(own) : paintClass(app, step, own)))}
      <input type="text" class="quiet-field" maxlength="40" aria-label=${WORDS.training.nameOf(name)} .value=${name} @change=${rename} />
      <span class="small quiet">${WORDS.training.pixels(pixels[index] ?? 0)}</span>
      ${last ? html`<button class="icon-only" aria-label=${WORDS.training.remove(name)} title=${WORDS.training.remove(name)} @click=${() => app.training.removeClass(step)}>${icon("x")}</button>` : nothing}
    </li>`;
  };
  const add = () => app.training.addClass(step, WORDS.training.newClass(names.length + 1));
  return html`<ul>${names.map(row)}</ul>
    ${names.length < MOST_CLASSES ? html`<button class="link" @click=${add}>${WORDS.training.add}</button>` : nothing}`;
}

/** Which class the step gives. */
function chosen(app: App, step: Step): TemplateResult {
  const now = Number(step.params?.[CHOSEN] ?? 2);
  const id = `${step.id}-${CHOSEN}`;
  const change = (event: Event) => {
    const number = Number((event.target as HTMLSelectElement).value);
    app.store.edit(setParameter(app.store.state.recipe, step.id, CHOSEN, number));
  };
  return html`<div class="row"><label for=${id}>${WORDS.training.gives}</label>
    <select id=${id} @change=${change}>${classNames(step).map((name, index) => html`<option value=${index + 1} ?selected=${now === index + 1}>${name}</option>`)}</select></div>`;
}

function paintClass(app: App, step: Step, number: number): void {
  app.training.begin(step.id);
  app.training.choose(number);
}

function swatch(number: number, name: string, chosen: boolean, choose: () => void): TemplateResult {
  return html`<button class="swatch" aria-pressed=${chosen} aria-label=${WORDS.training.paint(name)} title=${WORDS.training.paint(name)}
    .style=${`background:${colourOf(number)}`} @click=${choose}></button>`;
}

function found(state: State, step: Step): TrainingView["found"] {
  return state.ui.training?.step === step.id ? state.ui.training.found : null;
}

/** The accuracy, what decided, and which classes have too few examples; or why nothing could be learnt. */
function learnt(state: State, step: Step): unknown {
  const { training } = state.ui;
  if (training?.step !== step.id) return nothing;
  if (training.problem) return html`<span class="note" role="status">${said(training.problem)}</span>`;
  const { found: result, busy } = training;
  const few = classNames(step).filter((_, index) => (result?.pixels[index] ?? 0) < FEW_PIXELS);
  return html`<div class="learnt" role="status" aria-busy=${busy}>
    ${busy && !result ? html`<span class="note">${WORDS.training.learning}</span>` : nothing}
    ${result?.accuracy != null ? html`<b title=${WORDS.training.accuracyHelp}>${WORDS.training.accuracy(result.accuracy)}</b>` : nothing}
    ${result ? few.map((name) => html`<span class="note warn">${icon("circle-alert", 14)}${WORDS.training.few(name)}</span>`) : nothing}
    ${result ? decided(result) : nothing}
  </div>`;
}

function decided(result: NonNullable<TrainingView["found"]>): TemplateResult {
  const features = result.features as { name: string; share: number }[];
  return html`<details><summary class="small quiet">${WORDS.training.decided}</summary>
    <ol class="small">${features.map((one) => html`<li>${one.name} <span class="quiet">${percent(one.share)}</span></li>`)}</ol>
  </details>`;
}

/** Beside the toolbar: what the next stroke is an example of. */
export function exampleOptions(app: App, state: State): TemplateResult | typeof nothing {
  const { examples: painted } = state.ui.drawing;
  const step = state.recipe.steps.find((one) => one.id === painted?.step);
  if (!painted || !step) return nothing;
  const one = (name: string, index: number) =>
    html`<button aria-pressed=${painted.number === index + 1} @click=${() => app.training.choose(index + 1)}>
      <i class="dot-swatch" .style=${`background:${colourOf(index + 1)}`}></i>${name}</button>`;
  return html`<span class="pair" role="group" aria-label=${WORDS.training.classes}>${classNames(step).map(one)}</span>
    <button class="edged" @click=${() => app.training.end()}>${WORDS.training.end}</button>`;
}
