// Undo, several images, runs and the queue, without a page: what the state is after each thing that was done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { EngineError, Queue, Running, Store, initialState, outlook } = await bundle(
  "tests/js/fixtures/work.mjs",
);

const recipe = (title) => ({
  tabscope: 1,
  title,
  inputs: {},
  steps: [{ id: "smooth", op: "filter.gaussian@1", params: { sigma: 1 } }],
  show: [],
});

function image(key, patch = {}) {
  return {
    key,
    source: { kind: "files", name: `${key}.tif` },
    info: { name: `${key}.tif`, axes: "yx", shape: [4, 4], channels: [{}] },
    handle: 1,
    series: 0,
    pixelSize: null,
    view: { channels: [{ visible: true }], layers: {}, projected: false, z: 0, t: 0, camera: null },
    shapes: [],
    corrections: {},
    examples: {},
    classes: [],
    selected: new Set(),
    lost: null,
    ...patch,
  };
}

/** A store in which every action is a second after the one before. */
function page(...images) {
  let time = 0;
  const store = new Store(initialState("index", "dark"), () => (time += 1000));
  store.set({
    images,
    active: images[0]?.key ?? "",
    screen: "open",
    recipe: recipe("first"),
    original: recipe("first"),
  });
  return store;
}

/** An engine that answers each run as it is told to; what is not said of a method is an empty answer. */
function engine(answers) {
  const asked = [];
  return {
    asked,
    call: async (method, params) => {
      asked.push([method, params]);
      const answer = answers[method];
      return answer ? answer(params) : {};
    },
    cancel: async () => undefined,
    replace: () => undefined,
  };
}

const summary = { count: 3, headline: "3 nuclei", seconds: 1 };
const quiet = { memory: { used: 1, limit: 100 } };
const lost = () => {
  throw new EngineError({ code: "run.stalled", message: "lost", hint: "", details: {}, problems: [] });
};

test("another recipe is undone with the values it began with", () => {
  const store = page(image("a"));
  const [first, second] = [store.state.recipe, recipe("second")];
  store.replaceRecipe(second);
  assert.equal(store.state.original, second);
  store.undo();
  assert.deepEqual([store.state.recipe, store.state.original], [first, first]);
  store.redo();
  assert.equal(store.state.original, second);
});

test("what was done before there was a recipe is never undone to an empty one", () => {
  const store = page(image("a"));
  store.set({ recipe: { ...recipe(""), steps: [] } });
  store.act("channels", () => store.channel(0, { visible: false }));
  const suggested = recipe("suggested");
  store.replaceRecipe(suggested);
  store.undo();
  assert.equal(store.state.recipe, suggested);
  assert.equal(store.state.images[0].view.channels[0].visible, true);
});

test("a slider that is dragged is one thing to undo, two different settings are two", () => {
  const store = new Store(initialState("index", "dark"), () => 5);
  store.set({ recipe: recipe("r"), images: [image("a")], active: "a" });
  const at = (params) => ({ ...store.state.recipe, steps: [{ ...store.state.recipe.steps[0], params }] });
  for (const sigma of [2, 3, 4]) store.edit(at({ sigma }));
  store.edit(at({ sigma: 4, truncate: 2 }));
  assert.deepEqual(
    store.state.undo.map((one) => one.what),
    ["parameter smooth.sigma", "parameter smooth.truncate"],
  );
});

test("undo goes to the image on which a thing was done, with its own selection", () => {
  const store = page(image("a"), image("b"));
  store.select(new Set([1, 2]));
  store.activate("b");
  assert.equal(store.state.selection.size, 0);
  store.select(new Set([7]));
  store.activate("a");
  assert.deepEqual([...store.state.selection], [1, 2]);
  store.undo();
  assert.equal(store.state.active, "b");
  assert.equal(store.state.selection.size, 0);
  store.redo();
  assert.deepEqual([store.state.active, [...store.state.selection]], ["b", [7]]);
  store.activate("a");
  assert.deepEqual([...store.state.selection], [1, 2]);
});

test("a closed image leaves nothing behind, and the one beside it is looked at", () => {
  const store = page(image("a"), image("b"), image("c"));
  store.activate("b");
  store.act("channels", () => store.channel(0, { visible: false }));
  store.set({ runs: { b: { summary } } });
  store.forget("b");
  assert.equal(store.state.active, "c");
  assert.deepEqual(store.state.runs, {});
  assert.ok(!store.state.undo.some((one) => one.images.has("b")));
  store.forget("c");
  store.forget("a");
  assert.deepEqual([store.state.active, store.state.screen], ["", "landing"]);
});

test("an engine that dies after a finished run takes nothing from that run", async () => {
  const store = page(image("a"));
  const running = new Running(store, engine({ run: () => ({ summary }), describe: lost }));
  await running.run();
  assert.equal(store.state.runs.a.summary.count, 3);
  assert.deepEqual([store.state.run.phase, store.state.run.problem], ["idle", null]);
});

test("an image that no engine can open ends its run with the reason", async () => {
  const problem = { code: "source.gone", message: "gone", hint: "", details: {}, problems: [] };
  const store = page(image("a", { handle: null }));
  const going = new Running(store, engine({})).run();
  store.image("a", { lost: problem });
  await assert.rejects(going, /gone/);
  assert.equal(store.state.run.problem.code, "source.gone");
});

test("a run by itself waits until a picture of what was moved has been seen for a while", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const store = page(image("a"));
  const client = engine({
    run: () => ({ summary }),
    describe: () => quiet,
    plan: () => ({ problems: [], inputs: {} }),
  });
  const running = new Running(store, client);
  const runs = () => client.asked.filter(([method]) => method === "run").length;
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  await running.run();
  const preview = { image: "a", results: [], exact: true, part: false, seconds: 0.1 };
  store.edit({ ...store.state.recipe, steps: [{ ...store.state.recipe.steps[0], params: { sigma: 2 } }] });
  t.mock.timers.tick(300);
  store.set({ preview });
  t.mock.timers.tick(300);
  await settled();
  assert.equal(runs(), 1, "the hand may go on");
  t.mock.timers.tick(200);
  await settled();
  assert.equal(runs(), 2);
  store.set({ preview: { ...preview } });
  t.mock.timers.tick(2000);
  await settled();
  assert.equal(runs(), 2, "a picture alone, as of another part, starts none");
});

test("the queue goes on after a failure, names it, and does it again", async () => {
  const store = page(image("a", { handle: 1 }), image("b", { handle: 2 }), image("c", { handle: 3 }));
  let broken = true;
  const run = ({ image: handle }) => (handle === 2 && broken ? lost() : { summary });
  const queue = new Queue(store, new Running(store, engine({ run, describe: () => quiet })));
  await queue.runAll();
  assert.deepEqual(
    store.state.queue.map((one) => one.phase),
    ["done", "failed", "done"],
  );
  assert.equal(store.state.queue[1].problem.message, "lost");
  assert.equal(store.state.active, "a", "nobody is taken elsewhere");
  broken = false;
  await queue.again();
  assert.deepEqual(Object.keys(store.state.runs).sort(), ["a", "b", "c"]);
  assert.ok(store.state.queue.every((one) => one.phase === "done"));
});

test("what waits can change places and be taken out; several recipes keep their own results", async () => {
  const store = page(image("a"));
  const titles = [];
  let release;
  const gate = new Promise((resolve) => {
    release = resolve;
  });
  const run = async (params) => {
    titles.push(params.recipe.title);
    await gate;
    return { summary: { ...summary, headline: params.recipe.title } };
  };
  const queue = new Queue(store, new Running(store, engine({ run, describe: () => quiet })));
  const going = queue.add(["a"], ["one", "two", "three", "four"].map(recipe));
  const [, two, three] = store.state.queue.map((one) => one.id);
  queue.move(three, -1);
  queue.remove(two);
  release();
  await going;
  assert.deepEqual(titles, ["one", "three", "four"]);
  assert.deepEqual(
    store.state.queue.map((one) => one.kept.summary.headline),
    ["one", "three", "four"],
  );
  queue.show(three);
  assert.equal(store.state.runs.a.summary.headline, "three");
  assert.equal(store.state.recipe.title, "three");
});

test("cancelling all stops what waits and asks the engine to stop what runs", async () => {
  const store = page(image("a"), image("b"));
  let stop;
  const stopped = new Promise((_, reject) => {
    stop = () => {
      reject(
        new EngineError({ code: "run.cancelled", message: "Stopped.", hint: "", details: {}, problems: [] }),
      );
    };
  });
  const client = engine({ run: () => stopped, describe: () => quiet });
  client.cancel = async () => stop();
  const queue = new Queue(store, new Running(store, client));
  const going = queue.runAll();
  while (store.state.run.phase !== "running") await new Promise((resolve) => setTimeout(resolve));
  await queue.cancelAll();
  await going;
  assert.deepEqual(
    store.state.queue.map((one) => one.phase),
    ["stopped", "stopped"],
  );
});

test("closing an image takes what waits for it out of the queue", () => {
  const store = page(image("a"), image("b"));
  const queue = new Queue(store, new Running(store, engine({ run: () => new Promise(() => undefined) })));
  void queue.runAll();
  store.forget("b");
  assert.deepEqual(
    store.state.queue.map((one) => one.image),
    ["a"],
  );
});

test("time left comes from what has ended and from what runs, and is not guessed before", () => {
  const item = (phase, patch = {}) => ({ phase, started: 0, seconds: 0, ...patch });
  const waits = item("waits");
  assert.deepEqual(outlook([item("running"), waits], 0.01, 500), { ended: 0, left: null });
  assert.deepEqual(outlook([item("running"), waits], 0.5, 4000), { ended: 0, left: 4 + 8 });
  assert.deepEqual(
    outlook([item("done", { seconds: 10 }), item("running", { started: 1000 }), waits], 0, 4000),
    {
      ended: 1,
      left: 7 + 10,
    },
  );
  assert.deepEqual(outlook([item("done", { seconds: 10 }), item("failed")], 0, 0), { ended: 2, left: 0 });
});
