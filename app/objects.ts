/** Sets of objects: a million ids in 125 kB, filled and asked in a few milliseconds, with the rule that chose them. */
import type { Numbers } from "./arrays";

/** Limits of one column; null is no limit. Both ends belong to it. */
export interface Condition {
  column: string;
  low: number | null;
  high: number | null;
}

/** How objects were chosen, so that a person can read and change it. */
export type Rule =
  | { kind: "conditions"; conditions: Condition[] }
  | { kind: "lasso"; x: string; y: string; points: [number, number][] }
  | { kind: "filter" }
  | { kind: "class"; name: string };

/** Above this the ids are kept one by one; labels of such numbers are rare. */
const MOST_BITS = 2 ** 28;

/** Ids of objects, in ascending order. */
export class ObjectSet implements ReadonlySet<number> {
  private constructor(
    private readonly bits: Uint32Array,
    private readonly few: ReadonlySet<number> | null,
    readonly size: number,
    readonly rule: Rule | null,
  ) {}

  /** The objects of the rows that `keep` marks; `more` are kept besides. */
  static where(
    ids: Numbers | null,
    keep: Uint8Array,
    rule: Rule | null,
    more: ReadonlySet<number> | null = null,
  ): ObjectSet {
    let most = 0;
    for (let row = 0; row < keep.length; row += 1) {
      if (keep[row]) most = Math.max(most, ids ? (ids[row] as number) : row + 1);
    }
    if (more) for (const id of more) most = Math.max(most, id);
    if (most >= MOST_BITS) return ObjectSet.sparse(ids, keep, rule, more);
    const bits = new Uint32Array((most >>> 5) + 1);
    for (let row = 0; row < keep.length; row += 1) {
      if (!keep[row]) continue;
      const id = ids ? (ids[row] as number) : row + 1;
      bits[id >>> 5]! |= 1 << (id & 31);
    }
    if (more) for (const id of more) bits[id >>> 5]! |= 1 << (id & 31);
    return new ObjectSet(bits, null, bitsIn(bits), rule);
  }

  static of(ids: Iterable<number>, rule: Rule | null = null): ObjectSet {
    const all = Float64Array.from(ids);
    return ObjectSet.where(all, new Uint8Array(all.length).fill(1), rule);
  }

  private static sparse(
    ids: Numbers | null,
    keep: Uint8Array,
    rule: Rule | null,
    more: ReadonlySet<number> | null,
  ): ObjectSet {
    const few = new Set(more ?? []);
    for (let row = 0; row < keep.length; row += 1)
      if (keep[row]) few.add(ids ? (ids[row] as number) : row + 1);
    return new ObjectSet(new Uint32Array(0), few, few.size, rule);
  }

  has(id: number): boolean {
    if (this.few) return this.few.has(id);
    return (((this.bits[id >>> 5] as number) >>> (id & 31)) & 1) === 1;
  }

  *values(): SetIterator<number> {
    if (this.few) return yield* this.few.values();
    for (let at = 0; at < this.bits.length; at += 1) {
      let word = this.bits[at] as number;
      while (word) {
        const bit = 31 - Math.clz32(word & -word);
        yield at * 32 + bit;
        word &= word - 1;
      }
    }
  }

  *entries(): SetIterator<[number, number]> {
    for (const id of this.values()) yield [id, id];
  }

  keys(): SetIterator<number> {
    return this.values();
  }

  [Symbol.iterator](): SetIterator<number> {
    return this.values();
  }

  forEach(call: (id: number, again: number, all: ReadonlySet<number>) => void): void {
    for (const id of this.values()) call(id, id, this);
  }
}

/** How many bits of all words are set. */
function bitsIn(words: Uint32Array): number {
  let sum = 0;
  for (let at = 0; at < words.length; at += 1) {
    // Pairs, fours, eights, then all bytes at once.
    let word = words[at] as number;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    word = (word + (word >>> 4)) & 0x0f0f0f0f;
    sum += Math.imul(word, 0x01010101) >>> 24;
  }
  return sum;
}

/** The rule that chose these objects; null where they were picked by hand. */
export function ruleOf(objects: ReadonlySet<number>): Rule | null {
  return objects instanceof ObjectSet ? objects.rule : null;
}
