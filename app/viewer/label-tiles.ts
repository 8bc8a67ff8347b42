/** Pieces of a label image, thinned where it is drawn small: the work follows the screen and not the image. */
import type { LabelImage } from "./outline";

/** Objects smaller than this on screen (CSS pixels) are filled: their outlines would be all that is seen. */
export const SMALLEST_OUTLINED = 6;
/** Objects smaller than this are no longer told apart: how much of the ground they cover is shown. */
export const SMALLEST_FILLED = 2;
/** From this many CSS pixels per label pixel on, outlines follow the pixel edges. */
export const SQUARE_FROM = 8;

/** Half widths of lines in CSS pixels: white in black for every object, 3 px of yellow for the selection. */
export const LINE_RADIUS = 0.75;
/** For people who ask their system for more contrast. */
export const STRONG_RADIUS = 1.25;
export const HOVER_RADIUS = 1.25;
export const CHOSEN_RADIUS = 1.5;
export const CASING_MARGIN = 1;
export const CASING_ALPHA = 0.6;
export const INSIDE_ALPHA = 0.45;
/** What is selected or under the pointer. */
export const STRONG_ALPHA = 0.75;
/** Rows and columns of a fill that are drawn and left out in turn where an object was not measured. */
export const HATCH = 4;

/** Every how many label pixels one is taken, so that it covers one to two device pixels. */
export function thinningFor(devicePixelsPerLabel: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(1 / devicePixelsPerLabel) - 1e-9));
}

/**
 * The labels of rows y0 to y0 + height and columns x0 to x0 + width of the image thinned by `step`; 0 outside. The
 * pixel in the middle stands for its block.
 */
export function thinned(
  image: LabelImage,
  step: number,
  [y0, x0, height, width]: readonly [number, number, number, number],
): LabelImage {
  const labels = new Uint32Array(height * width);
  const middle = step >> 1;
  const rows = Math.ceil(image.height / step);
  const columns = Math.ceil(image.width / step);
  const from = Math.max(0, -x0);
  const to = Math.min(width, columns - x0);
  for (let row = Math.max(0, -y0); row < Math.min(height, rows - y0); row += 1) {
    const line = Math.min((y0 + row) * step + middle, image.height - 1) * image.width;
    const start = row * width;
    if (step === 1) {
      labels.set(image.labels.subarray(line + x0 + from, line + x0 + to), start + from);
      continue;
    }
    for (let column = from; column < to; column += 1) {
      const x = Math.min((x0 + column) * step + middle, image.width - 1);
      labels[start + column] = image.labels[line + x] as number;
    }
  }
  return { labels, width, height };
}
