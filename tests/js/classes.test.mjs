/** Classes stay on their objects when a run numbers these anew. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { followObjects } = await bundled("app/class-following.ts");
const { initialState, Store } = await bundled("app/store.ts");

/** A run whose only result are the labels of one line of pixels. */
function runOf(...ids) {
  const labels = Uint32Array.from(ids);
  const array = { buffer: labels.buffer, shape: [1, ids.length], dtype: "<u4" };
  const place = { origin: [0, 0], factor: [1, 1], planes: [[0, 0]] };
  return { summary: {}, results: [{ step: "objects", kind: "labels", array, ...place }], asked: "" };
}

function storeWith(run, classes) {
  const state = initialState("index", "dark");
  const view = { channels: [], order: [], layers: {} };
  const store = new Store({
    ...state,
    images: [{ key: "a", classes: [], view }],
    active: "a",
    runs: { a: run },
  });
  followObjects(store);
  store.image("a", {
    classes: Object.entries(classes).map(([name, ids]) => ({
      name,
      color: [1, 2, 3],
      objects: new Set(ids),
    })),
  });
  return store;
}

/** Matching goes on after the change was heard. */
async function settled(store) {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  const [image] = store.state.images;
  return Object.fromEntries(image.classes.map((one) => [one.name, [...one.objects]]));
}

const finds = (store, run) => store.set({ runs: { a: run } });
const FIRST = [1, 1, 1, 0, 2, 2, 2, 0, 3, 3, 3];
/** The first object is gone, the others have other numbers. */
const SECOND = [0, 0, 0, 0, 1, 1, 1, 0, 2, 2, 0];

test("a class goes to the objects in the same places, and what is no longer there loses it", async () => {
  const store = storeWith(runOf(...FIRST), { left: [1, 2], right: [3] });
  finds(store, runOf(...SECOND));
  assert.deepEqual(await settled(store), { left: [1], right: [2] });
  assert.match(store.state.ui.toast.text, /2 kept their class, 1 lost it/);
});

test("what was lost is there again when an undone change gives the first objects back", async () => {
  const store = storeWith(runOf(...FIRST), { left: [1, 2], right: [3] });
  finds(store, runOf(...SECOND));
  await settled(store);
  finds(store, runOf(...FIRST));
  assert.deepEqual(await settled(store), { left: [1, 2], right: [3] });
});

test("a run that gives the same labels changes and says nothing", async () => {
  const store = storeWith(runOf(...FIRST), { left: [1, 2] });
  const { classes } = store.state.images[0];
  finds(store, runOf(...FIRST));
  await settled(store);
  assert.equal(store.state.images[0].classes, classes);
  assert.equal(store.state.ui.toast, null);
});

test("undo of something else between does not put old numbers on new objects", async () => {
  const store = storeWith(runOf(...FIRST), { left: [1, 2] });
  store.act("filter", () => store.set({ hover: { x: 0, y: 0, values: [], object: 0 } }));
  finds(store, runOf(...SECOND));
  assert.deepEqual(await settled(store), { left: [1] });
  store.undo();
  assert.deepEqual(await settled(store), { left: [1] });
});

test("results of another part of the image cannot be matched: all lose their class", async () => {
  const store = storeWith(runOf(...FIRST), { left: [1, 2] });
  finds(store, runOf(1, 1, 1));
  assert.deepEqual(await settled(store), { left: [] });
  assert.match(store.state.ui.toast.text, /0 kept their class, 2 lost it/);
});
