/** Statistics of groups of rows: by image, by class, by time. */
import type { Column, TableView } from "./arrays";

export interface Statistics {
  count: number;
  /** How many of these have no value. */
  missing: number;
  mean: number;
  /** Of the population: divided by n. */
  sd: number;
  low: number;
  quarter: number;
  median: number;
  threeQuarters: number;
  high: number;
}

/** A named group of the rows of a table. */
export interface Group {
  name: string;
  view: TableView;
  rows: ArrayLike<number>;
}

/** Quartiles lie between the values next to them, in proportion (numpy's "linear"). */
export function statistics(column: Column | undefined, rows: ArrayLike<number>): Statistics {
  const values = column?.numbers;
  const found = new Float64Array(rows.length);
  let size = 0;
  for (let i = 0; values && i < rows.length; i += 1) {
    const value = values[rows[i] as number] as number;
    if (Number.isFinite(value)) found[size++] = value;
  }
  const finite = found.subarray(0, size).sort();
  const mean = finite.reduce((sum, one) => sum + one, 0) / size;
  const squares = finite.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return {
    ...{ count: rows.length, missing: rows.length - size, mean, sd: Math.sqrt(squares / size) },
    ...{ low: quantile(finite, 0), quarter: quantile(finite, 0.25), median: quantile(finite, 0.5) },
    ...{ threeQuarters: quantile(finite, 0.75), high: quantile(finite, 1) },
  };
}

/** Of values in rising order. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (!sorted.length) return Number.NaN;
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  return below + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - below);
}

/** The rows that are marked. */
export function rowsIn(keep: Uint8Array): Uint32Array {
  let count = 0;
  for (const one of keep) count += one;
  const rows = new Uint32Array(count);
  for (let row = 0, i = 0; row < keep.length; row += 1) if (keep[row]) rows[i++] = row;
  return rows;
}

/** The marked rows by the values of a column; those without a value are the last group. */
export function groupedBy(view: TableView, keep: Uint8Array, column: Column, nameless: string): Group[] {
  const groups = new Map<string | number, number[]>();
  for (let row = 0; row < view.rows; row += 1) {
    if (!keep[row]) continue;
    const value = column.texts ? (column.texts[row] as string) : (column.numbers?.[row] as number);
    const rows = groups.get(value);
    if (rows) rows.push(row);
    else groups.set(value, [row]);
  }
  const missing = (value: string | number) => value === "" || Number.isNaN(value);
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return [...groups]
    .sort(([a], [b]) => Number(missing(a)) - Number(missing(b)) || compare(String(a), String(b)))
    .map(([value, rows]) => ({ name: missing(value) ? nameless : String(value), view, rows }));
}
