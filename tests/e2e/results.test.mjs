// Results: table, plots and image are one selection; gates become classes; statistics and figures go home.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

let browser;
let site;
let watched;
let page;
let counted;

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
  assert.notDeepEqual(await page.locator("#viewer").screenshot(), bare, "the image shows it");
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
