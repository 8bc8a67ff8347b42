// Results: table, plots and image are one selection; gates become classes; statistics and figures go home.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { PYTHON, serve } from "../browser/serve.mjs";
import { DEEPER } from "./deeper.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

let browser;
let site;
let watched;
let page;
let counted;

/** Twelve bright disks that grow and drift over six planes, as an ImageJ stack of times or of slices. */
const STACK = `
import sys, numpy as np, tifffile
axes, path = sys.argv[1:]
y, x = np.mgrid[:160, :200]
planes = np.random.default_rng(3).normal(300, 15, (6, 160, 200))
for n in range(12):
    for plane in range(6):
        away = np.hypot(y - 25 - 36 * (n // 4) - plane, x - 25 - 46 * (n % 4) - plane)
        planes[plane] += (800 + 60 * n) / (1 + np.exp((away - 7 - 0.6 * plane) * 1.5))
facts = {"axes": axes, "unit": "um", "spacing": 2.0, "finterval": 60.0}
tifffile.imwrite(path, planes.astype("uint16"), imagej=True, resolution=(2, 2), metadata=facts)
`;

/** One start of Python for all tests of this file: each leaves the page without selection, filter and classes. */
before(async () => {
  site = await serve("site");
  browser = await launch();
  const context = { permissions: ["clipboard-read", "clipboard-write"], locale: "en-US" };
  watched = await watchedPage(browser, site.address, { context });
  page = watched.page;
  await page.goto(`${site.address}index.html`);
  await page.locator(".dropzone").waitFor();
  await person.drop(page, data("bio/dsb2018/nuclei.png"));
  await person.imageShown(page, "nuclei.png");
  counted = await person.run(page);
});

after(async () => {
  await watched.close();
  await browser.close();
  await site.stop();
});

const panel = () => page.getByRole("complementary", { name: "Selection" });
const plot = (number) => page.getByRole("region", { name: `Plot ${number}` });
const grid = () => page.getByRole("grid");

/** How many objects the Selection panel says. */
async function selected() {
  return Number((await panel().locator(".of b").innerText()).replaceAll(/\D/g, ""));
}

/** Drag over a part of something, in shares of its width and height. */
async function drag(target, from, to) {
  const box = await target.boundingBox();
  const place = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...place(from));
  await page.mouse.down();
  await page.mouse.move(...place([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
  await page.mouse.move(...place(to));
  await page.mouse.up();
}

async function cleared() {
  await panel()
    .getByRole("button", { name: /^Clear/ })
    .click();
  await panel().waitFor({ state: "detached" });
}

/** What the table says of its rows. */
async function rowCount() {
  return Number(await grid().getAttribute("aria-rowcount")) - 1;
}

test("a drag over bars selects in plot, table and image; the gate gets a name, a colour and a column", async () => {
  const bare = await page.locator("#viewer").screenshot();
  await drag(plot(1).getByRole("listbox"), [0.5, 0.5], [0.98, 0.5]);
  await panel().waitFor();
  const size = await selected();
  assert.ok(size > 0 && size < counted);
  await person.until(
    async () => !bare.equals(await page.locator("#viewer").screenshot()),
    "the selection on the image",
  );
  await panel()
    .locator(".medians tbody tr", { hasText: "Area" })
    .first()
    .filter({ hasNotText: "…" })
    .waitFor();
  const medians = await panel().locator(".medians tbody tr").first().locator("td").allInnerTexts();
  const [chosen, others] = medians.map((one) => Number(one.replaceAll(/[^\d.]/g, "")));
  assert.ok(chosen > others, "large ones were selected");

  await panel().getByLabel("Name as a class").fill("large");
  await page.keyboard.press("Enter");
  await panel().getByLabel("Name of “large”").waitFor();
  await cleared();
  await page.getByRole("columnheader", { name: "Class" }).waitFor();
  const files = await person.exported(page, ["table"]);
  const [head, ...lines] = person.named(files, ".csv").toString().trim().split(/\r?\n/);
  const place = head.split(",").indexOf("class");
  assert.equal(lines.filter((one) => one.split(",")[place] === "large").length, size);
  const described = JSON.parse(person.named(files, ".columns.json"));
  assert.match(JSON.stringify(described), /Class that a person gave the object/);

  await page.getByRole("tab", { name: "Statistics" }).click();
  await page.getByRole("combobox", { name: "By" }).selectOption("class");
  const row = page.locator(".summary tr", { hasText: "Area" }).filter({ hasText: "large" }).first();
  assert.equal(await row.locator("td").nth(1).innerText(), String(size));
  await page.getByRole("tab", { name: "Nuclei" }).click();
  await page.keyboard.press("Control+z");
  await panel().waitFor();
  await page.keyboard.press("Control+z");
  await page.getByRole("columnheader", { name: "Class" }).waitFor({ state: "detached" });
  await cleared();
});

test("a rectangle and a lasso in a scatter plot select what lies in them, and the drawing goes home as SVG", async () => {
  await plot(1).getByRole("button", { name: "Enlarge" }).click();
  const cloud = plot(2).locator("svg[role=img]");
  await cloud.waitFor();
  await drag(cloud, [0.15, 0.05], [0.95, 0.8]);
  await panel().waitFor();
  const all = await selected();
  const conditions = panel().getByRole("combobox", { name: "Measurement" });
  assert.equal(await conditions.count(), 2, "the rule can be read and changed");
  await panel().getByRole("button", { name: "Remove this condition" }).first().click();
  await page.waitForFunction(() => document.querySelectorAll(".condition").length === 1);
  assert.ok((await selected()) >= all);

  await plot(2).getByRole("button", { name: "More for this plot" }).click();
  const menu = page.getByRole("dialog", { name: "More for this plot" });
  await menu.getByLabel("Drag draws a lasso").check();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    menu.getByRole("button", { name: "SVG" }).click(),
  ]);
  const drawing = readFileSync(await download.path(), "utf8");
  assert.match(drawing, /<text [^>]*>Area \(px²\)<\/text>/, "text stays text");
  assert.match(drawing, /<image [^>]*data:image\/png/);
  assert.match(drawing, /nuclei\.png: \d+ nuclei/, "it says of what");
  assert.doesNotMatch(drawing, /<!--|class=|<script/);

  const box = await cloud.boundingBox();
  const corner = (x, y) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...corner(0.2, 0.1));
  await page.mouse.down();
  for (const [x, y] of [
    [0.6, 0.1],
    [0.6, 0.8],
    [0.2, 0.8],
  ])
    await page.mouse.move(...corner(x, y), { steps: 3 });
  await page.mouse.up();
  await panel()
    .getByText(/Inside the shape drawn in/)
    .waitFor();
  assert.ok((await selected()) > 0);
  await plot(1).getByRole("button", { name: "Back to count and table" }).click();
  await cleared();
});

/** Select by a drag over bars and give what is selected a class. */
async function classed(name, from, to) {
  await drag(plot(1).getByRole("listbox"), [from, 0.5], [to, 0.5]);
  await panel().getByLabel("Name as a class").fill(name);
  await page.keyboard.press("Enter");
  await panel().getByLabel(`Name of “${name}”`).waitFor();
}

/** How many objects a class has, as the list below the count says. */
async function classSize(name) {
  const entry = page.getByRole("list", { name: "Classes" }).getByRole("button", { name });
  return Number((await entry.innerText()).replaceAll(/\D/g, ""));
}

/** Download a figure of a plot. */
async function figure(number, kind) {
  const menu = page.getByRole("dialog", { name: "More for this plot" });
  if (!(await menu.isVisible()))
    await plot(number).getByRole("button", { name: "More for this plot" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    menu.getByRole("button", { name: kind }).click(),
  ]);
  await menu.waitFor({ state: "detached" });
  return readFileSync(await download.path());
}

test(
  "classes follow their objects through another run, and what lost its place comes back with undo",
  DEEPER,
  async () => {
    await classed("large", 0.5, 0.98);
    await classed("small", 0.02, 0.3);
    await cleared();
    const before = [await classSize("large"), await classSize("small")];
    await plot(1).getByRole("button", { name: "Scatter" }).click();
    const legend = plot(1).getByRole("list", { name: "Classes" });
    await legend.waitFor();
    assert.deepEqual(await legend.getByRole("listitem").allInnerTexts(), ["large", "small", "other nuclei"]);
    await plot(1).getByRole("button", { name: "Histogram" }).click();

    // On a slow machine a run does not start by itself.
    const again = () => page.evaluate(() => window.tabscope.run());
    await person.type(page, "split", "smaller_than", 350);
    await again();
    const toast = page.locator(".toast", { hasText: "found anew" });
    await toast.waitFor();
    const [kept, lost] = (await toast.innerText()).match(/\d+/g).map(Number);
    assert.ok(lost > 0 && kept > 0);
    assert.equal(kept + lost, before[0] + before[1]);
    assert.deepEqual([await classSize("large"), await classSize("small")], [before[0], kept - before[0]]);
    await toast.getByRole("button", { name: "Undo" }).click();
    await again();
    await person.until(async () => (await classSize("small")) === before[1], "the class as it was");
    assert.equal(await person.count(page), counted);
    for (const name of ["large", "small"]) {
      await page.getByRole("list", { name: "Classes" }).getByRole("button", { name }).click();
      await panel()
        .getByRole("button", { name: `Delete the class “${name}”` })
        .click();
      await cleared();
    }
  },
);

test("the image goes home as SVG: scale bar, channel and caption are text over its pixels", async () => {
  const files = await person.exported(page, ["picture-svg"]);
  const drawing = person.named(files, ".svg").toString();
  const texts = [...drawing.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text);
  assert.ok(texts.includes("100 px"), "the scale bar");
  assert.ok(texts.includes("Channel 1"));
  assert.ok(texts.some((one) => one.startsWith("nuclei.png: 109 nuclei")));
  assert.equal(drawing.match(/<image /g).length, 1);
});

test("with the keyboard: bars, rows, copying, filter, columns", async () => {
  await plot(1).getByRole("listbox").focus();
  await page.keyboard.press("Home");
  const first = await selected();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.waitForFunction(
    () => document.querySelectorAll('.bar-targets [aria-selected="true"]').length === 3,
  );
  assert.ok((await selected()) > first);
  await cleared();

  await grid().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  await page.waitForFunction(() => document.querySelectorAll('.body-row[aria-selected="true"]').length === 2);
  await page.keyboard.press("Control+c");
  await page.locator(".toast", { hasText: "2 rows copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [titles, ...rows] = copied.split("\n").map((one) => one.split("\t"));
  assert.equal(titles[0], "object");
  assert.deepEqual(
    rows.map((one) => one[0]),
    ["2", "3"],
  );
  await page.keyboard.press("End");
  await page.locator(`[aria-rowindex="${counted + 1}"].current`).waitFor();
  await page.keyboard.press("x");
  await panel().waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Filter" }).focus();
  await page.keyboard.press("Enter");
  const filter = page.getByRole("dialog", { name: "Filter" });
  const expression = filter.getByLabel("Only rows where");
  await expression.fill("aera > 5");
  await filter.getByText("There is no column “aera”", { exact: false }).waitFor();
  assert.equal(await rowCount(), counted, "an unfinished expression filters nothing");
  await expression.fill("area_px > 400 and circularity < 0.9");
  await page.waitForFunction(
    (all) => Number(document.querySelector("[role=grid]").ariaRowCount) - 1 < all,
    counted,
  );
  const left = await rowCount();
  assert.ok(left > 0);
  await filter.getByRole("button", { name: /^Select these/ }).click();
  await panel().waitFor();
  assert.equal(await selected(), left);
  await filter.getByRole("button", { name: "Clear the filter" }).click();
  await page.keyboard.press("Escape");
  await filter.waitFor({ state: "detached" });
  assert.equal(await rowCount(), counted);

  await page.getByRole("button", { name: "Columns", exact: true }).click();
  const columns = page.getByRole("dialog", { name: "Columns" });
  await columns.getByRole("checkbox", { name: /^Circularity/ }).uncheck();
  await page.getByRole("columnheader", { name: "Circularity" }).waitFor({ state: "detached" });
  await columns.getByRole("checkbox", { name: "Selected rows on top" }).check();
  await page.waitForFunction(() => document.querySelector('[aria-rowindex="2"]').ariaSelected === "true");
  await columns.getByRole("checkbox", { name: "Selected rows on top" }).uncheck();
  await columns.getByRole("button", { name: "As usual" }).click();
  await page.getByRole("columnheader", { name: "Circularity" }).waitFor();
  await page.keyboard.press("Escape");
  await cleared();
});

/** A stack is opened and counted in each plane; its second plot is over time or depth. */
async function alongPlot(axes, kind) {
  const folder = mkdtempSync(join(tmpdir(), "tabscope-stack-"));
  try {
    const file = join(folder, `${kind}.tif`);
    execFileSync(PYTHON, ["-c", STACK, axes, file]);
    await person.drop(page, file);
    await person.imageShown(page, `${kind}.tif`);
    if (axes === "ZYX") await page.getByLabel("Planes").selectOption("each");
    assert.equal(await person.run(page), 72);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await plot(1).getByRole("button", { name: "Enlarge" }).click();
  await plot(2).getByRole("button", { name: "More for this plot" }).click();
  const menu = page.getByRole("dialog", { name: "More for this plot" });
  await menu.getByLabel("Kind").selectOption(kind);
  await plot(2).locator(".lines canvas").waitFor();
}

/** A drag over planes 2 and 3 selects their objects, which are exported alone; the figure has both lines. */
async function twoPlanes(column) {
  await drag(plot(2).locator(".u-over"), [0.3, 0.3], [0.7, 0.3]);
  await panel().waitFor();
  assert.equal(await selected(), 24);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    panel().getByRole("button", { name: "Export the selection" }).click(),
  ]);
  const [head, ...rows] = readFileSync(await download.path(), "utf8")
    .trim()
    .split(/\r?\n/);
  const place = head.split(",").indexOf(column);
  assert.deepEqual([...new Set(rows.map((one) => one.split(",")[place]))], ["2", "3"]);
  assert.equal(rows.length, 24);
  const drawing = (await figure(2, "SVG")).toString();
  assert.equal(drawing.match(/<path /g).length, 2, "all, and the selected");
  assert.match(drawing, />Mean, nuclei</);
}

test(
  "a movie is plotted over time: a drag takes frames, the figure is vectors, the selection goes home",
  DEEPER,
  async () => {
    await alongPlot("TYX", "time");
    await twoPlanes("t");
    const png = await figure(2, "PNG");
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    await cleared();
    await plot(1).getByRole("button", { name: "Back to count and table" }).click();
  },
);

test("a stack is plotted over depth", { skip: !process.env.TABSCOPE_ALL }, async () => {
  await alongPlot("ZYX", "depth");
  await twoPlanes("z");
  await cleared();
  await plot(1).getByRole("button", { name: "Back to count and table" }).click();
});
