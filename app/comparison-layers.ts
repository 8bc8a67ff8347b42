/** A and B on the image: A in white, B in the accent colour; side by side of a line, or only where they differ. */
import { labelIds } from "./arrays";
import { labelsOf } from "./compare";
import { placeOf, planeIndex } from "./layer-drawing";
import type { ResultData } from "./messages";
import { active, type Comparison, type OpenImage, type State, shownLabels } from "./store";
import type { Colour, LabelLayer, ObjectColours } from "./viewer/types";

/** As the tokens accent, and channel amber: far from each other for every kind of colour sight, and from white. */
const B_COLOUR: Colour = [157, 176, 255];
const A_COLOUR: Colour = [255, 176, 46];

/** The layers of a comparison, from the bottom to the top; null where none is shown. */
export function comparisonLayers(state: State): LabelLayer[] | null {
  const { comparison } = state;
  const image = active(state);
  if (!comparison || !image || comparison.image !== image.key) return null;
  const [a, b] = [labelsOf(comparison.kept), shownLabels(state)];
  const { show } = comparison;
  if (show === "difference") return differing(comparison, image, a, b);
  const layers: (LabelLayer | null)[] = [];
  if (show !== "b") layers.push(layer(image, a, "#a", { by: "neutral" }, left(comparison, image)));
  if (show !== "a") layers.push(layer(image, b, "#b", inColour(b, B_COLOUR), right(comparison, image)));
  return layers.filter((one) => one !== null);
}

type Part = ((x: number) => boolean) | null;

function left({ show, swipe }: Comparison, image: OpenImage): Part {
  const line = swipe * (image.info.levels[0]?.width ?? 0);
  return show === "swipe" ? (x) => x < line : null;
}

function right({ show, swipe }: Comparison, image: OpenImage): Part {
  const line = swipe * (image.info.levels[0]?.width ?? 0);
  return show === "swipe" ? (x) => x >= line : null;
}

/** Objects that are in one only are filled, those that are in both have a thin outline. */
function differing(
  { difference }: Comparison,
  image: OpenImage,
  a: ResultData | undefined,
  b: ResultData | undefined,
): LabelLayer[] {
  if (!difference) return [];
  const only = (objects: ReadonlySet<number>) => (id: number) => objects.has(id);
  const rest = (id: number) => id > 0 && !difference.onlyB.has(id);
  const found = [
    layer(image, b, "#both", { by: "neutral" }, null, rest),
    layer(image, a, "#only-a", inColour(a, A_COLOUR), null, only(difference.onlyA)),
    layer(image, b, "#only-b", inColour(b, B_COLOUR), null, only(difference.onlyB)),
  ].filter((one) => one !== null);
  return found.map((one, index) =>
    index ? { ...one, mode: "fill" as const, opacity: 0.7 } : { ...one, opacity: 0.5 },
  );
}

function layer(
  image: OpenImage,
  result: ResultData | undefined,
  id: string,
  colours: ObjectColours,
  part: Part,
  keep: ((id: number) => boolean) | null = null,
): LabelLayer | null {
  const plane = result ? planeIndex(result, image) : -1;
  if (!result?.array || result.apart || plane < 0) return null;
  const [height = 0, width = 0] = result.array.shape.slice(-2);
  const whole = labelIds(result.array).subarray(plane * height * width, (plane + 1) * height * width);
  const place = placeOf(result);
  const labels = part || keep ? masked(whole, width, place, part, keep) : steady(result, plane, whole);
  return {
    kind: "labels",
    id,
    labels,
    width,
    height,
    ...place,
    mode: "outline",
    opacity: 1,
    colours,
    selected: NONE,
  };
}

const NONE: ReadonlySet<number> = new Set();
const kept = new WeakMap<ResultData, Map<number, Uint32Array>>();

/** The same view of a plane each time: the viewer keeps by it what it has drawn. */
function steady(result: ResultData, plane: number, view: Uint32Array): Uint32Array {
  const planes = kept.get(result) ?? new Map<number, Uint32Array>();
  kept.set(result, planes);
  const known = planes.get(plane) ?? view;
  planes.set(plane, known);
  return known;
}

function masked(
  labels: Uint32Array,
  width: number,
  { origin, factor }: { origin: [number, number]; factor: [number, number] },
  part: Part,
  keep: ((id: number) => boolean) | null,
): Uint32Array {
  const made = new Uint32Array(labels.length);
  const columns = Uint8Array.from({ length: width }, (_, x) =>
    !part || part(origin[1] + x * factor[1]) ? 1 : 0,
  );
  for (let at = 0; at < labels.length; at += 1) {
    const id = labels[at] as number;
    if (id && columns[at % width] && (!keep || keep(id))) made[at] = id;
  }
  return made;
}

const classes = new WeakMap<ResultData, ObjectColours>();

/** Every object of a result in one colour. */
function inColour(result: ResultData | undefined, colour: Colour): ObjectColours {
  if (!result?.array) return { by: "neutral" };
  const known = classes.get(result);
  if (known?.by === "class" && known.palette[0] === colour) return known;
  let largest = 0;
  for (const id of labelIds(result.array)) if (id > largest) largest = id;
  const made: ObjectColours = { by: "class", of: new Uint8Array(largest + 1).fill(1), palette: [colour] };
  classes.set(result, made);
  return made;
}
