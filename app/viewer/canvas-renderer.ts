/** Draws frames with canvas 2D: tiles are coloured once on the CPU and kept as small canvases. */
import { blend, blendColour } from "./blend";
import type { Size } from "./camera";
import { CanvasOverlays } from "./canvas-overlays";
import { drawOverview } from "./overview";
import { cellsToDraw, GROUND, type Mapping, mappingOf, placeCell, stampOf } from "./placing";
import type { Frame, LoadedCell, Renderer } from "./renderer";
import type { Tile } from "./source";
import type { ChannelView } from "./types";

/** Colouring may take this long in one frame; the rest follows in the next, so that panning stays smooth. */
const BUDGET = 10;
const MOST_BYTES = 192e6;

interface Coloured {
  canvas: HTMLCanvasElement;
  /** What it was made with; another contrast makes it stale. */
  stamp: string;
  bytes: number;
}

export class CanvasRenderer implements Renderer {
  readonly element = document.createElement("canvas");
  private readonly context: CanvasRenderingContext2D;
  private readonly coloured = new Map<string, Coloured>();
  private readonly overlays = new CanvasOverlays();
  private bytes = 0;
  private ratio = 1;

  constructor() {
    const context = this.element.getContext("2d", { alpha: false });
    if (!context) throw new Error("This browser cannot draw on a canvas.");
    this.context = context;
  }

  resize(view: Size, ratio: number): void {
    this.ratio = ratio;
    this.element.width = Math.max(1, Math.round(view.width * ratio));
    this.element.height = Math.max(1, Math.round(view.height * ratio));
  }

  draw(frame: Frame): boolean {
    const until = performance.now() + BUDGET;
    const finished = this.colourAll(frame, until);
    const { context, element } = this;
    const mapping = mappingOf(frame, this.ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = GROUND;
    context.fillRect(0, 0, element.width, element.height);
    context.save();
    context.beginPath();
    const left = Math.round(mapping.x(0));
    const top = Math.round(mapping.y(0));
    const right = Math.round(mapping.x(frame.image.width));
    context.rect(left, top, right - left, Math.round(mapping.y(frame.image.height)) - top);
    context.clip();
    this.drawLayers(frame, mapping);
    context.restore();
    const drawn = this.overlays.draw(context, frame, mapping, this.ratio);
    return drawn && finished;
  }

  drawOverview(frame: Frame, canvas: HTMLCanvasElement): void {
    drawOverview(frame, canvas);
  }

  forget(): void {
    this.coloured.clear();
    this.bytes = 0;
    this.overlays.forget();
  }

  destroy(): void {
    this.forget();
    this.element.width = 1;
    this.element.height = 1;
    this.element.remove();
  }

  /** Colour what is new or stale, coarse first, until the time is used up; at least one tile each frame. */
  private colourAll(frame: Frame, until: number): boolean {
    const stamp = stampOf(frame);
    for (const { cells } of frame.layers) {
      for (const cell of cells) {
        if (this.coloured.get(cell.key)?.stamp === stamp) continue;
        this.colour(cell, frame, stamp);
        if (performance.now() > until) return this.isCurrent(frame, stamp);
      }
    }
    return true;
  }

  private isCurrent(frame: Frame, stamp: string): boolean {
    return frame.layers.every(({ cells }) =>
      cells.every((cell) => this.coloured.get(cell.key)?.stamp === stamp),
    );
  }

  private colour(cell: LoadedCell, frame: Frame, stamp: string): void {
    const [y0, x0, y1, x1] = cell.region;
    const width = x1 - x0;
    const height = y1 - y0;
    const known = this.coloured.get(cell.key);
    const canvas = known?.canvas ?? document.createElement("canvas");
    if (!known) {
      canvas.width = width;
      canvas.height = height;
    }
    const picture = new ImageData(width, height);
    const out = new Uint32Array(picture.data.buffer);
    const first = cell.tiles[0];
    if (frame.colour && first) blendColour(first.data, first.samples, out);
    else
      blend(
        cell.tiles.map((tile, index) => channelOf(tile, frame, index)),
        out,
        frame.blending,
      );
    canvas.getContext("2d")?.putImageData(picture, 0, 0);
    this.keep(cell.key, { canvas, stamp, bytes: width * height * 4 }, frame);
  }

  private keep(key: string, made: Coloured, frame: Frame): void {
    this.bytes += made.bytes - (this.coloured.get(key)?.bytes ?? 0);
    this.coloured.delete(key);
    this.coloured.set(key, made);
    if (this.bytes <= MOST_BYTES) return;
    const needed = new Set(frame.layers.flatMap(({ cells }) => cells.map((cell) => cell.key)));
    for (const [old, one] of this.coloured) {
      if (this.bytes <= MOST_BYTES) return;
      if (needed.has(old)) continue;
      this.coloured.delete(old);
      this.bytes -= one.bytes;
    }
  }

  private drawLayers(frame: Frame, mapping: Mapping): void {
    for (const cell of cellsToDraw(frame, (key) => this.coloured.has(key))) this.drawCell(cell, mapping);
  }

  private drawCell(cell: LoadedCell, mapping: Mapping): void {
    const coloured = this.coloured.get(cell.key);
    const placed = coloured && placeCell(cell, coloured.canvas, mapping, this.element);
    if (!placed) return;
    const [sx0, sy0, sx1, sy1] = placed.from;
    const [x0, y0, x1, y1] = placed.to;
    this.context.imageSmoothingEnabled = placed.scale <= 1;
    this.context.imageSmoothingQuality = placed.scale < 0.5 ? "high" : "medium";
    this.context.drawImage(coloured.canvas, sx0, sy0, sx1 - sx0, sy1 - sy0, x0, y0, x1 - x0, y1 - y0);
  }
}

function channelOf(tile: Tile, frame: Frame, index: number): { data: Tile["data"]; view: ChannelView } {
  return { data: tile.data, view: frame.channels[index] as ChannelView };
}
