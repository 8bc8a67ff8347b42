// Load wheels in Pyodide and run a Python file there:
//   node check.mjs FOLDER_OF_PYODIDE CHECK.py WHEEL...
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, check, ...wheels] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const pyodide = await loadPyodide();
const site = pyodide.runPython("import sysconfig; sysconfig.get_path('purelib')");
for (const wheel of wheels)
  pyodide.unpackArchive(new Uint8Array(await readFile(wheel)), "wheel", { extractDir: site });
try {
  await pyodide.runPythonAsync(await readFile(check, "utf8"));
} catch (error) {
  // Uncaught, node would print Pyodide's whole source as the line of the error.
  console.error(error.message);
  process.exitCode = 1;
}
