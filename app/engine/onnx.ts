// ONNX Runtime from the site itself, ready to use. Python can't import a JavaScript module under a
// policy without eval, so the engine does it.

import { type CountBytes, readFile } from "./files.ts";

/** wasm: any browser; webgpu: an adapter; jspi: an adapter and WebAssembly.Suspending, smaller. */
export type OnnxBuild = "wasm" | "webgpu" | "jspi";

interface OnnxModule {
  env: { wasm: { wasmPaths?: { mjs: string }; wasmBinary?: ArrayBufferLike; numThreads?: number } };
}

const STEMS: Record<OnnxBuild, string> = {
  wasm: "ort-wasm-simd-threaded",
  webgpu: "ort-wasm-simd-threaded.asyncify",
  jspi: "ort-wasm-simd-threaded.jspi",
};

const loaded = new Map<OnnxBuild, Promise<OnnxModule>>();

/** Load a build of ONNX Runtime once. */
export function loadOnnx(base: string, build: OnnxBuild, count?: CountBytes): Promise<OnnxModule> {
  let task = loaded.get(build);
  if (task === undefined) {
    task = load(base, build, count);
    loaded.set(build, task);
    task.catch(() => loaded.delete(build));
  }
  return task;
}

async function load(base: string, build: OnnxBuild, count?: CountBytes): Promise<OnnxModule> {
  const stem = STEMS[build];
  if (stem === undefined) throw new Error(`no build of ONNX Runtime is called ${build}`);
  const script = new URL(`ort/ort.${build}.min.js`, base).href;
  const [module, binary] = await Promise.all([
    import(script) as Promise<OnnxModule>,
    readFile(new URL(`ort/${stem}.wasm.gz`, base).href, count),
  ]);
  module.env.wasm.wasmPaths = { mjs: new URL(`ort/${stem}.js`, base).href };
  module.env.wasm.wasmBinary = binary.buffer as ArrayBuffer;
  return module;
}
