/** Draws frames with canvas 2D: tiles are coloured once on the CPU and kept as small canvases. */
import { blend, blendColour } from "./blend";
import type { Size } from "./camera";
import { OverlayPainter } from "./overlay";
import type { Frame, LoadedCell, Renderer } from "./renderer";
import type { Tile } from "./source";
import type { Box, ChannelView, LabelLayer } from "./types";

/** Colouring may take this long in one frame; the rest follows in the next, so that panning stays smooth. */
const BUDGET = 12;
const MOST_BYTES = 192e6;
export const GROUND = "#08090b";

interface Coloured {
  canvas: HTMLCanvasElement;
  /** What it was made with; another contrast makes it stale. */
  stamp: string;
  bytes: number;
}

/** Image coordinates to device pixels. */
export interface Mapping {
  scale: number;
  x(value: number): number;
  y(value: number): number;
}

export function mappingOf(frame: Frame, ratio: number): Mapping {
  const scale = frame.camera.zoom * ratio;
  const left = (frame.view.width * ratio) / 2 - frame.camera.x * scale;
  const top = (frame.view.height * ratio) / 2 - frame.camera.y * scale;
  return { scale, x: (value) => value * scale + left, y: (value) => value * scale + top };
}

/** Everything that decides the colours of a tile. */
function stampOf({ colour, indices, channels }: Frame): string {
  if (colour) return "colour";
  const told = channels.map((one, index) => [
    indices[index],
    ...one.color,
    one.low,
    one.high,
    one.gamma,
    one.invert ? 1 : 0,
  ]);
  return told.join(";");
}

export class CanvasRenderer implements Renderer {
  readonly element = document.createElement("canvas");
  private readonly context: CanvasRenderingContext2D;
  private readonly coloured = new Map<string, Coloured>();
  private readonly overlay = new OverlayPainter();
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
    context.rect(
      mapping.x(0),
      mapping.y(0),
      frame.image.width * mapping.scale,
      frame.image.height * mapping.scale,
    );
    context.clip();
    this.drawLayers(frame, mapping);
    context.restore();
    const labels = frame.overlays.findLast((one): one is LabelLayer => one.kind === "labels");
    const drawn = labels ? this.overlay.draw(context, labels, mapping, this.ratio) : true;
    if (frame.region) this.drawRegion(frame.region, mapping);
    return finished && drawn;
  }

  drawOverview(frame: Frame, canvas: HTMLCanvasElement): void {
    const context = canvas.getContext("2d");
    const layer = frame.layers[0];
    if (!context || !layer) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    const scaleX = canvas.width / frame.image.width;
    const scaleY = canvas.height / frame.image.height;
    for (const cell of layer.cells) {
      const coloured = this.coloured.get(cell.key);
      if (!coloured) continue;
      const [y0, x0, y1, x1] = cell.box;
      context.drawImage(coloured.canvas, x0 * scaleX, y0 * scaleY, (x1 - x0) * scaleX, (y1 - y0) * scaleY);
    }
  }

  forget(): void {
    this.coloured.clear();
    this.bytes = 0;
    this.overlay.forget();
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

  /** Draw from the finest layer that covers the whole view on upwards: what lies under it cannot be seen. */
  private drawLayers(frame: Frame, mapping: Mapping): void {
    let from = frame.layers.length - 1;
    while (from > 0 && !this.covers(frame.layers[from])) from -= 1;
    for (const { cells } of frame.layers.slice(Math.max(from, 0)))
      for (const cell of cells) this.drawCell(cell, mapping);
  }

  private covers(layer: Frame["layers"][number] | undefined): boolean {
    return !!layer?.whole && layer.cells.every((cell) => this.coloured.has(cell.key));
  }

  /** Edges are rounded to device pixels, the same for neighbours, so that no seam shows between tiles. */
  private drawCell(cell: LoadedCell, mapping: Mapping): void {
    const coloured = this.coloured.get(cell.key);
    if (!coloured) return;
    const { width, height } = coloured.canvas;
    const [top, left, bottom, right] = cell.box;
    const stepX = (right - left) / width;
    const stepY = (bottom - top) / height;
    const enlarged = stepX * mapping.scale > 1;
    const [sx0, sx1] = seen(left, stepX, width, mapping.x, this.element.width, enlarged);
    const [sy0, sy1] = seen(top, stepY, height, mapping.y, this.element.height, enlarged);
    if (sx1 <= sx0 || sy1 <= sy0) return;
    const x0 = Math.round(mapping.x(left + sx0 * stepX));
    const y0 = Math.round(mapping.y(top + sy0 * stepY));
    const x1 = Math.round(mapping.x(left + sx1 * stepX));
    const y1 = Math.round(mapping.y(top + sy1 * stepY));
    this.context.imageSmoothingEnabled = !enlarged;
    this.context.imageSmoothingQuality = stepX * mapping.scale < 0.5 ? "high" : "medium";
    this.context.drawImage(coloured.canvas, sx0, sy0, sx1 - sx0, sy1 - sy0, x0, y0, x1 - x0, y1 - y0);
  }

  private drawRegion(region: Box, mapping: Mapping): void {
    const { context, ratio } = this;
    const [y0, x0, y1, x1] = region;
    const left = Math.round(mapping.x(x0));
    const top = Math.round(mapping.y(y0));
    const width = Math.round(mapping.x(x1)) - left;
    const height = Math.round(mapping.y(y1)) - top;
    context.strokeStyle = "rgba(0, 0, 0, 0.75)";
    context.lineWidth = 3 * ratio;
    context.strokeRect(left, top, width, height);
    context.strokeStyle = "#ffffff";
    context.lineWidth = 1.5 * ratio;
    context.setLineDash([6 * ratio, 4 * ratio]);
    context.strokeRect(left, top, width, height);
    context.setLineDash([]);
  }
}

function channelOf(tile: Tile, frame: Frame, index: number): { data: Tile["data"]; view: ChannelView } {
  return { data: tile.data, view: frame.channels[index] as ChannelView };
}

/** First and last source pixel that is on screen; everything where the picture is made smaller. */
function seen(
  start: number,
  step: number,
  count: number,
  place: (value: number) => number,
  limit: number,
  enlarged: boolean,
): [number, number] {
  if (!enlarged) return [0, count];
  const size = place(start + step) - place(start);
  const first = Math.floor(-place(start) / size);
  const last = Math.ceil((limit - place(start)) / size);
  return [Math.max(0, first), Math.min(count, last)];
}
