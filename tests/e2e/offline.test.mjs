// A visit, then no connection: the page opens again, reads a local file and counts; a newer version is told, not mixed in.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { ROOT, serve } from "../browser/serve.mjs";
import { DEEPER } from "./deeper.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const NUCLEI = data("bio/dsb2018/nuclei.png");
/** What the browser itself says of a request that cannot be made. */
const OFFLINE = [/ERR_INTERNET_DISCONNECTED/, /ERR_CONNECTION_REFUSED/];
let browser;

before(async () => {
  browser = await launch();
});

after(() => browser.close());

/** The state of the service worker of this page: every file of the first visit is kept. */
async function kept(page) {
  await person.until(
    () =>
      page.evaluate(() => navigator.serviceWorker.getRegistration("index.html").then((one) => !!one?.active)),
    "an active service worker",
  );
}

async function countedOffline(page, context, site) {
  await site.stop();
  await context.setOffline(true);
  await page.reload();
  await page.locator(".dropzone").waitFor();
  assert.equal(await page.evaluate(() => navigator.serviceWorker.controller !== null), true);
  await person.drop(page, NUCLEI);
  await person.imageShown(page, "nuclei.png");
  return person.run(page);
}

test("after one visit the page opens, reads a file and counts without a connection", async () => {
  const site = await serve("site");
  const watched = await watchedPage(browser, site.address, {
    expect: OFFLINE,
    context: { serviceWorkers: "allow" },
  });
  const { page, context, close } = watched;
  await page.goto(`${site.address}index.html`);
  await kept(page);
  assert.ok((await countedOffline(page, context, site)) > 0);
  const figure = await page.evaluate(() =>
    Promise.all(
      ["embed.html", "private.html"].map((one) =>
        navigator.serviceWorker.getRegistration(one).then((found) => found === undefined),
      ),
    ),
  );
  assert.deepEqual(figure, [true, true], "figures and the private page have no service worker");
  await close();
});

test("a newer version waits until it is asked for, and no file of it comes before", DEEPER, async () => {
  const folder = mkdtempSync(join(tmpdir(), "tabscope-update-"));
  cpSync(join(ROOT, "site"), folder, { recursive: true });
  const site = await serve(folder);
  const watched = await watchedPage(browser, site.address, { context: { serviceWorkers: "allow" } });
  const { page, close } = watched;
  await page.goto(`${site.address}index.html`);
  await kept(page);
  publishAnother(folder);
  await page.reload();
  await page.locator(".dropzone").waitFor();
  assert.equal(await page.getAttribute("html", "data-made"), null, "the files of the version that is kept");
  const notice = page.locator(".update");
  await notice.waitFor({ timeout: person.PATIENCE });
  await notice.getByRole("button", { name: "Reload" }).click();
  await page.waitForFunction(() => document.documentElement.dataset.made === "later", null, {
    timeout: person.PATIENCE,
  });
  await page.locator(".dropzone").waitFor();
  await close();
  await site.stop();
  rmSync(folder, { recursive: true });
});

/** Put another version on the host: one file differs, and with it the list and the service worker. */
function publishAnother(folder) {
  const read = (name) => readFileSync(join(folder, name), "utf8");
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write("index.html", read("index.html").replace("<html ", '<html data-made="later" '));
  const list = JSON.parse(read("files.json"));
  const old = digest(read("files.json"));
  list.files["index.html"] = {
    ...list.files["index.html"],
    bytes: Buffer.byteLength(read("index.html")),
    sha256: digest(read("index.html")),
  };
  write("files.json", JSON.stringify(list));
  write("service-worker.js", read("service-worker.js").replaceAll(old, digest(read("files.json"))));
}

function digest(text) {
  return createHash("sha256").update(text).digest("hex");
}
