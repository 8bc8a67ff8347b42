// Every recipe of the gallery on a real image that fits it, begun from the list of recipes: what the tab writes is what
// the command line writes.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { ROOT, serve } from "../browser/serve.mjs";
import { data, differences, tabscopeRun } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const ALL = !!process.env.TABSCOPE_ALL;
const sample = (name) => `site/samples/${name}`;
const CELLS = sample("human-cells.ome.zarr");
/** [recipe, its title, a fitting image, how it is begun, whether it is shown without TABSCOPE_ALL]. */
const TEMPLATES = [
  ["plain-otsu", "Plain Otsu and watershed", data("bio/scikit-image/coins.png"), "keys", ALL],
  ["count-dark-objects", "Count dark objects", sample("dark-cells.ome.tif"), "mouse", ALL],
  ["stain-area", "Quantify a stain (H-DAB)", data("templates/ihc_crop.png"), "mouse", true],
  ["line-length", "Length of neurites or vessels", data("bio/scikit-image/microaneurysms.png"), "keys", true],
  ["confluency", "Confluency", sample("growing-cells.tif"), "mouse", ALL],
  ["wound-closure", "Wound closure over time", sample("wound.ome.tif"), "keys", ALL],
  ["track-cells", "Track cells", sample("mitosis-movie.ome.tif"), "mouse", ALL],
  ["nuclei-3d", "Nuclei in 3D", sample("nuclei-stack.ome.tif"), "keys", ALL],
  ["count-nuclei", "Count nuclei", CELLS, "mouse", ALL],
  ["cell-compartments", "Intensity per cell and compartment", CELLS, "keys", ALL],
  ["spots-per-cell", "Spots per cell", sample("hela-cells.ome.tif"), "mouse", ALL],
  ["colocalisation", "Colocalisation", sample("nucleosomes.ome.tif"), "keys", ALL],
  ["find-spots", "Find spots", sample("spots-stack.tif"), "mouse", ALL],
  ["image-quality", "Focus and quality control", CELLS, "mouse", ALL],
  ["nuclei-unet", "Count nuclei with a neural network", data("bio/dsb2018/nuclei.png"), "keys", ALL],
];
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
});

/** The image alone on the page. */
async function alone(path) {
  const name = basename(path);
  const { screen, image } = await person.stateOf(page);
  if (image?.name === name) return;
  if (screen === "open") {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("Close this image");
    await page.locator("dialog .option", { hasText: "Close this image" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".dropzone").waitFor();
  }
  await person.drop(page, path.startsWith("/") ? path : join(ROOT, path));
  await person.imageShown(page, name);
}

const ways = {
  async mouse(title) {
    await page.locator(".recipe-head button.name").click();
    await page.getByRole("button", { name: `Use: ${title}`, exact: true }).click();
  },
  /** Enter opens the list, Tab goes to the recipe, Enter takes it. */
  async keys(title) {
    await page.locator(".recipe-head button.name").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await person.until(async () => {
      await page.keyboard.press("Tab");
      return page.evaluate((name) => document.activeElement?.ariaLabel === `Use: ${name}`, title);
    }, `the focus on ${title}`);
    await page.keyboard.press("Enter");
  },
};

/** The recipe's results are there: it runs by itself where that is quick, otherwise it is told to. */
async function counted(way) {
  const upToDate = page.getByRole("button", { name: "Up to date" });
  await person.until(async () => {
    const { run, problem } = await person.stateOf(page);
    if (problem) throw new Error(`${problem.code}: ${problem.message}`);
    if (run.phase !== "idle") return false;
    if (await upToDate.isVisible()) return true;
    const boxes = person
      .runButton(page)
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
    const [box] = way === "mouse" ? await boxes : [];
    if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    if (way === "keys") await page.keyboard.press("Control+Enter");
    return false;
  }, "the results of the recipe");
}

test("every recipe of the gallery is gone through", () => {
  const gallery = readdirSync(join(ROOT, "py/tabscope/gallery")).filter((one) => one.endsWith(".json"));
  const here = TEMPLATES.map(([name]) => `${name}.json`);
  assert.deepEqual(here.toSorted(), gallery.toSorted());
});

for (const [name, title, path, way, shown] of TEMPLATES) {
  if (!shown) continue;
  test(`“${title}” on ${basename(path)}, begun by ${way}, writes what the command line writes`, async () => {
    await alone(path);
    await ways[way](title);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await person.until(async () => (await person.stateOf(page)).recipe.title === title, title);
    const [native] = await Promise.all([tabscopeRun(name, path), counted(way)]);
    const { count, headline } = await person.stateOf(page);
    assert.deepEqual([count, headline], [native.count, native.headline]);
    const files = await person.exported(page, ["table", "labels"]);
    const found = differences(files, native);
    assert.ok(Object.keys(found).length > 0);
    for (const [file, differs] of Object.entries(found)) assert.deepEqual(differs, [], file);
  });
}

test("nothing was said on the console and nobody was asked", () => watched.close());
