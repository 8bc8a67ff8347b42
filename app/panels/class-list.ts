/** The classes of an image: colour, name, count; a click selects, the name can be changed. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { deleteClass, recolourClass, renameClass } from "../classes";
import { colorText, parseColor } from "../contrast";
import { icon } from "../icons";
import { whole } from "../numbers";
import { ObjectSet } from "../objects";
import { active, type ObjectClass, type State } from "../store";
import { WORDS } from "../words";
import { help } from "./help";

export function classList(app: App, state: State): TemplateResult | typeof nothing {
  const classes = active(state)?.classes ?? [];
  if (!classes.length) return nothing;
  return html`<section class="classes" aria-label=${WORDS.classes}>
    <div class="head"><h3 class="small">${WORDS.classes}</h3>${help("classes", WORDS.classes)}</div>
    <ul>${classes.map((one, index) => entry(app, one, index))}</ul>
  </section>`;
}

function entry(app: App, one: ObjectClass, index: number): TemplateResult {
  const recolour = (event: Event) => {
    const color = parseColor((event.target as HTMLInputElement).value);
    if (color) recolourClass(app.store, index, color);
  };
  const rename = (event: Event) => {
    const field = event.target as HTMLInputElement;
    renameClass(app.store, index, field.value);
    field.value = active(app.store.state)?.classes[index]?.name ?? "";
  };
  const select = () => app.store.select(ObjectSet.of(one.objects, { kind: "class", name: one.name }));
  return html`<li>
    <input class="swatch" type="color" aria-label=${WORDS.colourOfClass(one.name)} .value=${colorText(one.color)} @change=${recolour} />
    <input type="text" class="quiet-field" maxlength="60" aria-label=${WORDS.nameOfClass(one.name)} .value=${one.name} @change=${rename} />
    <button class="small" title=${WORDS.selectClass(one.name)} aria-label=${WORDS.selectClass(one.name)} @click=${select}>${whole(one.objects.size)}</button>
    <button class="icon-only" aria-label=${WORDS.deleteClass(one.name)} title=${WORDS.deleteClass(one.name)} @click=${() => deleteClass(app.store, index)}>${icon("x")}</button>
  </li>`;
}

/** The same, short, where nothing is selected: below the count. */
export function classNotes(app: App, state: State): TemplateResult | typeof nothing {
  const classes = active(state)?.classes ?? [];
  if (!classes.length) return nothing;
  return html`<ul class="class-notes" aria-label=${WORDS.classes}>${classes.map((one) => {
    const select = () => app.store.select(ObjectSet.of(one.objects, { kind: "class", name: one.name }));
    return html`<li><button class="small" title=${WORDS.selectClass(one.name)} @click=${select}>
      <i class="dot-swatch" .style=${`background:${colorText(one.color)}`}></i><span class="grow">${one.name}</span>${whole(one.objects.size)}</button></li>`;
  })}</ul>`;
}
