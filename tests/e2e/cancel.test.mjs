// A run can be stopped at any moment; nothing is lost, and Python is there again at once.
import assert from "node:assert/strict";
import { cpus, loadavg } from "node:os";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const NUCLEI = data("bio/dsb2018/nuclei.png");
/** What a person waits at most, in milliseconds; where other programs take the processor, that much longer. */
const BUSY = Math.max(1, loadavg()[0] / cpus().length);
const STOPPED = 500 * BUSY;
const ACCEPTED = 3000 * BUSY;
/** How often the page can look at itself on a busy machine. */
const LOOK = 100;
/** One operation over 4608 x 4608 pixels that never looks up, and so outlasts every polite wish. */
const LONG = {
  tabscope: 1,
  title: "A long run",
  inputs: { image: { kind: "intensity", channel: "auto" } },
  steps: [{ id: "smooth", op: "filter.median@1", in: { image: "image" }, params: { radius: 25 } }],
  show: ["smooth"],
};
let browser;
let site;
let watched;
let counted;

before(async () => {
  site = await serve("site");
  browser = await launch();
  watched = await watchedPage(browser, site.address);
  await watched.page.goto(`${site.address}index.html`);
  await watched.page.locator('[data-sample="mosaic"]').waitFor();
  await person.drop(watched.page, NUCLEI);
  await person.imageShown(watched.page, "nuclei.png");
  counted = await person.run(watched.page);
  await watched.page.evaluate(() => window.tabscope.open("samples/mosaic.ome.zarr"));
  await person.imageShown(watched.page, "mosaic.ome.zarr");
});

after(async () => {
  await browser.close();
  await site.stop();
});

/** Note by the page's own clock when each kind of moment came. */
function watchMoments(page) {
  return page.evaluate(() => {
    const seen = {};
    window.moments = seen;
    const note = (name) => (seen[name] ??= performance.now());
    const look = async () => {
      if (window.moments !== seen) return;
      const { run, engine, problem } = await window.tabscope.state();
      if (seen.asked !== undefined && problem?.code === "run.cancelled") note("stopped");
      if (seen.again !== undefined && run.phase === "running") note("accepted");
      if (seen.asked !== undefined && engine.phase === "starting") note("replaced");
      setTimeout(look, 20);
    };
    document.addEventListener("click", (event) => event.target.closest?.(".run-foot") && note("asked"), true);
    look();
  });
}

function moments(page) {
  return page.evaluate(() => window.moments);
}

/** Show an image that is open already. */
async function show(page, name) {
  const images = page.getByRole("combobox", { name: "Images" });
  await images.selectOption(await images.locator("option", { hasText: name }).getAttribute("value"));
}

async function setRecipe(page, recipe) {
  await page.evaluate((one) => window.tabscope.setRecipe(one), recipe);
}

test("a run that never looks up is stopped within half a second, and the next one is taken", async (t) => {
  const { page } = watched;
  await setRecipe(page, LONG);
  await person.runButton(page).click();
  const busy = page.getByRole("progressbar");
  await busy.waitFor();
  await person.until(
    async () => /[Mm]edian/.test(await busy.getAttribute("aria-valuetext")),
    "the long step",
  );
  await page.waitForTimeout(300);
  await watchMoments(page);
  await page.getByRole("button", { name: /^Cancel/ }).click();
  await page.locator('.fault[data-code="run.cancelled"]').waitFor();
  assert.match(await page.locator('.fault[data-code="run.cancelled"]').innerText(), /Stopped/);

  await setRecipe(page, "count-nuclei");
  await show(page, "nuclei.png");
  await page.evaluate(() => (window.moments.again = performance.now()));
  await page.evaluate(() => void window.tabscope.run().catch(() => undefined));
  const times = await person.until(async () => {
    const now = await moments(page);
    return now.accepted && now;
  }, "the next run");
  const said = [times.stopped - times.asked, times.accepted - times.again].map(Math.round);
  t.diagnostic(
    `stopped after ${said[0]} ms, the next run accepted after ${said[1]} ms, load ${BUSY.toFixed(1)}`,
  );
  assert.ok(times.replaced, "the worker was ended");
  assert.ok(times.stopped - times.asked < STOPPED + LOOK, `stopped after ${times.stopped - times.asked} ms`);
  assert.ok(times.accepted - times.again < ACCEPTED, `accepted after ${times.accepted - times.again} ms`);
  assert.equal(
    await person.count(page),
    counted,
    "the next run ends, on an image that the new worker opened again",
  );
});

test("Escape stops a run, and what was counted before is still there", async () => {
  const { page } = watched;
  await setRecipe(page, "count-nuclei");
  await show(page, "mosaic.ome.zarr");
  await page.locator("#viewer").click();
  await page.keyboard.press("Control+Enter");
  await page.getByRole("progressbar").waitFor();
  await page.keyboard.press("Escape");
  await page.locator('.fault[data-code="run.cancelled"]').waitFor({ timeout: 5000 });
  await show(page, "nuclei.png");
  assert.equal(await page.locator("output[data-count]").getAttribute("data-count"), String(counted));
});

test("a worker that dies in the middle is replaced, and everything of the page is still there", async () => {
  const { page } = watched;
  // Python runs in the last worker that the page started.
  await page
    .workers()
    .at(-1)
    .evaluate(() =>
      setTimeout(() => {
        throw new Error("the test ends this worker");
      }),
    )
    .catch(() => {});
  await person.until(
    async () => (await person.stateOf(page)).engine.phase === "starting",
    "a new start",
    5000,
  );
  await person.until(async () => (await person.stateOf(page)).engine.phase === "ready", "Python again");
  assert.equal(await page.locator("output[data-count]").getAttribute("data-count"), String(counted));
  await page.evaluate(() => window.tabscope.run());
  assert.equal(await person.count(page), counted);
});

test("nothing was said beyond the end that the test made", () => watched.close());
