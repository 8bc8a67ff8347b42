/** One step of the recipe as a card: folded it says its gist, open it is a form made from the registry. */
import { html, nothing, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { App } from "../app";
import { tableOf } from "../arrays";
import { termOf } from "../engine-words";
import { CHOSEN, FOREST, NAMES } from "../examples";
import { icon } from "../icons";
import type { OperationInfo, ParameterInfo, Problem, ResultData } from "../messages";
import { duration, measured, typed, whole } from "../numbers";
import { asAmount, asRule, operationOf, problemsOf, type Step, setWire, wireable } from "../recipe";
import { moveStep, renameStep } from "../recipe-order";
import {
  objectCount,
  resultLine,
  resultOf,
  type StepState,
  stepState,
  stepTitle,
  waitsFor,
} from "../step-state";
import { active, type State } from "../store";
import { learns } from "../training";
import { said, WORDS } from "../words";
import { examples } from "./examples";
import { grip } from "./grip";
import { parameter } from "./parameter";
import { remedies } from "./remedy";
import { removeWithUndo, stepMenu } from "./step-menu";
import { thumbnail } from "./thumbnail";

export function stepCard(app: App, state: State, step: Step, number: number, index: number): TemplateResult {
  const operations = state.describe?.operations ?? [];
  const operation = operationOf(step, operations);
  const open = state.ui.openStep === step.id;
  const title = stepTitle(step, operations);
  const how = stepState(state, step);
  const target = state.ui.dragged?.to === index && state.ui.dragged.step !== step.id;
  const below = target && index > state.recipe.steps.findIndex((one) => one.id === state.ui.dragged?.step);
  return html`<li class="step" data-step=${step.id} data-state=${how} ?data-open=${open} ?data-off=${step.off}
      ?data-dragged=${state.ui.dragged?.step === step.id} data-drop=${target ? (below ? "below" : "above") : nothing}
      @keydown=${(event: KeyboardEvent) => keys(app, step, title, event)}>
    <div class="line">
      ${grip(app, step, title)}
      ${state.ui.renaming === step.id ? nameField(app, step, title, number) : fold(app, state, { step, operation, open, title, number, how })}
      ${stepMenu(app, state, step, title)}
    </div>
    ${how === "running" ? progressBar(state) : nothing}
    ${how === "failed" && !open ? foldedReasons(app, state, step) : nothing}
    ${open ? body(app, state, step, operation) : nothing}
  </li>`;
}

interface Card {
  step: Step;
  operation: OperationInfo | undefined;
  open: boolean;
  title: string;
  number: number;
  how: StepState;
}

function fold(app: App, state: State, { step, operation, open, title, number, how }: Card): TemplateResult {
  const toggle = () => app.store.ui({ openStep: open ? "" : step.id, popover: "" });
  return html`<button class="fold" aria-expanded=${open} @click=${toggle}>
    <span class="number">${number}</span><span class="title">${title}</span>
    <span class="gist">${aside(state, step, operation, how, open)}</span>
    ${open ? nothing : icon("chevron-right", 14)}
  </button>`;
}

/** What the right side of the card's line says: its state where it is special, else the gist. */
function aside(
  state: State,
  step: Step,
  operation: OperationInfo | undefined,
  how: StepState,
  open: boolean,
): unknown {
  if (how === "failed")
    return html`<span class="bad">${icon("circle-alert")}<span class="sr">${WORDS.stepStates.failed}</span></span>`;
  if (how === "waits") {
    const wanted = waitsFor(state, step);
    const inputs = Object.values(state.recipe.inputs).filter((one) => one.channel !== "all").length;
    const at = state.recipe.steps.findIndex((one) => one.id === wanted?.id) + 1;
    return html`<span class="waits">${icon("hourglass", 14)}${WORDS.waitsFor(inputs + at)}</span>`;
  }
  if (how === "running") return WORDS.stepStates.running;
  if (how === "off") return WORDS.stepStates.off;
  if (open) return nothing;
  const result = resultOf(state, step);
  return (result && how === "done" && foundGist(result)) || gist(step, operation);
}

/** What a finished step is folded to: its count, or what its table holds. */
function foundGist(result: ResultData): string {
  const count = objectCount(result);
  if (count !== null) return whole(count);
  if (result.kind !== "table") return "";
  const { rows, columns } = tableOf(result);
  const [first] = columns.filter((one) => one.unit === "px" && one.numbers);
  if (rows === 1 && first) return `${measured(first.numbers?.[0] as number)} px`;
  return WORDS.columnsMeasured(columns.length);
}

/** What a folded step says of itself: its first telling parameter. */
function gist(step: Step, operation: OperationInfo | undefined): string {
  const written = Object.keys(step.params ?? {}).filter((one) => one !== FOREST && one !== NAMES);
  const name = written[0] ?? operation?.params.find((one) => !one.advanced)?.name;
  const info = operation?.params.find((one) => one.name === name);
  if (!name || !info) return "";
  const value = step.params?.[name] ?? info.default;
  if (asRule(value)) return WORDS.automatic;
  const amount = info.type === "length" || info.type === "area" ? asAmount(value) : null;
  if (amount)
    return `${typed(amount.value)} ${amount.unit === "px" ? "px" : "µm"}${info.type === "area" ? "²" : ""}`;
  if (typeof value === "boolean" || value === null || typeof value === "object" || value === "none")
    return "";
  return termOf(String(value));
}

function progressBar(state: State): TemplateResult {
  const percent = Math.round(state.run.fraction * 100);
  return html`<div class="bar thin" aria-hidden="true"><i .style=${`width:${percent}%`}></i></div>`;
}

/** The name as a field: Enter keeps it, Escape does not. */
function nameField(app: App, step: Step, title: string, number: number): TemplateResult {
  const end = () => app.store.ui({ renaming: "" });
  const keep = (field: HTMLInputElement) => {
    if (app.store.state.ui.renaming !== step.id) return;
    end();
    if (field.value.trim() !== title)
      app.store.edit(renameStep(app.store.state.recipe, step.id, field.value));
  };
  const key = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter") keep(event.target as HTMLInputElement);
    if (event.key === "Escape") end();
  };
  return html`<span class="fold renaming"><span class="number">${number}</span>
    <input type="text" aria-label=${WORDS.renameStep(title)} .value=${title} @keydown=${key} @blur=${(event: Event) => keep(event.target as HTMLInputElement)} ${ref(chosenWhole)} /></span>`;
}

function chosenWhole(element: Element | undefined): void {
  const field = element as HTMLInputElement | undefined;
  // It stands in the page only when the drawing is done.
  queueMicrotask(() => {
    field?.focus();
    field?.select();
  });
}

/** Alt and arrows move a step, Del removes it, F2 names it. */
function keys(app: App, step: Step, title: string, event: KeyboardEvent): void {
  const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
  if (!by && (event.target as HTMLElement).closest("input, select, textarea")) return;
  const { state } = app.store;
  if (by) {
    event.preventDefault();
    app.store.edit(moveStep(state.recipe, step.id, by, state.describe?.operations ?? []));
    refocus(event.target as HTMLElement);
  } else if (event.key === "Delete") {
    event.preventDefault();
    removeWithUndo(app, step, title);
  } else if (event.key === "F2") {
    event.preventDefault();
    app.store.ui({ renaming: step.id });
  }
}

/** A card that is moved in the list loses the focus; whoever moves it goes on moving it. */
function refocus(element: HTMLElement): void {
  requestAnimationFrame(() => requestAnimationFrame(() => element.isConnected && element.focus()));
}

function body(app: App, state: State, step: Step, operation: OperationInfo | undefined): TemplateResult {
  const problems = [...(state.plan?.problems ?? []), ...(state.run.problem ? [state.run.problem] : [])];
  const known = new Set(operation?.params.map((one) => one.name));
  const wired = new Set((operation?.inputs ?? []).flatMap((port) => wireProblems(problems, step, port.name)));
  const own = problemsOf(problems, step.id).filter(
    (one) => !known.has(String(one.details.parameter)) && !wired.has(one),
  );
  // What belongs to painting is shown where it is painted.
  const painted = learns(state, step) ? [FOREST, NAMES, CHOSEN] : [];
  const params = (operation?.params ?? []).filter(({ name }) => !painted.includes(name));
  const field = (info: ParameterInfo) =>
    parameter({ app, state, step, problems: problemsOf(problems, step.id, info.name) }, info);
  const advanced = params.filter((one) => one.advanced);
  return html`<div class="body">
    <p>${operation ? operation.help : WORDS.unknownOperation(step.op)}</p>
    ${own.map((one) => reason(app, one))}
    ${examples(app, state, step)}
    ${wires(app, state, step, operation, problems)}
    ${params.filter((one) => !one.advanced).map(field)}
    ${advanced.length ? html`<details><summary class="small quiet">${WORDS.advanced}</summary>${advanced.map(field)}</details>` : nothing}
    ${found(state, step, operation)}
  </div>`;
}

function reason(app: App, problem: Problem): TemplateResult {
  return html`<span class="reason" role="alert" data-code=${problem.code}>${said(problem)} <span class="ways">${remedies(app, problem)}</span></span>`;
}

/** Why a folded step cannot be done; open, it says so at the field. */
function foldedReasons(app: App, state: State, step: Step): TemplateResult {
  const planned = problemsOf(state.plan?.problems ?? [], step.id);
  const found = planned.length || !state.run.problem ? planned : problemsOf([state.run.problem], step.id);
  return html`<div class="aside">${found.map((one) => reason(app, one))}</div>`;
}

/** What is wrong with what a port takes: its kind, its name, or that nothing is there. */
function wireProblems(problems: Problem[], step: Step, port: string): Problem[] {
  const sources = [step.in?.[port] ?? []].flat();
  return problemsOf(problems, step.id).filter(({ code, details }) => {
    if (code === "recipe.kind") return details.port === port;
    const named = String(details.input);
    return code === "recipe.input" && (named === port || sources.includes(named));
  });
}

/** What the step found: a small picture where it has pixels, one line, its time, and what it noted. */
function found(state: State, step: Step, operation: OperationInfo | undefined): unknown {
  const result = resultOf(state, step);
  if (!result) return nothing;
  const preview = state.preview?.image === state.active && state.preview.results.includes(result);
  const line = resultLine(state, step, result, operation);
  const known = new Set([...(operation?.params.map((one) => one.name) ?? []), "pieces"]);
  const time = `t${active(state)?.view.t ?? 0}_`; // of numbers of single times, those of the one that is seen
  const values = Object.entries(result.values)
    .filter(([name]) => !known.has(name) && (name.startsWith(time) || !/^t\d+_/.test(name)))
    .map(([name, value]) => `${termOf(name.replace(/(_[\d.]+)+$/, ""))} ${measured(value)}`)
    .join(" · ");
  const words = state.preview?.part ? WORDS.previewPart : WORDS.previewView;
  return html`<div class="found-line">
      ${thumbnail(result)}
      <span>${preview ? html`<span class="seen">${icon("eye", 14)}${words}</span>` : nothing}
        ${line ? html`<b>${line}</b>` : nothing}
        ${values ? html`<span class="note">${values}</span>` : nothing}</span>
      <span class="time">${preview ? nothing : result.seconds < 0.05 ? WORDS.underTenth : duration(result.seconds)}</span>
    </div>
    ${result.notes.filter((one) => one !== line).map((one) => html`<span class="note">${one}</span>`)}`;
}

/** What the step takes: only what is of the right kind can be chosen, and a choice is only where there is one. */
function wires(
  app: App,
  state: State,
  step: Step,
  operation: OperationInfo | undefined,
  problems: Problem[],
): unknown {
  const operations = state.describe?.operations ?? [];
  return (operation?.inputs ?? []).map((port) => {
    const options = wireable(state.recipe, step.id, port.kind, operations);
    const wired = step.in?.[port.name];
    const wrong = wireProblems(problems, step, port.name).map((one) => reason(app, one));
    if (port.many || (!options.length && port.optional)) return wrong;
    if (!wrong.length && options.length < 2 && first(wired) === options[0] && wired) return nothing;
    const id = `${step.id}-in-${port.name}`;
    const change = (event: Event) =>
      app.store.edit(
        setWire(app.store.state.recipe, step.id, port.name, (event.target as HTMLSelectElement).value),
      );
    const strange = wired && !options.includes(first(wired) ?? "");
    return html`<div class="parameter">
      <label class="label" for=${id}>${WORDS.takes} ${termOf(port.name)}</label>
      <select id=${id} class="wide" @change=${change}>
        ${wired && !strange && !port.optional ? nothing : html`<option value="" ?selected=${!wired || strange}>–</option>`}
        ${options.map((one) => html`<option value=${one} ?selected=${one === first(wired)}>${sourceTitle(state, one, operations)}</option>`)}
      </select>
      ${wrong}
    </div>`;
  });
}

function first(wired: string | string[] | undefined): string | undefined {
  return Array.isArray(wired) ? wired[0] : wired;
}

function sourceTitle(state: State, name: string, operations: OperationInfo[]): string {
  const inputs = Object.values(state.recipe.inputs).filter((one) => one.channel !== "all").length;
  const at = state.recipe.steps.findIndex((one) => one.id === name);
  const step = state.recipe.steps[at];
  return step ? `${inputs + at + 1} ${stepTitle(step, operations)}` : WORDS.inputOf(name);
}
