// Pyodide as this site starts it: everything fetched at once, unpacked here, layers instead of wheels.
// Loaded by absolute address by the plain worker and, as its `interpreter`, by PyScript.

import type { PyodideAPI } from "pyodide";
import { version as originalVersion } from "pyodide/package.json";
import { BootProgress } from "./boot.ts";
import { readFile } from "./files.ts";
import { Layers } from "./layers.ts";
import { loadOnnx, type OnnxBuild } from "./onnx.ts";
import { instantiate, PythonWasm } from "./wasm.ts";

export const version: string = originalVersion;

export interface Options {
  /** Addresses of further layers.json files, such as the one of the tests. */
  extraLayers?: string[];
  /** Wait for these modules or layers before the promise resolves, beside `core`. */
  require?: string[];
  /** A compiled pyodide.asm.wasm from another worker. */
  wasmModule?: WebAssembly.Module;
  [option: string]: unknown;
}

const here = new URL("./", import.meta.url).href;
const site = new URL("../", here).href;
// Not a static import: in a worker Firefox counts it as a worker's script, which private.html allows from blob: only.
const loader = import(`${here}pyodide-core.js`) as Promise<Loader>;
loader.catch(ignoreHere);

/** Pyodide's own loader, put beside this file by the build. */
interface Loader {
  loadPyodide(options: Record<string, unknown>): Promise<PyodideAPI>;
}

/** What the lock file says that matters; packages come as layers. */
const LOCK = {
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version },
  packages: {},
};

/** Start Python with numpy and tabscope importable; scipy, scikit-image and the readers follow by themselves. */
export async function loadPyodide(options: Options = {}): Promise<PyodideAPI> {
  const boot = new BootProgress();
  try {
    return await Promise.race([start(options, boot), boot.stalled]);
  } finally {
    boot.stop();
  }
}

async function start(options: Options, boot: BootProgress): Promise<PyodideAPI> {
  const { extraLayers = [], require: required = [], wasmModule, ...rest } = options;
  const own = new PythonWasm(here, version);
  const wasm = wasmModule ?? own.open(boot.touch);
  const stdlib = boot.part("python_stdlib.zip.gz", readFile(`${here}python_stdlib.zip.gz`, boot.touch));
  const script = boot.part(
    "pyodide.asm.js",
    import(`${here}pyodide.asm.js`) as Promise<{ default: unknown }>,
  );
  const layers = new Layers([`${site}layers/layers.json`, ...extraLayers], boot.touch);
  const core = boot.part("core.bin.gz", layers.prefetch("core", `${site}layers/core.bin.gz`));
  const original = boot.part("pyodide-core.js", loader);
  // What starts Python goes first over a slow line.
  const first = Promise.all([wasm, stdlib, script, core, original]);
  void first.then(() => layers.prefetch("analysis", `${site}layers/analysis.bin.gz`), ignoreHere);

  let failed: (reason: unknown) => void = ignoreHere;
  const broken = new Promise<never>((_, reject) => {
    failed = reject;
  });
  first.catch(failed);
  const { loadPyodide: loadOriginal } = await Promise.race([original, broken]);
  const python = loadOriginal({
    ...rest,
    indexURL: here,
    lockFileContents: LOCK,
    stdLibURL: stdlib,
    createPyodideModule: (await Promise.race([script, broken])).default,
    instantiate: (imports: WebAssembly.Imports) =>
      boot.part("pyodide.asm.wasm.gz", instantiate(wasm, imports)).catch((reason) => {
        failed(reason);
        throw reason;
      }),
  });
  const pyodide = await Promise.race([python, broken]);
  await boot.part("layers", putCore(pyodide, layers, required));
  registerModule(pyodide, layers);
  if (wasmModule === undefined) own.keepForNextVisit();
  return pyodide;
}

/** Failures of these promises reach the caller through `broken`. */
function ignoreHere(): void {}

async function putCore(pyodide: PyodideAPI, layers: Layers, required: string[]): Promise<void> {
  // The layer stdlib-rest is put beside the zip; Pyodide itself looks into the zip alone.
  pyodide.runPython(
    'import sys; sys.path.insert(sys.path.index("/lib/python314.zip") + 1, "/lib/python3.14")',
  );
  const importlib = pyodide.pyimport("importlib");
  layers.attach(pyodide.FS as never, () => importlib.invalidate_caches());
  await layers.putWhenThere("core");
  if (required.length > 0) await layers.require(required);
  // Not awaited: Python can answer before it is there. Whoever needs it asks through require and sees a failure.
  void layers.require(["analysis"]).catch((reason) => console.warn(String(reason)));
}

function registerModule(pyodide: PyodideAPI, layers: Layers): void {
  pyodide.registerJsModule("tabscope_layers", {
    require: (names: Iterable<string>) => layers.require([...names]),
    loaded: () => layers.loaded(),
    site: () => site,
    read: (path: string) => readFile(new URL(path, site).href),
    onnx: (build: OnnxBuild) => loadOnnx(site, build),
  });
}
