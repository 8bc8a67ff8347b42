/**
 * Classes are kept by the number of their objects. A run that finds the objects anew may number them anew: then each
 * object's class goes to the one in its place (IoU at least 0.5), and is dropped where there is none.
 */
import { labelIds } from "./arrays";
import { alike, labelsOf, matched } from "./compare";
import type { ResultData } from "./messages";
import { whole } from "./numbers";
import { ObjectSet } from "./objects";
import type { KeptRun, ObjectClass, OpenImage, Store } from "./store";
import { WORDS } from "./words";

/** The classes as a person gave them, and the run whose objects they mean. */
interface Given {
  classes: ObjectClass[];
  run: KeptRun;
}

/**
 * Where classes came from. Every run is matched with the one in which they were given, never with one between: an
 * undone change of the recipe brings back what was dropped for it.
 */
const origins = new WeakMap<ObjectClass[], Given>();

/** What a run follows from, for which its toast offers to go back. */
const CAUSES = ["recipe", "template", "parameter", "region"];

/** Keeps the classes of all images on their objects. */
export function followObjects(store: Store): void {
  store.subscribe((state, before) => {
    if (state.runs === before.runs && state.images === before.images) return;
    for (const image of state.images) {
      const run = state.runs[image.key];
      if (run && image.classes.length) void follow(store, image, run);
    }
  });
}

/** The run that classes were last looked at for, and what became of them; null while it is worked out. */
const followed = new WeakMap<ObjectClass[], { run: KeptRun; moved: ObjectClass[] | null }>();

async function follow(store: Store, image: OpenImage, run: KeptRun): Promise<void> {
  const { classes, key } = image;
  const known = followed.get(classes);
  // Undo brings back classes that were looked at before.
  if (known?.run === run) return known.moved ? put(store, key, classes, known.moved, run) : undefined;
  followed.set(classes, { run, moved: null });
  const given = origins.get(classes) ?? { classes, run };
  origins.set(classes, given);
  const [from, to] = [labelsOf(given.run), labelsOf(run)];
  if (given.run === run || same(from, to)) return put(store, key, classes, given.classes, run);
  const partners = alike(from, to) ? (await matched(from, to)).partners : new Map<number, number>();
  const { state } = store;
  const now = state.images.find((one) => one.key === key);
  if (now?.classes !== classes || state.runs[key] !== run) {
    followed.delete(classes);
    return;
  }
  const moved = given.classes.map((one) => ({ ...one, objects: movedTo(one.objects, partners) }));
  origins.set(moved, given);
  put(store, key, classes, moved, run);
  say(store, given.classes, moved);
}

function put(store: Store, key: string, before: ObjectClass[], classes: ObjectClass[], run: KeptRun): void {
  followed.set(before, { run, moved: classes });
  if (classes === before) return;
  followed.set(classes, { run, moved: classes });
  store.image(key, { classes });
}

function movedTo(objects: ReadonlySet<number>, partners: ReadonlyMap<number, number>): ReadonlySet<number> {
  return ObjectSet.of([...objects].flatMap((one) => partners.get(one) ?? []));
}

function say(store: Store, before: readonly ObjectClass[], after: readonly ObjectClass[]): void {
  const sum = (all: readonly ObjectClass[]) => all.reduce((total, { objects }) => total + objects.size, 0);
  const kept = sum(after);
  const lost = sum(before) - kept;
  const cause = store.state.undo.at(-1)?.what.split(" ")[0] ?? "";
  const action = lost && CAUSES.includes(cause) ? "undo" : "";
  store.ui({ toast: { text: WORDS.classesFollow(whole(kept), whole(lost)), action } });
}

/** Two label layers are the same in every pixel. */
function same(one: ResultData | undefined, other: ResultData | undefined): boolean {
  if (!one?.array || !other?.array || !alike(one, other)) return one === other;
  if (one.array === other.array) return true;
  const [a, b] = [labelIds(one.array), labelIds(other.array)];
  return a.length === b.length && a.every((id, at) => id === b[at]);
}
