/** One column by class: quartiles as a box, whiskers, and the objects themselves where there are not too many. */
import { html, svg, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { type Column, cell, columnNamed, idOf, type TableView } from "../arrays";
import { colorText } from "../contrast";
import { nounOf } from "../engine-words";
import { measured, whole } from "../numbers";
import { ObjectSet } from "../objects";
import { type Axis, axisOf } from "../plotting";
import { plottedRows } from "../rows";
import { active, type PlotChoice, type State } from "../store";
import { type Group, groupedBy, quantile, rowsIn } from "../summary";
import { WORDS } from "../words";
import { titled } from "./columns";
import { type Box, below, boxOf, downOf, roomFor, sideways, ticksDown, titleBelow } from "./plot-frame";

/** Of a group with more objects, every n-th is drawn. */
const MOST_DOTS = 300;

interface Five {
  group: Group;
  low: number;
  quarter: number;
  median: number;
  threeQuarters: number;
  high: number;
}

const known = new WeakMap<Uint8Array, Map<string, Five[]>>();

/** The groups with the ends of their boxes and whiskers (the farthest objects within 1.5 box lengths). */
export function fives(state: State, view: TableView, column: Column): Five[] {
  const { keep } = plottedRows(state, view);
  const kept = known.get(keep) ?? new Map<string, Five[]>();
  known.set(keep, kept);
  const classes = columnNamed(view, "class");
  const key = `${column.name}/${classes?.texts?.length ?? 0}`;
  const made = kept.get(key) ?? groupsOf(state, view, keep).map((group) => fiveOf(group, column));
  kept.set(key, made);
  return made;
}

function groupsOf(state: State, view: TableView, keep: Uint8Array): Group[] {
  const classes = columnNamed(view, "class");
  if (classes) return groupedBy(view, keep, classes, WORDS.noClass);
  const name = nounOf(state.recipe.objects);
  return [{ name, view, rows: rowsIn(keep) }];
}

function fiveOf(group: Group, column: Column): Five {
  const values = Float64Array.from(group.rows, (row) => cell(column, row))
    .filter((one) => Number.isFinite(one))
    .sort();
  const [quarter, median, threeQuarters] = [0.25, 0.5, 0.75].map((one) => quantile(values, one)) as [
    number,
    number,
    number,
  ];
  const reach = 1.5 * (threeQuarters - quarter);
  const within = values.filter((one) => one >= quarter - reach && one <= threeQuarters + reach);
  return {
    ...{ group, quarter, median, threeQuarters },
    ...{ low: within[0] ?? Number.NaN, high: within.at(-1) ?? Number.NaN },
  };
}

export function boxPlot(
  app: App,
  state: State,
  view: TableView,
  column: Column,
  choice: PlotChoice,
  size: [number, number],
): TemplateResult {
  const axis = axisOf(column, plottedRows(state, view).keep, choice.logY);
  if (!axis) return html`<p class="note">${view.rows ? WORDS.nothingToPlot : WORDS.noObjects}</p>`;
  const boxes = fives(state, view, column).filter((one) => Number.isFinite(one.median));
  const box = boxOf(size, roomFor(ticksDown(boxOf(size, 40), axis).map((one) => one.text)));
  const wide = box.width / boxes.length;
  const middle = (i: number) => box.left + (i + 0.5) * wide;
  const names = boxes.map((one, i) => ({ at: middle(i), text: fitted(one.group.name, wide) }));
  return html`<svg viewBox="0 0 ${size[0]} ${size[1]}" role="img" aria-label=${sentence(state, column, boxes)}>
    ${sideways(box, ticksDown(box, axis))}
    ${boxes.map((one, i) => boxAndDots(app, state, view, column, axis, box, one, middle(i), Math.min(wide * 0.6, 90)))}
    ${below(box, names)} ${titleBelow(box, titled(column, state))}
  </svg>`;
}

function boxAndDots(
  app: App,
  state: State,
  view: TableView,
  column: Column,
  axis: Axis,
  box: Box,
  five: Five,
  x: number,
  wide: number,
): TemplateResult {
  const y = (value: number) => downOf(box, axis, value);
  const half = wide / 2;
  const own = active(state)?.classes.find((one) => one.name === five.group.name);
  const colour = own ? `--accent:${colorText(own.color)}` : "";
  const choose = () => app.store.select(ObjectSet.of(Array.from(five.group.rows, (row) => idOf(view, row))));
  return svg`<g class="five" .style=${colour} @click=${choose}>
    <title>${five.group.name}: ${WORDS.median} ${measured(five.median)}</title>
    ${dots(state, view, column, axis, box, five.group, x, wide)}
    <line class="whisker" x1=${x} x2=${x} y1=${y(five.low)} y2=${y(five.quarter)}></line>
    <line class="whisker" x1=${x} x2=${x} y1=${y(five.threeQuarters)} y2=${y(five.high)}></line>
    <rect class="quartiles" x=${x - half} width=${wide} y=${y(five.threeQuarters)} height=${Math.max(1, y(five.quarter) - y(five.threeQuarters))}></rect>
    <line class="median-line" x1=${x - half} x2=${x + half} y1=${y(five.median)} y2=${y(five.median)}></line>
  </g>`;
}

/** Objects beside each other by a fixed share of their number, so that a drawing never jumps. */
function dots(
  state: State,
  view: TableView,
  column: Column,
  axis: Axis,
  box: Box,
  group: Group,
  x: number,
  wide: number,
): TemplateResult[] {
  const step = Math.ceil(group.rows.length / MOST_DOTS);
  const rows = Array.from(group.rows).filter((_, i) => i % step === 0);
  return rows.flatMap((row) => {
    const value = cell(column, row);
    if (!Number.isFinite(value)) return [];
    const aside = (((row * 0.618034) % 1) - 0.5) * wide * 0.8;
    const chosen = state.selection.has(idOf(view, row));
    return [
      svg`<circle class=${chosen ? "dot picked" : "dot"} cx=${x + aside} cy=${downOf(box, axis, value)} r=${chosen ? 2.5 : 1.5}></circle>`,
    ];
  });
}

/** A name as long as there is room for. */
function fitted(name: string, width: number): string {
  const most = Math.max(3, Math.floor(width / 6.5));
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

function sentence(state: State, column: Column, boxes: readonly Five[]): string {
  const parts = boxes.map((one) =>
    WORDS.boxPart(one.group.name, whole(one.group.rows.length), measured(one.median)),
  );
  return WORDS.boxOf(titled(column, state), parts.join("; "));
}

/** The boxes as rows of text. */
export function boxRows(state: State, view: TableView, column: Column): string[][] {
  return fives(state, view, column).map((one) => [
    one.group.name,
    String(one.group.rows.length),
    ...[one.low, one.quarter, one.median, one.threeQuarters, one.high].map(measured),
  ]);
}
