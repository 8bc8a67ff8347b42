// A million objects: from a brush in a plot to the overlay on the image, and the table's scrolling and sorting.
// `node benchmarks/selection.mjs [runs]`; the site must be built (for its styles). Drawing is by software here.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { launch } from "../tests/browser/chromium.mjs";
import { ROOT, serve } from "../tests/browser/serve.mjs";
import { median } from "./measure/visits.mjs";

const RUNS = Number(process.argv[2] ?? 7);
const ACROSS = 1000;
/** From the event to the drawn overlay, ms. */
const PROMISED = 200;

/** Median and slowest of some times. */
function line(what, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const p95 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))];
  return `${what.padEnd(66)} median ${median(times).toFixed(0).padStart(5)} ms, p95 ${p95.toFixed(0).padStart(5)} ms`;
}

const built = mkdtempSync(join(tmpdir(), "selection-"));
await build({
  entryPoints: [join(ROOT, "benchmarks/pages/selection.mjs")],
  ...{
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: built,
    loader: { ".svg": "text" },
    logLevel: "warning",
  },
});
const site = await serve("site", ["--mount", `/bench=${built}`]);
const browser = await launch();
let failed = false;
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(`${site.address}bench-selection.html`).catch(() => undefined);
  await page.setContent(
    `<html><head><base href="${site.address}"><link rel="stylesheet" href="app/theme.css"></head><body><div id="app"></div></body></html>`,
  );
  await page.addScriptTag({ type: "module", url: `${site.address}bench/selection.js` });
  await page.waitForFunction(() => window.bench);
  const mounted = await page.evaluate(async (across) => {
    const since = performance.now();
    window.bench.show(across);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - since;
  }, ACROSS);
  await page.waitForSelector("#viewer[data-ready]", { timeout: 60_000 });
  const table = await page.evaluate(() => window.bench.table());
  console.log(line("a million rows: made, drawn, first picture", [mounted]));
  console.log(line("table: a frame while scrolling from top to end", table.frames));
  console.log(
    `table: sorted ${Math.round(table.sorted)} ms, ${table.rowcount} rows said, ${table.nodes} nodes, end reached: ${table.reached}`,
  );
  await page.evaluate(() => window.bench.enlarge());
  await page.waitForSelector(".plot[data-kind=scatter] canvas");
  for (const kind of ["scatter", "histogram"]) {
    const seen = [];
    for (let run = 0; run < RUNS; run += 1) {
      seen.push(await page.evaluate((one) => window.bench.select(one), kind));
      await page.evaluate(() => window.bench.clear());
      await page.waitForSelector("#viewer[data-ready]");
    }
    const shown = seen.map((one) => one.shown);
    console.log(line(`${kind}: ${seen[0].selected} of 1,000,000 selected, event to overlay`, shown));
    console.log(
      line(
        "  of which the event itself",
        seen.map((one) => one.handled),
      ),
    );
    failed ||= median(shown) > PROMISED;
  }
  if (failed) console.error(`more than the promised ${PROMISED} ms`);
} finally {
  await browser.close();
  await site.stop();
  rmSync(built, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
