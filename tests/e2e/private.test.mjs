// private.html: the browser itself lets nothing out, without any header of the host, and a person's image is counted there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import {
  foreignServer,
  inBlobWorker,
  tryFromPage,
  tryFromPython,
  tryFromWorker,
} from "../browser/foreign.mjs";
import { serve } from "../browser/serve.mjs";
import { listen, picture, pythonReady, quiet, reached, until } from "../browser/visit.mjs";
import { data, tabscopeRun } from "./native.mjs";
import { drop, problemShown } from "./person.mjs";

const NUCLEI = data("bio/dsb2018/nuclei.png");
/** What Chromium says of a request that a policy forbids. */
const REFUSED =
  /Content Security Policy|violates the following|ERR_BLOCKED_BY_CSP|Failed to fetch|Failed to load/;
let browser;
let site;
let foreign;

before(async () => {
  site = await serve("site");
  foreign = await foreignServer();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await site?.stop();
  await foreign?.stop();
});

/** Try every way out, to both names of the foreign server; returns the paths that were tried. */
async function tryAll(page, engineWorker) {
  const tried = [];
  for (const [index, origin] of foreign.origins.entries()) {
    const start = (where) => `${origin}/${index}-${where}-`;
    const keep = (where, names) => tried.push(...names.map((name) => `/${index}-${where}-${name}`));
    keep("page", await page.evaluate(tryFromWorker, start("page")));
    keep("page", await page.evaluate(tryFromPage, start("page")));
    const program = [String(tryFromWorker), start("nested")];
    if (engineWorker) {
      keep("worker", await engineWorker.evaluate(tryFromWorker, start("worker")));
      keep("nested", await engineWorker.evaluate(inBlobWorker, program));
    } else keep("nested", await page.evaluate(inBlobWorker, program));
    const python = [String(tryFromPython), [`${site.address}engine/pyodide.js`, start("python")]];
    keep("python", await page.evaluate(inBlobWorker, python));
  }
  return tried;
}

test("where there is no policy every way out works: the next test would see what gets out", async () => {
  foreign.arrived.length = 0;
  const page = await browser.newPage();
  await page.goto(`${site.address}third_party.json`);
  const tried = await tryAll(page, null);
  await until(page, () => true);
  assert.deepEqual(
    tried.filter((one) => !foreign.arrived.includes(one)),
    [],
  );
  await page.close();
});

test("from the private page, its worker, a worker of that and Python nothing arrives anywhere", async () => {
  foreign.arrived.length = 0;
  const page = await browser.newPage();
  const said = listen(page);
  const answer = await page.goto(`${site.address}private.html`);
  assert.equal(answer.headers()["content-security-policy"], undefined, "the page has to do without a header");
  await pythonReady(page);
  const [worker] = page.workers();
  const tried = await tryAll(page, worker);
  await page.waitForTimeout(1000); // time for a late request to arrive
  assert.ok(tried.length > 50);
  assert.deepEqual(foreign.arrived, []);
  assert.equal(
    (await page.evaluate(() => document.body.dataset)).engine,
    "ready",
    "the engine is still there",
  );
  quiet(said, REFUSED);
  await page.close();
});

test("a dropped image is counted on the private page as natively", async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const said = listen(page);
  await page.goto(`${site.address}private.html`);
  await page.locator(".dropzone").waitFor();
  await picture(page, "private-landing");
  await drop(page, NUCLEI);
  await until(page, () =>
    window.tabscope.state().then((now) => now.image?.name === "nuclei.png" && now.recipe.steps.length > 0),
  );
  await page.getByRole("complementary", { name: "Recipe" }).getByRole("button", { name: /^Run/ }).click();
  await reached(page, "results");
  const count = Number(await page.locator("output[data-count]").getAttribute("data-count"));
  assert.equal(count, (await tabscopeRun("count-nuclei", NUCLEI)).count);
  await picture(page, "private-results");
  quiet(said);
  await context.close();
});

test("an address is refused by name, from a link and from a script, and nothing is asked", async () => {
  foreign.arrived.length = 0;
  const page = await browser.newPage();
  const said = listen(page);
  const address = `${foreign.origins[1]}/image.ome.zarr`;
  await page.goto(`${site.address}private.html#source=${encodeURIComponent(address)}`);
  assert.equal((await problemShown(page)).code, "source.private-page");
  await picture(page, "private-address");
  const code = await page.evaluate(
    (to) =>
      window.tabscope.open(to).then(
        () => "opened",
        (why) => why.problem.code,
      ),
    address,
  );
  assert.equal(code, "source.private-page");
  assert.deepEqual(foreign.arrived, []);
  quiet(said);
  await page.close();
});
