// The site on a plain host: below a sub-path, every type but three unknown, nothing compressed, no other origin.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { watch } from "../browser/proxy.mjs";
import { serve } from "../browser/serve.mjs";
import { countSample, listen, PYSCRIPT_NOTE, quiet, reached } from "../browser/visit.mjs";
import { tabscopeRun } from "./native.mjs";

/** What a first visit may cost up to the first labelled image, in bytes on the wire. */
const BUDGET = 14_000_000;
const KNOWN_TYPES = /\.(html|js|css)$/;
const native = await tabscopeRun("count-nuclei", "site/samples/dense-nuclei.tif");
let site;
let proxy;
let browser;

before(async () => {
  site = await serve("site", ["--plain-types", "--prefix", "/some/repo/"]);
  proxy = await watch();
  browser = await launch(proxy.flags);
});

after(async () => {
  await browser?.close();
  await proxy?.stop();
  await site?.stop();
});

/** Requests and bytes up to now, largest last. */
function spent() {
  const total = proxy.seen.reduce((sum, one) => sum + one.bytes, 0);
  const lines = proxy.seen
    .toSorted((a, b) => a.bytes - b.bytes)
    .map((one) => `${String(one.bytes).padStart(10)} ${one.address}`);
  return { total, lines };
}

for (const name of ["index.html", "embed.html", "private.html"]) {
  test(`${name} starts below a sub-path and counts, from its own origin alone, within the size of a first visit`, async (t) => {
    proxy.seen.length = 0;
    const context = await browser.newContext();
    const page = await context.newPage();
    const said = listen(page);
    const asked = [];
    context.on("request", (request) => asked.push(request.url()));
    const count = await countSample(page, `${site.address}${name}`, "dense-nuclei");
    await reached(page, "results");
    const { total, lines } = spent();
    t.diagnostic(`${total} bytes in ${lines.length} requests up to the first labelled image; the largest:`);
    for (const line of lines.slice(-8)) t.diagnostic(line);
    assert.equal(count, native.count);
    const through = [
      ...asked.filter((one) => one.startsWith("http")),
      ...proxy.seen.map((one) => one.address),
    ];
    const foreign = through.filter((one) => !one.startsWith(site.address));
    assert.deepEqual(
      [foreign, proxy.tunnels],
      [[], []],
      "a request to another origin, or outside the sub-path",
    );
    assert.ok(total <= BUDGET, `${total} bytes on the wire`);
    const others = proxy.seen.filter((one) => one.status === 200 && !KNOWN_TYPES.test(one.address));
    assert.ok(others.length > 5);
    assert.deepEqual([...new Set(others.map((one) => one.type))], ["application/octet-stream"]);
    quiet(said, PYSCRIPT_NOTE);
    await context.close();
  });
}
