/** The view as a PNG, with scale bar and legend drawn into it. */
import { colourText } from "./colour";
import { drawLegends, type Legend } from "./legend";
import { scaleBar } from "./scale-bar";
import type { ChannelView } from "./types";

const MARGIN = 16;

export interface Caption {
  zoom: number;
  pixelSize: number | null;
  channels: readonly ChannelView[];
  legends: readonly Legend[];
  ratio: number;
}

/** What is drawn on a canvas as a PNG, with a caption where there is one to give. */
export function captioned(shown: HTMLCanvasElement, caption: Caption | null): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = shown.width;
  canvas.height = shown.height;
  const context = canvas.getContext("2d");
  context?.drawImage(shown, 0, 0);
  if (context && caption) drawCaption(context, caption);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made."))),
      "image/png",
    );
  });
}

/** Draw bottom left and top right, in CSS pixels times `ratio`. */
function drawCaption(context: CanvasRenderingContext2D, caption: Caption): void {
  const { zoom, pixelSize, channels, legends, ratio } = caption;
  context.save();
  context.scale(ratio, ratio);
  context.font = "600 12px system-ui, sans-serif";
  context.lineJoin = "round";
  const width = context.canvas.width / ratio;
  const height = context.canvas.height / ratio;
  const bar = scaleBar(zoom, pixelSize);
  context.fillStyle = "rgba(0, 0, 0, 0.7)";
  context.fillRect(MARGIN - 1, height - MARGIN - 5, bar.width + 2, 6);
  context.fillStyle = "#ffffff";
  context.fillRect(MARGIN, height - MARGIN - 4, bar.width, 4);
  context.textAlign = "center";
  write(context, bar.text, MARGIN + bar.width / 2, height - MARGIN - 10);
  context.textAlign = "left";
  let right = width - MARGIN;
  for (const one of channels.filter(({ visible, name }) => visible && name).reverse()) {
    const name = one.name ?? "";
    right -= context.measureText(name).width;
    write(context, name, right, MARGIN + 10);
    right -= 16;
    context.fillStyle = colourText(one.map?.at(-32) ?? one.color);
    context.fillRect(right, MARGIN, 10, 10);
    right -= 12;
  }
  drawLegends(context, legends, width - MARGIN, MARGIN + 20);
  context.restore();
}

function write(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  context.strokeStyle = "rgba(0, 0, 0, 0.8)";
  context.lineWidth = 3;
  context.strokeText(text, x, y);
  context.fillStyle = "#ffffff";
  context.fillText(text, x, y);
}
