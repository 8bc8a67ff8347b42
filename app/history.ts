/** Undo: what a person can take back, as moments of the state. Pixels, runs and places are not part of it. */
import type { Recipe } from "./recipe";
import type {
  Choices,
  Correction,
  ImageView,
  ObjectClass,
  OpenImage,
  Shape,
  State,
  TableChoices,
} from "./state";

/** What one image keeps of a moment. */
interface Kept {
  channels: ImageView["channels"];
  order: ImageView["order"];
  blending: ImageView["blending"];
  layers: ImageView["layers"];
  projected: boolean;
  projection: ImageView["projection"];
  pixelSize: OpenImage["pixelSize"];
  shapes: Shape[];
  corrections: Record<string, Correction>;
  classes: ObjectClass[];
  examples: OpenImage["examples"];
}

/** The state as it was before something was done. */
export interface Moment {
  /** What was done, for the button's tooltip: "Undo: contrast". */
  what: string;
  /** When, in ms: one drag of a slider is one thing to take back. */
  at: number;
  recipe: Recipe;
  original: Recipe;
  choices: Choices;
  /** The image that was looked at; what is taken back is seen there. */
  active: string;
  selection: ReadonlySet<number>;
  table: TableChoices;
  images: Map<string, Kept>;
}

const DEPTH = 200;
/** Changes of one kind that follow each other faster than this are taken back together. */
const TOGETHER = 800;
/** Each of these is a thing of its own, however quickly the next one follows. */
const SINGLE = new Set(["recipe", "template", "pixel-size"]);

export function momentOf(state: State, what: string, at: number): Moment {
  const { recipe, original, choices, active, selection, table } = state;
  return {
    what,
    at,
    recipe,
    original,
    choices,
    active,
    selection,
    table,
    images: new Map(state.images.map((one) => [one.key, keptOf(one)])),
  };
}

/** The history with what is about to be done; a quick repetition joins the moment before. */
export function remembered(state: State, what: string, at: number): Pick<State, "undo" | "redo"> {
  const last = state.undo.at(-1);
  if (last && last.what === what && !SINGLE.has(what) && at - last.at < TOGETHER) {
    return { undo: [...state.undo.slice(0, -1), { ...last, at }], redo: [] };
  }
  return { undo: [...state.undo, momentOf(state, what, at)].slice(-DEPTH), redo: [] };
}

/** The state as it was at a moment; images that were opened since stay, those that were closed stay closed. */
export function restored(
  state: State,
  moment: Moment,
): Pick<State, "recipe" | "original" | "choices" | "selection" | "table" | "images"> {
  const { recipe, original, choices, table } = moment;
  const images = state.images.map((one) => {
    const kept = moment.images.get(one.key);
    return kept ? withKept(one, kept) : one;
  });
  // A selection means the objects of one image; where that one is closed, the present selection stays.
  const selection = state.active === moment.active ? moment.selection : state.selection;
  return { recipe, original, choices, selection, table, images };
}

/** The history without an image that was closed: what it held may be large. */
export function without(key: string, moments: readonly Moment[]): Moment[] {
  return moments.map((one) => {
    const images = new Map(one.images);
    images.delete(key);
    return { ...one, images };
  });
}

/** The history with a first recipe: what was done before there was one is not taken back to an empty page. */
export function begunWith(recipe: Recipe, moments: readonly Moment[]): Moment[] {
  return moments.map((one) => (one.recipe.steps.length ? one : { ...one, recipe, original: recipe }));
}

function keptOf(image: OpenImage): Kept {
  const { channels, order, blending, layers, projected, projection } = image.view;
  const { pixelSize, shapes, corrections, classes, examples } = image;
  return {
    channels,
    order,
    blending,
    layers,
    projected,
    projection,
    pixelSize,
    shapes,
    corrections,
    classes,
    examples,
  };
}

function withKept(image: OpenImage, kept: Kept): OpenImage {
  const { channels, order, blending, layers, projected, projection, ...own } = kept;
  const view = { ...image.view, channels, order, blending, layers, projected, projection };
  return { ...image, ...own, view };
}

/** What an edit of the recipe is called: `parameter smooth.sigma` where one value of one step was moved. */
export function editName(before: Recipe, after: Recipe): string {
  const changed = after.steps.filter((one, index) => one !== before.steps[index]);
  const [step] = changed;
  const was = before.steps.find((one) => one.id === step?.id);
  if (!step || !was || changed.length > 1 || before.steps.length !== after.steps.length) return "recipe";
  const { params: now = {}, ...rest } = step;
  const { params: then = {}, ...others } = was;
  if (JSON.stringify(rest) !== JSON.stringify(others)) return "recipe";
  const names = new Set([...Object.keys(now), ...Object.keys(then)]);
  const moved = [...names].filter((name) => now[name] !== then[name]);
  return moved.length === 1 ? `parameter ${step.id}.${moved[0]}` : "recipe";
}
