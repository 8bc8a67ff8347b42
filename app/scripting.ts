/** The recipe as Python: made by the engine, kept in step with the form, read back when the typing pauses. */
import { type EngineClient, EngineError } from "./client";
import type { Problem } from "./messages";
import { asRecipe, type Recipe, type Step } from "./recipe";
import type { State, Store } from "./store";

const PAUSE = 500;

export class Scripting {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;
  /** The recipe as the unedited script reads back: with every default written out. */
  private asRead: Recipe | null = null;
  private writing: Recipe | null = null;

  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
  ) {
    store.subscribe((state) => this.follow(state));
  }

  /** Take what was typed; it is read back when no more is typed for a while. */
  type(draft: string): void {
    clearTimeout(this.timer);
    this.store.set({ script: { ...this.store.state.script, draft } });
    this.timer = setTimeout(() => void this.read(draft), PAUSE);
  }

  /** Forget what was typed and show the recipe's own script. */
  back(): void {
    clearTimeout(this.timer);
    this.store.set({ script: { ...this.store.state.script, draft: null, problems: [], of: null } });
  }

  private follow(state: State): void {
    const seen = state.ui.recipeTab === "python" && state.engine.phase === "ready" && !!state.describe;
    if (!seen || !state.recipe.steps.length) return;
    if (state.script.of === state.recipe || this.writing === state.recipe) return;
    // What the form or Undo changes counts; a draft that could not be read back gives way to it.
    void this.write(state.recipe);
  }

  /** Show the script of a recipe. */
  private async write(recipe: Recipe): Promise<void> {
    const turn = ++this.turn;
    this.writing = recipe;
    try {
      const { text } = await this.client.call("script", { recipe: { ...recipe } });
      const read = await this.client.call("read_script", { text });
      if (turn !== this.turn) return;
      this.asRead = asRecipe(read.recipe);
      this.store.set({ script: { text, of: recipe, draft: null, problems: [] } });
    } catch (error) {
      if (turn === this.turn) this.fail(recipe, error);
    } finally {
      if (turn === this.turn) this.writing = null;
    }
  }

  private fail(recipe: Recipe, error: unknown): void {
    if (!(error instanceof EngineError)) throw error;
    const all = error.problem.problems?.length ? error.problem.problems : [error.problem];
    this.store.set({ script: { ...this.store.state.script, of: recipe, draft: null, problems: all } });
  }

  private async read(draft: string): Promise<void> {
    const answer = await this.client.call("read_script", { text: draft });
    const { script, recipe: present } = this.store.state;
    if (script.draft !== draft) return;
    const edited = answer.problems.length ? null : asRecipe(answer.recipe);
    if (!edited || !this.asRead) {
      this.store.set({ script: { ...script, problems: flat(answer.problems) } });
      return;
    }
    const recipe = withEdits(present, this.asRead, edited);
    this.turn += 1;
    this.asRead = edited;
    this.store.set({ script: { text: draft, of: recipe, draft: null, problems: [] } });
    this.store.edit(recipe);
    this.takeSetting(answer.setting);
  }

  /** A part of the image that the script names becomes the page's choice; the image itself is the one that is open. */
  private takeSetting(setting: Record<string, unknown>): void {
    const { choices } = this.store.state;
    const region = (setting.region as number[] | undefined) ?? choices.region;
    const level = (setting.level as number | undefined) ?? choices.level;
    if (same(region, choices.region) && level === choices.level) return;
    this.store.act("choices", () => this.store.set({ choices: { ...choices, region, level } }));
  }
}

function flat(problems: Problem[]): Problem[] {
  return problems.flatMap((one) => (one.problems?.length ? flat(one.problems) : [one]));
}

/**
 * The recipe with what was changed in its script. The script writes every default out; what nobody changed there
 * stays as it was written in the recipe, so that a default stays a default.
 */
export function withEdits(present: Recipe, asRead: Recipe, edited: Recipe): Recipe {
  const made: Recipe = { ...edited, steps: edited.steps.map((one) => stepWithEdits(present, asRead, one)) };
  for (const name of Object.keys(edited)) {
    if (name !== "steps" && same(edited[name], asRead[name])) made[name] = present[name];
  }
  for (const name of Object.keys(made)) if (made[name] === undefined) delete made[name];
  return same(made, present) ? present : made;
}

function stepWithEdits(present: Recipe, asRead: Recipe, edited: Step): Step {
  const own = present.steps.find((one) => one.id === edited.id);
  const read = asRead.steps.find((one) => one.id === edited.id);
  if (!own || !read || own.op !== edited.op) return edited;
  if (same(read, edited)) return own;
  const params = Object.entries(edited.params ?? {}).flatMap(([name, value]) => {
    if (!same(value, read.params?.[name])) return [[name, value]];
    return own.params && name in own.params ? [[name, own.params[name]]] : [];
  });
  return { ...edited, params: Object.fromEntries(params) };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
