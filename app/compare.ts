/**
 * Two settings side by side: A, a setting that was kept with its result, and B, the present one.
 *
 * Objects are the same where they share half of what they cover together (IoU at least 0.5): then each has one
 * partner at most.
 */
import { labelIds } from "./arrays";
import type { ResultData } from "./messages";
import type { Recipe } from "./recipe";
import { isStale, type Running } from "./running";
import { active, type Comparison, type Difference, type KeptRun, type State, type Store } from "./store";
import { WORDS } from "./words";

/** Pixels that are looked at before the page may draw again. */
const AT_ONCE = 4_000_000;

export class Comparing {
  private working: KeptRun | null = null;

  constructor(
    private readonly store: Store,
    private readonly running: Running,
  ) {
    store.subscribe((state) => this.follow(state));
  }

  /** Keep the present setting as A; `other`, if given, becomes the present one and is run. */
  async keep(other: Recipe | null = null): Promise<void> {
    const image = active(this.store.state);
    if (!image) return;
    if (!this.store.state.runs[image.key] || isStale(this.store.state, image)) await this.running.run();
    const { state } = this.store;
    const kept = state.runs[image.key];
    if (!kept || isStale(state, image)) return;
    const { recipe } = state;
    const name = recipe.title || WORDS.untitled;
    this.store.set({
      comparison: { image: image.key, name, recipe, kept, show: "both", swipe: 0.5, difference: null },
    });
    if (!other) return;
    this.store.edit(other);
    await this.running.run();
  }

  change(patch: Partial<Comparison>): void {
    const { comparison } = this.store.state;
    if (comparison) this.store.set({ comparison: { ...comparison, ...patch } });
  }

  /** A becomes the recipe again, with its result. */
  takeA(): void {
    const { comparison, runs } = this.store.state;
    if (!comparison) return;
    this.store.edit(comparison.recipe);
    this.store.set({ comparison: null, runs: { ...runs, [comparison.image]: comparison.kept } });
    this.store.ui({ toast: { text: WORDS.tookA, action: "undo" } });
  }

  takeB(): void {
    this.store.set({ comparison: null });
  }

  /** B is kept and A becomes the present setting. */
  swap(): void {
    const { comparison, runs, recipe } = this.store.state;
    const b = comparison && runs[comparison.image];
    if (!comparison || !b) return;
    this.store.edit(comparison.recipe);
    this.store.set({
      runs: { ...runs, [comparison.image]: comparison.kept },
      comparison: { ...comparison, recipe, kept: b, name: recipe.title || WORDS.untitled, difference: null },
    });
  }

  /** Match the objects as soon as both sides have a result. */
  private follow(state: State): void {
    const { comparison } = state;
    const b = comparison && state.runs[comparison.image];
    if (!comparison || !b) return;
    if (!state.images.some((one) => one.key === comparison.image)) return this.takeB();
    if (comparison.difference?.b === b || this.working === b || !comparable(comparison, b)) return;
    this.working = b;
    void this.match(comparison, b);
  }

  private async match(comparison: Comparison, b: KeptRun): Promise<void> {
    const { both, onlyA, onlyB } = await matched(labelsOf(comparison.kept), labelsOf(b));
    this.working = null;
    const { comparison: now } = this.store.state;
    if (!now || now.kept !== comparison.kept || this.store.state.runs[now.image] !== b) return;
    this.change({ difference: { b, both, onlyA, onlyB } });
  }
}

/** The objects of a run: its last label layer. */
export function labelsOf(kept: KeptRun): ResultData | undefined {
  return kept.results.findLast((one) => one.kind === "labels" && one.array);
}

/** Two results lie on each other pixel by pixel. */
export function comparable(comparison: Comparison, b: KeptRun): boolean {
  return alike(labelsOf(comparison.kept), labelsOf(b));
}

/** Two label layers lie on each other pixel by pixel. */
export function alike(one: ResultData | undefined, other: ResultData | undefined): boolean {
  if (!one?.array || !other?.array) return false;
  const place = ({ array, origin, factor, planes }: ResultData) =>
    JSON.stringify([array?.shape, origin, factor, planes]);
  return place(one) === place(other);
}

/** Which objects of A are which of B. */
export interface Matched extends Omit<Difference, "b"> {
  partners: ReadonlyMap<number, number>;
}

/** Match the objects of two label layers of the same shape. */
export async function matched(a: ResultData | undefined, b: ResultData | undefined): Promise<Matched> {
  if (!a?.array || !b?.array) return { both: 0, onlyA: new Set(), onlyB: new Set(), partners: new Map() };
  const [first, second] = [labelIds(a.array), labelIds(b.array)];
  const overlaps = new Overlaps();
  for (let from = 0; from < first.length; from += AT_ONCE) {
    overlaps.add(first.subarray(from, from + AT_ONCE), second.subarray(from, from + AT_ONCE));
    // Large images are matched piece by piece, so that the page goes on answering.
    if (from + AT_ONCE < first.length) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return overlaps.matched();
}

/** Pixels of each object and of each pair of objects. */
class Overlaps {
  private readonly inA = new Map<number, number>();
  private readonly inB = new Map<number, number>();
  private readonly pairs = new Map<number, Map<number, number>>();

  /** Count a stretch of pixels; neighbours mostly belong to the same pair, so stretches are counted at once. */
  add(a: Uint32Array, b: Uint32Array): void {
    let start = 0;
    for (let at = 1; at <= a.length; at += 1) {
      if (at < a.length && a[at] === a[start] && b[at] === b[start]) continue;
      this.count(a[start] as number, b[start] as number, at - start);
      start = at;
    }
  }

  private count(a: number, b: number, pixels: number): void {
    if (a) this.inA.set(a, (this.inA.get(a) ?? 0) + pixels);
    if (b) this.inB.set(b, (this.inB.get(b) ?? 0) + pixels);
    if (!a || !b) return;
    const row = this.pairs.get(a) ?? new Map<number, number>();
    row.set(b, (row.get(b) ?? 0) + pixels);
    this.pairs.set(a, row);
  }

  /** At exactly one half two objects could claim one partner; the first in the order of ids has it. */
  matched(): Matched {
    const [onlyA, onlyB] = [new Set(this.inA.keys()), new Set(this.inB.keys())];
    const partners = new Map<number, number>();
    for (const [a, row] of [...this.pairs].sort(([one], [other]) => one - other)) {
      for (const [b, shared] of row) {
        const union = (this.inA.get(a) as number) + (this.inB.get(b) as number) - shared;
        if (shared < 0.5 * union || !onlyA.has(a) || !onlyB.has(b)) continue;
        onlyA.delete(a);
        onlyB.delete(b);
        partners.set(a, b);
      }
    }
    return { both: partners.size, onlyA, onlyB, partners };
  }
}
