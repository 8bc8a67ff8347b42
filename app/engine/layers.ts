// Layers: blobs of many files that are put into Python's file system without being copied.
// tools/build/layers.py writes them and says which modules are in which.

import { type CountBytes, FileError, readFile } from "./files.ts";

export interface LayerEntry {
  file: string;
  bytes: number;
  sha256: string;
  needs: string[];
}

/** layers.json */
export interface LayerTable {
  layers: Record<string, LayerEntry>;
  modules: Record<string, string[]>;
}

interface FileSystem {
  mkdirTree(path: string): void;
  writeFile(path: string, data: Uint8Array, options: { canOwn: boolean }): void;
}

interface Known extends LayerEntry {
  base: string;
}

/** Unpack a blob into a file system: the files are views on it. */
export function putBlob(fs: FileSystem, blob: Uint8Array): void {
  const length = new DataView(blob.buffer, blob.byteOffset).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(blob.subarray(4, 4 + length))) as {
    root: string;
    files: [string, number][];
  };
  const made = new Set<string>();
  let offset = 4 + length;
  for (const [name, size] of index.files) {
    const path = `${index.root}/${name}`;
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) {
      fs.mkdirTree(folder);
      made.add(folder);
    }
    fs.writeFile(path, blob.subarray(offset, offset + size), { canOwn: true });
    offset += size;
  }
}

/** The layers of one interpreter. */
export class Layers {
  readonly #known = new Map<string, Known>();
  readonly #modules = new Map<string, string[]>();
  readonly #blobs = new Map<string, Promise<Uint8Array>>();
  readonly #put = new Map<string, Promise<void>>();
  readonly #done: string[] = [];
  readonly #count: CountBytes | undefined;
  #tables: Promise<void>;
  #attached: Promise<{ fs: FileSystem; afterPut: () => void }>;
  #attach!: (to: { fs: FileSystem; afterPut: () => void }) => void;

  constructor(addresses: readonly string[], count?: CountBytes) {
    this.#count = count;
    this.#attached = new Promise((resolve) => {
      this.#attach = resolve;
    });
    this.#tables = Promise.all(addresses.map((address) => this.#readTable(address))).then(() => undefined);
    // A failure is reported by whoever waits for the tables next.
    this.#tables.catch(() => undefined);
  }

  /** Start to fetch a layer whose place is known without layers.json. */
  prefetch(layer: string, address: string, priority: RequestPriority = "auto"): Promise<Uint8Array> {
    let blob = this.#blobs.get(layer);
    if (blob === undefined) {
      blob = readFile(address, this.#count, { priority });
      blob.catch(() => undefined);
      this.#blobs.set(layer, blob);
    }
    return blob;
  }

  /** From now on layers can be put. */
  attach(fs: FileSystem, afterPut: () => void): void {
    this.#attach({ fs, afterPut });
  }

  /** Names of the layers that Python can import from. */
  loaded(): string[] {
    return [...this.#done];
  }

  /** Make modules, packages (every file of them) or layers importable. Rejects with the file that failed. */
  async require(names: readonly string[]): Promise<void> {
    await this.#tables;
    const layers = new Set<string>();
    for (const name of names) {
      for (const layer of this.#layersOf(name)) this.#addWithNeeds(layer, layers);
    }
    await Promise.all([...layers].map((layer) => this.#putLayer(layer)));
  }

  #layersOf(name: string): string[] {
    const found = this.#known.has(name) ? [name] : [];
    for (let prefix = name; prefix !== ""; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf(".")))) {
      const layers = this.#modules.get(prefix);
      if (layers !== undefined) return [...found, ...layers];
    }
    return found; // part of Python itself, or of nothing: then the import says so
  }

  #addWithNeeds(layer: string, into: Set<string>): void {
    if (into.has(layer)) return;
    into.add(layer);
    for (const need of this.#known.get(layer)?.needs ?? []) this.#addWithNeeds(need, into);
  }

  /** Put a layer on its own, when its blob is there or coming. */
  #putLayer(layer: string): Promise<void> {
    let task = this.#put.get(layer);
    if (task === undefined) {
      task = this.#fetchAndPut(layer);
      this.#put.set(layer, task);
      // A layer that failed may be asked for again, for instance when the connection is back.
      task.catch(() => {
        this.#put.delete(layer);
        this.#blobs.delete(layer);
      });
    }
    return task;
  }

  async #fetchAndPut(layer: string): Promise<void> {
    const known = this.#known.get(layer);
    if (known === undefined && !this.#blobs.has(layer)) throw new FileError(layer, "there is no such layer");
    const blob = await this.prefetch(
      layer,
      known === undefined ? layer : new URL(known.file, known.base).href,
    );
    const { fs, afterPut } = await this.#attached;
    putBlob(fs, blob);
    this.#done.push(layer);
    afterPut();
  }

  /** Put a prefetched layer as soon as it is there. */
  putWhenThere(layer: string): Promise<void> {
    return this.#putLayer(layer);
  }

  async #readTable(address: string): Promise<void> {
    const bytes = await readFile(address, this.#count);
    const table = JSON.parse(new TextDecoder().decode(bytes)) as LayerTable;
    for (const [name, entry] of Object.entries(table.layers))
      this.#known.set(name, { ...entry, base: address });
    for (const [name, layers] of Object.entries(table.modules)) {
      this.#modules.set(name, [...(this.#modules.get(name) ?? []), ...layers]);
    }
  }
}
