// Five hundred moves over a four-channel pyramid under 100,489 objects, by WebGL2 and by the canvas:
// `node benchmarks/pan_zoom.mjs [moves]`. Long tasks and counts are limits; milliseconds depend on the machine (there may
// be no graphics card), so only their ratio is told. A view that comes to rest has every tile, or the run does not end.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { launch } from "../tests/browser/chromium.mjs";
import { ROOT } from "../tests/browser/serve.mjs";
import { serve } from "../tests/js/fixtures/serve.mjs";
import { median } from "./measure/visits.mjs";

const MOVES = Number(process.argv[2] ?? 500);
const LONGEST_TASK = 50;
/** Memory may differ by this much between the first rounds and the last. */
const MEMORY_SLACK = 1.1;

const fixtures = join(ROOT, "tests/js/fixtures");
const built = mkdtempSync(join(tmpdir(), "pan-zoom-"));
await build({ entryPoints: [join(fixtures, "viewer-page.mjs")], bundle: true, format: "esm", outdir: built });
const server = await serve({ "/fixtures": fixtures, "/built": built });
const browser = await launch();

/** Runs in the page before anything of ours: counts textures that live. */
function watch(withoutGl) {
  const seen = { textures: 0 };
  Object.assign(window, { seen });
  const count = (name, by) => {
    const real = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...given) {
      if (name === "createTexture" || given[0]) seen.textures += by;
      return real.apply(this, given);
    };
  };
  count("createTexture", 1);
  count("deleteTexture", -1);
  if (!withoutGl) return;
  const real = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return kind === "webgl2" ? null : real.call(this, kind, ...more);
  };
}

/** Tasks of the main thread that took too long, in ms of its own time: a busy machine does not count. */
function longTasks(events) {
  const mains = events.filter((one) => one.name === "thread_name" && one.args?.name === "CrRendererMain");
  const isMain = ({ pid, tid }) => mains.some((one) => one.pid === pid && one.tid === tid);
  const tasks = events.filter((one) => one.ph === "X" && one.tdur && isMain(one));
  return tasks.map((one) => one.tdur / 1000).filter((time) => time > LONGEST_TASK);
}

async function memoryOf(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  const { usedSize } = await client.send("Runtime.getHeapUsage");
  const { backingStorageSize = 0 } = await client.send("Runtime.getHeapUsage");
  await client.detach();
  return { bytes: usedSize + backingStorageSize, textures: await page.evaluate(() => window.seen.textures) };
}

async function measure(withoutGl) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watch, withoutGl);
  await page.goto(`${server.address}/fixtures/viewer.html`);
  await page.evaluate(() => window.demo.play("large"));
  await page.waitForSelector("#viewer[data-ready]", { timeout: 120_000 });
  const half = await page.evaluate((to) => window.demo.wander(0, to), MOVES / 2); // fills the caches
  const before = await memoryOf(page);
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  const rest = await page.evaluate(([from, to]) => window.demo.wander(from, to), [MOVES / 2, MOVES]);
  const tasks = longTasks(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
  const after = await memoryOf(page);
  await page.close();
  return { tasks, frames: rest.frames, rests: half.rests + rest.rests, before, after };
}

function tell(name, { tasks, frames, rests, before, after }) {
  const flat = after.bytes <= before.bytes * MEMORY_SLACK && after.textures <= before.textures * MEMORY_SLACK;
  const longest = Math.round(Math.max(0, ...tasks));
  const megabytes = [before, after].map(({ bytes }) => Math.round(bytes / 1e6)).join(" then ");
  const lines = [
    `tasks over ${LONGEST_TASK} ms: ${tasks.length}, longest ${longest} ms  ${tasks.length === 0 ? "met" : "MISSED"}`,
    `views that came to rest with every tile: ${rests} of ${Math.floor(MOVES / 10)}`,
    `memory ${megabytes} MB, textures ${before.textures} then ${after.textures}  ${flat ? "met" : "MISSED"}`,
    `frame: median ${Math.round(median(frames))} ms, longest ${Math.round(Math.max(...frames))} ms`,
  ];
  for (const line of lines) console.log(`${name.padEnd(7)} ${line}`);
}

try {
  const [gl, canvas] = [await measure(false), await measure(true)];
  tell("WebGL2", gl);
  tell("canvas", canvas);
  console.log(`frame WebGL2 / canvas x ${(median(gl.frames) / median(canvas.frames)).toFixed(2)}`);
} finally {
  await browser.close();
  await server.close();
  rmSync(built, { recursive: true, force: true });
}
