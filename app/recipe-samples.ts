/** A picture for each recipe of the gallery: the list is fetched when the gallery opens, a picture when it is tried. */
import type { Opening } from "./opening";
import type { Recipes } from "./recipes";
import type { RecipeSample, Store } from "./store";

const LIST = "samples/recipe-samples.json";

export class RecipeSamples {
  private arriving: Promise<void> | null = null;

  constructor(
    private readonly store: Store,
    private readonly opening: Opening,
    private readonly recipes: Recipes,
    private readonly base: string,
  ) {}

  /** Fetch the list, once; where it does not come, the next opening of the gallery asks again. */
  want(): void {
    if (this.store.state.recipeSamples) return;
    this.arriving ??= this.fetch().finally(() => {
      this.arriving = null;
    });
  }

  /** Open a recipe's sample and begin with the recipe, ready to run. */
  async try(recipe: string): Promise<void> {
    const sample = this.store.state.recipeSamples?.[recipe];
    if (!sample) return;
    this.store.ui({ dialog: "", recipeTab: "steps" });
    const opened = await this.opening.address(sample.source, { byPerson: true, name: sample.title });
    if (opened) this.recipes.begin(recipe);
  }

  private async fetch(): Promise<void> {
    try {
      const answer = await fetch(new URL(LIST, this.base));
      if (!answer.ok) return;
      const list = (await answer.json()) as (RecipeSample & { recipe: string })[];
      const placed = list.map(({ recipe, ...one }) => [
        recipe,
        { ...one, source: new URL(one.source, this.base).href },
      ]);
      this.store.set({ recipeSamples: Object.fromEntries(placed) });
    } catch {
      return; // without a connection the gallery is there all the same, with what it finds in the open image
    }
  }
}
