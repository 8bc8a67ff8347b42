// Servers of somebody else: folders with or without permission for web pages, and addresses that misbehave.

import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const OPEN = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "Range",
  "access-control-expose-headers": "Content-Length, Content-Range",
};

/**
 * Listen on a free port.
 *
 * @param answer called with (path, request, response); what it leaves unanswered is 404
 * @param cors whether web pages of other origins may read
 */
export async function stand(answer, { cors = true } = {}) {
  const server = createServer((request, response) => {
    if (cors) for (const [name, value] of Object.entries(OPEN)) response.setHeader(name, value);
    const path = decodeURIComponent(new URL(request.url, "http://stand").pathname);
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    answer(path, request, response);
    if (!response.headersSent && !response.writableEnded) response.writeHead(404).end("nothing here");
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Answer with bytes, whole or the range that was asked for. */
export function bytes(request, response, body, type = "application/octet-stream") {
  const found = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  const first = found?.[1] ? Number(found[1]) : found ? Math.max(0, body.length - Number(found[2])) : 0;
  const last = found?.[1] && found[2] ? Math.min(Number(found[2]), body.length - 1) : body.length - 1;
  const part = body.subarray(first, last + 1);
  const range = found ? { "content-range": `bytes ${first}-${last}/${body.length}` } : {};
  response.writeHead(found ? 206 : 200, { "content-type": type, "content-length": part.length, ...range });
  response.end(request.method === "HEAD" ? undefined : part);
}

/** Answer with the files of a folder. */
export function folder(root) {
  return (path, request, response) => {
    const file = join(root, path);
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) bytes(request, response, readFileSync(file));
  };
}
