/** One step of the recipe as a card: folded it says its gist, open it is a form made from the registry. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import type { OperationInfo, ParameterInfo } from "../messages";
import { measured, typed } from "../numbers";
import {
  asAmount,
  asRule,
  moveStep,
  operationOf,
  problemsOf,
  type Recipe,
  type RecipeInput,
  removeStep,
  type Step,
  setInput,
  setWire,
  toggleStep,
  wireable,
} from "../recipe";
import { active, type State, shownResults } from "../store";
import { WORDS } from "../words";
import { parameter } from "./parameter";

/** The first cards: which channel each input takes. */
export function inputCard(
  app: App,
  state: State,
  name: string,
  input: RecipeInput,
  number: number,
): TemplateResult {
  const key = `input:${name}`;
  const open = state.ui.openStep === key;
  const change = (event: Event) => {
    const value = (event.target as HTMLSelectElement).value;
    app.store.edit(setInput(app.store.state.recipe, name, { channel: channelValue(value) }));
  };
  const options = channelOptions(state);
  const chosen = chosenChannel(state, name, input);
  return html`<li class="step" ?data-open=${open}>
    <div class="line">${fold(app, key, open, number, WORDS.useChannel, chosen)}</div>
    ${
      open
        ? html`<div class="body"><div class="parameter">
            <label class="label" for="channel-${name}">${name}</label>
            <select id="channel-${name}" class="wide" @change=${change}>
              ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === channelKey(input.channel)}>${text}</option>`)}
            </select></div></div>`
        : nothing
    }
  </li>`;
}

function channelOptions(state: State): [string, string][] {
  const image = active(state);
  const list: [string, string][] = [["auto", WORDS.autoChannel]];
  if (image?.info.colour)
    list.push(...["luminance", "red", "green", "blue"].map((one): [string, string] => [one, one]));
  else
    list.push(
      ...(image?.view.channels ?? []).map((one, index): [string, string] => [String(index), one.name]),
    );
  return list;
}

function channelKey(channel: unknown): string {
  return typeof channel === "number" || typeof channel === "string" ? String(channel) : "auto";
}

function channelValue(key: string): unknown {
  return /^\d+$/.test(key) ? Number(key) : key;
}

/** What the plan chose, else what is written. */
function chosenChannel(state: State, name: string, input: RecipeInput): string {
  const planned = state.plan?.inputs[name] as
    | { signals?: { name: string; channel: number; sample: string | null }[] }
    | undefined;
  const signal = planned?.signals?.[0];
  const image = active(state);
  if (signal?.sample) return signal.name;
  if (signal) return image?.view.channels[signal.channel]?.name ?? signal.name;
  return input.channel === undefined || input.channel === "auto"
    ? WORDS.autoChannel
    : String(channelKey(input.channel));
}

export function stepCard(app: App, state: State, step: Step, number: number): TemplateResult {
  const operations = state.describe?.operations ?? [];
  const operation = operationOf(step, operations);
  const open = state.ui.openStep === step.id;
  const problems = problemsOf(state.plan?.problems ?? [], step.id);
  const title = step.title || operation?.title || step.op;
  return html`<li class="step" data-step=${step.id} ?data-open=${open} ?data-off=${step.off} @keydown=${(event: KeyboardEvent) => keys(app, step, event)}>
    <div class="line">
      ${fold(app, step.id, open, number, title, problems.length ? html`<span class="bad">${icon("circle-alert")}</span>` : gist(step, operation))}
      ${menu(app, state, step, title)}
    </div>
    ${open ? body(app, state, step, operation) : nothing}
  </li>`;
}

function fold(
  app: App,
  key: string,
  open: boolean,
  number: number,
  title: string,
  aside: unknown,
): TemplateResult {
  return html`<button class="fold" aria-expanded=${open} @click=${() => app.store.ui({ openStep: open ? "" : key, popover: "" })}>
    <span class="number">${number}</span><span class="title">${title}</span>
    <span class="gist">${open ? nothing : aside}</span>
    ${open ? nothing : icon("chevron-right", 14)}
  </button>`;
}

/** What a folded step says of itself: off, or its first telling parameter. */
function gist(step: Step, operation: OperationInfo | undefined): string {
  if (step.off) return WORDS.isOff;
  const name = Object.keys(step.params ?? {})[0] ?? operation?.params.find((one) => !one.advanced)?.name;
  const info = operation?.params.find((one) => one.name === name);
  if (!name || !info) return "";
  const value = step.params?.[name] ?? info.default;
  if (asRule(value)) return "auto";
  const amount = info.type === "length" || info.type === "area" ? asAmount(value) : null;
  if (amount)
    return `${typed(amount.value)} ${amount.unit === "px" ? "px" : "µm"}${info.type === "area" ? "²" : ""}`;
  if (typeof value === "boolean" || value === null || typeof value === "object") return "";
  return String(value).replaceAll("_", " ");
}

function menu(app: App, state: State, step: Step, title: string): TemplateResult {
  const key = `step:${step.id}`;
  const open = state.ui.popover === key;
  const edit = (change: (recipe: Recipe) => Recipe) => () => {
    app.store.ui({ popover: "" });
    app.store.edit(change(app.store.state.recipe));
  };
  return html`<button class="icon-only" aria-label="${WORDS.more}: ${title}" aria-haspopup="menu" aria-expanded=${open}
      @click=${() => app.store.ui({ popover: open ? "" : key })}>${icon("ellipsis")}</button>
    ${
      open
        ? html`<div class="popover in-panel" role="menu" aria-label=${title}>
            <button role="menuitem" @click=${edit((recipe) => toggleStep(recipe, step.id))}>${step.off ? WORDS.on : WORDS.off}</button>
            <button role="menuitem" @click=${edit((recipe) => moveStep(recipe, step.id, -1))}>${WORDS.moveUp}</button>
            <button role="menuitem" @click=${edit((recipe) => moveStep(recipe, step.id, 1))}>${WORDS.moveDown}</button>
            <button role="menuitem" @click=${() => remove(app, step, title)}>${WORDS.remove}</button>
          </div>`
        : nothing
    }`;
}

function remove(app: App, step: Step, title: string): void {
  app.store.ui({ popover: "", toast: { text: WORDS.removed(title), action: "undo" } });
  app.store.edit(removeStep(app.store.state.recipe, step.id, app.store.state.describe?.operations ?? []));
}

/** Alt and arrows move a step, Del removes it. */
function keys(app: App, step: Step, event: KeyboardEvent): void {
  if ((event.target as HTMLElement).closest("input, select")) return;
  const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
  if (by) {
    event.preventDefault();
    app.store.edit(moveStep(app.store.state.recipe, step.id, by));
  } else if (event.key === "Delete") {
    event.preventDefault();
    remove(app, step, step.title || step.id);
  }
}

function body(app: App, state: State, step: Step, operation: OperationInfo | undefined): TemplateResult {
  const problems = state.plan?.problems ?? [];
  const own = problemsOf(problems, step.id).filter((one) => one.details.parameter === undefined);
  const result = shownResults(state).find((one) => one.step === step.id);
  const params = operation?.params ?? [];
  const field = (info: ParameterInfo) =>
    parameter({ app, state, step, problems: problemsOf(problems, step.id, info.name) }, info);
  const advanced = params.filter((one) => one.advanced);
  return html`<div class="body">
    <p>${operation?.help ?? ""}</p>
    ${own.map((one) => html`<span class="reason" role="alert">${one.message} ${one.hint}</span>`)}
    ${wires(app, state, step, operation)}
    ${params.filter((one) => !one.advanced).map(field)}
    ${advanced.length ? html`<details><summary class="small quiet">${WORDS.advanced}</summary>${advanced.map(field)}</details>` : nothing}
    ${result?.notes.map((one) => html`<span class="note">${one}</span>`)}
    ${Object.entries(result?.values ?? {}).map(([name, value]) => html`<span class="note">${name.replaceAll("_", " ")}: ${measured(value)}</span>`)}
  </div>`;
}

/** What the step takes; a choice only where there is one. */
function wires(app: App, state: State, step: Step, operation: OperationInfo | undefined): unknown {
  const operations = state.describe?.operations ?? [];
  return (operation?.inputs ?? []).map((port) => {
    const options = wireable(state.recipe, step.id, port.kind, operations);
    const wired = step.in?.[port.name];
    if (port.many || (options.length < 2 && wired)) return nothing;
    const id = `${step.id}-in-${port.name}`;
    const change = (event: Event) =>
      app.store.edit(
        setWire(app.store.state.recipe, step.id, port.name, (event.target as HTMLSelectElement).value),
      );
    return html`<div class="parameter">
      <label class="label" for=${id}>${WORDS.takes} ${port.name}</label>
      <select id=${id} class="wide" @change=${change}>
        ${wired ? nothing : html`<option value="" selected>–</option>`}
        ${options.map((one) => html`<option value=${one} ?selected=${one === first(wired)}>${sourceTitle(state, one, operations)}</option>`)}
      </select>
    </div>`;
  });
}

function first(wired: string | string[] | undefined): string | undefined {
  return Array.isArray(wired) ? wired[0] : wired;
}

function sourceTitle(state: State, name: string, operations: OperationInfo[]): string {
  const step = state.recipe.steps.find((one) => one.id === name);
  return step ? step.title || operationOf(step, operations)?.title || name : `${WORDS.useChannel}: ${name}`;
}
