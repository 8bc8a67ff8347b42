/** Both renderers draw the same: WebGL2 beside the canvas, scene by scene; and what happens when WebGL2 goes. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../js/fixtures/serve.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const VIEW = { width: 360, height: 300 };
const built = mkdtempSync(join(tmpdir(), "renderers-"));
let browser;
let server;

before(async () => {
  const entry = here("../js/fixtures/viewer-page.mjs");
  await build({ entryPoints: [entry], bundle: true, splitting: true, format: "esm", outdir: built });
  server = await serve({ "/fixtures": here("../js/fixtures"), "/built": built });
  browser = await launch();
});

after(async () => {
  await browser.close();
  await server.close();
  rmSync(built, { recursive: true, force: true });
});

/**
 * The viewer's page; `without` takes WebGL2 away from the browser, `card` lets it pass for one with a graphics card,
 * whose labels are drawn by shaders.
 */
async function open({ without = false, card = false } = {}) {
  const page = await browser.newPage({ viewport: VIEW });
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => {
    if (["error", "warning"].includes(line.type())) complaints.push(line.text());
  });
  if (card) {
    await page.addInitScript(() => {
      const real = WebGL2RenderingContext.prototype.getExtension;
      WebGL2RenderingContext.prototype.getExtension = function (name) {
        return name === "WEBGL_debug_renderer_info" ? null : real.call(this, name);
      };
    });
  }
  if (without) {
    await page.addInitScript(() => {
      const real = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
        return kind === "webgl2" ? null : real.call(this, kind, ...more);
      };
    });
  }
  await page.goto(`${server.address}/fixtures/viewer.html`);
  return { page, complaints };
}

const ready = (page) => page.waitForSelector("#viewer[data-ready]");
const heard = (page) => page.evaluate(() => window.demo.heard);
const play = async (page, name) => {
  await page.evaluate((one) => window.demo.play(one), name);
  await ready(page);
};
const pixels = async (page) => Buffer.from(await page.evaluate(() => window.demo.pixels()), "base64");

/** The largest difference of a colour, its mean, and the share of pixels that differ by more than 16. */
function compare(one, other) {
  assert.equal(one.length, other.length);
  let [most, sum, far] = [0, 0, 0];
  for (let at = 0; at < one.length; at += 4) {
    const off = Math.max(...[0, 1, 2].map((i) => Math.abs(one[at + i] - other[at + i])));
    most = Math.max(most, off);
    sum += off;
    if (off > 16) far += 1;
  }
  return { most, mean: sum / (one.length / 4), far: far / (one.length / 4) };
}

/** How far the renderers may differ; exact but for rounding where nothing else is said. */
const USUAL = { most: 2, mean: 0.55, far: 0 };
/** Each smooths reduced pixels, and the edges of discs and strokes, in its own way. */
const LIMITS = {
  reduced: { most: 32, mean: 0.6, far: 0.0005 },
  "outlines reduced": { most: 48, mean: 0.25, far: 0.004 },
  points: { most: 32, mean: 0.15, far: 0.0001 },
  tracks: { most: 120, mean: 0.15, far: 0.003 },
};

test("WebGL2 and canvas draw the same picture", async (t) => {
  const [gl, canvas] = [await open({ card: true }), await open({ without: true })];
  const names = await gl.page.evaluate(() => window.demo.cases);
  for (const name of names) {
    await t.test(name, async () => {
      const pictures = [gl, canvas].map(async ({ page }) => {
        await play(page, name);
        return pixels(page);
      });
      const found = compare(...(await Promise.all(pictures)));
      const { most, mean, far } = LIMITS[name] ?? USUAL;
      assert.ok(found.most <= most && found.mean <= mean && found.far <= far, JSON.stringify(found));
    });
  }
  assert.equal((await heard(gl.page)).fallbacks, 0);
  assert.equal((await heard(canvas.page)).fallbacks, 1);
  assert.deepEqual([...gl.complaints, ...canvas.complaints], []);
  await gl.page.close();
  await canvas.page.close();
});

/** Where WebGL2 is lost the canvas takes over at once; `brightness` is what a person sees in the middle. */
async function brightness(page) {
  const bytes = await pixels(page);
  return bytes[(VIEW.height / 2) * VIEW.width * 4 + (VIEW.width / 2) * 4];
}

const kindOf = (page) =>
  page.evaluate(() => (document.querySelector("#viewer > canvas").getContext("2d") ? "canvas" : "webgl2"));

test("a lost context never leaves the image black, and everything is there again when it is restored", async () => {
  const { page } = await open();
  await play(page, "outlines, object");
  const before = await pixels(page);
  await page.evaluate(() => {
    const gl = document.querySelector("#viewer > canvas").getContext("webgl2");
    window.lost = gl.getExtension("WEBGL_lose_context");
    window.lost.loseContext();
  });
  await page.waitForFunction(() => document.querySelector("#viewer > canvas").getContext("2d"));
  await ready(page);
  assert.ok((await brightness(page)) > 20);
  assert.ok(compare(before, await pixels(page)).most <= 2);
  await page.evaluate(() => window.lost.restoreContext());
  await page.waitForFunction(() => !document.querySelector("#viewer > canvas").getContext("2d"));
  await ready(page);
  assert.ok(compare(before, await pixels(page)).most <= 2);
  assert.equal((await heard(page)).fallbacks, 0);
  await page.close();
});

test("a context that stays away leaves the drawing to the canvas, which is said once", async () => {
  const { page } = await open();
  await play(page, "four channels");
  const before = await pixels(page);
  await page.evaluate(() => {
    const gl = document.querySelector("#viewer > canvas").getContext("webgl2");
    gl.getExtension("WEBGL_lose_context").loseContext();
  });
  await page.waitForFunction(() => window.demo.heard.fallbacks === 1);
  assert.equal(await kindOf(page), "canvas");
  await ready(page);
  assert.ok(compare(before, await pixels(page)).most <= 2);
  await play(page, "filled, class");
  assert.ok((await brightness(page)) > 20);
  await page.close();
});

test("labels that are written while they are shown are mended in place, by every renderer alike", async () => {
  const pages = [await open({ card: true }), await open(), await open({ without: true })];
  const pictures = pages.map(async ({ page }) => {
    await play(page, "outlines, neutral");
    const before = await pixels(page);
    await page.evaluate(() => window.demo.paintBox(7777, [120, 130, 170, 175]));
    await ready(page);
    const after = await pixels(page);
    await page.evaluate(() => window.demo.repaint());
    await ready(page);
    assert.ok(compare(before, after).far > 0.001);
    assert.equal(compare(after, await pixels(page)).most, 0); // as if the labels had come so
    return after;
  });
  const [first, ...others] = await Promise.all(pictures);
  for (const other of others) assert.ok(compare(first, other).most <= 2);
  for (const { page } of pages) await page.close();
});
