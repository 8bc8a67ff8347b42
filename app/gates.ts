/** Selecting objects by what was measured: limits, a lasso, one bar. The selection remembers its rule. */
import { type Column, cell, idsOf, type Numbers, type TableView } from "./arrays";
import { fitting } from "./filter";
import { type Condition, ObjectSet, type Rule } from "./objects";
import { inside, marks } from "./plotting";
import { filteredRows, plottedRows } from "./rows";
import { active, type State, type Store } from "./store";

/** Select the plotted objects that fit all conditions; `more` keeps what is selected already. */
export function selectWhere(store: Store, view: TableView, conditions: Condition[], more = false): void {
  const keep = fitting(view, conditions);
  select(store, view, keep, { kind: "conditions", conditions }, more);
}

/** Select the plotted objects inside a polygon of two columns. */
export function selectInside(
  store: Store,
  view: TableView,
  x: Column,
  y: Column,
  points: [number, number][],
  more: boolean,
): void {
  const keep = inside(x, y, plottedRows(store.state, view).keep, points);
  select(store, view, keep, { kind: "lasso", x: x.name, y: y.name, points }, more);
}

/** Select the objects of some rows; the limits that hold exactly these rows' values are the rule. */
export function selectRows(
  store: Store,
  view: TableView,
  column: Column,
  keep: Uint8Array,
  more: boolean,
): void {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < keep.length; row += 1) {
    if (!keep[row]) continue;
    low = Math.min(low, cell(column, row));
    high = Math.max(high, cell(column, row));
  }
  const conditions = [{ column: column.name, low, high }];
  select(store, view, keep, low <= high ? { kind: "conditions", conditions } : null, more);
}

/** Select everything that fits the filter. */
export function selectFiltered(store: Store, view: TableView): void {
  store.select(ObjectSet.where(idsOf(view), filteredRows(store.state, view), { kind: "filter" }));
}

function select(store: Store, view: TableView, keep: Uint8Array, rule: Rule | null, more: boolean): void {
  const { keep: drawn } = plottedRows(store.state, view);
  for (let row = 0; row < keep.length; row += 1) if (!drawn[row]) keep[row] = 0;
  const { selection } = store.state;
  // What is added to another choice is no longer what one rule says.
  const joined = more && selection.size > 0;
  const ids = idsOf(view);
  const chosen = ObjectSet.where(ids, keep, joined ? null : rule, joined ? selection : null);
  // Where each row is an object of its own, the rows of the objects are known already.
  if (!joined && eachIsOne(ids, view.rows)) marked.set(chosen, { ids, rows: view.rows, found: keep });
  store.select(chosen);
}

const single = new WeakMap<Numbers, boolean>();

/** Whether no object has two rows; looked at once for each table. */
function eachIsOne(ids: Numbers | null, rows: number): boolean {
  if (!ids) return true;
  const known = single.get(ids) ?? ObjectSet.where(ids, new Uint8Array(rows).fill(1), null).size === rows;
  single.set(ids, known);
  return known;
}

const marked = new WeakMap<ReadonlySet<number>, { ids: unknown; rows: number; found: Uint8Array }>();

/** 1 for each row of a table whose object is selected; worked out once for each selection. */
export function selectedRows(state: State, view: TableView): Uint8Array {
  const ids = idsOf(view);
  const known = marked.get(state.selection);
  if (known && known.ids === ids && known.rows === view.rows) return known.found;
  const found = marks(ids, view.rows, state.selection);
  marked.set(state.selection, { ids, rows: view.rows, found });
  return found;
}

/** Look at the selected objects only, or at all again. */
export function showOnly(store: Store, objects: ReadonlySet<number> | null): void {
  const image = active(store.state);
  const only = objects && image ? { image: image.key, objects } : null;
  const { table } = store.state;
  store.act("filter", () => store.set({ table: { ...table, filter: { ...table.filter, only } } }));
}
