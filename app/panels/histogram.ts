/** The distribution of one column: bars to click, drag over or walk along with the arrows. */
import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { type Column, cell, type TableView } from "../arrays";
import { nounOf } from "../engine-words";
import { selectedRows, selectRows, selectWhere } from "../gates";
import { type Bins, binned, binOf } from "../histogram";
import { measured, roundStep, whole } from "../numbers";
import { plottedRows } from "../rows";
import type { PlotChoice, State } from "../store";
import { WORDS } from "../words";
import { titled } from "./columns";
import { type Box, below, boxOf, roomFor, sideways, titleBelow } from "./plot-frame";

/** The bins of the plotted rows, and the bin of each row. */
interface Binning {
  bins: Bins | null;
  at: Int16Array;
}

const known = new WeakMap<Uint8Array, Map<string, Binning>>();

function binningOf(column: Column, keep: Uint8Array, log: boolean): Binning {
  const kept = known.get(keep) ?? new Map<string, Binning>();
  known.set(keep, kept);
  const key = `${column.name}/${log}`;
  const found = kept.get(key) ?? makeBinning(column, keep, log);
  kept.set(key, found);
  return found;
}

function makeBinning(column: Column, keep: Uint8Array, log: boolean): Binning {
  const values = new Float64Array(keep.length).fill(Number.NaN);
  for (let row = 0; row < keep.length; row += 1) {
    if (keep[row]) values[row] = log ? Math.log10(cell(column, row)) : cell(column, row);
  }
  const bins = binned(values);
  return { bins, at: Int16Array.from(values, (value) => (bins ? binOf(bins, value) : -1)) };
}

/** How many of each bin are selected. */
function pickedCounts(state: State, view: TableView, { bins, at }: Binning): number[] {
  const counts = new Array<number>(bins?.counts.length ?? 0).fill(0);
  if (!state.selection.size) return counts;
  const selected = selectedRows(state, view);
  for (let row = 0; row < at.length; row += 1) {
    const bin = at[row] as number;
    if (bin >= 0 && selected[row]) counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
}

export function histogram(
  app: App,
  state: State,
  view: TableView,
  column: Column,
  choice: PlotChoice,
  slot: number,
  size: [number, number],
): TemplateResult {
  const binning = binningOf(column, plottedRows(state, view).keep, choice.logX);
  const { bins } = binning;
  if (!bins) return html`<p class="note">${view.rows ? WORDS.nothingToPlot : WORDS.noObjects}</p>`;
  const height = countScale(bins, choice.logY);
  const box = boxOf(size, roomFor(height.ticks.map(whole)));
  const title = choice.logX ? `${titled(column, state)}, log` : titled(column, state);
  return html`<svg viewBox="0 0 ${size[0]} ${size[1]}" role="img" aria-label=${sentence(state, column, bins, choice.logX)}>
      ${sideways(
        box,
        height.ticks.map((count) => ({ at: yOf(box, height.share(count)), text: whole(count) })),
      )}
      ${bars(box, bins, pickedCounts(state, view, binning), height.share)}
      ${below(box, ticks(box, bins, choice.logX))} ${titleBelow(box, title)}
    </svg>
    ${targets(app, state, view, column, binning, box, choice, slot)}`;
}

function yOf(box: Box, share: number): number {
  return box.top + box.height * (1 - share);
}

function bars(
  box: Box,
  bins: Bins,
  picked: readonly number[],
  share: (count: number) => number,
): TemplateResult[] {
  const wide = box.width / bins.counts.length;
  const bar = (kind: string, i: number, count: number) => {
    const y = yOf(box, share(count));
    return svg`<rect class=${kind} x=${box.left + i * wide + 0.5} width=${Math.max(wide - 1, 0.5)} y=${y} height=${Math.max(yOf(box, 0) - y, 0)}></rect>`;
  };
  return bins.counts.map(
    (count, i) =>
      svg`${bar("column", i, count)}${picked[i] ? bar("picked", i, picked[i] as number) : nothing}`,
  );
}

/** How high a count stands, from 0 to 1, and the counts to write beside. */
function countScale(bins: Bins, log: boolean): { share: (count: number) => number; ticks: number[] } {
  const most = Math.max(...bins.counts);
  if (log) {
    const powers = [0, 1, 10, 100, 1000, 10_000, 100_000, 1_000_000];
    return {
      share: (count) => Math.log1p(count) / Math.log1p(most),
      ticks: powers.filter((one) => one <= most),
    };
  }
  const step = roundStep(most, 2);
  const top = Math.max(2, Math.ceil(most / step) * step);
  return { share: (count) => count / top, ticks: [0, top / 2, top] };
}

/** What is under the pointer and the arrows: one option for each bar. */
function targets(
  app: App,
  state: State,
  view: TableView,
  column: Column,
  binning: Binning,
  box: Box,
  choice: PlotChoice,
  slot: number,
): TemplateResult {
  const bins = binning.bins as Bins;
  const wide = box.width / bins.counts.length;
  const range = state.ui.bars?.plot === slot ? state.ui.bars : null;
  const [from, to] = range
    ? [Math.min(range.anchor, range.head), Math.max(range.anchor, range.head)]
    : [-1, -2];
  const choose = (anchor: number, head: number, more: boolean) => {
    app.store.ui({ bars: { plot: slot, anchor, head } });
    const [low, high] = [Math.min(anchor, head), Math.max(anchor, head)];
    const keep = Uint8Array.from(binning.at, (bin) => Number(bin >= low && bin <= high));
    selectRows(app.store, view, column, keep, more);
  };
  const drag = (event: PointerEvent) => dragged(app, view, column, box, bins, choice, event, choose);
  const keys = (event: KeyboardEvent) => {
    const last = bins.counts.length - 1;
    // Quick presses may come before the next drawing: what counts is the state, not what was drawn.
    const { bars: now } = app.store.state.ui;
    const range = now?.plot === slot ? now : null;
    const head = range?.head ?? -1;
    const next = { ArrowRight: head + 1, ArrowLeft: head - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const there = Math.min(Math.max(next, 0), last);
    choose(event.shiftKey && range ? range.anchor : there, there, false);
  };
  return html`<div class="bar-targets" role="listbox" tabindex="0" aria-multiselectable="true" aria-orientation="horizontal" aria-label=${WORDS.barsOf(titled(column, state))}
    aria-activedescendant=${range ? `bar-${slot}-${range.head}` : nothing} @pointerdown=${drag} @keydown=${keys}
    .style=${`left:${box.left}px;top:${box.top}px;width:${box.width}px;height:${box.height}px`}>
    ${bins.counts.map(
      (count, i) =>
        html`<div role="option" id="bar-${slot}-${i}" aria-selected=${i >= from && i <= to} title=${barText(bins, i, count, choice.logX)} aria-label=${barText(bins, i, count, choice.logX)}
          .style=${`left:${i * wide}px;width:${wide}px`}></div>`,
    )}
  </div>`;
}

/** A click takes the bar under it; a drag takes the values between its ends. */
function dragged(
  app: App,
  view: TableView,
  column: Column,
  box: Box,
  bins: Bins,
  choice: PlotChoice,
  event: PointerEvent,
  choose: (anchor: number, head: number, more: boolean) => void,
): void {
  if (event.button !== 0) return;
  const target = event.currentTarget as HTMLElement;
  const left = target.getBoundingClientRect().left;
  const started = event.clientX - left;
  const more = event.shiftKey || event.ctrlKey || event.metaKey;
  const value = (x: number) => {
    const place = bins.from + Math.min(Math.max(x / box.width, 0), 1) * bins.counts.length * bins.step;
    return choice.logX ? 10 ** place : place;
  };
  const move = (moved: PointerEvent) => {
    const now = moved.clientX - left;
    if (Math.abs(now - started) < 4) return;
    const [low, high] = [value(Math.min(started, now)), value(Math.max(started, now))];
    // The last bar holds everything above its start.
    const open = bins.open && Math.max(started, now) > box.width * (1 - 1 / bins.counts.length);
    app.store.ui({ bars: null });
    selectWhere(app.store, view, [{ column: column.name, low, high: open ? null : high }]);
  };
  const up = (moved: PointerEvent) => {
    target.removeEventListener("pointermove", move);
    target.removeEventListener("pointerup", up);
    target.removeEventListener("pointercancel", up);
    if (Math.abs(moved.clientX - left - started) >= 4 || moved.type !== "pointerup") return;
    const bin = Math.min(Math.floor((started / box.width) * bins.counts.length), bins.counts.length - 1);
    choose(bin, bin, more);
  };
  target.setPointerCapture(event.pointerId);
  target.addEventListener("pointermove", move);
  target.addEventListener("pointerup", up);
  target.addEventListener("pointercancel", up);
}

function edge(bins: Bins, index: number, log: boolean): string {
  const place = Number((bins.from + index * bins.step).toPrecision(6));
  return measured(log ? Number((10 ** place).toPrecision(3)) : place);
}

function barText(bins: Bins, index: number, count: number, log: boolean): string {
  const last = bins.open && index === bins.counts.length - 1;
  return WORDS.bar(edge(bins, index, log), last ? null : edge(bins, index + 1, log), count);
}

/** About five labels along the axis; the open bin says “220+”. */
function ticks(box: Box, bins: Bins, log: boolean): { at: number; text: string }[] {
  const count = bins.counts.length;
  const every = Math.max(1, Math.round(count / Math.max(2, Math.min(8, Math.floor(box.width / 56)))));
  const found: [number, string][] = [];
  for (let i = 0; i <= count; i += every) {
    if (!(bins.open && i >= count - 1)) found.push([i, edge(bins, i, log)]);
  }
  if (bins.open) {
    if (found.length && count - 1 - (found.at(-1)?.[0] ?? 0) < every * 0.6) found.pop();
    found.push([count - 0.5, `${edge(bins, count - 1, log)}+`]);
  }
  return found.map(([i, text]) => ({ at: box.left + (i * box.width) / count, text }));
}

/** The plot in a sentence: “Area (px²) of 309 nuclei, most 70 to 80”. */
function sentence(state: State, column: Column, bins: Bins, log: boolean): string {
  const most = bins.counts.indexOf(Math.max(...bins.counts));
  const total = bins.counts.reduce((sum, one) => sum + one, 0);
  const objects = nounOf(state.recipe.objects);
  return WORDS.histogramOf(
    titled(column, state),
    total,
    objects,
    edge(bins, most, log),
    edge(bins, most + 1, log),
  );
}

/** The bars as rows of text, for those who cannot see them. */
export function histogramRows(state: State, view: TableView, column: Column, log: boolean): string[][] {
  const { bins } = binningOf(column, plottedRows(state, view).keep, log);
  if (!bins) return [];
  return bins.counts.map((count, i) => {
    const last = bins.open && i === bins.counts.length - 1;
    return [edge(bins, i, log), last ? "" : edge(bins, i + 1, log), String(count)];
  });
}
