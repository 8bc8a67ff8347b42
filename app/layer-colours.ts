/** What the colours of objects mean: values of a column or classes, by the number of the object, and their legend. */
import { type Column, cell, columnNamed, type TableView, tableOf } from "./arrays";
import { mapColours } from "./colour-maps";
import type { LayerRow } from "./layers";
import type { ResultData } from "./messages";
import { active, type ColourBy, type OpenImage, type State, shownResults } from "./store";
import type { Colour, ObjectColours } from "./viewer/types";

/** A column by its object's number, and the limits between which its values take the colours of a map. */
export interface ObjectValues {
  column: Column;
  /** `of[id]`; NaN where the object was not measured. */
  of: Float32Array;
  low: number;
  high: number;
  /** Some objects have no value. */
  missing: boolean;
}

/** Ids beyond this keep the colour of “not measured”: a table of values by id would be larger than the image. */
const LARGEST_ID = 2 ** 24;
/** Values outside these shares take the colours of the ends, so that one giant does not flatten all others. */
const LOW = 0.01;
const HIGH = 0.99;

/**
 * The table that measures a layer of labels: the tracks of its objects, else the step that takes these labels, else any
 * that has objects.
 */
export function tableFor(state: State, layer: string): TableView | null {
  const tables = shownResults(state).filter((one) => one.columns?.some(({ name }) => name === "object"));
  const wires = (result: ResultData) => {
    const step = state.recipe.steps.find((one) => one.id === result.step);
    return step ? Object.values(step.in ?? {}).flat() : null;
  };
  const takes = (result: ResultData) => wires(result)?.includes(layer) ?? result.step === layer;
  // Tracks hold every column of what they follow, and which track each object belongs to.
  const follows = (result: ResultData) =>
    result.kind === "tracks" && tables.some((one) => wires(result)?.includes(one.step) && takes(one));
  const own =
    tables.findLast(follows) ?? tables.findLast(takes) ?? (tables.length === 1 ? tables[0] : undefined);
  return own ? tableOf(own) : null;
}

/** Columns that a person may colour by. */
export function colourColumns(table: TableView | null): Column[] {
  const places = /^(object|t|z|series|bbox_|centroid_)/;
  return table?.columns.filter((one) => one.numbers && !places.test(one.name)) ?? [];
}

const known = new WeakMap<TableView, Map<string, Omit<ObjectValues, "column">>>();

export function valuesOf(table: TableView, column: Column): ObjectValues {
  const kept = known.get(table) ?? new Map<string, Omit<ObjectValues, "column">>();
  known.set(table, kept);
  const found = kept.get(column.name) ?? byObject(table, column);
  kept.set(column.name, found);
  return { column, ...found };
}

function byObject(table: TableView, column: Column): Omit<ObjectValues, "column"> {
  const ids = columnNamed(table, "object")?.numbers;
  let most = 0;
  for (let row = 0; row < table.rows; row += 1) {
    const id = ids ? (ids[row] as number) : row + 1;
    if (id <= LARGEST_ID) most = Math.max(most, id);
  }
  const of = new Float32Array(most + 1).fill(Number.NaN);
  const finite: number[] = [];
  for (let row = 0; row < table.rows; row += 1) {
    const id = ids ? (ids[row] as number) : row + 1;
    const value = cell(column, row);
    if (id <= LARGEST_ID) of[id] = value;
    if (Number.isFinite(value)) finite.push(value);
  }
  const sorted = Float64Array.from(finite).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { of, low: at(LOW), high: at(HIGH), missing: finite.length < table.rows };
}

type ByColumn = Extract<ColourBy, { by: "column" }>;

/** The limits in use: what a person typed, else those of the values; a diverging map has zero in its middle. */
export function limitsOf(by: ByColumn, values: { low: number; high: number }): { low: number; high: number } {
  let { low, high } = values;
  if (by.map === "diverging" && low < 0 && high > 0) {
    high = Math.max(-low, high);
    low = -high;
  }
  low = by.low ?? low;
  high = by.high ?? high;
  return high > low ? { low, high } : { low, high: low + 1 };
}

/** The colours of a layer's objects as the viewer wants them. */
export function objectColours(state: State, row: LayerRow): ObjectColours {
  const image = active(state);
  const { colour } = row.view;
  if (colour.by === "class" && image) return classColours(image);
  if (colour.by === "column") {
    const values = measuredBy(state, row, colour);
    if (!values) return { by: "neutral" };
    return { by: "value", values: values.of, ...limitsOf(colour, values), map: [...mapColours(colour.map)] };
  }
  return { by: colour.by === "object" ? "object" : "neutral" };
}

/** The values of the column that colours a layer; null where no table has it. */
export function measuredBy(state: State, row: LayerRow, by: ByColumn): ObjectValues | null {
  const table = tableFor(state, row.id);
  const column = table && columnNamed(table, by.column);
  return table && column?.numbers ? valuesOf(table, column) : null;
}

const classNumbers = new WeakMap<OpenImage["classes"], ObjectColours>();

/** Where classes share an object, the later one is seen. */
function classColours({ classes }: OpenImage): ObjectColours {
  const kept = classNumbers.get(classes);
  if (kept) return kept;
  let most = 0;
  for (const one of classes) for (const id of one.objects) if (id <= LARGEST_ID) most = Math.max(most, id);
  const of = new Uint8Array(most + 1);
  classes.slice(0, 255).forEach((one, index) => {
    for (const id of one.objects) if (id <= LARGEST_ID) of[id] = index + 1;
  });
  const made: ObjectColours = { by: "class", of, palette: classes.map((one) => one.color as Colour) };
  classNumbers.set(classes, made);
  return made;
}
