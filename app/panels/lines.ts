/** One column over time or depth, drawn by uPlot; a drag selects what lies between its ends. */
import { html, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type uPlot from "uplot";
import type { App } from "../app";
import type { Column, TableView } from "../arrays";
import { nounOf } from "../engine-words";
import { selectedRows, selectWhere } from "../gates";
import { whole } from "../numbers";
import { plottedRows } from "../rows";
import { type Series, seriesOf } from "../series";
import type { PlotChoice, State } from "../store";
import { WORDS } from "../words";
import { titled } from "./columns";
import { tickText } from "./plot-frame";

interface Drawn {
  key: readonly unknown[];
  plot: uPlot | null;
}

const drawings = new WeakMap<Element, Drawn>();

/** What the lines of a plot show; null where there is only one frame. */
export function linesOf(state: State, view: TableView, column: Column, choice: PlotChoice): Series | null {
  const along = choice.kind === "depth" ? "z" : "t";
  const selected = state.selection.size ? selectedRows(state, view) : null;
  return seriesOf(view, column, along, plottedRows(state, view).keep, selected, choice.tracks);
}

export function lines(
  app: App,
  state: State,
  view: TableView,
  column: Column,
  choice: PlotChoice,
  size: [number, number],
): TemplateResult {
  const { keep } = plottedRows(state, view);
  const key = [keep, column, choice.kind, choice.tracks, state.selection, state.theme, ...size] as const;
  const mount = ref((element) => {
    if (!element) return;
    const before = drawings.get(element);
    if (before && before.key.every((one, i) => one === key[i])) return;
    before?.plot?.destroy();
    const drawn: Drawn = { key, plot: null };
    drawings.set(element, drawn);
    const series = linesOf(state, view, column, choice);
    element.replaceChildren();
    if (series) void draw(app, view, choice, size, series, element as HTMLElement, drawn);
    else element.textContent = choice.kind === "depth" ? WORDS.oneSlice : WORDS.oneFrame;
  });
  return html`<div class="lines" role="img" aria-label=${sentence(state, view, column, choice)} ${mount}></div>`;
}

/** The library comes when the first such plot is asked for. */
async function draw(
  app: App,
  view: TableView,
  choice: PlotChoice,
  size: [number, number],
  series: Series,
  element: HTMLElement,
  drawn: Drawn,
): Promise<void> {
  const { default: Plot } = await import("uplot");
  if (drawings.get(element) !== drawn || !element.isConnected) return;
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const along = choice.kind === "depth" ? "z" : "t";
  const axis = (label: string): uPlot.Axis => ({
    ...{ label, labelSize: 18, labelFont: "11px system-ui", labelGap: 0, font: "11px system-ui" },
    ...{ stroke: token("--text-3"), grid: { stroke: token("--line"), width: 1 }, ticks: { show: false } },
    values: (_, splits) => splits.map((one) => tickText(one)),
  });
  const line = (label: string, stroke: string, width: number): uPlot.Series => ({
    ...{
      label,
      stroke,
      width,
      spanGaps: false,
      points: { show: series.at.length < 60 && width > 1, size: 4 },
    },
  });
  const options: uPlot.Options = {
    ...{ width: size[0], height: size[1], legend: { show: false }, padding: [8, 14, 0, 0] },
    scales: { x: { time: false } },
    axes: [
      { ...axis(WORDS.along[along]), size: 34 },
      { ...axis(""), size: 46, labelSize: 0 },
    ],
    series: [
      {},
      ...series.tracks.map((one) => line(one.name, `${token("--accent")}55`, 1)),
      line(WORDS.mean, token("--accent"), 2),
      ...(series.selected ? [line(WORDS.selectedShort, token("--selection"), 2.5)] : []),
    ],
    cursor: { drag: { x: true, y: false, setScale: false } },
    hooks: { setSelect: [(plot) => chosen(app, view, along, plot)] },
  };
  const columns = [
    series.at,
    ...series.tracks.map((one) => one.values),
    series.mean,
    ...(series.selected ? [series.selected] : []),
  ];
  drawn.plot = new Plot(options, columns as uPlot.AlignedData, element);
}

/** A drag over frames selects their objects. */
function chosen(app: App, view: TableView, along: "t" | "z", plot: uPlot): void {
  const { left, width } = plot.select;
  if (width < 3) return;
  const [low, high] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
  selectWhere(app.store, view, [{ column: along, low: Math.ceil(low), high: Math.floor(high) }]);
}

function sentence(state: State, view: TableView, column: Column, choice: PlotChoice): string {
  const objects = nounOf(state.recipe.objects);
  const { count } = plottedRows(state, view);
  const along = WORDS.along[choice.kind === "depth" ? "z" : "t"];
  return WORDS.linesOf(titled(column, state), along, whole(count), objects);
}
