/** What can be done: operations and recipes come from a file of the site, so that forms are there before Python is. */
import { problem } from "./client";
import { readFile } from "./engine/files";
import { inWords } from "./language";
import type { OperationsResult } from "./messages";
import type { Store } from "./store";

const FILE = "operations.json.gz";

export class Offered {
  private arriving: Promise<void> | null = null;

  constructor(
    private readonly store: Store,
    private readonly base: string,
  ) {}

  /** Fetch the list once; where it does not come, the start has failed, and the next start asks again. */
  async arrive(): Promise<boolean> {
    this.arriving ??= this.fetch();
    try {
      await this.arriving;
      return true;
    } catch {
      this.arriving = null;
      const message = `Python did not start: ${FILE} failed.`;
      this.store.engine({
        phase: "failed",
        problem: problem("engine.start", message, "Try again; viewing works without it."),
      });
      return false;
    }
  }

  private async fetch(): Promise<void> {
    const text = new TextDecoder().decode(await readFile(new URL(FILE, this.base).href));
    const described = JSON.parse(text) as OperationsResult;
    this.store.set({ described, describe: inWords(described) });
  }
}
