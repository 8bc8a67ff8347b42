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

/** Variations of others, left to the long run. */
const DEEPER =
  /^an image of (Int8|Uint16|Int16|Int32)|^six|^two colour maps|^filled, (class|neutral)|large numbers|limits|with alpha/;

test("WebGL2 and canvas draw the same picture", async (t) => {
  const [gl, canvas] = [await open({ card: true }), await open({ without: true })];
  const all = await gl.page.evaluate(() => window.demo.cases);
  const names = process.env.TABSCOPE_ALL ? all : all.filter((name) => !DEEPER.test(name));
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

/** The middle of the pixels of a colour on a canvas of the viewer: [x, y] as shares of its size; null without any. */
function middleOf(page, selector, [r, g, b]) {
  return page.evaluate(
    async ([name, red, green, blue]) => {
      const canvas = document.querySelector(name);
      const bitmap = await new Promise((resolve) =>
        requestAnimationFrame(() => resolve(createImageBitmap(canvas))),
      );
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      context.drawImage(bitmap, 0, 0);
      const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let [x, y, count] = [0, 0, 0];
      for (let at = 0; at < data.length; at += 4) {
        const far = [red - data[at], green - data[at + 1], blue - data[at + 2]];
        if (Math.hypot(...far) > 40) continue;
        x += (at / 4) % width;
        y += Math.floor(at / 4 / width);
        count += 1;
      }
      return count && [x / count / width, y / count / height];
    },
    [selector, r, g, b],
  );
}

const GREEN = [53, 196, 124];
const MAGENTA = [255, 90, 200];

async function enter(page, mode) {
  await page.evaluate((one) => window.demo.viewer.setMode(one, { z: 1, y: 1, x: 1 }), mode);
  await page.waitForSelector(`#viewer[data-mode=${mode}]`);
}

test("a stack is turned as a volume with keys and by hand, and Esc leads back to the slice", async () => {
  const { page, complaints } = await open();
  await play(page, "a stack");
  await enter(page, "volume");
  const volume = page.locator(".viewer-volume");
  assert.match(await volume.getAttribute("aria-label"), /^Volume, turned by 29°/);
  const places = async () => [
    await middleOf(page, ".viewer-volume", GREEN),
    await middleOf(page, ".viewer-volume", MAGENTA),
  ];
  await volume.focus();
  for (let turn = 0; turn < 3; turn += 1) await page.keyboard.press("ArrowLeft");
  const [near, far] = await places();
  assert.ok(near[0] > far[0], "from the front the near ball is right, as in its slice");
  for (let turn = 0; turn < 4; turn += 1) await page.keyboard.press("ArrowRight");
  const [turned] = await places();
  assert.ok(turned[0] > near[0], "what is near moves to the right with the turn");
  await page.keyboard.press("Escape");
  assert.deepEqual((await heard(page)).viewModes, ["slice"]);
  assert.equal(await page.locator(".viewer-volume").count(), 0);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("three cuts go through the place of a click; without WebGL2 they work, and a volume says why not", async () => {
  const { page } = await open({ without: true });
  await play(page, "a stack");
  await enter(page, "orthogonal");
  const cuts = page.locator(".viewer-orthogonal");
  assert.match(await cuts.getAttribute("aria-label"), /x 20, y 20, slice 6\./);
  assert.ok((await middleOf(page, ".viewer-orthogonal", GREEN)) !== 0);
  assert.equal(await middleOf(page, ".viewer-orthogonal", MAGENTA), 0);
  await cuts.focus();
  for (let step = 0; step < 9; step += 1) await page.keyboard.press(".");
  for (let step = 0; step < 7; step += 1) await page.keyboard.press("ArrowLeft");
  assert.match(await cuts.getAttribute("aria-label"), /x 13, y 20, slice 15\./);
  await page.waitForFunction(() => window.demo.heard.steps.length > 0);
  assert.ok((await middleOf(page, ".viewer-orthogonal", MAGENTA)) !== 0);
  const box = await cuts.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.25);
  assert.doesNotMatch(await cuts.getAttribute("aria-label"), /x 13, y 20,/);
  await page.evaluate(() => window.demo.viewer.setMode("volume"));
  await page.getByText("A volume needs WebGL2").waitFor();
  await page.close();
});
