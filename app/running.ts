/** Planning and running recipes; a finished run is kept by the page, whatever happens to the engine. */
import { type EngineClient, EngineError, problem } from "./client";
import { correctionsFor, rememberBases, stampOf } from "./corrections";
import { areasOf } from "./drawing-shapes";
import type { DescribeResult, Events, Extent, ResultData } from "./messages";
import { problemOf } from "./opening";
import { addStep, type Recipe } from "./recipe";
import {
  active,
  type Choices,
  IDLE,
  type KeptRun,
  type OpenImage,
  type State,
  type Store,
  sizeOf,
} from "./store";

const PLAN_PAUSE = 150;
const LIVE_PAUSE = 400;
/** A run that took longer than this does not start again by itself when a parameter changes. */
export const LIVE_LIMIT = 4;
/** An engine whose heap has grown past this share of its limit is replaced between runs: the heap never shrinks. */
const HEAP_BUDGET = 0.6;

/** What is to be run; null is what the page shows when the run starts. */
export interface Asked {
  image: string;
  recipe: Recipe | null;
  choices: Choices | null;
}

export class Running {
  private serial = 0;
  private planTimer: ReturnType<typeof setTimeout> | undefined;
  private liveTimer: ReturnType<typeof setTimeout> | undefined;
  private planTurn = 0;
  private ended: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
  ) {
    store.subscribe((state, before) => this.follow(state, before));
  }

  /** Run the recipe on the active image; waits for Python where it is not there yet. Rejects with the reason. */
  async run(): Promise<void> {
    const { state } = this.store;
    const image = active(state);
    if (image && state.run.phase === "idle")
      await this.take({ image: image.key, recipe: null, choices: null });
  }

  /** Run on one image as soon as nothing else runs. Rejects with the reason. */
  async inTurn(asked: Asked): Promise<void> {
    while (this.store.state.run.phase !== "idle") await this.ended;
    await this.take(asked);
  }

  private async take(asked: Asked): Promise<void> {
    clearTimeout(this.liveTimer);
    this.liveTimer = undefined;
    const number = ++this.serial;
    this.store.set({
      run: { ...IDLE, phase: "queued", number, image: asked.image, started: Date.now() },
    });
    const going = this.go(number, asked);
    this.ended = going.catch(() => undefined);
    await going;
  }

  async cancel(): Promise<void> {
    const { phase, number } = this.store.state.run;
    if (phase === "queued") return this.store.set({ run: { ...IDLE, problem: stopped() } });
    if (phase !== "running") return;
    this.store.run({ phase: "stopping" });
    await this.client.cancel(number, this.ended);
  }

  /** What the engine says while it runs. */
  progress(said: Events["progress"]): void {
    const { run } = this.store.state;
    if (said.run !== run.number || run.phase === "idle") return;
    const { words, step, left = null } = said;
    this.store.run({ fraction: Math.max(run.fraction, said.fraction), words, step, left });
  }

  result(said: Events["result"]): void {
    const { run } = this.store.state;
    if (said.run !== run.number || run.phase === "idle") return;
    const others = run.results.filter((one) => one.step !== said.result.step);
    this.store.run({ results: [...others, said.result] });
  }

  /** Put “Invert” in front of the recipe. */
  invert(): void {
    const { describe, recipe } = this.store.state;
    const operations = describe?.operations ?? [];
    const invert = operations.find((one) => one.id === "intensity.invert");
    const image = active(this.store.state);
    if (!invert || !image) return;
    this.store.edit(invertFirst(recipe, (one) => addStep(one, invert, "", operations)));
    this.store.image(image.key, { darkOnBright: false });
  }

  /** Ask again what a run would cost and which problems it has. */
  async plan(): Promise<void> {
    const { state } = this.store;
    const image = active(state);
    if (!image || image.handle === null || state.recipe.steps.length === 0) return;
    const turn = ++this.planTurn;
    const extent = extentOf(state, image);
    try {
      const plan = await this.client.call("plan", { image: image.handle, recipe: state.recipe, extent });
      if (turn === this.planTurn) this.store.set({ plan, planning: false });
    } catch (error) {
      if (turn === this.planTurn) this.store.set({ planning: false });
      if (!(error instanceof EngineError)) throw error;
    }
  }

  private async go(number: number, asked: Asked): Promise<void> {
    const key = asked.image;
    try {
      const handle = await this.handleOf(key, number);
      const { state } = this.store;
      const image = state.images.find((one) => one.key === key);
      if (handle === null || !image || state.run.number !== number || state.run.phase === "idle") return;
      this.store.run({ phase: "running", started: Date.now() });
      const recipe = asked.recipe ?? state.recipe;
      const wanted = { ...state, recipe, choices: asked.choices ?? state.choices };
      const extent = extentOf(wanted, image);
      const corrections = correctionsFor(image, recipe.steps);
      const { summary } = await this.client.call("run", {
        run: number,
        image: handle,
        recipe,
        extent,
        ...(corrections.length ? { corrections } : {}),
      });
      const results = inOrder(this.store.state.run.results, recipe);
      rememberBases(results, image.corrections);
      this.keep(key, { summary, results, asked: askedFor(wanted, image) });
    } catch (error) {
      if (this.store.state.run.number === number) {
        this.store.set({ run: { ...this.store.state.run, phase: "idle", problem: problemOf(error) } });
      }
      throw error;
    }
    await this.lookAtHeap();
  }

  /** Put a finished run in its place; an image that was closed meanwhile has none. */
  private keep(key: string, kept: KeptRun): void {
    const { runs, images, active: shown } = this.store.state;
    const still = images.some((one) => one.key === key);
    this.store.set({
      run: IDLE,
      ...(still ? { runs: { ...runs, [key]: kept } } : {}),
      ...(key === shown && !sameButCorrections(runs[key], kept) ? { selection: new Set<number>() } : {}),
    });
    if (key === shown) this.store.ui({ scroll: 0 });
    else if (still) this.store.image(key, { selected: new Set() });
  }

  /** The engine's number of the image, as soon as an engine has it open. */
  private handleOf(key: string, number: number): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const look = (state: State): boolean => {
        const image = state.images.find((one) => one.key === key);
        const over = !image || state.run.number !== number || state.run.phase === "idle";
        if (!over && image.lost) {
          reject(new EngineError(image.lost));
          return true;
        }
        if (!over && image.handle === null) return false;
        resolve(over ? null : image.handle);
        return true;
      };
      if (look(this.store.state)) return;
      const leave = this.store.subscribe((state) => look(state) && leave());
    });
  }

  /** Plan again, and run again where that is quick, when recipe, choices or image have changed. */
  private follow(state: State, before: State): void {
    this.leaveClosed(state);
    // The next picture of what is moved would wait for a run: that comes once the hand has rested on what it sees.
    if (state.preview && state.preview !== before.preview && this.liveTimer !== undefined) this.schedule();
    const image = active(state);
    const another =
      state.recipe !== before.recipe || state.choices !== before.choices || state.active !== before.active;
    const drawn = image && correctedOtherwise(image, before.images);
    if (drawn) this.schedule();
    const changed = another || drawn || image?.handle !== active(before)?.handle;
    if (!changed || !image) return;
    // What was wrong with an earlier recipe, part or image is not wrong with this one.
    if ((another || drawn) && state.run.problem && state.run.phase === "idle")
      this.store.run({ problem: null });
    clearTimeout(this.planTimer);
    this.planTimer = setTimeout(() => void this.plan(), PLAN_PAUSE);
    if (state.recipe !== before.recipe && before.recipe.steps.length) this.schedule();
  }

  /** A run on an image that was closed has nothing left to be for. */
  private leaveClosed(state: State): void {
    const { phase, image } = state.run;
    const closed = phase !== "idle" && !state.images.some((one) => one.key === image);
    if (closed) void this.cancel();
  }

  private schedule(): void {
    clearTimeout(this.liveTimer);
    this.liveTimer = setTimeout(() => {
      this.liveTimer = undefined;
      const { state } = this.store;
      const image = active(state);
      const kept = image && state.runs[image.key];
      if (!image || !kept || !state.ui.live || !isStale(state, image)) return;
      if (secondsAgain(state, image, kept) > LIVE_LIMIT) return;
      if (state.plan?.problems.length) return;
      if (state.run.phase === "idle") this.run().catch(() => undefined);
      else this.ended.then(() => this.schedule());
    }, LIVE_PAUSE);
  }

  private async lookAtHeap(): Promise<void> {
    let answer: DescribeResult;
    try {
      answer = await this.client.call("describe", {});
    } catch (error) {
      if (error instanceof EngineError) return; // the worker died after the run: its successor has an empty heap
      throw error;
    }
    const { used = 0, limit = 0 } = answer.memory;
    this.store.engine({ heap: used, limit });
    if (limit && used > HEAP_BUDGET * limit && this.store.state.run.phase === "idle") {
      this.client.replace(
        problem(
          "run.stalled",
          "Python was restarted to free memory.",
          "Your image and results are still here.",
        ),
      );
    }
  }
}

/** Which part of the image the choices mean. */
export function extentOf(state: State, image: OpenImage): Extent {
  const { planes, region, level } = state.choices;
  const extent: Extent = {};
  if (planes === "this") {
    if (sizeOf(image.info, "z") > 1) extent.z = image.view.z;
    if (sizeOf(image.info, "t") > 1) extent.t = image.view.t;
  }
  if (planes === "max" || planes === "volume") extent.z = planes;
  if (planes === "each") {
    extent.z = "each";
    extent.t = "each";
  }
  const areas = areasOf(image);
  if (areas.length) extent.areas = areas;
  else if (region) extent.region = region;
  if (level) extent.level = level;
  return extent;
}

/** Everything that decides a run's numbers, as one text: a run is up to date while this has not changed. */
export function askedFor(state: State, image: OpenImage): string {
  return JSON.stringify([
    state.recipe,
    extentOf(state, image),
    image.series,
    image.pixelSize,
    stampOf(image, state.recipe.steps),
  ]);
}

/** How long the run would take again: after a correction by hand, only what follows from it is computed. */
function secondsAgain(state: State, image: OpenImage, kept: KeptRun): number {
  const first = sameButCorrections(kept, { ...kept, asked: askedFor(state, image) })
    ? kept.results.findIndex((one) => one.step in image.corrections || one.changes)
    : -1;
  if (first < 0) return kept.summary.seconds;
  return kept.results.slice(first).reduce((sum, one) => sum + one.seconds, 0);
}

/** Whether two runs differ at most in what was corrected by hand: then the objects are the same ones. */
function sameButCorrections(one: KeptRun | undefined, other: KeptRun): boolean {
  const apart = (text: string) => JSON.stringify((JSON.parse(text) as unknown[]).slice(0, -1));
  return !!one?.asked && apart(one.asked) === apart(other.asked);
}

/** Whether a person corrected labels, or drew or moved an area, since then. */
function correctedOtherwise(image: OpenImage, before: readonly OpenImage[]): boolean {
  const was = before.find((one) => one.key === image.key);
  if (!was || (was.corrections === image.corrections && was.shapes === image.shapes)) return false;
  if (was.corrections !== image.corrections) return true;
  return JSON.stringify(areasOf(was)) !== JSON.stringify(areasOf(image));
}

export function isStale(state: State, image: OpenImage): boolean {
  const kept = state.runs[image.key];
  return !!kept && kept.asked !== askedFor(state, image);
}

function stopped() {
  return problem("run.cancelled", "Stopped.", "Run again to finish; earlier results are still here.");
}

function inOrder(results: ResultData[], recipe: Recipe): ResultData[] {
  const place = new Map(recipe.steps.map((one, index) => [one.id, index]));
  return [...results].sort((a, b) => (place.get(a.step) ?? 0) - (place.get(b.step) ?? 0));
}

/** Add a step by `add` at the very front: everything that took the first input takes the step's output. */
function invertFirst(recipe: Recipe, add: (recipe: Recipe) => Recipe): Recipe {
  const bare = add({ ...recipe, steps: [] });
  const step = bare.steps[0];
  const name = Object.keys(recipe.inputs)[0];
  if (!step || !name) return recipe;
  const id = recipe.steps.some((one) => one.id === step.id) ? `${step.id}-first` : step.id;
  const swap = (source: string) => (source === name ? id : source);
  const steps = recipe.steps.map((one) => {
    const measures = one.op.startsWith("measure.regions");
    const wires = Object.entries(one.in ?? {}).map(([port, to]) => [
      port,
      Array.isArray(to) ? to.map(swap) : swap(to),
    ]);
    return measures ? one : { ...one, in: Object.fromEntries(wires) as Record<string, string | string[]> };
  });
  return { ...recipe, steps: [{ ...step, id, in: { ...step.in, image: name } }, ...steps] };
}
