/**
 * Screen and image coordinates. Image coordinates here are pixel edges: pixel i covers [i, i + 1), y down; a position
 * that is told to a person or a table is the pixel's index (its centre), as the ground rules want.
 */

/** The image point in the middle of the view and CSS pixels per image pixel. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export const MAX_ZOOM = 64;
const FIT_MARGIN = 0;

/** The whole image in the view; a small image is enlarged up to 8 times. */
export function fitCamera(image: Size, view: Size): Camera {
  const wide = (view.width - FIT_MARGIN) / image.width;
  const high = (view.height - FIT_MARGIN) / image.height;
  const zoom = Math.min(Math.max(Math.min(wide, high), 1e-6), 8);
  return { x: image.width / 2, y: image.height / 2, zoom };
}

export function toImage(camera: Camera, view: Size, point: Point): Point {
  return {
    x: camera.x + (point.x - view.width / 2) / camera.zoom,
    y: camera.y + (point.y - view.height / 2) / camera.zoom,
  };
}

export function toScreen(camera: Camera, view: Size, point: Point): Point {
  return {
    x: (point.x - camera.x) * camera.zoom + view.width / 2,
    y: (point.y - camera.y) * camera.zoom + view.height / 2,
  };
}

/** Zoom so that the image point under `at` stays under it. */
export function zoomAbout(camera: Camera, view: Size, at: Point, zoom: number): Camera {
  const fixed = toImage(camera, view, at);
  return {
    x: fixed.x - (at.x - view.width / 2) / zoom,
    y: fixed.y - (at.y - view.height / 2) / zoom,
    zoom,
  };
}

/** Keep the zoom between a quarter of fit and 64, and a part of the image on screen. */
export function within(camera: Camera, image: Size, view: Size): Camera {
  const smallest = Math.min(fitCamera(image, view).zoom, 1) / 4;
  const zoom = Math.min(Math.max(camera.zoom, smallest), MAX_ZOOM);
  const x = Math.min(Math.max(camera.x, 0), image.width);
  const y = Math.min(Math.max(camera.y, 0), image.height);
  return { x, y, zoom };
}

/** The part of the image on screen as whole pixels, [y0, x0, y1, x1]; empty where nothing of it is. */
export function visibleBox(camera: Camera, image: Size, view: Size): [number, number, number, number] {
  const from = toImage(camera, view, { x: 0, y: 0 });
  const to = toImage(camera, view, { x: view.width, y: view.height });
  const clamp = (value: number, high: number) => Math.min(Math.max(value, 0), high);
  return [
    clamp(Math.floor(from.y), image.height),
    clamp(Math.floor(from.x), image.width),
    clamp(Math.ceil(to.y), image.height),
    clamp(Math.ceil(to.x), image.width),
  ];
}

/** The coarsest level whose pixels are still not larger than about one and a third device pixels. */
export function levelFor(
  levels: readonly { factorY: number; factorX: number }[],
  devicePixelsPerPixel: number,
): number {
  for (let level = levels.length - 1; level > 0; level -= 1) {
    const one = levels[level] as { factorY: number; factorX: number };
    if (Math.max(one.factorY, one.factorX) * devicePixelsPerPixel <= 1.34) return level;
  }
  return 0;
}
