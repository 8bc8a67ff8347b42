// Making a recipe: by mouse and by keys, from nothing to a table; taken back, previewed, compared, edited as Python.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const BLOBS = data("bio/blobs/blobs.tif");
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

/** The page with blobs.tif and a recipe without steps. */
async function emptyRecipe(choose) {
  const watched = await watchedPage(browser, site.address);
  const { page } = watched;
  await page.goto(`${site.address}index.html`);
  await page.locator(".dropzone").waitFor();
  await choose(page);
  await person.imageShown(page, "blobs.tif");
  await page.evaluate(() =>
    window.tabscope.setRecipe({ tabscope: 1, title: "Blobs", inputs: {}, steps: [], show: [] }),
  );
  await page.getByText("No recipe yet.").waitFor();
  return watched;
}

const recipeOf = async (page) => (await person.stateOf(page)).recipe;
const ops = (recipe) => recipe.steps.map((one) => one.op.split("@")[0]);
const panel = (page) => page.getByRole("complementary", { name: "Recipe" });

/** Wait until the recipe has these operations, in this order. */
async function stepsAre(page, ...wanted) {
  await person.until(
    async () => JSON.stringify(ops(await recipeOf(page))) === JSON.stringify(wanted),
    wanted.join(", "),
  );
}

test("with the mouse: a recipe is built, reordered, switched off, undone to its beginning, and compared", async () => {
  const { page, close } = await emptyRecipe((one) => person.drop(one, BLOBS));
  for (const [words, op] of [
    ["gaussian bl", "filter.gaussian"],
    ["otsu", "threshold.otsu"],
    ["analyze particles", "segment.label"],
    ["region props", "measure.regions"],
  ]) {
    await panel(page).getByRole("button", { name: "Add a step" }).click();
    await page.getByRole("combobox", { name: "Add a step" }).fill(words);
    await page.locator(`#add-list [data-op="${op}"][aria-selected="true"]`).click();
    await person.until(async () => ops(await recipeOf(page)).at(-1) === op, `${words} finds ${op}`);
  }
  const built = ["filter.gaussian", "threshold.otsu", "segment.label", "measure.regions"];
  await stepsAre(page, ...built);
  const counted = await person.run(page);
  assert.ok(counted > 40, `${counted} blobs`);
  await panel(page).locator('[data-step="label"][data-state="done"]').waitFor();

  await dragGrip(page, "otsu", "gaussian");
  await stepsAre(page, "threshold.otsu", "filter.gaussian", "segment.label", "measure.regions");
  await page.getByRole("button", { name: "Undo" }).first().click();
  await stepsAre(page, ...built);
  await panel(page).getByRole("button", { name: "More: Gaussian blur" }).click();
  await page.getByRole("menuitem", { name: "Switch off" }).click();
  await panel(page).locator('[data-step="gaussian"][data-state="off"]').waitFor();
  assert.equal((await recipeOf(page)).steps[0].off, true);
  await page.getByRole("button", { name: "Undo" }).first().click();
  await panel(page).locator('[data-step="gaussian"]:not([data-off])').waitFor();

  await upToDate(page);
  await panel(page).getByRole("button", { name: "More for this recipe" }).click();
  await page.getByRole("menuitem", { name: "Compare with" }).click();
  await page.getByRole("menuitem", { name: "Changes I make" }).click();
  const card = page.getByRole("region", { name: "Comparison" });
  await card.waitFor();
  await person.type(page, "gaussian", "sigma", 6);
  await card.locator(".changes li", { hasText: /Gaussian blur · Sigma\s*1 px\s*→\s*6 px/ }).waitFor();
  await upToDate(page);
  await card.locator("output[data-side=b]:not([data-stale])").waitFor();
  const read = (what) => card.locator(what).innerText().then(Number);
  await person.until(
    async () => (await read("[data-only=a]")) + (await read("[data-only=both]")) === counted,
    "every object of A is only in A or in both",
  );
  assert.equal(await read("output[data-side=a]"), counted);
  assert.equal(
    (await read("[data-only=b]")) + (await read("[data-only=both]")),
    await read("output[data-side=b]"),
  );
  const both = await page.locator("#viewer").screenshot();
  await card.getByRole("radio", { name: "Difference" }).click();
  await person.until(
    async () => !(await page.locator("#viewer").screenshot()).equals(both),
    "only the difference is drawn",
  );
  await card.getByRole("button", { name: "Take A" }).click();
  await card.waitFor({ state: "detached" });
  assert.deepEqual((await recipeOf(page)).steps[0].params, {});
  assert.equal(Number(await page.locator("output[data-count]").getAttribute("data-count")), counted);

  await undoAll(page);
  assert.deepEqual((await recipeOf(page)).steps, [], "undone to the beginning");
  await close();
});

/** Take a step by its grip and let it go on another one. */
async function dragGrip(page, step, onto) {
  const middle = async (at) => {
    const box = await at.boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [fromX, fromY] = await middle(page.locator(`[data-step="${step}"] .grip`));
  const [, toY] = await middle(page.locator(`[data-step="${onto}"] .grip`));
  await page.mouse.move(fromX, fromY);
  await page.mouse.down();
  await page.mouse.move(fromX, toY, { steps: 3 });
  await page.locator(`[data-step="${onto}"][data-drop]`).waitFor();
  await page.mouse.up();
}

/** Wait for the run that follows by itself; where the last one was slow, press Run. */
async function upToDate(page) {
  const done = panel(page).getByRole("button", { name: "Up to date" });
  await done.waitFor({ timeout: 6000 }).catch(() => person.runButton(page).click({ timeout: 2000 }));
  await done.waitFor({ timeout: person.PATIENCE });
}

async function undoAll(page) {
  const undo = panel(page).getByRole("button", { name: "Undo" });
  for (let i = 0; i < 60 && (await recipeOf(page)).steps.length; i += 1) await undo.click();
}

test("with the keyboard: found by other tools' names, added, moved, named, removed, read back from Python", async () => {
  const { page, close } = await emptyRecipe((one) => person.chooseWithKeys(one, BLOBS));
  for (const [words, op] of [
    ["gaussian blur", "filter.gaussian"],
    ["make binary", "threshold.otsu"],
    ["analyze particles", "segment.label"],
  ]) {
    await panel(page).getByRole("button", { name: "Add a step" }).focus();
    await page.keyboard.press("Enter");
    await page.locator('.adding input[role="combobox"]:focus').waitFor();
    await page.keyboard.type(words);
    await page.locator(`#add-list [data-op="${op}"][aria-selected="true"]`).waitFor();
    await page.keyboard.press("Enter");
    await person.until(async () => ops(await recipeOf(page)).includes(op), op);
  }
  await panel(page).locator('[data-step="gaussian"] .fold').focus();
  await page.keyboard.press("Alt+ArrowDown");
  await stepsAre(page, "threshold.otsu", "filter.gaussian", "segment.label");
  await page.keyboard.press("Control+z");
  await stepsAre(page, "filter.gaussian", "threshold.otsu", "segment.label");
  await panel(page).locator('[data-step="gaussian"] .fold').focus();
  await page.keyboard.press("F2");
  await page.locator('[data-step="gaussian"] .renaming input:focus').waitFor();
  await page.keyboard.type("Smooth");
  await page.keyboard.press("Enter");
  await panel(page).locator('[data-step="gaussian"] .title', { hasText: "Smooth" }).waitFor();
  await page.keyboard.press("Control+Enter");
  const counted = await person.count(page);
  assert.ok(counted > 40);

  await page.getByRole("tab", { name: "Steps" }).focus();
  await page.keyboard.press("ArrowRight");
  const script = page.getByRole("textbox", { name: "The recipe as Python" });
  await script.waitFor();
  const text = await script.inputValue();
  const before = await recipeOf(page);
  await script.fill(text.replace("import sys", "import os"));
  await page.locator(".script .reason").waitFor();
  assert.deepEqual(await recipeOf(page), before, "what does not read back changes nothing");
  await script.fill(text.replace(/'sigma': [\d.]+/, "'sigma': 3"));
  await person.until(async () => (await recipeOf(page)).steps[0].params.sigma === 3, "the edited sigma");
  assert.deepEqual(
    { ...(await recipeOf(page)).steps[0], params: {} },
    { ...before.steps[0], params: {} },
    "only what was changed is written",
  );
  await panel(page).getByRole("button", { name: "Undo" }).click();
  await person.until(async () => (await script.inputValue()) === text, "the script follows Undo");
  await close();
});

test("while a parameter is dragged, what is seen follows before the run does", async () => {
  const { page, close } = await emptyRecipe((one) => person.drop(one, BLOBS));
  await page.evaluate(() =>
    window.tabscope.setRecipe({
      tabscope: 1,
      title: "Blobs",
      inputs: { image: { kind: "intensity", channel: "auto" } },
      steps: [
        { id: "smooth", op: "filter.gaussian@1", in: { image: "image" }, params: { sigma: 1 } },
        { id: "fore", op: "threshold.otsu@1", in: { image: "smooth" } },
        { id: "objects", op: "segment.label@1", in: { mask: "fore" } },
      ],
      show: ["objects"],
    }),
  );
  await panel(page).locator('[data-step="objects"]').waitFor();
  const counted = await person.run(page);
  await person.openStep(page, "smooth");
  const slider = page.locator('[data-step="smooth"] input[type=range]').first();
  const box = await slider.boundingBox();
  const shown = await page.locator("#viewer").screenshot();
  await page.evaluate(() => {
    const previewed = '[data-step="objects"][data-state="preview"]';
    window.seen = new Promise((resolve) => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector(previewed)) return;
        observer.disconnect();
        resolve(document.querySelector("output[data-count]").dataset.count);
      }).observe(document.body, { subtree: true, attributes: true });
    });
  });
  await page.mouse.move(box.x + 12, box.y + box.height / 2);
  await page.mouse.down();
  for (let x = 14; x < 50; x += 4) await page.mouse.move(box.x + x, box.y + box.height / 2);
  assert.equal(Number(await page.evaluate(() => window.seen)), counted, "a preview changes no count");
  await person.until(
    async () => !(await page.locator("#viewer").screenshot()).equals(shown),
    "outlines of the preview",
  );
  await page.mouse.up();
  await upToDate(page);
  await page.locator('[data-step="objects"][data-state="done"]').waitFor();
  assert.notEqual(Number(await page.locator("output[data-count]").getAttribute("data-count")), counted);
  await close();
});
