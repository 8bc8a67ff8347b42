/** The texts of the page in the language that is shown; every text is written in `words/`, one file a language. */
import { ENGLISH } from "./words/english";

/** Every language has exactly the texts of the English catalogue. */
export type Words = typeof ENGLISH;

export const WORDS: Words = { ...ENGLISH };

/** Show the page in another language from its next drawing on. */
export function useWords(words: Words): void {
  Object.assign(WORDS, words);
}
