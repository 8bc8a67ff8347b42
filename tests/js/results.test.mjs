// Tables, filters, gates, classes and plots as data: what a selection means, without a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { ObjectSet, ruleOf } = await bundle("app/objects.ts");
const { ordered } = await bundle("app/ordering.ts");
const { readExpression } = await bundle("app/expression.ts");
const { keptRows, expressionOf } = await bundle("app/filter.ts");
const { statistics, groupedBy, rowsIn } = await bundle("app/summary.ts");
const { axisOf, counted, inside, placed, shareOf, ticksOf, valueAt } = await bundle("app/plotting.ts");
const { windowOf } = await bundle("app/row-window.ts");
const { seriesOf } = await bundle("app/series.ts");
const { selectWhere, selectedRows } = await bundle("app/gates.ts");
const { initialState, Store } = await bundle("app/store.ts");
const plots = await bundle("tests/js/fixtures/plots.mjs");

const NONE = { conditions: [], texts: [], expression: "", only: null };

function column(name, values) {
  const texts = typeof values[0] === "string" ? values : null;
  const common = { name, unit: "", meaning: "", definition: "", flag: false, whole: false };
  return { ...common, numbers: texts ? null : Float64Array.from(values), texts };
}

function view(columns) {
  const made = Object.entries(columns).map(([name, values]) => column(name, values));
  return { step: "cells", title: "", rows: Object.values(columns)[0].length, columns: made };
}

const CELLS = view({
  object: [1, 2, 3, 4],
  area_px: [40, 60, 80, Number.NaN],
  circularity: [0.5, 0.7, 0.9, 0.2],
  class: ["round", "", "flat", "round"],
});

test("a brush marks all rows of the objects in it, whether an object has one row or several", () => {
  for (const [object, rows] of [
    [
      [1, 2, 3],
      [0, 1, 0],
    ],
    [
      [2, 2, 3],
      [1, 1, 0],
    ],
  ]) {
    const table = view({ object, area_px: [10, 20, 30] });
    const store = new Store(initialState("index", "dark"));
    selectWhere(store, table, [{ column: "area_px", low: 15, high: 25 }]);
    assert.deepEqual([...store.state.selection], [2]);
    assert.deepEqual([...selectedRows(store.state, table)], rows);
  }
});

test("a set of objects knows its members, in ascending order, and the rule that chose them", () => {
  const rule = { kind: "class", name: "round" };
  const objects = ObjectSet.of([64, 3, 31, 32, 3], rule);
  assert.equal(objects.size, 4);
  assert.deepEqual([...objects], [3, 31, 32, 64]);
  assert.ok(objects.has(31) && !objects.has(30) && !objects.has(100_000));
  assert.deepEqual(ruleOf(objects), rule);
  assert.equal(ruleOf(new Set([1])), null);
});

test("what is added to a selection keeps what was in it", () => {
  const before = ObjectSet.of([7]);
  const both = ObjectSet.where(Float64Array.of(1, 2, 3), Uint8Array.of(0, 1, 0), null, before);
  assert.deepEqual([...both], [2, 7]);
});

test("ids far beyond any table are kept one by one", () => {
  const objects = ObjectSet.of([2 ** 31 + 5, 12]);
  assert.ok(objects.has(2 ** 31 + 5) && objects.has(12) && !objects.has(5));
  assert.equal(objects.size, 2);
});

test("rows are ordered by value, equal ones stay as they were, what is missing comes last both ways", () => {
  const values = column("x", [3, -1, Number.NaN, 3, 0, -0, -2.5, 1e300]);
  assert.deepEqual([...ordered(values, 8, false)], [6, 1, 4, 5, 0, 3, 7, 2]);
  assert.deepEqual([...ordered(values, 8, true)], [7, 0, 3, 4, 5, 1, 6, 2]);
});

test("texts are ordered as people order them: 2 before 10", () => {
  const names = column("image", ["w10", "w2", "", "w1"]);
  assert.deepEqual([...ordered(names, 4, false)], [3, 1, 0, 2]);
});

test("the order is that of a comparison, for any numbers", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
  const values = Float64Array.from({ length: 2000 }, () => random() * 10 ** Math.round(random() * 20));
  const order = ordered(column("x", values), values.length, false);
  const compared = Array.from(values.keys()).sort((a, b) => values[a] - values[b] || a - b);
  assert.deepEqual([...order], compared);
});

function rowsWhere(text) {
  const fits = readExpression(text, CELLS.columns);
  return [0, 1, 2, 3].filter((row) => fits(row));
}

test("an expression compares, calculates and joins", () => {
  assert.deepEqual(rowsWhere("area_px > 50 and circularity < 0.8"), [1]);
  assert.deepEqual(rowsWhere("Area_px >= 80 or object = 4"), [2, 3]);
  assert.deepEqual(rowsWhere("50 < area_px < 70"), [1]);
  assert.deepEqual(rowsWhere("not (area_px / 2 - 10 > 15) && object < 4"), [0]);
  assert.deepEqual(rowsWhere('class == "round"'), [0, 3]);
  assert.deepEqual(rowsWhere("-circularity * 10 <= -7"), [1, 2]);
});

test("what is missing fits no comparison, not even a difference", () => {
  assert.deepEqual(rowsWhere("area_px != 40"), [1, 2]);
  assert.deepEqual(rowsWhere("area_px < 1000"), [0, 1, 2]);
});

test("an expression that is none says what was wrong, and filters nothing", () => {
  const why = (text) => {
    const read = expressionOf(CELLS, text);
    return [read.kind, read.found];
  };
  assert.deepEqual(why("aera > 5"), ["name", "aera"]);
  assert.deepEqual(why("area_px >"), ["end", ""]);
  assert.deepEqual(why("area_px > 5 )"), ["sign", ")"]);
  assert.deepEqual(why("area_px; alert(1)"), ["sign", ";"]);
  assert.deepEqual(why("constructor"), ["name", "constructor"]);
  assert.deepEqual([...keptRows(CELLS, { ...NONE, expression: "aera > 5" }, "")], [1, 1, 1, 1]);
});

test("limits, texts and chosen objects narrow together", () => {
  const limited = { ...NONE, conditions: [{ column: "area_px", low: 60, high: null }] };
  assert.deepEqual([...keptRows(CELLS, limited, "")], [0, 1, 1, 0]);
  assert.deepEqual(
    [...keptRows(CELLS, { ...limited, texts: [{ column: "class", part: "FLA" }] }, "")],
    [0, 0, 1, 0],
  );
  const only = { image: "a", objects: new Set([2]) };
  assert.deepEqual([...keptRows(CELLS, { ...limited, only }, "a")], [0, 1, 0, 0]);
  assert.deepEqual([...keptRows(CELLS, { ...limited, only }, "b")], [0, 1, 1, 0], "of another image");
});

test("statistics leave out what is missing and say how many that are", () => {
  const found = statistics(column("x", [1, 2, 3, 4, Number.NaN]), [0, 1, 2, 3, 4]);
  assert.deepEqual([found.count, found.missing], [5, 1]);
  assert.deepEqual([found.mean, found.median, found.quarter, found.threeQuarters], [2.5, 2.5, 1.75, 3.25]);
  assert.equal(found.sd, Math.sqrt(1.25), "of the population");
  const none = statistics(column("x", [Number.NaN]), [0]);
  assert.ok(Number.isNaN(none.mean) && Number.isNaN(none.median));
});

test("groups are in the order of their names, those without one last", () => {
  const keep = Uint8Array.of(1, 1, 1, 1);
  const groups = groupedBy(CELLS, keep, CELLS.columns[3], "none");
  assert.deepEqual(
    groups.map((one) => [one.name, [...one.rows]]),
    [
      ["flat", [2]],
      ["round", [0, 3]],
      ["none", [1]],
    ],
  );
  assert.deepEqual([...rowsIn(Uint8Array.of(0, 1, 0, 1))], [1, 3]);
});

test("an axis reaches around its values, and its ends lead back to themselves", () => {
  for (const log of [false, true]) {
    const axis = axisOf(column("x", [1, 10, 1000]), Uint8Array.of(1, 1, 1), log);
    assert.ok(axis.low < 1 && axis.high > 1000);
    for (const share of [0, 0.3, 1]) assert.ok(Math.abs(shareOf(axis, valueAt(axis, share)) - share) < 1e-9);
  }
  assert.equal(axisOf(column("x", [Number.NaN, -1]), Uint8Array.of(1, 1), true), null);
  const single = axisOf(column("x", [5]), Uint8Array.of(1), false);
  assert.ok(single.low < 5 && single.high > 5, "one value has room on both sides");
});

test("a logarithmic axis is marked at powers of ten", () => {
  assert.deepEqual(ticksOf({ low: 0.5, high: 2000, log: true }, 5), [1, 10, 100, 1000]);
  assert.deepEqual(ticksOf({ low: 0, high: 100, log: false }, 5), [0, 20, 40, 60, 80, 100]);
});

test("every plotted object falls onto one pixel; those without a value onto none", () => {
  const x = column("x", [0, 10, 5, Number.NaN]);
  const y = column("y", [0, 10, 5, 5]);
  const keep = Uint8Array.of(1, 1, 1, 1);
  const axis = { low: 0, high: 10, log: false };
  const places = placed({ column: x, axis }, { column: y, axis }, keep, 11, 11);
  assert.deepEqual([...places.at], [110, 10, 60, -1], "y goes up");
  const counts = counted(places, null);
  assert.equal(
    counts.reduce((sum, one) => sum + one),
    3,
  );
  assert.equal(
    counted(places, Uint8Array.of(0, 1, 0, 0)).reduce((sum, one) => sum + one),
    1,
  );
});

test("a lasso holds what is inside its lines", () => {
  const x = column("x", [1, 5, 9, Number.NaN]);
  const y = column("y", [1, 5, 9, 5]);
  const around = [
    [4, 4],
    [6, 4],
    [6, 6],
    [4, 6],
  ];
  assert.deepEqual([...inside(x, y, Uint8Array.of(1, 1, 1, 1), around)], [0, 1, 0, 0]);
});

test("the last of a million rows can be reached, and the first stands at the top", () => {
  const [rows, seen] = [1_000_000, 240];
  const top = windowOf(rows, 0, seen);
  assert.equal(top.from, 0);
  assert.ok(top.to < 30 && top.height <= 12_000_000);
  const end = windowOf(rows, top.height - seen, seen);
  assert.equal(end.to, rows);
  const last = (rows - 1) * 24 + end.offset;
  assert.ok(
    last + 24 <= top.height + 1e-6 && last + 24 >= top.height - 1,
    "it ends where the scrolling ends",
  );
});

test("a line over time is the mean of each frame; a track is a line of its own", () => {
  const cells = view({ t: [0, 0, 1, 1], x: [1, 3, 5, Number.NaN], track: [1, 2, 1, 2] });
  const keep = Uint8Array.of(1, 1, 1, 1);
  const series = seriesOf(cells, cells.columns[1], "t", keep, Uint8Array.of(1, 0, 0, 0), true);
  assert.deepEqual(series.at, [0, 1]);
  assert.deepEqual(series.mean, [2, 5]);
  assert.deepEqual(series.selected, [1, null]);
  assert.deepEqual(series.tracks, [
    { name: "1", values: [1, 5] },
    { name: "2", values: [3, null] },
  ]);
  assert.equal(
    seriesOf(view({ t: [0, 0], x: [1, 2] }), cells.columns[1], "t", Uint8Array.of(1, 1), null, false),
    null,
  );
});

test("a table of whole images is seen over time or depth, one row of it has no plot, and a choice stays", () => {
  const view = (columns) => ({
    rows: Object.values(columns)[0].length,
    columns: Object.entries(columns).map(([name, numbers]) => ({ name, unit: "", numbers })),
  });
  const kind = (columns, choice = plots.HISTOGRAM) => {
    const state = plots.initialState("index", "dark");
    return plots.plotChoice({ ...state, ui: { ...state.ui, plots: [choice] } }, view(columns), 0)?.kind;
  };
  const share = [0.3, 0.2, 0.1];
  assert.equal(kind({ t: [0, 1, 2], z: [0, 0, 0], share }), "time");
  assert.equal(kind({ t: [0, 0, 0], z: [0, 1, 2], share }), "depth");
  assert.equal(kind({ share: [0.3] }), undefined);
  assert.equal(kind({ t: [0, 1, 2], object: [1, 2, 3], share }), "histogram");
  assert.equal(kind({ t: [0, 1, 2], share }, { ...plots.HISTOGRAM }), "histogram");
});
