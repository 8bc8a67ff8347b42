/** Where pixels of an image lie on the screen: the same for every renderer, so that none shows a seam. */
import type { Size } from "./camera";
import type { Frame, LoadedCell } from "./renderer";

export const GROUND = "#08090b";

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

/** The part of a picture that is shown, in its pixels, and where, in device pixels: [left, top, right, bottom]. */
export interface Placed {
  from: [number, number, number, number];
  to: [number, number, number, number];
  /** Device pixels per pixel of the picture. */
  scale: number;
}

/**
 * Edges are rounded to device pixels, the same for neighbours, so that no seam shows between tiles; of an enlarged
 * tile only what is on screen is taken. Null where nothing is.
 */
export function placeCell(cell: LoadedCell, picture: Size, mapping: Mapping, screen: Size): Placed | null {
  const [top, left, bottom, right] = cell.box;
  return place([left, top, right, bottom], picture, mapping, screen);
}

export function place(
  [left, top, right, bottom]: readonly [number, number, number, number],
  { width, height }: Size,
  mapping: Mapping,
  screen: Size,
): Placed | null {
  const stepX = (right - left) / width;
  const stepY = (bottom - top) / height;
  const enlarged = stepX * mapping.scale > 1;
  const [sx0, sx1] = seen(left, stepX, width, mapping.x, screen.width, enlarged);
  const [sy0, sy1] = seen(top, stepY, height, mapping.y, screen.height, enlarged);
  if (sx1 <= sx0 || sy1 <= sy0) return null;
  const to: Placed["to"] = [
    Math.round(mapping.x(left + sx0 * stepX)),
    Math.round(mapping.y(top + sy0 * stepY)),
    Math.round(mapping.x(left + sx1 * stepX)),
    Math.round(mapping.y(top + sy1 * stepY)),
  ];
  return { from: [sx0, sy0, sx1, sy1], to, scale: stepX * mapping.scale };
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

/** Draw from the finest layer that covers the whole view on upwards: what lies under it cannot be seen. */
export function cellsToDraw(frame: Frame, isThere: (key: string) => boolean): LoadedCell[] {
  let from = frame.layers.length - 1;
  const covers = (layer: Frame["layers"][number] | undefined) =>
    !!layer?.whole && layer.cells.every((cell) => isThere(cell.key));
  while (from > 0 && !covers(frame.layers[from])) from -= 1;
  return frame.layers.slice(Math.max(from, 0)).flatMap(({ cells }) => cells);
}

/** Everything that decides the colours of a tile. */
export function stampOf({ colour, indices, channels, blending }: Frame): string {
  if (colour) return "colour";
  const told = channels.map((one, index) => [
    indices[index],
    ...one.color,
    one.low,
    one.high,
    one.gamma,
    one.invert ? 1 : 0,
    one.map ? one.map.join(" ") : "",
  ]);
  return `${blending}/${told.join(";")}`;
}
