/** Which plot is drawn in a place: the chosen one, else the one that says most of the table. */
import { type Column, columnNamed, type TableView } from "./arrays";
import { HISTOGRAM, type PlotChoice, type State } from "./store";

/** What is known of whole images is seen over time or depth, and one row of it has no plot; undefined for none. */
export function plotChoice(state: State, view: TableView, slot: number): PlotChoice | undefined {
  const choice = state.ui.plots[slot];
  if (choice !== HISTOGRAM || columnNamed(view, "object", "track")) return choice;
  if (view.rows === 1) return undefined;
  const axis = (["t", "z"] as const).find((one) => varies(columnNamed(view, one)));
  return axis ? { ...HISTOGRAM, kind: axis === "t" ? "time" : "depth" } : choice;
}

function varies(column: Column | undefined): boolean {
  return !!column?.numbers?.some((one) => one !== column.numbers?.[0]);
}
