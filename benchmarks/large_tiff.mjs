// A 500 MB TIFF from disk: a stack of 2 MB planes shows its first plane within 3 s and the heap grows by less than
// 150 MB; a single plane of 500 MB shows a strided picture within 20 s in the same heap.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "../tests/browser/chromium.mjs";
import { PYTHON, serve } from "../tests/browser/serve.mjs";

const RUNS = Number(process.argv[2] ?? 3);
const folder = mkdtempSync(join(tmpdir(), "large-"));
const MAKE = `
import sys, numpy as np, tifffile
stack, plane = sys.argv[1:]
rng = np.random.default_rng(0)
page = rng.integers(0, 4000, (1024, 1024), dtype=np.uint16)
tifffile.imwrite(stack, (page for _ in range(250)), shape=(250, 1024, 1024), dtype=np.uint16, imagej=True, metadata={"axes": "ZYX"})
tifffile.imwrite(plane, np.tile(page, (16, 15)))
`;
const files = {
  "stack of 250 planes": join(folder, "stack.tif"),
  "one plane of 503 MB": join(folder, "plane.tif"),
};
execFileSync(PYTHON, ["-c", MAKE, ...Object.values(files)]);
const LIMITS = { "stack of 250 planes": 3000, "one plane of 503 MB": 20_000 };

const server = await serve("site", ["--cache", "3600", "--mount", "/bench=benchmarks/pages"]);
const browser = await launch();
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
try {
  for (const [name, path] of Object.entries(files)) {
    const times = [];
    const heaps = [];
    for (let run = 0; run < RUNS; run += 1) {
      const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
      await page.goto(`${server.address}index.html`);
      await page.waitForSelector("body[data-engine=ready]", { timeout: 60_000 });
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Choose file" }).click();
      const started = Date.now();
      await (await chooser).setFiles(path);
      await page.waitForSelector("body[data-state=open] [data-ready]", { timeout: 60_000 });
      times.push(Date.now() - started);
      heaps.push(await heapGrowth(page, path));
      await page.close();
    }
    const verdict = median(times) <= LIMITS[name] && median(heaps) < 150e6 ? "met" : "MISSED";
    console.log(
      `${name.padEnd(22)} shown after ${median(times)} ms (limit ${LIMITS[name]}), heap grew by ` +
        `${(median(heaps) / 1e6).toFixed(0)} MB (limit 150)  ${verdict}`,
    );
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** How much an engine's heap grows by opening the file and reading its first plane at a screen's size, in bytes. */
async function heapGrowth(page, path) {
  await page.goto(`${server.address}bench/blank.html`);
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement("input"), { type: "file" })),
  );
  await page.setInputFiles("input", path);
  return page.evaluate(async (site) => {
    const worker = new Worker(`${site}engine/worker.js`, { type: "module" });
    const answers = new Map();
    const ready = new Promise((resolve) => {
      worker.onmessage = ({ data }) => {
        if (data.event === "ready") resolve();
        answers.get(data.id)?.(data);
      };
    });
    const call = async (method, params) => {
      const id = answers.size + 1;
      const answer = new Promise((resolve) => answers.set(id, resolve));
      worker.postMessage({ id, method, params });
      const { result, error } = await answer;
      if (error) throw new Error(error.message);
      return result;
    };
    await ready;
    const file = document.querySelector("input").files[0];
    const before = (await call("describe", {})).memory.used;
    const image = await call("open", { source: { kind: "files", name: file.name, files: [file] } });
    const fits = image.levels.findIndex(({ height, width }) => Math.max(height, width) <= 2048);
    const level = fits < 0 ? image.levels.length - 1 : fits;
    const { height, width } = image.levels[level];
    await call("tile", { image: image.image, level, t: 0, c: 0, z: 0, region: [0, 0, height, width] });
    const after = (await call("describe", {})).memory.used;
    worker.terminate();
    return after - before;
  }, server.address);
}
