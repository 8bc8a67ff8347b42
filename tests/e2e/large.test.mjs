// Images beyond any memory: what a run would need is said first, a region or a coarser level is counted all the same.
import assert from "node:assert/strict";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { compare, tabscopeRun } from "./native.mjs";
import * as person from "./person.mjs";
import { PLACE, sparseZarr } from "./sparse.mjs";
import { watchedPage } from "./watch.mjs";

/** What the browser writes for chunks that are not there: an OME-Zarr leaves out what is empty. */
const MISSING = [/404 \(Not Found\)/];
const folder = mkdtempSync(join(tmpdir(), "tabscope-large-"));
let browser;
let site;
let zarr;
let watched;

before(async () => {
  site = await serve("site");
  zarr = await sparseZarr();
  browser = await launch();
  watched = await watchedPage(browser, site.address, { allow: [zarr.origin], expect: MISSING });
  await watched.page.goto(`${site.address}index.html`);
  await watched.page.locator(".dropzone").waitFor();
});

after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser.close();
  await site.stop();
  zarr.close();
});

function tooLarge(page) {
  return page.locator('.fault.warn[data-code="memory.too-large"]');
}

/** Drag a box on the image around a place of it, in pixels of full resolution. */
async function drawRegion(page, [y0, x0, y1, x1]) {
  await page.locator("#choice-area").selectOption("draw");
  const { view } = await person.until(async () => {
    const state = await person.stateOf(page);
    return state.view?.camera && state;
  }, "where the image lies");
  const box = await page.locator("#viewer").boundingBox();
  const screen = (x, y) => [
    box.x + box.width / 2 + (x - view.camera.x) * view.camera.zoom,
    box.y + box.height / 2 + (y - view.camera.y) * view.camera.zoom,
  ];
  await page.mouse.move(...screen(x0, y0));
  await page.mouse.down();
  await page.mouse.move(...screen((x0 + x1) / 2, (y0 + y1) / 2), { steps: 4 });
  await page.mouse.move(...screen(x1, y1), { steps: 4 });
  await page.mouse.up();
  await page.locator('#choice-area option[value="areas"]:checked').waitFor({ state: "attached" });
  const numbers = (await sharedFields(page)).get("areas").replace("r:", "").split(",");
  return numbers.map((one) => Number(one) + 0.5);
}

test("what the whole of 30,000 x 30,000 pixels would need is said before it is tried", async () => {
  const { page } = watched;
  await person.openAddress(page, zarr.address);
  await person.imageShown(page, "sparse.ome.zarr");
  await tooLarge(page).waitFor({ timeout: person.PATIENCE });
  assert.match(await tooLarge(page).innerText(), /Needs \d+ GB, this tab has about [\d.]+ (GB|MB)/);
  const refused = await page.evaluate(() =>
    window.tabscope.run().then(
      () => null,
      (error) => error.problem,
    ),
  );
  assert.equal(refused.code, "memory.too-large");
  assert.equal((await person.stateOf(page)).engine.phase, "ready");
});

test("a drawn region of it is counted as the command line counts it, and link and provenance name it", async () => {
  const { page } = watched;
  await page.locator("#viewer").focus();
  await page.keyboard.press("0");
  await page.waitForTimeout(400);
  const [top, left] = [PLACE.y + 400, PLACE.x + 400];
  const region = await drawRegion(page, [top, left, top + 1200, left + 1200]);
  [top, left, top + 1200, left + 1200].forEach((wanted, i) =>
    assert.ok(Math.abs(region[i] - wanted) < 120, `${region} is not where the hand drew`),
  );
  await tooLarge(page).waitFor({ state: "detached" });
  zarr.asked.length = 0;
  const counted = await person.run(page);
  const ofFull = new Set(zarr.asked.filter((one) => one.startsWith("0/")));
  assert.ok(ofFull.size <= 20, `${ofFull.size} chunks of full resolution were asked for`);

  const native = await tabscopeRun("count-nuclei", zarr.address, ["--region", region.join(",")]);
  assert.equal(counted, native.count);
  const files = await person.exported(page, ["table", "labels", "provenance"]);
  const found = compare({ labels: person.named(files, ".tif"), table: person.named(files, ".csv") }, native);
  assert.ok(found.labelsEqual);
  assert.deepEqual([found.objects, found.differentColumns], [counted, []]);
  const [head, first] = person.named(files, ".csv").toString().trim().split("\n");
  const row = Object.fromEntries(
    head.split(",").map((name, i) => [name.replace("\ufeff", ""), first.split(",")[i]]),
  );
  assert.ok(
    Number(row.centroid_y_px) > PLACE.y && Number(row.centroid_y_px) < PLACE.y + PLACE.size,
    "full-resolution places",
  );
  const provenance = JSON.parse(person.named(files, "run.json").toString());
  const [y0, x0, y1, x1] = region.map((one) => one - 0.5);
  const corners = [
    [y0, x0],
    [y1, x1],
  ];
  assert.ok(
    JSON.stringify(provenance).includes(`"areas":[{"kind":"rectangle","points":${JSON.stringify(corners)}`),
  );
  assert.equal((await sharedFields(page)).get("areas"), `r:${corners.flat().join(",")}`);
});

/** What the link of “Share” holds. */
async function sharedFields(page) {
  await page.getByRole("button", { name: "Share" }).click();
  const field = page.getByRole("textbox", { name: "Link" });
  const link = await person.until(() => field.inputValue(), "the link");
  await page.keyboard.press("Escape");
  return new URLSearchParams(new URL(link).hash.slice(1));
}

test("a coarser level is counted, and link and provenance name it", async () => {
  const { page } = watched;
  await page.locator("#choice-level").selectOption("1");
  const counted = await person.run(page);
  assert.ok(counted > 0);
  const files = await person.exported(page, ["table", "provenance"]);
  assert.match(person.named(files, "run.json").toString(), /"level":\s*1/);
  const [head, first] = person.named(files, ".csv").toString().trim().split("\n");
  const y = Number(first.split(",")[head.split(",").indexOf("centroid_y_px")]);
  assert.ok(y > PLACE.y + 280 && y < PLACE.y + 1720, "places are those of full resolution");
  assert.equal((await sharedFields(page)).get("level"), "1");
});

/** A .npy of zeros that takes no room on the disk. */
function emptyPlane(path, size) {
  const words = `{'descr': '|u1', 'fortran_order': False, 'shape': (${size}, ${size}), }`;
  const header = words.padEnd(117, " ").concat("\n");
  const file = openSync(path, "w");
  writeSync(file, Buffer.concat([Buffer.from("\x93NUMPY\x01\x00v\x00", "latin1"), Buffer.from(header)]));
  ftruncateSync(file, 128 + size * size);
  closeSync(file);
}

test("a dropped plane of 20,000 x 20,000 is shown, and what a run would need is said before it is tried", async () => {
  const { page } = watched;
  const path = join(folder, "plane.npy");
  emptyPlane(path, 20_000);
  await person.drop(page, path);
  await person.imageShown(page, "plane.npy");
  await page.locator("#choice-area").selectOption("whole");
  await tooLarge(page).waitFor({ timeout: person.PATIENCE });
  assert.match(await tooLarge(page).innerText(), /Needs \d+ GB/);
});

test("the mosaic opens, moves under the hand and grows under the wheel", async () => {
  const own = await watchedPage(browser, site.address);
  await own.page.goto(`${site.address}index.html`);
  await own.page.locator('[data-sample="mosaic"]').click();
  await own.page.locator("#viewer").waitFor();
  await person.imageShown(own.page, "Large mosaic");
  const box = await own.page.locator("#viewer").boundingBox();
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  await own.page.mouse.move(...middle);
  await own.page.keyboard.down("Control");
  for (let i = 0; i < 4; i += 1) await own.page.mouse.wheel(0, -240);
  await own.page.keyboard.up("Control");
  const zoomed = await settledCamera(own.page);
  const before = await own.page.locator("#viewer").screenshot();
  await own.page.mouse.down();
  await own.page.mouse.move(middle[0] - 180, middle[1] - 120, { steps: 6 });
  await own.page.mouse.up();
  const moved = await person.until(async () => {
    const camera = await settledCamera(own.page);
    return camera.x > zoomed.x && camera.y > zoomed.y && camera;
  }, "the image moved");
  assert.equal(moved.zoom, zoomed.zoom);
  assert.ok(zoomed.zoom > 0.2, `${zoomed.zoom} screen pixels for a pixel`);
  assert.notDeepEqual(await own.page.locator("#viewer").screenshot(), before);
  await own.close();
});

/** Where the image lies once the hand rests. */
async function settledCamera(page) {
  await page.waitForTimeout(400);
  return (await person.stateOf(page)).view.camera;
}

test("nothing was said or asked beyond chunks that hold nothing", () => watched.close());
