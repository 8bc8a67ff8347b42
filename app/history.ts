/** Undo: what a person can take back, as moments of the state. Pixels, runs and places are not part of it. */
import type { Recipe } from "./recipe";
import type { Choices, Correction, ImageView, ObjectClass, OpenImage, Shape, State } from "./state";

/** What one image keeps of a moment. */
interface Kept {
  channels: ImageView["channels"];
  layers: ImageView["layers"];
  projected: boolean;
  pixelSize: OpenImage["pixelSize"];
  shapes: Shape[];
  corrections: Record<string, Correction>;
  classes: ObjectClass[];
}

/** The state as it was before something was done. */
export interface Moment {
  /** What was done, for the button's tooltip: "Undo: contrast". */
  what: string;
  /** When, in ms: one drag of a slider is one thing to take back. */
  at: number;
  recipe: Recipe;
  choices: Choices;
  selection: ReadonlySet<number>;
  images: Map<string, Kept>;
}

const DEPTH = 200;
/** Changes of one kind that follow each other faster than this are taken back together. */
const TOGETHER = 800;

export function momentOf(state: State, what: string, at: number): Moment {
  const { recipe, choices, selection } = state;
  return {
    what,
    at,
    recipe,
    choices,
    selection,
    images: new Map(state.images.map((one) => [one.key, keptOf(one)])),
  };
}

/** The history with what is about to be done; a quick repetition joins the moment before. */
export function remembered(state: State, what: string, at: number): Pick<State, "undo" | "redo"> {
  const last = state.undo.at(-1);
  if (last && last.what === what && at - last.at < TOGETHER) {
    return { undo: [...state.undo.slice(0, -1), { ...last, at }], redo: [] };
  }
  return { undo: [...state.undo, momentOf(state, what, at)].slice(-DEPTH), redo: [] };
}

/** The state as it was at a moment; images that were opened since stay, those that were closed stay closed. */
export function restored(
  state: State,
  moment: Moment,
): Pick<State, "recipe" | "choices" | "selection" | "images"> {
  const { recipe, choices, selection } = moment;
  const images = state.images.map((one) => {
    const kept = moment.images.get(one.key);
    return kept ? withKept(one, kept) : one;
  });
  return { recipe, choices, selection, images };
}

function keptOf(image: OpenImage): Kept {
  const { channels, layers, projected } = image.view;
  const { pixelSize, shapes, corrections, classes } = image;
  return { channels, layers, projected, pixelSize, shapes, corrections, classes };
}

function withKept(image: OpenImage, kept: Kept): OpenImage {
  const { channels, layers, projected, ...own } = kept;
  return { ...image, ...own, view: { ...image.view, channels, layers, projected } };
}
