// Editing a recipe: pure functions, undone step by step.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const {
  addStep,
  removeStep,
  toggleStep,
  setParameter,
  resetParameter,
  asRecipe,
  ruleValue,
  problemsOf,
  problemsOfInput,
  otherProblems,
  outputKind,
  wireable,
} = await bundle("app/recipe.ts");
const { moveStep } = await bundle("app/recipe-order.ts");
const { Store, initialState } = await bundle("app/store.ts");

const port = (name, kind, optional = false) => ({ name, kind, many: false, optional });
const operation = (id, inputs, kind) => ({
  id,
  version: 1,
  family: id.split(".")[0],
  title: id,
  help: "",
  cite: "",
  locality: "pointwise",
  inputs,
  params: [],
  outputs: [{ name: "out", kind }],
});
const OPERATIONS = [
  operation("filter.gaussian", [port("image", "intensity")], "intensity"),
  operation("filter.median", [port("image", "intensity")], "intensity"),
  operation("threshold.otsu", [port("image", "intensity")], "mask"),
  operation("segment.split", [port("mask", "mask"), port("image", "intensity", true)], "labels"),
  operation("measure.regions", [port("labels", "labels"), port("image", "intensity", true)], "table"),
];
const [GAUSSIAN, MEDIAN] = OPERATIONS;
const RECIPE = {
  tabscope: 1,
  title: "Count",
  inputs: { nuclei: { kind: "intensity", channel: "auto" } },
  steps: [
    { id: "smooth", op: "filter.gaussian@1", in: { image: "nuclei" }, params: { sigma: 1 } },
    { id: "fore", op: "threshold.otsu@1", in: { image: "smooth" } },
    { id: "split", op: "segment.split@1", in: { mask: "fore" } },
    { id: "cells", op: "measure.regions@1", in: { labels: "split", image: "nuclei" } },
  ],
  show: ["split", "cells"],
};
const wires = (recipe) => Object.fromEntries(recipe.steps.map((one) => [one.id, one.in]));

test("a step that is added stands between its neighbours", () => {
  const edited = addStep(RECIPE, MEDIAN, "smooth", OPERATIONS);
  assert.deepEqual(
    edited.steps.map((one) => one.id),
    ["smooth", "median", "fore", "split", "cells"],
  );
  assert.deepEqual(wires(edited).median, { image: "smooth" });
  assert.deepEqual(wires(edited).fore, { image: "median" });
});

test("intensity is measured on the pixels as stored, also behind a new filter", () => {
  const edited = addStep({ ...RECIPE, steps: RECIPE.steps.slice(3) }, GAUSSIAN, "", OPERATIONS);
  assert.deepEqual(wires(edited).cells, { labels: "split", image: "nuclei" });
});

test("two steps of one kind have different names", () => {
  const twice = addStep(addStep(RECIPE, MEDIAN, "smooth", OPERATIONS), MEDIAN, "smooth", OPERATIONS);
  assert.equal(new Set(twice.steps.map((one) => one.id)).size, 6);
});

test("what a removed step gave comes from what it took", () => {
  const edited = removeStep(RECIPE, "smooth", OPERATIONS);
  assert.deepEqual(wires(edited).fore, { image: "nuclei" });
  assert.equal(removeStep(RECIPE, "cells", OPERATIONS).show.includes("cells"), false);
});

test("moving past an end changes nothing", () => {
  assert.equal(moveStep(RECIPE, "smooth", -1, OPERATIONS), RECIPE);
  assert.deepEqual(
    moveStep(RECIPE, "fore", -1, OPERATIONS).steps.map((one) => one.id),
    ["fore", "smooth", "split", "cells"],
  );
});

test("off is written, on is not", () => {
  const off = toggleStep(RECIPE, "smooth");
  assert.equal(off.steps[0].off, true);
  assert.deepEqual(toggleStep(off, "smooth"), RECIPE);
});

test("resetting a parameter forgets what was written", () => {
  const edited = setParameter(RECIPE, "smooth", "sigma", 3);
  assert.equal(edited.steps[0].params.sigma, 3);
  assert.deepEqual(resetParameter(edited, "smooth", "sigma").steps[0].params, {});
  assert.equal(RECIPE.steps[0].params.sigma, 1, "the recipe before is untouched");
});

test("a rule gives the number that the engine computes", () => {
  assert.equal(ruleValue({ auto: "size.d", times: 0.06, at_least: 0.7 }, 10), 0.7);
  assert.ok(
    Math.abs(ruleValue({ auto: "size.d", times: 0.25, of: "disk" }, 10) - 0.25 * Math.PI * 25) < 1e-12,
  );
});

test("only a recipe is taken for one", () => {
  assert.deepEqual(asRecipe(RECIPE), RECIPE);
  for (const one of [null, "x", [], {}, { tabscope: 1, steps: "x" }, { tabscope: 1, steps: [{ id: 1 }] }]) {
    assert.equal(asRecipe(one), null);
  }
});

test("problems are found at their step and field", () => {
  const one = (details) => ({ code: "recipe.parameter", message: "", hint: "", details, problems: [] });
  const all = [
    { ...one({}), problems: [one({ step: "smooth", parameter: "sigma" }), one({ step: "fore" })] },
  ];
  assert.equal(problemsOf(all, "smooth", "sigma").length, 1);
  assert.equal(problemsOf(all, "smooth", "truncate").length, 0);
  assert.equal(problemsOf(all, "fore").length, 1);
});

test("what an input takes is a problem of that input, and is said nowhere else", () => {
  const one = (code, details) => ({ code, message: "", hint: "", details, problems: [] });
  const input = Object.keys(RECIPE.inputs)[0];
  const [missing, wire, general] = [
    one("image.no-such-channel", { input, channel: "Cy5" }),
    one("recipe.input", { step: RECIPE.steps[0].id, input }),
    one("recipe.invalid", {}),
  ];
  const all = [{ ...one("recipe.invalid", {}), problems: [missing, wire, general] }];
  assert.deepEqual(problemsOfInput(all, input), [missing]);
  assert.deepEqual(otherProblems(all, RECIPE), [general]);
});

test("every edit can be undone and done again", () => {
  let time = 0;
  const store = new Store(initialState("index", "dark"), () => (time += 1000));
  store.replaceRecipe(RECIPE);
  const versions = [RECIPE];
  for (let i = 2; i < 6; i += 1) {
    const next = setParameter(store.state.recipe, "smooth", "sigma", i);
    store.edit(next);
    versions.push(next);
  }
  for (let i = versions.length - 2; i >= 0; i -= 1) {
    store.undo();
    assert.equal(store.state.recipe, versions[i]);
  }
  store.undo();
  assert.equal(store.state.recipe, RECIPE);
  for (let i = 1; i < versions.length; i += 1) {
    store.redo();
    assert.equal(store.state.recipe, versions[i]);
  }
  store.undo();
  store.edit(setParameter(store.state.recipe, "smooth", "sigma", 9));
  assert.equal(store.state.redo.length, 0, "a new edit ends what could be done again");
});

const CROP = operation("geometry.crop", [port("image", "pixels"), port("mask", "mask", true)], "pixels");
const WITH_CROP = [...OPERATIONS, CROP];

test("a step that moves pixels gives the kind that it takes", () => {
  const kinds = ["nuclei", "fore", "split"].map((source) => {
    const step = { id: "cut", op: "geometry.crop@1", in: { image: source } };
    return outputKind({ ...RECIPE, steps: [...RECIPE.steps, step] }, step, WITH_CROP);
  });
  assert.deepEqual(kinds, ["intensity", "mask", "labels"]);
});

test("a step that moves pixels, put first, is taken by all behind, measurements included", () => {
  const last = addStep(RECIPE, CROP, "", WITH_CROP);
  assert.deepEqual(wires(last).crop, { image: "split" });
  assert.deepEqual(last.show, ["split", "cells", "crop"]);
  const first = moveStep(last, "crop", -4, WITH_CROP);
  assert.deepEqual(wires(first).crop, { image: "nuclei" });
  assert.deepEqual(wires(first).smooth, { image: "crop" });
  assert.deepEqual(wires(first).cells, { labels: "split", image: "crop" });
});

test("a port for pixels takes images, masks and objects, and no table", () => {
  const recipe = addStep(RECIPE, CROP, "", WITH_CROP);
  assert.deepEqual(wireable(recipe, "crop", "pixels", WITH_CROP), ["nuclei", "smooth", "fore", "split"]);
});
