/**
 * A project: everything a person made on the page, without pixels. Pure functions between it and the state; the file
 * (`project-file.ts`) and the browser's own store (`keeping.ts`) hold the same.
 */
import type { ArrayData, PixelSizeValue, ResultData } from "./messages";
import type { Recipe } from "./recipe";
import type {
  Choices,
  Correction,
  ImageView,
  KeptRun,
  ObjectClass,
  OpenImage,
  OwnRecipe,
  PlotChoice,
  Shape,
  State,
  TableChoices,
} from "./state";

/** What this page writes, and the oldest page that can read it. */
export const FORMAT = 1;
export const READABLE_FROM = 1;

export interface ProjectFile {
  path: string;
  size: number;
  modified: number;
}

export type ProjectSource =
  | { kind: "address"; address: string }
  | { kind: "files"; files: ProjectFile[]; digest: string };

/** A correction with its changed tiles as arrays. */
export interface ProjectCorrection {
  before: string;
  base: ArrayData;
  tiles: { tile: number; ids: ArrayData }[];
  changed: number[];
  stamp: number;
}

/** How an image was shown; what a page of another version does not know is as it opens. */
export type ProjectView = Partial<ImageView> &
  Pick<ImageView, "projected" | "z" | "t" | "channels" | "layers" | "camera">;

export interface ProjectClass {
  name: string;
  color: ObjectClass["color"];
  objects: number[];
}

export interface ProjectImage {
  name: string;
  source: ProjectSource;
  series: number;
  pixelSize: PixelSizeValue | null;
  view: ProjectView;
  shapes: Shape[];
  corrections: Record<string, ProjectCorrection>;
  classes: ProjectClass[];
  examples: OpenImage["examples"];
  run: KeptRun | null;
}

export interface Project {
  saved: string;
  version: string;
  recipe: Recipe;
  original: Recipe;
  choices: Choices;
  /** Recipes of a person's own. */
  recipes: OwnRecipe[];
  table: TableChoices;
  plots: PlotChoice[];
  /** Which of the images was looked at. */
  active: number;
  images: ProjectImage[];
}

/** What the page holds now. */
export function projectOf(state: State, saved: Date): Project {
  return {
    saved: saved.toISOString(),
    version: state.describe?.version ?? "",
    recipe: state.recipe,
    original: state.original,
    choices: state.choices,
    recipes: state.ownRecipes,
    // Objects of an image are named by its key, which is another one on the next visit.
    table: { ...state.table, filter: { ...state.table.filter, only: null } },
    plots: state.ui.plots,
    active: Math.max(
      0,
      state.images.findIndex((one) => one.key === state.active),
    ),
    // What is still asked for belongs to it: saving now loses nothing of it.
    images: [
      ...state.images.map((one) => imageOf(one, state.runs[one.key] ?? null)),
      ...state.wanted.map((one) => one.image),
    ],
  };
}

function imageOf(image: OpenImage, run: KeptRun | null): ProjectImage {
  const { series, pixelSize, view, shapes, corrections, classes, examples } = image;
  return {
    name: image.source.name || image.info.name,
    source: sourceOf(image),
    series,
    pixelSize,
    view,
    shapes,
    corrections: mapped(corrections, correctionOf),
    classes: classes.map(({ name, color, objects }) => ({ name, color, objects: [...objects] })),
    examples,
    run: run && { ...run, results: run.results.map(withoutPixels) },
  };
}

/** Pictures of steps in between are made again by a run; what was found and measured stays. */
function withoutPixels(result: ResultData): ResultData {
  if (result.kind !== "intensity" && result.kind !== "mask") return result;
  const { array: _, turned: __, ...rest } = result;
  return rest;
}

function correctionOf(one: Correction): ProjectCorrection {
  const { before, base, tiles, changed, stamp } = one;
  const arrays = [...tiles].map(([tile, ids]) => ({ tile, ids: arrayOf(ids) }));
  return { before, base, tiles: arrays, changed, stamp };
}

function corrected(one: ProjectCorrection): Correction {
  const { before, base, tiles, changed, stamp } = one;
  const ids = new Map(tiles.map(({ tile, ids: array }) => [tile, new Uint32Array(array.buffer)]));
  return { before, base, tiles: ids, changed, stamp };
}

function arrayOf(ids: Uint32Array): ArrayData {
  const whole = ids.byteLength === ids.buffer.byteLength ? ids : ids.slice();
  return { buffer: whole.buffer as ArrayBuffer, shape: [ids.length], dtype: "uint32" };
}

function mapped<A, B>(record: Record<string, A>, change: (one: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, change(one)]));
}

function sourceOf(image: OpenImage): ProjectSource {
  const { source, digest } = image;
  if (source.kind === "address") return { kind: "address", address: source.address ?? "" };
  const files = (source.files ?? []).map((file, index) => ({
    path: source.paths?.[index] ?? file.name,
    size: file.size,
    modified: file.lastModified,
  }));
  return { kind: "files", files, digest };
}

/** What an opened image takes over from a project; what does not fit this image is left as it was opened. */
export function takenOver(image: OpenImage, kept: ProjectImage): OpenImage {
  const fits = kept.view.channels.length === image.view.channels.length;
  const within = (value: number, axis: string) => {
    const at = image.info.axes.indexOf(axis);
    return Math.min(value, Math.max(0, (at < 0 ? 1 : (image.info.shape[at] ?? 1)) - 1));
  };
  const classes = kept.classes.map((one) => ({ ...one, objects: new Set(one.objects) }));
  const { z, t } = kept.view;
  const channels = image.view.channels.map((one, index) => ({ ...one, ...kept.view.channels[index] }));
  const view = { ...image.view, ...kept.view, z: within(z, "z"), t: within(t, "t"), channels };
  return {
    ...image,
    view: fits ? view : image.view,
    shapes: kept.shapes,
    corrections: mapped(kept.corrections, corrected),
    classes,
    examples: kept.examples,
  };
}

/** The same without what was made from the pixels: for a file that is another one now. */
export function withoutResults(image: ProjectImage): ProjectImage {
  return { ...image, run: null, corrections: {}, classes: [] };
}

/** Recipes of a person's own with those of a project; one of the same title stays as it is here. */
export function joinedRecipes(here: readonly OwnRecipe[], more: readonly OwnRecipe[]): OwnRecipe[] {
  const titles = new Set(here.map((one) => one.recipe.title));
  return [...here, ...more.filter((one) => !titles.has(one.recipe.title))];
}

/** Whether files may be those that a project asks for: the same names, in any order. */
export function sameNames(wanted: ProjectSource, paths: readonly string[]): boolean {
  if (wanted.kind !== "files" || wanted.files.length !== paths.length) return false;
  const names = new Set(wanted.files.map((one) => one.path));
  return paths.every((one) => names.has(one));
}

/** Whether files are those of the project; without digests their sizes and times decide. */
export function sameFiles(wanted: ProjectSource, files: readonly File[], digest: string): boolean {
  if (wanted.kind !== "files") return false;
  if (wanted.digest && digest) return wanted.digest === digest;
  const sizes = wanted.files.map((one) => `${one.size} ${one.modified}`).sort();
  const found = files.map((one) => `${one.size} ${one.lastModified}`).sort();
  return sizes.join() === found.join();
}

/** Bytes of an image's results and corrections. */
export function heldBytes(image: ProjectImage): number {
  const buffers = new Set<ArrayBuffer>();
  let texts = 0;
  for (const { base, tiles } of Object.values(image.corrections)) {
    buffers.add(base.buffer);
    for (const one of tiles) buffers.add(one.ids.buffer);
  }
  for (const { array, columns = [] } of image.run?.results ?? []) {
    if (array) buffers.add(array.buffer);
    for (const one of columns) {
      if (one.values) buffers.add(one.values.buffer);
      texts += one.texts?.reduce((sum, text) => sum + 2 * text.length, 0) ?? 0;
    }
  }
  return [...buffers].reduce((sum, one) => sum + one.byteLength, texts);
}
