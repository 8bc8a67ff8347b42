/** Draws a label image on a canvas: outlines at screen resolution, filled, or how dense; the selection in yellow on top. */
import { SELECTION_RGB } from "./colour";
import { boxOnScreen, type LayerScreen, screenOf, visibleIn } from "./geometry";
import {
  CASING_ALPHA,
  CASING_MARGIN,
  CHOSEN_RADIUS,
  HATCH,
  HOVER_RADIUS,
  INSIDE_ALPHA,
  LINE_RADIUS,
  SMALLEST_FILLED,
  SMALLEST_OUTLINED,
  SQUARE_FROM,
  STRONG_ALPHA,
  STRONG_RADIUS,
  thinned,
  thinningFor,
} from "./label-tiles";
import { LinePicture, type Placement } from "./lines";
import { colourOf, UNMEASURED } from "./object-colours";
import { type OwnedPieces, ownedOutline, typicalSize } from "./outline";
import { densityPicture, PICTURE_SIDE, type Piece, piecesIn } from "./pictures";
import type { Mapping } from "./placing";
import type { Hovered } from "./renderer";
import type { Colour, LabelLayer } from "./types";

const TILE = 256;
const BUDGET = 8;
const MOST_BUDGET = 40;
const MOST_FILLS = 256;
const MOST_OUTLINES = 4096;

/** Outlines that take longer than this to draw are moved with the image and drawn anew when it rests. */
const SLOW = 12;

const CASING = 0;
const LINE = 1;
const HOVER = 2;
const CHOSEN = 3;
const LANES = [
  { colour: [0, 0, 0], alpha: CASING_ALPHA },
  { colour: [255, 255, 255], alpha: 1 },
  { colour: [255, 255, 255], alpha: 1 },
  { colour: SELECTION_RGB, alpha: 1 },
] as const;

/** What is worked out from labels is kept as long as they are shown. */
interface Known {
  labels: Uint32Array;
  size: number;
  /** How many boxes of changed labels are already seen to. */
  mended: number;
  outlines: Map<string, OwnedPieces>;
  chosen: Map<string, OwnedPieces>;
  fills: Map<string, HTMLCanvasElement>;
  selected: ReadonlySet<number>;
  colours: LabelLayer["colours"];
}

/** A frame's wishes for one layer. */
interface Wish {
  layer: LabelLayer;
  known: Known;
  place: LayerScreen;
  ratio: number;
  hovered: Hovered | null;
  until: number;
}

function samePlace(one: Placement, other: Placement | null): boolean {
  if (!other || one.scaleX !== other.scaleX || one.scaleY !== other.scaleY) return false;
  return one.left === other.left && one.top === other.top;
}

export class CanvasLabels {
  private known: Known | null = null;
  private readonly lines = new LinePicture(LANES);
  private readonly layer = document.createElement("canvas");
  private readonly strong = window.matchMedia("(prefers-contrast: more)");
  private picture: ImageData | null = null;
  /** What the layer of lines shows, where it was last asked for, and how long drawing it took. */
  private drawn: { known: Known; stamp: readonly unknown[]; placement: Placement; done: boolean } | null =
    null;
  private seen: Placement | null = null;
  private cost = 0;

  /** Draw what time allows; false where another frame is needed. */
  draw(
    context: CanvasRenderingContext2D,
    layer: LabelLayer,
    hovered: Hovered | null,
    mapping: Mapping,
    ratio: number,
  ): boolean {
    const known = this.learn(layer);
    const place = screenOf(layer, mapping);
    // Each frame of a part draws all lines anew: a new part may take as long as that, or it would cost more than it saves.
    const until = performance.now() + Math.max(BUDGET, Math.min(this.cost, MOST_BUDGET));
    const wish: Wish = { layer, known, place, ratio, hovered, until };
    const zoom = place.scaleX / ratio;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = layer.opacity;
    const dense = known.size * zoom < SMALLEST_FILLED && zoom < 1;
    const outlined = !dense && layer.mode === "outline" && known.size * zoom >= SMALLEST_OUTLINED;
    const done = outlined ? this.drawOutlines(context, wish) : this.drawFills(context, wish, dense);
    context.restore();
    return done;
  }

  private learn(layer: LabelLayer): Known {
    const changed = layer.changed ?? [];
    const before = this.known;
    if (before?.labels !== layer.labels || changed.length < before.mended) {
      const empty = { outlines: new Map(), chosen: new Map(), fills: new Map() };
      const { labels, selected, colours } = layer;
      this.known = { labels, size: typicalSize(layer), mended: changed.length, selected, colours, ...empty };
      return this.known;
    }
    if (before.selected !== layer.selected) before.chosen.clear();
    if (before.selected !== layer.selected || before.colours !== layer.colours) before.fills.clear();
    if (changed.length > before.mended) {
      for (const box of changed.slice(before.mended)) dropTouched(before, box);
      if (before.size === 0) before.size = typicalSize(layer);
      this.drawn = null;
    }
    before.mended = changed.length;
    before.selected = layer.selected;
    before.colours = layer.colours;
    return before;
  }

  private drawOutlines(context: CanvasRenderingContext2D, wish: Wish): boolean {
    const { known, layer, place: placement } = wish;
    const { width, height } = context.canvas;
    const moving = !samePlace(placement, this.seen);
    this.seen = placement;
    const old = this.drawn;
    const stamp = [layer.selected, layer.colours, wish.hovered?.object ?? 0, width, height];
    const same = old?.known === known && stamp.every((one, index) => one === old.stamp[index]);
    if (same && old.done && samePlace(placement, old.placement)) {
      this.showLayer(context, placement, placement);
      return true;
    }
    if (same && moving && this.cost > SLOW) {
      this.showLayer(context, old.placement, placement);
      return false;
    }
    const started = performance.now();
    this.lines.begin(width, height);
    const done = this.layLines(wish, { width, height });
    this.paintLayer(width, height);
    this.showLayer(context, placement, placement);
    this.drawn = { known, stamp, placement, done };
    this.cost = performance.now() - started;
    return done;
  }

  private layLines(wish: Wish, screen: { width: number; height: number }): boolean {
    const { layer, known, place, ratio, hovered } = wish;
    const zoom = place.scaleX / ratio;
    const square = zoom >= SQUARE_FROM;
    const tiles = piecesIn(layer, visibleIn(place, screen), thinningFor(zoom), TILE);
    const all = gather(wish, tiles, known.outlines, square);
    const chosen = layer.selected.size > 0 ? gather(wish, tiles, known.chosen, square, layer.selected) : null;
    const radius = this.strong.matches ? STRONG_RADIUS : LINE_RADIUS;
    const colours = layer.colours.by === "neutral" ? null : colourOf(layer.colours);
    this.addLines(LINE, all.pieces, wish, radius, colours);
    if (hovered) {
      const own = gather(wish, around(layer, tiles, hovered), new Map(), square, new Set([hovered.object]));
      this.addLines(HOVER, own.pieces, wish, HOVER_RADIUS + radius - LINE_RADIUS, null);
    }
    this.addLines(CHOSEN, chosen?.pieces ?? [], wish, CHOSEN_RADIUS, null);
    return all.done && (chosen?.done ?? true);
  }

  private addLines(
    lane: number,
    tiles: readonly OwnedPieces[],
    { place, ratio }: Wish,
    radius: number,
    colours: ((id: number) => Colour | null) | null,
  ): void {
    for (const { pieces, owners } of tiles) {
      const own = colours && owners.map((id) => packed(colours(id) ?? UNMEASURED, 0));
      this.lines.add(CASING, pieces, place, (radius + CASING_MARGIN) * ratio);
      this.lines.add(lane, pieces, place, radius * ratio, own ?? undefined);
    }
  }

  private paintLayer(width: number, height: number): void {
    if (this.picture?.width !== width || this.picture.height !== height) {
      this.picture = new ImageData(width, height);
      this.layer.width = width;
      this.layer.height = height;
    }
    this.lines.finish(new Uint32Array(this.picture.data.buffer));
    this.layer.getContext("2d", { willReadFrequently: true })?.putImageData(this.picture, 0, 0);
  }

  /** The lines as they were drawn for one place, moved and scaled to another. */
  private showLayer(context: CanvasRenderingContext2D, from: Placement, to: Placement): void {
    const x = to.scaleX / from.scaleX;
    const y = to.scaleY / from.scaleY;
    context.setTransform(x, 0, 0, y, to.left - from.left * x, to.top - from.top * y);
    context.imageSmoothingEnabled = x !== 1;
    context.drawImage(this.layer, 0, 0);
  }

  /** Where the picture is made smaller, thinned labels are coloured: the work follows the screen, not the image. */
  private drawFills(context: CanvasRenderingContext2D, wish: Wish, dense: boolean): boolean {
    const { layer, known, place, until } = wish;
    const step = thinningFor(dense ? place.scaleX : place.scaleX / wish.ratio);
    const side = dense ? PICTURE_SIDE : TILE;
    const hovered = dense ? 0 : (wish.hovered?.object ?? 0);
    context.imageSmoothingEnabled = false;
    for (const piece of piecesIn(layer, visibleIn(place, context.canvas), step, side)) {
      const key = `${dense}/${hovered}/${step}/${piece.row}/${piece.column}`;
      let canvas = known.fills.get(key);
      if (!canvas) {
        if (performance.now() > until) return false;
        canvas = dense ? densityCanvas(layer, piece) : fillTile(layer, piece, hovered);
        if (known.fills.size >= MOST_FILLS) known.fills.delete(known.fills.keys().next().value as string);
        known.fills.set(key, canvas);
      }
      const top = piece.row * side * step;
      const left = piece.column * side * step;
      const end = [top + canvas.height * step, left + canvas.width * step] as const;
      const [x0, y0, x1, y1] = boxOnScreen(place, [top, left, ...end]);
      context.drawImage(canvas, x0, y0, x1 - x0, y1 - y0);
    }
    return dense || layer.selected.size === 0 || this.drawChosen(context, wish);
  }

  /** The selection's line over a fill, so that it does not differ by its colour alone. */
  private drawChosen(context: CanvasRenderingContext2D, wish: Wish): boolean {
    const { layer, known, place, ratio } = wish;
    const { width, height } = context.canvas;
    const zoom = place.scaleX / ratio;
    const tiles = piecesIn(layer, visibleIn(place, context.canvas), thinningFor(zoom), TILE);
    const chosen = gather(wish, tiles, known.chosen, zoom >= SQUARE_FROM, layer.selected);
    this.lines.begin(width, height);
    this.addLines(CHOSEN, chosen.pieces, wish, CHOSEN_RADIUS, null);
    this.paintLayer(width, height);
    this.showLayer(context, place, place);
    this.drawn = null; // outlines are drawn anew
    return chosen.done;
  }
}

/** Forget what was worked out from labels that have changed. */
function dropTouched(known: Known, [y0 = 0, x0 = 0, y1 = 0, x1 = 0]: readonly number[]): void {
  known.fills.clear();
  for (const kept of [known.outlines, known.chosen]) {
    for (const key of kept.keys()) {
      const [, step = 1, row = 0, column = 0] = key.split("/").map(Number);
      const size = TILE * step;
      const touches = (from: number, to: number, at: number) =>
        to >= at * size - step && from <= (at + 1) * size + step;
      if (touches(y0, y1, row) && touches(x0, x1, column)) kept.delete(key);
    }
  }
}

/** The tiles in which the hovered object may lie: those within its own size around the pointer. */
function around(layer: LabelLayer, tiles: readonly Piece[], { object, y, x }: Hovered): Piece[] {
  const [top, left, bottom, right] = extentOf(layer, object, y, x);
  return tiles.filter(({ step, row, column }) => {
    const size = TILE * step;
    const inRow = bottom >= row * size - step && top <= (row + 1) * size + step;
    return inRow && right >= column * size - step && left <= (column + 1) * size + step;
  });
}

/** A box around an object, found by growing from one of its places until none of its pixels lies on the edge. */
function extentOf(layer: LabelLayer, object: number, y: number, x: number): [number, number, number, number] {
  const { labels, width, height } = layer;
  const row = Math.floor((y + 0.5 - layer.origin[0]) / layer.factor[0]);
  const column = Math.floor((x + 0.5 - layer.origin[1]) / layer.factor[1]);
  for (let reach = 16; ; reach *= 2) {
    const top = Math.max(0, row - reach);
    const bottom = Math.min(height - 1, row + reach);
    const left = Math.max(0, column - reach);
    const right = Math.min(width - 1, column + reach);
    let open = false;
    for (let at = left; at <= right && !open; at += 1)
      open =
        (top > 0 && labels[top * width + at] === object) ||
        (bottom < height - 1 && labels[bottom * width + at] === object);
    for (let at = top; at <= bottom && !open; at += 1)
      open =
        (left > 0 && labels[at * width + left] === object) ||
        (right < width - 1 && labels[at * width + right] === object);
    if (!open) return [top, left, bottom, right];
  }
}

/** The outlines of the tiles on screen: those that are kept, and as many new ones as there is time for. */
function gather(
  { layer, until }: Wish,
  tiles: readonly Piece[],
  kept: Map<string, OwnedPieces>,
  square: boolean,
  only?: ReadonlySet<number>,
): { pieces: OwnedPieces[]; done: boolean } {
  const pieces: OwnedPieces[] = [];
  let done = true;
  for (const tile of tiles) {
    const key = `${square ? 1 : 0}/${tile.step}/${tile.row}/${tile.column}`;
    let piece = kept.get(key);
    if (!piece && done) {
      piece = outlineOf(layer, tile, square, only);
      if (kept.size >= MOST_OUTLINES) kept.delete(kept.keys().next().value as string);
      kept.set(key, piece);
      done = performance.now() < until;
    }
    if (piece) pieces.push(piece);
    else done = false;
  }
  return { pieces, done };
}

/** The outlines of one tile in label pixels. */
function outlineOf(
  layer: LabelLayer,
  { step, row, column }: Piece,
  square: boolean,
  only?: ReadonlySet<number>,
): OwnedPieces {
  const [y, x] = [row * TILE, column * TILE];
  const image = thinned(layer, step, [y - 1, x - 1, TILE + 2, TILE + 2]);
  const end = (from: number, length: number) => Math.min(TILE + 1, Math.ceil(length / step) - from + 2);
  const found = ownedOutline(image, [1, 1, end(y, layer.height), end(x, layer.width)], { only, square });
  for (let at = 0; at < found.pieces.length; at += 2) {
    found.pieces[at] = ((found.pieces[at] as number) - 1 + x) * step;
    found.pieces[at + 1] = ((found.pieces[at + 1] as number) - 1 + y) * step;
  }
  return found;
}

function packed([red, green, blue]: Colour, alpha: number): number {
  return ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

function canvasOf(width: number, height: number, pixels: Uint8ClampedArray<ArrayBuffer>): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

function densityCanvas(layer: LabelLayer, piece: Piece): HTMLCanvasElement {
  const { width, height, pixels } = densityPicture(layer, piece);
  return canvasOf(width, height, pixels);
}

/**
 * Inside pale, the border of an object full, so that neighbours of one colour stay apart; hatched where nothing was
 * measured.
 */
function fillTile(layer: LabelLayer, { step, row, column }: Piece, hovered: number): HTMLCanvasElement {
  const of = colourOf(layer.colours);
  const [top, left] = [row * TILE, column * TILE];
  const side = TILE + 2;
  const { labels } = thinned(layer, step, [top - 1, left - 1, side, side]);
  const width = Math.min(TILE, Math.ceil(layer.width / step) - left);
  const height = Math.min(TILE, Math.ceil(layer.height / step) - top);
  const pixels = new Uint8ClampedArray(width * height * 4);
  const out = new Uint32Array(pixels.buffer);
  let last = 0;
  let inside = 0;
  let hatched = 0;
  let border = 0;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0, at = (y + 1) * side + 1; x < width; x += 1, at += 1, i += 1) {
      const id = labels[at] as number;
      if (id === 0) continue;
      if (id !== last) {
        last = id;
        const chosen = layer.selected.has(id);
        const known = of(id);
        const colour = chosen ? SELECTION_RGB : (known ?? UNMEASURED);
        inside = packed(colour, chosen || id === hovered ? STRONG_ALPHA : INSIDE_ALPHA);
        hatched = known || chosen ? inside : 0;
        border = packed(colour, 1);
      }
      const edge =
        labels[at - 1] !== id ||
        labels[at + 1] !== id ||
        labels[at - side] !== id ||
        labels[at + side] !== id;
      const empty = Math.floor((x + y) / HATCH) % 2 === 1;
      out[i] = edge ? border : empty ? hatched : inside;
    }
  }
  return canvasOf(width, height, pixels);
}
