// How long a preview takes from the hand to the outlines: Gaussian, median, threshold, split, on a real image.
// `node benchmarks/preview.mjs [moves]`: sigma, radius, offset and distance are moved step by step, as a slider does.
import { join } from "node:path";
import { launch } from "../tests/browser/chromium.mjs";
import { ROOT, serve } from "../tests/browser/serve.mjs";
import * as person from "../tests/e2e/person.mjs";
import { median } from "./measure/visits.mjs";

const MOVES = Number(process.argv[2] ?? 12);
const LIMIT = 150;
const IMAGE = join(ROOT, "tests/data/bio/dsb2018/nuclei.png");
const step = (id, op, takes, params = {}) => ({ id, op, in: takes, params });
const RECIPE = {
  tabscope: 1,
  title: "Preview",
  inputs: { image: { kind: "intensity", channel: "auto" } },
  steps: [
    step("smooth", "filter.gaussian@1", { image: "image" }, { sigma: 1 }),
    step("despeckled", "filter.median@1", { image: "smooth" }, { radius: 1 }),
    step("fore", "threshold.manual@1", { image: "despeckled" }, { above: 30 }),
    step("objects", "segment.split@1", { mask: "fore" }, { min_distance: 5 }),
  ],
  show: ["objects"],
};
/** What is moved: the step, its parameter, and the value of each move. */
const CASES = [
  ["smooth", "sigma", (move) => 1 + 0.1 * move],
  ["despeckled", "radius", (move) => 1 + (move % 3)],
  ["fore", "above", (move) => 25 + move],
  ["objects", "min_distance", (move) => 5 + move],
];

const server = await serve("site");
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.address}index.html`);
  await page.locator(".dropzone").waitFor();
  await person.drop(page, IMAGE);
  await person.imageShown(page, "nuclei.png");
  await page.evaluate((recipe) => window.tabscope.setRecipe(recipe), RECIPE);
  await page.locator('[data-step="objects"]').waitFor();
  await person.run(page);
  for (const [id, name, value] of CASES) {
    await person.openStep(page, id);
    await page.locator(`[id="${id}-${name}"]`).waitFor();
    const values = Array.from({ length: MOVES }, (_, move) => value(move + 1));
    const times = await page.evaluate(moved, { id, name, values });
    const seen = times.slice(1); // the first one fetches what the step needs
    const [middle, worst] = [median(seen), Math.max(...seen)];
    const verdict = middle <= LIMIT ? "within" : "over";
    const row = [`${id}.${name}`.padEnd(22), middle.toFixed(0).padStart(5), worst.toFixed(0).padStart(5)];
    console.log(`${row.join(" ")} ms  median, worst of ${seen.length}; ${verdict} ${LIMIT} ms`);
  }
} finally {
  await browser.close();
  await server.stop();
}

/** In the page: put each value into the field's slider; ms until its outlines are drawn. */
async function moved({ id, name, values }) {
  const slider = document.getElementById(`${id}-${name}`).closest(".parameter").querySelector("[type=range]");
  const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const shown = async () => (await window.tabscope.results()).find((one) => one.kind === "labels");
  const another = async (was) => {
    for (;;) {
      await drawn();
      const now = await shown();
      if (now !== was) return now;
    }
  };
  const times = [];
  let before = await shown();
  for (const value of values) {
    const start = performance.now();
    slider.value = String(value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    before = await another(before);
    times.push(performance.now() - start);
  }
  return times;
}
