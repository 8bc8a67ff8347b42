/** Working without a connection: the page's side of the service worker, and what both say to each other. */
import type { Store } from "./store";

/** files.json: every file of the site, as the build made it. */
export interface Listed {
  files: Record<string, { bytes: number; sha256: string; first?: boolean }>;
}

export type ToWorker =
  | { offline: "state" }
  | { offline: "keep"; files: string[] }
  | { offline: "keep-all" }
  | { offline: "take" };

export type ToPage =
  | { offline: "state"; total: number; kept: number }
  | { offline: "done" }
  | { offline: "failed"; reason: string }
  | { offline: "others" };

/** What the page knows of its own keeping. */
export interface Offline {
  /** "denied" where the browser keeps nothing for this page: private windows, frames, plain http. */
  phase: "unknown" | "denied" | "ready" | "keeping" | "failed";
  total: number;
  kept: number;
  /** A newer tabscope waits. */
  update: "" | "waiting" | "others";
}

export const NOT_KEPT: Offline = { phase: "unknown", total: 0, kept: 0, update: "" };

export class OfflineKeeping {
  private registration: ServiceWorkerRegistration | null = null;
  private reloading = false;

  constructor(
    private readonly store: Store,
    private readonly base: string,
  ) {}

  /** Begin once the page has all it needs, so that keeping never slows a first visit. */
  async start(): Promise<void> {
    if (this.store.state.page !== "index") return;
    if (!("serviceWorker" in navigator)) return this.say({ phase: "denied" });
    try {
      const worker = new URL("service-worker.js", this.base).href;
      const scope = new URL("index.html", this.base).href;
      this.registration = await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
      this.followUpdates(this.registration);
    } catch {
      return this.say({ phase: "denied" }); // a wish of the browser or its owner: everything else works as before
    }
    navigator.serviceWorker.addEventListener("message", (event) => this.hear(event.data as ToPage));
    navigator.serviceWorker.startMessages();
    await this.installed(this.registration);
    // Without a connection there is nothing newer to hear of; the browser asks again at the next visit.
    this.registration.update().catch(() => undefined);
    this.tell({ offline: "keep", files: this.fetchedSoFar() });
  }

  /** Keep every file of the site. */
  keepAll(): void {
    this.say({ phase: "keeping" });
    this.tell({ offline: "keep-all" });
  }

  /** Reload with the newer version; it says so where another tab still needs this one. */
  take(): void {
    const waiting = this.registration?.waiting;
    if (!waiting) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => this.reload());
    waiting.addEventListener("statechange", () => waiting.state === "activated" && this.reload());
    waiting.postMessage({ offline: "take" } satisfies ToWorker);
  }

  private reload(): void {
    if (this.reloading) return;
    this.reloading = true;
    location.reload();
  }

  private followUpdates(registration: ServiceWorkerRegistration): void {
    const look = () => {
      if (registration.waiting && registration.active) this.say({ update: "waiting" });
    };
    // The browser may have begun to fetch a newer version before this page asked.
    const follow = () => registration.installing?.addEventListener("statechange", look);
    registration.addEventListener("updatefound", follow);
    follow();
    look();
  }

  /** Resolves when a version is installed. */
  private installed(registration: ServiceWorkerRegistration): Promise<void> {
    if (registration.active) return Promise.resolve();
    const coming = registration.installing ?? registration.waiting;
    return new Promise((resolve) => {
      coming?.addEventListener("statechange", () => {
        if (coming.state === "activated") resolve();
        if (coming.state === "redundant") this.say({ phase: "failed" });
      });
    });
  }

  private tell(message: ToWorker): void {
    this.registration?.active?.postMessage(message);
  }

  private hear(said: ToPage): void {
    if (said.offline === "state") this.say({ total: said.total, kept: said.kept });
    if (said.offline === "done") this.say({ phase: "ready" });
    if (said.offline === "failed") this.say({ phase: "failed" });
    if (said.offline === "others") this.say({ update: "others" });
  }

  private say(patch: Partial<Offline>): void {
    this.store.set({ offline: { ...this.store.state.offline, ...patch } });
  }

  /** The site's files that this visit has asked for already, in the page and in its workers. */
  private fetchedSoFar(): string[] {
    const here = performance.getEntriesByType("resource").map((one) => one.name);
    const told = this.store.state.requests.filter((one) => one.own).map((one) => one.address);
    const addresses = [...here, ...told].map((one) => new URL(one, this.base).href.split(/[?#]/)[0] ?? "");
    const own = addresses.filter((one) => one.startsWith(this.base));
    return [...new Set(own.map((one) => one.slice(this.base.length)))];
  }
}
