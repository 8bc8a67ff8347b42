/**
 * Keeps tabscope's own files so that the page works without a connection. It looks after `index.html` alone: the
 * private page and embedded figures have no worker of this kind between themselves and the network.
 *
 * One version of the site is one cache. A file goes into it only if its sha256 is the one that the build listed, and a
 * page that was opened with one version is never given a file of another.
 */
import type { Listed, ToPage, ToWorker } from "./offline";

/** What of a service worker's world is used here; TypeScript cannot know it beside that of a page. */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Tab {
  readonly url: string;
  postMessage(message: ToPage): void;
}
interface Scope {
  readonly location: Location;
  readonly clients: {
    matchAll(which: { type: "window"; includeUncontrolled: true }): Promise<readonly Tab[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(name: "fetch", listener: (event: Fetching) => void): void;
  addEventListener(name: "message", listener: (event: Lasting & MessageEvent) => void): void;
}
declare const self: Scope;
/** The digest of files.json, put in by the build: another site is another service worker. */
declare const TABSCOPE_VERSION: string;

const PREFIX = "tabscope-";
const CACHE = `${PREFIX}${TABSCOPE_VERSION}`;
const LIST = "files.json";
const base = new URL(".", self.location.href).href;

let known: Promise<Listed> | undefined;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(removeOthers()));
self.addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name !== null) event.respondWith(answer(event.request, name));
});
self.addEventListener("message", (event) => {
  const from = event.source as unknown as Tab | null;
  if (from && new URL(from.url).origin === self.location.origin)
    event.waitUntil(hear(event.data as ToWorker, from));
});

/** The path of one of the site's files that is asked for by a page of ours; null is left to the browser. */
function nameOf(request: Request): string | null {
  const address = request.url.split(/[?#]/)[0] ?? "";
  if (request.method !== "GET" || !address.startsWith(base)) return null;
  return address.slice(base.length) || "index.html";
}

/** The list of this version; one that belongs to another is refused. */
async function list(): Promise<Listed> {
  known ??= readList();
  known.catch(() => {
    known = undefined;
  });
  return known;
}

async function readList(): Promise<Listed> {
  const cache = await caches.open(CACHE);
  const address = base + LIST;
  const kept = await cache.match(address);
  const answered = kept ?? (await fetch(address, { cache: "reload" }));
  const bytes = await answered.clone().arrayBuffer();
  if ((await digest(bytes)) !== TABSCOPE_VERSION) throw new Error("the site has another version by now");
  if (!kept) await cache.put(address, answered);
  return JSON.parse(new TextDecoder().decode(bytes)) as Listed;
}

/** Everything that a first visit needs, checked; one file that does not fit and this version is not installed. */
async function install(): Promise<void> {
  const { files } = await list();
  for (const [name, file] of Object.entries(files)) if (file.first) await keep(name, file.sha256);
}

async function removeOthers(): Promise<void> {
  const others = (await caches.keys()).filter((one) => one.startsWith(PREFIX) && one !== CACHE);
  await Promise.all(others.map((one) => caches.delete(one)));
}

/** Fetch a file, check it and keep it, unless it is kept already. */
async function keep(name: string, sha256: string): Promise<void> {
  const cache = await caches.open(CACHE);
  const address = base + name;
  if (await cache.match(address)) return;
  for (const mode of ["default", "reload"] as const) {
    const answered = await fetch(address, { cache: mode });
    const bytes = await answered.arrayBuffer();
    if (!answered.ok || (await digest(bytes)) !== sha256) continue;
    return cache.put(address, new Response(bytes, { headers: answered.headers }));
  }
  throw new Error(`${name} is not the file that was listed`);
}

async function answer(request: Request, name: string): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(base + name);
  if (kept) return part(request, kept);
  const { files } = await list();
  const file = files[name];
  const partial = request.headers.has("range");
  if (!file || partial) return fetch(request);
  const answered = await fetch(request);
  return answered.ok && answered.body ? checked(answered, name, file.sha256) : answered;
}

/** A range of a kept file, as the network would have sent it. */
async function part(request: Request, kept: Response): Promise<Response> {
  const found = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") ?? "");
  if (!found) return kept;
  const bytes = await kept.arrayBuffer();
  const size = bytes.byteLength;
  const first = found[1] ? Number(found[1]) : Math.max(0, size - Number(found[2]));
  const last = found[1] && found[2] ? Math.min(Number(found[2]), size - 1) : size - 1;
  const headers = new Headers(kept.headers);
  headers.set("content-range", `bytes ${first}-${last}/${size}`);
  headers.set("content-length", String(last - first + 1));
  return new Response(bytes.slice(first, last + 1), { status: 206, headers });
}

/** Pass a file on as it comes; the end is held back until its digest is known, and a wrong one breaks the stream. */
function checked(answered: Response, name: string, sha256: string): Response {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const passing = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      parts.push(chunk);
      controller.enqueue(chunk);
    },
    async flush(controller) {
      const bytes = await new Blob(parts).arrayBuffer();
      if ((await digest(bytes)) !== sha256) {
        controller.error(new Error(`${name} belongs to another version`));
        return;
      }
      const cache = await caches.open(CACHE);
      await cache.put(base + name, new Response(bytes, { headers: answered.headers })).catch(forgo);
    },
  });
  return new Response(answered.body?.pipeThrough(passing), answered);
}

/** No room to keep it: the page has it all the same, and asks again another time. */
function forgo(): void {}

async function hear(message: ToWorker, from: Tab): Promise<void> {
  const say = (said: ToPage) => from.postMessage(said);
  if (message.offline === "state") say(await state());
  if (message.offline === "keep") await keepSome(message.files, say);
  if (message.offline === "keep-all") await keepSome(Object.keys((await list()).files), say);
  if (message.offline === "take") await take(say);
}

async function state(): Promise<ToPage> {
  const { files } = await list();
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map((one) => one.url.slice(base.length)));
  const sizes = Object.entries(files).map(
    ([name, file]) => [file.bytes, kept.has(name) ? file.bytes : 0] as const,
  );
  const sum = (at: 0 | 1) => sizes.reduce((total, one) => total + one[at], 0);
  return { offline: "state", total: sum(0), kept: sum(1) };
}

async function keepSome(names: readonly string[], say: (said: ToPage) => void): Promise<void> {
  const { files } = await list();
  try {
    for (const name of names) {
      const file = files[name];
      if (!file) continue;
      await keep(name, file.sha256);
      say(await state());
    }
    say({ offline: "done" });
  } catch (error) {
    say({ offline: "failed", reason: (error as Error).message });
  }
}

/** This version takes over where no other tab still works with the one before. */
async function take(say: (said: ToPage) => void): Promise<void> {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = tabs.filter((one) => /\/(index\.html)?$/.test(new URL(one.url).pathname));
  if (ours.length > 1) return say({ offline: "others" });
  await self.skipWaiting();
}

async function digest(bytes: ArrayBuffer): Promise<string> {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...found].map((one) => one.toString(16).padStart(2, "0")).join("");
}
