// What a person waits for, from opening a page: the first sample on screen, Python through PyScript and plain, the first
// labelled image on a fresh page; and what a first visit downloads. `node benchmarks/page.mjs [runs]`; the site must be built.
// Times are ms from the start of the navigation, taken inside the page.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "../tests/browser/chromium.mjs";
import { watch } from "../tests/browser/proxy.mjs";
import { PYTHON, serve } from "../tests/browser/serve.mjs";
import { reached } from "../tests/browser/visit.mjs";
import { coldAndWarm, line, median } from "./measure/visits.mjs";

const RUNS = Number(process.argv[2] ?? 3);
const FIRST_SAMPLE = [2000, 1000];
/** PyScript may take this much longer than a plain worker to the same point. */
const PYSCRIPT_MORE = 500;
const FIRST_VISIT = 14e6;
const SAMPLE = "#sample=human-cells";
const COUNT = "#source=pictures/nuclei.tif&recipe=count-nuclei&run=1";

/** A 1024 x 1024 picture of round nuclei with noise, 16 bit. */
const MAKE = `
import sys, numpy as np, tifffile
random = np.random.default_rng(0)
image, grid = np.zeros((1024, 1024)), np.arange(-20, 21)
spot = 1 / (1 + np.exp((np.hypot(grid[:, None], grid) - 10) * 1.5))
for y, x, light in zip(*random.integers(20, 1003, (2, 400)), random.uniform(500, 1500, 400)):
    box = (slice(y - 20, y + 21), slice(x - 20, x + 21))
    image[box] = np.maximum(image[box], light * spot)
tifffile.imwrite(sys.argv[1], (image + random.normal(200, 20, image.shape)).astype("uint16"))
`;

/** Runs in the page before anything of ours: notes when a mark of the page was there first. */
function noteMarks() {
  const marks = {};
  Object.assign(window, { marks });
  const look = () => {
    const body = document.body?.dataset ?? {};
    const seen = {
      shown: body.state !== "landing" && document.querySelector("#viewer[data-ready]") !== null,
      ready: body.engine === "ready",
      labelled: body.state === "results",
    };
    for (const [name, there] of Object.entries(seen)) if (there) marks[name] ??= performance.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}

/** Open a page and wait for a mark; the times of all marks up to then. */
async function visit(context, address, mark, stay) {
  const page = await context.newPage();
  await page.addInitScript(noteMarks);
  await page.goto(address, { waitUntil: "commit" });
  const until = Date.now() + 60_000;
  for (;;) {
    const seen = await page.evaluate(() => ({ ...window.marks, way: document.body?.dataset.way }));
    if (seen[mark]) {
      await stay(page);
      await page.close();
      return seen;
    }
    if (Date.now() > until) throw new Error(`${address}: waited in vain for "${mark}"`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function measure(address, mark) {
  const { cold, warm } = await coldAndWarm(RUNS, (context, stay) => visit(context, address, mark, stay));
  const of = (name) => [cold, warm].map((visits) => visits.map((one) => one[name]));
  return { of, way: cold[0].way };
}

/** Bytes on the wire of a first visit up to the first labelled image, the largest files last. */
async function firstVisit(address) {
  const proxy = await watch();
  const browser = await launch(proxy.flags);
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(address);
    await reached(page, "results");
    const files = proxy.seen.map(({ address: one, bytes }) => ({
      name: new URL(one).pathname.slice(1),
      bytes,
    }));
    return files.filter((one) => !one.name.startsWith("pictures/")).toSorted((a, b) => a.bytes - b.bytes);
  } finally {
    await browser.close();
    await proxy.stop();
  }
}

function tellBytes(files) {
  const large = files.filter((one) => one.bytes >= 50_000);
  const others = files.filter((one) => one.bytes < 50_000);
  const sum = (list) => list.reduce((total, one) => total + one.bytes, 0);
  const row = (bytes, name) => console.log(`  ${String(bytes).padStart(10)}  ${name}`);
  row(sum(others), `${others.length} small files`);
  for (const { name, bytes } of large) row(bytes, name);
  const total = sum(files);
  row(total, `sum, limit ${FIRST_VISIT}  ${total <= FIRST_VISIT ? "met" : "MISSED"}`);
}

const folder = mkdtempSync(join(tmpdir(), "page-"));
execFileSync(PYTHON, ["-c", MAKE, join(folder, "nuclei.tif")]);
const options = ["--mount", `/pictures=${folder}`];
const server = await serve("site", ["--cache", "3600", ...options]);
try {
  const pages = { index: {}, embed: {} };
  for (const [name, found] of Object.entries(pages)) {
    const address = `${server.address}${name}.html`;
    const sample = await measure(`${address}${SAMPLE}`, "shown");
    console.log(line(`${name}: first sample on screen`, ...sample.of("shown"), FIRST_SAMPLE));
    const count = await measure(`${address}${COUNT}`, "labelled");
    Object.assign(found, { ready: count.of("ready"), labelled: count.of("labelled") });
    console.log(line(`${name}: Python ready (${count.way})`, ...found.ready));
    console.log(line(`${name}: 1024 x 1024 counted`, ...found.labelled));
  }
  for (const mark of ["ready", "labelled"]) {
    const more = [0, 1].map((i) => Math.round(median(pages.index[mark][i]) - median(pages.embed[mark][i])));
    const verdict = more.map((one) => (one <= PYSCRIPT_MORE ? "met" : "MISSED")).join(" / ");
    console.log(
      `PyScript takes ${more.join(" / ")} ms more up to "${mark}"   target ${PYSCRIPT_MORE} ${verdict}`,
    );
  }
  console.log(
    "a first visit of index.html up to the counted image (which comes on top), bytes on the wire, host compresses nothing:",
  );
  tellBytes(await firstVisit(`${server.address}index.html${COUNT}`));
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
