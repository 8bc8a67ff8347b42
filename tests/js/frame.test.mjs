// The embedded frame: who is answered, where to, and what a person must agree to first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { Frame, guardedState, publicState } = await bundle("app/frame.ts");
const { Store, initialState } = await bundle("app/store.ts");
const { Questions } = await bundle("app/questions.ts");

const PARENT = "https://journal.example";

function frame({ local = false } = {}) {
  const store = new Store(initialState("embed", "light"));
  const questions = new Questions(store);
  const sent = [];
  const parent = { postMessage: (message, target) => sent.push({ message, target }) };
  let hear;
  const own = { parent, addEventListener: (_type, listener) => (hear = listener) };
  const calls = [];
  const answer =
    (name) =>
    async (...args) => {
      calls.push([name, ...args]);
      return { secret: name };
    };
  const api = Object.fromEntries(
    ["open", "setRecipe", "run", "cancel", "results", "table", "export"].map((one) => [one, answer(one)]),
  );
  api.state = async () => publicState(store.state);
  if (local) {
    const info = { name: "patient-7.tif", shape: [1, 1], axes: "yx" };
    store.set({ images: [{ key: "a", local: true, info, view: {} }], active: "a", screen: "open" });
  }
  const made = new Frame({ store, questions }, own, api);
  const post = async (data, origin = PARENT, source = parent) => {
    hear({ data: { tabscope: 1, ...data }, origin, source });
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { made, post, sent, store, questions, calls, hear, parent };
}

test("the parent is answered at its own origin, with its id", async () => {
  const { post, sent } = frame();
  await post({ id: 7, method: "results" });
  assert.deepEqual(sent, [
    { message: { tabscope: 1, id: 7, result: { secret: "results" } }, target: PARENT },
  ]);
});

test("nobody but the parent is answered", async () => {
  const { post, sent, calls } = frame();
  await post({ id: 1, method: "results" }, PARENT, { postMessage: () => assert.fail("answered a stranger") });
  assert.deepEqual([sent, calls], [[], []]);
});

test("messages that are not ours are left alone", async () => {
  const { hear, sent, parent } = frame();
  for (const data of [null, "text", { id: 1, method: "run" }, { tabscope: 2, method: "run" }])
    hear({ data, origin: PARENT, source: parent });
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(sent, []);
});

test("an unknown method is an error with a code, also a method of every object", async () => {
  const { post, sent } = frame();
  await post({ id: 1, method: "constructor" });
  await post({ id: 2, method: "on" });
  assert.deepEqual(
    sent.map((one) => one.message.error.code),
    ["usage", "usage"],
  );
});

test("events are silent until the parent has spoken", async () => {
  const { made, post, sent } = frame();
  made.emit("progress", { fraction: 0.1 });
  assert.equal(sent.length, 0);
  await post({});
  made.emit("progress", { fraction: 0.2 });
  assert.deepEqual(sent.at(-1), {
    message: { tabscope: 1, event: "progress", params: { fraction: 0.2 } },
    target: PARENT,
  });
});

test("what comes from a person's own files waits for their click", async () => {
  const { post, sent, store, questions, calls } = frame({ local: true });
  await post({ id: 1, method: "table" });
  assert.equal(sent.length, 0);
  assert.equal(calls.length, 0);
  assert.equal(store.state.questions.length, 1);
  assert.match(store.state.questions[0].text, /journal\.example/);
  questions.answer(store.state.questions[0].id, true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(sent[0].message.result, { secret: "table" });
  await post({ id: 2, method: "results" });
  assert.equal(store.state.questions.length, 0, "asked once per origin and visit");
  assert.deepEqual(sent[1].message.result, { secret: "results" });
});

test("a refusal is an error and nothing leaves, neither by events nor by state", async () => {
  const { made, post, sent, store, questions } = frame({ local: true });
  await post({ id: 1, method: "run" });
  questions.answer(store.state.questions[0].id, false);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(sent[0].message.error.code, "frame.consent");
  made.emit("result", { summary: { headline: "309 nuclei" } });
  made.emit("error", { message: "patient-7.tif is damaged" });
  await post({ id: 2, method: "state" });
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(sent.length, 2);
  assert.doesNotMatch(JSON.stringify(sent), /patient-7|309/);
});

test("an origin of null is answered at * and never hears of local data", async () => {
  const open = frame();
  await open.post({ id: 1, method: "results" }, "null");
  assert.equal(open.sent[0].target, "*");
  const closed = frame({ local: true });
  await closed.post({ id: 1, method: "table" }, "null");
  assert.equal(closed.sent[0].message.error.code, "frame.consent");
  assert.equal(closed.store.state.questions.length, 0, "there is nobody to name in a question");
  closed.made.emit("result", { summary: {} });
  await closed.post({ id: 2, method: "state" }, "null");
  assert.deepEqual(closed.sent[1].message.result, guardedState(closed.store.state));
});
