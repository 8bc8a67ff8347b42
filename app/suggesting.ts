/** “Suggest”: the engine looks at the image; the settings it finds are filled in as one thing that can be undone. */
import { type EngineClient, EngineError } from "./client";
import type { ReasonData, SuggestResult } from "./messages";
import { problemOf } from "./opening";
import { asRecipe, asRule, type Recipe, sameRecipe, setParameter } from "./recipe";
import type { Recipes } from "./recipes";
import { active, type Store } from "./store";

/** What the engine suggests where nothing in the image stands out: it is shown, and not put in place by itself. */
const NOTHING_FOUND = "image-quality";

export class Suggesting {
  private serial = 0;

  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
    private readonly recipes: Recipes,
  ) {}

  /** Look at the active image and fill in what was found. */
  async look(): Promise<void> {
    const image = active(this.store.state);
    if (!image) return;
    this.stop();
    const run = --this.serial;
    const view = { image: image.key, run, name: "", reasons: [], recipe: null, problem: null };
    this.store.set({ suggestion: { ...view, phase: "looking" } });
    try {
      const handle = await this.handleOf(image.key, run);
      if (handle === null) return;
      const found = await this.client.call("suggest", { run, image: handle });
      if (this.current(run)) this.take(found);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (this.current(run))
        this.store.set({ suggestion: { ...view, phase: "said", problem: problemOf(error) } });
    }
  }

  /** Forget the suggestion; one that is still looked for is stopped. */
  stop(): void {
    const { suggestion } = this.store.state;
    if (suggestion?.phase === "looking")
      this.client.call("cancel", { run: suggestion.run }).catch(() => undefined); // a lost engine has stopped, too
    this.store.set({ suggestion: null });
  }

  /** Begin with what is suggested where nothing stands out. */
  takeAnyway(): void {
    const recipe = this.recipes.named(this.store.state.suggestion?.name ?? "");
    if (recipe) this.store.replaceRecipe(recipe);
    this.stop();
  }

  private take(found: SuggestResult): void {
    const { suggestion, recipe: present } = this.store.state;
    const whole = asRecipe(found.recipe);
    if (!suggestion || !whole) return;
    const recipe = found.name === NOTHING_FOUND ? null : withSuggestion(present, whole, found.reasons);
    this.store.set({
      suggestion: { ...suggestion, phase: "said", name: found.name, reasons: found.reasons, recipe },
    });
    if (!recipe || sameRecipe(recipe, present)) return;
    const begun = recipe === whole ? { original: this.recipes.named(found.name) ?? recipe } : {};
    this.store.act("suggestion", () => this.store.set({ recipe, plan: null, ...begun }));
  }

  private current(run: number): boolean {
    return this.store.state.suggestion?.run === run;
  }

  /** The engine's number of the image, as soon as an engine has it open; null where nobody waits any more. */
  private handleOf(key: string, run: number): Promise<number | null> {
    return new Promise((resolve) => {
      const look = (): boolean => {
        const image = this.store.state.images.find((one) => one.key === key);
        const over = !image || !this.current(run);
        if (!over && image.handle === null) return false;
        resolve(over ? null : image.handle);
        return true;
      };
      if (look()) return;
      const leave = this.store.subscribe(() => look() && leave());
    });
  }
}

/**
 * The present recipe with the suggested settings, where it has the same steps that take the same; otherwise the
 * suggested recipe. A parameter that follows another one by a rule goes on doing so.
 */
export function withSuggestion(present: Recipe, found: Recipe, reasons: readonly ReasonData[]): Recipe {
  const settings = reasons.filter((one) => one.step);
  const step = (recipe: Recipe, id: string) => recipe.steps.find((one) => one.id === id);
  const same = (id: string) => {
    const [one, other] = [step(present, id), step(found, id)];
    return one && other && one.op === other.op && JSON.stringify(one.in) === JSON.stringify(other.in);
  };
  if (!settings.length || !settings.every((one) => same(one.step)) || goesDeeper(present, found))
    return found;
  return settings.reduce((recipe, { step: id, parameter, value }) => {
    const written = step(recipe, id)?.params?.[parameter];
    return asRule(written) || written === value ? recipe : setParameter(recipe, id, parameter, value);
  }, present);
}

/** Whether the suggested recipe takes a volume where the present one takes planes: that is no setting of a step. */
function goesDeeper(present: Recipe, found: Recipe): boolean {
  return Object.entries(found.inputs).some(
    ([name, { z }]) => z === "volume" && present.inputs[name]?.z !== "volume",
  );
}

/** The diameter that was suggested, in px; null without one. */
export function suggestedDiameter(reasons: readonly ReasonData[]): number | null {
  const found = reasons.find((one) => one.parameter === "diameter" && typeof one.value === "number");
  return found ? (found.value as number) : null;
}
