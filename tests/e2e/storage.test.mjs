// How Python starts: through PyScript where it can, at once or after a limit without it where it cannot; storage is never needed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { SETTINGS, storages, withStorage } from "../browser/storages.mjs";
import { countSample, listen, PYSCRIPT_NOTE, quiet } from "../browser/visit.mjs";
import { DEEPER } from "./deeper.mjs";
import { tabscopeRun } from "./native.mjs";

const native = await tabscopeRun("count-nuclei", "site/samples/dense-nuclei.tif");
let site;
let browser;

before(async () => {
  site = await serve("site");
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Count on a page, and tell how its Python was started. */
async function visit(page) {
  const count = await countSample(page, `${site.address}index.html`, "dense-nuclei");
  assert.equal(count, native.count);
  const { way } = await page.evaluate(() => ({ ...document.body.dataset }));
  return { way, pyscript: await page.evaluate(() => document.querySelector('script[type="py"]') !== null) };
}

/** A new page of a fresh profile. */
async function fresh() {
  const context = await browser.newContext();
  const page = await context.newPage();
  return { page, said: listen(page), close: () => context.close() };
}

test("where nothing is denied PyScript starts Python, and the status says so", async () => {
  const { page, said, close } = await fresh();
  assert.deepEqual(await visit(page), { way: "pyscript", pyscript: true });
  assert.match(await page.locator('[data-part="engine"]').innerText(), /Python ready.*PyScript/);
  quiet(said, PYSCRIPT_NOTE);
  await close();
});

test("where the browser denies all storage the plain worker starts at once and counts", async () => {
  const { context, close } = await withStorage(SETTINGS.denied);
  try {
    const page = await context.newPage();
    const said = listen(page);
    assert.deepEqual(await visit(page), { way: "plain", pyscript: false });
    assert.deepEqual(await page.evaluate(storages), [], "nothing is denied: the test tests nothing");
    quiet(said);
  } finally {
    await close();
  }
});

test("a database that never answers holds nothing up", DEEPER, async () => {
  const { page, said, close } = await fresh();
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => ({});
  });
  assert.deepEqual(await visit(page), { way: "plain", pyscript: false });
  quiet(said);
  await close();
});

test("where PyScript cannot be loaded the plain worker starts at once", async () => {
  const { page, said, close } = await fresh();
  await page.route("**/pyscript/core.js", (route) => route.fulfill({ status: 404, body: "" }));
  assert.equal((await visit(page)).way, "plain");
  quiet(said, /404.*pyscript\/core\.js/s);
  await close();
});

test("where PyScript hangs the plain worker takes over after its limit", DEEPER, async () => {
  const { page, said, close } = await fresh();
  await page.route("**/pyscript/core.js", () => undefined); // never answered
  assert.equal((await visit(page)).way, "plain");
  quiet(said);
  await close();
});
