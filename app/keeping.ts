/**
 * Autosave: what a person made is kept in this browser shortly after each change, and offered on the next visit.
 * Never pixels: addresses, and names and digests of files. Not in an embedded figure; on the private page only if asked.
 */
import { isDenied, KeptStore, type Session, type SessionResults } from "./kept-store";
import { heldBytes, joinedRecipes, type Project, projectOf } from "./project";
import { checkProject, ownRecipesOf } from "./project-check";
import type { Projects } from "./projects";
import type { OpenImage, OwnRecipe, State, Store } from "./store";
import { WORDS } from "./words";

const PAUSE = 400;
/** Results of one image that are larger are not kept: they are there again after a run. */
const MOST_BYTES = 48_000_000;
/** So many visits' work is kept. */
const MOST_VISITS = 3;

export class Keeping {
  private id: string = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  private store: KeptStore | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private written = new Map<number, string>();
  /** A person's own recipes as the browser has them. */
  private recipes: readonly OwnRecipe[] = [];
  private said = false;
  private small = false;

  constructor(
    private readonly page: Store,
    private readonly projects: Projects,
  ) {
    if (page.state.page === "embed") return;
    page.subscribe((state, before) => this.follow(state, before));
    addEventListener("pagehide", () => this.write());
    document.addEventListener("visibilitychange", () => document.hidden && this.write());
  }

  /** Look what an earlier visit has left; the page does not wait for it. */
  async start(): Promise<void> {
    const { page, settings } = this.page.state;
    if (page === "embed" || (page === "index" && !settings.keep)) return;
    await this.trying(async () => {
      if (page === "private" && !(await KeptStore.exists(this.place))) return;
      await this.begin();
      await this.look();
    });
  }

  /** Keep from now on, or keep nothing and forget what was kept. */
  async turn(on: boolean): Promise<void> {
    const { page, settings } = this.page.state;
    if (page === "index") this.page.set({ settings: { ...settings, keep: on } });
    await this.trying(async () => {
      if (on) {
        await this.begin();
        this.write();
        return;
      }
      this.store?.close();
      this.store = null;
      this.phase("off", null);
      indexedDB.deleteDatabase(this.place);
    });
  }

  /** Go on with the work of the earlier visit. */
  async goOn(): Promise<void> {
    const { offer } = this.page.state.keeping;
    if (!offer) return;
    this.phase("on", null);
    await this.trying(async () => {
      const session = (await this.store?.sessions())?.find((one) => one.id === offer.id);
      const results = await this.store?.results(offer.id);
      const checked = session && results && checkProject(whole(session.project, results));
      if (!checked) return;
      this.id = offer.id;
      this.live();
      // A person's own recipes are here already, without those that were removed since.
      const project = { ...checked.project, recipes: [] };
      await this.projects.restore(project, { byPerson: true, again: session.again });
    });
  }

  /** Forget the work of earlier visits. */
  async startFresh(): Promise<void> {
    this.phase("on", null);
    await this.trying(async () => {
      for (const one of await this.left()) await this.store?.remove(one.id);
    });
  }

  private get place(): string {
    return this.page.state.page === "private" ? "tabscope-private-work" : "tabscope-work";
  }

  private async begin(): Promise<void> {
    this.store = await KeptStore.open(this.place);
    this.recipes = ownRecipesOf(await this.store.recipes());
    this.page.set({ ownRecipes: joinedRecipes(this.page.state.ownRecipes, this.recipes) });
    this.live();
    this.phase("on", this.page.state.keeping.offer);
  }

  private async look(): Promise<void> {
    const [newest, ...older] = await this.left();
    for (const one of older.slice(MOST_VISITS - 1)) await this.store?.remove(one.id);
    if (!newest) return;
    const { id, title, saved, project } = newest;
    this.phase("on", { id, title, saved, images: project.images.map((one) => one.name) });
  }

  /** What visits that are over have left; those of other open tabs are theirs. */
  private async left(): Promise<Session[]> {
    const held = (await navigator.locks?.query())?.held ?? [];
    const living = new Set(held.map((one) => one.name));
    const all = (await this.store?.sessions()) ?? [];
    return all.filter((one) => one.id !== this.id && !living.has(lockOf(one.id)));
  }

  /** As long as this page is there, no other tab takes its work for left behind. */
  private live(): void {
    void navigator.locks?.request(lockOf(this.id), () => new Promise(() => undefined));
  }

  private follow(state: State, before: State): void {
    if (state.keeping.phase === "denied") this.sayDenied();
    if (state.keeping.phase !== "on" || !changed(state, before)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), PAUSE);
  }

  /** Write what has changed; begun at once, because a page that is left waits for nothing. */
  private write(): void {
    clearTimeout(this.timer);
    const { state } = this.page;
    const { store } = this;
    if (!store || state.keeping.phase !== "on") return;
    this.writeRecipes(store, state.ownRecipes);
    if (!(state.images.length || state.wanted.length)) return;
    const project = projectOf(state, new Date());
    const changed = new Map<number, SessionResults>();
    const marks = new Map(this.written);
    project.images.forEach((one, place) => {
      const mark = markOf(state, state.images[place], one.name);
      if (marks.get(place) === mark) return;
      marks.set(place, mark);
      const fits = !this.small && heldBytes(one) <= MOST_BYTES;
      changed.set(
        place,
        fits ? { run: one.run, corrections: one.corrections } : { run: null, corrections: {} },
      );
    });
    const session = sessionOf(this.id, project, state);
    this.written = marks;
    void this.trying(async () => {
      try {
        await store.write(session, changed);
      } catch (error) {
        if (this.small || (error as Error).name !== "QuotaExceededError") throw error;
        this.small = true; // there is room for the recipe, but not for results
        this.written = new Map();
        this.page.ui({ toast: { text: WORDS.keepsNoResults, action: "" } });
        this.write();
      }
    });
  }

  private writeRecipes(store: KeptStore, recipes: readonly OwnRecipe[]): void {
    const before = this.recipes;
    if (recipes === before) return;
    this.recipes = recipes;
    void this.trying(() => store.writeRecipes(recipes, before));
  }

  /** Storage may be denied in every call: the page works on, and says so once. */
  private async trying(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isDenied(error)) throw error;
      this.store = null;
      this.phase("denied", null);
    }
  }

  private sayDenied(): void {
    const { state } = this.page;
    if (this.said || !state.images.length || state.ui.toast) return;
    this.said = true;
    this.page.ui({ toast: { text: WORDS.keepsNothing, action: "" } });
  }

  private phase(phase: State["keeping"]["phase"], offer: State["keeping"]["offer"]): void {
    this.page.set({ keeping: { phase, offer } });
  }
}

function lockOf(id: string): string {
  return `tabscope-visit-${id}`;
}

/** Whether something that is kept is another than before. */
function changed(state: State, before: State): boolean {
  const kept = ["recipe", "choices", "images", "runs", "active", "wanted", "keeping", "ownRecipes", "table"];
  return (
    state.ui.plots !== before.ui.plots ||
    kept.some((one) => state[one as keyof State] !== before[one as keyof State])
  );
}

const numbers = new WeakMap<object, number>();
let next = 1;

function numberOf(thing: object | null | undefined): number {
  if (!thing) return 0;
  const known = numbers.get(thing);
  if (known) return known;
  numbers.set(thing, next);
  return next++;
}

/** Which results stand at a place: the same mark means that they are written already. */
function markOf(state: State, image: OpenImage | undefined, name: string): string {
  if (!image) return `wanted ${name}`;
  return `${image.key} ${numberOf(state.runs[image.key])} ${numberOf(image.corrections)}`;
}

function sessionOf(id: string, project: Project, state: State): Session {
  const images = project.images.map((one) => ({ ...one, run: null, corrections: {} }));
  const again = [...state.images.map((one) => one.again), ...state.wanted.map((one) => one.again)];
  return { id, saved: project.saved, title: project.recipe.title, project: { ...project, images }, again };
}

function whole(project: Project, results: Map<number, SessionResults>): Project {
  const images = project.images.map((one, place) => ({ ...one, ...results.get(place) }));
  return { ...project, images };
}
