// Time per megapixel of every operation, natively and in Chromium, with the ratio: a table, slowest in the tab first.
// `node benchmarks/operations.mjs [rounds] [--write]`: native and tab take turns family by family, so that a busy machine
// slows both; the fastest of the rounds counts. With --write the table goes into docs/speed.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { launch } from "../tests/browser/chromium.mjs";
import { PYTHON, ROOT, serve } from "../tests/browser/serve.mjs";

const LIMIT = 2;
/** An operation that is faster than this natively (milliseconds per megapixel) costs nobody time. */
const NOTHING = 2;
const rounds = Number(process.argv.slice(2).find((one) => /^\d+$/.test(one)) ?? 3);
const script = join(ROOT, "benchmarks/operations.py");
const FILES = { "operations.py": script, "made_inputs.py": join(ROOT, "tests/py/operations/made_inputs.py") };
const reasons = JSON.parse(readFileSync(join(ROOT, "benchmarks/reasons.json"), "utf8"));

const families = execFileSync(PYTHON, ["-c", "from tabscope.operations import FAMILIES; print(*FAMILIES)"], {
  encoding: "utf8",
  env: { ...process.env, PYTHONPATH: join(ROOT, "py") },
});
const server = await serve("site", ["--mount", "/bench=benchmarks/pages"]);
const browser = await launch();
const [native, tab] = [new Map(), new Map()];
try {
  const page = await startWorker();
  for (let round = 0; round < rounds; round += 1)
    for (const family of families.trim().split(" ")) {
      const text = execFileSync(PYTHON, [script, `${family}.`], { encoding: "utf8" });
      keepFastest(native, JSON.parse(text));
      keepFastest(tab, await page.evaluate((only) => globalThis.measure(only), `${family}.`));
    }
} finally {
  await browser.close();
  await server.stop();
}

const rows = [...native.keys()].map((name) => ({
  name,
  native: native.get(name),
  tab: tab.get(name),
  ratio: tab.get(name) / native.get(name),
}));
rows.sort((one, other) => other.tab - one.tab);
const mean = Math.exp(rows.reduce((sum, one) => sum + Math.log(one.ratio), 0) / rows.length);
for (const { name, native: here, tab: there, ratio } of rows)
  console.log(
    `${name.padEnd(32)}${here.toFixed(1).padStart(9)}${there.toFixed(1).padStart(9)}  x ${ratio.toFixed(2)}`,
  );
console.log(`native, tab (ms per megapixel); geometric mean of the ratios x ${mean.toFixed(2)}`);
const slow = rows.filter((one) => one.ratio > LIMIT && one.native >= NOTHING);
const unexplained = slow.filter((one) => reasons[one.name.split("@")[0]] === undefined);
console.log(`more than ${LIMIT} times slower in the tab: ${slow.length}; without a written reason:`);
for (const { name, ratio } of unexplained) console.log(`  ${name} x ${ratio.toFixed(2)}`);
if (process.argv.includes("--write")) writeFileSync(join(ROOT, "docs/speed.md"), speedPage());

/** A page whose `measure(filter)` asks one worker. */
async function startWorker() {
  const page = await browser.newPage();
  await page.goto(`${server.address}bench/blank.html`);
  const files = Object.fromEntries(
    Object.entries(FILES).map(([name, path]) => [name, readFileSync(path, "utf8")]),
  );
  await page.evaluate(
    ({ site, files: texts }) => {
      const worker = new Worker(`${site}bench/operations-worker.js`, { type: "module" });
      globalThis.measure = async (only) => {
        worker.postMessage({ site, files: texts, only });
        const data = await new Promise((resolve, reject) => {
          worker.onmessage = (event) => event.data.event === undefined && resolve(event.data);
          worker.onerror = (event) => reject(new Error(event.message));
        });
        if (data.problem) throw new Error(data.problem);
        return data.result;
      };
    },
    { site: server.address, files },
  );
  return page;
}

function keepFastest(kept, found) {
  for (const [name, milliseconds] of Object.entries(found))
    kept.set(name, Math.min(milliseconds, kept.get(name) ?? Number.POSITIVE_INFINITY));
}

/** docs/speed.md */
function speedPage() {
  const lines = rows.map(({ name, native: here, tab: there, ratio }) => {
    const reason =
      ratio > LIMIT ? (reasons[name.split("@")[0]] ?? (here < NOTHING ? "too short to count" : "")) : "";
    return `| \`${name}\` | ${here.toFixed(1)} | ${there.toFixed(1)} | ${ratio.toFixed(2)} | ${reason} |`;
  });
  return `# How fast operations are, natively and in the tab

Made by \`node benchmarks/operations.mjs ${rounds} --write\` on ${new Date().toISOString().slice(0, 10)} (${cpus().length} cores, ${cpus()[0].model}): every operation with its defaults
on a drawn picture of 512 x 512 pixels with 200 nuclei, in milliseconds per megapixel, one thread. Native and tab took
turns, the fastest of ${rounds} rounds counts; other work on the machine makes single figures uncertain. The geometric mean of
the ratios is ${mean.toFixed(2)}. What is more than ${LIMIT} times slower in the tab says why.

| operation | native | tab | ratio | reason |
|---|---|---|---|---|
${lines.join("\n")}
`;
}
