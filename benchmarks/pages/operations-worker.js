// Runs benchmarks/operations.py in Pyodide as the site ships it: for each message with a filter, milliseconds by name.
let python;

addEventListener("message", async ({ data: { site, files, only } }) => {
  try {
    if (python === undefined) {
      const { loadPyodide } = await import(`${site}engine/pyodide.js`);
      python = await loadPyodide({ require: ["numpy", "scipy", "skimage", "analysis"] });
      for (const [name, text] of Object.entries(files)) python.FS.writeFile(name, text);
    }
    python.globals.set("only", only);
    const text = python.runPython("import json, operations\njson.dumps(operations.measured(only))");
    postMessage({ result: JSON.parse(text) });
  } catch (reason) {
    postMessage({ problem: String(reason) });
  }
});
