/** Projects: saved as one file, opened again, and local files asked for where only their names are known. */
import { EngineError } from "./client";
import { digestOf } from "./digest";
import { asSources, type DroppedFile, filesOf, type LocalSource } from "./drop";
import { download } from "./exporting";
import { bytes } from "./numbers";
import { type Opening, problemOf } from "./opening";
import {
  joinedRecipes,
  type Project,
  type ProjectImage,
  projectOf,
  sameFiles,
  sameNames,
  withoutResults,
} from "./project";
import type { ReadProject } from "./project-file";
import type { Questions } from "./questions";
import type { Recipes } from "./recipes";
import type { State, Store, Wanted } from "./store";
import { sentenceOf, WORDS } from "./words";

export const ENDING = ".tabscope";

interface Restoring {
  /** A person made it here; a file from elsewhere may name addresses that need a click. */
  byPerson: boolean;
  /** By the place of the image: what opens its files again. */
  again?: (FileSystemHandle | null)[];
}

export class Projects {
  private digests = new Map<string, Promise<void>>();

  constructor(
    private readonly store: Store,
    private readonly opening: Opening,
    private readonly questions: Questions,
    private readonly recipes: Recipes,
  ) {
    if (store.state.page !== "embed") store.subscribe((state, before) => this.follow(state, before));
  }

  /** What was dropped or chosen: a project, a recipe, files that are waited for, or images. */
  async receive(files: DroppedFile[]): Promise<void> {
    const named = (ending: RegExp) => files.filter((one) => ending.test(one.path) && !one.path.includes("/"));
    const [project] = named(/\.tabscope$/i);
    const [recipe] = files.length === 1 ? named(/\.json$/i) : [];
    if (project) await this.open(project.file);
    if (recipe) return this.recipe(recipe.file);
    const rest: DroppedFile[] = [];
    for (const local of asSources(files.filter((one) => one !== project))) {
      const wanted = this.store.state.wanted.find((one) =>
        sameNames(one.image.source, local.source.paths ?? []),
      );
      if (wanted) await this.give(wanted, local);
      else rest.push(...files.filter((one) => local.source.files?.includes(one.file)));
    }
    if (rest.length) await this.opening.files(rest);
  }

  /** Save everything as one file. */
  async save(): Promise<void> {
    const { ui } = this.store.state;
    if (ui.exporting) return;
    this.store.ui({ exporting: true, toast: { text: WORDS.savingProject, action: "" } });
    try {
      await Promise.all(this.digests.values());
      const { packProject } = await import("./project-file");
      const blob = await packProject(projectOf(this.store.state, new Date()));
      const name = nameOf(this.store.state);
      await download({ name, type: blob.type, buffer: await blob.arrayBuffer() });
      const text = WORDS.projectSaved(name, bytes(blob.size));
      this.store.ui({ exporting: false, toast: { text, action: "" } });
    } catch (error) {
      this.store.ui({ exporting: false, toast: { text: sentence(error), action: "" } });
    }
  }

  /** Open a project; what is open stays unless a person agrees, and whatever happens to the file. */
  async open(file: Blob): Promise<void> {
    let read: ReadProject;
    try {
      const { unpackProject } = await import("./project-file");
      read = await unpackProject(file);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.say(sentence(error), problemOf(error));
      return;
    }
    const { images } = this.store.state;
    const agreed = !images.length || (await this.mayClose(images.length));
    if (!agreed) return;
    for (const one of images) this.opening.close(one.key);
    await this.restore(read.project, { byPerson: false });
    const said = [
      read.newer ? WORDS.projectNewer : "",
      read.leftOut.length ? WORDS.leftOut(read.leftOut) : "",
    ];
    const text = said.filter((one) => one).join(" ");
    if (text) this.store.ui({ toast: { text, action: "" } });
  }

  /** Bring the page to where a project left it; what cannot be opened now is asked for. */
  async restore(project: Project, { byPerson, again = [] }: Restoring): Promise<void> {
    const { recipe, original, choices, images, table, plots } = project;
    const wanted = images.map(
      (image, at): Wanted => ({ image, at, again: again[at] ?? null, problem: null }),
    );
    const ownRecipes = joinedRecipes(this.store.state.ownRecipes, project.recipes);
    this.store.set({ recipe, original, choices, table, ownRecipes, undo: [], redo: [], plan: null, wanted });
    this.store.ui({ plots });
    for (const one of wanted) {
      if (one.image.source.kind === "address") await this.retry(one, byPerson);
      else if (one.again) await this.reopen(one);
    }
    const shown = images[project.active];
    const key = this.store.state.images.find((one) => shown && one.source.name === shown.name)?.key;
    if (key) this.store.activate(key);
  }

  /** Open what a project names by its address. */
  async retry(wanted: Wanted, byPerson = true): Promise<void> {
    const { source, name, series, pixelSize } = wanted.image;
    if (source.kind !== "address") return;
    const kept = wanted.image;
    const opened = await this.opening.address(source.address, { byPerson, name, series, pixelSize, kept });
    this.settle(wanted, opened?.key);
  }

  /** Open files by what the browser kept of them; it may ask the person first. */
  async reopen(wanted: Wanted): Promise<void> {
    if (!wanted.again) return;
    try {
      const asked = wanted.again as FileSystemHandle & {
        requestPermission?: (how: object) => Promise<string>;
      };
      if ((await asked.requestPermission?.({ mode: "read" })) === "denied") return;
      const [local] = asSources(await filesOf(wanted.again));
      if (local) await this.give(wanted, local);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return; // moved, renamed, or not allowed: it stays in the list of what is asked for
    }
  }

  /** Take these files for what is waited for; other ones only if the person says so. */
  async give(wanted: Wanted, { source, again }: LocalSource): Promise<void> {
    const files = source.files ?? [];
    const digest = await digestOf(files, source.paths ?? []);
    const same = sameFiles(wanted.image.source, files, digest);
    const agreed =
      same ||
      (await this.questions.ask("file", WORDS.otherFile(source.name), WORDS.otherFileHint, WORDS.useAnyway));
    if (!agreed) return;
    const { series, pixelSize } = wanted.image;
    const kept: ProjectImage = same ? wanted.image : { ...withoutResults(wanted.image) };
    const opened = await this.opening.source(source, { byPerson: true, series, pixelSize, again, kept });
    if (opened) this.store.image(opened.key, { digest });
    this.settle(wanted, opened?.key);
  }

  /** Do without one, or without all that is still missing. */
  leaveOut(wanted?: Wanted): void {
    this.store.set({ wanted: wanted ? this.store.state.wanted.filter((one) => one !== wanted) : [] });
  }

  /** What was opened goes to its place; what was not stays in the list, with the reason. */
  private settle(wanted: Wanted, key: string | undefined): void {
    const { state } = this.store;
    if (key) {
      this.store.move(key, wanted.at);
      this.leaveOut(wanted);
      return;
    }
    const list = state.wanted.map((one) => (one === wanted ? { ...one, problem: state.problem } : one));
    const screen = state.images.length ? "open" : "landing";
    this.store.set({ wanted: list, screen, problem: null, failedSource: null });
  }

  private mayClose(count: number): Promise<boolean> {
    return this.questions.ask("file", WORDS.closeForProject(count), "", WORDS.openIt);
  }

  private async recipe(file: File): Promise<void> {
    try {
      this.store.replaceRecipe(this.recipes.read(await file.text()));
    } catch (error) {
      this.say(sentenceOf(problemOf(error)).message, problemOf(error));
    }
  }

  private say(text: string, problem: State["run"]["problem"]): void {
    const { images } = this.store.state;
    if (images.length) this.store.run({ problem });
    else this.store.set({ screen: "error", problem, failedSource: null });
    this.store.ui({ toast: { text, action: "" } });
  }

  /** Take the digest of every local image, once, while nobody waits for it. */
  private follow(state: State, before: State): void {
    if (state.images === before.images) return;
    for (const { key, local, digest, source } of state.images) {
      if (!local || digest || this.digests.has(key)) continue;
      const taken = digestOf(source.files ?? [], source.paths ?? []).then((found) => {
        if (found) this.store.image(key, { digest: found });
      });
      // A file that cannot be read any more has no digest; opening it again says why.
      this.digests.set(
        key,
        taken.catch(() => undefined),
      );
    }
  }
}

function sentence(error: unknown): string {
  const { message, hint } = problemOf(error);
  return `${message} ${hint}`;
}

function nameOf(state: State): string {
  const image = state.images.find((one) => one.key === state.active);
  const name = (image?.source.name || state.recipe.title || "tabscope").replace(/(\.ome)?\.\w{2,5}$/, "");
  return name.replace(/[/\\:*?"<>|]/g, "_") + ENDING;
}
