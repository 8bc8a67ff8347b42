/** The contrast of a channel: two points over the histogram of what is on screen, both numbers, gamma. */
import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { colorText } from "../contrast";
import { typed } from "../numbers";
import type { ChannelSample, ChannelView, SeenChannel, State } from "../store";
import { WORDS } from "../words";

type Change = (patch: Partial<ChannelView>) => void;
type End = "low" | "high";

/** The range the sliders cover: the data, but not a few hot pixels far above everything. */
function spanOf(
  view: ChannelView,
  sample: ChannelSample | undefined,
  seen: SeenChannel | undefined,
): [number, number] {
  if (!sample) return [Math.min(seen?.minimum ?? 0, view.low), Math.max(view.high, seen?.maximum ?? 1)];
  const wide = sample.high + 0.6 * (sample.high - sample.low);
  const from = Math.min(sample.minimum, view.low);
  const to = Math.max(Math.min(sample.maximum, wide), view.high);
  return to > from ? [from, to] : [from, from + 1];
}

export function contrast(
  _app: App,
  state: State,
  view: ChannelView,
  index: number,
  sample: ChannelSample | undefined,
  change: Change,
): TemplateResult {
  const span = spanOf(view, sample, state.seen?.[index]);
  const [from, to] = span;
  const share = (value: number) => `${(100 * (value - from)) / (to - from)}%`;
  const reset = () => sample && change({ low: sample.low, high: sample.high, gamma: 1 });
  return html`<div class="contrast" @dblclick=${reset} title=${WORDS.default}>
      ${histogram(view, state.seen?.[index], sample, from, to)}
      <i class="base"></i>
      <i class="span" .style=${`left:${share(view.low)};right:calc(100% - ${share(view.high)})`}></i>
      ${slider(view, "low", WORDS.blackPoint, span, change)}${slider(view, "high", WORDS.whitePoint, span, change)}
    </div>
    <div class="limits">
      ${field(view, "low", WORDS.blackPoint, change)}${gamma(view, change)}${field(view, "high", WORDS.whitePoint, change)}
    </div>`;
}

function slider(
  view: ChannelView,
  end: End,
  name: string,
  span: [number, number],
  change: Change,
): TemplateResult {
  const moved = (event: Event) => change(ends(view, end, Number((event.target as HTMLInputElement).value)));
  return html`<input type="range" class=${end} min=${span[0]} max=${span[1]} step="any"
    aria-label="${view.name}, ${name}" aria-valuetext=${typed(view[end])} .value=${String(view[end])}
    @keydown=${(event: KeyboardEvent) => nudge(event, view, end, span, change)} @input=${moved} />`;
}

function field(view: ChannelView, end: End, name: string, change: Change): TemplateResult {
  const entered = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const value = Number(input.value.replace(",", ".").replace("−", "-"));
    if (input.value.trim() && Number.isFinite(value)) change({ [end]: value });
    else input.value = typed(view[end]);
  };
  return html`<input type="text" inputmode="decimal" aria-label=${WORDS.asNumber(view.name, name)}
    .value=${typed(view[end])} @change=${entered} />`;
}

function gamma(view: ChannelView, change: Change): TemplateResult {
  const entered = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const value = Number(input.value.replace(",", "."));
    if (value >= 0.1 && value <= 5) change({ gamma: value });
    else input.value = typed(view.gamma);
  };
  return html`<label class="gamma" title=${WORDS.gammaHint}><span>${WORDS.gamma}</span>
    <input type="number" min="0.1" max="5" step="0.1" aria-label="${view.name}, ${WORDS.gamma}" .value=${typed(view.gamma)} @change=${entered} /></label>`;
}

/** The black point stays below the white point. */
function ends(view: ChannelView, end: End, value: number): Partial<ChannelView> {
  return end === "low" ? { low: Math.min(value, view.high) } : { high: Math.max(value, view.low) };
}

/** Arrows move by 1 %, with Shift by 10 %; Home and End go to the data's ends. */
function nudge(
  event: KeyboardEvent,
  view: ChannelView,
  end: End,
  span: [number, number],
  change: Change,
): void {
  const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
  const jump = { Home: span[0], End: span[1] }[event.key];
  if (event.altKey || (direction === undefined && jump === undefined)) return;
  event.preventDefault();
  const step = ((span[1] - span[0]) / 100) * (event.shiftKey ? 10 : 1) * (direction ?? 0);
  const value = Math.min(Math.max(jump ?? view[end] + step, span[0]), span[1]);
  change(ends(view, end, value));
}

/** The logarithm of the counts: what is on screen as an area, the whole sample as a line behind it. */
function histogram(
  view: ChannelView,
  seen: SeenChannel | undefined,
  sample: ChannelSample | undefined,
  from: number,
  to: number,
): TemplateResult {
  const color = view.map ? "var(--text-2)" : colorText(view.color);
  const onScreen = seen ?? sample;
  const area = onScreen ? outline(onScreen, from, to) : "";
  const whole = seen && sample ? outline(sample, from, to) : "";
  return html`<svg viewBox="0 0 100 34" preserveAspectRatio="none" role="img" aria-label=${WORDS.howOften(view.name)}>
    ${whole ? svg`<path class="whole" d=${`M0,34 L${whole}`}></path>` : nothing}
    ${area ? svg`<path class="area" d=${`M0,34 L${area} L100,34 Z`} fill=${color} stroke=${color}></path>` : nothing}
  </svg>`;
}

const SHOWN_BINS = 96;

/** Points of the counts' logarithm between two values, as an SVG path has them. */
function outline(counted: SeenChannel, from: number, to: number): string {
  const bars = within(counted, from, to);
  const top = Math.max(1, ...bars.map((one) => Math.log1p(one)));
  return bars
    .map(
      (one, i) =>
        `${(((i + 0.5) / bars.length) * 100).toFixed(1)},${(34 - (Math.log1p(one) / top) * 31).toFixed(1)}`,
    )
    .join(" L");
}

/** Counts in bins between two values; a wide bin is spread over those it covers, so that no comb appears. */
function within({ histogram: counts, minimum, maximum }: SeenChannel, from: number, to: number): number[] {
  const bars = new Array<number>(SHOWN_BINS).fill(0);
  const width = (maximum - minimum) / counts.length;
  const scale = SHOWN_BINS / (to - from);
  counts.forEach((count, i) => {
    const first = (minimum + i * width - from) * scale;
    const last = first + Math.max(width * scale, 1);
    const share = count / (last - first);
    for (let at = Math.max(0, Math.floor(first)); at < Math.min(SHOWN_BINS, Math.ceil(last)); at += 1)
      bars[at] = (bars[at] as number) + share * Math.max(0, Math.min(at + 1, last) - Math.max(at, first));
  });
  return bars;
}
