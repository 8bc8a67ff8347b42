/** The texts of work that lasts: undo, what is kept, projects, several images, the queue, memory. */
import { bytes } from "../numbers";

export const ENGLISH_WORK = {
  /** What is taken back, by the name of what was done (`Store.act`); a name of its own is shown as it is. */
  undoNames: {
    recipe: "change of the recipe",
    template: "another recipe",
    suggestion: "suggestion",
    parameter: "setting",
    channel: "channel",
    channels: "channels",
    contrast: "contrast",
    choices: "what the run takes",
    region: "region",
    selection: "selection",
    examples: "painted examples",
    "pixel-size": "pixel size",
    layers: "results on the image",
    shapes: "drawing",
    corrections: "correction",
    classes: "classes",
  } as Record<string, string>,
  undoWhat: (what: string) => `Undo: ${what}`,
  redoWhat: (what: string) => `Redo: ${what}`,

  goOnTitle: "Go on where you left",
  goOn: "Go on",
  startFresh: "Start fresh",
  startFreshHint: "Forgets the work of earlier visits in this browser.",
  lastWork: (title: string, when: string) => (title ? `${title}, ${when}` : when),
  andMore: (count: number) => `and ${count} more`,
  keepsNothing: "This browser keeps nothing: save a project to go on later.",
  keepsNoResults: "This browser has no room for results. Recipe and views are kept.",
  keepWork: "Keep my work in this browser",
  keepWorkHint:
    "Recipe, views, drawings and small results, for your next visit. Never pixels; nothing leaves this browser.",
  keepsOff: "Nothing is kept on this page unless you ask.",
  wantedTitle: "Still needed",
  wantedHint: "Choose or drop these files again: a browser keeps no files.",
  openAgain: "Open again",
  leaveOut: "Leave out",
  leaveAllOut: "Leave all out",
  otherFile: (name: string) => `${name} is another file than the one this work was made with.`,
  otherFileHint: "View and drawings are taken over; results, corrections and classes are left out.",
  useAnyway: "Use it anyway",
  saveProject: "Save project",
  savingProject: "Writing the project",
  projectSaved: (name: string, size: string) => `${name} saved, ${size}. It holds no pixels.`,
  closeForProject: (count: number) =>
    count === 1
      ? "Close the open image and open the project?"
      : `Close the ${count} open images and open the project?`,
  projectNewer: "This project is from a newer tabscope; what this page knows of it is open.",
  leftOut: (names: string[]) =>
    `Could not be read: ${names.slice(0, 3).join(", ")}${names.length > 3 ? " and more" : ""}.`,
  projectFaults: {
    "project.damaged": [
      "The project cannot be read: the file is damaged or no project.",
      "Take another copy of it.",
    ],
    "project.newer": [
      "The project is from a newer tabscope.",
      "Reload the page to get it, then open the project again.",
    ],
    "project.too-large": ["The project is larger than this tab can hold.", "Save it with fewer images."],
  } as Record<"project.damaged" | "project.newer" | "project.too-large", [string, string]>,

  imageList: "Images",
  closeNamed: (name: string) => `Close ${name}`,
  imageLost: "not open",
  queue: "Queue",
  queueAddChosen: "Add to the queue",
  queueImages: "Images",
  queueRecipes: "Recipes",
  presentRecipe: "Recipe on the right",
  queueEmpty: "Nothing waits. Choose images and recipes below.",
  queueOf: (ended: number, all: number) => `${ended} of ${all} done`,
  queueFailed: (count: number) => (count === 1 ? "1 failed" : `${count} failed`),
  /** What of an image in a project could not be read. */
  projectParts: {
    pixelSize: "pixel size",
    shapes: "shapes",
    corrections: "corrections",
    classes: "classes",
    examples: "painted examples",
    results: "results",
  },
  timeLeft: (time: string) => `about ${time} left`,
  cancelAll: "Cancel all",
  tryFailedAgain: "Try failed again",
  showRun: "Show",
  takeOut: "Take out",
  stopRun: "Stop",
  phases: { waits: "waits", running: "running", done: "done", failed: "failed", stopped: "stopped" },
  earlier: "Earlier",
  later: "Later",
  tellMe: "Tell me when done",
  done: (headline: string) => `Done: ${headline}`,
  doneShort: "Done",
  queueEnded: (all: number, failed: number) =>
    failed ? `Done: ${failed} of ${all} failed` : `Done: all ${all} runs`,

  memoryOf: (used: number, limit: number) => `Memory ${bytes(used)} of ${bytes(limit)}`,
  memoryTitle: "Memory of Python",
  memoryExplained:
    "Python in this tab can use so much memory and no more, however much the computer has. Between two runs it is restarted when it has grown large; your images and results stay.",
  memoryTight: "This is getting tight. A large run may stop for lack of memory; these use less:",
  memoryFine: "There is room. If it gets tight, these use less:",
  memoryRun: (needed: number) => `The next run needs about ${bytes(needed)}.`,
  commandLine: "Run with the command line",
  commandCopied: "Command copied. Export the recipe as recipe.json beside it.",
  noRoom: (name: string, size: string) => `There is no room for ${name} (${size}).`,
  noRoomHint: "Free space on the disk, or export fewer kinds at a time.",

  sharedToo:
    "Layer colours and drawn areas are in the link. Classes, marks and corrections are not: save a project for those.",
  areasTooMany: "The drawn areas are too many for a link and are left out.",
};
