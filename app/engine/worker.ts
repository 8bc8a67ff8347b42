// The plain worker of the pages: starts Python and hands the channel over to tabscope.browser.
// It may be started from a blob: module that imports it by absolute address (private.html).

import type { Problem } from "../messages.ts";
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

/** A failed start as the page shows it; tabscope's own errors can't be asked, for Python is not there. */
function problemOf(reason: unknown): Problem {
  const said = reason instanceof Error ? reason.message : String(reason);
  return {
    code: "engine.start",
    message: `Python did not start: ${said}`,
    hint: "Try again; viewing works without it.",
    details: { reason: said },
    problems: [],
  };
}

async function start(): Promise<void> {
  addEventListener("message", hold);
  try {
    const pyodide = await loadPyodide();
    pyodide.runPython("import tabscope.browser; tabscope.browser.start()");
    release();
  } catch (reason) {
    postMessage({ event: "failed", params: { problem: problemOf(reason) } });
    throw reason;
  }
}

void start();
