/**
 * Training by painting: strokes are examples of classes, and what is learnt from them goes into the recipe's step.
 *
 * One training is on its way at a time, and the latest strokes win. Only strokes are undone: what was learnt from them
 * goes back with them.
 */
import painting from "../py/tabscope/painting.json";
import { type EngineClient, EngineError } from "./client";
import { CHOSEN, classNames, erased, FOREST, MOST_CLASSES, NAMES, thinned, withNames } from "./examples";
import type { PaintedData } from "./messages";
import { problemOf } from "./opening";
import { asRecipe, operationOf, type Recipe, type Step, setParameter } from "./recipe";
import { extentOf } from "./running";
import { active, type ExampleStroke, type State, type Store } from "./store";
import type { Vertex } from "./viewer/tools/hand";
import { WORDS } from "./words";

export class Training {
  private serial = 0;
  private inFlight = false;
  private wanted = false;
  /** The step that learns now, or did last; "" where none did. */
  private step = "";

  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
  ) {
    store.subscribe((state, before) => this.follow(state, before));
  }

  /** Begin with a recipe that counts what is painted, the brush in the hand. */
  start(): void {
    const recipe = asRecipe(painting);
    if (recipe) this.store.replaceRecipe({ ...recipe, title: WORDS.training.title });
    this.store.ui({ openStep: "classes" });
    this.begin("classes");
  }

  /** Take the brush and paint examples for a step; its result is shown from now on. */
  begin(step: string): void {
    const { state } = this.store;
    if (!state.recipe.show.includes(step))
      this.store.edit({ ...state.recipe, show: [...state.recipe.show, step] });
    this.draw({ tool: "brush", makes: "shape", shape: 0, examples: { step, number: 1 } });
  }

  /** Put the brush down. */
  end(): void {
    this.draw({ tool: "pointer", examples: null });
  }

  /** The class that the next stroke is an example of. */
  choose(number: number): void {
    const { examples, tool } = this.store.state.ui.drawing;
    if (examples) this.draw({ tool: tool === "eraser" ? "brush" : tool, examples: { ...examples, number } });
  }

  addClass(step: Step, name: string): void {
    const names = classNames(step);
    if (names.length >= MOST_CLASSES) return;
    this.store.edit(withNames(this.store.state.recipe, step.id, [...names, name]));
    this.choose(names.length + 1);
  }

  renameClass(step: Step, number: number, name: string): void {
    const names = classNames(step).map((one, index) => (index + 1 === number && name.trim() ? name : one));
    this.store.edit(withNames(this.store.state.recipe, step.id, names));
  }

  /** Take the last class away, with its strokes in all images. */
  removeClass(step: Step): void {
    const names = classNames(step);
    if (names.length <= 2) return;
    this.act("removed", () => {
      this.change(step.id, (strokes) => strokes.filter((one) => one.number < names.length));
      this.store.set({ recipe: withNames(this.store.state.recipe, step.id, names.slice(0, -1)) });
    });
    this.choose(1);
  }

  /** Forget all strokes of a step, in all images. */
  clear(step: string): void {
    this.act("cleared", () => this.change(step, () => []));
  }

  /** What the brush went over is an example of the chosen class. */
  stroke(points: readonly Vertex[], radius: number): void {
    const image = active(this.store.state);
    const { examples } = this.store.state.ui.drawing;
    if (!image || !examples) return;
    const { z, t } = image.view;
    const made = { number: examples.number, points: thinned(points, radius), radius, z, t };
    this.paint((strokes) => [...strokes, made]);
  }

  /** The eraser takes strokes away where it goes over them. */
  erase(points: readonly Vertex[], radius: number): void {
    const image = active(this.store.state);
    if (!image) return;
    const { z, t, projected } = image.view;
    const here = (one: ExampleStroke) => one.t === t && (projected || one.z === z);
    this.paint((strokes) => strokes.flatMap((one) => (here(one) ? erased([one], points, radius) : [one])));
  }

  private paint(change: (strokes: ExampleStroke[]) => ExampleStroke[]): void {
    const { step } = this.store.state.ui.drawing.examples ?? {};
    const image = active(this.store.state);
    if (step === undefined || !image) return;
    const strokes = change(image.examples[step] ?? []);
    this.act("painted", () =>
      this.store.image(image.key, { examples: { ...image.examples, [step]: strokes } }),
    );
  }

  private change(step: string, change: (strokes: ExampleStroke[]) => ExampleStroke[]): void {
    const images = this.store.state.images.map((one) => ({
      ...one,
      examples: { ...one.examples, [step]: change(one.examples[step] ?? []) },
    }));
    this.store.set({ images });
  }

  /** Each stroke is taken back by itself, however quickly the next one follows. */
  private act(what: string, change: () => void): void {
    this.serial += 1;
    this.store.act(`examples ${what}${this.serial}`, change);
  }

  private draw(patch: Partial<State["ui"]["drawing"]>): void {
    this.store.ui({ drawing: { ...this.store.state.ui.drawing, ...patch } });
  }

  private follow(state: State, before: State): void {
    const { examples } = state.ui.drawing;
    if (examples && !state.recipe.steps.some((one) => one.id === examples.step)) return this.end();
    const begun = examples && examples.step !== before.ui.drawing.examples?.step;
    if (begun) this.want(examples.step);
    else if (state.images !== before.images || state.recipe !== before.recipe) {
      const step = state.recipe.steps.find((one) => taughtOtherwise(state, before, one.id));
      if (step) this.want(step.id);
      else if (this.wanted && !this.inFlight) this.want(this.step); // the engine may have the images open by now
    }
  }

  private want(step: string): void {
    this.step = step;
    this.wanted = true;
    if (!this.inFlight && isOpen(this.store.state, step)) void this.next();
  }

  private async next(): Promise<void> {
    this.inFlight = true;
    try {
      while (this.wanted && isOpen(this.store.state, this.step)) {
        this.wanted = false;
        await this.one();
      }
    } finally {
      this.inFlight = false;
    }
  }

  private async one(): Promise<void> {
    const { state } = this.store;
    const { step } = this;
    const image = active(state);
    if (!image) return;
    const painted = paintedOn(state, step);
    if (!painted.length) return this.store.ui({ training: null });
    const { training } = state.ui;
    const found = training?.step === step ? training.found : null;
    this.store.ui({ training: { step, busy: true, found, problem: null } });
    const { areas: _, region: __, ...extent } = extentOf(state, image);
    try {
      const learnt = await this.client.call("train", { recipe: { ...state.recipe }, step, painted, extent });
      if (this.wanted) return;
      this.store.ui({ training: { step, busy: false, found: learnt, problem: null } });
      this.learn(step, learnt.forest);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (!this.wanted)
        this.store.ui({ training: { step, busy: false, found: null, problem: problemOf(error) } });
    }
  }

  /** What was learnt follows from the strokes: it is no change of its own that could be undone without them. */
  private learn(step: string, forest: string): void {
    const { recipe } = this.store.state;
    const present = recipe.steps.find((one) => one.id === step);
    if (present && present.params?.[FOREST] !== forest)
      this.store.set({ recipe: setParameter(recipe, step, FOREST, forest) });
  }
}

/** Whether a step must learn anew: other strokes on the same images, or another way to its input. */
function taughtOtherwise(state: State, before: State, step: string): boolean {
  const keys = (one: State) => one.images.map(({ key }) => key).join();
  if (!state.images.some((one) => step in one.examples) || keys(state) !== keys(before)) return false;
  const strokes = (one: State) => one.images.map(({ examples }) => examples[step]);
  const [now, then] = [strokes(state), strokes(before)];
  if (now.some((one, index) => one !== then[index])) return true;
  if (!now.some((one) => one?.length) || state.recipe === before.recipe) return false;
  return wayTo(state.recipe, step) !== wayTo(before.recipe, step);
}

/** All of a recipe that decides what a step looks at, as one text. */
function wayTo(recipe: Recipe, step: string): string {
  const at = recipe.steps.findIndex((one) => one.id === step);
  const steps = recipe.steps.slice(0, at + 1).map((one) => (one.id === step ? untaught(one) : one));
  return JSON.stringify([recipe.inputs, steps]);
}

/** Whether the engine has all images open that were painted on; those that it cannot open are left out. */
function isOpen(state: State, step: string): boolean {
  return state.images.every((one) => one.handle !== null || one.lost || !one.examples[step]?.length);
}

function untaught({ params, title: _, ...rest }: Step): Step {
  const { [FOREST]: __, [NAMES]: ___, [CHOSEN]: ____, ...others } = params ?? {};
  return { ...rest, params: others };
}

/** The images that an engine has open, with what was painted on them for a step. */
function paintedOn(state: State, step: string): PaintedData[] {
  return state.images.flatMap(({ handle, examples }) =>
    handle !== null && examples[step]?.length ? [{ image: handle, strokes: examples[step] }] : [],
  );
}

/** Whether a step learns from painted examples. */
export function learns(state: Pick<State, "describe">, step: Step): boolean {
  const operation = operationOf(step, state.describe?.operations ?? []);
  return operation?.params.some((one) => one.name === FOREST) ?? false;
}
