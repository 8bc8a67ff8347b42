// The fifteen steps of steps.py, natively and in Chromium, in one run: ratio for each and the geometric mean.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../tests/browser/chromium.mjs";
import { PYTHON, ROOT, serve } from "../tests/browser/serve.mjs";

const script = join(ROOT, "benchmarks/steps.py");
const native = JSON.parse(execFileSync(PYTHON, [script], { encoding: "utf8" }));
const server = await serve("site", ["--mount", "/bench=benchmarks/pages"]);
const browser = await launch();
try {
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
  const ratios = Object.keys(native).map((name) => tab[name] / native[name]);
  for (const [index, name] of Object.keys(native).entries()) {
    const row = [name.padEnd(22), native[name].toFixed(1).padStart(8), tab[name].toFixed(1).padStart(8)];
    console.log(`${row.join(" ")} ms  x ${ratios[index].toFixed(2)}`);
  }
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`native, tab (medians); geometric mean of the ratios x ${mean.toFixed(2)}`);
} finally {
  await browser.close();
  await server.stop();
}
