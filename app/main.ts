/** Start: read the address, draw the page, start the engine, open what the address names. */
import { render } from "lit-html";
import { type Linked, linkedLanguage, linkedStill, readAddress, webAddress, withoutQuery } from "./address";
import type { App } from "./app";
import { followObjects } from "./class-following";
import { EngineClient, EngineError } from "./client";
import { Comparing } from "./compare";
import { Correcting } from "./correcting";
import { Drawing } from "./drawing";
import { chosenFiles, droppedFiles } from "./drop";
import { Exporting } from "./exporting";
import { guideFocus } from "./focus";
import { Frame, makeApi } from "./frame";
import { Keeping } from "./keeping";
import { listenToKeys } from "./keyboard";
import { followLanguage, speak, wanted } from "./language";
import { followMedians } from "./medians";
import type { Events } from "./messages";
import { Methods } from "./methods";
import { Notice } from "./notice";
import { Offered } from "./offered";
import { OfflineKeeping } from "./offline";
import { Opening, problemOf } from "./opening";
import { figure } from "./panels/figure";
import { page } from "./panels/page";
import { Pixels } from "./pixels";
import { Previews } from "./preview";
import { Projects } from "./projects";
import { Questions } from "./questions";
import { Queue } from "./queue";
import { RecipeSamples } from "./recipe-samples";
import { Recipes } from "./recipes";
import { Running } from "./running";
import { Scripting } from "./scripting";
import { keepSettings, readSettings } from "./settings";
import { Stage } from "./stage";
import { active, initialState, type Page, type Sample, type State, Store, type Theme } from "./store";
import { Suggesting } from "./suggesting";
import { TemplatePictures } from "./template-pictures";
import { Thumbnails } from "./thumbnails";
import { Tour } from "./tour";
import { Training } from "./training";

/** How long the page waits for a first run, and after it, before it keeps files for working offline; in ms. */
const REST = 20_000;
const AFTER_RUN = 2000;
const TOAST_TIME = 6000;

async function main(): Promise<void> {
  const moved = withoutQuery(location.href);
  if (moved) history.replaceState(null, "", moved);
  const kind = (document.documentElement.dataset.page ?? "index") as Page;
  const base = new URL(".", location.href).href;
  const app = makeApp(kind, base);
  if (kind === "embed" && linkedStill(location.hash)) startWhenAsked(app);
  else void app.client.start(); // before the first drawing: the worker loads while the page is drawn
  void offer(app);
  const root = document.getElementById("app") as HTMLElement;
  const language =
    linkedLanguage(location.hash) ?? wanted(app.store.state.settings.language, navigator.languages);
  await speak(app.store, language); // at once where it is English
  followLanguage(app.store);
  root.replaceChildren(); // the sentence for those where this script never comes
  drawWith(app, root);
  listenToDrops(app);
  followMedians(app.store);
  followObjects(app.store);
  listenToKeys(app);
  guideFocus(app.store);
  if (kind !== "embed") keepSettings(app.store);
  const api = makeApi(app, true);
  Object.defineProperty(window, "tabscope", { value: api, configurable: true });
  tellParent(app);
  void app.client.ready.then(() => atRest(app)).then(() => app.offline.start());
  void begin(app, base);
  void app.keeping.start();
}

/** Resolves after the first run, or where none comes for a while: what is kept for later must not slow a first count. */
function atRest({ store }: App): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      leave();
      resolve();
    };
    const timer = setTimeout(done, REST);
    const leave = store.subscribe(({ runs }) => Object.keys(runs).length > 0 && setTimeout(done, AFTER_RUN));
  });
}

/** A still figure loads nothing of Python until its reader, or a run that its page asks for, wants it live. */
function startWhenAsked(app: App): void {
  app.store.set({ still: true });
  const leave = app.store.subscribe(({ still, run }) => {
    if (still && run.phase === "idle") return;
    leave();
    app.store.set({ still: false });
    void app.client.start();
  });
}

function makeApp(kind: Page, base: string): App {
  const kept = kind === "embed" ? null : readSettings(systemTheme(kind));
  const store = new Store(initialState(kind, kept?.theme ?? systemTheme(kind)));
  if (kept) store.set({ settings: kept.settings });
  const app = { store } as App;
  const hear = <E extends keyof Events>(name: E, params: Events[E]) => engineSaid(app, name, params);
  const client = new EngineClient(
    { base, pyscript: kind === "index", blob: kind !== "embed", closed: kind === "private" },
    {
      event: hear,
      starting: (way, again) =>
        store.engine({
          phase: "starting",
          way,
          part: "",
          done: 0,
          total: 0,
          problem: null,
          heap: again ? 0 : store.state.engine.heap,
        }),
      failed: (problem) => store.engine({ phase: "failed", problem }),
      lost: () => app.opening.forgetHandles(),
    },
  );
  const pixels = new Pixels(store, client, base);
  const questions = new Questions(store);
  const stage = new Stage(store, pixels);
  const correcting = new Correcting(store);
  const training = new Training(store, client);
  const opening = new Opening(store, client, pixels, questions, base);
  const running = new Running(store, client);
  const recipes = new Recipes(store, questions, base);
  const projects = new Projects(store, opening, questions, recipes);
  new Thumbnails(store, pixels);
  new Previews(store, client, () => stage.visibleRegion());
  Object.assign(app, {
    client,
    questions,
    stage,
    correcting,
    training,
    drawing: new Drawing(store, stage, pixels, correcting, training),
    offline: new OfflineKeeping(store, base),
    tour: new Tour(app),
    offered: new Offered(store, base),
    opening,
    running,
    recipes,
    recipeSamples: new RecipeSamples(store, opening, recipes, base),
    comparing: new Comparing(store, running),
    scripting: new Scripting(store, client),
    methods: new Methods(store, client),
    suggesting: new Suggesting(store, client, recipes),
    templates: new TemplatePictures(store, client, recipes),
    queue: new Queue(store, running),
    notice: new Notice(store),
    projects,
    keeping: new Keeping(store, projects),
    exporting: new Exporting(store, client, stage),
  } satisfies Omit<App, "store">);
  return app;
}

/** Dark is the default of the full page; an embedded figure follows the reader's system. */
function systemTheme(kind: Page): Theme {
  if (kind !== "embed") return "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function engineSaid<E extends keyof Events>(app: App, name: E, params: Events[E]): void {
  const { store } = app;
  if (name === "boot") {
    const said = params as Events["boot"];
    store.engine({ part: said.part, done: said.done, total: said.total });
  }
  if (name === "ready") becomeReady(app).catch(unlessLost);
  if (name === "progress") app.running.progress(params as Events["progress"]);
  if (name === "result") app.running.result(params as Events["result"]);
  if (name === "request") {
    const said = params as Events["request"];
    const own = new URL(said.address, location.href).origin === location.origin;
    store.set({ requests: [...store.state.requests, { ...said, time: Date.now(), own }] });
  }
}

/** An engine that is lost before it has said what it is gets a successor, which is asked the same. */
function unlessLost(error: unknown): void {
  if (!(error instanceof EngineError)) throw error;
}

/** Take what can be done as soon as it is there; an image that was faster gets its first recipe now. */
async function offer(app: App): Promise<void> {
  if ((await app.offered.arrive()) && active(app.store.state)) app.recipes.suggest();
}

async function becomeReady(app: App): Promise<void> {
  app.store.engine({ phase: "ready", problem: null });
  const [said] = await Promise.all([app.client.call("describe", {}), offer(app)]);
  app.store.set({ platform: said.platform });
  app.store.engine({ heap: said.memory.used ?? 0 });
  const lost = app.store.state.images.filter((one) => one.handle === null);
  // What the address opens is on its way already; only images that an earlier engine had are opened again.
  if (lost.length && !app.store.state.opening) await app.opening.reopen();
}

/** Draw once a frame at most, whatever changed how often. */
function drawWith(app: App, root: HTMLElement): void {
  let wanted = false;
  const draw = () => {
    wanted = false;
    const { state } = app.store;
    markBody(state);
    render(state.page === "embed" ? figure(app, state) : page(app, state), root);
  };
  app.store.subscribe((state, before) => {
    if (state.ui.toast && state.ui.toast !== before.ui.toast) forgetToast(app, state.ui.toast);
    if (state.images !== before.images && active(state) && !state.recipe.steps.length) app.recipes.suggest();
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(draw);
  });
  draw();
}

/** Stable marks for tests and styles. */
function markBody(state: State): void {
  const { dataset } = document.body;
  document.documentElement.dataset.theme = state.theme;
  const image = active(state);
  const named = image ? `${image.source.name || image.info.name} · tabscope` : "tabscope";
  document.title = state.notice ? `${state.notice} · ${named}` : named;
  dataset.engine = state.engine.phase;
  dataset.way = state.engine.way;
  const kept = state.runs[state.active];
  if (state.screen !== "open") dataset.state = state.screen;
  else dataset.state = state.run.phase !== "idle" ? "running" : kept ? "results" : "open";
}

function forgetToast(app: App, toast: State["ui"]["toast"]): void {
  setTimeout(() => {
    const hovered = document.querySelector(".toast:hover");
    if (app.store.state.ui.toast !== toast) return;
    if (hovered) forgetToast(app, toast);
    else app.store.ui({ toast: null });
  }, TOAST_TIME);
}

/** The whole window takes the drop. */
function listenToDrops(app: App): void {
  const withFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!withFiles(event)) return;
    event.preventDefault();
    if (!app.store.state.ui.dragging) app.store.ui({ dragging: true });
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && app.store.ui({ dragging: false }));
  addEventListener("drop", async (event) => {
    if (!withFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    app.store.ui({ dragging: false });
    await app.projects.receive(await droppedFiles(event.dataTransfer));
  });
  addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) void app.projects.receive(chosenFiles(event.clipboardData.files));
  });
  for (const name of ["online", "offline"])
    addEventListener(name, () => app.store.set({ online: navigator.onLine }));
  addEventListener("pointerdown", (event) => closePopover(app, event));
}

function closePopover(app: App, event: Event): void {
  const inside = (event.target as Element).closest(".popover, .adding, [aria-haspopup]");
  if (app.store.state.ui.popover && !inside) app.store.ui({ popover: "" });
}

/** The same methods and events for an embedding page, with the rules of design.md section 9. */
function tellParent(app: App): void {
  if (window.parent === window) return;
  const asked = makeApi(app, false);
  const frame = new Frame(app, window, asked);
  for (const name of ["ready", "progress", "result", "error"] as const) {
    asked.on(name, (params) => frame.emit(name, params));
  }
}

async function begin(app: App, base: string): Promise<void> {
  const [linked] = await Promise.all([readAddress(location.hash), loadSamples(app, base)]);
  app.store.set({
    theme: linked.theme ?? app.store.state.theme,
    choices: { ...app.store.state.choices, ...linked.choices },
  });
  for (const fault of linked.faults) app.store.ui({ toast: { text: fault, action: "" } });
  if (linked.recipe) app.store.replaceRecipe(linked.recipe);
  try {
    await follow(app, linked);
  } catch (error) {
    app.store.run({ problem: problemOf(error) });
    app.store.ui({ toast: { text: problemOf(error).message, action: "" } });
  }
}

/** Open, wire and run what the address says. */
async function follow(app: App, linked: Linked): Promise<void> {
  const sample = app.store.state.samples.find((one) => one.id === linked.sample);
  const { series, pixelSize, view, areas } = linked;
  const opened = (async () => {
    if (sample) await app.opening.sample(sample);
    for (const source of linked.sources) {
      const name = app.store.state.samples.find(
        (one) => one.source === webAddress(source, location.href),
      )?.title;
      await app.opening.address(source, {
        byPerson: false,
        series,
        pixelSize,
        view,
        areas,
        ...(name ? { name } : {}),
      });
    }
  })();
  const recipe =
    linked.recipeAddress || (typeof sample?.recipe === "string" && !linked.recipe ? sample.recipe : "");
  if (recipe) {
    await described(app);
    app.store.replaceRecipe(await app.recipes.from(recipe, false));
  }
  await opened;
  if ((linked.run || linkedStill(location.hash)) && active(app.store.state)) {
    await app.client.ready;
    await described(app);
    app.recipes.suggest();
    await app.running.run();
  }
}

/** Resolves once it is known what can be done. */
function described(app: App): Promise<void> {
  return new Promise((resolve) => {
    if (app.store.state.describe) return resolve();
    const leave = app.store.subscribe((state) => {
      if (!state.describe) return;
      leave();
      resolve();
    });
  });
}

async function loadSamples(app: App, base: string): Promise<void> {
  try {
    const answer = await fetch(new URL("samples/samples.json", base));
    if (!answer.ok) return;
    const list = (await answer.json()) as Sample[] | { samples: Sample[] };
    const samples = Array.isArray(list) ? list : list.samples;
    const placed = (path: string | undefined) => (path ? new URL(path, base).href : "");
    app.store.set({
      samples: samples.map((one) => ({
        ...one,
        source: placed(one.source),
        thumbnail: placed(one.thumbnail),
      })),
    });
  } catch {
    return; // without the list the page opens files and addresses as before
  }
}

void main();
