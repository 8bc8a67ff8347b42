/** The language of the page: chosen, linked, or what the browser asks for. Its texts are fetched when it is needed. */
import type { OperationsResult } from "./messages";
import { useDecimals } from "./numbers";
import type { Language } from "./settings";
import type { Store } from "./store";
import { useWords, WORDS } from "./words";
import { ENGLISH } from "./words/english";

export const LANGUAGES: Record<Language, string> = { en: "English", de: "Deutsch" };

/** What to show where nothing was chosen: the first of the browser's languages that is known. */
export function wanted(chosen: Language | "", asked: readonly string[]): Language {
  if (chosen) return chosen;
  const known = asked.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one in LANGUAGES);
  return (known as Language | undefined) ?? "en";
}

/** Show the page in a language; where its texts do not come, the page stays as it is and says so. */
export async function speak(store: Store, language: Language): Promise<void> {
  if (language === store.state.language) return;
  try {
    useWords(language === "de" ? (await import("./words/german")).GERMAN : ENGLISH);
  } catch {
    store.ui({ toast: { text: WORDS.languageFailed, action: "" } });
    return;
  }
  useDecimals(language);
  document.documentElement.lang = language;
  const { described } = store.state;
  store.set({ language, ...(described ? { describe: inWords(described) } : {}) });
}

/** Follow what a person chooses. */
export function followLanguage(store: Store): void {
  store.subscribe((state, before) => {
    const chosen = state.settings.language;
    if (chosen !== before.settings.language) void speak(store, wanted(chosen, navigator.languages));
  });
}

/** What can be done, with titles, labels and help in the language of the page where it has them. */
export function inWords(said: OperationsResult): OperationsResult {
  const { operations, parameters, families } = WORDS.engine;
  return {
    ...said,
    operations: said.operations.map((one) => {
      const [title, help] = operations[one.id] ?? [one.title, one.help];
      return {
        ...one,
        title,
        help,
        family: families[one.family] ?? one.family,
        params: one.params.map((param) => ({ ...param, label: parameters[param.label] ?? param.label })),
      };
    }),
  };
}
