// Runs a Python file in Pyodide under node: `node in_pyodide.mjs script.py '{"/guest": "host"}' [argument ...]`.
// The byte code of the tab must be made by the tab's own Python.
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [script, mounts, ...args] = process.argv.slice(2);
const pyodide = await loadPyodide({ env: { PYTHONHASHSEED: "0", HOME: "/home/pyodide" } });
for (const [guest, host] of Object.entries(JSON.parse(mounts))) {
  pyodide.FS.mkdirTree(guest);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: host }, guest);
}
try {
  await pyodide.runPythonAsync("import importlib; importlib.invalidate_caches()");
  const globals = pyodide.toPy({ __name__: "__main__", ARGS: args });
  await pyodide.runPythonAsync(readFileSync(script, "utf8"), { globals, filename: script });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
