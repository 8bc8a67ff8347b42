// A fresh Python that has the core alone, for tests/py/operations/test_declared_layers.py.
// As a module: `inFreshWorker`. As a worker: files of further layers are refused until Python is up, so that only what
// an operation asks for comes; the page itself fetches the layer "analysis" ahead.

/** Run `code` in a worker of its own; resolves with what its last expression gives, a text. */
export function inFreshWorker(files, scene, chosen, code) {
  const worker = new Worker(import.meta.url, { type: "module", name: "declared" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if ("result" in data) resolve(data.result);
      else if ("problem" in data) reject(new Error(data.problem)); // how far the start is passes by here, too
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ files, scene, chosen, code });
  }).finally(() => worker.terminate());
}

if (globalThis.name === "declared") {
  const UNASKED = "nothing has asked for this layer";
  const real = globalThis.fetch;
  let started = false;
  globalThis.fetch = (address, init) =>
    !started && /layers\/(?!core\b).*\.bin/.test(String(address))
      ? Promise.reject(new Error(UNASKED))
      : real(address, init);
  // Nobody waits for what the page fetches ahead, so nobody hears that it did not come.
  addEventListener("unhandledrejection", (event) => {
    if (String(event.reason).includes(UNASKED)) event.preventDefault();
  });
  addEventListener("message", async ({ data: { files, scene, chosen, code } }) => {
    try {
      const { loadPyodide } = await import(new URL("../engine/pyodide.js", import.meta.url).href);
      const python = await loadPyodide();
      started = true;
      for (const [name, text] of Object.entries(files)) python.FS.writeFile(name, text);
      python.globals.set("scene", scene);
      python.globals.set("chosen", chosen);
      postMessage({ result: await python.runPythonAsync(code) });
    } catch (reason) {
      postMessage({ problem: String(reason?.stack ?? reason) });
    }
  });
}
