// WebKitGTK counts the same nuclei, without the means that it lacks: stack switching, OPFS, shared memory. Its driver is
// spoken to as the WebDriver standard says.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { serve } from "../browser/serve.mjs";
import { tabscopeRun } from "../e2e/native.mjs";
import { until } from "../e2e/person.mjs";

const DRIVER = "/usr/bin/WebKitWebDriver";
const BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
/** Python starts in 20 to 60 s there. */
const PATIENCE = 170_000;
const native = await tabscopeRun("count-nuclei", "site/samples/dense-nuclei.tif");
const programs = [];
let site;
let session;

/** Ask the driver; its answer's value. */
async function ask(method, path, body) {
  const answer = await fetch(`http://127.0.0.1:${session.port}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

const inPage = (script, ...args) => ask("POST", `${session.path}/execute/sync`, { script, args });

function start(program, args, env = {}) {
  const started = spawn(program, args, { stdio: "ignore", env: { ...process.env, ...env } });
  programs.push(started);
}

before(async () => {
  for (const one of [DRIVER, BROWSER, "/usr/bin/Xvfb"])
    assert.ok(existsSync(one), `no ${one}: apt-get install webkit2gtk-driver xvfb`);
  site = await serve("site");
  const [display, port] = [90 + (process.pid % 900), 20_000 + (process.pid % 20_000)];
  start("/usr/bin/Xvfb", [`:${display}`, "-screen", "0", "1600x1000x24"]);
  start(DRIVER, [`--port=${port}`, "--host=127.0.0.1"], {
    DISPLAY: `:${display}`,
    LIBGL_ALWAYS_SOFTWARE: "1",
  });
  session = { port, path: "" };
  await until(
    () =>
      ask("GET", "/status").then(
        ({ ready }) => ready,
        () => false, // it does not listen yet
      ),
    "the driver",
  );
  const options = { binary: BROWSER, args: ["--automation"] };
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": options } };
  const { sessionId } = await ask("POST", "/session", { capabilities });
  session.path = `/session/${sessionId}`;
});

after(async () => {
  if (session?.path) await ask("DELETE", session.path);
  for (const one of programs) one.kill();
  await site?.stop();
});

test("a sample is opened and counted as natively, and its table has a row for each", async () => {
  await ask("POST", `${session.path}/url`, { url: `${site.address}index.html` });
  await until(
    () => inPage(`return document.querySelector('[data-sample="dense-nuclei"]') !== null`),
    "the samples",
  );
  await inPage(`window.said = []; addEventListener("error", (event) => said.push(event.message));
    addEventListener("unhandledrejection", (event) => said.push(String(event.reason)));
    document.querySelector('[data-sample="dense-nuclei"]').click();
    window.tabscope.ready.then(() => { window.started = true; });`);
  await until(() => inPage("return window.started === true"), "Python", PATIENCE);
  const look = `window.tabscope.state().then((now) => { window.now = now; }); return window.now ?? null;`;
  await until(async () => (await inPage(look))?.recipe.steps.length > 0, "a recipe", PATIENCE);
  await until(async () => (await inPage(look))?.screen === "open", "the image", PATIENCE);
  await inPage(
    `[...document.querySelectorAll(".right button")].find((one) => /^\\s*Run/.test(one.innerText)).click()`,
  );
  const done = await until(
    async () => {
      const now = await inPage(look);
      if (now.problem) throw new Error(`${now.problem.code}: ${now.problem.message}`);
      return now.run.phase === "idle" && now.count !== null && now;
    },
    "the count",
    PATIENCE,
  );
  assert.equal(done.count, native.count);
  const rows = await inPage(
    `return Number(document.querySelector("[role=grid]").getAttribute("aria-rowcount")) - 1`,
  );
  assert.equal(rows, native.count);
  assert.deepEqual(await inPage("return window.said"), []);
});
