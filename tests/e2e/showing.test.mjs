// How an image and its results are shown: channels, colours that mean something, slices that play, parts that fail.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { folder, stand } from "./stand.mjs";
import { watchedPage } from "./watch.mjs";

const STACK = data("tiff/derived/imagej_tzcyx.tif");
const SAMPLE = "samples/human-cells.ome.zarr";
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
  await watched.close();
  await browser.close();
  await site.stop();
});

function picture(page) {
  return page.locator("#viewer").screenshot();
}

async function differs(page, was) {
  await person.until(async () => !was.equals(await picture(page)), "another picture");
}

async function channels(page) {
  return (await person.stateOf(page)).view.channels;
}

test("channels are named, moved, shown alone and coloured with the keyboard", async () => {
  const { page } = watched;
  await person.openAddress(page, `${site.address}${SAMPLE}`);
  await person.imageShown(page, "human-cells.ome.zarr");
  const names = () => page.locator(".channel input.title").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(await names(), ["DNA", "pH3", "Cell"]);

  const field = page.getByRole("textbox", { name: "Name of channel 2" });
  await field.fill("Mitosis");
  await field.press("Enter");
  await page.locator(".viewer-legend", { hasText: "Mitosis" }).waitFor();

  await page.getByRole("checkbox", { name: "Show Mitosis" }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await person.until(async () => (await names())[0] === "Mitosis", "the channel at the top");
  const was = await picture(page);
  await page.locator("#viewer").focus();
  await page.keyboard.press("1");
  await person.until(async () => !(await channels(page))[1].visible, "key 1 means the top of the list");
  await differs(page, was);

  await page.getByRole("checkbox", { name: "Show DNA" }).click({ modifiers: ["Shift"] });
  await person.until(
    async () => (await channels(page)).map((one) => one.visible).join() === "true,false,false",
    "DNA only",
  );
  const grey = await picture(page);
  await page.getByRole("button", { name: "Colour of DNA" }).click();
  await page.getByRole("dialog", { name: "Colour of DNA" }).getByRole("button", { name: "Magma" }).click();
  await differs(page, grey);
  await page.keyboard.press("Escape");
  for (let times = 0; times < 5; times += 1) await page.keyboard.press("Control+z");
  await person.until(async () => (await names()).join() === "DNA,pH3,Cell", "all of it taken back");
});

test("objects take the colours of a measurement, with a legend that is in the saved picture, too", async () => {
  const { page } = watched;
  await person.run(page);
  const row = page.locator(".layer").first();
  await row.getByRole("button", { name: "Nuclei" }).click();
  const plain = await picture(page);
  await row.getByRole("combobox", { name: "Nuclei, Colour", exact: true }).selectOption("column area_px");
  const legend = page.getByRole("img", { name: /^Area \(px²\): \d/ });
  await legend.waitFor();
  await differs(page, plain);
  const before = (await person.exported(page, ["picture"])).values().next().value;

  const limit = row.getByRole("textbox", { name: "Nuclei, to" });
  await limit.fill("100");
  await limit.press("Enter");
  await page.getByRole("img", { name: /^Area \(px²\): [\d.]+ – 100$/ }).waitFor();
  const after = (await person.exported(page, ["picture"])).values().next().value;
  assert.ok(!before.equals(after), "the picture has the new limits");

  await page.locator("#viewer").focus();
  await page.keyboard.press("n");
  const far = (await person.stateOf(page)).view.camera.zoom;
  await page.keyboard.press("z");
  await person.until(
    async () => (await person.stateOf(page)).view.camera.zoom > 2 * far,
    "the object fills the view",
  );
  const box = await page.locator("#viewer").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.locator(".readout", { hasText: /Object \d+[\s\S]*Area \d/ }).waitFor();
});

test("slices play because a person says so, and stop at any key", async () => {
  const { page } = watched;
  await person.drop(page, STACK);
  await person.imageShown(page, "imagej_tzcyx.tif");
  const slice = async () => (await person.stateOf(page)).view.z;
  const seen = new Set([await slice()]);
  await page.getByRole("button", { name: "Play through the slices" }).click();
  await person.until(async () => seen.add(await slice()).size >= 3, "three slices");
  await page.keyboard.press("Shift");
  await page.getByRole("button", { name: "Play through the slices" }).waitFor();

  const one = await picture(page);
  await page.getByRole("button", { name: "Max", exact: true }).click();
  await page.locator(".axis", { hasText: "Maximum projection" }).waitFor();
  await differs(page, one);
  const max = await picture(page);
  await page.getByRole("button", { name: "Mean", exact: true }).click();
  await differs(page, max);
});

test("a channel that is lost on the way leaves the others, and a sentence", async () => {
  const files = folder("site");
  const host = await stand((path, request, response) => {
    if (/\/(\d+)\/(c\/)?1\/\d+\/\d+$/.test(path)) response.writeHead(500).end("gone");
    else files(path, request, response);
  });
  const other = await watchedPage(browser, site.address, { allow: [host.origin], expect: [/500/] });
  try {
    await other.page.goto(`${site.address}index.html`);
    await other.page.locator(".dropzone").waitFor();
    await person.openAddress(other.page, `${host.origin}/${SAMPLE}`);
    await other.page.locator(".toast", { hasText: "some parts could not be read" }).waitFor();
    await other.page.locator("#viewer[data-ready]").waitFor();
    const all = await picture(other.page);
    await other.page.getByRole("checkbox", { name: "Show DNA" }).click();
    await differs(other.page, all);
  } finally {
    await other.close();
    host.close();
  }
});
