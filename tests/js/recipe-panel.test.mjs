// The recipe panel's own reckoning: search, order, comparison, preview, the way back from Python.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { moveStep, moveStepTo, duplicateStep, renameStep, toggleShown, frozen, hasRules } =
  await bundle("app/recipe-order.ts");
const { operationsFound } = await bundle("app/operation-search.ts");
const { matched } = await bundle("app/compare.ts");
const { changesBetween } = await bundle("app/recipe-difference.ts");
const { previewable, seenPart, knownValues } = await bundle("app/preview.ts");
const { withVolume } = await bundle("app/planes.ts");
const { withEdits } = await bundle("app/scripting.ts");

const port = (name, kind, optional = false) => ({ name, kind, many: false, optional });
const operation = (id, title, inputs, kind, params = []) => ({
  id,
  title,
  inputs,
  params,
  version: 1,
  family: id.split(".")[0],
  help: "",
  cite: "",
  locality: "pointwise",
  outputs: [{ name: "out", kind }],
});
const SIGMA = { name: "sigma", type: "length", default: 1, label: "Sigma" };
const OPERATIONS = [
  operation("filter.gaussian", "Gaussian blur", [port("image", "intensity")], "intensity", [SIGMA]),
  operation("filter.median", "Median filter", [port("image", "intensity")], "intensity"),
  operation("threshold.otsu", "Otsu threshold", [port("image", "intensity")], "mask"),
  operation("segment.label", "Label", [port("mask", "mask")], "labels"),
  operation("measure.typical_diameter", "Find the typical size", [port("image", "intensity")], "table"),
  operation(
    "measure.regions",
    "Measure objects",
    [port("labels", "labels"), port("image", "intensity", true)],
    "table",
  ),
];
const RECIPE = {
  tabscope: 1,
  title: "Count",
  inputs: { nuclei: { kind: "intensity", channel: "auto" } },
  steps: [
    { id: "size", op: "measure.typical_diameter@1", in: { image: "nuclei" } },
    {
      id: "smooth",
      op: "filter.gaussian@1",
      in: { image: "nuclei" },
      params: { sigma: { auto: "size.diameter_px", times: 0.1 } },
    },
    { id: "despeckled", op: "filter.median@1", in: { image: "smooth" } },
    { id: "fore", op: "threshold.otsu@1", in: { image: "despeckled" } },
    { id: "objects", op: "segment.label@1", in: { mask: "fore" } },
    { id: "cells", op: "measure.regions@1", in: { labels: "objects", image: "nuclei" } },
  ],
  show: ["objects", "cells"],
};
const wires = (recipe) => Object.fromEntries(recipe.steps.map((one) => [one.id, one.in]));
const order = (recipe) => recipe.steps.map((one) => one.id).join(" ");

test("a filter that is moved before another changes places with it in the thread", () => {
  const moved = moveStep(RECIPE, "despeckled", -1, OPERATIONS);
  assert.equal(order(moved), "size despeckled smooth fore objects cells");
  assert.deepEqual(wires(moved), {
    ...wires(RECIPE),
    despeckled: { image: "nuclei" },
    smooth: { image: "despeckled" },
    fore: { image: "smooth" },
  });
  assert.deepEqual(moveStep(moved, "despeckled", 1, OPERATIONS), RECIPE, "and back");
});

test("a measurement goes on taking the pixels as stored when a filter is moved", () => {
  const moved = moveStepTo(RECIPE, "smooth", 0, OPERATIONS);
  assert.deepEqual(wires(moved).cells, { labels: "objects", image: "nuclei" });
});

test("a step that is moved before what it takes is led to the nearest of its kind, or left as it is", () => {
  const early = moveStepTo(RECIPE, "fore", 1, OPERATIONS);
  assert.deepEqual(wires(early).fore, { image: "nuclei" });
  const impossible = moveStepTo(RECIPE, "objects", 0, OPERATIONS);
  assert.deepEqual(wires(impossible).objects, { mask: "fore" }, "the check names the problem");
});

test("a copy stands behind its step, in the thread", () => {
  const doubled = duplicateStep(RECIPE, "despeckled", OPERATIONS);
  assert.equal(order(doubled), "size smooth despeckled despeckled-2 fore objects cells");
  assert.deepEqual(wires(doubled)["despeckled-2"], { image: "despeckled" });
  assert.deepEqual(wires(doubled).fore, { image: "despeckled-2" });
});

test("a name is a person's own until it is emptied", () => {
  const named = renameStep(RECIPE, "smooth", " Soft ");
  assert.equal(named.steps[1].title, "Soft");
  assert.deepEqual(renameStep(named, "smooth", ""), RECIPE);
});

test("what is shown keeps the order of the steps", () => {
  assert.deepEqual(toggleShown(RECIPE, "fore").show, ["fore", "objects", "cells"]);
  assert.deepEqual(toggleShown(RECIPE, "objects").show, ["cells"]);
});

test("freezing writes the number that a rule came to; without a number the rule stays", () => {
  assert.equal(hasRules(RECIPE), true);
  assert.equal(frozen(RECIPE, () => 20).steps[1].params.sigma, 2);
  assert.deepEqual(
    frozen(RECIPE, () => null),
    RECIPE,
  );
});

test("operations are found by other tools' names, and what fits the place comes first", () => {
  const found = (query, after = "") =>
    operationsFound(OPERATIONS, RECIPE, after, query).map((one) => one.operation.id);
  assert.equal(found("despeckle")[0], "filter.median");
  assert.equal(found("analyze particles", "fore")[0], "segment.label");
  assert.equal(found("analyze particles", "objects")[0], "measure.regions");
  assert.equal(found("median")[0], "filter.median");
  assert.deepEqual(found("no such thing"), []);
  const atStart = operationsFound(OPERATIONS, RECIPE, "size", "");
  const last = atStart.slice(-2).map((one) => [one.operation.id, one.fits]);
  assert.deepEqual(last.sort(), [
    ["measure.regions", false],
    ["segment.label", false],
  ]);
});

const labels = (...ids) => ({
  step: "objects",
  kind: "labels",
  array: { buffer: Uint32Array.from(ids).buffer, shape: [1, ids.length], dtype: "<u4" },
});

test("objects are the same where they share half of what they cover together", async () => {
  const a = labels(1, 1, 0, 2, 2, 2, 0, 3, 0, 4, 4, 4, 4);
  const b = labels(7, 7, 0, 8, 8, 0, 0, 0, 9, 5, 5, 6, 6);
  const found = await matched(a, b);
  assert.equal(found.both, 3, "1 = 7, 2 = 8, 4 = 5 at exactly one half");
  assert.deepEqual([...found.onlyA], [3]);
  assert.deepEqual([...found.onlyB].sort(), [6, 9]);
});

test("two recipes differ in what is listed and in nothing else", () => {
  const other = {
    ...RECIPE,
    steps: RECIPE.steps
      .filter((one) => one.id !== "despeckled")
      .map((one) => (one.id === "smooth" ? { ...one, params: { sigma: 3 } } : one))
      .map((one) => (one.id === "fore" ? { ...one, in: { image: "smooth" } } : one)),
  };
  assert.deepEqual(
    changesBetween(RECIPE, other, OPERATIONS).map(({ what, a, b }) => [what, a, b]),
    [
      ["Median filter: only in A", "", ""],
      ["Gaussian blur · Sigma", "auto: 0.1 × diameter_px", "3 px"],
      ["Otsu threshold: takes something else", "despeckled", "smooth"],
    ],
  );
  assert.deepEqual(changesBetween(RECIPE, { ...RECIPE }, OPERATIONS), []);
});

test("a preview leaves out the tables that nothing else takes from", () => {
  const seen = previewable(RECIPE, OPERATIONS);
  assert.equal(order(seen), "size smooth despeckled fore objects");
  assert.deepEqual(seen.show, ["objects"]);
});

test("a preview takes thresholds and tables of one row from the whole run", () => {
  const column = (name, ...values) => ({
    name,
    unit: "px",
    values: { buffer: Float64Array.from(values).buffer, shape: [values.length], dtype: "<f8" },
  });
  const known = knownValues([
    { step: "size", kind: "table", values: {}, columns: [column("diameter_px", 23.5)] },
    { step: "fore", kind: "mask", values: { threshold: 41 } },
    { step: "cells", kind: "table", values: {}, columns: [column("area_px", 1, 2)] },
  ]);
  assert.deepEqual(known, { size: { diameter_px: 23.5 }, fore: { threshold: 41 } });
});

test("a preview has about as many pixels as the screen, and the middle where that is too many", () => {
  const level = (factor) => ({
    width: 8000 / factor,
    height: 8000 / factor,
    factors: { y: factor, x: factor },
  });
  const image = { info: { levels: [level(1), level(2), level(4)] } };
  assert.deepEqual(seenPart([0, 0, 600, 800], 1, image), { region: [0, 0, 600, 800], level: 0, part: false });
  assert.equal(seenPart([0, 0, 2400, 3200], 0.25, image).level, 2);
  assert.equal(seenPart([0, 0, 1200, 1600], 0.4, image).level, 1);
  assert.deepEqual(seenPart([-100, -100, 300, 300], 2, image).region, [0, 0, 300, 300]);
  const flat = { info: { levels: [level(1)] } };
  const { region, part } = seenPart([0, 0, 8000, 8000], 0.1, flat);
  assert.equal(part, true);
  assert.ok((region[2] - region[0]) * (region[3] - region[1]) <= 1_510_000);
  assert.equal(region[0] + region[2], 8000, "the middle");
});

test("what was not changed in the script stays as it was written", () => {
  const filled = {
    ...RECIPE,
    steps: RECIPE.steps.map((one) => ({ ...one, params: { truncate: 4, ...one.params } })),
  };
  assert.equal(withEdits(RECIPE, filled, structuredClone(filled)), RECIPE);
  const edited = structuredClone(filled);
  edited.steps[1].params.sigma = 5;
  edited.steps[2].params.truncate = 3;
  edited.title = "Other";
  const made = withEdits(RECIPE, filled, edited);
  assert.equal(made.title, "Other");
  assert.deepEqual(made.steps[0], RECIPE.steps[0]);
  assert.deepEqual(made.steps[1].params, { sigma: 5 });
  assert.deepEqual(made.steps[2].params, { truncate: 3 });
});

test("a stack as a volume is offered first where the distance of slices is known, else last and in voxels", () => {
  const stack = (z) => ({ pixelSize: { y: 0.5, x: 0.5, ...z }, info: { scale: {}, units: {} } });
  const others = [["max", "Maximum"]];
  assert.deepEqual(withVolume(stack({ z: 2 }), others), [["volume", "As a volume"], ...others]);
  assert.deepEqual(withVolume(stack({}), others), [...others, ["volume", "As a volume, in voxels"]]);
});

test("a preview of a volume takes so much less of the plane that it is computed as quickly", () => {
  const image = { info: { levels: [{ factors: { y: 1 }, height: 2000, width: 2000 }] } };
  const visible = [0, 0, 1000, 1000];
  const [y0, x0, y1, x1] = seenPart(visible, 1, image, 30).region;
  assert.ok(Math.abs((y1 - y0) * (x1 - x0) * 30 - 1_500_000) < 60_000);
  assert.equal(seenPart(visible, 1, image).part, false, "a single plane of it is small enough");
});
