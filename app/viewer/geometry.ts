/** Where a layer of pixels lies on the screen. */
import type { Size } from "./camera";
import type { Mapping } from "./placing";
import type { Layer, LayerPlace } from "./types";

/** Layer pixels to device pixels. */
export interface LayerScreen {
  scaleX: number;
  scaleY: number;
  left: number;
  top: number;
}

export function screenOf(layer: LayerPlace, mapping: Mapping): LayerScreen {
  return {
    scaleX: mapping.scale * layer.factor[1],
    scaleY: mapping.scale * layer.factor[0],
    left: mapping.x(layer.origin[1]),
    top: mapping.y(layer.origin[0]),
  };
}

/** What is on screen in the layer's pixels: [top, left, bottom, right]. */
export function visibleIn(
  { scaleX, scaleY, left, top }: LayerScreen,
  screen: Size,
): [number, number, number, number] {
  return [-top / scaleY, -left / scaleX, (screen.height - top) / scaleY, (screen.width - left) / scaleX];
}

/** A box of layer pixels in whole device pixels, the same for neighbours: [left, top, right, bottom]. */
export function boxOnScreen(
  { scaleX, scaleY, left, top }: LayerScreen,
  [y0, x0, y1, x1]: readonly [number, number, number, number],
): [number, number, number, number] {
  const round = Math.round;
  return [
    round(x0 * scaleX + left),
    round(y0 * scaleY + top),
    round(x1 * scaleX + left),
    round(y1 * scaleY + top),
  ];
}

/** A name for each layer that it keeps in the next frame, also where others come and go. */
export function keysOf(layers: readonly Layer[]): string[] {
  const seen = new Map<string, number>();
  return layers.map(({ kind, id }) => {
    const name = `${kind}/${id}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return `${name}/${count}`;
  });
}
