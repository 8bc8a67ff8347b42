/** The viewer on a page of its own, under a strict policy: what it draws and what it hears. */
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
const IMAGE = "/data/zarr/derived/mitocheck_t1_v05_sharded.ome.zarr";
const VIEW = { width: 640, height: 480 };
const built = mkdtempSync(join(tmpdir(), "viewer-"));
let browser;
let server;

before(async () => {
  const entry = here("../js/fixtures/viewer-page.mjs");
  await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: built,
    logLevel: "warning",
  });
  server = await serve({ "/fixtures": here("../js/fixtures"), "/built": built, "/data": here("../data") });
  browser = await launch();
});

after(async () => {
  await browser.close();
  await server.close();
  rmSync(built, { recursive: true, force: true });
});

/** Open the page, with what it complains about; lines about chunks that a store leaves out are the browser's own. */
async function open(address = IMAGE) {
  const page = await browser.newPage({ viewport: VIEW });
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error" && !line.text().includes("404")) complaints.push(line.text());
  });
  await page.goto(`${server.address}/fixtures/viewer.html`);
  if (address) await page.evaluate((at) => window.demo.open(at), server.address + address);
  if (address) await ready(page);
  return { page, complaints };
}

const ready = (page) => page.waitForSelector("#viewer[data-ready]");
const camera = (page) => page.evaluate(() => window.demo.viewer.camera());
const heard = (page) => page.evaluate(() => window.demo.heard);

/** The colour on screen at a point, as a person sees it. */
async function colourAt(page, x, y) {
  const picture = await page.screenshot({ clip: { x, y, width: 1, height: 1 } });
  return page.evaluate(async (base64) => {
    const image = await createImageBitmap(await await fetchBytes(base64));
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
    function fetchBytes(text) {
      return new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], { type: "image/png" });
    }
  }, picture.toString("base64"));
}

/** Where an image pixel's centre is on screen. */
async function screenOf(page, y, x) {
  const at = await camera(page);
  return [(x + 0.5 - at.x) * at.zoom + VIEW.width / 2, (y + 0.5 - at.y) * at.zoom + VIEW.height / 2];
}

test("every pixel on screen has the brightness that its value and limits ask for", async () => {
  const { page, complaints } = await open();
  await page.evaluate(() => {
    const { viewer } = window.demo;
    viewer.setView({
      z: 0,
      t: 0,
      channels: [{ visible: true, color: [255, 255, 255], low: 0, high: 85, gamma: 1 }],
    });
    viewer.setCamera({ x: 130, y: 180, zoom: 4 });
  });
  await ready(page);
  for (const [y, x] of [
    [180, 130],
    [163, 95],
    [186, 150],
    [200, 118],
    [160, 145],
  ]) {
    const [left, top] = await screenOf(page, y, x);
    await page.mouse.move(left, top);
    const { hover } = await heard(page);
    assert.deepEqual([hover.y, hover.x], [y, x]);
    const expected = Math.min(255, Math.round(hover.values[0] * 3));
    assert.deepEqual(await colourAt(page, Math.floor(left), Math.floor(top)), [expected, expected, expected]);
  }
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the wheel zooms about the cursor, a drag pans, keys do the same", async () => {
  const { page } = await open();
  await page.mouse.move(300, 200);
  const under = async () => {
    const at = await camera(page);
    return [at.x + (300 - 320) / at.zoom, at.y + (200 - 240) / at.zoom];
  };
  const before = await under();
  const { zoom } = await camera(page);
  await page.mouse.wheel(0, -300);
  while ((await camera(page)).zoom <= zoom) await page.waitForTimeout(20);
  const after = await under();
  assert.ok(Math.abs(after[0] - before[0]) < 1e-6 && Math.abs(after[1] - before[1]) < 1e-6);

  const start = await camera(page);
  await page.mouse.down();
  await page.mouse.move(340, 230, { steps: 4 });
  await page.mouse.up();
  const moved = await camera(page);
  assert.ok(Math.abs(start.x - moved.x - 40 / start.zoom) < 1e-6);
  assert.ok(Math.abs(start.y - moved.y - 30 / start.zoom) < 1e-6);

  await page.keyboard.press("ArrowRight");
  assert.ok((await camera(page)).x > moved.x);
  await page.getByRole("button", { name: "Actual size" }).click();
  assert.equal((await camera(page)).zoom, 1);
  await page.locator("#viewer").focus();
  await page.keyboard.press("+");
  assert.equal((await camera(page)).zoom, 1.25);
  await page.keyboard.press("0");
  assert.ok(Math.abs((await camera(page)).zoom - 480 / 364) < 1e-9);
  for (const key of [",", ".", "[", "]"]) await page.keyboard.press(key);
  assert.deepEqual((await heard(page)).steps, [
    ["z", -1],
    ["z", 1],
    ["t", -1],
    ["t", 1],
  ]);
  await page.close();
});

/** The first labelled pixel's neighbourhood of the nuclei: a place well inside an object. */
async function inside(page) {
  return page.evaluate(async (at) => {
    const source = await window.demo.openZarr(at);
    const { width, height } = source;
    const signal = new AbortController().signal;
    const { data } = await source.tile({ level: 0, t: 0, c: 0, z: 0, region: [0, 0, height, width] }, signal);
    const same = (i, id) => [-3, 3, -3 * width, 3 * width].every((step) => data[i + step] === id);
    const found = data.findIndex((id, i) => id > 0 && same(i, id));
    return { id: data[found], y: Math.floor(found / width), x: found % width };
  }, `${server.address}${IMAGE}/labels/nuclei`);
}

test("a click picks the object under it; the selection is yellow, and L fills objects with their colours", async () => {
  const { page } = await open();
  await page.evaluate((at) => window.demo.overlay(at), `${server.address}${IMAGE}/labels/nuclei`);
  await ready(page);
  const { id, y, x } = await inside(page);
  const [left, top] = await screenOf(page, y, x);
  await page.mouse.click(left, top);
  await page.mouse.click(2, 2);
  assert.deepEqual((await heard(page)).picks, [id, null]);

  await page.evaluate(
    (at) => window.demo.overlay(at, { selected: new Set([1, 2, 3, 4, 5, 6, 7]) }),
    `${server.address}${IMAGE}/labels/nuclei`,
  );
  await ready(page);
  const yellow = await countOf(page, ([r, g, b]) => r > 220 && g > 180 && b < 140);
  assert.ok(yellow > 300, `${yellow} yellow pixels`);

  await page.evaluate((at) => window.demo.overlay(at), `${server.address}${IMAGE}/labels/nuclei`);
  await ready(page);
  const plain = await countOf(page, ([r, g, b]) => Math.max(r, g, b) - Math.min(r, g, b) > 40);
  assert.equal(plain, 0);
  await page.keyboard.press("l");
  await ready(page);
  const coloured = await countOf(page, ([r, g, b]) => Math.max(r, g, b) - Math.min(r, g, b) > 40);
  assert.ok(coloured > 1000, `${coloured} coloured pixels`);
  assert.deepEqual((await heard(page)).modes, ["fill"]);
  await page.close();
});

/** How many pixels of the image on screen are of a kind. */
async function countOf(page, kind) {
  const pixels = await page.evaluate(async () => {
    const bitmap = await createImageBitmap(await window.demo.viewer.picture());
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    return [...new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)];
  });
  return pixels.filter((one) => kind([one & 255, (one >>> 8) & 255, (one >>> 16) & 255])).length;
}

test("a tool in the hand draws a box of whole pixels, and Tab leaves the image", async () => {
  const { page } = await open();
  await page.evaluate(() => {
    window.demo.viewer.setCamera({ x: 130, y: 180, zoom: 2 });
    window.demo.takeBox();
  });
  await ready(page);
  await page.mouse.move(220, 140);
  await page.mouse.down();
  await page.mouse.move(420.6, 341, { steps: 5 });
  await page.mouse.up();
  const { shapes, cameras } = await heard(page);
  assert.deepEqual(shapes, [
    [
      [129.5, 79.5],
      [230.5, 179.5],
    ],
  ]);
  assert.deepEqual(cameras.at(-1), { x: 130, y: 180, zoom: 2 }, "the image stays");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BUTTON");
  await page.close();
});

test("the picture is a PNG of the view with its scale bar", async () => {
  const { page } = await open();
  const picture = await page.evaluate(async () => {
    const blob = await window.demo.viewer.picture();
    const bitmap = await createImageBitmap(blob);
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const bar = context.getImageData(30, bitmap.height - 18, 1, 1).data;
    return { type: blob.type, width: bitmap.width, height: bitmap.height, bar: [...bar] };
  });
  assert.deepEqual(picture, { type: "image/png", ...VIEW, bar: [255, 255, 255, 255] });
  await page.close();
});

test("a missing tile is an error that is told, and what is there stays", async () => {
  const { page } = await open("");
  await page.evaluate(() => {
    const { viewer } = window.demo;
    const levels = [{ width: 1024, height: 512, factorY: 1, factorX: 1 }];
    const tile = async ({ region }) => {
      if (region[1] > 0) throw new Error("this tile is gone");
      return { data: new Uint8Array(512 * 512).fill(200), width: 512, height: 512, samples: 1 };
    };
    viewer.setImage({
      width: 1024,
      height: 512,
      dtype: "uint8",
      colour: false,
      channels: 1,
      sizeZ: 1,
      sizeT: 1,
      levels,
      tileSize: 512,
      tile,
    });
    viewer.setView({
      z: 0,
      t: 0,
      channels: [{ visible: true, color: [255, 255, 255], low: 0, high: 255, gamma: 1 }],
    });
  });
  await ready(page);
  assert.deepEqual((await heard(page)).errors, ["Error: this tile is gone"]);
  assert.deepEqual(await colourAt(page, 100, 200), [200, 200, 200]);
  assert.deepEqual(await colourAt(page, 600, 200), [8, 9, 11]);
  await page.close();
});
