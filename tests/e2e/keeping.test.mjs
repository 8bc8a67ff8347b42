// Work lasts: undone to its start and done again, kept between visits, saved as a file, on several images, in a queue.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const NUCLEI = data("bio/dsb2018/nuclei.png");
const STACK = data("tiff/derived/imagej_tzcyx.tif");
const PLAIN = {
  tabscope: 1,
  title: "Bright objects",
  inputs: { signal: { kind: "intensity", channel: 0, z: "max" } },
  steps: [
    { id: "fore", op: "threshold.otsu@1", in: { image: "signal" } },
    { id: "objects", op: "segment.label@1", in: { mask: "fore" } },
    { id: "cells", op: "measure.regions@1", in: { labels: "objects", image: "signal" } },
  ],
  show: ["objects", "cells"],
};
const made = mkdtempSync(join(tmpdir(), "keeping-"));
let browser;
let site;
let watched;
let page;

before(async () => {
  site = await serve("site");
  browser = await launch();
  watched = await watchedPage(browser, site.address);
  page = watched.page;
  await page.goto(`${site.address}index.html`);
  await page.locator(".dropzone").waitFor();
});

after(async () => {
  await browser.close();
  await site.stop();
  rmSync(made, { recursive: true, force: true });
});

const undoButton = () => page.getByRole("button", { name: "Undo", exact: true });
const redoButton = () => page.getByRole("button", { name: "Redo", exact: true });

/** What can be taken back, as far as a script may know it. */
async function seen() {
  const { view, recipe, choices } = await person.stateOf(page);
  const { channels, projected, blending } = view;
  const size = await page.locator(".status").innerText();
  return JSON.stringify([
    channels,
    projected,
    blending,
    recipe,
    choices,
    /[\d.]+ µm per pixel|unknown/.exec(size)?.[0],
  ]);
}

async function changed(before) {
  return person.until(async () => {
    const now = await seen();
    return now !== before && now;
  }, "a change");
}

async function setPixelSize(value) {
  await page
    .locator(".status")
    .getByRole("button", { name: /^(set|change)$/ })
    .click();
  const dialog = page.getByRole("dialog", { name: "Pixel size" });
  await dialog.getByLabel("x", { exact: true }).fill(value);
  await dialog.getByLabel("y", { exact: true }).fill(value);
  await dialog.getByRole("button", { name: "Set" }).click();
}

test("different actions are undone to the start and done again, and each is named", async () => {
  await person.drop(page, STACK);
  await person.imageShown(page, "imagej_tzcyx.tif");
  await person.until(
    async () => (await person.stateOf(page)).view.channels[0].high > 1,
    "the first contrast",
  );
  const actions = [
    () => page.locator("body").press("2"),
    () => setPixelSize("0.5"),
    () => page.getByRole("button", { name: "Max", exact: true }).click(),
    () => page.locator("#choice-planes").selectOption("each"),
    () => setPixelSize("0.25"),
    () => page.evaluate((one) => window.tabscope.setRecipe(one).then(() => undefined), PLAIN),
    () => page.locator("body").press("1"),
    () => page.getByLabel("Blending").selectOption({ index: 1 }),
    () => page.locator("#choice-planes").selectOption("this"),
    () => page.locator("body").press("1"),
  ];
  await person.until(() => undoButton().isDisabled(), "nothing to undo yet");
  const stages = [await seen()];
  for (const act of actions) {
    await act();
    stages.push(await changed(stages.at(-1)));
  }
  await page.locator('button[title^="Undo: channels"]').waitFor();
  for (let at = stages.length - 2; at >= 0; at -= 1) {
    await undoButton().click();
    await person.until(async () => (await seen()) === stages[at], `stage ${at}`);
  }
  await person.until(() => undoButton().isDisabled(), "nothing else to undo");
  for (let at = 1; at < stages.length; at += 1) {
    await redoButton().click();
    await person.until(async () => (await seen()) === stages[at], `stage ${at} again`);
  }
});

/** A file of the desktop without its path: the browser has nothing to open it again with. */
const NAMED = "cells of a friday.png";

async function asked(name) {
  const row = page.locator(".wanted li", { hasText: name });
  await row.waitFor();
  return row;
}

async function keepRecipe() {
  await page.getByRole("button", { name: "More for this recipe" }).click();
  await page.getByRole("menuitem", { name: "Keep this recipe" }).click();
  await page.locator(".toast", { hasText: "is among your recipes" }).waitFor();
}

/** Leave the page and come back. */
async function comeBack() {
  await page.reload();
  await page.locator(".go-on").waitFor();
}

test("work is offered after a return; the file is asked for by its name and known by what it holds", async () => {
  await page.goto("about:blank");
  await page.goto(`${site.address}index.html`);
  await page.getByRole("button", { name: "Start fresh" }).click();
  await page.locator(".go-on").waitFor({ state: "hidden" });
  await person.dropBytes(page, NAMED, readFileSync(NUCLEI));
  await person.imageShown(page, NAMED);
  const count = await person.run(page);
  await keepRecipe();
  await page.locator("body").press("1");
  await person.until(async () => !(await person.stateOf(page)).view.channels[0].visible, "a hidden channel");
  await comeBack(); // at once: what was done last is kept, too
  const offer = await page.locator(".go-on").innerText();
  assert.ok(offer.includes(NAMED) && offer.includes("Count nuclei"), offer);
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  await asked(NAMED);
  await person.dropBytes(page, NAMED, readFileSync(NUCLEI));
  const state = await person.imageShown(page, NAMED);
  assert.equal(state.count, count, "the results are there without a run");
  assert.equal(state.view.channels[0].visible, false);
  await page.getByRole("button", { name: "Up to date" }).waitFor();
  await page.locator(".wanted").waitFor({ state: "detached" });
});

test("another file of the same name is said, and used without the old results if a person wants that", async () => {
  await comeBack();
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  await asked(NAMED);
  await person.dropBytes(page, NAMED, readFileSync(data("bio/scikit-image/coins.png")));
  const question = page.getByRole("alertdialog");
  await question.waitFor();
  assert.match(await question.innerText(), /another file/);
  await question.getByRole("button", { name: "Use it anyway" }).click();
  const state = await person.imageShown(page, NAMED);
  assert.equal(state.count, null);
  assert.equal(state.view.channels[0].visible, false, "the view is taken over");
});

test("a project is saved with Ctrl S and opened by a drop; a damaged one leaves everything as it is", async () => {
  const count = await person.run(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
  const name = download.suggestedFilename();
  assert.equal(name, "cells of a friday.tabscope");
  const bytes = readFileSync(await download.path());
  await person.dropBytes(page, "broken.tabscope", bytes.subarray(0, bytes.length >> 1));
  await page.locator(".toast", { hasText: "damaged" }).waitFor();
  assert.equal((await person.stateOf(page)).count, count, "nothing is lost");

  await person.dropBytes(page, name, bytes);
  await page.getByRole("alertdialog").getByRole("button", { name: "Open it" }).click();
  await asked(NAMED);
  await person.dropBytes(page, NAMED, readFileSync(data("bio/scikit-image/coins.png")));
  assert.equal((await person.imageShown(page, NAMED)).count, count);
});

test("several images keep their own view and selection, and change places; a file that fails leaves the image before", async () => {
  await person.drop(page, [NUCLEI, STACK]);
  await person.imageShown(page, "imagej_tzcyx.tif");
  const rows = page.locator(".images li");
  await person.until(async () => (await rows.count()) === 3, "three images");
  await page.keyboard.press("Alt+PageUp");
  await person.imageShown(page, "nuclei.png");
  writeFileSync(join(made, "empty.tif"), "no image");
  await person.drop(page, join(made, "empty.tif"));
  await person.problemShown(page);
  await page.locator(".problem").getByRole("button", { name: "Close" }).click();
  await person.imageShown(page, "nuclei.png");
  await rows.nth(1).locator(".pick").press("Alt+ArrowUp");
  await person.until(async () => (await rows.first().innerText()).includes("nuclei.png"), "another order");
  await page.waitForFunction(() => document.querySelectorAll(".images img").length === 3);
});

test("the queue runs on all images, names what failed, and tries it again", async () => {
  await page.evaluate(() => window.tabscope.setRecipe("count-nuclei").then(() => undefined));
  await page.getByRole("button", { name: "Queue", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Queue" });
  await dialog.getByRole("button", { name: "Add to the queue" }).click();
  const phase = (one) => dialog.locator(`li[data-phase="${one}"]`);
  await person.until(async () => (await phase("done").count()) === 3, "three runs");
  assert.match(await dialog.innerText(), /3 of 3 done/);
  await dialog.getByRole("button", { name: "Show" }).last().click();
  await person.imageShown(page, "imagej_tzcyx.tif");
  assert.ok((await person.stateOf(page)).count > 0);
  await page.getByRole("button", { name: "Close imagej_tzcyx.tif" }).click();
  await person.until(async () => (await page.locator(".images li").count()) === 2, "two images left");
});

test("a recipe of one's own is there on the next visit, also after a fresh start, until it is removed", async () => {
  await comeBack();
  await page.getByRole("button", { name: "Start fresh" }).click();
  await page.locator(".go-on").waitFor({ state: "hidden" });
  await person.dropBytes(page, NAMED, readFileSync(NUCLEI));
  await person.imageShown(page, NAMED);
  await page.getByRole("button", { name: "More for this recipe" }).click();
  await page.getByRole("menuitem", { name: "Start from a template" }).click();
  const dialog = page.getByRole("dialog", { name: "Start from a template" });
  await dialog.getByRole("button", { name: /Remove “Count nuclei”/ }).click();
  await dialog.getByText("None yet.").waitFor();
  await page.keyboard.press("Escape");
});

test("nothing was said on the console and nobody was asked", () => watched.close());

test("where the browser denies its store the page says so once and works on", async () => {
  const own = await watchedPage(browser, site.address);
  await own.page.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (name, ...rest) {
      if (name === "tabscope-work") throw new DOMException("denied", "SecurityError");
      return open.call(this, name, ...rest);
    };
  });
  await own.page.goto(`${site.address}index.html`);
  await person.drop(own.page, NUCLEI);
  await own.page.locator(".toast", { hasText: "This browser keeps nothing" }).waitFor();
  await person.imageShown(own.page, "nuclei.png");
  await own.close();
});

test("the private page keeps nothing unless it is asked to", async () => {
  const own = await watchedPage(browser, site.address);
  const names = () =>
    own.page.evaluate(async () =>
      (await indexedDB.databases()).map((one) => one.name).filter((one) => /work/.test(one)),
    );
  await own.page.goto(`${site.address}private.html`);
  await own.page.getByText("Nothing is kept on this page unless you ask.").waitFor();
  assert.deepEqual(await names(), []);
  await own.page.getByRole("checkbox", { name: /Keep my work/ }).check();
  await person.until(async () => (await names()).length === 1, "a store");
  await own.page.getByRole("checkbox", { name: /Keep my work/ }).uncheck();
  await person.until(async () => (await names()).length === 0, "no store");
  await own.close();
});
