/**
 * `window.tabscope`, and the same methods by `postMessage` for an embedding page (design.md, section 9).
 *
 * Only the parent is answered, and only at its own origin. What was made from a person's own files goes nowhere
 * without that person's click in this frame, per origin and visit; to an origin "null" it never goes.
 */

import type { App } from "./app";
import { tableOf } from "./arrays";
import { EngineError, problem } from "./client";
import type { ExportedFile, ResultData, RunSummary } from "./messages";
import type { OpenOptions } from "./opening";
import { problemOf } from "./opening";
import { asRecipe } from "./recipe";
import { active, type State, shownResults } from "./store";
import { WORDS } from "./words";

export type ApiEvent = "ready" | "progress" | "result" | "error" | "state";

export interface Api {
  ready: Promise<void>;
  open(source: unknown): Promise<Record<string, unknown>>;
  setRecipe(recipe: unknown): Promise<void>;
  run(): Promise<RunSummary>;
  cancel(): Promise<void>;
  results(): Promise<ResultData[]>;
  table(id?: string): Promise<TableAnswer>;
  export(kind: string | string[], options?: Record<string, unknown>): Promise<ExportedFile[]>;
  state(): Promise<Record<string, unknown>>;
  on(event: ApiEvent, listener: (params: unknown) => void): () => void;
}

export interface TableAnswer {
  step: string;
  columns: { name: string; unit: string; values: (number | string)[] }[];
}

type Emit = (event: ApiEvent, params: unknown) => void;

/** Make the interface; the page's own buttons do nothing else. `byPerson` is false for what a parent asks. */
export function makeApi(app: App, byPerson: boolean): Api {
  const listeners = new Map<ApiEvent, Set<(params: unknown) => void>>();
  const emit: Emit = (event, params) => {
    for (const listener of listeners.get(event) ?? []) listener(params);
  };
  const { store } = app;
  const api: Api = {
    ready: app.client.ready,
    open: (source) => openAny(app, source, byPerson),
    setRecipe: async (written) => store.replaceRecipe(await recipeOf(app, written)),
    run: async () => {
      await app.running.run();
      const kept = store.state.runs[store.state.active];
      if (!kept)
        throw new EngineError(problem("export.nothing", "There is no run yet.", "Open an image first."));
      return kept.summary;
    },
    cancel: () => app.running.cancel(),
    results: async () => shownResults(store.state),
    table: async (id) => tableAnswer(store.state, id),
    export: (kind, options) => app.exporting.files(Array.isArray(kind) ? kind : [kind], options),
    state: async () => publicState(store.state),
    on: (event, listener) => {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => set.delete(listener);
    },
  };
  store.subscribe((state, before) => announce(state, before, emit));
  return api;
}

/** Turn changes of the state into events. */
function announce(state: State, before: State, emit: Emit): void {
  if (state.engine.phase === "ready" && before.engine.phase !== "ready") emit("ready", {});
  if (state.run.phase === "running" && state.run.fraction !== before.run.fraction) {
    emit("progress", { fraction: state.run.fraction, words: state.run.words });
  }
  const kept = state.runs[state.active];
  if (kept && kept !== before.runs[state.active]) emit("result", { summary: kept.summary });
  const problemNow = state.problem ?? state.run.problem;
  const problemBefore = before.problem ?? before.run.problem;
  if (problemNow && problemNow !== problemBefore) emit("error", problemNow);
}

async function openAny(app: App, source: unknown, byPerson: boolean): Promise<Record<string, unknown>> {
  const before = app.store.state.problem;
  if (typeof source === "string") {
    await app.opening.address(source, { byPerson });
  } else if (source instanceof File) {
    await app.opening.files([{ file: source, path: source.name }]);
  } else if (Array.isArray(source) && source.every((one) => one instanceof File)) {
    await app.opening.files(source.map((file: File) => ({ file, path: file.name })));
  } else if (typeof source === "object" && source !== null && "address" in source) {
    const { address, name, series } = source as { address: unknown; name?: unknown; series?: unknown };
    const options: OpenOptions = {
      byPerson,
      ...(typeof name === "string" ? { name } : {}),
      series: Number(series ?? 0),
    };
    await app.opening.address(String(address), options);
  } else {
    throw new EngineError(problem("usage", "open takes an address or files.", "Give an address as a text."));
  }
  const { problem: now } = app.store.state;
  if (now && now !== before) throw new EngineError(now);
  return publicState(app.store.state);
}

async function recipeOf(app: App, written: unknown) {
  const document = typeof written === "string" ? parsed(written) : written;
  const recipe = asRecipe(document) ?? (typeof written === "string" ? app.recipes.named(written) : null);
  if (!recipe)
    throw new EngineError(
      problem(
        "recipe.invalid",
        "The recipe cannot be used: it is not complete.",
        "Copy the whole recipe again.",
      ),
    );
  return recipe;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not JSON: it may be the name of a recipe in the gallery
  }
}

function tableAnswer(state: State, id?: string): TableAnswer {
  const tables = shownResults(state).filter((one) => one.kind === "table");
  const found = id ? tables.find((one) => one.step === id) : tables.at(-1);
  if (!found)
    throw new EngineError(
      problem("export.nothing", "There is nothing to export yet.", "Run the recipe first."),
    );
  const columns = tableOf(found).columns.map(({ name, unit, numbers, texts }) => ({
    name,
    unit,
    values: texts ?? Array.from(numbers ?? []),
  }));
  return { step: found.step, columns };
}

/** What a script may know of the page. */
export function publicState(state: State): Record<string, unknown> {
  const image = active(state);
  const kept = state.runs[state.active];
  return {
    screen: state.screen,
    opening: state.opening?.name ?? null,
    engine: { phase: state.engine.phase, way: state.engine.way },
    image: image
      ? { name: image.info.name, shape: image.info.shape, axes: image.info.axes, local: image.local }
      : null,
    view: image?.view ?? null,
    recipe: state.recipe,
    choices: state.choices,
    run: { phase: state.run.phase, fraction: state.run.fraction },
    count: kept?.summary.count ?? null,
    headline: kept?.summary.headline ?? "",
    problem: state.problem ?? state.run.problem,
  };
}

/** What may be known while a person's own files are open and nobody has agreed: neither names nor numbers. */
export function guardedState(state: State): Record<string, unknown> {
  return {
    screen: state.screen,
    engine: { phase: state.engine.phase, way: state.engine.way },
    run: { phase: state.run.phase },
    local: true,
  };
}

export function holdsLocalData(state: State): boolean {
  return state.images.some((one) => one.local) || state.failedSource?.kind === "files";
}

/** The methods a parent may call by message; `on` is not among them: events come by themselves. */
const METHODS = ["open", "setRecipe", "run", "cancel", "results", "table", "export", "state"] as const;
type Method = (typeof METHODS)[number];
const TELLING: readonly Method[] = ["run", "results", "table", "export"];

export interface FrameWindow {
  parent: { postMessage(message: unknown, target: string, transfer?: Transferable[]): void };
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** Answer the embedding page, if there is one. */
export class Frame {
  private origin: string | null = null;
  private agreed = new Map<string, Promise<boolean>>();

  constructor(
    private readonly app: App,
    private readonly own: FrameWindow,
    private readonly api: Api,
  ) {
    own.addEventListener("message", (event) => {
      if (event.source !== own.parent || (own.parent as unknown) === own) return;
      void this.hear(event);
    });
  }

  /** An event for the parent; silent until the parent has spoken first. */
  emit(event: ApiEvent, params: unknown): void {
    if (this.origin === null || event === "state") return;
    const { state } = this.app.store;
    if (holdsLocalData(state) && event !== "ready") {
      const consent = this.agreed.get(this.origin);
      const origin = this.origin;
      void consent?.then((yes) => yes && this.send(origin, { event, params }));
      return;
    }
    this.send(this.origin, { event, params });
  }

  private async hear(event: MessageEvent): Promise<void> {
    const message = event.data as { tabscope?: unknown; id?: unknown; method?: unknown; params?: unknown };
    if (typeof message !== "object" || message === null || message.tabscope !== 1) return;
    const first = this.origin === null;
    this.origin = event.origin;
    if (first && this.app.store.state.engine.phase === "ready")
      this.send(event.origin, { event: "ready", params: {} });
    if (typeof message.method !== "string") return;
    try {
      const result = await this.answer(message.method, message.params, event.origin);
      this.send(event.origin, { id: message.id, result: plain(result) });
    } catch (error) {
      this.send(event.origin, { id: message.id, error: plain(problemOf(error)) });
    }
  }

  private async answer(method: string, params: unknown, origin: string): Promise<unknown> {
    if (!METHODS.includes(method as Method)) {
      throw new EngineError(
        problem("usage", `There is no method ${method}.`, `Methods: ${METHODS.join(", ")}.`),
      );
    }
    const list = Array.isArray(params) ? params : params === undefined ? [] : [params];
    const local = () => holdsLocalData(this.app.store.state);
    if (method === "state")
      return local() && !(await this.knownConsent(origin))
        ? guardedState(this.app.store.state)
        : this.api.state();
    if (TELLING.includes(method as Method) && local()) await this.needConsent(origin);
    const call = this.api[method as Exclude<Method, "state">] as (...args: unknown[]) => Promise<unknown>;
    const result = await call(...list);
    // What is open may have become a person's own file while the call went on.
    if (TELLING.includes(method as Method) && local()) await this.needConsent(origin);
    if (method === "open" && local() && !(await this.knownConsent(origin)))
      return guardedState(this.app.store.state);
    return result;
  }

  private async knownConsent(origin: string): Promise<boolean> {
    return origin !== "null" && (await (this.agreed.get(origin) ?? Promise.resolve(false)));
  }

  private async needConsent(origin: string): Promise<void> {
    const refused = problem("frame.consent", WORDS.noConsent, WORDS.noConsentHint);
    if (origin === "null") throw new EngineError(refused);
    const asked =
      this.agreed.get(origin) ??
      this.app.questions.ask("consent", WORDS.askConsent(origin), origin, WORDS.allow);
    this.agreed.set(origin, asked);
    if (await asked) return;
    throw new EngineError(refused);
  }

  private send(origin: string, message: Record<string, unknown>): void {
    // "null" cannot be named as a target; only what holds no local data comes this far for it.
    this.own.parent.postMessage({ tabscope: 1, ...message }, origin === "null" ? "*" : origin);
  }
}

/** A copy without anything that a message cannot carry. */
function plain(value: unknown): unknown {
  return value === undefined ? null : structuredClone(value);
}
