// How far the start is, who is waited for, and when it has stood still for too long.

/** Standing still this long is a failure, whatever the speed of the line. Milliseconds. */
const PATIENCE = 30_000;

declare const WorkerGlobalScope: unknown;

export class BootError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BootError";
  }
}

export class BootProgress {
  readonly #waiting = new Set<string>();
  readonly #quiet: boolean;
  #finished = 0;
  #total = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fail!: (reason: Error) => void;
  /** Rejects when nothing has moved for a while; never resolves. */
  readonly stalled: Promise<never>;

  constructor() {
    this.stalled = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.stalled.catch(() => undefined);
    this.#quiet = typeof WorkerGlobalScope === "undefined";
    this.touch();
  }

  /** Follow one part of the start, by the name a person may read. */
  async part<T>(name: string, work: Promise<T>): Promise<T> {
    this.#total += 1;
    this.#waiting.add(name);
    try {
      return await work;
    } finally {
      this.#waiting.delete(name);
      this.#finished += 1;
      this.touch();
      this.#report(name);
    }
  }

  /** Something has moved. */
  readonly touch = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const names = [...this.#waiting].join(", ") || "Python";
      this.#fail(new BootError(`the start stood still for ${PATIENCE / 1000} s, waiting for ${names}`));
    }, PATIENCE);
  };

  stop(): void {
    clearTimeout(this.#timer);
  }

  #report(part: string): void {
    if (this.#quiet) return;
    postMessage({ event: "boot", params: { part, done: this.#finished, total: this.#total } });
  }
}
