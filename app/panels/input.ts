/** The first cards: what each input of the recipe takes of the image, and why. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { icon } from "../icons";
import { withVolume } from "../planes";
import { problemsOfInput, type RecipeInput, setInput } from "../recipe";
import { active, type OpenImage, type State, sizeOf } from "../store";
import { said, WORDS } from "../words";
import { channelKey, channelOptions, channelValue } from "./channel-choice";
import { remedies } from "./remedy";

interface Planned {
  signals?: { name: string; channel: number; sample: string | null }[];
}

export function inputCard(
  app: App,
  state: State,
  name: string,
  input: RecipeInput,
  number: number,
): TemplateResult {
  const key = `input:${name}`;
  const open = state.ui.openStep === key;
  const several = Object.values(state.recipe.inputs).filter((one) => one.channel !== "all").length > 1;
  const toggle = () => app.store.ui({ openStep: open ? "" : key, popover: "" });
  const problems = problemsOfInput(state.plan?.problems ?? [], name);
  return html`<li class="step input" data-input=${name} data-state=${problems.length ? "failed" : "ready"} ?data-open=${open}>
    <div class="line">
      <span class="grip" aria-hidden="true"></span>
      <button class="fold" aria-expanded=${open} @click=${toggle}>
        <span class="number">${number}</span><span class="title">${several ? WORDS.inputOf(name) : WORDS.useChannel}</span>
        <span class="gist">${problems.length ? html`<span class="bad">${icon("circle-alert")}<span class="sr">${WORDS.stepStates.failed}</span></span>` : open ? nothing : chosenChannel(state, name, input)}</span>
        ${open ? nothing : icon("chevron-right", 14)}
      </button>
    </div>
    ${problems.map((one) => html`<div class="reason aside" role="alert" data-code=${one.code}>${said(one)} <span class="ways">${remedies(app, one)}</span></div>`)}
    ${open ? body(app, state, name, input) : nothing}
  </li>`;
}

function body(app: App, state: State, name: string, input: RecipeInput): TemplateResult {
  const image = active(state);
  const set = (patch: Partial<RecipeInput>) => app.store.edit(setInput(app.store.state.recipe, name, patch));
  const areas = image?.shapes.filter((one) => one.role === "area").length ?? 0;
  return html`<div class="body">
    ${choice(`channel-${name}`, WORDS.inputChannel, channelOptions(state), channelKey(input.channel), (value) => set({ channel: channelValue(value) }))}
    <span class="note">${[chosenChannel(state, name, input), reason(state, name, input)].filter(Boolean).join(". ")}</span>
    ${image && sizeOf(image.info, "z") > 1 ? choice(`z-${name}`, WORDS.inputPlanes, axisOptions(image, "z"), String(axisKey(input.z ?? "max")), (value) => set({ z: axisValue(value) })) : nothing}
    ${image && sizeOf(image.info, "t") > 1 ? choice(`t-${name}`, WORDS.inputTimes, axisOptions(image, "t"), String(axisKey(input.t ?? "each")), (value) => set({ t: axisValue(value) })) : nothing}
    ${areas ? html`<span class="note">${WORDS.inputPart}: ${WORDS.drawnAreas(areas)}</span>` : nothing}
  </div>`;
}

function choice(
  id: string,
  label: string,
  options: [string, string][],
  chosen: string,
  change: (value: string) => void,
): TemplateResult {
  return html`<div class="parameter">
    <label class="label" for=${id}>${label}</label>
    <select id=${id} class="wide" @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
      ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
    </select>
  </div>`;
}

/** The ways through an axis: all of it at once, one by one, or only the plane that is seen. */
function axisOptions(image: OpenImage, axis: "z" | "t"): [string, string][] {
  const ways: string[] = axis === "z" ? ["max", "each"] : ["each"];
  const seen = image.view[axis];
  const named = ways.map((one): [string, string] => [one, WORDS.inputParts[one] ?? one]);
  return [...(axis === "z" ? withVolume(image, named) : named), [String(seen), WORDS.onlyPlane(seen)]];
}

function axisKey(value: unknown): string | number {
  if (typeof value === "object" && value !== null && "index" in value) return Number(value.index);
  return value as string | number;
}

function axisValue(key: string): unknown {
  return /^\d+$/.test(key) ? { index: Number(key) } : key;
}

/** What the plan chose, else what is written. */
export function chosenChannel(state: State, name: string, input: RecipeInput): string {
  const signal = (state.plan?.inputs[name] as Planned | undefined)?.signals?.[0];
  const image = active(state);
  if (signal?.sample) return signal.name;
  if (signal) return image?.view.channels[signal.channel]?.name ?? signal.name;
  return input.channel === undefined || input.channel === "auto"
    ? WORDS.autoChannel
    : typeof input.channel === "number"
      ? (image?.view.channels[input.channel]?.name ?? String(input.channel + 1))
      : String(channelKey(input.channel));
}

/** Why this channel: the rules of the engine's choice (design.md, section 5), said of what it chose. */
function reason(state: State, name: string, input: RecipeInput): string {
  const signal = (state.plan?.inputs[name] as Planned | undefined)?.signals?.[0];
  const image = active(state);
  if (!signal || !image) return "";
  if (input.channel !== undefined && input.channel !== "auto") return WORDS.because.chosen;
  if (image.info.colour)
    return signal.sample === "luminance" ? WORDS.because.luminance : WORDS.because.signal;
  if (image.view.channels.length === 1) return WORDS.because.only;
  const shown = image.view.channels[signal.channel]?.name ?? "";
  return NUCLEAR.test(shown) ? WORDS.because.name : WORDS.because.first;
}

/** The names by which the engine knows a nuclear stain (`tabscope.runner.signals`). */
const NUCLEAR = /dna|dapi|hoechst|h2b|nuclei|nucleus|draq5|histone/i;
