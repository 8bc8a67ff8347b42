/** The search for a step: by our words and by those of other tools, what fits the place first. */
import type { OperationInfo } from "./messages";
import { outputKind, type Recipe, takes } from "./recipe";
import { OTHER_NAMES } from "./synonyms";

export interface FoundOperation {
  operation: OperationInfo;
  /** Everything it needs is there at that place. */
  fits: boolean;
  /** The word of another tool by which it was found, "" where its own words were enough. */
  known: string;
}

/**
 * Operations that fit a search, for the place behind the step `after` (or the end).
 *
 * Every typed word must be somewhere in title, id, family, help or another tool's name. What can be wired at that
 * place comes first, then what matches in its title, then what takes up the thread: the kind of the step before.
 */
export function operationsFound(
  operations: OperationInfo[],
  recipe: Recipe,
  after: string,
  query: string,
): FoundOperation[] {
  const text = query.trim().toLowerCase();
  const words = text.split(/\s+/).filter(Boolean);
  const kinds = kindsBefore(recipe, after, operations);
  const thread = kindBefore(recipe, after, operations);
  const found = newest(operations).flatMap((operation) => {
    const rank = rankOf(operation, text, words);
    if (rank === null) return [];
    const fits = operation.inputs.every((one) => one.optional || kinds.has(one.kind));
    const takesUp = operation.inputs[0]?.kind === thread ? 0 : 1;
    const known = rank >= 2 ? otherName(operation, words) : "";
    return [{ operation, fits, known, order: [fits ? 0 : 1, rank, takesUp] }];
  });
  found.sort((a, b) => compare(a.order, b.order));
  return found.map(({ operation, fits, known }) => ({ operation, fits, known }));
}

/** 0: the title begins with it; 1: the title holds it; 2: another tool's name does; 3: id, family or help; else null. */
function rankOf(operation: OperationInfo, text: string, words: string[]): number | null {
  const title = operation.title.toLowerCase();
  if (title.startsWith(text)) return 0;
  const holds = (place: string) => words.every((word) => place.includes(word));
  if (holds(title)) return 1;
  const names = (OTHER_NAMES[operation.id] ?? []).join(", ").toLowerCase();
  if (holds(names)) return 2;
  const all = `${title} ${operation.id} ${operation.family} ${operation.help} ${names}`.toLowerCase();
  return holds(all) ? 3 : null;
}

function otherName(operation: OperationInfo, words: string[]): string {
  const names = OTHER_NAMES[operation.id] ?? [];
  return names.find((name) => words.every((word) => name.toLowerCase().includes(word))) ?? "";
}

/** An operation that has several versions is offered in its newest. */
function newest(operations: OperationInfo[]): OperationInfo[] {
  const best = new Map<string, OperationInfo>();
  for (const one of operations) {
    const known = best.get(one.id);
    if (!known || known.version < one.version) best.set(one.id, one);
  }
  return [...best.values()];
}

/** The kinds that a step behind `after` could take; labels also serve as a mask. */
function kindsBefore(recipe: Recipe, after: string, operations: OperationInfo[]): Set<string> {
  const inputs = Object.values(recipe.inputs).map((one) => one.kind ?? "intensity");
  const kinds = new Set(inputs.length ? inputs : ["intensity"]);
  for (const step of stepsBefore(recipe, after)) {
    const kind = outputKind(recipe, step, operations);
    if (kind) kinds.add(kind);
  }
  if (kinds.has("labels")) kinds.add("mask");
  if ([...kinds].some((kind) => takes("pixels", kind))) kinds.add("pixels");
  return kinds;
}

function kindBefore(recipe: Recipe, after: string, operations: OperationInfo[]): string {
  const kinds = stepsBefore(recipe, after).map((one) => outputKind(recipe, one, operations));
  return kinds.findLast((one) => one && one !== "table") ?? "intensity";
}

function stepsBefore(recipe: Recipe, after: string): Recipe["steps"] {
  const at = recipe.steps.findIndex((one) => one.id === after);
  return at < 0 ? recipe.steps : recipe.steps.slice(0, at + 1);
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((one, index) => one !== b[index]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
