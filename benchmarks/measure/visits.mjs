// First and later visits of one browser profile, and how their times are told.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchProfile } from "../../tests/browser/chromium.mjs";

/**
 * Visit in new profiles, `runs` times: the first visit of a profile is cold, its third is warm (the second lets the
 * browser keep what it compiled). Returns the answers of `visit(context, cold)` as { cold, warm }.
 */
export async function coldAndWarm(runs, visit) {
  const answers = { cold: [], warm: [] };
  for (let run = 0; run < runs; run += 1) {
    const profile = await mkdtemp(join(tmpdir(), "profile-"));
    const context = await launchProfile(profile);
    try {
      answers.cold.push(await visit(context, true));
      await visit(context, false);
      answers.warm.push(await visit(context, false));
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    }
  }
  return answers;
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
