/** At most so many pieces of work at once; those that are no longer wanted leave the line. */

export class Queue {
  private running = 0;
  private readonly line: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    while (this.running >= this.most) await new Promise<void>((resolve) => this.line.push(resolve));
    try {
      this.running += 1;
      signal.throwIfAborted();
      return await work();
    } finally {
      this.running -= 1;
      this.line.shift()?.();
    }
  }
}
