/**
 * The live preview: while a parameter moves, the part of the image that is seen is computed at screen resolution.
 *
 * One preview is on its way at a time, and the latest setting wins. It uses the numbers of the last whole run, never
 * those of the view (ground rules, section 7), and goes as soon as a run of the same recipe is whole.
 */
import { tableOf } from "./arrays";
import { type EngineClient, EngineError } from "./client";
import type { Extent, OperationInfo, ResultData } from "./messages";
import { asRule, operationOf, type Recipe } from "./recipe";
import { extentOf, isStale } from "./running";
import { active, type OpenImage, type State, type Store, sizeOf, wholeResults } from "./store";

/** Pixels of a preview at most: more of them take longer than a hand waits. */
const MOST_PIXELS = 1_500_000;
/** Steps whose preview took longer than this (a network, say) are not previewed again: Run would have to wait for it. */
const SLOW = 5;

export interface Seen {
  region: number[];
  level: number;
  part: boolean;
}

export class Previews {
  private inFlight = false;
  private wanted = false;
  private tooSlow: string[] = [];

  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
    private readonly visible: () => number[],
  ) {
    store.subscribe((state, before) => this.follow(state, before));
  }

  private follow(state: State, before: State): void {
    const image = active(state);
    if (state.preview && (!image || this.isOver(state, image))) {
      this.wanted = false;
      this.store.set({ preview: null });
      return;
    }
    const edited = state.recipe !== before.recipe && before.recipe.steps.length > 0;
    const replaced = state.original !== before.original || state.active !== before.active;
    const moved = state.preview !== null && seenOtherwise(state, before);
    if ((edited && !replaced && computesOtherwise(state.recipe, before.recipe)) || moved) this.want();
  }

  /** A run of this very recipe is there, or what was previewed is no longer looked at. */
  private isOver(state: State, image: OpenImage): boolean {
    if (state.preview?.image !== image.key) return true;
    return state.runs[image.key] !== undefined && !isStale(state, image);
  }

  private want(): void {
    this.wanted = true;
    if (!this.inFlight) void this.next();
  }

  private async next(): Promise<void> {
    this.inFlight = true;
    try {
      while (this.wanted) {
        this.wanted = false;
        await this.one();
      }
    } finally {
      this.inFlight = false;
    }
  }

  private async one(): Promise<void> {
    const { state } = this.store;
    const image = active(state);
    if (!image || image.handle === null || state.screen !== "open" || this.isSettled(state, image)) return;
    const recipe = previewable(state.recipe, state.describe?.operations ?? []);
    const shape = recipe.steps.map((one) => one.op).join();
    if (!recipe.show.length || this.tooSlow.includes(shape)) return;
    const chosen = extentOf(state, image);
    const seen = seenPart(this.visible(), image.view.camera?.zoom ?? 1, image, depthOf(chosen, state, image));
    const extent: Extent = { ...chosen, region: seen.region, level: seen.level };
    try {
      const values = knownValues(wholeResults(state));
      const plane = planeSeen(extent, state, image);
      const answer = await this.client.call("preview", {
        image: image.handle,
        recipe: { ...recipe },
        extent: plane,
        values,
        one_of_several: narrows(extent, plane, image),
      });
      if (answer.seconds > SLOW) this.tooSlow.push(shape);
      this.take(state, { ...answer, image: image.key, part: seen.part });
    } catch (error) {
      // What is wrong with the recipe is said by its plan, at the step and field; an engine that was lost comes back.
      if (!(error instanceof EngineError)) throw error;
    }
  }

  private take(asked: State, preview: NonNullable<State["preview"]>): void {
    const { state } = this.store;
    const image = active(state);
    // A recipe that has moved on is drawn all the same, since the next preview is on its way.
    if (image?.key !== preview.image || this.isSettled(state, image)) return;
    if (state.original !== asked.original) return;
    this.store.set({ preview });
  }

  private isSettled(state: State, image: OpenImage): boolean {
    return state.runs[image.key] !== undefined && !isStale(state, image);
  }
}

/** Another name or description computes nothing new. */
function computesOtherwise(now: Recipe, before: Recipe): boolean {
  const part = ({ inputs, steps, show }: Recipe) =>
    JSON.stringify([inputs, steps.map(({ title: _, ...rest }) => rest), show]);
  return part(now) !== part(before);
}

function seenOtherwise(state: State, before: State): boolean {
  const [now, then] = [active(state)?.view, active(before)?.view];
  return now?.camera !== then?.camera || now?.z !== then?.z || now?.t !== then?.t;
}

/** The recipe without what a picture does not show: tables that no other step takes from. */
export function previewable(recipe: Recipe, operations: OperationInfo[]): Recipe {
  const isTable = (id: string) => {
    const step = recipe.steps.find((one) => one.id === id);
    return step ? operationOf(step, operations)?.outputs[0]?.kind === "table" : false;
  };
  const taken = new Set(
    recipe.steps.flatMap((step) => [
      ...Object.values(step.in ?? {}).flat(),
      ...Object.values(step.params ?? {}).map((one) => asRule(one)?.auto.split(".")[0] ?? ""),
    ]),
  );
  const steps = recipe.steps.filter((one) => !isTable(one.id) || taken.has(one.id));
  const left = new Set(steps.map((one) => one.id));
  return { ...recipe, steps, show: recipe.show.filter((one) => left.has(one) && !isTable(one)) };
}

/** What the steps of the last whole run found: thresholds, and the columns of tables with a single row. */
export function knownValues(results: ResultData[]): Record<string, Record<string, number>> {
  const known: Record<string, Record<string, number>> = {};
  for (const result of results) {
    const values = { ...result.values };
    if (result.kind === "table" && tableOf(result).rows === 1) {
      for (const { name, numbers } of tableOf(result).columns)
        if (numbers) values[name] = numbers[0] as number;
    }
    if (Object.keys(values).length) known[result.step] = values;
  }
  return known;
}

/** The visible region at the level that has about as many pixels as the screen; its middle where that is too many. */
export function seenPart(visible: number[], zoom: number, image: OpenImage, depth = 1): Seen {
  const { levels } = image.info;
  const level = Math.max(
    levels.findLastIndex(({ factors }) => (factors.y ?? 1) * zoom <= 1.001),
    0,
  );
  const factor = levels[level]?.factors.y ?? 1;
  const full = levels[0];
  const [y0 = 0, x0 = 0, y1 = 0, x1 = 0] = visible;
  const box = full
    ? [Math.max(y0, 0), Math.max(x0, 0), Math.min(y1, full.height), Math.min(x1, full.width)]
    : visible;
  const [top = 0, left = 0, bottom = 0, right = 0] = box;
  const share = Math.sqrt(
    (MOST_PIXELS * factor * factor) / Math.max((bottom - top) * (right - left) * depth, 1),
  );
  if (share >= 1) return { region: box, level, part: false };
  const cut = (from: number, to: number) => {
    const half = ((to - from) * share) / 2;
    return [Math.round((from + to) / 2 - half), Math.round((from + to) / 2 + half)] as const;
  };
  const [[ny0, ny1], [nx0, nx1]] = [cut(top, bottom), cut(left, right)];
  return { region: [ny0, nx0, ny1, nx1], level, part: true };
}

/** How many slices are computed at once: all of them where the run takes the stack as a volume. */
function depthOf(extent: Extent, state: State, image: OpenImage): number {
  const z = extent.z ?? Object.values(state.recipe.inputs)[0]?.z;
  return z === "volume" ? sizeOf(image.info, "z") : 1;
}

/** Whether a run takes slices or times besides the plane that is seen. */
function narrows(run: Extent, plane: Extent, image: OpenImage): boolean {
  const several = (axis: "z" | "t") => run[axis] !== plane[axis] && sizeOf(image.info, axis) > 1;
  return several("z") || several("t");
}

/** Of several slices or times that a run takes one by one, a preview takes the one that is seen. */
function planeSeen(extent: Extent, state: State, image: OpenImage): Extent {
  const inputs = Object.values(state.recipe.inputs);
  const z = extent.z ?? (inputs.some((one) => one.z === "each") ? "each" : undefined);
  const t = extent.t ?? "each";
  return {
    ...extent,
    ...(z === "each" && image.info.axes.includes("z") ? { z: image.view.z } : {}),
    ...(t === "each" && image.info.axes.includes("t") ? { t: image.view.t } : {}),
  };
}
