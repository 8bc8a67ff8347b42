// Training by painting: strokes of two classes on an image, what is learnt from them, the mask and the count.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch } from "../browser/chromium.mjs";
import { PYTHON, ROOT, serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

/** 260 x 364 pixels with 7 nuclei that people have outlined. */
const MITOSIS = data("bio/neubias/xy_8bit__mitocheck_incenp_t1.tif");
const TRUTH = data("bio/neubias/xy_8bit_labels__mitocheck_incenp_t1.tif");
const [HEIGHT, WIDTH] = [364, 260];
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
  await person.drop(page, MITOSIS);
  await person.imageShown(page, "xy_8bit__mitocheck_incenp_t1.tif");
});

after(async () => {
  await browser.close();
  await site.stop();
});

/** Drag over places of the fitted image, (y, x) in its pixels. */
async function paint(...places) {
  await page.locator("#viewer[data-ready]").waitFor();
  const box = await page.locator("#viewer").boundingBox();
  const zoom = Math.min(box.width / WIDTH, box.height / HEIGHT);
  const at = ([y, x]) => [
    box.x + box.width / 2 + (x + 0.5 - WIDTH / 2) * zoom,
    box.y + box.height / 2 + (y + 0.5 - HEIGHT / 2) * zoom,
  ];
  await page.mouse.move(...at(places[0]));
  await page.mouse.down();
  for (const one of places.slice(1)) await page.mouse.move(...at(one), { steps: 4 });
  await page.mouse.up();
}

const step = () => page.locator('.step[data-step="classes"]');
const classOf = (name) =>
  page.getByRole("group", { name: "Settings of the tool" }).getByRole("button", { name, exact: true });

/** Wait until what was learnt is that of the last stroke. */
async function learnt() {
  const said = step().locator('.learnt[aria-busy="false"]');
  await said.getByText(/Out-of-bag accuracy/).waitFor();
}

/** What the recipe of the page finds without a browser, and how much of it people had outlined (F1 of pixels). */
async function nativeResult(recipe) {
  const script = `import json, sys, numpy as np, tabscope as ts, tifffile
run = ts.run(json.loads(sys.argv[1]), ts.open(sys.argv[2]))
found, truth = run.results["classes"].value.array > 0, tifffile.imread(sys.argv[3]) > 0
print(json.dumps([run.count, 2 * int((found & truth).sum()) / int(found.sum() + truth.sum())]))`;
  const given = ["-c", script, JSON.stringify(recipe), MITOSIS, TRUTH];
  return JSON.parse((await promisify(execFile)(PYTHON, given, { cwd: ROOT })).stdout);
}

test("a few strokes of background and nuclei find the nuclei, which are then counted", async () => {
  await page.getByRole("button", { name: "More for this recipe" }).click();
  await page.getByRole("menuitem", { name: "Count by painting examples" }).click();
  await paint([303, 145], [303, 190], [140, 230]);
  await step().getByText("Examples of at least two classes are needed").waitFor();
  await classOf("Objects").click();
  await paint([320, 165], [332, 166]);
  await paint([174, 148], [196, 146]);
  await paint([183, 78], [190, 92]);
  await step().getByText("4 strokes in this image").waitFor();
  await learnt();
  await page.getByRole("button", { name: "Stop painting" }).first().click();
  await page.keyboard.press("Control+Enter");
  const count = Number(await person.count(page));
  const { recipe } = await person.stateOf(page);
  const [native, overlap] = await nativeResult(recipe);
  assert.equal(count, native);
  assert.ok(overlap > 0.9, `F1 ${overlap}`);
});

test("undo takes the last stroke back with what was learnt from it", async () => {
  const taught = async () => (await person.stateOf(page)).recipe.steps[0].params?.forest;
  const before = await taught();
  await page.keyboard.press("Control+z");
  await person.until(
    async () => ![before, undefined].includes(await taught()),
    "what three strokes have taught",
  );
  await page.keyboard.press("Control+Shift+z");
  await person.until(async () => (await taught()) === before, "what all strokes have taught");
});
