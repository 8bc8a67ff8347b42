// How long a tab takes from opening a page to Python, numpy and tabscope, the analysis imports and a labelled image.
// `node benchmarks/startup.mjs [runs]`; the site must be built. Cold is a new profile, warm the same profile again.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const RUNS = Number(process.argv[2] ?? 3);
const TARGETS = { tabscope: [2000, 1000], imports: [3000, 1600], labelled: [3800, 2200] };
const executablePath = process.env.TABSCOPE_CHROMIUM ?? "/usr/bin/chromium";

function startServer() {
  const child = spawn(
    "python3",
    ["-m", "tools.build.server", "--root", "site", "--mount", "/bench=benchmarks/pages", "--cache", "3600"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  return new Promise((resolve, reject) => {
    child.stdout.once("data", (text) => resolve({ child, address: String(text).trim() }));
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/** One visit: times from the start of the navigation. */
async function visit(context, address) {
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(message.text()));
  await page.goto(`${address}bench/blank.html`);
  const result = await page.evaluate(async (site) => {
    const started = performance.now();
    const worker = new Worker(`${site}bench/startup-worker.js`, { type: "module" });
    worker.postMessage({ site });
    const data = await new Promise((resolve, reject) => {
      worker.onmessage = (event) => (event.data.event === undefined ? resolve(event.data) : undefined);
      worker.onerror = (event) => reject(new Error(event.message));
    });
    if (data.problem) throw new Error(data.problem);
    for (const name of Object.keys(data.result.times)) data.result.times[name] += started;
    return data.result;
  }, address);
  await page.close();
  return result;
}

async function measure(address) {
  const cold = [];
  const warm = [];
  for (let run = 0; run < RUNS; run += 1) {
    const profile = await mkdtemp(join(tmpdir(), "startup-"));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      args: ["--headless=new", "--no-sandbox"],
    });
    cold.push(await visit(context, address));
    await visit(context, address);
    warm.push(await visit(context, address));
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
  return { cold, warm };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const { child, address } = await startServer();
try {
  const { cold, warm } = await measure(address);
  for (const name of Object.keys(cold[0].times)) {
    const [c, w] = [cold, warm].map((visits) => Math.round(median(visits.map((visit) => visit.times[name]))));
    const target = TARGETS[name];
    const verdict = target
      ? `  target ${target.join(" / ")}  ${c <= target[0] && w <= target[1] ? "met" : "MISSED"}`
      : "";
    console.log(
      `${name.padEnd(10)} cold ${String(c).padStart(6)} ms  warm ${String(w).padStart(6)} ms${verdict}`,
    );
  }
  console.log(`heap ${Math.round(cold[0].heap / 1e6)} MB, median of ${RUNS}`);
} finally {
  child.kill();
}
