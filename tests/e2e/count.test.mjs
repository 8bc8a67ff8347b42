// A person's journey: drop an image, count nuclei, change a parameter, undo, take the results home.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { compare, data, tabscopeRun } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const NUCLEI = data("bio/dsb2018/nuclei.png");
let browser;
let site;

before(async () => {
  site = await serve("site");
  browser = await launch();
});

after(async () => {
  await browser.close();
  await site.stop();
});

async function landing() {
  const watched = await watchedPage(browser, site.address);
  await watched.page.goto(`${site.address}index.html`);
  await watched.page.locator(".dropzone").waitFor();
  return watched;
}

test("a dropped PNG is counted, measured, changed, undone and exported as the command line writes it", async () => {
  const { page, close } = await landing();
  await person.drop(page, NUCLEI);
  await person.imageShown(page, "nuclei.png");
  const bare = await page.locator("#viewer").screenshot();

  const counted = await person.run(page);
  const native = await tabscopeRun("count-nuclei", NUCLEI);
  assert.equal(counted, native.count);
  assert.equal(await page.locator("output[data-count]").getAttribute("aria-label"), native.headline);
  assert.equal(
    Number(await page.getByRole("grid").getAttribute("aria-rowcount")),
    counted + 1,
    "a row for each",
  );
  await person.until(
    async () => !bare.equals(await page.locator("#viewer").screenshot()),
    "outlines on the image",
  );

  const files = await person.exported(page, ["table", "labels"]);
  const tab = { labels: person.named(files, ".tif"), table: person.named(files, ".csv") };
  const found = compare(tab, native);
  assert.ok(found.labelsEqual, "label maps are identical");
  assert.deepEqual(found.labelShape, [512, 512]);
  assert.deepEqual([found.objects, found.rows, found.differentColumns], [counted, counted, []]);

  const recipe = (await person.stateOf(page)).recipe;
  await person.type(page, "size", "diameter", 60);
  const changed = (await person.stateOf(page)).recipe;
  assert.deepEqual(changed.steps[0].params.diameter, 60);
  await waitForAnotherCount(page, counted);
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("Control+z");
  while (JSON.stringify((await person.stateOf(page)).recipe) !== JSON.stringify(recipe))
    await page.keyboard.press("Control+z");
  await page.waitForFunction(
    (wanted) => document.querySelector("output[data-count]")?.dataset.count === wanted,
    String(counted),
    { timeout: person.PATIENCE },
  );
  await close();
});

/** The recipe runs again by itself where that is quick; where it is not, Run is pressed. */
async function waitForAnotherCount(page, before) {
  const differs = (was) => {
    const shown = document.querySelector("output[data-count]")?.dataset.count;
    return document.body.dataset.state === "results" && shown !== String(was);
  };
  await page.waitForFunction(differs, before, { timeout: 8000 }).catch(() => person.runButton(page).click());
  await page.waitForFunction(differs, before, { timeout: person.PATIENCE });
}

test("with the keyboard alone: choose, run, look at the rows, clear, close", async () => {
  const { page, close } = await landing();
  await person.chooseWithKeys(page, NUCLEI);
  await person.imageShown(page, "nuclei.png");
  await page.keyboard.press("Control+Enter");
  const counted = await person.count(page);
  assert.ok(counted > 0);
  await page.keyboard.press("n");
  await page.locator('[role=row][aria-selected="true"]').waitFor();
  await page.keyboard.press("x");
  await page.locator('[role=row][aria-selected="true"]').waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.body.dataset.state), "results");
  await close();
});
