/** The result of a step as a small picture; labels in the colours of their ids, images from dark to bright. */
import { html, nothing, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import { type Numbers, numbers } from "../arrays";
import type { ResultData } from "../messages";

const WIDTH = 56;
const HEIGHT = 40;
/** As the tokens of labels (interface.md, section 5); the hash spreads neighbours' ids. */
const LABELS = ["--label-1", "--label-2", "--label-3"];

export function thumbnail(result: ResultData): TemplateResult | typeof nothing {
  if (!result.array) return nothing;
  return html`<canvas class="thumb" width=${WIDTH} height=${HEIGHT} aria-hidden="true" ${ref((element) => queueMicrotask(() => draw(element as HTMLCanvasElement | undefined, result)))}></canvas>`;
}

const drawn = new WeakMap<HTMLCanvasElement, ResultData>();

function draw(canvas: HTMLCanvasElement | undefined, result: ResultData): void {
  if (!canvas || !result.array || drawn.get(canvas) === result) return;
  drawn.set(canvas, result);
  const [height = 1, width = 1] = result.array.shape.slice(-2);
  const values = numbers(result.array).subarray(0, height * width);
  const context = canvas.getContext("2d");
  if (!context) return;
  const picture = context.createImageData(WIDTH, HEIGHT);
  const colour = result.kind === "labels" ? labelColour(canvas) : greyOf(values, result.kind);
  const scale = Math.min(WIDTH / width, HEIGHT / height);
  const [left, top] = [(WIDTH - width * scale) / 2, (HEIGHT - height * scale) / 2];
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const [column, row] = [Math.floor((x - left) / scale), Math.floor((y - top) / scale)];
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      picture.data.set([...colour(values[row * width + column] as number), 255], 4 * (y * WIDTH + x));
    }
  }
  context.putImageData(picture, 0, 0);
}

type Colour = (value: number) => [number, number, number];

function greyOf(values: Numbers, kind: string): Colour {
  if (kind === "mask") return (value) => (value ? [255, 255, 255] : [0, 0, 0]);
  const stride = Math.max(1, Math.floor(values.length / 10_000));
  const sample: number[] = [];
  for (let at = 0; at < values.length; at += stride) sample.push(values[at] as number);
  sample.sort((a, b) => a - b);
  const low = sample[Math.floor(sample.length * 0.001)] ?? 0;
  const high = sample[Math.floor(sample.length * 0.999)] ?? 1;
  const span = high - low || 1;
  return (value) => {
    const grey = Math.min(Math.max(((value - low) / span) * 255, 0), 255) || 0;
    return [grey, grey, grey];
  };
}

function labelColour(canvas: HTMLCanvasElement): Colour {
  const style = getComputedStyle(canvas);
  const colours = LABELS.map((name) => {
    const hex = style.getPropertyValue(name).trim();
    return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
  });
  return (id) =>
    id
      ? (colours[(Math.imul(id, 2654435761) >>> 8) % colours.length] as [number, number, number])
      : [0, 0, 0];
}
