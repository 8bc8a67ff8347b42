// The plain worker of the pages: starts Python and hands the channel over to tabscope.browser.
// It may be started from a blob: module that imports it by absolute address (private.html).

import { loadPyodide } from "./pyodide.ts";

const held: MessageEvent[] = [];
const hold = (event: MessageEvent): void => {
  held.push(event);
};

/** Hand over what arrived while Python was starting, in order. */
function release(): void {
  removeEventListener("message", hold);
  for (const event of held.splice(0)) {
    dispatchEvent(new MessageEvent("message", { data: event.data, ports: [...event.ports] }));
  }
}

async function start(): Promise<void> {
  addEventListener("message", hold);
  try {
    const pyodide = await loadPyodide();
    pyodide.runPython("import tabscope.browser; tabscope.browser.start()");
    release();
  } catch (reason) {
    const message = reason instanceof Error ? reason.message : String(reason);
    postMessage({ event: "failed", params: { code: "engine.start", message } });
    throw reason;
  }
}

void start();
