/** Corrections beside results: which belong together, what is shown, and what a run is told of them. */
import { correctedLabels } from "./correcting-tiles";
import type { CorrectionData, ResultData } from "./messages";
import type { Correction, OpenImage } from "./state";

/** The digest of a result's labels as the step made them. */
export function rawDigest(result: ResultData): string {
  return result.digest ?? "";
}

/** Whether a correction was made on these labels; those of a run with corrections were compared by the engine. */
export function fits(result: ResultData, correction: Correction): boolean {
  return result.changes !== undefined || rawDigest(result) === correction.before;
}

/** The labels under a run's corrected ones, for when the corrections are taken back before the next run. */
const bases = new WeakMap<ResultData, Correction>();

/** Remember which corrections a run's results were made with. */
export function rememberBases(results: readonly ResultData[], corrections: Record<string, Correction>): void {
  for (const result of results) {
    const correction = corrections[result.step];
    if (correction && result.changes) bases.set(result, correction);
  }
}

const shown = new WeakMap<ResultData, { correction: Correction | undefined; result: ResultData }>();

/** The results with the corrections as they are now: what is looked at and picked, before the next run counts it. */
export function corrected(results: ResultData[], image: OpenImage | undefined): ResultData[] {
  const now = image ? results.map((one) => correctedOne(one, image.corrections[one.step])) : results;
  return now.some((one, i) => one !== results[i]) ? now : results;
}

function correctedOne(result: ResultData, correction: Correction | undefined): ResultData {
  const made = bases.get(result);
  if (result.kind !== "labels" || correction === made) return result;
  if (correction && !fits(result, correction)) return result;
  const known = shown.get(result);
  if (known?.correction === correction) return known?.result ?? result;
  const array = correction ? correctedLabels(correction) : made?.base;
  const patched = array ? { ...result, array } : result;
  shown.set(result, { correction, result: patched });
  return patched;
}

/** What a run is told: the corrections of the recipe's own steps. */
export function correctionsFor(image: OpenImage, steps: readonly { id: string }[]): CorrectionData[] {
  return steps.flatMap(({ id }) => {
    const one = image.corrections[id];
    return one ? [{ step: id, before: one.before, labels: correctedLabels(one), changed: one.changed }] : [];
  });
}

/** Which corrections these are, as a short text: a run is up to date while it has not changed. */
export function stampOf(image: OpenImage, steps: readonly { id: string }[]): string {
  return steps
    .flatMap(({ id }) => {
      const one = image.corrections[id];
      return one ? [`${id} ${one.stamp}`] : [];
    })
    .join();
}

/** How many objects were corrected by hand. */
export function correctedCount(image: OpenImage): number {
  return Object.values(image.corrections).reduce((sum, one) => sum + one.changed.length, 0);
}

/** Whether corrections wait for labels that are no longer there. */
export function misfits(results: readonly ResultData[], image: OpenImage): boolean {
  return results.some((one) => {
    const correction = image.corrections[one.step];
    return correction !== undefined && !bases.has(one) && !fits(one, correction);
  });
}
