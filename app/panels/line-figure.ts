/** A plot over time or depth as vectors, for a figure: uPlot draws on screen only. */
import type { Column, TableView } from "../arrays";
import { type Axis, shareOf, ticksOf } from "../plotting";
import type { PlotChoice, State } from "../store";
import { WORDS } from "../words";
import { linesOf } from "./lines";
import { type Box, boxOf, roomFor, tickText } from "./plot-frame";

interface Colours {
  quiet: string;
  line: string;
  accent: string;
  selection: string;
}

export function lineFigure(
  state: State,
  view: TableView,
  column: Column,
  choice: PlotChoice,
  size: [number, number],
  colours: Colours,
): string {
  const series = linesOf(state, view, column, choice);
  if (!series) return "";
  const all = [series.mean, ...series.tracks.map((one) => one.values), series.selected ?? []];
  const values = all.flat().filter((one) => one !== null);
  const y: Axis = { low: Math.min(...values), high: Math.max(...values), log: false };
  const x: Axis = { low: series.at[0] as number, high: series.at.at(-1) as number, log: false };
  if (y.low === y.high) y.high += 1;
  const ticks = ticksOf(y, 5);
  const box = boxOf(size, roomFor(ticks.map(tickText)));
  const path = (line: readonly (number | null)[], colour: string, width: number) =>
    `<path d="${pathOf(box, x, y, series.at, line)}" fill="none" stroke="${colour}" stroke-width="${width}"/>`;
  return [
    ...ticks.map((one) => rule(box, box.top + box.height * (1 - shareOf(y, one)), tickText(one), colours)),
    ...ticksOf(x, 6).map((one) =>
      number(
        box.left + box.width * shareOf(x, one),
        box.top + box.height + 15,
        tickText(one),
        "middle",
        colours,
      ),
    ),
    number(
      box.left + box.width / 2,
      box.top + box.height + 30,
      WORDS.along[choice.kind === "depth" ? "z" : "t"],
      "middle",
      colours,
    ),
    ...series.tracks.map((one) => path(one.values, colours.accent, 0.5)),
    path(series.mean, colours.accent, 2),
    series.selected ? path(series.selected, colours.selection, 2.5) : "",
  ].join("");
}

function pathOf(box: Box, x: Axis, y: Axis, at: readonly number[], line: readonly (number | null)[]): string {
  let open = false;
  return line
    .map((value, i) => {
      if (value === null) {
        open = false;
        return "";
      }
      const command = open ? "L" : "M";
      open = true;
      const across = box.left + box.width * shareOf(x, at[i] as number);
      const down = box.top + box.height * (1 - shareOf(y, value));
      return `${command}${across.toFixed(1)} ${down.toFixed(1)}`;
    })
    .join("");
}

function rule(box: Box, at: number, text: string, colours: Colours): string {
  const line = `<line x1="${box.left}" x2="${box.left + box.width}" y1="${at}" y2="${at}" stroke="${colours.line}"/>`;
  return line + number(box.left - 6, at + 4, text, "end", colours);
}

function number(x: number, y: number, text: string, anchor: string, { quiet }: Colours): string {
  return `<text x="${x}" y="${y}" font-size="11" fill="${quiet}" text-anchor="${anchor}">${text}</text>`;
}
