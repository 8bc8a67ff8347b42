/** Where an object lies: the box around its pixels on the plane that is seen. */
import { labelIds } from "./arrays";
import { placeOf, planeIndex } from "./layer-drawing";
import type { ResultData } from "./messages";
import type { OpenImage } from "./store";
import type { Box } from "./viewer/types";

/** [y0, x0, y1, x1] in pixels of full resolution; null where the plane does not have the object. */
export function objectBox(result: ResultData, image: OpenImage, object: number): Box | null {
  const plane = planeIndex(result, image);
  if (!result.array || result.apart || plane < 0) return null;
  const [height = 0, width = 0] = result.array.shape.slice(-2);
  const labels = labelIds(result.array).subarray(plane * height * width, (plane + 1) * height * width);
  let [y0, x0, y1, x1] = [height, width, -1, -1];
  for (let at = labels.indexOf(object); at >= 0; at = labels.indexOf(object, at + 1)) {
    const y = Math.floor(at / width);
    const x = at - y * width;
    y0 = Math.min(y0, y);
    y1 = y;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
  }
  if (y1 < 0) return null;
  const { origin, factor } = placeOf(result);
  const [oy, ox] = origin;
  const [fy, fx] = factor;
  return [oy + y0 * fy, ox + x0 * fx, oy + (y1 + 1) * fy, ox + (x1 + 1) * fx];
}
