/** Medians of what is selected against the rest: column by column after the selection rests, so that selecting never waits. */
import type { Column } from "./arrays";
import { selectedRows } from "./gates";
import { plottable } from "./panels/columns";
import { tableShown } from "./rows";
import type { Store } from "./store";
import { select } from "./viewer/distribution";

/** A selection that is still being drawn is not measured, and its picture comes first. */
const REST = 300;

/** Keeps `ui.medians` in step with the selection. */
export function followMedians(store: Store): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe((state, before) => {
    const changed =
      state.selection !== before.selection ||
      state.runs !== before.runs ||
      state.active !== before.active ||
      state.table.shown !== before.table.shown;
    if (!changed) return;
    clearTimeout(timer);
    if (state.selection.size) timer = setTimeout(() => measure(store, (next) => (timer = next)), REST);
  });
}

/** One column in each turn of the page's clock. */
function measure(store: Store, wait: (timer: ReturnType<typeof setTimeout>) => void): void {
  const { state } = store;
  const view = tableShown(state);
  if (!view) return;
  const selected = selectedRows(state, view);
  const columns = plottable(state, view);
  const values: Record<string, [number, number]> = {};
  const next = (index: number) => {
    const column = columns[index];
    if (!column) return;
    values[column.name] = [medianOf(column, selected, 1), medianOf(column, selected, 0)];
    store.ui({ medians: { of: state.selection, values: { ...values } } });
    wait(setTimeout(() => next(index + 1)));
  };
  next(0);
}

/** The exact median of the rows that are marked with `wanted`. */
export function medianOf(column: Column, marks: Uint8Array, wanted: number): number {
  const values = new Float64Array(marks.length);
  let size = 0;
  for (let row = 0; row < marks.length; row += 1) {
    const value = column.numbers?.[row] as number;
    if (marks[row] === wanted && Number.isFinite(value)) values[size++] = value;
  }
  if (!size) return Number.NaN;
  const found = values.subarray(0, size);
  const high = select(found, size >> 1);
  if (size % 2) return high;
  // All before the middle are at most as large: the largest of them is the other middle value.
  let low = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < size >> 1; i += 1) low = Math.max(low, found[i] as number);
  return (low + high) / 2;
}
