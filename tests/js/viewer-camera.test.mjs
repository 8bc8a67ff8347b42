/** Screen and image coordinates, and which tiles a view needs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { fitCamera, levelFor, toImage, toScreen, visibleBox, within, zoomAbout } =
  await bundled("app/viewer/camera.ts");
const { cellsIn } = await bundled("app/viewer/grid.ts");
const { scaleBar } = await bundled("app/viewer/scale-bar.ts");

const IMAGE = { width: 2048, height: 1024 };
const VIEW = { width: 800, height: 600 };

const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

test("a point of the screen comes back to itself through the image, at every zoom", () => {
  for (const zoom of [0.01, 0.3, 1, 1.7, 64]) {
    const camera = { x: 700.25, y: 311.5, zoom };
    for (const point of [
      { x: 0, y: 0 },
      { x: 123.5, y: 599 },
    ]) {
      const back = toScreen(camera, VIEW, toImage(camera, VIEW, point));
      near(back.x, point.x);
      near(back.y, point.y);
    }
  }
});

test("zooming keeps the image point under the cursor", () => {
  const camera = { x: 500, y: 400, zoom: 0.7 };
  const at = { x: 640, y: 80 };
  const before = toImage(camera, VIEW, at);
  const after = toImage(zoomAbout(camera, VIEW, at, 5), VIEW, at);
  near(after.x, before.x);
  near(after.y, before.y);
});

test("fit shows the whole image, and a tiny one is not blown up more than eight times", () => {
  assert.deepEqual(visibleBox(fitCamera(IMAGE, VIEW), IMAGE, VIEW), [0, 0, 1024, 2048]);
  assert.equal(fitCamera({ width: 10, height: 10 }, VIEW).zoom, 8);
});

test("the camera can neither lose the image nor zoom beyond 64", () => {
  const camera = within({ x: -5000, y: 9000, zoom: 1000 }, IMAGE, VIEW);
  assert.deepEqual(camera, { x: 0, y: 1024, zoom: 64 });
});

test("what is on screen is told in whole pixels of the image", () => {
  assert.deepEqual(visibleBox({ x: 100, y: 100, zoom: 10 }, IMAGE, VIEW), [70, 60, 130, 140]);
});

test("the level follows the zoom, also where levels are not halves", () => {
  const levels = [1, 2.5, 10].map((factor) => ({ factorY: factor, factorX: factor }));
  assert.equal(levelFor(levels, 1), 0);
  assert.equal(levelFor(levels, 0.4), 1);
  assert.equal(levelFor(levels, 0.2), 1);
  assert.equal(levelFor(levels, 0.1), 2);
});

test("the cells of a view cover it without gaps and begin in its middle", () => {
  const source = { tileSize: 512, levels: [{ width: 2000, height: 1000, factorY: 1, factorX: 1 }] };
  const cells = cellsIn(source, 0, { t: 0, z: 3 }, [100, 600, 900, 1990]);
  assert.equal(cells.length, 6);
  assert.deepEqual(cells[0].region, [0, 1024, 512, 1536]);
  const right = cells.find(({ region }) => region[1] === 1536 && region[0] === 512);
  assert.deepEqual(right.region, [512, 1536, 1000, 2000]);
});

test("the scale bar is a round length of 56 to 140 pixels, in µm where the pixel size is known", () => {
  for (let zoom = 0.001; zoom < 64; zoom *= 1.37) {
    for (const size of [null, 0.0042, 0.65, 12]) {
      const { width, text } = scaleBar(zoom, size);
      if (size || zoom <= 64) assert.ok(width <= 140.0001 || text === "1 px", `${width} ${text}`);
      assert.ok(width >= 55.99 || text === "1 px", `${width} ${text}`);
      assert.match(text, /^(0\.0*)?[125]0* (nm|µm|mm|cm|px)$/);
    }
  }
  assert.deepEqual(scaleBar(1, 0.5), { width: 100, text: "50 µm" });
  assert.deepEqual(scaleBar(2, null), { width: 100, text: "50 px" });
});
