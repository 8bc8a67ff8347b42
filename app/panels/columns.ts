/** Which columns a table shows, in which order, and what they are called. */
import type { Column, TableView } from "../arrays";
import { columnWords } from "../engine-words";
import { active, type OpenImage, type State, type TableChoices } from "../store";

const FIRST = [
  "object",
  "class",
  "track",
  "area",
  "volume",
  "circularity",
  "sphericity",
  "eccentricity",
  "mean_",
];
const LAST = ["bbox_", "centroid_", "touches_edge", "image", "series", "well"];
const PLACES = ["image", "series", "well", "t", "z"];

const usual = new WeakMap<TableView, Column[]>();
const shown = new WeakMap<TableView, { table: TableChoices; columns: Column[] }>();

/** All columns in the person's order. */
export function columnsInOrder(state: State, view: TableView): Column[] {
  const { order } = state.table;
  const known = usual.get(view) ?? inReadingOrder(view);
  usual.set(view, known);
  if (!order.length) return known;
  const place = new Map(order.map((name, index) => [name, index]));
  return [...known].sort((a, b) => (place.get(a.name) ?? order.length) - (place.get(b.name) ?? order.length));
}

/** The columns to show; worked out once for each table and choice. */
export function shownColumns(state: State, view: TableView): Column[] {
  const known = shown.get(view);
  const { order, shown: chosen } = state.table;
  if (known && known.table.order === order && known.table.shown === chosen) return known.columns;
  const columns = columnsInOrder(state, view).filter((one) => isShown(state, view, one));
  shown.set(view, { table: state.table, columns });
  return columns;
}

export function isShown(state: State, view: TableView, column: Column): boolean {
  return state.table.shown[column.name] ?? isUsual(view, column);
}

const usualNames = new WeakMap<TableView, Set<string>>();

/** What is the same in every row is left out, and pixels where there are micrometres. */
function isUsual(view: TableView, column: Column): boolean {
  let names = usualNames.get(view);
  if (!names) {
    const kept = view.columns.filter((one) => varies(one) && !twin(view, one));
    names = new Set(kept.map((one) => one.name));
    usualNames.set(view, names);
  }
  return names.has(column.name);
}

/** Places and boxes come last. */
function inReadingOrder(view: TableView): Column[] {
  const rank = (name: string) => {
    const front = FIRST.findIndex((one) => name.startsWith(one));
    if (front >= 0) return front;
    return LAST.some((one) => name.startsWith(one)) ? 20 : 10;
  };
  return [...view.columns].sort((a, b) => rank(a.name) - rank(b.name));
}

/** A pixel column whose physical one is there too. */
function twin(view: TableView, column: Column): boolean {
  const stem = column.name.replace(/_px$/, "");
  const units = ["um", "um2", "um3"];
  return (
    stem !== column.name && units.some((unit) => view.columns.some((one) => one.name === `${stem}_${unit}`))
  );
}

function varies(column: Column): boolean {
  const values = column.texts ?? column.numbers ?? [];
  if (!PLACES.includes(column.name)) return true;
  for (let i = 1; i < values.length; i += 1) if (!Object.is(values[i], values[0])) return true;
  return false;
}

/** A column's name for people: “Area”, “Mean DNA”. */
export function columnTitle(column: Column, image: OpenImage | undefined): string {
  const stem = column.name.replace(/_(px|um|um2|um3|px2|deg)$/, "").replaceAll("_", " ");
  const channels = image?.view.channels.map((one) => one.name) ?? [];
  const named = channels.find((one) => stem.endsWith(` ${plainName(one)}`));
  const text = named
    ? `${columnWords(stem.slice(0, -plainName(named).length - 1))} ${named}`
    : columnWords(stem);
  return text[0]?.toUpperCase() + text.slice(1);
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** With its unit, as axes and lists write it. */
export function titled(column: Column, state: State): string {
  const title = columnTitle(column, active(state));
  return column.unit ? `${title} (${column.unit})` : title;
}

/** Columns of numbers that a plot can show. */
export function plottable(state: State, view: TableView): Column[] {
  return shownColumns(state, view).filter((one) => one.numbers && !one.flag && one.name !== "object");
}
