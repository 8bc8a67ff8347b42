/** Coloured pieces of layers that are worked out on the CPU for every renderer: pixels of a step, and dense labels. */
import { SELECTION_RGB } from "./colour";
import { INSIDE_ALPHA } from "./label-tiles";
import { colourOf, NEUTRAL, UNMEASURED } from "./object-colours";
import type { LabelLayer, PixelLayer } from "./types";

/** Pieces are at most this wide and high. */
export const PICTURE_SIDE = 512;
/** A block of labels is looked at in so many places along each side at most. */
const LOOKS = 3;

export interface Piece {
  /** Every how many pixels of the layer one is taken. */
  step: number;
  row: number;
  column: number;
}

export interface Picture {
  width: number;
  height: number;
  /** Red, green, blue, opacity; the colours are not multiplied by it. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
}

function emptyPicture(layer: { width: number; height: number }, { step, row, column }: Piece): Picture {
  const side = PICTURE_SIDE * step;
  const width = Math.min(PICTURE_SIDE, Math.ceil((layer.width - column * side) / step));
  const height = Math.min(PICTURE_SIDE, Math.ceil((layer.height - row * side) / step));
  return { width, height, pixels: new Uint8ClampedArray(width * height * 4) };
}

/** The place in the layer that stands for row or column `at` of a piece. */
function placeOf(at: number, step: number, length: number): number {
  return Math.min(at * step + (step >> 1), length - 1);
}

/** What decides how a pixel layer looks; where nothing of it differs, its pieces stay. */
const LOOK = ["data", "color", "low", "high", "opaque", "map"] as const;

export function looksTheSame(one: PixelLayer | null | undefined, other: PixelLayer): boolean {
  return LOOK.every((name) => one?.[name] === other[name]);
}

/** Pixels of a step: a tint in one colour as strong as the value, or a picture that hides what is under it. */
export function pixelPicture(layer: PixelLayer, piece: Piece): Picture {
  const made = emptyPicture(layer, piece);
  const { data, low, high, color, opaque, map } = layer;
  const scale = high > low ? 1 / (high - low) : 0;
  const hides = opaque || map !== undefined;
  for (let row = 0, at = 0; row < made.height; row += 1) {
    const y = placeOf(piece.row * PICTURE_SIDE + row, piece.step, layer.height);
    for (let column = 0; column < made.width; column += 1, at += 4) {
      const x = placeOf(piece.column * PICTURE_SIDE + column, piece.step, layer.width);
      const value = data[y * layer.width + x] as number;
      const scaled = scale > 0 ? (value - low) * scale : value >= high ? 1 : 0;
      const level = scaled > 0 ? Math.min(scaled, 1) : 0; // not-a-number is dark, too
      const [red, green, blue] = map?.[Math.round(level * 255)] ?? color;
      const light = hides && !map ? level : 1;
      made.pixels[at] = red * light;
      made.pixels[at + 1] = green * light;
      made.pixels[at + 2] = blue * light;
      made.pixels[at + 3] = hides ? 255 : level * 255;
    }
  }
  return made;
}

/** Where the blocks of a piece are looked at along one axis, `looks` places for each block, in labels. */
function looksAlong(from: number, blocks: number, step: number, looks: number, length: number): Int32Array {
  const apart = step / looks;
  const last = length - 1;
  return Int32Array.from({ length: blocks * looks }, (_, at) =>
    Math.min(Math.floor((from + Math.floor(at / looks)) * step + ((at % looks) + 0.5) * apart), last),
  );
}

/** Objects too small to tell apart: how much of each block they cover, in their mean colour. */
export function densityPicture(layer: LabelLayer, piece: Piece): Picture {
  const made = emptyPicture(layer, piece);
  const { labels, selected, width, colours } = layer;
  // Most often all objects have one colour: then none is asked for, which is most of the work.
  const of = colours.by === "neutral" ? null : colourOf(colours);
  const looks = Math.min(LOOKS, piece.step);
  const alpha = ((1 + INSIDE_ALPHA) / 2 / looks ** 2) * 255;
  const lines = looksAlong(piece.row * PICTURE_SIDE, made.height, piece.step, looks, layer.height);
  const places = looksAlong(piece.column * PICTURE_SIDE, made.width, piece.step, looks, width);
  const choosing = selected.size > 0;
  for (let row = 0, at = 0; row < made.height; row += 1) {
    for (let column = 0; column < made.width; column += 1, at += 4) {
      let [found, chosen, red, green, blue] = [0, false, 0, 0, 0];
      for (let i = row * looks; i < (row + 1) * looks; i += 1) {
        const line = (lines[i] as number) * width;
        for (let j = column * looks; j < (column + 1) * looks; j += 1) {
          const id = labels[line + (places[j] as number)] as number;
          if (id === 0) continue;
          found += 1;
          if (choosing && !chosen && selected.has(id)) chosen = true;
          if (!of || chosen) continue;
          const colour = of(id) ?? UNMEASURED;
          red += colour[0];
          green += colour[1];
          blue += colour[2];
        }
      }
      if (found === 0) continue;
      const shown = chosen ? SELECTION_RGB : of ? [red / found, green / found, blue / found] : NEUTRAL;
      made.pixels[at] = shown[0] as number;
      made.pixels[at + 1] = shown[1] as number;
      made.pixels[at + 2] = shown[2] as number;
      made.pixels[at + 3] = chosen ? 255 : found * alpha;
    }
  }
  return made;
}

/** The pieces of a layer that are on screen, given its visible box in the layer's own pixels. */
export function piecesIn(
  layer: { width: number; height: number },
  [top, left, bottom, right]: readonly [number, number, number, number],
  step: number,
  side: number,
): Piece[] {
  const size = side * step;
  const from = (low: number) => Math.max(0, Math.floor(low / size));
  const to = (high: number, length: number) => Math.min(Math.ceil(length / size), Math.ceil(high / size));
  const found: Piece[] = [];
  for (let row = from(top); row < to(bottom, layer.height); row += 1) {
    for (let column = from(left); column < to(right, layer.width); column += 1)
      found.push({ step, row, column });
  }
  return found;
}
