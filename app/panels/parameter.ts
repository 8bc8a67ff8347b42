/** One parameter of a step: label, slider, number, unit; or the rule it follows. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { tableOf } from "../arrays";
import { columnWords, termOf } from "../engine-words";
import type { ParameterInfo, Problem } from "../messages";
import { measured, typed } from "../numbers";
import {
  type Amount,
  asAmount,
  asRule,
  operationOf,
  type Rule,
  resetParameter,
  ruleValue,
  type Step,
  setParameter,
  writtenValue,
} from "../recipe";
import { active, pixelSize, type State, wholeResults } from "../store";
import { said, WORDS } from "../words";
import { explained } from "./help";
import { remedies } from "./remedy";

export interface Place {
  app: App;
  state: State;
  step: Step;
  problems: Problem[];
}

export function parameter(place: Place, info: ParameterInfo): TemplateResult {
  const value = writtenValue(place.step, info);
  const rule = asRule(value);
  const id = `${place.step.id}-${info.name}`;
  const began = place.state.original.steps.find((one) => one.id === place.step.id)?.params?.[info.name];
  const reset = () => (began === undefined ? forget(place, info) : set(place, info, began));
  const field = rule ? ruled(place, info, rule, id) : plainField(place, info, value, id);
  const taker = takesPlace(place, info);
  return html`<div class="parameter" role="group" aria-label=${info.label}>
    <span class="label"><label for=${id} title=${WORDS.default} @dblclick=${reset}>${info.label}</label>${info.help ? explained(`${id}-help`, info.label, info.help) : nothing}</span>
    ${taker ? html`<fieldset disabled>${field}</fieldset><span class="note">${WORDS.setAside(taker.label)}</span>` : field}
    ${!rule && asRule(began) ? html`<button class="link back" @click=${reset}>${WORDS.useRule}</button>` : nothing}
    ${place.problems.map((one) => html`<span class="reason" role="alert" id="${id}-reason" data-code=${one.code}>${said(one)} <span class="ways">${remedies(place.app, one)}</span></span>`)}
  </div>`;
}

/** The parameter that has a value and by that takes this one's place. */
function takesPlace({ state, step }: Place, info: ParameterInfo): ParameterInfo | undefined {
  const all = operationOf(step, state.describe?.operations ?? [])?.params ?? [];
  return all.find(
    (one) => one.name === info.unless && ![null, undefined, ""].includes(writtenValue(step, one) as null),
  );
}

function forget(place: Place, info: ParameterInfo): void {
  place.app.store.edit(resetParameter(place.app.store.state.recipe, place.step.id, info.name));
}

function set(place: Place, info: ParameterInfo, value: unknown): void {
  place.app.store.edit(setParameter(place.app.store.state.recipe, place.step.id, info.name, value));
}

function plainField(place: Place, info: ParameterInfo, value: unknown, id: string): TemplateResult {
  if (info.type === "bool") {
    return html`<input id=${id} type="checkbox" .checked=${value === true} @change=${(event: Event) => set(place, info, (event.target as HTMLInputElement).checked)} />`;
  }
  if (info.type === "choice") {
    return html`<select id=${id} class="wide" @change=${(event: Event) => set(place, info, (event.target as HTMLSelectElement).value)}>
      ${info.choices.map((one) => html`<option value=${one} ?selected=${one === value}>${termOf(one)}</option>`)}
    </select>`;
  }
  if (info.type === "text") {
    return html`<input id=${id} class="wide" type="text" .value=${String(value ?? "")} @change=${(event: Event) => set(place, info, (event.target as HTMLInputElement).value)} />`;
  }
  return numberField(place, info, value, id);
}

/** Numbers, lengths and areas: what is typed wins and may leave the slider's range. */
function numberField(place: Place, info: ParameterInfo, value: unknown, id: string): TemplateResult {
  const amount = asAmount(value);
  const bad = place.problems.length > 0;
  const write = (number: number) => set(place, info, written(info, number, amount?.unit ?? "px"));
  const type = (event: Event) => {
    const text = (event.target as HTMLInputElement).value.trim().replace(",", ".");
    if (text === "" && info.optional) return set(place, info, null);
    set(
      place,
      info,
      text !== "" && Number.isFinite(Number(text)) ? written(info, Number(text), amount?.unit ?? "px") : text,
    );
  };
  const shown = amount ? typed(amount.value) : String(value ?? "");
  return html`${slider(place, info, amount, write)}
    <span class="field" ?data-bad=${bad}>
      <input id=${id} type="text" inputmode="decimal" .value=${shown} aria-invalid=${bad} aria-describedby=${bad ? `${id}-reason` : nothing}
        @change=${type} @keydown=${(event: KeyboardEvent) => nudge(event, place, info, amount, write)} />
      ${unit(place, info, amount)}
    </span>`;
}

function slider(
  place: Place,
  info: ParameterInfo,
  amount: Amount | null,
  write: (value: number) => void,
): TemplateResult {
  const [low, high, step] = range(place, info, amount);
  const at = amount ? Math.min(Math.max((amount.value - low) / (high - low), 0), 1) : 0;
  return html`<input type="range" min=${low} max=${high} step=${step} .value=${String(amount?.value ?? low)} aria-label=${WORDS.sliderOf(info.label)}
    tabindex="-1" .style=${`--at:${100 * at}%`} @input=${(event: Event) => write(Number((event.target as HTMLInputElement).value))} />`;
}

/** The slider's ends and step; µm and px have the same slider, ten times finer for µm. */
function range(place: Place, info: ParameterInfo, amount: Amount | null): [number, number, number | "any"] {
  const counts = countsOf(place, info);
  if (counts) return [counts[0], Math.max(counts[1], amount?.value ?? 0), niceStep(counts[1] - counts[0])];
  const low = info.min ?? 0;
  const start = Number(asAmount(info.default)?.value ?? info.default ?? 0) || 1;
  const high = info.soft_max ?? Math.max(low + 1, start * 4);
  if (info.type === "int") return [low, high, 1];
  const physical = amount !== null && amount.unit !== "px";
  const top = physical ? high / 5 : high;
  return [low, Math.max(top, amount?.value ?? 0), niceStep(top - low)];
}

/** A number without an upper limit, of a step that takes an image, is in the image's counts: from its darkest to its brightest. */
function countsOf({ state, step }: Place, info: ParameterInfo): [number, number] | null {
  if (info.type !== "float" || info.max !== null || info.soft_max !== null) return null;
  const operation = operationOf(step, state.describe?.operations ?? []);
  if (operation?.inputs[0]?.kind !== "intensity") return null;
  const planned = Object.values(state.plan?.inputs ?? {}) as { signals?: { channel: number }[] }[];
  const sample = active(state)?.samples?.[planned[0]?.signals?.[0]?.channel ?? 0];
  return sample ? [info.min ?? sample.minimum, sample.maximum] : null;
}

function niceStep(span: number): number {
  return 10 ** Math.floor(Math.log10(Math.max(span, 1e-6) / 100));
}

function nudge(
  event: KeyboardEvent,
  place: Place,
  info: ParameterInfo,
  amount: Amount | null,
  write: (value: number) => void,
): void {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (direction === undefined || !amount) return;
  event.preventDefault();
  const [low, , step] = range(place, info, amount);
  const by = (typeof step === "number" ? step : 1) * (event.shiftKey ? 10 : 1) * direction;
  write(Math.max(low, Number((amount.value + by).toPrecision(8))));
}

/** A number as a recipe holds it. */
function written(info: ParameterInfo, number: number, unitName: string): unknown {
  if (info.type === "float" || info.type === "int" || unitName === "px") return number;
  return { value: number, unit: unitName };
}

const SHORT_UNITS: Record<string, string> = {
  micrometer: "µm",
  nanometer: "nm",
  millimeter: "mm",
  px: "px",
  second: "s",
  minute: "min",
};

/** px or µm; a button that changes the unit where the pixel size is known. */
function unit(place: Place, info: ParameterInfo, amount: Amount | null): TemplateResult | typeof nothing {
  if (info.type === "duration")
    return html`<span class="unit">${SHORT_UNITS[amount?.unit ?? "px"] === "px" ? WORDS.frames : amount?.unit}</span>`;
  if (info.type !== "length" && info.type !== "area") return nothing;
  const square = info.type === "area" ? "²" : "";
  const name = `${SHORT_UNITS[amount?.unit ?? "px"] ?? amount?.unit}${square}`;
  const image = active(place.state);
  const size = image ? pixelSize(image) : null;
  if (!size || !amount) return html`<span class="unit">${name}</span>`;
  const change = () => set(place, info, converted(info, amount, Math.sqrt(size.x * size.y)));
  return html`<button class="link unit" title="px / µm" aria-label=${WORDS.unitChange(name)} @click=${change}>${name}</button>`;
}

function converted(info: ParameterInfo, amount: Amount, micrometres: number): unknown {
  const power = info.type === "area" ? 2 : 1;
  const round = (value: number) => Number(value.toPrecision(4));
  if (amount.unit === "px") return { value: round(amount.value * micrometres ** power), unit: "micrometer" };
  return round(amount.value / micrometres ** power);
}

/** “0.06 × diameter = 1.2 px”, and a way to type one's own. */
function ruled(place: Place, info: ParameterInfo, rule: Rule, id: string): TemplateResult {
  const found = foundBy(place.state, rule);
  const square = info.type === "area" ? "²" : "";
  const value = found === null ? null : ruleValue(rule, found);
  const own = () =>
    set(
      place,
      info,
      value === null ? (asAmount(info.default)?.value ?? info.min ?? 1) : Number(value.toPrecision(3)),
    );
  const limit = rule.at_least;
  const least = limit !== undefined && value !== null && value <= limit;
  const words = WORDS.ruleTimes(String(rule.times ?? 1), ruleWords(rule));
  return html`<span class="rule" id=${id}>
    <span>${words}${value === null ? "" : html` = <b>${measured(value)} px${square}</b>`}${least ? ` (${WORDS.atLeast(measured(limit))})` : ""}</span>
    <button class="link" aria-label="${WORDS.own}: ${info.label}" @click=${own}>${WORDS.own}</button>
  </span>`;
}

function ruleWords(rule: Rule): string {
  const column = rule.auto.split(".")[1] ?? rule.auto;
  const name = columnWords(column.replace(/_px2?$/, "").replaceAll("_", " "));
  return rule.of === "disk" ? WORDS.ruleDisk(name) : name;
}

/** What the step that a rule follows found in the last run; null before. */
export function foundBy(state: State, rule: Rule): number | null {
  const [step, column = ""] = rule.auto.split(".");
  const result = wholeResults(state).find((one) => one.step === step);
  if (!result) return null;
  const noted = result.values[column];
  if (noted !== undefined) return noted;
  const held = tableOf(result).columns.find((one) => one.name === column)?.numbers?.[0];
  return held ?? null;
}
