/** Decoded chunks of a zarr array: shared between tiles, aborted when nobody waits any more, kept within bytes. */
import type { Pixels } from "./source";

/** One chunk in memory; `stride` in elements per axis. */
export interface Chunk {
  data: Pixels;
  stride: readonly number[];
}

export type ChunkLoader = (place: readonly number[], signal: AbortSignal) => Promise<Chunk>;

interface Loading {
  promise: Promise<Chunk>;
  controller: AbortController;
  waiting: number;
}

export class ChunkCache {
  private readonly kept = new Map<string, Chunk>();
  private readonly loading = new Map<string, Loading>();
  private bytes = 0;

  constructor(private readonly mostBytes: number) {}

  /** The chunk; many may wait for it, and it is given up only when the last of them has gone. */
  async get(key: string, place: readonly number[], load: ChunkLoader, signal: AbortSignal): Promise<Chunk> {
    signal.throwIfAborted();
    const known = this.kept.get(key);
    if (known) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    const one = this.loading.get(key) ?? this.start(key, place, load);
    one.waiting += 1;
    let leave = () => {};
    const gone = new Promise<never>((_, reject) => {
      leave = () => {
        one.waiting -= 1;
        if (one.waiting === 0) this.giveUp(key, one);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
    });
    try {
      return await Promise.race([one.promise, gone]);
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  private start(key: string, place: readonly number[], load: ChunkLoader): Loading {
    const controller = new AbortController();
    const promise = this.load(place, load, controller.signal).then((chunk) => {
      this.keep(key, chunk);
      return chunk;
    });
    const one = { promise, controller, waiting: 0 };
    this.loading.set(key, one);
    const over = () => {
      if (this.loading.get(key) === one) this.loading.delete(key);
    };
    promise.then(over, over);
    return one;
  }

  /**
   * zarrita lets all chunks of a shard wait for one index request that carries the first caller's signal: when that
   * caller leaves, the others fail too (manzt/zarrita.js #424). Asking again works.
   */
  private async load(place: readonly number[], load: ChunkLoader, signal: AbortSignal): Promise<Chunk> {
    for (;;) {
      try {
        return await load(place, signal);
      } catch (error) {
        const another = error instanceof DOMException && error.name === "AbortError" && !signal.aborted;
        if (!another) throw error;
      }
    }
  }

  private giveUp(key: string, one: Loading): void {
    this.loading.delete(key);
    one.controller.abort();
  }

  private keep(key: string, chunk: Chunk): void {
    this.kept.set(key, chunk);
    this.bytes += chunk.data.byteLength;
    for (const [old, { data }] of this.kept) {
      if (this.bytes <= this.mostBytes || old === key) return;
      this.kept.delete(old);
      this.bytes -= data.byteLength;
    }
  }
}
