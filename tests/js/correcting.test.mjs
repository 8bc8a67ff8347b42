/** What a hand does to labels, on small label images that are written as text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { cutLine, erase, fill, fillHoles, paint, replace, split } = await bundled("app/correcting-edits.ts");
const { composed, correctedLabels, gridOf, LabelEdit, TILE } = await bundled("app/correcting-tiles.ts");

/** One digit a pixel, "." for the background; planes stand below each other after an empty line. */
function labels(text) {
  const planes = text
    .trim()
    .split(/\n\s*\n/)
    .map((plane) => plane.trim().split(/\s+/));
  const [height, width] = [planes[0].length, planes[0][0].length];
  const ids = Uint32Array.from(planes.flat().join("").replaceAll(".", "0"), Number);
  return { ids, shape: planes.length > 1 ? [planes.length, height, width] : [height, width] };
}

function editOf({ ids, shape }, plane = 0) {
  return new LabelEdit(ids, shape, new Map(), plane);
}

/** The labels after an edit, as text again. */
function after(given, edit) {
  const ids = composed(given.ids, gridOf(given), edit.tiles);
  const [height, width] = given.shape.slice(-2);
  const lines = Array.from({ length: ids.length / width }, (_, y) =>
    [...ids.subarray(y * width, (y + 1) * width)].join("").replaceAll("0", "."),
  );
  return lines.map((line, y) => (y && y % height === 0 ? `\n${line}` : line)).join("\n");
}

const lined = (text) => text.trim().replaceAll(/^\s+/gm, "");
const counter = (from) => () => from++;

test("a stroke gives background to an object and takes nothing from its neighbours", () => {
  const given = labels(`
    1.....
    1...22
    1.....`);
  const edit = editOf(given);
  paint(
    edit,
    [
      [1, 1],
      [1, 5],
    ],
    0.4,
    1,
  );
  assert.equal(
    after(given, edit),
    lined(`
    1.....
    111122
    1.....`),
  );
  assert.deepEqual([...edit.changed], [1]);
});

test("a stroke has the width of the brush, whole from end to end", () => {
  const given = labels(Array(7).fill(".".repeat(9)).join("\n"));
  const edit = editOf(given);
  paint(
    edit,
    [
      [3, 2],
      [3, 6],
    ],
    1.5,
    4,
  );
  assert.equal(
    after(given, edit),
    lined(`
    .........
    .........
    .4444444.
    .4444444.
    .4444444.
    .........
    .........`),
  );
});

test("the eraser takes from the chosen objects only, from all where none is chosen", () => {
  const given = labels("1122");
  const chosen = editOf(given);
  erase(
    chosen,
    [
      [0, 0],
      [0, 3],
    ],
    0.4,
    new Set([2]),
  );
  assert.equal(after(given, chosen), "11..");
  const all = editOf(given);
  erase(
    all,
    [
      [0, 1],
      [0, 2],
    ],
    0.4,
    new Set(),
  );
  assert.equal(after(given, all), "1..2");
});

test("an outline becomes an object where there is none yet", () => {
  const given = labels(`
    ......
    ...33.
    ......
    ......`);
  const edit = editOf(given);
  fill(
    edit,
    {
      kind: "rectangle",
      points: [
        [0.5, 0.5],
        [3.5, 3.5],
      ],
    },
    4,
  );
  assert.equal(
    after(given, edit),
    lined(`
    ......
    .4433.
    .444..
    .444..`),
  );
});

test("merging and deleting reach every plane", () => {
  const given = labels(`
    1.2
    ...

    ..2
    2.1`);
  const merged = editOf(given, 1);
  replace(merged, new Set([2]), 1);
  assert.equal(after(given, merged), "1.1\n...\n\n..1\n1.1");
  assert.equal(merged.plane, 1);
  const deleted = editOf(given);
  replace(deleted, new Set([1]), 0);
  assert.equal(after(given, deleted), "..2\n...\n\n..2\n2..");
});

test("holes are filled, bays and what lies in a hole are not", () => {
  const given = labels(`
    11111..
    1...1..
    1.2.1..
    11111..
    1...1..
    1...1..`);
  const edit = editOf(given);
  assert.equal(fillHoles(edit, 1), 5);
  assert.equal(
    after(given, edit),
    lined(`
    11111..
    11111..
    11211..
    11111..
    1...1..
    1...1..`),
  );
  assert.equal(fillHoles(edit, 1), 0);
});

test("a cut gives two objects and loses no pixel; the larger piece keeps its number", () => {
  const given = labels(`
    .1111111.
    .1111111.
    .1111111.`);
  const edit = editOf(given);
  const made = split(edit, cutLine([-1, 3], [3, 3]), new Set(), counter(5));
  assert.deepEqual(made, [5]);
  const is = after(given, edit);
  assert.equal(
    is.replaceAll("5", "1"),
    lined(`
    .1111111.
    .1111111.
    .1111111.`),
  );
  assert.ok(
    is.split("\n").every((line) => /^\.5{2,3}1{4,5}\.$/.test(line)),
    is,
  );
});

test("a slanted cut leaves no diagonal bridge", () => {
  const given = labels(Array(6).fill("1".repeat(6)).join("\n"));
  const edit = editOf(given);
  assert.equal(split(edit, cutLine([-1, -1], [6, 6]), new Set(), counter(2)).length, 1);
  const counts = [1, 2].map((id) => edit.find(new Set([id])).length);
  assert.equal(counts[0] + counts[1], 36);
  assert.ok(Math.min(...counts) >= 14, counts.join());
});

test("a line that does not cut through changes nothing, and neighbours that are not chosen stay whole", () => {
  const given = labels(`
    11122
    11122`);
  const inside = editOf(given);
  assert.deepEqual(split(inside, cutLine([0, 0], [0, 1]), new Set(), counter(9)), []);
  assert.equal(inside.changed.size, 0);
  const across = editOf(given);
  assert.deepEqual(split(across, cutLine([0, 1], [1, 1]), new Set([2]), counter(9)), []);
  assert.equal(across.changed.size, 0);
});

test("an edit copies the tiles it touches and shares the others with the one before", () => {
  const side = 3 * TILE;
  const ids = new Uint32Array(side * side).fill(7);
  const first = new LabelEdit(ids, [side, side], new Map(), 0);
  paint(first, [[5, 5]], 1, 9);
  assert.equal(first.tiles.size, 0, "nothing is free");
  erase(first, [[5, 5]], 1, new Set());
  const second = new LabelEdit(ids, [side, side], first.tiles, 0);
  erase(second, [[2 * TILE + 5, 5]], 1, new Set());
  assert.deepEqual([first.tiles.size, second.tiles.size], [1, 2]);
  assert.equal(second.tiles.get(0), first.tiles.get(0));
  assert.equal(second.at(5, 5), 0);
  assert.ok(
    ids.every((one) => one === 7),
    "the step's own labels are as they were",
  );
});

test("labels at the edge of an image that no tile fits come back as they were", () => {
  const shape = [2, TILE + 3, TILE + 1];
  const ids = Uint32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => i % 251);
  const changed = ids.slice();
  for (const at of [0, TILE, ids.length - 1]) changed[at] = 999;
  const edit = new LabelEdit(ids, shape, new Map(), 0);
  edit.set(0, 0, 999);
  edit.set(0, TILE, 999);
  edit.plane = 1;
  edit.set(TILE + 2, TILE, 999);
  assert.equal(edit.tiles.size, 3);
  assert.deepEqual(composed(ids, gridOf({ shape }), edit.tiles), changed);
});

test("going back and forth between corrections gives the labels of each", () => {
  const shape = [2, TILE + 3, TILE + 1];
  const base = { buffer: new Uint32Array(2 * (TILE + 3) * (TILE + 1)).fill(3).buffer, shape, dtype: "<u4" };
  const all = new Uint32Array(base.buffer);
  const corrections = [{ base, tiles: new Map() }];
  for (const [plane, place] of [
    [0, 5],
    [1, TILE],
    [1, 5],
  ]) {
    const edit = new LabelEdit(all, shape, corrections.at(-1).tiles, plane);
    erase(edit, [[place, place]], 2, new Set());
    corrections.push({ base, tiles: edit.tiles });
  }
  for (const at of [3, 0, 2, 1, 3, 1]) {
    const found = new Uint32Array(correctedLabels(corrections[at]).buffer);
    assert.deepEqual(found, composed(all, gridOf(base), corrections[at].tiles), `correction ${at}`);
  }
});
