/** The rows that the table shows, in its order, and those that the plots draw; worked out once for each change. */
import { columnNamed, idsOf, type TableView, tableOf } from "./arrays";
import { withClasses } from "./classes";
import { filters, keptRows } from "./filter";
import { ordered } from "./ordering";
import { active, type Filter, type State, shownTable, type TableChoices } from "./store";

type Sort = State["ui"]["sort"];

/** The table that is shown, with the classes of its objects; or none. */
export function tableShown(state: State): TableView | null {
  const result = shownTable(state);
  return result ? withClasses(tableOf(result), active(state)?.classes ?? []) : null;
}

const orders = new WeakMap<TableView, { key: string; order: Uint32Array }>();

/** Row numbers in the order of a column. */
export function orderOf(view: TableView, sort: Sort): Uint32Array {
  const key = `${sort.column}/${sort.descending}`;
  const known = orders.get(view);
  if (known?.key === key) return known.order;
  const column = view.columns.find((one) => one.name === sort.column);
  const order = column
    ? ordered(column, view.rows, sort.descending)
    : Uint32Array.from({ length: view.rows }, (_, row) => row);
  orders.set(view, { key, order });
  return order;
}

interface Kept {
  filter: Filter;
  image: string;
  keep: Uint8Array;
}

const masks = new WeakMap<TableView, Kept>();

/** 1 for each row that fits the filter. */
export function filteredRows(state: State, view: TableView): Uint8Array {
  const { filter } = state.table;
  const known = masks.get(view);
  if (known?.filter === filter && known.image === state.active) return known.keep;
  const keep = keptRows(view, filter, state.active);
  masks.set(view, { filter, image: state.active, keep });
  return keep;
}

interface Shown {
  order: Uint32Array;
  keep: Uint8Array | null;
  first: ReadonlySet<number> | null;
  rows: Uint32Array;
}

const shown = new WeakMap<TableView, Shown>();

/** The rows of the table from the top to the bottom. */
export function shownRows(state: State, view: TableView): Uint32Array {
  const order = orderOf(view, state.ui.sort);
  const keep = filters(state.table.filter, state.active) ? filteredRows(state, view) : null;
  const first = state.table.selectedFirst && state.selection.size ? state.selection : null;
  const known = shown.get(view);
  if (known && known.order === order && known.keep === keep && known.first === first) return known.rows;
  const kept = keep ? order.filter((row) => keep[row]) : order;
  const rows = first ? withFirst(view, kept, first) : kept;
  shown.set(view, { order, keep, first, rows });
  return rows;
}

function withFirst(view: TableView, order: Uint32Array, first: ReadonlySet<number>): Uint32Array {
  const ids = idsOf(view);
  const chosen = (row: number) => first.has(ids ? (ids[row] as number) : row + 1);
  const top = order.filter(chosen);
  const rows = new Uint32Array(order.length);
  rows.set(top);
  rows.set(
    order.filter((row) => !chosen(row)),
    top.length,
  );
  return rows;
}

interface Drawn {
  keep: Uint8Array;
  cutToo: TableChoices["cutToo"];
  rows: PlottedRows;
}

/** 1 for each row that the plots draw, and how many objects are left out because the edge cuts them. */
export interface PlottedRows {
  keep: Uint8Array;
  count: number;
  left: number;
}

const drawn = new WeakMap<TableView, Drawn>();

/** Objects that the edge cuts have no true size: the plots leave them out unless they are asked for. */
export function plottedRows(state: State, view: TableView): PlottedRows {
  const fits = filteredRows(state, view);
  const { cutToo } = state.table;
  const known = drawn.get(view);
  if (known?.keep === fits && known.cutToo === cutToo) return known.rows;
  const cut = columnNamed(view, "touches_edge")?.numbers;
  const keep = fits.slice();
  let count = 0;
  let left = 0;
  for (let row = 0; row < keep.length; row += 1) {
    if (!keep[row]) continue;
    if (!cut?.[row]) count += 1;
    else if (cutToo) count += 1;
    else {
      keep[row] = 0;
      left += 1;
    }
  }
  const rows = { keep, count, left };
  drawn.set(view, { keep: fits, cutToo, rows });
  return rows;
}
