/** Everything that can be done by name or key, once. The palette, the keys and their sheet are made from this list. */
import type { App } from "./app";
import { columnNamed } from "./arrays";
import { DRAWING_COMMANDS } from "./drawing-commands";
import { asSources, chosenFiles } from "./drop";
import { switchMode } from "./layers";
import { centre } from "./panels/table";
import { toNextRegion } from "./regions";
import { shownRows, tableShown } from "./rows";
import type { Settings } from "./settings";
import { active, type Sample, type State, sizeOf, type Wanted } from "./store";
import type { WORDS } from "./words";

export type CommandId = keyof (typeof WORDS)["commands"];
export type Group = keyof (typeof WORDS)["commandGroups"];

export interface Command {
  id: CommandId;
  group: Group;
  /** As `keyOf` writes them; the first is the one that is shown. */
  keys: readonly string[];
  /** When it means something. */
  can(state: State): boolean;
  /** `key` is the one that was pressed; the first of `keys` where it was chosen by name. */
  act(app: App, key: string): void;
}

const always = () => true;
const withImage = (state: State) => state.screen === "open" && !!active(state);
const deep = (axis: "z" | "t") => (state: State) => {
  const image = active(state);
  return withImage(state) && !!image && sizeOf(image.info, axis) > 1;
};
const withResults = (state: State) => withImage(state) && !!state.runs[state.active];
const withRecipe = (state: State) => withImage(state) && state.recipe.steps.length > 0;
const several = (state: State) => state.images.length > 1;
const idle = (state: State) => withImage(state) && state.run.phase === "idle";

export const COMMANDS: readonly Command[] = [
  { id: "open", group: "page", keys: ["Ctrl+O"], can: always, act: (app) => chooseFiles(app) },
  { id: "openFolder", group: "page", keys: [], can: always, act: (app) => chooseFiles(app, true) },
  { id: "palette", group: "page", keys: ["Ctrl+K", "/"], can: always, act: (app) => show(app, "commands") },
  { id: "keys", group: "page", keys: ["?", "H"], can: always, act: (app) => show(app, "keys") },
  {
    id: "saveProject",
    group: "page",
    keys: ["Ctrl+S"],
    can: (state) => withImage(state) && state.page !== "embed",
    act: (app) => void app.projects.save(),
  },
  { id: "imageAfter", group: "image", keys: ["Alt+PageDown"], can: several, act: (app) => toImage(app, 1) },
  { id: "imageBefore", group: "image", keys: ["Alt+PageUp"], can: several, act: (app) => toImage(app, -1) },
  { id: "queue", group: "recipe", keys: [], can: withImage, act: (app) => show(app, "queue") },
  {
    id: "undo",
    group: "page",
    keys: ["Ctrl+Z"],
    can: (state) => !!state.undo.length,
    act: (app) => app.store.undo(),
  },
  {
    id: "redo",
    group: "page",
    keys: ["Ctrl+Shift+Z", "Ctrl+Y"],
    can: (state) => !!state.redo.length,
    act: (app) => app.store.redo(),
  },
  { id: "nextRegion", group: "page", keys: ["F6"], can: always, act: () => toNextRegion(1) },
  { id: "regionBefore", group: "page", keys: ["Shift+F6"], can: always, act: () => toNextRegion(-1) },
  { id: "theme", group: "settings", keys: [], can: always, act: toggleTheme },
  {
    id: "singleKeys",
    group: "settings",
    keys: [],
    can: always,
    act: (app) => set(app, { singleKeys: !app.store.state.settings.singleKeys }),
  },
  { id: "english", group: "settings", keys: [], can: always, act: (app) => set(app, { language: "en" }) },
  { id: "german", group: "settings", keys: [], can: always, act: (app) => set(app, { language: "de" }) },
  {
    id: "tour",
    group: "page",
    keys: [],
    can: (state) => state.page !== "embed",
    act: (app) => app.tour.start(),
  },
  { id: "about", group: "page", keys: [], can: always, act: (app) => show(app, "about") },
  {
    id: "offline",
    group: "page",
    keys: [],
    can: (state) => state.page === "index",
    act: (app) => show(app, "offline"),
  },
  {
    id: "privatePage",
    group: "page",
    keys: [],
    can: (state) => state.page !== "private",
    act: () => location.assign("private.html"),
  },
  {
    id: "suggest",
    group: "recipe",
    keys: ["T"],
    can: withImage,
    act: (app) => void app.suggesting.look(),
  },
  { id: "methods", group: "recipe", keys: [], can: withRecipe, act: (app) => show(app, "methods") },
  {
    id: "run",
    group: "recipe",
    keys: ["Ctrl+Enter"],
    can: idle,
    act: (app) => void app.running.run().catch(() => undefined),
  },
  {
    id: "runAll",
    group: "recipe",
    keys: ["Ctrl+Shift+Enter"],
    can: (state) => idle(state) && state.images.length > 1,
    act: (app) => void app.queue.runAll(),
  },
  ...DRAWING_COMMANDS,
  {
    id: "cancel",
    group: "recipe",
    keys: ["Escape"],
    can: (state) => state.run.phase !== "idle" && state.run.phase !== "stopping",
    act: (app) => void app.running.cancel(),
  },
  { id: "fit", group: "image", keys: ["0"], can: withImage, act: (app) => app.stage.fit() },
  { id: "actualSize", group: "image", keys: [], can: withImage, act: (app) => app.stage.actualSize() },
  {
    id: "zoomToObject",
    group: "results",
    keys: ["Z"],
    can: withResults,
    act: (app) => app.stage.zoomToObject(),
  },
  { id: "zoomIn", group: "image", keys: ["+", "="], can: withImage, act: (app) => app.stage.zoomBy(1.25) },
  { id: "zoomOut", group: "image", keys: ["-"], can: withImage, act: (app) => app.stage.zoomBy(0.8) },
  { id: "sliceBefore", group: "image", keys: [","], can: deep("z"), act: (app) => app.stage.step("z", -1) },
  { id: "sliceAfter", group: "image", keys: ["."], can: deep("z"), act: (app) => app.stage.step("z", 1) },
  { id: "timeBefore", group: "image", keys: ["["], can: deep("t"), act: (app) => app.stage.step("t", -1) },
  { id: "timeAfter", group: "image", keys: ["]"], can: deep("t"), act: (app) => app.stage.step("t", 1) },
  {
    id: "channel",
    group: "image",
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    can: withImage,
    act: (app, key) => toggleChannel(app, Number(key) - 1),
  },
  { id: "pixelSize", group: "image", keys: [], can: withImage, act: (app) => show(app, "pixel-size") },
  {
    id: "closeImage",
    group: "image",
    keys: [],
    can: withImage,
    act: (app) => app.opening.close(app.store.state.active),
  },
  {
    id: "fill",
    group: "results",
    keys: ["L"],
    can: withImage,
    act: (app) => switchMode(app.store),
  },
  {
    id: "overlay",
    group: "results",
    keys: ["O"],
    can: withImage,
    act: (app) => app.store.ui({ overlay: !app.store.state.ui.overlay }),
  },
  { id: "nextObject", group: "results", keys: ["N"], can: withResults, act: (app) => nextObject(app, 1) },
  {
    id: "objectBefore",
    group: "results",
    keys: ["Shift+N"],
    can: withResults,
    act: (app) => nextObject(app, -1),
  },
  {
    id: "clearSelection",
    group: "results",
    keys: ["X"],
    can: (state) => state.selection.size > 0,
    act: (app) => app.store.select(new Set()),
  },
  { id: "share", group: "results", keys: [], can: withImage, act: (app) => show(app, "share") },
  {
    id: "export",
    group: "results",
    keys: ["Ctrl+E"],
    can: (state) => Object.keys(state.runs).length > 0,
    act: (app) => app.store.ui({ dialog: "export", exportProblem: null }),
  },
];

/** The command of a key, where it can be used now. */
export function commandOf(key: string, state: State): Command | undefined {
  return COMMANDS.find((one) => one.keys.includes(key) && one.can(state));
}

function show(app: App, dialog: State["ui"]["dialog"]): void {
  app.store.ui({ dialog, query: "", chosen: 0 });
}

export function set(app: App, patch: Partial<Settings>): void {
  app.store.set({ settings: { ...app.store.state.settings, ...patch } });
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
    if (input.files?.length) void app.projects.receive(chosenFiles(input.files));
  });
  input.click();
}

/** Choose the files that a project or an earlier visit needs. */
export function chooseFor(app: App, wanted: Wanted, folder: boolean): void {
  const input = document.createElement("input");
  input.type = "file";
  if (folder) input.webkitdirectory = true;
  input.addEventListener("change", () => {
    const [local] = asSources(chosenFiles(input.files ?? []));
    if (local) void app.projects.give(wanted, local);
  });
  input.click();
}

/** The image after or before in the list, round and round. */
function toImage(app: App, by: 1 | -1): void {
  const { images, active: key } = app.store.state;
  const at = images.findIndex((one) => one.key === key);
  const next = images[(at + by + images.length) % images.length];
  if (next) app.store.activate(next.key);
}

export function toggleTheme(app: App): void {
  app.store.set({ theme: app.store.state.theme === "dark" ? "light" : "dark" });
}

/** Show or hide the channel at this place of the list. */
export function toggleChannel(app: App, place: number): void {
  const view = active(app.store.state)?.view;
  const index = view?.order[place] ?? -1;
  const channel = view?.channels[index];
  if (channel) app.store.act("channels", () => app.store.channel(index, { visible: !channel.visible }));
}

/** Select the object after the selected one in the order of the table, and bring it to the middle. */
function nextObject(app: App, by: number): void {
  const { state } = app.store;
  const view = tableShown(state);
  const ids = view && columnNamed(view, "object")?.numbers;
  const order = view ? shownRows(state, view) : [];
  if (!view || !ids || !order.length) return;
  const last = [...state.selection].at(-1);
  const at = order.findIndex((row) => ids[row] === last);
  const row = order[(at + by + order.length) % order.length] as number;
  app.store.select(new Set([ids[row] as number]));
  centre(app, view, row);
}
