// Firefox: a person's own file is opened, counted, looked at, limited to an area, taken back and taken home.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { serve } from "../browser/serve.mjs";
import { picture, reached } from "../browser/visit.mjs";
import { data, tabscopeRun } from "../e2e/native.mjs";
import * as person from "../e2e/person.mjs";

const USUAL = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
const IMAGE = data("bio/neubias/xy_8bit__mitocheck_incenp_t1.tif");
const NAME = "xy_8bit__mitocheck_incenp_t1.tif";
const native = await tabscopeRun("count-nuclei", IMAGE);
let site;
let browser;
let page;
const said = [];

before(async () => {
  const executablePath = process.env.TABSCOPE_FIREFOX ?? USUAL.find((one) => existsSync(one));
  assert.ok(executablePath, "no Firefox: apt-get install firefox-esr, or set TABSCOPE_FIREFOX");
  site = await serve("site");
  browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  page = await browser.newPage();
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error.stack ?? error)));
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(`${site.address}index.html`);
  await page.waitForSelector(".dropzone");
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Wait until what the page says of itself holds. */
async function holds(question, what) {
  return person.until(async () => {
    const state = await person.stateOf(page);
    return question(state) && state;
  }, what);
}

/** The middle of the first element that fits and of which something is seen. */
async function middle(selector) {
  const handle = await page.waitForSelector(selector, { visible: true });
  const { x, y, width, height } = await handle.boundingBox();
  return [x + width / 2, y + height / 2];
}

/** Click a button by its words. */
async function press(selector, words) {
  const found = await person.until(
    () =>
      page.evaluate(
        ([all, text]) => {
          const one = [...document.querySelectorAll(all)].find((each) =>
            new RegExp(text).test(each.ariaLabel || each.innerText.trim()),
          );
          if (!one || one.disabled) return null;
          const { x, y, width, height } = one.getBoundingClientRect();
          return width ? [x + width / 2, y + height / 2] : null;
        },
        [selector, words],
      ),
    `the button ${words}`,
  );
  await page.mouse.click(...found);
}

async function together(modifier, key) {
  await page.keyboard.down(modifier);
  await page.keyboard.press(key);
  await page.keyboard.up(modifier);
}

function selectedRows() {
  return page.evaluate(() => document.querySelectorAll('.body-row[aria-selected="true"]').length);
}

test("a dropped file is opened and counted as natively, and its table has a row for each", async () => {
  await page.evaluate(
    ([name, text]) => {
      const dataTransfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
      dataTransfer.items.add(new File([bytes], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    [NAME, readFileSync(IMAGE).toString("base64")],
  );
  const ready = (now) =>
    now.image?.name === NAME && now.engine.phase === "ready" && now.recipe.steps.length > 0;
  await holds(ready, "the image");
  await together("Control", "Enter");
  const { count } = await holds((now) => now.run.phase === "idle" && now.headline, "the count");
  assert.equal(count, native.count);
  await reached(page, "results");
  const rows = await page.evaluate(() => Number(document.querySelector("[role=grid]").ariaRowCount) - 1);
  assert.equal(rows, count);
});

test("a row, a bar and a key select; the selection is taken back", async () => {
  await page.mouse.click(...(await middle(".body-row > *")));
  await person.until(async () => (await selectedRows()) === 1, "one selected row");
  await (await page.waitForSelector(".bar-targets")).focus();
  await page.keyboard.press("Home");
  const said = () => page.evaluate(() => document.querySelector(".of b")?.innerText ?? "");
  await person.until(async () => Number(await said()) > 0, "the objects of a bar");
  await together("Control", "z");
  await together("Control", "z");
  await person.until(async () => (await selectedRows()) === 0, "nothing selected");
});

test("an area that is drawn limits the count, and undo brings back the whole image", async () => {
  await page.mouse.click(...(await middle('.tools [data-tool="rectangle"]')));
  const box = await (await page.waitForSelector("#viewer")).boundingBox();
  const place = (x, y) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...place(0.42, 0.2));
  await page.mouse.down();
  await page.mouse.move(...place(0.5, 0.4));
  await page.mouse.move(...place(0.55, 0.6));
  await page.mouse.up();
  await press(".tool-options button", "^Run on this area");
  const again = async () => {
    await page.keyboard.press("Escape");
    await together("Control", "Enter");
  };
  await again();
  const limited = await holds(
    (now) => now.run.phase === "idle" && now.count !== null && now.count < native.count,
    "a smaller count",
  );
  assert.ok(limited.count > 0, "the area holds objects");
  await picture(page, "firefox-area");
  for (let i = 0; i < 3; i += 1) await together("Control", "z");
  await together("Control", "Enter");
  await holds(
    (now) => now.run.phase === "idle" && now.count === native.count,
    "the count of the whole image",
  );
});

test("nothing was said on the console", () => assert.deepEqual(said, []));
