/** The frame of a plot: lines, numbers and titles of its axes, as vector text that a figure can take over. */
import { svg, type TemplateResult } from "lit-html";
import { measured } from "../numbers";
import { type Axis, shareOf, ticksOf } from "../plotting";

/** The inside of a plot, in its own pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A number to write, and where. */
interface Tick {
  at: number;
  text: string;
}

const RIGHT = 14;
const BOTTOM = 34;
const TOP = 8;

export function boxOf([width, height]: [number, number], left: number): Box {
  return {
    left,
    top: TOP,
    width: Math.max(width - left - RIGHT, 10),
    height: Math.max(height - TOP - BOTTOM, 10),
  };
}

/** Room for the widest of these numbers. */
export function roomFor(texts: readonly string[]): number {
  return 14 + 6.5 * Math.max(1, ...texts.map((one) => one.length));
}

export function tickText(value: number): string {
  return measured(Number(value.toPrecision(6)));
}

export function downOf(box: Box, axis: Axis, value: number): number {
  return box.top + box.height * (1 - shareOf(axis, value));
}

/** Lines across the plot with their numbers on the left. */
export function sideways(box: Box, ticks: readonly Tick[]): TemplateResult[] {
  return ticks.map(
    ({
      at,
      text,
    }) => svg`<line class="axis-line" x1=${box.left} x2=${box.left + box.width} y1=${at} y2=${at}></line>
      <text x=${box.left - 6} y=${at + 4} text-anchor="end">${text}</text>`,
  );
}

/** Numbers below the plot. */
export function below(box: Box, ticks: readonly Tick[]): TemplateResult[] {
  const y = box.top + box.height + 15;
  return ticks.map(({ at, text }) => svg`<text x=${at} y=${y} text-anchor="middle">${text}</text>`);
}

export function titleBelow(box: Box, text: string): TemplateResult {
  return svg`<text class="axis-title" x=${box.left + box.width / 2} y=${box.top + box.height + 30} text-anchor="middle">${text}</text>`;
}

export function ticksAcross(box: Box, axis: Axis): Tick[] {
  const about = Math.max(2, Math.min(6, Math.floor(box.width / 60)));
  const at = (value: number) => box.left + box.width * shareOf(axis, value);
  return ticksOf(axis, about).map((one) => ({ at: at(one), text: tickText(one) }));
}

export function ticksDown(box: Box, axis: Axis): Tick[] {
  const about = Math.max(2, Math.min(6, Math.floor(box.height / 32)));
  return ticksOf(axis, about).map((one) => ({ at: downOf(box, axis, one), text: tickText(one) }));
}
