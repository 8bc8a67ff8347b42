/**
 * The only file that talks to workers: it starts the engine, numbers the calls, transfers the arrays, keeps the time
 * limits and puts a new worker in the place of one that died.
 *
 * Two ways lead to the same Python: PyScript (`index.html`) and a plain module worker (everywhere else, and every
 * replacement). Both speak raw `postMessage`; `xworker.sync` copies every array and is not used (docs/decisions.md).
 */
import type { Events, Methods, Problem } from "./messages";

export type Way = "pyscript" | "plain";

/** What the page hears about the engine without asking. */
export interface ClientEvents {
  event<E extends keyof Events>(name: E, params: Events[E]): void;
  /** A worker begins to start; `replacement` says that an earlier one was lost. */
  starting(way: Way, replacement: boolean): void;
  failed(problem: Problem): void;
  /** An earlier worker is gone, with everything it had opened. */
  lost(problem: Problem): void;
}

/** An error of the engine, with its code and hint. */
export class EngineError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** What both kinds of worker have in common. */
export interface Line {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
  addEventListener(type: "message" | "error" | "messageerror", listener: (event: Event) => void): void;
}

export interface ClientOptions {
  base: string;
  /** PyScript is tried first where its two conditions hold. */
  pyscript: boolean;
  /** The worker is started from a blob: module: it inherits the page's policy, and its service worker. */
  blob: boolean;
  /** On the private page the engine refuses foreign addresses before the policy has to. */
  closed: boolean;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** PyScript has this long to give a first sign of life. */
export const PYSCRIPT_LIMIT = 15_000;
/** A database that has not answered for this long counts as denied. */
const PROBE_LIMIT = 1_000;
/** A start that says nothing new for this long has failed. */
export const BOOT_LIMIT = 90_000;
/** A run that has not ended this long after a cancel is ended with its worker. */
export const CANCEL_LIMIT = 400;

export class EngineClient {
  way: Way = "plain";
  ready: Promise<void>;
  private line: Line | null = null;
  private waiting = new Map<number, Waiting>();
  private next = 1;
  private generation = 0;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private lastPart = "engine";
  private becomeReady: () => void = () => {};
  private lossesInARow = 0;
  private answers = false;

  constructor(
    private readonly options: ClientOptions,
    private readonly events: ClientEvents,
    private readonly launchers: Launchers = browserLaunchers,
  ) {
    this.ready = this.promiseOfReady();
  }

  /** Start the engine; answers once the worker exists, `ready` once Python answers. */
  async start(replacement = false): Promise<void> {
    this.generation += 1;
    const generation = this.generation;
    if (this.options.pyscript && !replacement && (await this.launchers.canRunPyScript())) {
      this.adopt("pyscript", generation, replacement);
      const line = await this.firstOf(this.launchers.pyscript(this.options), PYSCRIPT_LIMIT);
      if (generation !== this.generation) return;
      if (line) return this.listen(line, generation);
    }
    this.adopt("plain", generation, replacement);
    try {
      this.listen(this.launchers.plain(this.options), generation);
    } catch {
      // A sandboxed frame without its own origin may start no worker: the page says so and offers the full page.
      clearTimeout(this.watchdog);
      this.events.failed(
        problem("engine.start", "Python did not start: this frame may not run it.", "Open the full page."),
      );
    }
  }

  /** Ask the engine; rejects with an `EngineError`. */
  async call<M extends keyof Methods>(
    method: M,
    params: Methods[M]["params"],
    transfer: Transferable[] = [],
  ): Promise<Methods[M]["result"]> {
    await this.ready;
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      try {
        this.line?.postMessage({ id, method, params }, transfer);
      } catch (error) {
        this.waiting.delete(id);
        reject(error);
      }
    });
  }

  /** Stop a run: politely first, with the worker after half a second. Answers when it has ended. */
  async cancel(run: number, ended: Promise<unknown>): Promise<void> {
    this.call("cancel", { run }).catch(() => undefined);
    const over = await Promise.race([
      ended.then(
        () => true,
        () => true,
      ),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), CANCEL_LIMIT)),
    ]);
    if (!over)
      this.replace(
        problem("run.cancelled", "Stopped.", "Run again to finish; earlier results are still here."),
      );
  }

  /** End this worker and start a plain one; every open call is answered with `reason`. */
  replace(reason: Problem): void {
    this.line?.terminate();
    this.line = null;
    clearTimeout(this.watchdog);
    const open = [...this.waiting.values()];
    this.waiting.clear();
    // Calls that wait for a start go on waiting for the next one; only an answered promise is made anew.
    if (this.answers) this.ready = this.promiseOfReady();
    for (const one of open) one.reject(new EngineError(reason));
    this.events.lost(reason);
    void this.start(true);
  }

  private promiseOfReady(): Promise<void> {
    this.answers = false;
    return new Promise((resolve) => {
      this.becomeReady = resolve;
    });
  }

  private adopt(way: Way, generation: number, replacement: boolean): void {
    if (generation !== this.generation) return;
    this.way = way;
    this.events.starting(way, replacement);
    this.watch();
  }

  /** A start must say something new within the limit; the part it was at is named. */
  private watch(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      this.line?.terminate();
      this.line = null;
      this.events.failed(
        problem(
          "engine.start",
          `Python did not start: ${this.lastPart} failed.`,
          "Try again; viewing works without it.",
        ),
      );
    }, BOOT_LIMIT);
  }

  /** Wait for PyScript's first sign of life; a late one is terminated, never used beside the plain worker. */
  private async firstOf(starting: Promise<Line>, limit: number): Promise<Line | null> {
    let late = false;
    const wanted = starting.then((line) => this.firstSign(line).then(() => line));
    starting.then((line) => late && line.terminate()).catch(() => undefined);
    const timeout = new Promise<null>((resolve) => setTimeout(() => resolve(null), limit));
    const line = await Promise.race([wanted.catch(() => null), timeout]);
    if (!line) {
      late = true;
      starting.then((one) => one.terminate()).catch(() => undefined);
    }
    return line;
  }

  /** Resolves at the first message of ours, which is kept for the listener that follows. */
  private firstSign(line: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      line.addEventListener("message", (event) => {
        const data = (event as MessageEvent).data as { event?: string; params?: unknown };
        if (!isOurs(data)) return;
        if (!this.line) this.receive(data);
        resolve();
      });
      line.addEventListener("error", () => reject(new Error("the worker stopped")));
    });
  }

  private listen(line: Line, generation: number): void {
    this.line = line;
    const current = () => generation === this.generation && this.line === line;
    line.addEventListener("message", (event) => {
      if (current()) this.receive((event as MessageEvent).data);
    });
    const died = () => current() && this.died();
    line.addEventListener("error", died);
    line.addEventListener("messageerror", died);
  }

  private receive(data: unknown): void {
    if (!isOurs(data)) return;
    if (data.event !== undefined) {
      this.heard(data.event, data.params);
      return;
    }
    const waiting = this.waiting.get(data.id as number);
    if (!waiting) return;
    this.waiting.delete(data.id as number);
    if (data.error) waiting.reject(new EngineError(data.error));
    else waiting.resolve(data.result);
  }

  private heard(name: keyof Events, params: unknown): void {
    if (name === "boot") {
      this.lastPart = (params as Events["boot"]).part;
      this.watch();
    }
    if (name === "ready") {
      clearTimeout(this.watchdog);
      this.lossesInARow = 0;
      this.answers = true;
      this.becomeReady();
    }
    if (name === "failed") {
      clearTimeout(this.watchdog);
      this.events.failed((params as Events["failed"]).problem);
    }
    this.events.event(name, params as never);
  }

  /** A worker that crashed is replaced, but not for ever. */
  private died(): void {
    this.lossesInARow += 1;
    if (this.lossesInARow < 3) {
      this.replace(
        problem(
          "run.stalled",
          "Python stopped answering and was restarted.",
          "Your image and results are still here.",
        ),
      );
      return;
    }
    clearTimeout(this.watchdog);
    this.line = null;
    this.events.failed(
      problem(
        "engine.start",
        `Python did not start: ${this.lastPart} failed.`,
        "Try again; viewing works without it.",
      ),
    );
  }
}

interface Message {
  id?: number;
  event?: keyof Events;
  params?: unknown;
  result?: unknown;
  error?: Problem;
}

/** PyScript's own traffic shares the line; ours is an object with an id or an event. */
function isOurs(data: unknown): data is Message {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return false;
  const message = data as Message;
  return (
    typeof message.event === "string" ||
    (typeof message.id === "number" && ("result" in message || "error" in message))
  );
}

export function problem(code: string, message: string, hint: string): Problem {
  return { code, message, hint, details: {}, problems: [] };
}

/** How workers come to be; tests put their own in the place. */
export interface Launchers {
  canRunPyScript(): Promise<boolean>;
  pyscript(options: ClientOptions): Promise<Line>;
  plain(options: ClientOptions): Line;
}

export const browserLaunchers: Launchers = {
  canRunPyScript: async () => evalAllowed() && (await indexedDBUsable()),
  pyscript: startPyScript,
  plain: startPlain,
};

/** PyScript reads its configuration with eval; a strict policy denies that. */
function evalAllowed(): boolean {
  try {
    return new Function("return true")() as boolean;
  } catch {
    return false; // the answer itself: the policy of this page denies eval
  }
}

/** PyScript opens a database before Python; in somebody's frame it may be denied, and then it never starts. */
function indexedDBUsable(): Promise<boolean> {
  return new Promise((resolve) => {
    // Some browsers let a database wait for ever instead of denying it.
    setTimeout(() => resolve(false), PROBE_LIMIT);
    try {
      const request = indexedDB.open("tabscope-probe");
      request.onsuccess = () => {
        request.result.close();
        resolve(true);
      };
      request.onerror = () => resolve(false);
      request.onblocked = () => resolve(false);
    } catch {
      resolve(false); // the answer itself: storage is denied here
    }
  });
}

function startPlain(options: ClientOptions): Line {
  const address = new URL("engine/worker.js", options.base).href;
  if (!options.blob) return new Worker(address, { type: "module" });
  // Not a static import: that one would count as a worker's script, which this page's policy allows from blob: only.
  const failed = problem(
    "engine.start",
    "Python did not start: worker.js failed.",
    "Try again; viewing works without it.",
  );
  const failure = JSON.stringify({ event: "failed", params: { problem: failed } });
  const text = `import(${JSON.stringify(address)}).catch(() => postMessage(${failure}));`;
  const blob = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  // The engine reads the name.
  return new Worker(blob, { type: "module", name: options.closed ? "private" : "tabscope" });
}

interface PyScriptTag extends HTMLScriptElement {
  xworker?: Line;
}

async function startPyScript(options: ClientOptions): Promise<Line> {
  const tag = document.createElement("script") as PyScriptTag;
  tag.type = "py";
  tag.setAttribute("worker", "");
  tag.setAttribute("config", JSON.stringify({ interpreter: "./engine/pyodide.js" }));
  tag.setAttribute("src", "./app/start.py");
  document.head.append(tag);
  await import(new URL("pyscript/core.js", options.base).href);
  const until = Date.now() + PYSCRIPT_LIMIT;
  while (!tag.xworker) {
    if (Date.now() > until) throw new Error("PyScript made no worker");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return tag.xworker;
}
