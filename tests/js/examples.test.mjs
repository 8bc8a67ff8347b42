// Painted examples: strokes, what an eraser leaves of them, and the names of classes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { classNames, erased, seenStrokes, thinned, withNames } = await bundle("app/examples.ts");

const line = { number: 2, points: [[10, 0], [10, 40]], radius: 3, z: 0, t: 0 }; // biome-ignore format: one line
const step = { id: "classes", op: "segment.pixel_classes@1" };
const recipe = { tabscope: 1, title: "", inputs: {}, steps: [step], show: [] };

test("an eraser that crosses a stroke leaves two, and one that misses it leaves it as it is", () => {
  const parts = erased([line], [[0, 20], [20, 20]], 5); // biome-ignore format: one line
  assert.equal(parts.length, 2);
  const [left, right] = parts.map(({ points }) => points.map(([, x]) => x));
  assert.ok(Math.max(...left) >= 13 && Math.max(...left) <= 15);
  assert.ok(Math.min(...right) >= 25 && Math.min(...right) <= 27);
  assert.ok(parts.every(({ number, radius }) => number === 2 && radius === 3));
  assert.equal(erased([line], [[30, 20]], 5)[0], line);
});

test("an eraser over all of a stroke leaves nothing of it", () => {
  assert.deepEqual(erased([line], [[10, 0], [10, 40]], 5), []); // biome-ignore format: one line
  const dot = { ...line, points: [[5, 5]] };
  assert.deepEqual(erased([dot], [[6, 6]], 3), []);
});

test("a path is kept with as many points as its brush needs", () => {
  const path = Array.from({ length: 400 }, (_, index) => [0, index / 10]);
  assert.ok(thinned(path, 6).length <= 14);
  assert.ok(thinned(path, 1).length <= 41);
  assert.deepEqual(thinned([[3.123456, 4]], 2), [[3.1, 4]]);
});

test("strokes are seen on the plane where they were painted, and all of them in a projection", () => {
  const image = (view) => ({
    view: { z: 0, t: 0, projected: false, mode: "slice", ...view },
    examples: { classes: [line] },
  });
  assert.equal(seenStrokes(image({}), "classes").length, 1);
  assert.equal(seenStrokes(image({ z: 1 }), "classes").length, 0);
  assert.equal(seenStrokes(image({ z: 1, projected: true }), "classes").length, 1);
  assert.equal(seenStrokes(image({ t: 1, projected: true }), "classes").length, 0);
  assert.deepEqual(seenStrokes(image({}), "other"), []);
});

test("classes have the names that the step gives them, which hold no comma", () => {
  assert.deepEqual(classNames(step), ["Background", "Objects"]);
  const named = withNames(recipe, "classes", ["Medium", "Cells, dead", ""]).steps[0];
  assert.deepEqual(classNames(named), ["Medium", "Cells  dead", "3"]);
});
