// Dropped files are mounted and read in the tab: their pixels are those that other programs read.
// All of tests/data goes through the same readers inside Pyodide in tests/py/sources; here is the way through the page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { PYTHON, ROOT, serve } from "../browser/serve.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const folder = mkdtempSync(join(tmpdir(), "tabscope-formats-"));
const files = JSON.parse(
  execFileSync(PYTHON, [join(ROOT, "tests/e2e/planes.py"), folder], { encoding: "utf8", maxBuffer: 1 << 28 }),
);
const LOSSY = new Set(["JPEG", "tiles, JPEG"]);
const COLOUR = new Set(["tiles, JPEG", "LZW", "WebP"]);
let browser;
let site;
let watched;

before(async () => {
  site = await serve("site");
  browser = await launch();
  watched = await watchedPage(browser, site.address);
  await watched.page.goto(`${site.address}index.html`);
  await watched.page.locator(".dropzone").waitFor();
});

after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser.close();
  await site.stop();
});

/** The first plane of the image that is shown, by a recipe of one step whose arithmetic is undone here. */
function planeInTab(page, channel) {
  return page.evaluate(async (wanted) => {
    const recipe = {
      tabscope: 1,
      title: "Invert",
      inputs: { image: { kind: "intensity", channel: wanted, z: 0, t: 0 } },
      steps: [{ id: "inverted", op: "intensity.invert@1", in: { image: "image" } }],
      show: ["inverted"],
    };
    await window.tabscope.setRecipe(recipe);
    await window.tabscope.run();
    const [{ array, axes }] = await window.tabscope.results();
    const types = {
      u1: Uint8Array,
      i1: Int8Array,
      u2: Uint16Array,
      i2: Int16Array,
      u4: Uint32Array,
      i4: Int32Array,
      f4: Float32Array,
      f8: Float64Array,
    };
    return {
      values: [...new types[array.dtype.slice(-2)](array.buffer)],
      shape: array.shape,
      axes,
      dtype: array.dtype,
    };
  }, channel);
}

for (const { kind, path, shape, values } of files) {
  test(`${kind}: ${basename(path)} is read as others read it`, async () => {
    const { page } = watched;
    await person.drop(page, path);
    await person.imageShown(page, basename(path));
    const found = await planeInTab(page, COLOUR.has(kind) ? "red" : 0);
    assert.deepEqual(found.shape.slice(-2), shape);
    const expected = new Float64Array(Uint8Array.from(Buffer.from(values, "base64")).buffer);
    const [low, high] = extremes(found.values);
    let largest = 0;
    for (let i = 0; i < expected.length; i += 1)
      largest = Math.max(largest, Math.abs(low + high - found.values[i] - expected[i]));
    // Minimum plus maximum minus a value rounds in float32; whole numbers come back as they are.
    const rounding = found.dtype.includes("f") ? 1e-6 * Math.max(Math.abs(low), Math.abs(high)) : 0;
    assert.ok(largest <= (LOSSY.has(kind) ? 2 : rounding), `${kind} is ${largest} away`);
  });
}

function extremes(values) {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

test("several files dropped at once are several images", async () => {
  const { page } = watched;
  const before = await page.getByRole("combobox", { name: "Images" }).locator("option").count();
  const dropped = files.filter(({ kind }) => ["GIF", "BMP"].includes(kind)).map(({ path }) => path);
  await person.drop(page, dropped);
  await person.until(
    async () =>
      (await page.getByRole("combobox", { name: "Images" }).locator("option").count()) ===
      before + dropped.length,
    "two more images",
  );
});

test("reading said nothing on the console and asked nobody", () => watched.close());
