/** The foot of the recipe: what a run takes, Run or Cancel, progress, and why it cannot run. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { areasOf } from "../drawing-shapes";
import { icon } from "../icons";
import { keyText } from "../keys";
import { duration } from "../numbers";
import { withVolume } from "../planes";
import { isStale, LIVE_LIMIT } from "../running";
import { active, type Choices, type OpenImage, type State, sizeOf } from "../store";
import { WORDS } from "../words";
import { waysOut } from "./memory";
import { fault } from "./problem";

export function runFoot(app: App, state: State): TemplateResult {
  const image = active(state) as OpenImage;
  const busy = state.run.phase !== "idle";
  return html`<div class="foot run-foot">
    ${state.run.problem && !busy ? fault(app, state.run.problem, () => app.store.run({ problem: null })) : nothing}
    ${busy ? progress(app, state) : idle(app, state, image)}
  </div>`;
}

function idle(app: App, state: State, image: OpenImage): TemplateResult {
  return html`${choices(app, state, image)} ${memory(app, state, image)} ${button(app, state, image)}
    ${all(app, state)} ${below(state, image)}`;
}

/** Run is the one filled button, until there is nothing new to run. */
function button(app: App, state: State, image: OpenImage): TemplateResult {
  const run = () => app.running.run().catch(() => undefined);
  const kept = state.runs[image.key];
  if (kept && !isStale(state, image)) {
    return html`<button class="edged wide tall" @click=${run}>${icon("check")}${WORDS.upToDate}</button>`;
  }
  const blocked = !state.recipe.steps.length || !!state.plan?.problems.length;
  const waits = state.engine.phase !== "ready";
  const text = kept ? WORDS.runAgain : waits ? WORDS.runWhenReady : WORDS.run;
  return html`<button class="primary wide tall" ?disabled=${blocked} @click=${run}>${icon("play")}${text}</button>`;
}

/** With several images open, the same recipe for all of them. */
function all(app: App, state: State): TemplateResult | typeof nothing {
  if (state.images.length < 2 || !state.recipe.steps.length) return nothing;
  return html`<button class="edged wide" @click=${() => app.queue.runAll()}>${WORDS.runAll(state.images.length)}</button>`;
}

function below(state: State, image: OpenImage): TemplateResult {
  const kept = state.runs[image.key];
  const { plan } = state;
  const time = plan?.seconds ? `, ${WORDS.aboutTime(plan.seconds)}` : "";
  const cost = plan && !plan.problems.length ? `${WORDS.memoryNeeded(plan.bytes)}${time}` : "";
  const live = state.ui.live && !!kept && kept.summary.seconds <= LIVE_LIMIT;
  const words = kept ? (isStale(state, image) ? WORDS.notLive : live ? WORDS.live : "") : cost;
  return html`<div class="below"><span>${words}</span><kbd>${keyText("Ctrl+Enter")}</kbd></div>`;
}

function progress(app: App, state: State): TemplateResult {
  const { run } = state;
  const percent = Math.round(run.fraction * 100);
  const waiting = run.phase === "queued";
  const words = waiting ? WORDS.waitsForPython : run.phase === "stopping" ? WORDS.stopping : run.words;
  const left = run.phase === "running" && run.left !== null ? WORDS.timeLeft(duration(run.left)) : "";
  return html`<div class="bar" role="progressbar" aria-label=${WORDS.stepStates.running} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent} aria-valuetext="${words}, ${percent} %">
      <i .style=${`width:${percent}%`}></i>
    </div>
    <div class="below"><span>${words}</span><span>${left}</span></div>
    <button class="edged wide tall" ?disabled=${run.phase === "stopping"} @click=${() => app.running.cancel()}>
      ${icon("square")}${WORDS.cancel}<kbd>Esc</kbd>
    </button>`;
}

function choices(app: App, state: State, image: OpenImage): TemplateResult | typeof nothing {
  const several = sizeOf(image.info, "z") > 1 || sizeOf(image.info, "t") > 1;
  const { region, level } = state.choices;
  const tight = !!state.plan && state.plan.bytes > state.plan.available;
  const large = isLarge(image) || tight || region !== null || level > 0 || areasOf(image).length > 0;
  if (!several && !large) return nothing;
  const set = (patch: Partial<Choices>) => choose(app, patch);
  return html`<div class="choices">
    ${several ? planesChoice(app, state, image) : nothing} ${large ? areaChoice(app, state) : nothing}
    ${large && image.info.levels.length > 1 ? levelChoice(state, image, set) : nothing}
  </div>`;
}

function choose(app: App, patch: Partial<Choices>): void {
  app.store.act("choices", () => app.store.set({ choices: { ...app.store.state.choices, ...patch } }));
}

/** What is found in each slice, or reaches over slices, lies on slices: on a projection it would not be seen. */
function choosePlanes(app: App, planes: Choices["planes"]): void {
  app.store.act("choices", () => {
    app.store.set({ choices: { ...app.store.state.choices, planes } });
    if (planes === "volume" || planes === "each") app.store.view({ projected: false });
  });
}

function isLarge(image: OpenImage): boolean {
  const level = image.info.levels[0];
  return !!level && level.width * level.height > 4_000_000;
}

type Set = (patch: Partial<Choices>) => void;

function planesChoice(app: App, state: State, image: OpenImage): TemplateResult {
  const first = Object.values(state.recipe.inputs)[0];
  const options = planesOptions(image, first?.t);
  const deep = sizeOf(image.info, "z") > 1;
  const asked = deep ? (first?.z ?? "max") : (first?.t ?? "each");
  const own = asked === "each" || asked === "volume" ? asked : deep ? "max" : "recipe";
  const chosen = state.choices.planes === "recipe" ? own : state.choices.planes;
  const change = (event: Event) =>
    choosePlanes(app, (event.target as HTMLSelectElement).value as Choices["planes"]);
  return html`<label for="choice-planes">${WORDS.planesOf}</label>
    <select id="choice-planes" @change=${change}>${options.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}</select>`;
}

/** A projection and a volume are of slices; a movie without them has its frames. */
function planesOptions(image: OpenImage, time: unknown): [Choices["planes"], string][] {
  if (sizeOf(image.info, "z") === 1)
    return [
      ...(typeof time === "object" ? [["recipe", WORDS.planesRecipe] as [Choices["planes"], string]] : []),
      ["each", WORDS.planeEachTime],
      ["this", WORDS.planeThisTime],
    ];
  return withVolume(image, [
    ["this", WORDS.planeThis],
    ["max", WORDS.planeMax],
    ["each", WORDS.planeEach],
  ]);
}

function areaChoice(app: App, state: State): TemplateResult {
  const { region } = state.choices;
  const image = active(state);
  const areas = image ? areasOf(image).length : 0;
  const change = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    if (value === "whole") app.drawing.limitTo(null);
    if (value === "visible") app.drawing.limitTo(app.stage.visibleRegion());
    if (value === "draw") app.drawing.drawArea();
  };
  const [y0 = 0, x0 = 0, y1 = 0, x1 = 0] = region ?? [];
  return html`<label for="choice-area">${WORDS.areaOf}</label>
    <select id="choice-area" @change=${change}>
      <option value="whole" ?selected=${!region && !areas}>${WORDS.wholeImage}</option>
      ${areas ? html`<option value="areas" selected>${WORDS.tools.areas(areas)}</option>` : nothing}
      ${region && !areas ? html`<option value="kept" selected>${WORDS.boxAt(x1 - x0, y1 - y0, x0, y0)}</option>` : nothing}
      <option value="visible">${WORDS.visibleRegion}</option>
      <option value="draw">${WORDS.drawRegion}</option>
    </select>`;
}

function levelChoice(state: State, image: OpenImage, set: Set): TemplateResult {
  const change = (event: Event) => set({ level: Number((event.target as HTMLSelectElement).value) });
  return html`<label for="choice-level">${WORDS.levelOf}</label>
    <select id="choice-level" @change=${change}>
      ${image.info.levels.map((one, index) => html`<option value=${index} ?selected=${index === state.choices.level}>${WORDS.fractionSize(one.factors.y ?? 1)}</option>`)}
    </select>`;
}

/** Too large is said before it is tried, with the ways out. */
function memory(app: App, state: State, image: OpenImage): TemplateResult | typeof nothing {
  const { plan } = state;
  if (!plan || plan.problems.length || plan.bytes <= plan.available) return nothing;
  return html`<div class="fault warn" role="alert" data-code="memory.too-large">
    <span><b>${WORDS.tooLarge}</b> ${WORDS.needs(plan.bytes, plan.available)}</span>
    <div class="buttons">${waysOut(app, state, image)}</div>
  </div>`;
}
