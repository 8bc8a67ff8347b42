// A server of somebody else, and every way out of a page or a worker that a program could try.
import { createServer } from "node:http";

/**
 * Start a server that answers everybody and writes down the path of each request, WebSockets included.
 * Returns `origins` (the same server under two names), the growing list `arrived`, and `stop`.
 */
export async function foreignServer() {
  const arrived = [];
  const server = createServer((request, response) => {
    request.resume();
    arrived.push(request.url);
    const type = request.url.includes("import") ? "text/javascript" : "text/plain";
    response.writeHead(200, { "access-control-allow-origin": "*", "content-type": type });
    response.end("");
  });
  server.on("upgrade", (request, socket) => {
    arrived.push(request.url);
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  return {
    arrived,
    origins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** The ways out of a worker; runs there, so it may name nothing outside itself. Returns the names of what it tried. */
export async function tryFromWorker(start) {
  const ways = {
    fetch: (to) => fetch(to),
    post: (to) => fetch(to, { method: "POST", mode: "no-cors", body: "pixels", keepalive: true }),
    xhr: (to) =>
      new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = resolve;
        request.open("GET", to);
        request.send();
      }),
    socket: (to) =>
      new Promise((resolve) => {
        const socket = new WebSocket(to.replace("http", "ws"));
        socket.onclose = resolve;
        socket.onerror = resolve;
      }),
    events: (to) =>
      new Promise((resolve) => {
        const source = new EventSource(to);
        source.onerror = () => resolve(source.close());
      }),
    import: (to) => import(to),
  };
  for (const [name, way] of Object.entries(ways)) {
    try {
      await way(`${start}${name}`);
    } catch {
      // A refusal is what the caller looks for, by what arrives.
    }
  }
  return Object.keys(ways);
}

/** The ways out that only a page has. */
export async function tryFromPage(start) {
  const put = (tag, fields) =>
    new Promise((resolve) => {
      const element = Object.assign(document.createElement(tag), fields);
      element.onload = resolve;
      element.onerror = resolve;
      document.body.append(element);
      setTimeout(resolve, 1000); // a blocked frame or prefetch says neither
    });
  const ways = {
    image: (to) => put("img", { src: to }),
    script: (to) => put("script", { src: to }),
    style: (to) => put("link", { rel: "stylesheet", href: to }),
    frame: (to) => put("iframe", { src: to }),
    object: (to) => put("object", { data: to }),
    media: (to) => put("video", { src: to, preload: "auto" }),
    beacon: async (to) => navigator.sendBeacon(to, "pixels"),
    form: async (to) => {
      await put("iframe", { name: "answer" });
      const form = Object.assign(document.createElement("form"), {
        action: to,
        method: "post",
        target: "answer",
      });
      document.body.append(form);
      form.submit();
    },
  };
  for (const [name, way] of Object.entries(ways)) {
    try {
      await way(`${start}${name}`);
    } catch {
      // A refusal is what the caller looks for, by what arrives.
    }
  }
  return Object.keys(ways);
}

/** Run a function of one argument in a new worker made from a blob:, from wherever this runs; returns its answer. */
export function inBlobWorker([program, argument]) {
  const text = `(${program})(${JSON.stringify(argument)}).then((one) => postMessage({ one }), (why) => postMessage({ why: String(why) }));`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), {
      type: "module",
    });
    worker.onmessage = ({ data }) => {
      if ("one" in data) resolve(data.one);
      if ("why" in data) reject(new Error(data.why)); // anything else is the engine saying how far it is
    };
    worker.onerror = (event) => reject(new Error(event.message));
  });
}

/** Python in a worker: what it may ask through the browser. */
export async function tryFromPython([engine, start]) {
  const { loadPyodide } = await import(engine);
  const python = await loadPyodide();
  return (
    await python.runPythonAsync(`
import js
from pyodide.http import pyfetch

def blocking(to):
    request = js.XMLHttpRequest.new()
    request.open("GET", to, False)
    request.send()

async def try_all(start):
    tried = []
    for name, way in {"js-fetch": js.fetch, "pyfetch": pyfetch, "blocking": blocking}.items():
        tried.append(name)
        try:
            answer = way(start + name)
            if answer is not None:
                await answer
        except Exception:
            pass  # a refusal is what the caller looks for, by what arrives
    return tried

await try_all("${start}")
`)
  ).toJs();
}
