/** The recipes one can begin with: those of the gallery, one from an address, one from a dropped file. */
import { isPrivateAddress, MAX_RECIPE_BYTES, webAddress } from "./address";
import { EngineError, problem } from "./client";
import { download } from "./exporting";
import { problemOf } from "./opening";
import type { Questions } from "./questions";
import { asRecipe, type Recipe } from "./recipe";
import { EMPTY_RECIPE, type Store } from "./store";
import { recipeWords, sentenceOf, WORDS } from "./words";

/** A recipe of the gallery as the engine lists it. */
export interface Listed {
  id: string;
  title: string;
  description: string;
  recipe: Recipe;
}

export class Recipes {
  constructor(
    private readonly store: Store,
    private readonly questions: Questions,
    private readonly base: string,
  ) {}

  /** What the engine offers. */
  listed(): Listed[] {
    return (this.store.state.describe?.recipes ?? []).flatMap((one) => {
      const recipe = asRecipe(one.recipe ?? one.document ?? one);
      if (!recipe) return [];
      const id = String(one.id ?? one.name ?? recipe.title);
      const description = String(one.description ?? recipe.description ?? "");
      const [title, about] = recipeWords({ title: String(one.title ?? recipe.title), description });
      return [{ id, title, description: about, recipe }];
    });
  }

  /** A person's own recipes, the last kept first. */
  own(): Listed[] {
    return this.store.state.ownRecipes.map(({ id, recipe }) => ({
      id,
      title: recipe.title || WORDS.untitled,
      description: String(recipe.description ?? ""),
      recipe,
    }));
  }

  /** Put the present recipe among a person's own; one of the same title is replaced. */
  keep(): void {
    const { recipe, ownRecipes } = this.store.state;
    const title = recipe.title || WORDS.untitled;
    const others = ownRecipes.filter((one) => one.recipe.title !== title);
    const kept = { id: `own:${title}`, recipe: { ...recipe, title } };
    this.store.set({ ownRecipes: [kept, ...others] });
    this.store.ui({ toast: { text: WORDS.keptRecipe(title), action: "" } });
  }

  forget(id: string): void {
    this.store.set({ ownRecipes: this.store.state.ownRecipes.filter((one) => one.id !== id) });
  }

  /** Save the present recipe as a file. */
  async save(): Promise<void> {
    const { recipe } = this.store.state;
    const name = (recipe.title || WORDS.untitled).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
    const { buffer } = new TextEncoder().encode(`${JSON.stringify(recipe, null, 2)}\n`);
    await download({ name: `${name}.json`, type: "application/json", buffer: buffer as ArrayBuffer });
  }

  /** Begin with the recipe of a file; one that is none is said, and nothing changes. */
  async open(file: File): Promise<void> {
    try {
      this.store.replaceRecipe(this.read(await file.text()));
      this.store.ui({ dialog: "" });
    } catch (error) {
      this.store.ui({ toast: { text: sentenceOf(problemOf(error)).message, action: "" } });
    }
  }

  named(id: string): Recipe | null {
    return this.listed().find((one) => one.id === id)?.recipe ?? null;
  }

  /** Begin with a recipe of the gallery, as soon as the engine has told what is in it. */
  begin(id: string): void {
    const look = () => {
      if (!this.store.state.describe) return false;
      const recipe = this.named(id);
      if (recipe) this.store.replaceRecipe(recipe);
      return true;
    };
    if (look()) return;
    const leave = this.store.subscribe(() => {
      if (!this.store.state.describe) return;
      leave();
      look();
    });
  }

  /** Fetch a recipe from an address, or take one of the gallery by its name. */
  async from(written: string, byPerson: boolean): Promise<Recipe> {
    const known = this.named(written);
    if (known) return known;
    const address = webAddress(written, this.base);
    if (!address || /^[\w-]+$/.test(written)) throw notARecipe(written);
    if (!byPerson && isPrivateAddress(address, this.base)) {
      const agreed = await this.questions.ask(
        "address",
        WORDS.askAddress(new URL(address).host),
        address,
        WORDS.openIt,
      );
      if (!agreed) throw notARecipe(written);
    }
    const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
    const text = await answer.text();
    const own = new URL(address).origin === new URL(this.base).origin;
    this.store.set({
      requests: [
        ...this.store.state.requests,
        {
          time: Date.now(),
          method: "GET",
          address,
          sent: 0,
          received: text.length,
          status: answer.status,
          own,
        },
      ],
    });
    if (!answer.ok || text.length > MAX_RECIPE_BYTES) throw notARecipe(written);
    return this.read(text);
  }

  /** Read a recipe's text. */
  read(text: string): Recipe {
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch (error) {
      throw new EngineError(
        problem("recipe.invalid", "The recipe cannot be used: it is not JSON.", (error as Error).message),
      );
    }
    const recipe = asRecipe(document);
    if (!recipe) throw notARecipe("this file");
    return recipe;
  }

  /** The recipe to begin with on an image: the suggested one, unless somebody has begun, if only with an empty one. */
  suggest(): void {
    const { recipe, original } = this.store.state;
    if (recipe.steps.length || original !== EMPTY_RECIPE) return;
    const first = this.named("count-nuclei") ?? this.listed()[0]?.recipe;
    if (first) this.store.replaceRecipe(first);
  }
}

function notARecipe(what: string): EngineError {
  return new EngineError(
    problem(
      "recipe.invalid",
      `The recipe cannot be used: nothing that can be read is at ${what}.`,
      "Check the address.",
    ),
  );
}
