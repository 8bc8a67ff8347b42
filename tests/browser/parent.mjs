// A page of somebody else that holds the figure in a frame, as a journal's page would, and a second frame that is nosy.
import { createServer } from "node:http";

const PAGE = `<!doctype html><meta charset="utf-8"><title>A paper</title><style>body{margin:20px}iframe{border:0}</style>
<script>
  const heard = [];
  const waiting = new Map();
  let next = 1;
  addEventListener("message", ({ data, origin, source }) => {
    if (source !== figure.contentWindow) return;
    heard.push({ data, origin });
    waiting.get(data.id)?.(data);
  });
  let figure;
  function show({ address, sandbox, width, height, nosy }) {
    figure = document.createElement("iframe");
    if (sandbox !== undefined) figure.sandbox = sandbox;
    Object.assign(figure, { width, height });
    figure.src = address;
    document.body.append(figure);
    if (nosy) document.body.append(Object.assign(document.createElement("iframe"), { src: nosy, width: 50, height: 50 }));
    return new Promise((resolve) => figure.addEventListener("load", () => resolve(), { once: true }));
  }
  function say(message) { figure.contentWindow.postMessage({ tabscope: 1, ...message }, "*"); }
  function ask(method, ...params) {
    const id = next++;
    return new Promise((resolve) => { waiting.set(id, resolve); say({ id, method, params }); });
  }
</script>`;

const NOSY = `<!doctype html><script>
  const heard = [];
  addEventListener("message", ({ data }) => heard.push(data));
  const figure = parent.frames[0];
  const ask = () => { for (const method of ["state", "results", "table"]) figure.postMessage({ tabscope: 1, id: 900, method }, "*"); };
</script>`;

/** Serve the two pages; returns `address` (another site than 127.0.0.1), `nosy`, and `stop`. */
export async function parentServer() {
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(request.url.startsWith("/nosy") ? NOSY : PAGE);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = `http://localhost:${server.address().port}/`;
  return {
    address,
    nosy: `${address}nosy`,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** Show the figure in a frame of the parent page; returns the frame. */
export async function showFigure(page, parent, address, options = {}) {
  const { width = 720, height = 480, sandbox, nosy } = options;
  await page.setViewportSize({ width: width + 40, height: height + 40 + (nosy ? 60 : 0) });
  await page.goto(parent.address);
  await page.evaluate((given) => show(given), { address, sandbox, width, height, nosy });
  return page.frames().find((one) => one.url().startsWith(address.split("#")[0]));
}
