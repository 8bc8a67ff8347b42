// A person who does everything in no order: seeded random actions on a real image. The page stays quiet and quick to
// answer, and what it counted at the start it counts at the end.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { ACTIONS, chooser } from "./random.mjs";
import { watchedPage } from "./watch.mjs";

const IMAGE = data("bio/neubias/xy_8bit__mitocheck_incenp_t1.tif");
const NAME = "xy_8bit__mitocheck_incenp_t1.tif";
const SEED = Number(process.env.TABSCOPE_SEED ?? 20_261_121);
const NUMBER = Number(process.env.TABSCOPE_ACTIONS ?? (process.env.TABSCOPE_ALL ? 1000 : 60));
/** What a page may hold more after the second round than after the first, in bytes and things. */
const MORE = { heap: 25e6, kept: 2000, listeners: 500 };
let browser;
let site;
let watched;

before(async () => {
  site = await serve("site");
  browser = await launch();
  watched = await watchedPage(browser, site.address);
});

after(async () => {
  await browser.close();
  await site.stop();
});

/** What the page holds after everything that can be let go was let go. */
async function held(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable");
  for (let i = 0; i < 3; i += 1) await client.send("HeapProfiler.collectGarbage");
  const { metrics } = await client.send("Performance.getMetrics");
  const { usedSize, backingStorageSize } = await client.send("Runtime.getHeapUsage");
  await client.detach();
  const value = (name) => metrics.find((one) => one.name === name).value;
  // A wider table is no leak: only nodes count that are kept although the page shows them no more.
  const alive = await page.evaluate(() => {
    const walker = document.createTreeWalker(document);
    let count = 1;
    while (walker.nextNode()) count += 1;
    return count;
  });
  const listeners = value("JSEventListeners");
  return { heap: usedSize + (backingStorageSize ?? 0), alive, kept: value("Nodes") - alive, listeners };
}

/** Do a command by its name in the palette; with nothing else open. */
async function byName(page, name) {
  await page.keyboard.press("Control+k");
  await page.locator("dialog.commands").waitFor();
  await page.keyboard.type(name);
  await page.locator("dialog .option", { hasText: name }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator("dialog").waitFor({ state: "detached" });
}

/** Begin again as a person would: everything closed, the image opened, the recipe that counts nuclei on all of it. */
async function begin(page) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await person.until(
    async () => {
      await page.keyboard.press("Escape");
      return (await page.locator("dialog, .popover, .tour").count()) === 0;
    },
    `nothing open over the page, but ${await page.locator("dialog, .popover, .tour").evaluateAll((all) => all.map((one) => one.className))}`,
  );
  await byName(page, "Language: English");
  while ((await person.stateOf(page)).screen !== "landing") await byName(page, "Close this image");
  await page.locator(".dropzone").waitFor();
  await person.drop(page, IMAGE);
  await person.imageShown(page, NAME);
  await page.evaluate(() => window.tabscope.setRecipe("count-nuclei"));
  const area = page.locator("#choice-area");
  if (await area.count()) await area.selectOption("whole");
  return person.run(page);
}

test(`${NUMBER} random actions leave the page quiet, small and right (seed ${SEED})`, async (t) => {
  const { page } = watched;
  const done = [];
  const said = [];
  const note = (text) => said.push(`after ${done.slice(-6).join("; ")}: ${text}`);
  page.on("pageerror", (error) => note(error.stack ?? String(error)));
  page.on("console", (message) => message.type() === "error" && note(message.text()));
  await page.goto(`${site.address}index.html`);
  await page.locator(".dropzone").waitFor();
  const counted = await begin(page);
  const tally = {};
  // The first round draws every part of the page once, and lit keeps what it draws from: only what a second round of
  // the same actions adds is a leak.
  const rounds = [];
  for (let round = 0; round < 2; round += 1) {
    const choose = chooser(SEED);
    for (let i = 0; i < NUMBER / 2 && !said.length; i += 1) {
      const [name, act] = choose.weighted(ACTIONS);
      const covered = await page.locator("dialog[open], .popover").count();
      if (covered && choose.number() < 0.4) await page.keyboard.press("Escape");
      const what = await act(page, choose);
      const kind = what ? name : `${name}: not now`;
      tally[kind] = (tally[kind] ?? 0) + 1;
      done.push(`${round}.${i} ${name}${what ? ` ${what}` : ""}`);
    }
    assert.deepEqual(said, [], "the page said what nobody expected");
    assert.equal(await begin(page), counted, `the count, ${done.slice(-6).join("; ")}`);
    rounds.push(await held(page));
  }
  t.diagnostic(`done: ${JSON.stringify(tally)}`);
  const [first, second] = rounds;
  t.diagnostic(`held after each round: ${JSON.stringify(rounds)}`);
  for (const [name, most] of Object.entries(MORE))
    assert.ok(second[name] - first[name] < most, `${name}: ${first[name]}, then ${second[name]}`);
  await watched.close();
});
