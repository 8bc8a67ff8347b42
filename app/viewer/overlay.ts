/** Draws a label image over the picture: outlines at screen resolution, or filled; the selection in yellow on top. */
import type { Mapping } from "./canvas-renderer";
import { labelColour, SELECTION_RGB } from "./colour";
import { LinePicture, type Placement } from "./lines";
import { outline, typicalSize } from "./outline";
import type { Colour, LabelLayer } from "./types";

const TILE = 256;
/** Objects smaller than this on screen (CSS pixels) are filled: their outlines would be all that is seen. */
export const SMALLEST_OUTLINED = 6;
/** From this many CSS pixels per label pixel on, outlines follow the pixel edges. */
const SQUARE_FROM = 8;
const BUDGET = 14;
const MOST_FILLS = 256;
const MOST_OUTLINES = 4096;

/** Outlines that take longer than this to draw are moved with the image and drawn anew when it rests. */
const SLOW = 12;

const CASING = 0;
const LINE = 1;
const CHOSEN = 2;
/** White in black for every object, 3 px of yellow for the selection. */
const LANES = [
  { colour: [0, 0, 0], alpha: 0.6 },
  { colour: [255, 255, 255], alpha: 1 },
  { colour: SELECTION_RGB, alpha: 1 },
] as const;
const LINE_RADIUS = 0.75;
/** For people who ask their system for more contrast. */
const STRONG_RADIUS = 1.25;
const CHOSEN_RADIUS = 1.5;
const CASING_MARGIN = 1;

/** Labels do not change under way: what is worked out from them is kept as long as they are shown. */
interface Known {
  labels: Uint32Array;
  size: number;
  outlines: Map<string, Float32Array>;
  chosen: Map<string, Float32Array>;
  fills: Map<string, HTMLCanvasElement>;
  selected: ReadonlySet<number>;
}

interface Tiles {
  rows: [number, number];
  columns: [number, number];
}

function samePlace(one: Placement, other: Placement | null): boolean {
  if (!other || one.scaleX !== other.scaleX || one.scaleY !== other.scaleY) return false;
  return one.left === other.left && one.top === other.top;
}

export class OverlayPainter {
  private known: Known | null = null;
  private readonly lines = new LinePicture(LANES);
  private readonly layer = document.createElement("canvas");
  private readonly strong = window.matchMedia("(prefers-contrast: more)");
  private picture: ImageData | null = null;
  /** What the layer of lines shows, where it was last asked for, and how long drawing it took. */
  private drawn: { known: Known; selected: ReadonlySet<number>; placement: Placement; done: boolean } | null =
    null;
  private seen: Placement | null = null;
  private cost = 0;

  forget(): void {
    this.known = null;
    this.drawn = null;
  }

  /** Draw what time allows; false where another frame is needed. */
  draw(context: CanvasRenderingContext2D, overlay: LabelLayer, mapping: Mapping, ratio: number): boolean {
    const known = this.learn(overlay);
    const until = performance.now() + BUDGET;
    const scale = (mapping.scale * overlay.factor[0]) / ratio;
    context.save();
    context.translate(mapping.x(overlay.origin[1]), mapping.y(overlay.origin[0]));
    context.scale(mapping.scale * overlay.factor[1], mapping.scale * overlay.factor[0]);
    const outlined = overlay.mode === "outline" && known.size * scale >= SMALLEST_OUTLINED;
    const done = outlined
      ? this.drawOutlines(context, overlay, known, ratio, until)
      : this.drawFills(context, overlay, known, scale * ratio, until);
    context.restore();
    return done;
  }

  private learn(overlay: LabelLayer): Known {
    if (this.known?.labels !== overlay.labels) {
      this.known = {
        labels: overlay.labels,
        size: typicalSize(overlay),
        outlines: new Map(),
        chosen: new Map(),
        fills: new Map(),
        selected: overlay.selected,
      };
    }
    if (this.known.selected !== overlay.selected) {
      this.known.selected = overlay.selected;
      this.known.chosen.clear();
      this.known.fills.clear();
    }
    return this.known;
  }

  private drawOutlines(
    context: CanvasRenderingContext2D,
    overlay: LabelLayer,
    known: Known,
    ratio: number,
    until: number,
  ): boolean {
    const { a: scaleX, d: scaleY, e: left, f: top } = context.getTransform();
    const placement: Placement = { scaleX, scaleY, left, top };
    const { width, height } = context.canvas;
    const moving = !samePlace(placement, this.seen);
    this.seen = placement;
    const old = this.drawn;
    const same = old?.known === known && old.selected === overlay.selected && this.layer.width === width;
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
    const done = this.layLines(context, overlay, known, placement, ratio, until);
    this.paintLayer(width, height);
    this.showLayer(context, placement, placement);
    this.drawn = { known, selected: overlay.selected, placement, done };
    this.cost = performance.now() - started;
    return done;
  }

  private layLines(
    context: CanvasRenderingContext2D,
    overlay: LabelLayer,
    known: Known,
    placement: Placement,
    ratio: number,
    until: number,
  ): boolean {
    const square = placement.scaleX / ratio >= SQUARE_FROM;
    const { selected } = overlay;
    const all = gather(overlay, context, known.outlines, until, square);
    const chosen = selected.size > 0 ? gather(overlay, context, known.chosen, until, square, selected) : null;
    const radius = this.strong.matches ? STRONG_RADIUS : LINE_RADIUS;
    this.addLines(LINE, all.pieces, placement, radius * ratio, ratio);
    this.addLines(CHOSEN, chosen?.pieces ?? [], placement, CHOSEN_RADIUS * ratio, ratio);
    return all.done && (chosen?.done ?? true);
  }

  private addLines(
    lane: number,
    tiles: readonly Float32Array[],
    placement: Placement,
    radius: number,
    ratio: number,
  ): void {
    for (const pieces of tiles) {
      this.lines.add(CASING, pieces, placement, radius + CASING_MARGIN * ratio);
      this.lines.add(lane, pieces, placement, radius);
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
  private drawFills(
    context: CanvasRenderingContext2D,
    overlay: LabelLayer,
    known: Known,
    deviceScale: number,
    until: number,
  ): boolean {
    const step = 2 ** Math.max(0, Math.floor(Math.log2(1 / deviceScale)));
    const neutral = overlay.mode === "outline";
    context.imageSmoothingEnabled = deviceScale * step < 1;
    for (const [row, column] of places(visibleTiles(context, overlay, TILE * step))) {
      const key = `${neutral}/${step}/${row}/${column}`;
      let canvas = known.fills.get(key);
      if (!canvas) {
        if (performance.now() > until) return false;
        canvas = fillTile(overlay, row, column, step, neutral);
        if (known.fills.size >= MOST_FILLS) known.fills.delete(known.fills.keys().next().value as string);
        known.fills.set(key, canvas);
      }
      context.drawImage(
        canvas,
        column * TILE * step,
        row * TILE * step,
        canvas.width * step,
        canvas.height * step,
      );
    }
    return true;
  }
}

/** The tiles of the label image that are on screen, from the transform of the context. */
function visibleTiles(context: CanvasRenderingContext2D, overlay: LabelLayer, size: number): Tiles {
  const inverse = context.getTransform().inverse();
  const from = inverse.transformPoint({ x: 0, y: 0 });
  const to = inverse.transformPoint({ x: context.canvas.width, y: context.canvas.height });
  const range = (low: number, high: number, length: number): [number, number] => [
    Math.max(0, Math.floor(low / size)),
    Math.min(Math.ceil(length / size), Math.ceil(high / size)),
  ];
  return { rows: range(from.y, to.y, overlay.height), columns: range(from.x, to.x, overlay.width) };
}

function* places({ rows, columns }: Tiles): Generator<[number, number]> {
  for (let row = rows[0]; row < rows[1]; row += 1) {
    for (let column = columns[0]; column < columns[1]; column += 1) yield [row, column];
  }
}

/** The outlines of the tiles on screen: those that are kept, and as many new ones as there is time for. */
function gather(
  overlay: LabelLayer,
  context: CanvasRenderingContext2D,
  kept: Map<string, Float32Array>,
  until: number,
  square: boolean,
  only?: ReadonlySet<number>,
): { pieces: Float32Array[]; done: boolean } {
  const pieces: Float32Array[] = [];
  let done = true;
  for (const [row, column] of places(visibleTiles(context, overlay, TILE))) {
    const key = `${square}/${row}/${column}`;
    let piece = kept.get(key);
    if (!piece && done) {
      const last = (at: number, length: number) => ((at + 1) * TILE >= length ? length + 1 : (at + 1) * TILE);
      const box = [row * TILE, column * TILE, last(row, overlay.height), last(column, overlay.width)];
      piece = outline(overlay, box, { only, square });
      if (kept.size >= MOST_OUTLINES) kept.delete(kept.keys().next().value as string);
      kept.set(key, piece);
      done = performance.now() < until;
    }
    if (piece) pieces.push(piece);
    else done = false;
  }
  return { pieces, done };
}

const NEUTRAL: Colour = [236, 238, 242];

function packed([red, green, blue]: Colour, alpha: number): number {
  return ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Inside pale, the border of an object full, so that neighbours of one colour stay apart. */
function fillTile(
  overlay: LabelLayer,
  row: number,
  column: number,
  step: number,
  neutral: boolean,
): HTMLCanvasElement {
  const { labels, width, height, selected } = overlay;
  const y0 = row * TILE * step;
  const x0 = column * TILE * step;
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(TILE, Math.ceil((width - x0) / step));
  canvas.height = Math.min(TILE, Math.ceil((height - y0) / step));
  const picture = new ImageData(canvas.width, canvas.height);
  const out = new Uint32Array(picture.data.buffer);
  const at = (y: number, x: number) =>
    y >= 0 && x >= 0 && y < height && x < width ? (labels[y * width + x] as number) : 0;
  let last = 0;
  let inside = 0;
  let border = 0;
  for (let y = y0, i = 0, line = 0; line < canvas.height; y += step, line += 1) {
    for (let x = x0, place = 0; place < canvas.width; x += step, place += 1, i += 1) {
      const id = labels[y * width + x] as number;
      if (id === 0) continue;
      if (id !== last) {
        last = id;
        const chosen = selected.has(id);
        const colour = chosen ? SELECTION_RGB : neutral ? NEUTRAL : labelColour(id);
        inside = packed(colour, chosen ? 0.75 : 0.45);
        border = packed(colour, 1);
      }
      const edge =
        at(y - step, x) !== id || at(y + step, x) !== id || at(y, x - step) !== id || at(y, x + step) !== id;
      out[i] = edge ? border : inside;
    }
  }
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
  return canvas;
}
