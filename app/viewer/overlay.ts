/** Draws a label image over the picture: outlines at screen resolution, or filled; the selection in yellow on top. */
import { SELECTION, SELECTION_RGB, labelColour } from "./colour";
import { outline, typicalSize } from "./outline";
import type { Mapping } from "./canvas-renderer";
import type { Colour, OverlayLayer } from "./types";

const TILE = 256;
/** Objects smaller than this on screen (CSS pixels) are filled: their outlines would be all that is seen. */
export const SMALLEST_OUTLINED = 6;
/** From this many CSS pixels per label pixel on, outlines follow the pixel edges. */
const SQUARE_FROM = 8;
const BUDGET = 14;
const MOST_FILLS = 256;

interface Piece {
  path: Path2D;
  count: number;
}

/** Labels do not change under way: what is worked out from them is kept as long as they are shown. */
interface Known {
  labels: Uint32Array;
  size: number;
  outlines: Map<string, Piece>;
  selections: Map<string, Piece>;
  fills: Map<string, HTMLCanvasElement>;
  selected: ReadonlySet<number>;
}

interface Tiles {
  rows: [number, number];
  columns: [number, number];
}

export class OverlayPainter {
  private known: Known | null = null;

  forget(): void {
    this.known = null;
  }

  /** Draw what time allows; false where another frame is needed. */
  draw(context: CanvasRenderingContext2D, overlay: OverlayLayer, mapping: Mapping, ratio: number): boolean {
    const known = this.learn(overlay);
    const until = performance.now() + BUDGET;
    const scale = (mapping.scale * overlay.factor[0]) / ratio;
    const outlined = overlay.mode === "outline" && known.size * scale >= SMALLEST_OUTLINED;
    context.save();
    context.translate(mapping.x(overlay.origin[1]), mapping.y(overlay.origin[0]));
    context.scale(mapping.scale * overlay.factor[1], mapping.scale * overlay.factor[0]);
    const done = outlined
      ? this.drawOutlines(context, overlay, known, scale, until)
      : this.drawFills(context, overlay, known, scale * ratio, until);
    const marked = !outlined || this.drawSelection(context, overlay, known, scale, until);
    context.restore();
    return done && marked;
  }

  private learn(overlay: OverlayLayer): Known {
    if (this.known?.labels !== overlay.labels) {
      this.known = {
        labels: overlay.labels,
        size: typicalSize(overlay),
        outlines: new Map(),
        selections: new Map(),
        fills: new Map(),
        selected: overlay.selected,
      };
    }
    if (this.known.selected !== overlay.selected) {
      this.known.selected = overlay.selected;
      this.known.selections.clear();
      this.known.fills.clear();
    }
    return this.known;
  }

  private drawOutlines(
    context: CanvasRenderingContext2D,
    overlay: OverlayLayer,
    known: Known,
    scale: number,
    until: number,
  ): boolean {
    const square = scale >= SQUARE_FROM;
    const { pieces, done } = gather(context, overlay, known.outlines, until, square);
    stroke(context, pieces, [
      ["rgba(0, 0, 0, 0.55)", 3.2 / scale],
      ["#ffffff", 1.4 / scale],
    ]);
    return done;
  }

  private drawSelection(
    context: CanvasRenderingContext2D,
    overlay: OverlayLayer,
    known: Known,
    scale: number,
    until: number,
  ): boolean {
    if (overlay.selected.size === 0) return true;
    const square = scale >= SQUARE_FROM;
    const { pieces, done } = gather(context, overlay, known.selections, until, square, overlay.selected);
    stroke(context, pieces, [
      ["rgba(0, 0, 0, 0.7)", 5 / scale],
      [SELECTION, 3 / scale],
    ]);
    return done;
  }

  /** Where the picture is made smaller, thinned labels are coloured: the work follows the screen, not the image. */
  private drawFills(
    context: CanvasRenderingContext2D,
    overlay: OverlayLayer,
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
      context.drawImage(canvas, column * TILE * step, row * TILE * step, canvas.width * step, canvas.height * step);
    }
    return true;
  }
}

/** The tiles of the label image that are on screen, from the transform of the context. */
function visibleTiles(context: CanvasRenderingContext2D, overlay: OverlayLayer, size: number): Tiles {
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

function gather(
  context: CanvasRenderingContext2D,
  overlay: OverlayLayer,
  kept: Map<string, Piece>,
  until: number,
  square: boolean,
  only?: ReadonlySet<number>,
): { pieces: Piece[]; done: boolean } {
  const pieces: Piece[] = [];
  for (const [row, column] of places(visibleTiles(context, overlay, TILE))) {
    const key = `${square}/${row}/${column}`;
    let piece = kept.get(key);
    if (!piece) {
      if (performance.now() > until) return { pieces, done: false };
      const last = (at: number, length: number) => ((at + 1) * TILE >= length ? length + 1 : (at + 1) * TILE);
      const box = [row * TILE, column * TILE, last(row, overlay.height), last(column, overlay.width)];
      piece = pathOf(outline(overlay, box, { only, square }));
      kept.set(key, piece);
    }
    if (piece.count > 0) pieces.push(piece);
  }
  return { pieces, done: true };
}

function pathOf(values: Float32Array): Piece {
  const path = new Path2D();
  for (let at = 0; at < values.length; at += 4) {
    path.moveTo(values[at] as number, values[at + 1] as number);
    path.lineTo(values[at + 2] as number, values[at + 3] as number);
  }
  return { path, count: values.length / 4 };
}

function stroke(context: CanvasRenderingContext2D, pieces: readonly Piece[], lines: [string, number][]): void {
  context.lineCap = "round";
  for (const [colour, width] of lines) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    for (const { path } of pieces) context.stroke(path);
  }
}

const NEUTRAL: Colour = [236, 238, 242];

function packed([red, green, blue]: Colour, alpha: number): number {
  return ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Inside pale, the border of an object full, so that neighbours of one colour stay apart. */
function fillTile(overlay: OverlayLayer, row: number, column: number, step: number, neutral: boolean): HTMLCanvasElement {
  const { labels, width, height, selected } = overlay;
  const y0 = row * TILE * step;
  const x0 = column * TILE * step;
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(TILE, Math.ceil((width - x0) / step));
  canvas.height = Math.min(TILE, Math.ceil((height - y0) / step));
  const picture = new ImageData(canvas.width, canvas.height);
  const out = new Uint32Array(picture.data.buffer);
  const at = (y: number, x: number) => (y >= 0 && x >= 0 && y < height && x < width ? (labels[y * width + x] as number) : 0);
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
      const edge = at(y - step, x) !== id || at(y + step, x) !== id || at(y, x - step) !== id || at(y, x + step) !== id;
      out[i] = edge ? border : inside;
    }
  }
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
  return canvas;
}

