// Images of several slices, times, channels and series; and a pixel size that a person sets.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const STACK = data("tiff/derived/imagej_tzcyx.tif");
const TWO = data("tiff/derived/two_series.ome.tif");
const NUCLEI = data("bio/dsb2018/nuclei.png");
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
  await browser.close();
  await site.stop();
});

/** The columns of the table that is shown, by name. */
function columns(page) {
  return page.evaluate(async () => {
    const { columns: all } = await window.tabscope.table("cells");
    return Object.fromEntries(all.map((one) => [one.name, one.values]));
  });
}

/** Pixels of the image area, without what changes by itself. */
function picture(page) {
  return page.locator("#viewer").screenshot();
}

async function differs(page, was) {
  await person.until(async () => !was.equals(await picture(page)), "another picture");
}

test("a hyperstack shows a slider for slices and one for times, and each shows another plane", async () => {
  const { page } = watched;
  await person.drop(page, STACK);
  await person.imageShown(page, "imagej_tzcyx.tif");
  for (const [name, axis] of [
    ["Slice", "z"],
    ["Time", "t"],
  ]) {
    const slider = page.getByRole("slider", { name, exact: true });
    const was = await picture(page);
    const before = (await person.stateOf(page)).view[axis];
    await slider.focus();
    await page.keyboard.press("End");
    await person.until(async () => (await person.stateOf(page)).view[axis] !== before, `another ${axis}`);
    await differs(page, was);
  }
  await page.locator("#viewer").focus();
  await page.keyboard.press(",");
  await person.until(async () => (await person.stateOf(page)).view.z === 2, "the slice before");
});

test("a channel is hidden and shown with its number", async () => {
  const { page } = watched;
  const was = await picture(page);
  await page.locator("body").press("2");
  await person.until(async () => !(await person.stateOf(page)).view.channels[1].visible, "channel 2 hidden");
  await differs(page, was);
  await page.locator("body").press("2");
  await person.until(async () => (await person.stateOf(page)).view.channels[1].visible, "channel 2 shown");
});

test("the maximum projection gives one row for each object, each plane gives rows with t and z", async () => {
  const { page } = watched;
  await page.evaluate((one) => window.tabscope.setRecipe(one), PLAIN);
  await page.locator("#choice-planes").selectOption("max");
  await person.run(page);
  const projected = await columns(page);
  assert.ok(projected.object.length > 0);

  await page.locator("#choice-planes").selectOption("each");
  await person.run(page);
  await person.until(
    async () => (await columns(page)).object.length > projected.object.length,
    "rows of all planes",
  );
  const each = await columns(page);
  const planes = new Set(each.object.map((_, row) => `${each.t[row]},${each.z[row]}`));
  assert.equal(planes.size, 8, "2 times of 4 slices");

  await page.locator("#choice-planes").selectOption("this");
  await person.run(page);
  const { view } = await person.stateOf(page);
  await person.until(
    async () => (await columns(page)).object.length < each.object.length,
    "rows of one plane",
  );
  const one = await columns(page);
  assert.deepEqual([new Set(one.t), new Set(one.z)], [new Set([view.t]), new Set([view.z])]);
  const same = each.object.filter((_, row) => each.t[row] === view.t && each.z[row] === view.z);
  assert.equal(one.object.length, same.length, "as many as each plane found here");
});

test("a volume is chosen, never taken silently: objects reach over slices and lie on each of them", async () => {
  const { page } = watched;
  await page.locator("#choice-planes").selectOption("max");
  const flat = await person.run(page);
  await page.getByRole("button", { name: "Max", exact: true }).click();
  await page.locator("#choice-planes").selectOption("volume");
  assert.equal((await person.stateOf(page)).view.projected, false, "outlines lie on slices");
  await person.run(page);
  const found = await person.until(async () => {
    const all = await columns(page);
    return "volume_px" in all && all;
  }, "columns of a volume");
  assert.ok(found.object.length > 0 && found.z.every((one) => Number.isNaN(one)));
  const labels = await page.evaluate(
    async () => (await window.tabscope.results()).find((one) => one.kind === "labels").planes,
  );
  assert.equal(labels.length, 8, "each of 4 slices at 2 times");
  const { headline } = await person.stateOf(page);
  assert.doesNotMatch(headline, /slices/, `${flat} flat; ${headline}`);
});

/** Count with a recipe; a run that a change has started by itself comes first. */
async function counted(page, recipe, planes) {
  await page.evaluate((one) => window.tabscope.setRecipe(one), recipe);
  await page.locator("#choice-planes").selectOption(planes);
  await person.until(async () => (await person.stateOf(page)).run.phase === "idle", "an earlier run");
  await page.evaluate(() => window.tabscope.run());
  return (await person.stateOf(page)).count;
}

/** The recipe with a step in front that moves the pixels. */
function moved(op, params) {
  const [fore, objects, cells] = PLAIN.steps;
  const first = { id: "move", op, in: { image: "signal" }, params };
  const steps = [
    first,
    { ...fore, in: { image: "move" } },
    objects,
    { ...cells, in: { labels: "objects", image: "move" } },
  ];
  return { ...PLAIN, steps };
}

test("a view from the side is measured, is not drawn, and its file is offered beside the reason", async () => {
  const { page } = watched;
  assert.ok((await counted(page, moved("geometry.reslice@1", { along: "y" }), "volume")) > 0);
  const layer = page.locator(".layer", { hasText: "no place on it" });
  await layer.getByRole("button", { name: "Save the file" }).waitFor();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    layer.getByRole("button", { name: "Save the file" }).click(),
  ]);
  assert.match(saved.suggestedFilename(), /objects.*\.tif$/);
});

test("objects of a turned image are drawn where they lie on the image as it was opened", async () => {
  const { page } = watched;
  const layers = () =>
    page.evaluate(async () => {
      const all = await window.tabscope.results();
      const { array, origin } = all.find((one) => one.kind === "labels");
      return { shape: array.shape, origin };
    });
  const count = await counted(page, PLAIN, "max");
  const plain = await layers();
  assert.equal(await counted(page, moved("geometry.rotate@1", { angle: 90 }), "max"), count);
  assert.deepEqual(await layers(), plain);
});

test("one threshold is found on all slices and times; each plane finds its own where that is chosen", async () => {
  const { page } = watched;
  const found = () =>
    page.evaluate(async () => {
      const result = (await window.tabscope.results()).find((one) => one.step === "fore");
      return result && { names: Object.keys(result.values), notes: result.notes };
    });
  const [fore, ...rest] = PLAIN.steps;
  await counted(page, { ...PLAIN, steps: [{ ...fore, op: "threshold.otsu@2" }, ...rest] }, "each");
  assert.deepEqual(await found(), { names: ["threshold"], notes: ["One value for all 8 planes."] });
  const card = await person.openStep(page, "fore");
  await card.getByRole("combobox", { name: "One value for" }).selectOption("plane");
  const alone = { names: ["threshold_lowest", "threshold_highest"], notes: [] };
  await person.until(async () => isDeepStrictEqual(await found(), alone), "a threshold of each plane");
});

test("another series of the file is another image", async () => {
  const { page } = watched;
  await person.drop(page, TWO);
  const first = await person.imageShown(page, "two_series.ome.tif");
  assert.deepEqual(first.image.shape, [364, 260]);
  const chooser = page.getByRole("combobox", { name: "Image in this file" });
  await chooser.selectOption("1");
  const second = await person.until(async () => {
    const state = await person.stateOf(page);
    return !state.opening && state.image && String(state.image.shape) !== "364,260" && state;
  }, "the second series");
  assert.equal(second.image.name, "two_series.ome.tif");
  await person.until(async () => (await chooser.inputValue()) === "1", "the second series is the chosen one");
});

test("a pixel size that is set by hand measures in µm", async () => {
  const { page } = watched;
  await person.drop(page, NUCLEI);
  await person.imageShown(page, "nuclei.png");
  await page.evaluate(() => window.tabscope.setRecipe("count-nuclei"));
  await person.run(page);
  const bare = await columns(page);
  assert.equal(bare.area_um2, undefined);
  const status = page.getByRole("contentinfo");
  await status.getByRole("button", { name: "set", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Pixel size" });
  await dialog.getByLabel("x", { exact: true }).fill("0,5");
  await dialog.getByLabel("y", { exact: true }).fill("0.5");
  await dialog.getByRole("button", { name: "Set" }).click();
  await status.getByText("0.5 µm per pixel, set by hand").waitFor();
  await person.run(page);
  const measured = await person.until(async () => {
    const now = await columns(page);
    return now.area_um2 && now;
  }, "µm in the table");
  assert.equal(measured.area_um2.length, bare.area_px.length);
  measured.area_um2.forEach((area, row) =>
    assert.ok(Math.abs(area - 0.25 * bare.area_px[row]) < 1e-9 * area),
  );
});

test("nothing was said on the console and nobody was asked", () => watched.close());
