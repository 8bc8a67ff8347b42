// The engine's client: answers find their calls, a stop always ends, a dead worker is replaced.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { EngineClient, EngineError } = await bundle("app/client.ts");

/** A worker that answers as the test says. */
class Line {
  listeners = { message: [], error: [], messageerror: [] };
  sent = [];
  ended = false;
  constructor(answer) {
    this.answer = answer;
  }
  addEventListener(type, listener) {
    this.listeners[type].push(listener);
  }
  postMessage(message) {
    this.sent.push(message);
    queueMicrotask(() => this.answer?.(message, this));
  }
  terminate() {
    this.ended = true;
  }
  say(data) {
    for (const one of this.listeners.message) one({ data });
  }
  die() {
    for (const one of this.listeners.error) one({});
  }
}

function made({ answer, pyscript = async () => new Promise(() => {}), canRun = false } = {}) {
  const lines = [];
  const heard = [];
  const launchers = {
    canRunPyScript: async () => canRun,
    pyscript,
    plain: () => {
      const line = new Line(answer);
      lines.push(line);
      queueMicrotask(() => line.say({ event: "ready", params: { version: "1" } }));
      return line;
    },
  };
  const events = {
    event: (name) => heard.push(name),
    starting: (way, again) => heard.push(`starting ${way}${again ? " again" : ""}`),
    failed: (problem) => heard.push(`failed ${problem.code}`),
    lost: (problem) => heard.push(`lost ${problem.code}`),
  };
  const client = new EngineClient(
    { base: "https://x.example/", pyscript: canRun, blob: false },
    events,
    launchers,
  );
  return { client, lines, heard };
}

const echo = (message, line) => line.say({ id: message.id, result: { method: message.method } });

test("every answer finds its call, whatever the order", async () => {
  const waiting = [];
  const { client } = made({ answer: (message, line) => waiting.push(() => echo(message, line)) });
  await client.start();
  const calls = [client.call("describe", {}), client.call("close", { image: 1 })];
  await new Promise((resolve) => setTimeout(resolve, 5));
  for (const one of waiting.reverse()) one();
  assert.deepEqual(await Promise.all(calls), [{ method: "describe" }, { method: "close" }]);
});

test("an error of the engine keeps its code and hint", async () => {
  const problem = { code: "source.cors", message: "No.", hint: "Ask.", details: {}, problems: [] };
  const { client } = made({ answer: (message, line) => line.say({ id: message.id, error: problem }) });
  await client.start();
  await assert.rejects(
    client.call("describe", {}),
    (error) => error instanceof EngineError && error.problem.code === "source.cors",
  );
});

test("a run that does not hear the cancel is ended with its worker within half a second", async () => {
  const { client, lines, heard } = made();
  await client.start();
  const run = client.call("run", { run: 1, image: 1, recipe: {} });
  run.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const start = performance.now();
  await client.cancel(1, run);
  assert.ok(performance.now() - start < 700);
  await assert.rejects(run, (error) => error.problem.code === "run.cancelled");
  assert.equal(lines[0].ended, true);
  assert.equal(lines.length, 2);
  assert.deepEqual(
    heard.filter((one) => one.startsWith("starting")),
    ["starting plain", "starting plain again"],
  );
  await client.ready;
});

test("a run that ends after the cancel keeps its worker", async () => {
  const answer = (message, line) => {
    if (message.method === "cancel")
      line.say({
        id: 1,
        error: { code: "run.cancelled", message: "Stopped.", hint: "", details: {}, problems: [] },
      });
  };
  const { client, lines } = made({ answer });
  await client.start();
  const run = client.call("run", { run: 1, image: 1, recipe: {} });
  run.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await client.cancel(1, run);
  assert.equal(lines[0].ended, false);
});

test("a worker that crashes is replaced and its calls are told", async () => {
  const { client, lines, heard } = made();
  await client.start();
  const call = client.call("describe", {});
  call.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 5));
  lines[0].die();
  await assert.rejects(call, (error) => error.problem.code === "run.stalled");
  assert.ok(heard.includes("lost run.stalled"));
  assert.equal(lines.length, 2);
});

test("a call that waits for the start survives a worker that dies while starting", async () => {
  const lines = [];
  const launchers = {
    canRunPyScript: async () => false,
    pyscript: async () => new Promise(() => {}),
    plain: () => {
      const line = new Line(echo);
      lines.push(line);
      if (lines.length > 1) queueMicrotask(() => line.say({ event: "ready", params: {} }));
      return line;
    },
  };
  const silent = { event() {}, starting() {}, failed() {}, lost() {} };
  const client = new EngineClient(
    { base: "https://x.example/", pyscript: false, blob: false },
    silent,
    launchers,
  );
  await client.start();
  const call = client.call("describe", {});
  lines[0].die();
  assert.deepEqual(await call, { method: "describe" });
});

test("a frame that may start no worker is told so", async () => {
  const heard = [];
  const launchers = {
    canRunPyScript: async () => false,
    pyscript: async () => new Promise(() => {}),
    plain: () => {
      throw new DOMException("denied", "SecurityError");
    },
  };
  const events = { event() {}, starting() {}, failed: (problem) => heard.push(problem.code), lost() {} };
  await new EngineClient(
    { base: "https://x.example/", pyscript: false, blob: false },
    events,
    launchers,
  ).start();
  assert.deepEqual(heard, ["engine.start"]);
});

test("a worker that crashes again and again is given up", async () => {
  const { client, lines, heard } = made();
  await client.start();
  for (let i = 0; i < 3; i += 1) {
    lines.at(-1).die();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.ok(lines.length <= 4);
  assert.ok(heard.filter((one) => one.startsWith("starting")).length >= 2);
});

test("PyScript is used where it gives a sign of life", async () => {
  const line = new Line(echo);
  const { client, lines } = made({
    canRun: true,
    pyscript: async () => {
      setTimeout(() => line.say({ event: "ready", params: {} }), 5);
      return line;
    },
  });
  await client.start();
  assert.equal(client.way, "pyscript");
  assert.equal(lines.length, 0);
  assert.deepEqual(await client.call("describe", {}), { method: "describe" });
});

test("where PyScript cannot start, the plain worker does", async () => {
  const { client, lines } = made({
    canRun: true,
    pyscript: async () => Promise.reject(new Error("no")),
    answer: echo,
  });
  await client.start();
  assert.equal(client.way, "plain");
  assert.equal(lines.length, 1);
});

test("messages of others on the same line are left alone", async () => {
  const { client, lines, heard } = made({ answer: echo });
  await client.start();
  for (const one of [["coincident", 1], "text", null, { foo: 1 }, { id: 99, result: {} }]) lines[0].say(one);
  assert.deepEqual(await client.call("describe", {}), { method: "describe" });
  assert.deepEqual(
    heard.filter((one) => !one.startsWith("starting") && one !== "ready"),
    [],
  );
});
