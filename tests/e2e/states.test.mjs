// How the page looks in its states, against small kept pictures: a broken layout fails, another font does not.
// `node tests/e2e/states.test.mjs --update` writes the kept pictures anew; TABSCOPE_PICTURES=FOLDER keeps large ones.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const KEPT = data("states");
const UPDATE = process.argv.includes("--update");
const ALL = UPDATE || !!process.env.TABSCOPE_ALL;
const NUCLEI = data("bio/dsb2018/nuclei.png");
/** Kept pictures are this wide; cells of 8 by 8 of their pixels are compared by their mean. */
const WIDTH = 144;
const CELL = 8;
/** A cell differs by so many of 255; a page may have so many of them before it looks broken. */
const DIFFERS = 12;
const SHARE = 0.04;
let browser;
let site;
let watched;
let page;
let desk;

before(async () => {
  site = await serve("site");
  browser = await launch();
  watched = await watchedPage(browser, site.address, {
    context: { reducedMotion: "reduce", locale: "en-US" },
  });
  page = watched.page;
  desk = await browser.newPage();
  mkdirSync(KEPT, { recursive: true });
});

after(async () => {
  await browser.close();
  await site.stop();
});

/** A picture made small, as a PNG; runs on an empty page. */
async function small([encoded, width]) {
  const picture = new Image();
  picture.src = `data:image/png;base64,${encoded}`;
  await picture.decode();
  const height = Math.round((picture.height * width) / picture.width);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}

/** The share of cells whose mean colour differs between two small pictures; runs on an empty page. */
async function cellsApart([first, second, cell, differs]) {
  const means = async (encoded) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${encoded}`;
    await picture.decode();
    const [columns, rows] = [Math.ceil(picture.width / cell), Math.ceil(picture.height / cell)];
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const found = [];
    for (let i = 0; i < rows * columns; i += 1) {
      const pixels = context.getImageData(
        (i % columns) * cell,
        Math.floor(i / columns) * cell,
        cell,
        cell,
      ).data;
      const sums = [0, 0, 0, 0];
      for (let at = 0; at < pixels.length; at += 1) sums[at % 4] += pixels[at];
      found.push(sums.slice(0, 3).map((one) => (255 * one) / sums[3]));
    }
    return { found, shape: `${columns} x ${rows}` };
  };
  const [a, b] = [await means(first), await means(second)];
  if (a.shape !== b.shape) return 1;
  const apart = a.found.filter((one, i) =>
    one.some((value, at) => Math.abs(value - b.found[i][at]) > differs),
  );
  return apart.length / a.found.length;
}

async function shot(name) {
  await page.mouse.move(720, 20);
  await page.evaluate(() => {
    document.activeElement?.blur();
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
  const large = await page.screenshot();
  if (process.env.TABSCOPE_PICTURES) writeFileSync(join(process.env.TABSCOPE_PICTURES, `${name}.png`), large);
  return desk.evaluate(small, [large.toString("base64"), WIDTH]);
}

/** How far the page is from its kept picture; with --update it becomes that picture. */
async function apart(name) {
  const path = join(KEPT, `${name}.png`);
  const now = await shot(name);
  if (UPDATE) writeFileSync(path, Buffer.from(now, "base64"));
  assert.ok(existsSync(path), `no kept picture of ${name}: node tests/e2e/states.test.mjs --update`);
  return desk.evaluate(cellsApart, [now, readFileSync(path).toString("base64"), CELL, DIFFERS]);
}

async function looks(name) {
  const share = await apart(name);
  assert.ok(share <= SHARE, `${name}: ${(100 * share).toFixed(1)} % of it looks different`);
}

async function theme(name) {
  if ((await page.evaluate(() => document.documentElement.dataset.theme)) === name) return;
  await byName("Light or dark");
}

async function byName(name) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill(name);
  await page.locator("dialog .option", { hasText: name }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator("dialog.commands").waitFor({ state: "detached" });
}

test("landing, in both themes", async () => {
  await page.goto(`${site.address}index.html`);
  await page.locator("[data-sample] img").last().waitFor();
  for (const one of ["dark", "light"]) {
    await theme(one);
    await looks(`landing-${one}`);
  }
});

test("an open image, results and a selection, in both themes", async () => {
  await page.locator('[data-sample="human-cells"]').click();
  await person.imageShown(page, "Human cells");
  await page.locator("#viewer[data-ready]").waitFor();
  for (const one of ["dark", "light"]) {
    await theme(one);
    await looks(`open-${one}`);
  }
  await person.run(page);
  for (const one of ["light", "dark"]) {
    await theme(one);
    await looks(`results-${one}`);
  }
  await page.locator("#viewer").focus();
  await page.keyboard.press("n");
  await page.getByRole("complementary", { name: "Selection" }).waitFor();
  await looks("selection-dark");
  await page.locator("#viewer").focus();
  await page.keyboard.press("x");
  await page.keyboard.press("0"); // the selected object was brought to the middle
});

test("smaller windows", async () => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await looks("results-1024");
  await page.setViewportSize({ width: 768, height: 1024 });
  for (const tab of ["Channels", "Recipe", "Results"]) {
    await page.getByRole("tab", { name: tab, exact: true }).click();
    await looks(`768-${tab.toLowerCase()}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("a layout that breaks is seen, another font is none", async () => {
  const kept = readFileSync(join(KEPT, "results-dark.png")).toString("base64");
  const styled = async (rule) => {
    await page.evaluate((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = [sheet];
    }, rule);
    const share = await desk.evaluate(cellsApart, [await shot("other-style"), kept, CELL, DIFFERS]);
    await page.evaluate(() => {
      document.adoptedStyleSheets = [];
    });
    return share;
  };
  for (const rule of [".right{display:none}", ".strip{transform:translateY(60px)}", ".work{margin-top:60px}"])
    assert.ok((await styled(rule)) > SHARE, rule);
  assert.ok((await styled("*{font-family:serif !important}")) <= SHARE);
});

const DIALOGS = {
  export: "Export results",
  share: "Share a link",
  "pixel-size": "Set the pixel size",
  keys: "Show the keys",
  about: "About tabscope",
  offline: "Keep for offline",
  queue: "Queue of runs",
};

test("the dialogs, the palette, the list of recipes and the tour", {
  skip: !ALL && "deeper: TABSCOPE_ALL",
}, async () => {
  for (const [name, command] of Object.entries(DIALOGS)) {
    await byName(command);
    await page.locator("dialog[open]").waitFor();
    await looks(`dialog-${name}`);
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  }
  await page.keyboard.press("Control+k");
  await page.locator("dialog.commands .option").first().waitFor();
  await looks("palette");
  await page.keyboard.press("Escape");
  await page.locator(".recipe-head button.name").click();
  await person.until(
    () => page.evaluate(() => document.querySelectorAll(".template .picture img").length > 0),
    "a picture of a recipe",
  );
  await page.locator("dialog[open]").waitFor();
  await looks("dialog-recipes");
  await page.keyboard.press("Escape");
});

test("statistics, enlarged plots and Python", { skip: !ALL && "deeper: TABSCOPE_ALL" }, async () => {
  await page.getByRole("tab", { name: "Statistics" }).click();
  await page.locator(".summary tr").nth(2).waitFor();
  await looks("statistics");
  await page.getByRole("tab", { name: "Nuclei" }).click();
  await page.getByRole("button", { name: "Enlarge" }).first().click();
  await page.locator("svg[role=img]").first().waitFor();
  await looks("plots");
  await page.getByRole("button", { name: "Back to count and table" }).first().click();
  await page.getByRole("tab", { name: "Python" }).click();
  await page.locator("#recipe-script textarea, #recipe-script pre").first().waitFor();
  await looks("python");
  await page.getByRole("tab", { name: "Steps" }).click();
});

test("a figure in another page, and an error", async () => {
  await watched.close();
  const context = { reducedMotion: "reduce", locale: "en-US" };
  watched = await watchedPage(browser, site.address, { context });
  page = watched.page;
  await page.setViewportSize({ width: 900, height: 640 });
  await page.goto(`${site.address}embed.html#sample=human-cells&recipe=count-nuclei&run=1`);
  await page.locator("output[data-count]").waitFor({ timeout: person.PATIENCE });
  await looks("embed");
  await watched.close();
  watched = await watchedPage(browser, site.address, { context });
  page = watched.page;
  await page.goto(`${site.address}index.html`);
  await page.locator(".dropzone").waitFor();
  await person.dropBytes(page, "broken.tif", readFileSync(NUCLEI).subarray(8, 900));
  await person.problemShown(page);
  await looks("error");
  await watched.close();
});
