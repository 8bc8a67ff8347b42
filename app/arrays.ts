/** Arrays of the engine as typed arrays of the page. */
import type { ArrayData, ColumnData, ResultData } from "./messages";
import type { Pixels } from "./viewer/source";

export type Numbers = Pixels;

const CODES: Record<string, string> = {
  "|b1": "bool",
  "|u1": "uint8",
  "|i1": "int8",
  "<u2": "uint16",
  "<i2": "int16",
  "<u4": "uint32",
  "<i4": "int32",
  "<u8": "uint64",
  "<i8": "int64",
  "<f4": "float32",
  "<f8": "float64",
};

/** The typed array over an array's buffer; 64-bit whole numbers become doubles, which the page can draw and sort. */
export function numbers(data: ArrayData): Numbers {
  const name = CODES[data.dtype] ?? data.dtype;
  switch (name) {
    case "bool":
    case "uint8":
      return new Uint8Array(data.buffer);
    case "int8":
      return new Int8Array(data.buffer);
    case "uint16":
      return new Uint16Array(data.buffer);
    case "int16":
      return new Int16Array(data.buffer);
    case "uint32":
      return new Uint32Array(data.buffer);
    case "int32":
      return new Int32Array(data.buffer);
    case "uint64":
      return Float64Array.from(new BigUint64Array(data.buffer), Number);
    case "int64":
      return Float64Array.from(new BigInt64Array(data.buffer), Number);
    case "float32":
      return new Float32Array(data.buffer);
    case "float64":
      return new Float64Array(data.buffer);
    default:
      throw new Error(`an array of ${data.dtype} cannot be shown`);
  }
}

/** One column as the page uses it. */
export interface Column {
  name: string;
  unit: string;
  meaning: string;
  definition: string;
  numbers: Numbers | null;
  texts: string[] | null;
  /** Yes or no, not a number. */
  flag: boolean;
  /** Every value is a whole number. */
  whole: boolean;
}

export interface TableView {
  step: string;
  title: string;
  rows: number;
  columns: Column[];
}

function column(data: ColumnData): Column {
  const { name, unit, meaning, definition } = data;
  const values = data.values ? numbers(data.values) : null;
  const flag =
    data.dtype === "|b1" ||
    data.dtype === "bool" ||
    data.values?.dtype === "bool" ||
    data.values?.dtype === "|b1";
  return {
    name,
    unit,
    meaning,
    definition,
    numbers: values,
    texts: data.texts ?? null,
    flag,
    whole: values?.every((one) => Number.isInteger(one)) ?? false,
  };
}

const tables = new WeakMap<ResultData, TableView>();

/** The table of a result; made once for each. */
export function tableOf(result: ResultData): TableView {
  const known = tables.get(result);
  if (known) return known;
  const columns = (result.columns ?? []).map(column);
  const first = columns[0];
  const rows = first ? (first.numbers?.length ?? first.texts?.length ?? 0) : 0;
  const made = { step: result.step, title: result.title, rows, columns };
  tables.set(result, made);
  return made;
}

/** A cell as a number for sorting and plotting; texts have none. */
export function cell(from: Column, row: number): number {
  return from.numbers ? (from.numbers[row] as number) : Number.NaN;
}

export function columnNamed(table: TableView, ...names: string[]): Column | undefined {
  for (const name of names) {
    const found = table.columns.find((one) => one.name === name);
    if (found) return found;
  }
  return undefined;
}

/** The ids of a table's objects; null where its rows are no objects. */
export function idsOf(view: TableView): Numbers | null {
  return columnNamed(view, "object")?.numbers ?? null;
}

export function idOf(view: TableView, row: number): number {
  return idsOf(view)?.[row] ?? row + 1;
}

const indices = new WeakMap<Numbers, Map<number, number>>();

/** The row of an object; -1 where it has none. */
export function rowOf(view: TableView, object: number): number {
  const ids = idsOf(view);
  if (!ids) return object <= view.rows ? object - 1 : -1;
  // Objects mostly are in the order of their ids: then its row is near, and no index is needed.
  if (ids[object - 1] === object) return object - 1;
  let index = indices.get(ids);
  if (!index) {
    index = new Map();
    for (let row = 0; row < ids.length; row += 1) index.set(ids[row] as number, row);
    indices.set(ids, index);
  }
  return index.get(object) ?? -1;
}

const labelArrays = new WeakMap<ArrayData, Uint32Array>();

/** The ids of a label layer, all planes; converted once for each layer. */
export function labelIds(data: ArrayData): Uint32Array {
  const known = labelArrays.get(data);
  if (known) return known;
  const raw = numbers(data);
  const ids = raw instanceof Uint32Array ? raw : Uint32Array.from(raw);
  labelArrays.set(data, ids);
  return ids;
}
