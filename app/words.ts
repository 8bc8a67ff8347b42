/** The texts of the page in the language that is shown; every text is written in `words/`, one file a language. */
import type { Problem } from "./messages";
import { ENGLISH } from "./words/english";

/** Every language has exactly the texts of the English catalogue. */
export type Words = typeof ENGLISH;

export const WORDS: Words = { ...ENGLISH };

/** Show the page in another language from its next drawing on. */
export function useWords(words: Words): void {
  Object.assign(WORDS, words);
}

/** A recipe’s title and description as a person reads them; one that is not of the gallery keeps its own. */
export function recipeWords(recipe: {
  title: string;
  description?: unknown;
}): [title: string, description: string] {
  return WORDS.engine.recipes[recipe.title] ?? [recipe.title, String(recipe.description ?? "")];
}

/** A problem as a person reads it: in the language of the page where all that its sentence names is known. */
export function sentenceOf(problem: Problem): { message: string; hint: string } {
  const { code, details, message, hint } = problem;
  const [sentence, advice] = WORDS.engine.errors[code] ?? [];
  return { message: filled(sentence, details) ?? message, hint: filled(advice, details) ?? hint };
}

/** The same on one line. */
export function said(problem: Problem): string {
  const { message, hint } = sentenceOf(problem);
  return `${message} ${hint}`.trim();
}

function filled(text: string | undefined, details: Problem["details"]): string | null {
  const names = [...(text ?? "").matchAll(/\{(\w+)\}/g)].map((one) => one[1] as string);
  if (text === undefined || names.some((name) => details[name] === undefined)) return null;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => detail(name, details[name]));
}

const SIGNS: Record<string, string> = { micrometer: "µm", nanometer: "nm", millimeter: "mm" };

/** A detail as it is read: a setting by its label, a kind of data and a unit by their usual names. */
function detail(name: string, value: unknown): string {
  const text = String(value);
  if (name === "parameter") {
    const label = text.replace(/^\p{Ll}/u, (first) => first.toUpperCase()).replaceAll("_", " ");
    return WORDS.engine.parameters[label] ?? label;
  }
  if (name === "expected" || name === "actual") return WORDS.kindNames[text] ?? text;
  if (name === "unit") return SIGNS[text] ?? text;
  if (name === "channel") return channelNames(value);
  return text;
}

/** A channel that was asked for: a name, several to choose from, or a number, which people count from 1. */
function channelNames(value: unknown): string {
  if (typeof value === "number") return String(value + 1);
  if (Array.isArray(value)) return value.map(channelNames).join(", ");
  if (typeof value === "object" && value !== null && "name" in value) return channelNames(value.name);
  return String(value);
}
