/** Figures of plots as SVG and PNG, with legend and caption, and which pictures an export asks for. */
import type { App } from "./app";
import type { TableView } from "./arrays";
import { colorText } from "./contrast";
import { dotColours } from "./dots";
import { nounOf } from "./engine-words";
import { download } from "./exporting";
import { type Figure, LINE, label, PRINT, page, pngFile, svgFile } from "./figure-parts";
import { imageFigure, type ShownImage } from "./image-figure";
import type { ExportedFile } from "./messages";
import { whole } from "./numbers";
import { columnTitle, titled } from "./panels/columns";
import { lineFigure } from "./panels/line-figure";
import { type PlotColumns, plotColumns } from "./panels/plot";
import { cloudPicture } from "./panels/scatter";
import { plotChoice } from "./plot-choice";
import { plottedRows, tableShown } from "./rows";
import { active, type PlotChoice, type State } from "./store";
import { WORDS } from "./words";

const ATTRIBUTES: Record<string, Record<string, string>> = {
  text: { fill: PRINT.quiet, "font-size": "11" },
  "axis-title": { fill: PRINT.text },
  "axis-line": { stroke: PRINT.line },
  column: { fill: PRINT.accent, "fill-opacity": "0.75" },
  picked: { fill: PRINT.selection },
  quartiles: { fill: PRINT.accent, "fill-opacity": "0.15", stroke: PRINT.accent },
  whisker: { stroke: PRINT.accent },
  "median-line": { stroke: PRINT.accent, "stroke-width": "2" },
  dot: { fill: PRINT.accent, "fill-opacity": "0.5" },
};

const HEAD = 34;
/** A plot that is not on screen is drawn as if it had this much room. */
const SIZE: [number, number] = [480, 320];

/** The plot of a place in the strip as a file. */
export async function saveFigure(app: App, slot: number, kind: "svg" | "png"): Promise<void> {
  const figure = plotFigure(app.store.state, slot);
  if (!figure) return;
  await download(kind === "svg" ? svgFile(figure) : await pngFile(figure));
  app.store.ui({ popover: "", toast: { text: WORDS.files(1), action: "" } });
}

/** Which kinds of export the page itself makes. */
export const PICTURES: readonly string[] = ["picture", "picture-svg", "plots"];

/** The pictures that were asked for: of the image as it is seen, of every plot. */
export async function pictures(
  state: State,
  kinds: readonly string[],
  shown: ShownImage,
): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  const name = active(state)?.info.name ?? "image";
  if (kinds.includes("picture")) {
    const blob = await shown.picture();
    files.push({ name: `${name}.png`, type: "image/png", buffer: await blob.arrayBuffer() });
  }
  if (kinds.includes("picture-svg")) files.push(svgFile(await imageFigure(state, name, shown)));
  if (!kinds.includes("plots")) return files;
  for (const slot of state.ui.plots.keys()) {
    const figure = plotFigure(state, slot);
    if (figure) files.push(svgFile(figure), await pngFile(figure));
  }
  return files;
}

function plotFigure(state: State, slot: number): Figure | null {
  const view = tableShown(state);
  const choice = view && plotChoice(state, view, slot);
  const columns = view && choice && plotColumns(state, view, choice);
  if (!view || !choice || !columns) return null;
  const size = state.ui.plotSizes[slot] ?? SIZE;
  const inner = insideOf(state, view, choice, columns, slot, size);
  const lines = [...captionOf(state, view)];
  const legend = legendOf(state, choice);
  const height = HEAD + size[1] + LINE * (lines.length + (legend.length ? 1.5 : 0.5));
  const width = Math.max(size[0], 320);
  const y = HEAD + size[1] + LINE;
  const text = page(
    [width, height],
    [
      label(14, 22, titleOf(state, choice, columns), 13, PRINT.text, 600),
      `<g transform="translate(0 ${HEAD})">${inner}</g>`,
      legendText(legend, y),
      ...lines.map((one, i) => label(14, y + LINE * (i + (legend.length ? 1 : 0)), one, 10, PRINT.quiet)),
    ],
  );
  const name = `${active(state)?.info.name ?? "image"}.${choice.kind}-${columns.x.name}`;
  return { name, text, size: [width, height] };
}

function titleOf(state: State, choice: PlotChoice, { x, y }: PlotColumns): string {
  const image = active(state);
  const along = choice.kind === "depth" ? "z" : "t";
  if (choice.kind === "scatter") return `${titled(y, state)} ${WORDS.against} ${titled(x, state)}`;
  if (choice.kind === "time" || choice.kind === "depth")
    return `${titled(x, state)} ${WORDS.against} ${WORDS.along[along]}`;
  return columnTitle(x, image);
}

function insideOf(
  state: State,
  view: TableView,
  choice: PlotChoice,
  columns: PlotColumns,
  slot: number,
  size: [number, number],
): string {
  if (choice.kind === "time" || choice.kind === "depth")
    return lineFigure(state, view, columns.x, choice, size, PRINT);
  const drawn = document.querySelectorAll(".plot .plot-area")[slot];
  const shown = drawn?.querySelector("svg");
  if (!shown) return "";
  const vector = forPrint(shown);
  if (choice.kind !== "scatter") return vector;
  const dots = cloudPicture(state, view, columns, choice, size, dotColours(PRINT.accent, PRINT.selection));
  const canvas = drawn?.querySelector("canvas");
  const place = canvas ? canvas.style : { left: "0", top: "0" };
  const [left, top] = [Number.parseFloat(place.left), Number.parseFloat(place.top)];
  return `${vector}<image x="${left}" y="${top}" width="${canvas?.width ?? 0}" height="${canvas?.height ?? 0}" href="${dots}"/>`;
}

/** The drawing with its looks written into it: a file has no style sheet, and nothing of the page's own marks. */
function forPrint(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  for (const one of copy.querySelectorAll(".brush, title")) one.remove();
  for (const one of copy.querySelectorAll("*")) {
    const names = [one.tagName, ...one.classList];
    for (const name of names) {
      for (const [key, value] of Object.entries(ATTRIBUTES[name] ?? {})) one.setAttribute(key, value);
    }
    one.removeAttribute("class");
  }
  return [...copy.children].map((one) => serialised(one)).join("");
}

function serialised(element: Element): string {
  const text = new XMLSerializer().serializeToString(element);
  return text.replaceAll(/<!--.*?-->/gs, "").replaceAll(' xmlns="http://www.w3.org/2000/svg"', "");
}

/** What the colours of a plot mean; lines are means or tracks, and know no classes. */
function legendOf(state: State, { kind, tracks }: PlotChoice): [string, string][] {
  const objects = String(state.recipe.objects ?? WORDS.objectsPlain);
  const selected: [string, string][] = state.selection.size
    ? [[WORDS.selected(state.selection.size), PRINT.selection]]
    : [];
  if (kind === "time" || kind === "depth")
    return [[tracks ? WORDS.byTrack : `${WORDS.mean}, ${objects}`, PRINT.accent], ...selected];
  const given = kind === "scatter" ? (active(state)?.classes ?? []) : [];
  const classes = given.map((one): [string, string] => [one.name, colorText(one.color)]);
  return classes.length || selected.length ? [[objects, PRINT.accent], ...classes, ...selected] : [];
}

function legendText(entries: readonly [string, string][], y: number): string {
  let x = 14;
  return entries
    .map(([name, colour]) => {
      const at = x;
      x += 24 + name.length * 6;
      return `<rect x="${at}" y="${y - 8}" width="8" height="8" fill="${colour}"/>${label(at + 12, y, name, 10, PRINT.text)}`;
    })
    .join("");
}

/** What a reader needs to know: the image, how many objects, what was left out, how it was made. */
function captionOf(state: State, view: TableView): string[] {
  const image = active(state);
  const { count, left } = plottedRows(state, view);
  const objects = nounOf(state.recipe.objects);
  const first = `${image?.source.name || image?.info.name || ""}: ${whole(count)} ${objects}`;
  const cut = left ? ` (${WORDS.cutLeft(whole(left))})` : "";
  const version = state.describe?.version ?? "";
  return [first + cut, `${state.recipe.title}, tabscope ${version}`];
}
