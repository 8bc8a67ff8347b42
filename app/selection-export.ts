/** The selected objects as a table of their own, written as every other export is. */
import type { App } from "./app";
import { type Numbers, numbers, type TableView } from "./arrays";
import { classified } from "./classes";
import { download } from "./exporting";
import { selectedRows } from "./gates";
import type { ArrayData, ColumnData, ResultData } from "./messages";
import { problemOf } from "./opening";
import { active, shownTable } from "./store";
import { rowsIn } from "./summary";
import { sentenceOf, WORDS } from "./words";

export async function exportSelection(app: App, view: TableView): Promise<void> {
  const { state } = app.store;
  const kept = state.runs[state.active];
  const shown = shownTable(state);
  if (!kept || !shown) return;
  const [whole] = classified([shown], active(state));
  const rows = rowsIn(selectedRows(state, view));
  const result = only(whole as ResultData, rows);
  try {
    const runs = [{ summary: kept.summary, results: [result] }];
    const { files } = await app.client.call("export", { runs, kinds: ["table"], options: {} });
    for (const file of files) await download(file);
    app.store.ui({ toast: { text: WORDS.files(files.length), action: "" } });
  } catch (error) {
    app.store.ui({ toast: { text: sentenceOf(problemOf(error)).message, action: "" } });
  }
}

function only(result: ResultData, rows: Uint32Array): ResultData {
  return { ...result, columns: result.columns?.map((one) => columnOf(one, rows)) ?? [] };
}

function columnOf(column: ColumnData, rows: Uint32Array): ColumnData {
  const { texts, values, ...rest } = column;
  return {
    ...rest,
    ...(texts ? { texts: Array.from(rows, (row) => texts[row] ?? "") } : {}),
    ...(values ? { values: picked(values, rows) } : {}),
  };
}

function picked(data: ArrayData, rows: Uint32Array): ArrayData {
  const from = numbers(data);
  const Kind = from.constructor as new (size: number) => Numbers;
  const to = new Kind(rows.length);
  rows.forEach((row, i) => {
    to[i] = from[row] as number;
  });
  return { buffer: to.buffer as ArrayBuffer, shape: [rows.length], dtype: data.dtype };
}
