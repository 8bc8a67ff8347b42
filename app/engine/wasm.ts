// Python's own wasm: packed for the first visit, unpacked for the visits of those who come back.
//
// A browser keeps the compiled code of wasm (1 s and more of each later start) only where it came unpacked, under an
// address of its own and with its right type. Unpacked it is 6 MB more, which nobody should have to wait for: so it is
// fetched when a person has been here for a while, and used from the next visit on.

import { BootError } from "./boot.ts";
import { type CountBytes, openFile } from "./files.ts";

const TYPE = "application/wasm";
/** Fetch the unpacked file this long after the start, when the first count is long done. Milliseconds. */
const LATER = 40_000;

export class PythonWasm {
  readonly #packed: string;
  /** The version is part of the address: what a cache holds of another one is never used. */
  readonly #unpacked: string;
  /** An empty cache of this name says that the browser has the unpacked file. */
  readonly #mark: string;
  #kept = false;

  constructor(folder: string, version: string) {
    this.#packed = `${folder}pyodide.asm.wasm.gz`;
    this.#unpacked = `${folder}pyodide.asm.wasm?${version}`;
    this.#mark = `wasm of Python: ${this.#unpacked}`;
  }

  /** The wasm as an answer that can be compiled while it arrives. */
  async open(count?: CountBytes): Promise<Response> {
    this.#kept = await this.#isKept();
    if (this.#kept) {
      const response = await fetch(this.#unpacked).catch(() => null);
      if (response?.ok && isWasm(response)) return response;
    }
    // A response of our own has the right type, whatever the host said.
    return new Response(await openFile(this.#packed, count), { headers: { "content-type": TYPE } });
  }

  /** See to it that the next visit finds the unpacked file in the browser's cache. */
  keepForNextVisit(): void {
    if (this.#kept) return;
    setTimeout(() => {
      this.#keep().catch(() => undefined); // storage is denied or the host is gone: the next visit starts as this one did
    }, LATER);
  }

  async #isKept(): Promise<boolean> {
    try {
      return await caches.has(this.#mark);
    } catch {
      return false; // the answer itself: a page without storage keeps nothing
    }
  }

  async #keep(): Promise<void> {
    const { connection } = navigator as { connection?: { saveData?: boolean } };
    if (connection?.saveData || (await caches.has(this.#mark))) return;
    const response = await fetch(this.#unpacked, { priority: "low" });
    if (!response.ok || !isWasm(response)) return response.body?.cancel();
    await response.body?.pipeTo(new WritableStream());
    await caches.open(this.#mark);
  }
}

function isWasm(response: Response): boolean {
  return response.headers.get("content-type")?.split(";")[0] === TYPE;
}

export async function instantiate(
  wasm: WebAssembly.Module | Promise<Response>,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (wasm instanceof WebAssembly.Module) {
    return { module: wasm, instance: await WebAssembly.instantiate(wasm, imports) };
  }
  try {
    return await WebAssembly.instantiateStreaming(wasm, imports);
  } catch (cause) {
    throw new BootError("pyodide.asm.wasm.gz could not be started", { cause });
  }
}
