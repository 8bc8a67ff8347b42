// The figure in a frame of another site: what it shows, whom it answers, and what a person must agree to.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { parentServer, showFigure } from "../browser/parent.mjs";
import { serve } from "../browser/serve.mjs";
import { SETTINGS, storages, withStorage } from "../browser/storages.mjs";
import { listen, picture, pythonReady, quiet, reached, until } from "../browser/visit.mjs";
import { data, tabscopeRun } from "./native.mjs";
import { dropBytes } from "./person.mjs";

const ZARR = "human-cells.ome.zarr";
const NUCLEI = data("bio/dsb2018/nuclei.png");
/** Zarr 3 is looked for first; this image is Zarr 2. */
const NO_ZARR_3 = /404.*zarr\.json/s;
/** What Chromium says where a sandbox forbids to open a page. */
const NO_POPUPS = /Blocked opening .* sandboxed/s;
const WHOLE_SANDBOX = "allow-scripts allow-same-origin allow-downloads";
const native = await tabscopeRun("count-nuclei", `site/samples/${ZARR}`);
let site;
let images;
let parent;
let denied;
let allowed;

before(async () => {
  site = await serve("site");
  images = await serve("site/samples", ["--cors"]);
  parent = await parentServer();
  denied = await withStorage(SETTINGS.deniedToFrames);
});

after(async () => {
  await denied?.close();
  await allowed?.close();
  await Promise.all([site, images, parent].map((one) => one?.stop()));
});

function link() {
  const source = encodeURIComponent(`${images.address}${ZARR}`);
  return `${site.address}embed.html#source=${source}&recipe=count-nuclei&run=1`;
}

/** The image lies on this machine's own network, so a person has to agree to what a link asks. */
async function openIt(frame) {
  await frame.locator(".question").getByRole("button", { name: "Open it" }).click();
}

function heard(page) {
  return page.evaluate(() => heard);
}

/** Wait until the parent has heard an event; returns its parameters. */
async function event(page, name) {
  await until(page, (wanted) => heard.some((one) => one.data.event === wanted), name, `the event ${name}`);
  return (await heard(page)).find((one) => one.data.event === name).data.params;
}

async function journey(context, sandbox, usable, name) {
  const page = await context.newPage();
  const said = listen(page);
  const asked = [];
  context.on("request", (request) => asked.push(request.url()));
  const frame = await showFigure(page, parent, link(), { sandbox });
  await page.evaluate(() => say({}));
  await frame.locator(".question").waitFor();
  await frame.waitForTimeout(300);
  await picture(page, `${name}-question`);
  assert.deepEqual(
    asked.filter((one) => one.startsWith(images.address)),
    [],
    "asked before anybody agreed",
  );
  await openIt(frame);
  await reached(frame, "results");
  assert.deepEqual(await frame.evaluate(storages), usable);
  assert.equal(await frame.evaluate(() => document.body.dataset.way), "plain");
  assert.equal(Number(await frame.locator("output[data-count]").getAttribute("data-count")), native.count);
  await picture(page, `${name}-results`);
  await event(page, "ready");
  await event(page, "progress");
  assert.equal((await event(page, "result")).summary.count, native.count);
  assert.deepEqual(
    [...new Set((await heard(page)).map((one) => one.origin))],
    [new URL(site.address).origin],
  );
  const table = (await page.evaluate(() => ask("table"))).result;
  assert.equal(table.columns.find((one) => one.name === "object").values.length, native.count);
  const results = (
    await page.evaluate(() => ask("results").then((one) => one.result.map(({ kind }) => kind)))
  ).sort();
  assert.ok(results.includes("labels") && results.includes("table"));
  await frame.getByRole("button", { name: "Table" }).click();
  assert.equal(Number(await frame.getByRole("grid").getAttribute("aria-rowcount")), native.count + 1);
  await picture(page, `${name}-table`);
  await frame.locator(".overlay-table").getByRole("button", { name: "Close" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    frame.getByRole("button", { name: "CSV" }).click(),
  ]);
  const rows = readFileSync(await download.path(), "utf8")
    .trim()
    .split(/\r?\n/);
  assert.equal(rows.length, native.count + 1);
  await openFull(page, frame, sandbox === undefined);
  quiet(said, NO_ZARR_3, NO_POPUPS);
  await page.close();
}

/** The full page opens with the same image, or the frame says why it cannot. */
async function openFull(page, frame, allowed) {
  const opened = allowed ? page.waitForEvent("popup") : null;
  await frame.getByRole("button", { name: "Open full" }).click();
  if (!opened) return frame.getByText("allow-popups").waitFor();
  const popup = await opened;
  await popup.locator(".question").waitFor();
  assert.match(popup.url(), new RegExp(`index\\.html#.*${ZARR}`));
  assert.equal(await popup.evaluate(() => window.opener), null);
  await popup.close();
}

test("a figure without storage shows image, count and table, and tells its parent", () =>
  journey(denied.context, undefined, [], "embed"));

test("the same in a sandbox", () => journey(denied.context, WHOLE_SANDBOX, [], "embed-sandbox"));

test("the same where the frame may store, in a sandbox and without", async () => {
  const all = ["localStorage", "indexedDB", "caches", "files"];
  allowed = await withStorage(SETTINGS.allowed);
  await journey(allowed.context, WHOLE_SANDBOX, all, "embed-allowed-sandbox");
  await journey(allowed.context, undefined, all, "embed-allowed");
  await allowed.close();
  allowed = undefined;
});

test("nobody but the parent is heard: no sibling frame, no opener", async () => {
  const page = await denied.context.newPage();
  const said = listen(page);
  const address = `${site.address}embed.html#sample=dense-nuclei&run=1`;
  const frame = await showFigure(page, parent, address, { nosy: parent.nosy });
  await reached(frame, "results");
  const nosy = page.frames().find((one) => one.url() === parent.nosy);
  await nosy.evaluate(() => ask());
  const [popup] = await Promise.all([
    page.waitForEvent("popup"),
    page.evaluate((to) => {
      window.other = window.open(to);
    }, address),
  ]);
  await reached(popup, "results");
  await page.evaluate(() => {
    addEventListener(
      "message",
      ({ data, source }) => source === window.other && heard.push({ data, origin: "popup" }),
    );
    window.other.postMessage({ tabscope: 1, id: 901, method: "state" }, "*");
  });
  // The parent itself is answered, after what the others asked.
  const { result } = await page.evaluate(() => ask("state"));
  assert.ok(result.count > 0);
  await popup.waitForTimeout(300);
  assert.deepEqual(await nosy.evaluate(() => heard), []);
  const strange = (await heard(page)).filter(({ data, origin }) => data.id >= 900 || origin === "popup");
  assert.deepEqual(strange, []);
  quiet(said);
  await popup.close();
  await page.close();
});

test("a still figure shows its picture and count, and loads nothing of Python before the click", async () => {
  const page = await denied.context.newPage();
  const said = listen(page);
  const asked = [];
  page.on("request", (one) => asked.push(one.url()));
  const frame = await showFigure(page, parent, `${site.address}embed.html#sample=human-cells&still=1`);
  const live = frame.getByRole("button", { name: "Make this figure live" });
  await live.waitFor();
  await reached(frame, "open");
  assert.match(await frame.locator(".side").innerText(), new RegExp(String(native.count)));
  assert.deepEqual(
    asked.filter((one) => /pyodide|\.wasm|\.whl/.test(one)),
    [],
  );
  await live.click();
  await reached(frame, "results");
  assert.equal(Number(await frame.locator("output[data-count]").getAttribute("data-count")), native.count);
  quiet(said, NO_ZARR_3);
  await page.close();
});

test("a figure without an image says what to do", async () => {
  const page = await denied.context.newPage();
  const frame = await showFigure(page, parent, `${site.address}embed.html`);
  await frame.getByText("No image yet.").waitFor();
  await page.close();
});

test("what comes from a person's own file reaches the parent only after a click", async () => {
  const page = await denied.context.newPage();
  const said = listen(page);
  const frame = await showFigure(page, parent, `${site.address}embed.html#recipe=count-nuclei`);
  await page.evaluate(() => say({}));
  await dropBytes(frame, "patient-7.png", readFileSync(NUCLEI));
  await reached(frame, "open");
  await pythonReady(frame);
  await frame.getByRole("button", { name: "Run" }).click();
  await reached(frame, "results");
  const count = await frame.locator("output[data-count]").getAttribute("data-count");
  assert.equal((await page.evaluate(() => ask("state"))).result.local, true);
  await page.evaluate(() => {
    window.results = ask("results");
    window.table = ask("table");
    window.files = ask("export", ["table", "labels"]);
  });
  await frame.locator(".question").waitFor();
  await picture(page, "embed-consent");
  await page.waitForTimeout(300);
  assert.deepEqual(
    (await heard(page)).map(({ data }) => data.event ?? Object.keys(data.result).sort().join()),
    ["ready", "engine,local,run,screen"],
  );
  await frame.locator(".question").getByRole("button", { name: "Allow", exact: true }).click();
  const table = await page.evaluate(() => window.table);
  assert.equal(table.result.columns.find((one) => one.name === "object").values.length, Number(count));
  assert.equal((await page.evaluate(() => ask("state"))).result.image.name, "patient-7.png");
  assert.ok((await page.evaluate(() => window.results)).result.length > 1);
  assert.ok((await page.evaluate(() => window.files)).result.length > 1);
  quiet(said);
  await page.close();
});

test("a person who does not agree is not asked again, and the parent is told so by code", async () => {
  const page = await denied.context.newPage();
  const said = listen(page);
  const frame = await showFigure(page, parent, `${site.address}embed.html#recipe=count-nuclei`);
  await dropBytes(frame, "patient-7.png", readFileSync(NUCLEI));
  await reached(frame, "open");
  await page.evaluate(() => {
    window.first = ask("results");
  });
  await frame.locator(".question").getByRole("button", { name: "Do not allow" }).click();
  assert.equal((await page.evaluate(() => window.first)).error.code, "frame.consent");
  await frame.locator(".question").waitFor({ state: "detached" });
  assert.equal((await page.evaluate(() => ask("run"))).error.code, "frame.consent");
  assert.equal(await frame.locator(".question").count(), 0);
  quiet(said);
  await page.close();
});

test("a parent hears of errors by code, and opens addresses near this machine only with a click", async () => {
  const page = await denied.context.newPage();
  const said = listen(page);
  const frame = await showFigure(page, parent, `${site.address}embed.html`);
  const bad = await page.evaluate(() => ask("open", "ftp://somewhere/image.tif"));
  assert.equal(bad.error.code, "source.address-invalid");
  assert.equal((await event(page, "error")).code, "source.address-invalid");
  await picture(page, "embed-error");
  assert.equal((await page.evaluate(() => ask("format"))).error.code, "usage");
  await page.evaluate((to) => {
    window.opened = ask("open", to);
  }, `${images.address}${ZARR}`);
  await openIt(frame);
  assert.equal((await page.evaluate(() => window.opened)).result.image.name, ZARR);
  await page.evaluate(() => ask("setRecipe", "count-nuclei"));
  const ran = await page.evaluate(() => ask("run"));
  assert.equal(ran.result.count, native.count);
  quiet(said, NO_ZARR_3);
  await page.close();
});

test("a frame that may run nothing but scripts says so and offers the full page", async () => {
  const page = await denied.context.newPage();
  const frame = await showFigure(page, parent, link(), { sandbox: "allow-scripts" });
  const words = frame.locator(".fallback");
  await until(frame, () => getComputedStyle(document.querySelector(".fallback")).opacity === "1");
  await picture(page, "embed-scripts-only");
  assert.match(await words.innerText(), /Open full/);
  assert.ok(await words.isVisible());
  await page.close();
});

test("so it is on a host whose files anybody may read, where the scripts do start", async (t) => {
  const open = await serve("site", ["--cors"]);
  t.after(open.stop);
  const page = await denied.context.newPage();
  const address = `${open.address}embed.html#sample=dense-nuclei&run=1`;
  const frame = await showFigure(page, parent, address, { sandbox: "allow-scripts" });
  const fault = frame.locator('.side .fault[data-code="engine.start"]');
  await fault.waitFor();
  await picture(page, "embed-scripts-only-cors");
  assert.match(await fault.innerText(), /this frame may not run it.*full page/s);
  assert.equal(await frame.getByText("Starting Python").count(), 0);
  assert.ok(await frame.getByRole("button", { name: "Open full" }).isVisible());
  await page.close();
});

test("on a phone the figure stands in one column", async () => {
  const page = await denied.context.newPage();
  const said = listen(page);
  const address = `${site.address}embed.html#sample=dense-nuclei&run=1`;
  const frame = await showFigure(page, parent, address, { width: 360, height: 640 });
  await reached(frame, "results");
  await picture(page, "embed-narrow");
  const wide = await frame.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `${wide} px wide`);
  quiet(said);
  await page.close();
});
