/** Loads the tiles that are wanted now, a few at a time and in order; keeps what it has within a number of bytes. */
import type { Tile, TileRequest, TileSource } from "./source";

export interface Wanted {
  key: string;
  request: TileRequest;
}

export interface LoaderOptions {
  concurrency: number;
  bytes: number;
  onTile(key: string): void;
  onError(error: Error, key: string): void;
}

/** A tile that failed is asked for again after this long. */
const RETRY_AFTER = 15_000;

export class TileLoader {
  private readonly tiles = new Map<string, Tile>();
  private readonly running = new Map<string, AbortController>();
  private readonly failures = new Map<string, number>();
  private wanted = new Map<string, Wanted>();
  /** What will be wanted next. */
  private ahead = new Map<string, Wanted>();
  private bytes = 0;
  private over = false;

  constructor(
    private readonly source: TileSource,
    private readonly options: LoaderOptions,
  ) {}

  /** Ask for these tiles, the first ones first, and then for those ahead; what else runs is aborted. */
  want(list: readonly Wanted[], ahead: readonly Wanted[] = []): void {
    this.wanted = new Map(list.map((one) => [one.key, one]));
    this.ahead = new Map(ahead.map((one) => [one.key, one]));
    for (const [key, controller] of this.running) {
      if (!this.wanted.has(key) && !this.ahead.has(key)) controller.abort();
    }
    this.fill();
  }

  get(key: string): Tile | undefined {
    const tile = this.tiles.get(key);
    if (tile) {
      this.tiles.delete(key);
      this.tiles.set(key, tile);
    }
    return tile;
  }

  has(key: string): boolean {
    return this.tiles.has(key);
  }

  failed(key: string): boolean {
    const since = this.failures.get(key);
    return since !== undefined && Date.now() - since < RETRY_AFTER;
  }

  /** Nothing that is wanted is missing any more, except what failed. */
  settled(): boolean {
    for (const key of this.wanted.keys()) if (!this.loaded(key) && !this.failed(key)) return false;
    return true;
  }

  /** The tile is there, and all of it. */
  private loaded(key: string): boolean {
    const tile = this.tiles.get(key);
    return tile !== undefined && tile.part === undefined;
  }

  destroy(): void {
    this.over = true;
    for (const controller of this.running.values()) controller.abort();
    this.tiles.clear();
  }

  private fill(): void {
    for (const [key, one] of [...this.wanted, ...this.ahead]) {
      if (this.running.size >= this.options.concurrency) return;
      if (this.loaded(key) || this.running.has(key) || this.failed(key)) continue;
      void this.load(key, one.request);
    }
  }

  private async load(key: string, request: TileRequest): Promise<void> {
    const controller = new AbortController();
    this.running.set(key, controller);
    try {
      const tile = await this.source.tile(request, controller.signal, (part) => {
        if (this.over || controller.signal.aborted) return;
        this.keep(key, part);
        this.options.onTile(key);
      });
      if (this.over) return;
      this.keep(key, tile);
      this.options.onTile(key);
    } catch (error) {
      if (this.over || controller.signal.aborted) return; // no longer wanted: not a failure
      this.failures.set(key, Date.now());
      this.options.onError(error instanceof Error ? error : new Error(String(error)), key);
    } finally {
      this.running.delete(key);
      if (!this.over) this.fill();
    }
  }

  private keep(key: string, tile: Tile): void {
    this.failures.delete(key);
    this.bytes += tile.data.byteLength - (this.tiles.get(key)?.data.byteLength ?? 0);
    this.tiles.set(key, tile);
    for (const [old, one] of this.tiles) {
      if (this.bytes <= this.options.bytes) return;
      if (this.wanted.has(old) || this.ahead.has(old)) continue;
      this.tiles.delete(old);
      this.bytes -= one.data.byteLength;
    }
  }
}
