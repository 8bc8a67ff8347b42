/** The left panel: one block per channel, and the results that lie on the image. */
import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { colorText, parseColor } from "../contrast";
import { icon } from "../icons";
import { typed, whole } from "../numbers";
import {
  active,
  type ChannelSample,
  type ChannelView,
  type OpenImage,
  type State,
  shownLabels,
} from "../store";
import { WORDS } from "../words";

export function channels(app: App, state: State): TemplateResult {
  const image = active(state);
  return html`<aside class="left" aria-label=${WORDS.channels} ?data-flyout=${state.ui.flyout}>
    ${image ? channelList(app, image) : nothing} ${image ? layerList(app, state) : nothing}
  </aside>`;
}

function channelList(app: App, image: OpenImage): TemplateResult {
  return html`<div class="head">
      <h2 class="grow">${WORDS.channels}</h2>
      <button @click=${() => auto(app, image)} title=${image.statement}>${icon("wand")}${WORDS.auto}</button>
    </div>
    ${image.view.channels.map((one, index) => channel(app, image, one, index))}`;
}

/** Put the limits of the stated sample back. */
function auto(app: App, image: OpenImage): void {
  const channels = image.view.channels.map((one, i) => {
    const sample = image.samples?.[i];
    return sample ? { ...one, low: sample.low, high: sample.high, gamma: 1 } : one;
  });
  app.store.act("contrast", () => app.store.view({ channels }));
}

function channel(app: App, image: OpenImage, view: ChannelView, index: number): TemplateResult {
  const sample = image.samples?.[index];
  const change = (patch: Partial<ChannelView>) =>
    app.store.act(`channel ${index}`, () => app.store.channel(index, patch));
  const only = () => {
    const channels = image.view.channels.map((one, i) => ({ ...one, visible: i === index }));
    app.store.act("channels", () => app.store.view({ channels }));
  };
  const toggle = (event: MouseEvent) => (event.shiftKey ? only() : change({ visible: !view.visible }));
  return html`<section class="channel" aria-label=${view.name}>
    <div class="row">
      <button class="icon-only" role="checkbox" aria-checked=${view.visible} aria-label="Show ${view.name}" @click=${toggle}>
        ${icon(view.visible ? "eye" : "eye-off")}
      </button>
      ${image.info.colour ? nothing : swatch(view, change)}
      <span class="title">${view.name}</span>
      <span class="quiet small">${sample && !sample.clear ? WORDS.noClear : index + 1}</span>
    </div>
    ${image.info.colour ? nothing : contrast(view, sample, change)}
  </section>`;
}

function swatch(view: ChannelView, change: (patch: Partial<ChannelView>) => void): TemplateResult {
  const pick = (event: Event) =>
    change({ color: parseColor((event.target as HTMLInputElement).value) ?? view.color });
  return html`<input class="swatch" type="color" aria-label="Colour of ${view.name}" .value=${colorText(view.color)} @input=${pick} />`;
}

/** The range the sliders cover: the data, but not a few hot pixels far above everything. */
function spanOf(view: ChannelView, sample: ChannelSample | undefined): [number, number] {
  if (!sample) return [Math.min(0, view.low), Math.max(view.high, 1)];
  const wide = sample.high + 0.6 * (sample.high - sample.low);
  const from = Math.min(sample.minimum, view.low);
  const to = Math.max(Math.min(sample.maximum, wide), view.high);
  return to > from ? [from, to] : [from, from + 1];
}

function contrast(
  view: ChannelView,
  sample: ChannelSample | undefined,
  change: (patch: Partial<ChannelView>) => void,
): TemplateResult {
  const [from, to] = spanOf(view, sample);
  const share = (value: number) => `${(100 * (value - from)) / (to - from)}%`;
  const reset = () => sample && change({ low: sample.low, high: sample.high });
  const slider = (
    end: "low" | "high",
    name: string,
  ) => html`<input type="range" class=${end} min=${from} max=${to} step="any"
    aria-label="${view.name}, ${name}" aria-valuetext=${typed(view[end])} .value=${String(view[end])} @keydown=${(event: KeyboardEvent) => nudge(event, view, end, [from, to], change)}
    @input=${(event: Event) => change(ends(view, end, Number((event.target as HTMLInputElement).value)))} />`;
  const field = (
    end: "low" | "high",
    name: string,
  ) => html`<input type="text" inputmode="decimal" aria-label="${view.name}, ${name} as a number"
    .value=${typed(view[end])} @change=${(event: Event) => {
      const value = Number((event.target as HTMLInputElement).value.replace(",", "."));
      if (Number.isFinite(value)) change({ [end]: value });
    }} />`;
  return html`<div class="contrast" @dblclick=${reset} title=${WORDS.default}>
      ${histogram(view, sample, from, to)}
      <i class="base"></i>
      <i class="span" .style=${`left:${share(view.low)};right:calc(100% - ${share(view.high)})`}></i>
      ${slider("low", "black point")}${slider("high", "white point")}
    </div>
    <div class="limits">${field("low", "black point")}${field("high", "white point")}</div>`;
}

/** The black point stays below the white point. */
function ends(view: ChannelView, end: "low" | "high", value: number): Partial<ChannelView> {
  return end === "low" ? { low: Math.min(value, view.high) } : { high: Math.max(value, view.low) };
}

/** Arrows move by 1 %, with Shift by 10 %; Home and End go to the data's ends. */
function nudge(
  event: KeyboardEvent,
  view: ChannelView,
  end: "low" | "high",
  span: [number, number],
  change: (patch: Partial<ChannelView>) => void,
): void {
  const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
  const jump = { Home: span[0], End: span[1] }[event.key];
  if (direction === undefined && jump === undefined) return;
  event.preventDefault();
  const step = ((span[1] - span[0]) / 100) * (event.shiftKey ? 10 : 1) * (direction ?? 0);
  const value = Math.min(Math.max(jump ?? view[end] + step, span[0]), span[1]);
  change(ends(view, end, value));
}

/** The logarithm of the counts as an area in the channel's colour. */
function histogram(
  view: ChannelView,
  sample: ChannelSample | undefined,
  from: number,
  to: number,
): TemplateResult {
  const bars = sample ? within(sample, from, to) : [];
  const top = Math.max(1, ...bars.map((one) => Math.log1p(one)));
  const points = bars.map(
    (one, i) => `${((i + 0.5) / bars.length) * 100},${34 - (Math.log1p(one) / top) * 31}`,
  );
  const color = colorText(view.color);
  return html`<svg viewBox="0 0 100 34" preserveAspectRatio="none" role="img" aria-label="How often each value occurs, ${view.name}">
    ${points.length ? svg`<path class="area" d=${`M0,34 L${points.join(" L")} L100,34 Z`} fill=${color} stroke=${color}></path>` : nothing}
  </svg>`;
}

const SHOWN_BINS = 96;

function within(sample: ChannelSample, from: number, to: number): number[] {
  const { histogram: counts, minimum, maximum } = sample;
  const bars = new Array<number>(SHOWN_BINS).fill(0);
  const width = (maximum - minimum) / counts.length;
  counts.forEach((count, i) => {
    const at = Math.floor(((minimum + (i + 0.5) * width - from) / (to - from)) * SHOWN_BINS);
    if (at >= 0 && at < SHOWN_BINS) bars[at] = (bars[at] as number) + count;
  });
  return bars;
}

function layerList(app: App, state: State): TemplateResult | typeof nothing {
  const labels = shownLabels(state);
  if (!labels) return nothing;
  const { overlay, fill } = state.ui;
  const count = state.runs[state.active]?.summary.count;
  const name = String(state.recipe.objects ?? "objects");
  return html`<div class="head"><h2>${WORDS.onImage}</h2></div>
    <div class="layer">
      <button class="icon-only" role="checkbox" aria-checked=${overlay} aria-label="Show ${name}" @click=${() => app.store.ui({ overlay: !overlay })}>
        ${icon(overlay ? "eye" : "eye-off")}
      </button>
      <button class="icon-only" role="checkbox" aria-checked=${fill} aria-label="Fill ${name}" title="Outline or fill (L)" @click=${() => app.store.ui({ fill: !fill })}>
        <span class="stripes"><i></i><i></i><i></i></span>
      </button>
      <span class="grow">${name[0]?.toUpperCase()}${name.slice(1)}</span>
      <span class="quiet small">${count != null ? whole(count) : ""}</span>
    </div>`;
}
