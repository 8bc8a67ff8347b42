// What the tab says of an address that answers, refuses, breaks off or is silent, and what it sends.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { runPython } from "../browser/python.mjs";
import { serve } from "../browser/serve.mjs";

const BODY = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const OPEN = { "access-control-allow-origin": "*" };
const asked = [];
let browser;
let site;
let foreign;
let address;

/** A server of somebody else; it knows nothing of preflight requests, as many do not. */
function answer(request, response) {
  const path = new URL(request.url, "http://somewhere").pathname;
  asked.push(`${request.method} ${path} ${request.headers.range ?? ""}`.trim());
  if (path === "/silent") return;
  if (path === "/open" && request.method !== "OPTIONS") return range(request, response);
  if (path === "/broken") {
    response.writeHead(200, { ...OPEN, "content-length": 5000 });
    response.write(BODY);
    setTimeout(() => response.destroy(), 50);
    return;
  }
  response.writeHead(path === "/closed" ? 200 : 404, path === "/closed" ? {} : OPEN);
  response.end("words");
}

function range(request, response) {
  const found = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const part = found ? BODY.subarray(+found[1], found[2] === "" ? undefined : +found[2] + 1) : BODY;
  response.writeHead(found ? 206 : 200, { ...OPEN, "content-length": part.length });
  response.end(request.method === "HEAD" ? undefined : part);
}

before(async () => {
  foreign = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => foreign.once("listening", resolve));
  address = `http://localhost:${foreign.address().port}`;
  site = await serve("site");
  browser = await launch();
});

after(async () => {
  await browser.close();
  await site.stop();
  foreign.closeAllConnections();
  foreign.close();
});

/** Ask an address in Python and return its status and bytes, or the code and sentence of the error; and what was told. */
async function ask(path, given = "", host = "") {
  const page = await browser.newPage();
  try {
    return await runPython(
      page,
      site.address,
      `
import json
from tabscope.errors import TabscopeError
from tabscope.host.browser import BrowserHost
told = []
host = BrowserHost(on_request=told.append, timeout=2, ${host})
try:
    answer = await host.fetch("${path}", ${given})
    found = {"status": answer.status, "body": list(answer.body)}
except TabscopeError as error:
    found = {"code": error.code, "message": error.message}
json.dumps(found | {"told": told})
`,
    );
  } finally {
    await page.close();
  }
}

test("bytes arrive, and the list of requests names address and amount", async () => {
  const found = await ask(`${address}/open`);
  assert.deepEqual([found.status, found.body], [200, [...BODY]]);
  assert.deepEqual(found.told, [
    { method: "GET", address: `${address}/open`, sent: 0, received: 1000, status: 200 },
  ]);
});

test("the last bytes of a file are had from a server that knows no preflight", async () => {
  asked.length = 0;
  const found = await ask(`${address}/open`, "last=7");
  assert.deepEqual([found.status, found.body], [206, [...BODY.subarray(-7)]]);
  assert.deepEqual(asked, ["HEAD /open", "GET /open bytes=993-999"]);
});

test("a server that lets no page read is told from one that does not answer", async () => {
  assert.equal((await ask(`${address}/closed`)).code, "source.cors");
  const nobody = await ask("http://127.0.0.1:9/image");
  assert.equal(nobody.code, "source.unreachable");
  assert.match(nobody.message, /127\.0\.0\.1:9/);
});

test("silence and a connection that breaks off end in words, not in waiting", async () => {
  assert.equal((await ask(`${address}/silent`)).code, "source.unreachable");
  assert.equal((await ask(`${address}/broken`)).code, "source.unreachable");
});

test("a status is for the caller to understand", async () => {
  assert.equal((await ask(`${address}/missing`)).status, 404);
});

test("on the private page nothing is asked at all", async () => {
  asked.length = 0;
  const found = await ask(`${address}/open`, "", "private=True");
  assert.equal(found.code, "source.private-page");
  assert.deepEqual([asked, found.told], [[], []]);
});

test("messages of the page are handled while Python breathes", async () => {
  const page = await browser.newPage();
  const handled = await runPython(
    page,
    site.address,
    `
import json, time, js
from pyodide.ffi import create_proxy
from tabscope.host.browser import BrowserHost
host, seen = BrowserHost(), []
channel = js.BroadcastChannel.new("breathing")
channel.onmessage = create_proxy(lambda event: seen.append(event.data))
js.BroadcastChannel.new("breathing").postMessage("stop")
rounds = 0
while not seen and rounds < 200:
    time.sleep(0.002)
    rounds += 1
    await host.breathe()
json.dumps(seen)
`,
  );
  await page.close();
  assert.deepEqual(handled, ["stop"]);
});
