/** Which rows of a table are looked at. */
import { type Column, idsOf, type TableView } from "./arrays";
import { Misread, readExpression } from "./expression";
import type { Condition } from "./objects";
import type { Filter } from "./state";

/** A filter without anything in it keeps every row. */
export function filters(filter: Filter, image: string): boolean {
  const { conditions, texts, expression, only } = filter;
  return conditions.length + texts.length > 0 || expression.trim() !== "" || only?.image === image;
}

/** 1 for each row that fits; a column that this table lacks, or an expression that cannot be read, keeps every row. */
export function keptRows(view: TableView, filter: Filter, image: string): Uint8Array {
  const keep = new Uint8Array(view.rows).fill(1);
  for (const one of filter.conditions) limit(keep, view, one);
  for (const { column, part } of filter.texts) {
    const texts = view.columns.find((one) => one.name === column)?.texts;
    const wanted = part.toLowerCase();
    if (texts) narrow(keep, (row) => (texts[row] ?? "").toLowerCase().includes(wanted));
  }
  const fits = expressionOf(view, filter.expression);
  if (fits && !(fits instanceof Misread)) narrow(keep, fits);
  if (filter.only?.image === image) {
    const ids = idsOf(view);
    const { objects } = filter.only;
    narrow(keep, (row) => objects.has(ids ? (ids[row] as number) : row + 1));
  }
  return keep;
}

/** The rows that fit all conditions. */
export function fitting(view: TableView, conditions: readonly Condition[]): Uint8Array {
  const keep = new Uint8Array(view.rows).fill(1);
  for (const one of conditions) limit(keep, view, one);
  return keep;
}

/** An expression as a question about a row, or why it is none; null where there is nothing to read. */
export function expressionOf(view: TableView, text: string): ((row: number) => boolean) | Misread | null {
  if (!text.trim()) return null;
  try {
    return readExpression(text, view.columns);
  } catch (error) {
    if (error instanceof Misread) return error;
    throw error;
  }
}

function limit(keep: Uint8Array, view: TableView, { column, low, high }: Condition): void {
  const values: Column["numbers"] = view.columns.find((one) => one.name === column)?.numbers ?? null;
  if (!values || (low === null && high === null)) return;
  const from = low ?? Number.NEGATIVE_INFINITY;
  const to = high ?? Number.POSITIVE_INFINITY;
  for (let row = 0; row < keep.length; row += 1) {
    const value = values[row] as number;
    if (!(value >= from && value <= to)) keep[row] = 0;
  }
}

function narrow(keep: Uint8Array, fits: (row: number) => boolean): void {
  for (let row = 0; row < keep.length; row += 1) if (keep[row] && !fits(row)) keep[row] = 0;
}
