// How long a plain worker takes from opening a page to Python, numpy and tabscope, the analysis imports and a labelled
// image. `node benchmarks/startup.mjs [runs]`; the site must be built. Cold is a new profile, warm a
// later visit in one (measure/visits.mjs).
import { serve } from "../tests/browser/serve.mjs";
import { coldAndWarm, line } from "./measure/visits.mjs";

const RUNS = Number(process.argv[2] ?? 5);
const TARGETS = { tabscope: [2000, 1000], imports: [3000, 1600], labelled: [3800, 2200] };

/** One visit: times from the start of the navigation. */
async function visit(context, address, stay) {
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(String(error)));
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
  await stay(page);
  await page.close();
  return result;
}

const server = await serve("site", ["--cache", "3600", "--mount", "/bench=benchmarks/pages"]);
try {
  const { cold, warm } = await coldAndWarm(RUNS, (context, stay) => visit(context, server.address, stay));
  for (const name of Object.keys(cold[0].times)) {
    const of = (visits) => visits.map((one) => one.times[name]);
    console.log(line(name, of(cold), of(warm), TARGETS[name]));
  }
  console.log(`heap ${Math.round(cold[0].heap / 1e6)} MB, medians of ${RUNS}`);
} finally {
  await server.stop();
}
