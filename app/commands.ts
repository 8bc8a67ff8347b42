/** What can be done by name or key, and the searches over it. */
import type { App } from "./app";
import { chosenFiles } from "./drop";
import type { OperationInfo } from "./messages";
import { add } from "./panels/recipe";
import { active, type Sample, type State } from "./store";
import { WORDS } from "./words";

export interface Command {
  title: string;
  what: string;
  kind: string;
  act(): void;
}

const MOST = 40;

/** Other tools' words for our operations. */
const SYNONYMS: Record<string, string> = {
  "filter.median": "despeckle denoise",
  "morphology.clean": "fill holes open close remove small",
  "segment.split": "watershed separate touching",
  "intensity.background": "rolling ball subtract background",
  "filter.gaussian": "blur smooth",
  "segment.label": "connected components analyze particles",
  "intensity.rgb_to_gray": "grayscale luminance",
};

/** Operations that fit a search; every word must be somewhere in name, family, id or help. */
export function stepsFound(state: State, query: string): OperationInfo[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (one: OperationInfo) =>
    `${one.title} ${one.family} ${one.id} ${one.help} ${SYNONYMS[one.id] ?? ""}`.toLowerCase();
  const fits = (state.describe?.operations ?? []).filter((one) =>
    words.every((word) => text(one).includes(word)),
  );
  const front = (one: OperationInfo) => (one.title.toLowerCase().startsWith(query.toLowerCase()) ? 0 : 1);
  return fits.sort((a, b) => front(a) - front(b)).slice(0, MOST);
}

export function commandsFound(app: App, state: State, query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one: Command) =>
    words.every((word) => `${one.title} ${one.what}`.toLowerCase().includes(word));
  return allCommands(app, state).filter(fits).slice(0, MOST);
}

function allCommands(app: App, state: State): Command[] {
  const own = (title: string, what: string, act: () => void): Command => ({
    title,
    what,
    kind: "command",
    act,
  });
  const image = active(state);
  const always = [
    own(WORDS.chooseFile, "Ctrl O", () => chooseFiles(app)),
    own(WORDS.chooseFolder, "", () => chooseFiles(app, true)),
    own(WORDS.theme, "", () => toggleTheme(app)),
    own(WORDS.keysTitle, "?", () => app.store.ui({ dialog: "keys" })),
  ];
  const withImage = [
    own(WORDS.run, "Ctrl Enter", () => void app.running.run().catch(() => undefined)),
    own(WORDS.undo, "Ctrl Z", () => app.store.undo()),
    own(WORDS.redo, "Ctrl Shift Z", () => app.store.redo()),
    own(WORDS.fit, "0", () => app.stage.fit()),
    own(WORDS.share, "", () => app.store.ui({ dialog: "share" })),
    own(WORDS.export, "", () => app.store.ui({ dialog: "export", exportProblem: null })),
    own(WORDS.pixelSizeTitle, WORDS.set, () => app.store.ui({ dialog: "pixel-size" })),
    own(WORDS.outlineOrFill, "L", () => app.store.ui({ fill: !app.store.state.ui.fill })),
    own(WORDS.closeImage, "", () => image && app.opening.close(image.key)),
  ];
  const steps = stepsFound(state, "").map((one) => ({
    title: one.title,
    what: one.help,
    kind: one.family,
    act: () => add(app, one),
  }));
  const samples = state.samples.map((one) => ({
    title: one.title,
    what: one.subtitle,
    kind: "sample",
    act: () => openSample(app, one),
  }));
  return [...always, ...(image ? [...withImage, ...steps] : []), ...samples];
}

/** A sample opens with its own recipe, ready to run. */
export function openSample(app: App, sample: Sample): void {
  void app.opening.sample(sample);
  if (typeof sample.recipe === "string") app.recipes.begin(sample.recipe);
}

/** The browser's own file dialog. */
export function chooseFiles(app: App, folder = false): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  if (folder) input.webkitdirectory = true;
  input.addEventListener("change", () => {
    if (input.files?.length) void app.opening.files(chosenFiles(input.files));
  });
  input.click();
}

export function toggleTheme(app: App): void {
  app.store.set({ theme: app.store.state.theme === "dark" ? "light" : "dark" });
}
