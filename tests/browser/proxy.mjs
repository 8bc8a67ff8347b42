// A proxy that a whole browser talks through: it sees every request, also those of workers, and counts bytes on the wire.
import { request as ask, createServer } from "node:http";

/** Chromium itself asks its maker's hosts now and then (updates, forms), whatever flags say; no page takes part in it. */
const OF_THE_BROWSER = /^(https?:\/\/)?[a-z0-9.-]+\.(google|googleapis|gvt1|gstatic)\.com[:/]/;

/**
 * Start a proxy. Returns its `flags` for Chromium, the growing list `seen` of { method, address, status, type, bytes }, the
 * growing list `tunnels` of hosts asked for by https (none is let through), and `stop`.
 */
export async function watch() {
  const seen = [];
  const tunnels = [];
  const server = createServer((incoming, response) => {
    if (OF_THE_BROWSER.test(incoming.url)) return response.destroy();
    const one = { method: incoming.method, address: incoming.url, status: 0, type: "", bytes: 0 };
    seen.push(one);
    const onward = ask(incoming.url, { method: incoming.method, headers: incoming.headers }, (answer) => {
      one.status = answer.statusCode;
      one.type = answer.headers["content-type"] ?? "";
      // The head is part of what a visit costs: the status line, and each header with ": " and a line end.
      one.bytes = 19 + answer.rawHeaders.join("").length + 2 * answer.rawHeaders.length;
      answer.on("data", (chunk) => {
        one.bytes += chunk.length;
      });
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  server.on("connect", (request, socket) => {
    if (!OF_THE_BROWSER.test(request.url)) tunnels.push(request.url);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    seen,
    tunnels,
    // Without the second flag a browser goes past its proxy to addresses of this machine.
    flags: [`--proxy-server=http://127.0.0.1:${server.address().port}`, "--proxy-bypass-list=<-loopback>"],
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
