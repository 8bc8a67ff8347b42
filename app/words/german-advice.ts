/** Vorschlag, Methodentext und was ein Fehler anbietet, auf Deutsch. */
import type { ENGLISH_ADVICE } from "./english-advice";

export const GERMAN_ADVICE: typeof ENGLISH_ADVICE = {
  suggest: "Vorschlagen",
  suggestHint: "Sieht das Bild an und trägt passende Einstellungen ein",
  suggestion: "Vorschlag",
  suggesting: "Das Bild wird angesehen",
  suggestLooks: "Kontrast, Rauschen, und wie groß und dicht die Dinge sind.",
  suggestWaits: "Sobald Python bereit ist.",
  suggested: (recipe: string) => `Vorgeschlagen: ${recipe}`,
  closeSuggestion: "Vorschlag schließen",
  showMe: "Zeigen",
  showSetting: (step: string, setting: string) => `Zeigen: ${setting} in „${step}“`,
  takeRecipe: (recipe: string) => `„${recipe}“ verwenden`,

  openSetting: (step: string) => `„${step}“ öffnen`,
  useDefault: "Standard nehmen",

  tryIt: "Mit Beispielbild ausprobieren",
  trySampleOf: (recipe: string) => `„${recipe}“ mit Beispielbild ausprobieren`,
  drawnSample: ", gezeichnet, mit bekanntem Ergebnis",
  allRecipes: "Alle Rezepte, jedes mit Beispielbild",

  methods: "Methoden",
  methodsTitle: "Methodentext",
  methodsOfRun: "Aus dem letzten Lauf, mit seinen Zahlen. Vor dem Verwenden lesen.",
  methodsOfRecipe: "Aus dem Rezept. Nach einem Lauf stehen auch dessen Zahlen darin.",
  methodsText: "Absatz",
  methodsReferences: "Literatur",
  methodsWaits: "Der Text kommt, wenn Python bereit ist.",
  copyText: "Text kopieren",
  copyBibtex: "BibTeX kopieren",
  copyCsl: "CSL-JSON kopieren",
  saveMethods: "Als Dateien sichern",
};
