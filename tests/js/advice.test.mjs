// Suggest and Methods without a page: what is filled in, what one Undo takes back, whose numbers are told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { EngineError, Methods, Store, Suggesting, initialState, suggestedDiameter, withSuggestion } =
  await bundle("tests/js/fixtures/advice.mjs");

const step = (id, op, image, params = {}) => ({ id, op, in: { image }, params });
const RULE = { auto: "size.diameter_px", times: 2 };
const GALLERY = {
  tabscope: 1,
  title: "Count nuclei",
  inputs: { nuclei: { kind: "intensity" } },
  steps: [
    step("size", "measure.typical_diameter@1", "nuclei"),
    step("background", "intensity.background@1", "nuclei", { radius: RULE }),
  ],
  show: [],
};
const REASONS = [
  { sentence: "It shows bright objects.", step: "", parameter: "", value: null },
  { sentence: "They are 20 px wide.", step: "size", parameter: "diameter", value: 20 },
  { sentence: "It is subtracted.", step: "background", parameter: "radius", value: 40 },
];
const filled = (recipe) => ({
  ...recipe,
  steps: recipe.steps.map((one) => (one.id === "size" ? { ...one, params: { diameter: 20 } } : one)),
});
const FOUND = { name: "count-nuclei", reasons: REASONS, recipe: filled(GALLERY) };

const image = (patch = {}) => ({
  key: "a",
  source: { kind: "files", name: "a.tif" },
  info: { name: "a.tif", axes: "yx", shape: [4, 4], channels: [{}] },
  handle: 7,
  series: 0,
  pixelSize: null,
  view: { channels: [], layers: {} },
  shapes: [],
  corrections: {},
  examples: {},
  classes: [],
  selected: new Set(),
  lost: null,
  ...patch,
});

/** A page with one image, an engine that answers as it is told to, and what it was asked. */
function page(answer, present = GALLERY, patch = {}) {
  let time = 0;
  const store = new Store(initialState("index", "dark"), () => (time += 1000));
  store.set({ images: [image(patch)], active: "a", screen: "open", recipe: present, original: present });
  const asked = [];
  const client = {
    call: async (method, params) => {
      asked.push([method, params]);
      return answer(method, params);
    },
  };
  const recipes = { named: (id) => (id === "count-nuclei" ? GALLERY : { ...GALLERY, title: id }) };
  return {
    store,
    asked,
    suggesting: new Suggesting(store, client, recipes),
    methods: new Methods(store, client),
  };
}

test("settings go into the present recipe where it has the same steps, and what a person changed there stays", () => {
  const longer = {
    ...GALLERY,
    title: "Mine",
    steps: [...GALLERY.steps, step("more", "filter.median@1", "background")],
  };
  const made = withSuggestion(longer, filled(GALLERY), REASONS);
  assert.equal(made.title, "Mine");
  assert.equal(made.steps.length, 3);
  assert.deepEqual(made.steps[0].params, { diameter: 20 });
});

test("a parameter that follows another one by a rule goes on doing so", () => {
  assert.deepEqual(withSuggestion(GALLERY, filled(GALLERY), REASONS).steps[1].params, { radius: RULE });
});

test("a recipe whose steps take something else gives way to the suggested one", () => {
  const dark = { ...GALLERY, steps: GALLERY.steps.map((one) => ({ ...one, in: { image: "inverted" } })) };
  const found = filled(GALLERY);
  assert.equal(withSuggestion(dark, found, REASONS), found);
  assert.equal(withSuggestion({ ...GALLERY, steps: [] }, found, REASONS), found);
});

test("a suggested volume comes as a whole, and a volume that a person chose stays one", () => {
  const deep = { ...filled(GALLERY), title: "In 3D", inputs: { nuclei: { kind: "intensity", z: "volume" } } };
  assert.equal(withSuggestion(GALLERY, deep, REASONS), deep);
  const mine = { ...GALLERY, inputs: deep.inputs };
  assert.deepEqual(withSuggestion(mine, filled(GALLERY), REASONS).inputs, deep.inputs);
});

test("a suggestion is one thing to undo, and its diameter is shown on the image", async () => {
  const { store, asked, suggesting } = page(() => FOUND);
  await suggesting.look();
  assert.deepEqual(asked, [["suggest", { run: -1, image: 7 }]]);
  assert.deepEqual(store.state.recipe.steps[0].params, { diameter: 20 });
  assert.equal(suggestedDiameter(store.state.suggestion.reasons), 20);
  assert.deepEqual(
    store.state.undo.map((one) => one.what),
    ["suggestion"],
  );
  store.undo();
  assert.equal(store.state.recipe, GALLERY);
});

test("where nothing stands out the recipe stays, and the other one is offered", async () => {
  const reasons = [{ sentence: "Nothing in it stands out.", step: "", parameter: "", value: null }];
  const { store, suggesting } = page(() => ({ name: "image-quality", reasons, recipe: GALLERY }));
  await suggesting.look();
  assert.equal(store.state.recipe, GALLERY);
  assert.equal(store.state.suggestion.recipe, null);
  suggesting.takeAnyway();
  assert.equal(store.state.recipe.title, "image-quality");
  assert.equal(store.state.suggestion, null);
});

test("a suggestion that was stopped changes nothing when it comes after all", async () => {
  let come;
  const { store, asked, suggesting } = page((method) =>
    method === "suggest" ? new Promise((resolve) => (come = resolve)) : {},
  );
  const looking = suggesting.look();
  await new Promise((resolve) => setTimeout(resolve));
  suggesting.stop();
  come(FOUND);
  await looking;
  assert.equal(store.state.recipe, GALLERY);
  assert.equal(store.state.suggestion, null);
  assert.deepEqual(asked.at(-1), ["cancel", { run: -1 }]);
});

test("a suggestion waits for the engine to have the image", async () => {
  const { store, asked, suggesting } = page(() => FOUND, GALLERY, { handle: null });
  const looking = suggesting.look();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(asked, []);
  store.image("a", { handle: 9 });
  await looking;
  assert.deepEqual(asked, [["suggest", { run: -1, image: 9 }]]);
});

test("why there is no suggestion is said in its place", async () => {
  const problem = { code: "format.corrupt", message: "Damaged.", hint: "", details: {}, problems: [] };
  const { store, suggesting } = page(() => {
    throw new EngineError(problem);
  });
  await suggesting.look();
  assert.equal(store.state.suggestion.problem, problem);
});

const WRITTEN = { text: "Images were analysed.", references: ["[1] X."], bibtex: "@misc{x}", csl_json: "[]" };
const RUN = { summary: { provenance: { schema: 1 } }, results: [] };

test("the methods text tells the run's numbers while the run is up to date, else the recipe", async () => {
  for (const fresh of [true, false]) {
    const { store, asked } = page(() => WRITTEN);
    const asks = JSON.stringify([GALLERY, {}, 0, null, ""]);
    store.set({ runs: { a: { ...RUN, asked: fresh ? asks : "another" } } });
    store.ui({ dialog: "methods" });
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(store.state.methods.ofRun, fresh);
    assert.equal(store.state.methods.written, WRITTEN);
    assert.equal("provenance" in asked[0][1], fresh);
  }
});
