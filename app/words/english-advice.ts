/** The texts of Suggest, of the methods text, and of what an error offers to do. */
export const ENGLISH_ADVICE = {
  suggest: "Suggest",
  suggestHint: "Looks at the image and fills in settings that suit it",
  suggestion: "Suggestion",
  suggesting: "Looking at the image",
  suggestLooks: "Contrast, noise, and how large and dense things are.",
  suggestWaits: "As soon as Python is ready.",
  suggested: (recipe: string) => `Suggested: ${recipe}`,
  closeSuggestion: "Close the suggestion",
  showMe: "Show me",
  showSetting: (step: string, setting: string) => `Show me: ${setting} in “${step}”`,
  takeRecipe: (recipe: string) => `Use “${recipe}”`,

  openSetting: (step: string) => `Open “${step}”`,
  useDefault: "Use the default",

  tryIt: "Try with its sample",
  trySampleOf: (recipe: string) => `Try “${recipe}” with its sample`,
  drawnSample: ", drawn with a known result",
  allRecipes: "All recipes, each with a sample",

  methods: "Methods",
  methodsTitle: "Methods text",
  methodsOfRun: "From the last run, with its numbers. Read it before you use it.",
  methodsOfRecipe: "From the recipe. After a run it has its numbers, too.",
  methodsText: "Paragraph",
  methodsReferences: "References",
  methodsWaits: "The text comes when Python is ready.",
  copyText: "Copy text",
  copyBibtex: "Copy BibTeX",
  copyCsl: "Copy CSL-JSON",
  saveMethods: "Save as files",
};
