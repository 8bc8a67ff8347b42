/** Results of a project from outside, checked part by part. */
import type { ArrayData, ColumnData, ResultData, TurnedPixels } from "./messages";
import { count, fields, listOf, number, recordOf, text } from "./plain-values";

const ITEM: Record<string, number> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  int64: 8,
  float32: 4,
  float64: 8,
};
const KINDS = new Set(["intensity", "mask", "labels", "points", "shapes", "tracks", "table"]);

export function pairOf(value: unknown): [number, number] | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [y, x] = [number(value[0]), number(value[1])];
  return y === null || x === null ? null : [y, x];
}

export function resultOf(value: unknown): ResultData | null {
  const found = fields(value);
  if (!found || !KINDS.has(text(found.kind)) || typeof found.step !== "string") return null;
  const array = found.array === undefined ? undefined : arrayOf(found.array);
  const columns = found.columns === undefined ? undefined : listOf(found.columns, columnOf);
  if (array === null || columns === null) return null;
  const lists = ["origin", "factor", "planes", "pixel_size"].filter((one) => found[one] !== undefined);
  if (lists.some((one) => !Array.isArray(found[one]))) return null;
  if (!listOf(found.planes ?? [], pairOf)) return null;
  const turned = found.turned === undefined ? undefined : turnedOf(found.turned);
  if (turned === null) return null;
  return {
    ...(turned ? { turned } : {}),
    ...(found.apart === true ? { apart: true } : {}),
    ...(count(found.outside) ? { outside: count(found.outside) as number } : {}),
    ...Object.fromEntries(lists.map((one) => [one, found[one]])),
    ...(array ? { array } : {}),
    ...(columns ? { columns } : {}),
    ...(typeof found.axes === "string" ? { axes: found.axes } : {}),
    step: found.step,
    title: text(found.title),
    kind: found.kind as ResultData["kind"],
    shown: found.shown === true,
    notes: listOf(found.notes, (one) => (typeof one === "string" ? one : null)) ?? [],
    values: numbersOf(found.values),
    seconds: number(found.seconds) ?? 0,
  };
}

function turnedOf(value: unknown): TurnedPixels | null {
  const found = fields(value);
  const array = arrayOf(found?.array);
  const [origin, factor] = [pairOf(found?.origin), pairOf(found?.factor)];
  const axes = listOf(found?.axes, pairOf);
  return array && origin && factor && axes?.length === 2 ? { array, origin, factor, axes } : null;
}

function columnOf(value: unknown): ColumnData | null {
  const found = fields(value);
  if (!found || typeof found.name !== "string") return null;
  const values = found.values === undefined ? undefined : arrayOf(found.values);
  const texts =
    found.texts === undefined
      ? undefined
      : listOf(found.texts, (one) => (typeof one === "string" ? one : null));
  if (values === null || texts === null) return null;
  return {
    ...equivalentsOf(found.equivalents),
    name: found.name,
    unit: text(found.unit),
    meaning: text(found.meaning),
    definition: text(found.definition),
    ...(values ? { values } : {}),
    ...(texts ? { texts } : {}),
    ...(typeof found.dtype === "string" ? { dtype: found.dtype } : {}),
  };
}

function equivalentsOf(value: unknown): Pick<ColumnData, "equivalents"> {
  const equivalents = recordOf(value, (one) => (typeof one === "string" ? one : null));
  return equivalents ? { equivalents } : {};
}

/** The finite ones: JSON has no word for a value that is not a number. */
function numbersOf(value: unknown): Record<string, number> {
  const all = Object.entries(fields(value) ?? {});
  return Object.fromEntries(all.filter(([, one]) => number(one) !== null)) as Record<string, number>;
}

/** An array whose bytes are as many as its shape and type say. */
export function arrayOf(value: unknown): ArrayData | null {
  const found = fields(value);
  const shape = listOf(found?.shape, count);
  const dtype = text(found?.dtype);
  const item = ITEM[dtype] ?? Number(/^[<|][biuf]([1248])$/.exec(dtype)?.[1] ?? 0);
  if (!found || !shape || !item || !(found.buffer instanceof ArrayBuffer)) return null;
  const size = shape.reduce((all, one) => all * one, item);
  return size === found.buffer.byteLength ? { buffer: found.buffer, shape, dtype } : null;
}
