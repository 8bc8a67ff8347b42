/** What figures are written with: light for paper, text stays text, files as SVG and PNG. */
import type { ExportedFile } from "./messages";

/** The light tokens of tokens.css: a figure is printed, whatever the page looks like. */
export const PRINT = {
  ...{ text: "#14171d", quiet: "#444c59", line: "#dcdfe6", strong: "#7a8393" },
  ...{ accent: "#3b4fc4", selection: "#c79a00", paper: "#ffffff" },
};

/** Height of a line of a caption. */
export const LINE = 16;
/** Dots per CSS pixel of a PNG: 300 dpi for 8 cm. */
const SHARPNESS = 3;

export interface Figure {
  name: string;
  text: string;
  size: [number, number];
}

export function page([width, height]: [number, number], parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, Arial, sans-serif"><rect width="${width}" height="${height}" fill="${PRINT.paper}"/>${parts.join("")}</svg>`;
}

/** A line of text; `anchor` is SVG's text-anchor. */
export function label(
  x: number,
  y: number,
  text: string,
  size: number,
  fill: string,
  weight = 400,
  anchor = "start",
): string {
  const set = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}"${set}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function svgFile({ name, text }: Figure): ExportedFile {
  return {
    name: `${name}.svg`,
    type: "image/svg+xml",
    buffer: new TextEncoder().encode(text).buffer as ArrayBuffer,
  };
}

export async function pngFile({ name, text, size }: Figure): Promise<ExportedFile> {
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = size[0] * SHARPNESS;
  canvas.height = size[1] * SHARPNESS;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(picture.src);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The figure could not be drawn.");
  return { name: `${name}.png`, type: "image/png", buffer: await blob.arrayBuffer() };
}
