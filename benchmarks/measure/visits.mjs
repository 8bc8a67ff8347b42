// First and later visits of a browser profile, and how their times are told.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchProfile } from "../../tests/browser/chromium.mjs";

/** A visitor who stays this long leaves behind what quickens the next visit (app/engine/wasm.ts). Milliseconds. */
const LONGEST_STAY = 120_000;

/**
 * Visit `runs` times in new profiles (cold), and `runs` times in one whose first visitor stayed for a while and which
 * was visited once more, so that the browser could keep what it compiled (warm).
 *
 * @param visit (context, stay) => times; awaits stay(page) before it closes the page
 */
export async function coldAndWarm(runs, visit) {
  const cold = [];
  const warm = [];
  for (let run = 0; run < runs; run += 1) {
    await inNewProfile(async (context) => cold.push(await visit(context, leave)));
  }
  await inNewProfile(async (context) => {
    await visit(context, stay);
    await visit(context, aMoment);
    for (let run = 0; run < runs; run += 1) warm.push(await visit(context, leave));
  });
  return { cold, warm };
}

async function inNewProfile(work) {
  const profile = await mkdtemp(join(tmpdir(), "profile-"));
  const context = await launchProfile(profile);
  try {
    await work(context);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

async function leave() {}

/** The browser writes down compiled code a little after it was compiled. */
function aMoment() {
  return new Promise((resolve) => setTimeout(resolve, 5000));
}

async function stay(page) {
  const until = Date.now() + LONGEST_STAY;
  while (!(await page.evaluate(async () => (await caches.keys()).length))) {
    if (Date.now() > until) throw new Error("nothing was kept for the next visit");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** One line: the medians of a time, cold and warm, and beside them the targets with what became of each. */
export function line(name, cold, warm, targets) {
  const times = [median(cold), median(warm)].map(Math.round);
  const shown = ["cold", "warm"].map((way, i) => `${way} ${String(times[i]).padStart(6)} ms`);
  const said = targets?.map((limit, i) => `${limit} ${times[i] <= limit ? "met" : "MISSED"}`) ?? [];
  const verdict = said.length ? `   target ${said.join(" / ")}` : "";
  return `${name.padEnd(34)} ${shown.join("  ")}${verdict}`;
}
