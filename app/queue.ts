/** The queue: runs on several images or of several recipes, one after the other; one that fails does not stop the rest. */
import { problemOf } from "./opening";
import type { Recipe } from "./recipe";
import type { Running } from "./running";
import type { QueueItem, Store } from "./store";

export class Queue {
  private serial = 0;
  private working: Promise<void> | null = null;

  constructor(
    private readonly store: Store,
    private readonly running: Running,
  ) {
    // What is left to do on an image that was closed is not done.
    store.subscribe((state, before) => {
      if (state.images === before.images) return;
      const open = new Set(state.images.map((one) => one.key));
      const queue = state.queue.filter((one) => one.phase !== "waits" || open.has(one.image));
      if (queue.length < state.queue.length) store.set({ queue });
    });
  }

  /** Run the present recipe on every open image; answers when all of them have ended. */
  runAll(): Promise<void> {
    const { images, recipe } = this.store.state;
    return this.add(
      images.map((one) => one.key),
      [recipe],
    );
  }

  /** Put every recipe on every image behind what waits already; answers when nothing waits any more. */
  add(images: string[], recipes: Recipe[]): Promise<void> {
    const { images: open, choices, queue } = this.store.state;
    const chosen = open.filter((one) => images.includes(one.key));
    const added = recipes.flatMap((recipe) =>
      chosen.map((image): QueueItem => {
        this.serial += 1;
        const name = image.source.name || image.info.name;
        return { ...WAITS, id: this.serial, image: image.key, name, recipe, choices };
      }),
    );
    // A new batch begins: what the last one gave is in its images.
    const left = queue.some((one) => one.phase === "waits" || one.phase === "running") ? queue : [];
    this.store.set({ queue: [...left, ...added] });
    return this.work();
  }

  /** Earlier or later in the order; what runs or has ended stays where it is. */
  move(id: number, by: -1 | 1): void {
    const queue = [...this.store.state.queue];
    const at = queue.findIndex((one) => one.id === id);
    const [item, other] = [queue[at], queue[at + by]];
    if (item?.phase !== "waits" || other?.phase !== "waits") return;
    queue[at] = other;
    queue[at + by] = item;
    this.store.set({ queue });
  }

  /** Take one out; one that runs is stopped. */
  remove(id: number): void {
    if (this.item(id)?.phase === "running") void this.running.cancel();
    this.store.set({ queue: this.store.state.queue.filter((one) => one.id !== id) });
  }

  /** Stop what runs, and everything that waits. */
  async cancelAll(): Promise<void> {
    const stop = (one: QueueItem): QueueItem => (one.phase === "waits" ? { ...one, phase: "stopped" } : one);
    const running = this.store.state.queue.some((one) => one.phase === "running");
    this.store.set({ queue: this.store.state.queue.map(stop) });
    if (running) await this.running.cancel();
  }

  /** Do again what failed or was stopped: one, or all of them. */
  again(id?: number): Promise<void> {
    const wanted = (one: QueueItem) =>
      (one.phase === "failed" || one.phase === "stopped") && (id === undefined || one.id === id);
    const queue = this.store.state.queue.map((one) =>
      wanted(one) ? { ...one, phase: "waits" as const, problem: null } : one,
    );
    this.store.set({ queue });
    return this.work();
  }

  /** Look at what one gave: its image, its recipe, its results. */
  show(id: number): void {
    const item = this.item(id);
    const { images, runs } = this.store.state;
    if (!item?.kept || !images.some((one) => one.key === item.image)) return;
    this.store.activate(item.image);
    this.store.edit(item.recipe);
    this.store.set({ runs: { ...runs, [item.image]: item.kept } });
  }

  private work(): Promise<void> {
    this.working ??= this.workOff().finally(() => {
      this.working = null;
    });
    return this.working;
  }

  private async workOff(): Promise<void> {
    for (;;) {
      const next = this.store.state.queue.find((one) => one.phase === "waits");
      if (!next) return;
      await this.one(next);
    }
  }

  private async one({ id, image, recipe, choices }: QueueItem): Promise<void> {
    const started = Date.now();
    const end = (patch: Partial<QueueItem>) =>
      this.change(id, { seconds: (Date.now() - started) / 1000, ...patch });
    this.change(id, { phase: "running", started });
    try {
      await this.running.inTurn({ image, recipe, choices });
      const kept = this.store.state.runs[image] ?? null;
      const { problem } = this.store.state.run;
      end(problem ? { phase: "stopped", problem } : { phase: "done", kept });
    } catch (error) {
      const problem = problemOf(error);
      end({ phase: problem.code === "run.cancelled" ? "stopped" : "failed", problem });
    }
  }

  private item(id: number): QueueItem | undefined {
    return this.store.state.queue.find((one) => one.id === id);
  }

  private change(id: number, patch: Partial<QueueItem>): void {
    const queue = this.store.state.queue.map((one) => (one.id === id ? { ...one, ...patch } : one));
    this.store.set({ queue });
  }
}

const WAITS = { phase: "waits", started: 0, seconds: 0, kept: null, problem: null } as const;

/** How far a batch is: how many have ended, and about how many seconds are left; null while nothing can be said. */
export function outlook(
  queue: readonly QueueItem[],
  fraction: number,
  now: number,
): { ended: number; left: number | null } {
  const ended = queue.filter((one) => one.phase !== "waits" && one.phase !== "running");
  const done = queue.filter((one) => one.phase === "done");
  const waits = queue.filter((one) => one.phase === "waits").length;
  const running = queue.find((one) => one.phase === "running");
  const elapsed = running ? (now - running.started) / 1000 : 0;
  const own = running && elapsed > 2 && fraction > 0.05 ? (elapsed * (1 - fraction)) / fraction : null;
  const mean = done.length
    ? done.reduce((sum, one) => sum + one.seconds, 0) / done.length
    : own === null
      ? null
      : elapsed + own;
  const left = mean === null ? null : mean * waits + (own ?? (running ? Math.max(0, mean - elapsed) : 0));
  return { ended: ended.length, left };
}
