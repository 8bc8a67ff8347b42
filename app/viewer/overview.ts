/** The whole image, small, from its coarsest loaded level; worked out on the CPU, since it is a few thousand pixels. */
import { blend, blendColour } from "./blend";
import type { Frame, LoadedCell } from "./renderer";
import type { Pixels, Tile } from "./source";

/** Twice as many pixels as are shown are taken each way, and averaged by the canvas. */
const FINER = 2;

export function drawOverview(frame: Frame, canvas: HTMLCanvasElement): void {
  const context = canvas.getContext("2d");
  const layer = frame.layers[0];
  if (!context || !layer) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  const scaleX = canvas.width / frame.image.width;
  const scaleY = canvas.height / frame.image.height;
  for (const cell of layer.cells) {
    const [y0, x0, y1, x1] = cell.box;
    const [width, height] = [(x1 - x0) * scaleX, (y1 - y0) * scaleY];
    const picture = thinnedPicture(cell, frame, Math.ceil(width * FINER), Math.ceil(height * FINER));
    context.drawImage(picture, x0 * scaleX, y0 * scaleY, width, height);
  }
}

function thinnedPicture(cell: LoadedCell, frame: Frame, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const picture = new ImageData(width, height);
  const out = new Uint32Array(picture.data.buffer);
  const tiles = cell.tiles.map((tile) => thinnedValues(tile, width, height));
  const first = cell.tiles[0];
  if (frame.colour && first && tiles[0]) blendColour(tiles[0], first.samples, out);
  else
    blend(
      tiles.flatMap((data, index) => {
        const view = frame.channels[index];
        return view ? [{ data, view }] : [];
      }),
      out,
      frame.blending,
    );
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
  return canvas;
}

/** Every so many pixels one, all its samples. */
function thinnedValues(tile: Tile, width: number, height: number): Pixels {
  const { data, samples } = tile;
  const made = data.slice(0, 0).constructor as unknown as new (length: number) => Pixels;
  const values = new made(width * height * samples);
  for (let y = 0, at = 0; y < height; y += 1) {
    const line = Math.min(Math.floor(((y + 0.5) / height) * tile.height), tile.height - 1) * tile.width;
    for (let x = 0; x < width; x += 1) {
      const column = Math.min(Math.floor(((x + 0.5) / width) * tile.width), tile.width - 1);
      const from = (line + column) * samples;
      for (let sample = 0; sample < samples; sample += 1, at += 1) values[at] = data[from + sample] as number;
    }
  }
  return values;
}
