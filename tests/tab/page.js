// Starts the worker when the runner says so, and hands its words on.
globalThis.begin = (given) => {
  const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.text !== undefined) globalThis.say(data.text);
    if (data.code !== undefined) globalThis.ended(data.code);
  };
  worker.onerror = (event) => {
    globalThis.say(`worker error: ${event.message}\n`);
    globalThis.ended(1);
  };
  worker.postMessage(given);
};
