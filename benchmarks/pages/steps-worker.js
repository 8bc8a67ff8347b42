// Runs benchmarks/steps.py in Pyodide as the site ships it.
addEventListener("message", async ({ data: { site, code } }) => {
  try {
    const { loadPyodide } = await import(`${site}engine/pyodide.js`);
    const python = await loadPyodide({ require: ["scipy", "skimage", "analysis"] });
    python.globals.set("code", code);
    const text = python.runPython(`
import json, sys, types
steps = types.ModuleType("steps")
exec(compile(code, "steps.py", "exec"), steps.__dict__)
json.dumps(steps.measured())
`);
    postMessage({ result: JSON.parse(text) });
  } catch (reason) {
    postMessage({ problem: String(reason) });
  }
});
