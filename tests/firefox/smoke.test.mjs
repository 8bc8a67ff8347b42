// Firefox counts the same nuclei: a sample through the page's own buttons.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import {
  foreignServer,
  inBlobWorker,
  tryFromPage,
  tryFromPython,
  tryFromWorker,
} from "../browser/foreign.mjs";
import { serve } from "../browser/serve.mjs";
import { picture, pythonReady, reached, until } from "../browser/visit.mjs";
import { tabscopeRun } from "../e2e/native.mjs";

const USUAL = ["/usr/bin/firefox-esr", "/usr/bin/firefox"];
const native = await tabscopeRun("count-nuclei", "site/samples/dense-nuclei.tif");
let site;
let browser;

before(async () => {
  const executablePath = process.env.TABSCOPE_FIREFOX ?? USUAL.find((one) => existsSync(one));
  assert.ok(executablePath, "no Firefox: apt-get install firefox-esr, or set TABSCOPE_FIREFOX");
  site = await serve("site", ["--plain-types"]);
  browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Open a page of the site, keeping what it says. */
async function open(name) {
  const page = await browser.newPage();
  const said = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error.stack ?? error)));
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(`${site.address}${name}`);
  return { page, said };
}

for (const [name, way] of [
  ["index.html", "pyscript"],
  ["private.html", "plain"],
]) {
  test(`${name} opens a sample, counts as natively and shows the table`, async () => {
    const { page, said } = await open(name);
    await (await page.waitForSelector('[data-sample="dense-nuclei"]')).click();
    await until(
      page,
      async () => (await window.tabscope.state()).recipe.steps.length > 0,
      undefined,
      "a recipe",
    );
    await reached(page, "open");
    await page.evaluate(() =>
      [...document.querySelectorAll(".right button")].find((one) => /^\s*Run/.test(one.innerText)).click(),
    );
    await reached(page, "results");
    const found = await page.evaluate(() => ({
      count: Number(document.querySelector("output[data-count]").dataset.count),
      rows: Number(document.querySelector("[role=grid]").getAttribute("aria-rowcount")) - 1,
      way: document.body.dataset.way,
    }));
    assert.deepEqual(found, { count: native.count, rows: native.count, way });
    await picture(page, `firefox-${name}`);
    assert.deepEqual(said, [], "the console says something that nobody expected");
    await page.close();
  });
}

for (const [name, gets] of [
  ["engine/worker.js", "everything"], // shown as text: a document without a policy
  ["private.html", "nothing"],
]) {
  test(`from ${name} ${gets} arrives at another origin`, async (t) => {
    const foreign = await foreignServer();
    t.after(foreign.stop);
    const { page } = await open(name);
    if (gets === "nothing") await pythonReady(page);
    const start = (where) => `${foreign.origins[1]}/${where}-`;
    const python = [`${site.address}engine/pyodide.js`, start("python")];
    const tried = [
      ...(await page.evaluate(tryFromWorker, start("page"))).map((one) => `/page-${one}`),
      ...(await page.evaluate(tryFromPage, start("page"))).map((one) => `/page-${one}`),
      ...(await page.evaluate(inBlobWorker, [String(tryFromWorker), start("worker")])).map(
        (one) => `/worker-${one}`,
      ),
      ...(await page.evaluate(inBlobWorker, [String(tryFromPython), python])).map((one) => `/python-${one}`),
    ];
    await new Promise((resolve) => setTimeout(resolve, 1000)); // time for a late request to arrive
    assert.ok(tried.length > 20);
    const missing = tried.filter((one) => !foreign.arrived.includes(one));
    assert.deepEqual(gets === "nothing" ? foreign.arrived : missing, []);
    await page.close();
  });
}
