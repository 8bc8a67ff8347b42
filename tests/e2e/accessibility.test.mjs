// What everybody needs: axe finds nothing in any state, the focus goes in the order of the page and comes back, keys do
// everything, small windows and coarse pointers have room.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { ROOT, serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const NUCLEI = data("bio/dsb2018/nuclei.png");
const AXE = readFileSync(join(ROOT, "node_modules/axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let browser;
let site;
/** One visit that most tests look at from their side, in their order. */
let visitOnce;

before(async () => {
  site = await serve("site");
  browser = await launch();
  visitOnce = await visit();
});

after(async () => {
  await visitOnce.close();
  await browser.close();
  await site.stop();
});

async function visit(address = "index.html", options = {}) {
  const watched = await watchedPage(browser, site.address, options);
  await watched.page.goto(`${site.address}${address}`);
  await watched.page
    .locator(".dropzone, .figure, .work, .problem")
    .first()
    .waitFor({ timeout: person.PATIENCE });
  return watched;
}

/** What axe has to say of the page as it is now, with everything that moves at its end. */
async function faults(page, state, part = "html") {
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finish?.())));
  // The page's policy allows no script from elsewhere; the debugger's own evaluation is not the page's.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    ([within, tags]) => window.axe.run(within, { runOnly: { type: "tag", values: tags } }),
    [part, RULES],
  );
  return violations.flatMap((one) =>
    one.nodes.map((node) => `${state}: ${one.id} ${node.target.join(" ")} (${node.html.slice(0, 120)})`),
  );
}

/** Do a command by its name in the palette. */
async function command(page, name) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill(name);
  await page.locator("dialog .option", { hasText: name }).first().waitFor();
  await page.keyboard.press("Enter");
}

test("axe finds nothing from the landing page to a selection, in both themes", async () => {
  const { page } = visitOnce;
  const found = [];
  const look = async (state) => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    const before = await theme();
    found.push(...(await faults(page, `${state}, ${before}`)));
    await command(page, "Light or dark");
    await person.until(async () => (await theme()) !== before, "the other theme");
    found.push(...(await faults(page, `${state}, ${await theme()}`)));
  };
  found.push(...(await faults(page, "landing")));
  await person.drop(page, NUCLEI);
  await person.imageShown(page, "nuclei.png");
  await person.openStep(page, "split");
  found.push(...(await faults(page, "open, with a step")));
  await person.run(page);
  await page.locator("#viewer").focus();
  await page.keyboard.press("n");
  await page.locator('[role=row][aria-selected="true"]').first().waitFor();
  await look("results with a selection");
  await page.locator("#viewer").focus();
  await page.keyboard.press("x");
  assert.deepEqual(found, []);
});

test("axe finds nothing in the dialogs, the palette, the menu and the tour", async () => {
  const { page } = visitOnce;
  const found = [];
  const dialogs = ["Share a link", "Export results", "Set the pixel size", "Show the keys", "About tabscope"];
  for (const name of [...dialogs, "Keep for offline"]) {
    await command(page, name);
    await page.locator("dialog[open]:not(.commands)").waitFor();
    found.push(...(await faults(page, name, "dialog")));
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  }
  await page.keyboard.press("Control+k");
  await page.locator("dialog.commands").waitFor();
  found.push(...(await faults(page, "palette", "dialog")));
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.getByRole("banner").getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menu").waitFor();
  found.push(...(await faults(page, "menu", ".popover")));
  await page.keyboard.press("Escape");
  await command(page, "Two-minute tour");
  await page.locator(".tour").waitFor();
  found.push(...(await faults(page, "tour", ".tour")));
  await page.keyboard.press("Escape");
  await page.locator(".tour").waitFor({ state: "detached" });
  assert.deepEqual(found, []);
});

test("axe finds nothing on errors, the private page, a figure and a small window", async () => {
  const found = [];
  const wrong = await visit("index.html#source=ftp://somewhere/image.tif");
  await wrong.page.locator(".problem").waitFor({ timeout: person.PATIENCE });
  found.push(...(await faults(wrong.page, "error")));
  await wrong.close();
  const priv = await visit("private.html");
  found.push(...(await faults(priv.page, "private")));
  await priv.close();
  const figure = await visit("embed.html#sample=human-cells");
  await figure.page.locator("#viewer").waitFor({ timeout: person.PATIENCE });
  found.push(...(await faults(figure.page, "figure")));
  await figure.close();
  const { page } = visitOnce;
  await page.setViewportSize({ width: 768, height: 900 });
  for (const tab of ["Channels", "Recipe", "Results"]) {
    await page.getByRole("tab", { name: tab, exact: true }).click();
    found.push(...(await faults(page, `768, ${tab}`)));
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  assert.deepEqual(found, []);
});

test("axe finds nothing while it runs, in the selection, a comparison, tools, recipes and Python", {
  skip: !process.env.TABSCOPE_ALL,
}, async () => {
  const { page, close } = await visit("index.html#sample=mosaic");
  const found = [];
  const look = async (state, part) => found.push(...(await faults(page, state, part)));
  await look("while it opens");
  await person.until(async () => {
    const state = await person.stateOf(page);
    return state.engine.phase === "ready" && state.recipe.steps.length > 0 && !state.opening;
  }, "the mosaic");
  await person.runButton(page).click();
  await page.locator("[role=progressbar]").waitFor();
  await look("while it runs");
  await page.keyboard.press("Escape");
  await person.until(async () => (await person.stateOf(page)).run.phase === "idle", "the end of the run");

  await person.drop(page, NUCLEI);
  await person.imageShown(page, "nuclei.png");
  await person.run(page);
  for (const tool of ["Rectangle", "Magic wand", "Brush: add to an object"]) {
    await page.getByRole("toolbar").getByRole("button", { name: tool, exact: true }).click();
    await page.locator(".tool-options").waitFor();
    await look(`tool ${tool}`, ".canvas");
  }
  await page.keyboard.press("Escape");
  await page.locator("#viewer").focus();
  await page.keyboard.press("n");
  await page.locator(".right.selection").waitFor();
  await look("selection", ".right");
  await page.getByRole("button", { name: "Help: Selection" }).click();
  await page.locator(".help-words:popover-open").waitFor();
  await look("an explanation", ".right");
  await page.keyboard.press("Escape");
  await page.locator("#viewer").focus();
  await page.keyboard.press("x");
  const panel = page.getByRole("complementary", { name: "Recipe" });
  await panel.getByRole("tab", { name: "Python" }).click();
  await panel.locator("textarea").waitFor();
  await look("Python", ".right");
  await panel.getByRole("tab", { name: "Steps" }).click();
  await panel.locator("button.name").click();
  await page.locator("dialog .templates").first().waitFor();
  await look("recipes", "dialog");
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await panel.locator(".recipe-head").getByRole("button", { name: "More", exact: false }).click();
  await page.getByRole("menuitem", { name: /^Compare with/ }).click();
  await page.getByRole("menuitem").first().click();
  await page.locator(".comparison").waitFor();
  await look("comparison");
  await close();
  assert.deepEqual(found, []);
});

test("a question mark explains the part beside it, by keys alone", async () => {
  const { page } = visitOnce;
  const mark = page.getByRole("button", { name: "Help: Channels" });
  await mark.focus();
  await page.keyboard.press("Enter");
  const words = page.locator(".help-words:popover-open");
  await words.waitFor();
  assert.match(await words.innerText(), /Channels[\s\S]*only for the eye/);
  const box = await words.boundingBox();
  const { width, height } = page.viewportSize();
  assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height, "inside");
  await page.keyboard.press("Escape");
  await words.waitFor({ state: "detached" });
  assert.ok(await mark.evaluate((one) => one === document.activeElement));
  const missing = await page.evaluate(() =>
    [...document.querySelectorAll(".parameter")]
      .filter((one) => !one.querySelector(".help[aria-describedby]") && !one.querySelector("[id*='-in-']"))
      .map((one) => one.ariaLabel),
  );
  assert.deepEqual(missing, []);
});

test("the landing page stays where it is while it fills, and what comes after it barely moves anything", async () => {
  const { page, close } = await visit();
  await page.locator(".samples img").first().waitFor();
  await page.evaluate(() => {
    window.shifts = [];
    const name = (one) => `${one.node?.nodeName} ${one.node?.className ?? ""}`;
    new PerformanceObserver((list) => {
      for (const one of list.getEntries())
        if (!one.hadRecentInput) window.shifts.push({ value: one.value, of: one.sources.map(name) });
    }).observe({ type: "layout-shift", buffered: true });
  });
  const shifts = () =>
    page.evaluate(() => new Promise((done) => setTimeout(() => done(window.shifts.splice(0)), 0)));
  assert.deepEqual(
    (await shifts()).filter((one) => one.value > 0.001),
    [],
  );
  await person.drop(page, NUCLEI);
  await person.imageShown(page, "nuclei.png");
  await person.run(page);
  // The top bar gains two buttons and the results rise once; 0.1 is what is called good.
  const after = await shifts();
  const sum = after.reduce((all, one) => all + one.value, 0);
  assert.ok(sum < 0.02, JSON.stringify(after));
  await close();
});

/** Where the focus is, as a region of the page. */
function region(page) {
  return page.evaluate(() => {
    const names = {
      ".topbar": "top bar",
      ".left": "left",
      "#viewer": "image",
      ".right": "right",
      "#results": "results",
      ".status": "status",
    };
    const found = Object.entries(names).find(([one]) => document.activeElement?.closest(one));
    return found?.[1] ?? document.activeElement?.className ?? "";
  });
}

test("the focus visits the parts in the order of the page, and F6 goes from part to part", async () => {
  const { page } = visitOnce;
  const order = ["top bar", "left", "image", "right", "results", "status"];
  await page.locator(".brand").click();
  const jumps = [];
  for (let i = 0; i < order.length; i += 1) {
    await page.keyboard.press("F6");
    jumps.push(await region(page));
  }
  assert.deepEqual(jumps, order);
  await page.keyboard.press("Shift+F6");
  assert.equal(await region(page), "results");

  await page.locator(".brand").click();
  const seen = [];
  for (let i = 0; i < 150 && seen.at(-1) !== "status"; i += 1) {
    await page.keyboard.press("Tab");
    const at = await region(page);
    if (order.includes(at) && at !== seen.at(-1)) seen.push(at);
  }
  assert.deepEqual(seen, order);
});

test("a dialog keeps the focus while it is open and gives it back, and so does a menu", async () => {
  const { page } = visitOnce;
  await page.getByRole("button", { name: "Find a command" }).focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(
      () => document.activeElement === document.body || !!document.activeElement?.closest("dialog"),
    );
    assert.ok(inside, "the focus left the dialog");
  }
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.dataset.tour === "find");
  await page.getByRole("banner").getByRole("button", { name: "More", exact: true }).press("Enter");
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "More");
});

test("the edges between panels move by keys and fold with Enter", async () => {
  const { page } = visitOnce;
  const edge = page.getByRole("separator", { name: "Width of the left panel" });
  const width = () => page.locator(".left").evaluate((one) => one.getBoundingClientRect().width);
  const before = await width();
  await edge.focus();
  await page.keyboard.press("ArrowRight");
  await person.until(async () => (await width()) === before + 16, "16 px more");
  await page.keyboard.press("Enter");
  await person.until(async () => (await width()) === 0, "a folded panel");
  assert.equal(await edge.getAttribute("aria-valuetext"), "folded");
  await page.keyboard.press("Enter");
  await person.until(async () => (await width()) === 240, "the usual width");
});

test("every setting and action is found by its name, and letters can be switched off", async () => {
  const { page } = visitOnce;
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: "Find a command" });
  for (const name of ["Choose a folder", "Light or dark", "Gaussian blur", "Dense nuclei", "Show or hide"]) {
    await field.fill(name);
    await page.locator("dialog .option", { hasText: name }).first().waitFor();
  }
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await command(page, "Keys of one letter");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.keyboard.press("Control+k");
  await page.locator("dialog.commands").waitFor();
  assert.equal(await page.locator("dialog").count(), 1, "the question mark opened nothing");
  await page.keyboard.press("Escape");
});

/** What is shown and can be hit, but is smaller than `least`; a place that answers around what is drawn counts. */
function tooSmall(page, least) {
  return page.evaluate((size) => {
    const shown = [
      ...document.querySelectorAll("button, select, [role=tab], input:not([type=range])"),
    ].filter((one) => one.checkVisibility({ visibilityProperty: true }));
    // A word inside a sentence is exempt (WCAG 2.5.8), and what a label beside it enlarges is larger than it looks.
    const exempt = (one) => one.matches(".link, .sr") || one.closest("label") !== null;
    const answers = (one, { left, top, width, height }) =>
      [-1, 1].every((side) =>
        one.contains(document.elementFromPoint(left + width / 2, top + height / 2 + side * (size / 2 - 0.5))),
      );
    return shown
      .filter((one) => !exempt(one))
      .map((one) => ({ one, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.top >= 0 && box.bottom <= innerHeight)
      .filter(({ one, box }) => box.height < size - 0.5 && !answers(one, box))
      .map(({ one, box }) => `${one.ariaLabel ?? one.textContent.trim()}: ${box.width} x ${box.height}`);
  }, least);
}

test("nothing is smaller than 24 px to hit", async () => {
  assert.deepEqual(await tooSmall(visitOnce.page, 24), []);
});

test("where a finger points, everything is 44 px high, and nothing scrolls sideways", async () => {
  const context = { hasTouch: true, isMobile: true, viewport: { width: 768, height: 1024 } };
  const { page, close } = await visit("index.html#sample=human-cells", { context });
  await page.getByRole("tab", { name: "Recipe" }).waitFor({ timeout: person.PATIENCE });
  await page.getByLabel("DNA, white point as a number").waitFor({ state: "attached" });
  for (const tab of ["Channels", "Recipe", "Results"]) {
    await page.getByRole("tab", { name: tab, exact: true }).click();
    await page.locator(`.work[data-tab=${tab.toLowerCase()}]`).waitFor();
    assert.deepEqual(await tooSmall(page, 44), [], tab);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  }
  await close();
});
