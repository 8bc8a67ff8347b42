// ONNX networks in the engine's worker: picks a build of onnxruntime-web, loads it when a network first needs it,
// and lets one call through at a time per device (two at once on WebGPU never return).

type Ort = typeof import("onnxruntime-web");
type Device = "webgpu" | "wasm";

/** An array on its way to or from a network: raw little-endian bytes with their meaning beside them. */
export interface Tensor {
  name: string;
  type: string;
  dims: number[];
  bytes: Uint8Array;
}

/** A network that is ready to run. */
export interface OnnxSession {
  device: Device;
  run(feeds: Tensor[]): Promise<Tensor[]>;
  release(): Promise<void>;
}

interface Build {
  api: string;
  runtime: string;
}

const WASM: Build = { api: "ort.wasm.min", runtime: "ort-wasm-simd-threaded" };
const ASYNCIFY: Build = { api: "ort.webgpu.min", runtime: "ort-wasm-simd-threaded.asyncify" };
const JSPI: Build = { api: "ort.jspi.min", runtime: "ort-wasm-simd-threaded.jspi" };

const runtimes = new Map<Device, Promise<Ort>>();
const queues = new Map<Device, Promise<unknown>>();

/**
 * Start a network.
 *
 * @param base address of the site's root; the builds lie in `ort/` below it
 * @param device "auto" takes WebGPU where a real adapter is; "webgpu" also takes an emulated one (for tests)
 * @param weights the ONNX file
 */
export async function startOnnx(
  base: string,
  device: "auto" | Device,
  weights: Uint8Array,
): Promise<OnnxSession> {
  const chosen = device === "auto" ? ((await adapterKind()) === "real" ? "webgpu" : "wasm") : device;
  if (chosen === "webgpu" && (await adapterKind()) === "none") {
    throw new Error("NO_ADAPTER: this browser has no WebGPU adapter");
  }
  try {
    return await start(base, chosen, weights);
  } catch (error) {
    const damaged = /ERROR_CODE: (7|10),/.test(String(error));
    if (device !== "auto" || chosen === "wasm" || damaged) throw error;
    return await start(base, "wasm", weights); // a driver that refuses this network is no reason to give up
  }
}

async function start(base: string, device: Device, weights: Uint8Array): Promise<OnnxSession> {
  const ort = await runtime(base, device);
  const session = await inTurn(device, () =>
    ort.InferenceSession.create(weights, { executionProviders: [device], logSeverityLevel: 4 }),
  );
  return {
    device,
    run: (feeds) => inTurn(device, () => run(ort, session, feeds)),
    release: () => inTurn(device, () => session.release()),
  };
}

async function run(ort: Ort, session: import("onnxruntime-web").InferenceSession, feeds: Tensor[]) {
  const inputs = Object.fromEntries(feeds.map((feed) => [feed.name, asOrt(ort, feed)]));
  const outputs = await session.run(inputs);
  return Promise.all(
    Object.entries(outputs).map(async ([name, tensor]) => {
      const data = await tensor.getData(true);
      if (!ArrayBuffer.isView(data)) throw new Error(`output ${name} holds text`);
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      return { name, type: tensor.type, dims: [...tensor.dims], bytes };
    }),
  );
}

function asOrt(ort: Ort, feed: Tensor) {
  const kinds: Record<string, new (buffer: ArrayBuffer) => ArrayBufferView> = {
    float32: Float32Array,
    float64: Float64Array,
    float16: (globalThis as { Float16Array?: typeof Float32Array }).Float16Array ?? Uint16Array,
    int8: Int8Array,
    uint8: Uint8Array,
    bool: Uint8Array,
    int16: Int16Array,
    uint16: Uint16Array,
    int32: Int32Array,
    uint32: Uint32Array,
    int64: BigInt64Array,
    uint64: BigUint64Array,
  };
  const Kind = kinds[feed.type];
  if (!Kind) throw new Error(`no tensor of ${feed.type}`);
  const data = new Kind(feed.bytes.slice().buffer);
  return new ort.Tensor(feed.type as "float32", data as Float32Array, feed.dims);
}

/** Run `work` after everything that was asked of the device before, whether that succeeded or not. */
function inTurn<T>(device: Device, work: () => Promise<T>): Promise<T> {
  const before = queues.get(device) ?? Promise.resolve();
  const result = before.then(work, work);
  queues.set(device, result);
  return result;
}

function runtime(base: string, device: Device): Promise<Ort> {
  let loading = runtimes.get(device);
  if (!loading) {
    loading = load(base, device);
    runtimes.set(device, loading);
    loading.catch(() => runtimes.delete(device)); // the next try asks the network again
  }
  return loading;
}

async function load(base: string, device: Device): Promise<Ort> {
  const build = device === "wasm" ? WASM : "Suspending" in WebAssembly ? JSPI : ASYNCIFY;
  const [ort, binary] = await Promise.all([
    import(/* @vite-ignore */ new URL(`ort/${build.api}.js`, base).href) as Promise<Ort>,
    unpacked(new URL(`ort/${build.runtime}.wasm.gz`, base).href),
  ]);
  ort.env.wasm.wasmPaths = { mjs: new URL(`ort/${build.runtime}.js`, base).href };
  ort.env.wasm.wasmBinary = binary; // no type of a .wasm answer matters then
  ort.env.wasm.numThreads = 1; // a second thread gained nothing, and needs isolation
  return ort;
}

/** Get a packed file; a host may have unpacked it on the way, so its first bytes decide. */
async function unpacked(address: string): Promise<ArrayBuffer> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`LOAD: ${address} answered ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.buffer;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** What WebGPU has here; an adapter that computes on the CPU counts as emulated. */
async function adapterKind(): Promise<"real" | "emulated" | "none"> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return "none";
  const info = adapter.info as GPUAdapterInfo & { isFallbackAdapter?: boolean };
  return info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(info.architecture) ? "emulated" : "real";
}
