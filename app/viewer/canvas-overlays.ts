/** The layers over the image on a canvas, in their order, any number of them. */
import { CanvasLabels } from "./canvas-labels";
import { drawPoints, drawTracks } from "./canvas-marks";
import { boxOnScreen, keysOf, screenOf, visibleIn } from "./geometry";
import { thinningFor } from "./label-tiles";
import { looksTheSame, PICTURE_SIDE, piecesIn, pixelPicture } from "./pictures";
import type { Mapping } from "./placing";
import type { Frame } from "./renderer";
import { drawRegion, drawShapes } from "./shapes";
import type { PixelLayer } from "./types";

const BUDGET = 8;
const MOST_PIECES = 128;

/** Coloured pieces of a pixel layer, as long as it looks the same. */
interface Pixels {
  shown: PixelLayer;
  pieces: Map<string, HTMLCanvasElement>;
}

export class CanvasOverlays {
  private readonly labels = new Map<string, CanvasLabels>();
  private readonly pixels = new Map<string, Pixels>();

  forget(): void {
    this.labels.clear();
    this.pixels.clear();
  }

  /** False where another frame is needed. */
  draw(context: CanvasRenderingContext2D, frame: Frame, mapping: Mapping, ratio: number): boolean {
    const keys = keysOf(frame.overlays);
    for (const kept of [this.labels, this.pixels])
      for (const key of kept.keys()) if (!keys.includes(key)) kept.delete(key);
    const top = frame.overlays.findLast((one) => one.kind === "labels");
    let done = true;
    frame.overlays.forEach((layer, index) => {
      const hovered = layer === top ? frame.hovered : null;
      const key = keys[index] as string;
      if (layer.kind === "labels") {
        const painter = this.labels.get(key) ?? new CanvasLabels();
        this.labels.set(key, painter);
        done = painter.draw(context, layer, hovered, mapping, ratio) && done;
      } else if (layer.kind === "pixels") done = this.drawPixels(context, layer, key, mapping) && done;
      else if (layer.kind === "points") drawPoints(context, layer, mapping, ratio);
      else if (layer.kind === "tracks") drawTracks(context, layer, mapping, ratio);
      else drawShapes(context, layer, mapping, ratio);
    });
    if (frame.region) drawRegion(context, frame.region, mapping, ratio);
    return done;
  }

  private drawPixels(
    context: CanvasRenderingContext2D,
    layer: PixelLayer,
    key: string,
    mapping: Mapping,
  ): boolean {
    const until = performance.now() + BUDGET;
    const { pieces } = this.learn(layer, key);
    const place = screenOf(layer, mapping);
    const step = thinningFor(place.scaleX);
    context.save();
    context.globalAlpha = layer.opacity;
    context.imageSmoothingEnabled = false;
    let done = true;
    for (const piece of piecesIn(layer, visibleIn(place, context.canvas), step, PICTURE_SIDE)) {
      const name = `${step}/${piece.row}/${piece.column}`;
      let canvas = pieces.get(name);
      if (!canvas && performance.now() > until) {
        done = false;
        continue;
      }
      if (!canvas) {
        canvas = document.createElement("canvas");
        const { width, height, pixels } = pixelPicture(layer, piece);
        canvas.width = width;
        canvas.height = height;
        canvas.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
        if (pieces.size >= MOST_PIECES) pieces.delete(pieces.keys().next().value as string);
        pieces.set(name, canvas);
      }
      const top = piece.row * PICTURE_SIDE * step;
      const left = piece.column * PICTURE_SIDE * step;
      const end = [top + canvas.height * step, left + canvas.width * step] as const;
      const [x0, y0, x1, y1] = boxOnScreen(place, [top, left, ...end]);
      context.drawImage(canvas, x0, y0, x1 - x0, y1 - y0);
    }
    context.restore();
    return done;
  }

  private learn(layer: PixelLayer, key: string): Pixels {
    const known = this.pixels.get(key);
    if (known && looksTheSame(known.shown, layer)) return known;
    const made = { shown: layer, pieces: new Map() };
    this.pixels.set(key, made);
    return made;
  }
}
