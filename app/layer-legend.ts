/** What the colours of a layer say: its legend, and the value of one object. */
import { mapColours } from "./colour-maps";
import { limitsOf, measuredBy } from "./layer-colours";
import type { LayerRow } from "./layers";
import { measured } from "./numbers";
import { columnTitle } from "./panels/columns";
import { active, type State } from "./store";
import type { Legend } from "./viewer/legend";
import type { Colour } from "./viewer/types";
import { WORDS } from "./words";

/** What stands beside the image for a layer: nothing where its colours mean nothing. */
export function legendOf(state: State, row: LayerRow): Legend | null {
  const image = active(state);
  const { colour } = row.view;
  if (colour.by === "class" && image?.classes.length) {
    const entries = image.classes.map(({ name, color }) => ({ name, colour: color as Colour }));
    return { title: WORDS.classesOf(row.title), entries };
  }
  if (colour.by !== "column" || row.kind === "intensity") return null;
  const values = measuredBy(state, row, colour);
  if (!values) return null;
  const { low, high } = limitsOf(colour, values);
  return {
    title: columnTitle(values.column, image),
    unit: values.column.unit,
    map: mapColours(colour.map),
    low: measured(low),
    high: measured(high),
    missing: values.missing ? WORDS.withoutValue : "",
  };
}

/** The value that colours an object, for the read-out; null where its colour means none. */
export function colourValue(
  state: State,
  row: LayerRow,
  object: number,
): { name: string; value: number; unit: string } | null {
  const { colour } = row.view;
  if (colour.by !== "column") return null;
  const values = measuredBy(state, row, colour);
  if (!values) return null;
  const { column, of } = values;
  return { name: columnTitle(column, active(state)), value: of[object] ?? Number.NaN, unit: column.unit };
}
