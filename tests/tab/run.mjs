// The Python suite inside Pyodide, in a real Chromium, on the very layers that ship plus the layer of the tests.
// Usage: node tests/tab/run.mjs [--data FOLDER] [pytest arguments]
// With --data the tests go through FOLDER (laid out as tests/data, with a reference.json) instead of tests/data alone.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../browser/chromium.mjs";
import { PYTHON, ROOT, serve } from "../browser/serve.mjs";
import { packData } from "./pack.mjs";

const LIMIT = 20 * 60 * 1000;
const LAYERS = ".build/test-layers";

const chosen = process.argv.slice(2);
const option = chosen.indexOf("--data");
const [, folder] = option < 0 ? [] : chosen.splice(option, 2);
const archives = join(ROOT, ".build/tab");
mkdirSync(archives, { recursive: true });
execFileSync(PYTHON, ["-m", "zipfile", "-c", join(archives, "tests.zip"), "tests/py"], { cwd: ROOT });
packData(archives, folder);

const server = await serve("site", [
  "--mount",
  `/test-layers=${LAYERS}`,
  "--mount",
  "/tab=tests/tab",
  "--mount",
  `/archives=${archives}`,
]);
const browser = await launch();
let code = 1;
try {
  const page = await browser.newPage();
  const ended = new Promise((resolve) => page.exposeFunction("ended", resolve));
  await page.exposeFunction("say", (text) => process.stdout.write(text));
  const broken = new Promise((resolve) => {
    page.on("pageerror", (error) => resolve(`the tab failed: ${error.message}`));
    page.on("crash", () => resolve("the tab crashed"));
    setTimeout(() => resolve(`the suite did not end within ${LIMIT / 60000} minutes`), LIMIT).unref();
  });
  await page.goto(`${server.address}tab/index.html`);
  await page.evaluate((given) => globalThis.begin(given), chosen);
  const outcome = await Promise.race([ended, broken]);
  if (typeof outcome === "string") console.error(`\n${outcome}`);
  else code = outcome;
} finally {
  await browser.close();
  await server.stop();
}
process.exit(code);
