// Python of the site in a worker of its own, on any page of the site's origin: for tests of what only a browser has.

/**
 * Run Python and return what its last expression gives, as plain data.
 *
 * @param page a Playwright page, wherever it is
 * @param site address of the site, with a slash at its end
 * @param code Python; may await
 */
export async function runPython(page, site, code) {
  await page.goto(`${site}third_party.json`); // a document without a policy or a program of its own
  return page.evaluate(
    ([address, program]) =>
      new Promise((resolve, reject) => {
        const source = `
          import { loadPyodide } from "${address}engine/pyodide.js";
          addEventListener("message", async ({ data }) => {
            try {
              const python = await loadPyodide();
              postMessage({ result: JSON.parse(await python.runPythonAsync(data)) });
            } catch (reason) {
              postMessage({ error: String(reason?.stack ?? reason) });
            }
          });`;
        const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), {
          type: "module",
        });
        worker.onmessage = ({ data }) => {
          if ("error" in data) reject(new Error(data.error));
          if ("result" in data) resolve(data.result); // how far the start is passes by here, too
        };
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage(program);
      }),
    [site, code],
  );
}
