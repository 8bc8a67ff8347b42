/**
 * A project from outside, checked part by part: what is whole is taken, what is not is left out and named. Nothing of
 * it is believed before it has been looked at: a project may come from anybody.
 */

import { MOST_CLASSES } from "./examples";
import type { PixelSizeValue, RunSummary } from "./messages";
import { count, fields, listOf, number, plain, recordOf, text } from "./plain-values";
import type { Project, ProjectCorrection, ProjectImage, ProjectSource, ProjectView } from "./project";
import { arrayOf, pairOf, resultOf } from "./project-results";
import { asRecipe, type Recipe } from "./recipe";
import {
  type ChannelView,
  type Choices,
  type ExampleStroke,
  HISTOGRAM,
  type KeptRun,
  type LayerView,
  NO_FILTER,
  type OwnRecipe,
  type PlotChoice,
  type Rgb,
  type Shape,
  type TableChoices,
} from "./state";
import { WORDS } from "./words";

/** A project, and what of it could not be read: the names of images and of their parts. */
export interface Checked {
  project: Project;
  leftOut: string[];
}

const MOST_IMAGES = 10_000;
const MOST_STEPS = 500;
const PLOTS = new Set(["histogram", "scatter", "box", "time", "depth"]);
const SHAPES = new Set(["rectangle", "ellipse", "polygon", "freehand", "line", "point"]);

/** Read a project; null where not even a recipe can be read of it. */
export function checkProject(document: unknown): Checked | null {
  const found = fields(document);
  if (!found || !Array.isArray(found.images) || found.images.length > MOST_IMAGES) return null;
  const recipe = recipeOf(found.recipe);
  if (!recipe) return null;
  const leftOut: string[] = [];
  const images = found.images.flatMap((one, index) => imageOf(one, index, leftOut) ?? []);
  const project = {
    saved: text(found.saved),
    version: text(found.version),
    recipe,
    original: recipeOf(found.original) ?? recipe,
    choices: choicesOf(found.choices),
    recipes: ownRecipesOf(found.recipes),
    table: tableOf(found.table),
    plots: plotsOf(found.plots),
    active: Math.min(count(found.active) ?? 0, Math.max(0, images.length - 1)),
    images,
  };
  return { project, leftOut };
}

function recipeOf(value: unknown): Recipe | null {
  const recipe = asRecipe(value);
  return recipe && recipe.steps.length <= MOST_STEPS ? recipe : null;
}

function imageOf(value: unknown, index: number, leftOut: string[]): ProjectImage | null {
  const found = fields(value);
  const source = found && sourceOf(found.source);
  const view = found && viewOf(found.view);
  const name = text(found?.name) || `${index + 1}`;
  if (!found || !source || !view) {
    leftOut.push(name);
    return null;
  }
  const take = <T>(
    part: keyof typeof WORDS.projectParts,
    given: unknown,
    read: (one: unknown) => T | null,
    other: T,
  ): T => {
    const made = given === undefined || given === null ? other : read(given);
    if (made === null) leftOut.push(`${name}: ${WORDS.projectParts[part]}`);
    return made ?? other;
  };
  return {
    name,
    source,
    view,
    series: count(found.series) ?? 0,
    pixelSize: take("pixelSize", found.pixelSize, pixelSizeOf, null),
    shapes: take("shapes", found.shapes, (one) => listOf(one, shapeOf), []),
    corrections: take("corrections", found.corrections, (one) => recordOf(one, correctionOf), {}),
    classes: take("classes", found.classes, (one) => listOf(one, classOf), []),
    examples: take("examples", found.examples, (one) => recordOf(one, strokesOf), {}),
    run: take("results", found.run, runOf, null),
  };
}

function sourceOf(value: unknown): ProjectSource | null {
  const found = fields(value);
  if (found?.kind === "address") {
    const address = text(found.address);
    return /^https?:\/\//.test(address) ? { kind: "address", address } : null;
  }
  if (found?.kind !== "files") return null;
  const files = listOf(found.files, (one) => {
    const file = fields(one);
    const size = count(file?.size);
    const path = text(file?.path);
    return path && size !== null ? { path, size, modified: Number(file?.modified) || 0 } : null;
  });
  return files?.length ? { kind: "files", files, digest: text(found.digest) } : null;
}

function viewOf(value: unknown): ProjectView | null {
  const found = fields(value);
  const channels = found && listOf(found.channels, channelOf);
  if (!found || !channels) return null;
  const camera = fields(found.camera);
  const [x, y, zoom] = [number(camera?.x), number(camera?.y), number(camera?.zoom)];
  const order = listOf(found.order, count)?.filter((one) => one < channels.length);
  return {
    ...plain(found),
    ...(new Set(order).size === channels.length ? { order: order as number[] } : {}),
    projected: found.projected === true,
    z: count(found.z) ?? 0,
    t: count(found.t) ?? 0,
    channels,
    layers: recordOf(found.layers, layerOf) ?? {},
    camera: x !== null && y !== null && zoom !== null && zoom > 0 ? { x, y, zoom } : null,
  };
}

function channelOf(value: unknown): ChannelView | null {
  const found = fields(value);
  const [low, high, gamma] = [number(found?.low), number(found?.high), number(found?.gamma)];
  const color = colourOf(found?.color);
  if (!found || low === null || high === null || gamma === null || !(gamma > 0) || !color) return null;
  return {
    ...plain(found),
    name: text(found.name),
    map: text(found.map),
    visible: found.visible !== false,
    color,
    low,
    high,
    gamma,
  };
}

/** How a layer of results is shown. */
export function layerOf(value: unknown): LayerView | null {
  const found = fields(value);
  const colour = fields(found?.colour);
  const opacity = number(found?.opacity);
  if (!found || !colour || opacity === null) return null;
  const mode = found.mode === "fill" ? "fill" : "outline";
  const shown = {
    ...plain(found),
    visible: found.visible !== false,
    mode,
    opacity: Math.min(Math.max(opacity, 0), 1),
  } as const;
  const by = colour.by;
  if (by === "neutral" || by === "object" || by === "class") return { ...shown, colour: { by } };
  if (by !== "column") return null;
  const [low, high] = [number(colour.low), number(colour.high)];
  return { ...shown, colour: { by, column: text(colour.column), map: text(colour.map), low, high } };
}

/** One drawn shape. */
export function shapeOf(value: unknown): Shape | null {
  const found = fields(value);
  const points = found && listOf(found.points, pairOf);
  const id = count(found?.id);
  if (!found || !points?.length || id === null || !SHAPES.has(text(found.kind))) return null;
  const role = found.role === "area" ? "area" : "mark";
  return { id, kind: found.kind as Shape["kind"], points, name: text(found.name), role };
}

function strokesOf(value: unknown): ExampleStroke[] | null {
  return listOf(value, (one) => {
    const found = fields(one);
    const points = found && listOf(found.points, pairOf);
    const [z, t, of] = [count(found?.z), count(found?.t), count(found?.number)];
    const radius = number(found?.radius);
    if (!points?.length || z === null || t === null || !of || of > MOST_CLASSES) return null;
    return radius !== null && radius > 0 ? { number: of, points, radius, z, t } : null;
  });
}

function correctionOf(value: unknown): ProjectCorrection | null {
  const found = fields(value);
  const base = arrayOf(found?.base);
  const changed = listOf(found?.changed, count);
  const tiles = listOf(found?.tiles, (one) => {
    const tile = fields(one);
    const ids = arrayOf(tile?.ids);
    const number = count(tile?.tile);
    return ids?.dtype === "uint32" && number !== null ? { tile: number, ids } : null;
  });
  const stamp = number(found?.stamp) ?? 0;
  return found && base && tiles && changed
    ? { before: text(found.before), base, tiles, changed, stamp }
    : null;
}

function classOf(value: unknown): ProjectImage["classes"][number] | null {
  const found = fields(value);
  const objects = listOf(found?.objects, count);
  const color = colourOf(found?.color);
  return found && objects && color ? { name: text(found.name), color, objects } : null;
}

function runOf(value: unknown): KeptRun | null {
  const found = fields(value);
  const summary = summaryOf(found?.summary);
  const results = listOf(found?.results, resultOf);
  return found && summary && results ? { summary, results, asked: text(found.asked) } : null;
}

function summaryOf(value: unknown): RunSummary | null {
  const found = fields(value);
  const [run, image] = [count(found?.run), count(found?.image)];
  const warnings = listOf(found?.warnings, (one) => (typeof one === "string" ? one : null));
  const provenance = fields(found?.provenance);
  if (!found || run === null || image === null || !warnings || !provenance) return null;
  return {
    run,
    image,
    image_name: text(found.image_name),
    count: number(found.count),
    headline: text(found.headline),
    edge_count: count(found.edge_count) ?? 0,
    seconds: number(found.seconds) ?? 0,
    warnings,
    provenance,
  };
}

function pixelSizeOf(value: unknown): PixelSizeValue | null {
  const found = fields(value);
  const [y, x, z] = [number(found?.y), number(found?.x), number(found?.z)];
  if (y === null || x === null || !(y > 0) || !(x > 0)) return null;
  return z !== null && z > 0 ? { z, y, x } : { y, x };
}

function choicesOf(value: unknown): Choices {
  const found = fields(value);
  const planes = text(found?.planes);
  const region = listOf(found?.region, count);
  return {
    planes:
      planes === "this" || planes === "max" || planes === "each" || planes === "volume" ? planes : "recipe",
    region: region?.length === 4 ? region : null,
    level: count(found?.level) ?? 0,
  };
}

/** Recipes of a person's own; one that cannot be read is not among them. */
export function ownRecipesOf(value: unknown): OwnRecipe[] {
  return (Array.isArray(value) ? value : []).flatMap((one) => {
    const recipe = recipeOf(fields(one)?.recipe);
    const id = text(fields(one)?.id);
    return recipe && id ? [{ id, recipe }] : [];
  });
}

function tableOf(value: unknown): TableChoices {
  const found = fields(value);
  const filter = fields(found?.filter);
  const word = (one: unknown) => (typeof one === "string" ? one : null);
  const conditions = listOf(filter?.conditions, (one) => {
    const given = fields(one);
    const column = text(given?.column);
    return column ? { column, low: number(given?.low), high: number(given?.high) } : null;
  });
  const texts = listOf(filter?.texts, (one) => {
    const column = text(fields(one)?.column);
    return column ? { column, part: text(fields(one)?.part) } : null;
  });
  const shown = recordOf(found?.shown, (one) => (typeof one === "boolean" ? one : null));
  return {
    filter: {
      ...NO_FILTER,
      conditions: conditions ?? [],
      texts: texts ?? [],
      expression: text(filter?.expression),
    },
    order: listOf(found?.order, word) ?? [],
    shown: shown ?? {},
    selectedFirst: found?.selectedFirst === true,
    cutToo: found?.cutToo === true,
  };
}

function plotsOf(value: unknown): PlotChoice[] {
  const plots = listOf(value, (one) => {
    const { kind, x, y, logX, logY, tracks } = fields(one) ?? {};
    if (!PLOTS.has(text(kind))) return null;
    const choice = { kind: kind as PlotChoice["kind"], x: text(x), y: text(y) };
    return { ...choice, logX: logX === true, logY: logY === true, tracks: tracks === true };
  });
  return plots?.length ? plots : [HISTOGRAM];
}

function colourOf(value: unknown): Rgb | null {
  const found = listOf(value, count);
  return found?.length === 3 && found.every((one) => one <= 255) ? (found as Rgb) : null;
}
