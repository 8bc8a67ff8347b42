/** What the engine says of results, in the words of the page; what is not known there stays as the engine says it. */
import { WORDS } from "./words";

/** What is counted, as a recipe names it: “nuclei”. */
export function nounOf(noun: unknown): string {
  const text = String(noun ?? "");
  return text ? (WORDS.engine.nouns[text] ?? text) : WORDS.objectsPlain;
}

/** The sentence of a run: its count, what was counted, and what has to be known of it. */
export function headlineOf(text: string): string {
  const { nouns, headline } = WORDS.engine;
  const named = text.replace(/\p{L}+/gu, (word) => nouns[word] ?? word);
  return headline.reduce((said, [pattern, words]) => said.replace(pattern, words), named);
}

/** A sentence of a suggestion. */
export function reasonOf(sentence: string): string {
  return WORDS.engine.reasons.reduce((said, [pattern, words]) => said.replace(pattern, words), sentence);
}

/** The name of a column without its unit and channel: “area”, “mean”. */
export function columnWords(stem: string): string {
  return WORDS.engine.columns[stem] ?? stem;
}

/** A choice of a setting, or the name of what a step takes. */
export function termOf(term: string): string {
  return WORDS.engine.terms[term] ?? term.replaceAll("_", " ");
}
