/** What this browser keeps for the next visit, in its database. Every call may throw: a browser may deny all storage. */
import type { Project, ProjectCorrection } from "./project";
import type { KeptRun, OwnRecipe } from "./state";

/** One visit's work: a project whose results stand beside it. */
export interface Session {
  id: string;
  saved: string;
  title: string;
  project: Project;
  /** By the place of the image: what opens its files again. */
  again: (FileSystemHandle | null)[];
}

/** What was made from one image's pixels. */
export interface SessionResults {
  run: KeptRun | null;
  corrections: Record<string, ProjectCorrection>;
}

/** Some browsers let a database wait for ever instead of denying it. */
const PATIENCE = 3000;
const SESSIONS = "sessions";
const RESULTS = "results";
const RECIPES = "recipes";
/** What a database says when it was given something that no database can keep: that is our mistake, not its refusal. */
const DEFECTS = ["DataCloneError", "DataError"];

/** Whether the browser keeps nothing, or not as much as that. */
export function isDenied(error: unknown): boolean {
  return error instanceof DOMException && !DEFECTS.includes(error.name);
}

export class KeptStore {
  private constructor(private readonly database: IDBDatabase) {}

  /** Whether there is something of this name, without making it; false where the browser does not tell. */
  static async exists(name: string): Promise<boolean> {
    const all = (await globalThis.indexedDB?.databases?.()) ?? [];
    return all.some((one) => one.name === name);
  }

  static async open(name: string): Promise<KeptStore> {
    if (!globalThis.indexedDB) throw new DOMException("there is no database", "SecurityError");
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new DOMException("the database does not answer", "TimeoutError")), PATIENCE);
      const request = indexedDB.open(name, 2);
      request.onupgradeneeded = ({ oldVersion }) => {
        if (oldVersion < 1) request.result.createObjectStore(SESSIONS, { keyPath: "id" });
        if (oldVersion < 1) request.result.createObjectStore(RESULTS);
        request.result.createObjectStore(RECIPES, { keyPath: "id" });
      };
      request.onsuccess = () => {
        // Another tab forgets everything: this one must not stand in the way.
        request.result.onversionchange = () => request.result.close();
        resolve(new KeptStore(request.result));
      };
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new DOMException("the database is blocked", "AbortError"));
    });
  }

  /** Every visit's work, the newest first. */
  async sessions(): Promise<Session[]> {
    const all = await answer<Session[]>(this.database.transaction(SESSIONS).objectStore(SESSIONS).getAll());
    return all.sort((a, b) => (a.saved < b.saved ? 1 : -1));
  }

  /** What was made from the images of a visit, by their places. */
  async results(id: string): Promise<Map<number, SessionResults>> {
    const store = this.database.transaction(RESULTS).objectStore(RESULTS);
    const [keys, values] = await Promise.all([
      answer(store.getAllKeys(rangeOf(id))),
      answer<SessionResults[]>(store.getAll(rangeOf(id))),
    ]);
    return new Map(keys.map((key, index) => [(key as [string, number])[1], values[index] as SessionResults]));
  }

  /** Keep a visit's work, all of it or nothing; only the results that are given are written anew. */
  write(session: Session, changed: Map<number, SessionResults>): Promise<void> {
    const transaction = this.database.transaction([SESSIONS, RESULTS], "readwrite");
    const done = finished(transaction);
    const results = transaction.objectStore(RESULTS);
    const beyond = IDBKeyRange.bound([session.id, session.project.images.length], [session.id, Infinity]);
    results.delete(beyond);
    for (const [place, one] of changed) results.put(one, [session.id, place]);
    transaction.objectStore(SESSIONS).put(session);
    // Said at once: a page that is being left hears of no request any more, and would leave it open.
    transaction.commit();
    return done;
  }

  /** A person's own recipes: of no visit, so that they stay when one is forgotten. */
  recipes(): Promise<unknown[]> {
    return answer(this.database.transaction(RECIPES).objectStore(RECIPES).getAll());
  }

  /** Keep what is another than before, and forget what is gone: other tabs have theirs in the same place. */
  writeRecipes(now: readonly OwnRecipe[], before: readonly OwnRecipe[]): Promise<void> {
    const transaction = this.database.transaction(RECIPES, "readwrite");
    const done = finished(transaction);
    const store = transaction.objectStore(RECIPES);
    const ids = new Set(now.map((one) => one.id));
    for (const one of before) if (!ids.has(one.id)) store.delete(one.id);
    for (const one of now) if (!before.includes(one)) store.put(one);
    transaction.commit();
    return done;
  }

  remove(id: string): Promise<void> {
    const transaction = this.database.transaction([SESSIONS, RESULTS], "readwrite");
    const done = finished(transaction);
    transaction.objectStore(SESSIONS).delete(id);
    transaction.objectStore(RESULTS).delete(rangeOf(id));
    return done;
  }

  close(): void {
    this.database.close();
  }
}

function rangeOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Infinity]);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    // The end of every failure: the reason stands in the transaction only then.
    transaction.onabort = () => reject(transaction.error);
  });
}
