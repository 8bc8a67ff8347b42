// The fifteen steps of steps.py, natively and in Chromium, in one run: ratio for each and the geometric mean.
// `node benchmarks/steps.mjs [rounds]`: native and tab take turns, so that a busy machine slows both.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../tests/browser/chromium.mjs";
import { PYTHON, ROOT, serve } from "../tests/browser/serve.mjs";
import { median } from "./measure/visits.mjs";

const ROUNDS = Number(process.argv[2] ?? 3);
const script = join(ROOT, "benchmarks/steps.py");
const server = await serve("site", ["--mount", "/bench=benchmarks/pages"]);
const browser = await launch();
try {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const native = JSON.parse(execFileSync(PYTHON, [script], { encoding: "utf8" }));
    rounds.push({ native, tab: await inTab() });
  }
  const names = Object.keys(rounds[0].native);
  const ratios = names.map((name) => median(rounds.map(({ native, tab }) => tab[name] / native[name])));
  for (const [index, name] of names.entries()) {
    const [native, tab] = ["native", "tab"].map((where) => median(rounds.map((one) => one[where][name])));
    const row = [name.padEnd(22), native.toFixed(1).padStart(8), tab.toFixed(1).padStart(8)];
    console.log(`${row.join(" ")} ms  x ${ratios[index].toFixed(2)}`);
  }
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`native, tab (medians of ${ROUNDS}); geometric mean of the ratios x ${mean.toFixed(2)}`);
} finally {
  await browser.close();
  await server.stop();
}

/** All steps in a fresh worker: milliseconds by name. */
async function inTab() {
  const page = await browser.newPage();
  await page.goto(`${server.address}bench/blank.html`);
  const tab = await page.evaluate(
    async ({ site, code }) => {
      const worker = new Worker(`${site}bench/steps-worker.js`, { type: "module" });
      worker.postMessage({ site, code });
      const data = await new Promise((resolve, reject) => {
        worker.onmessage = (event) => event.data.event === undefined && resolve(event.data);
        worker.onerror = (event) => reject(new Error(event.message));
      });
      if (data.problem) throw new Error(data.problem);
      return data.result;
    },
    { site: server.address, code: readFileSync(script, "utf8") },
  );
  await page.close();
  return tab;
}
