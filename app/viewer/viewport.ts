/** What part of the image is on screen, and at which zoom: moved by hand, by buttons and by the page. */
import type { Camera, Point, Size } from "./camera";
import { fitCamera, toImage, visibleBox, within, zoomAbout } from "./camera";
import type { Look } from "./scene";
import type { Box } from "./types";

/** A box that is shown takes this share of the view; the rest is the ground around it. */
const SHOWN_SHARE = 0.35;

export interface ViewportHears {
  /** The size of the image in pixels of full resolution. */
  image(): Size;
  onCamera(camera: Camera): void;
  onMove(): void;
}

export class Viewport {
  camera: Camera = { x: 0, y: 0, zoom: 1 };
  /** Of the element, in CSS pixels. */
  size: Size = { width: 1, height: 1 };
  /** Device pixels per CSS pixel. */
  ratio = 1;
  /** The whole image is in view, as large as it goes, and stays so when the element changes its size. */
  fitted = true;

  constructor(private readonly hears: ViewportHears) {}

  /** Take the element's size; false where it is the one that was known. */
  measure({ clientWidth: width, clientHeight: height }: HTMLElement): boolean {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    if (width === 0 || height === 0) return false;
    if (width === this.size.width && height === this.size.height && ratio === this.ratio) return false;
    this.size = { width, height };
    this.ratio = ratio;
    this.fitted ||= this.fits(this.camera); // a link's camera comes before the element has its size
    return true;
  }

  fit(): void {
    this.move(fitCamera(this.hears.image(), this.size));
  }

  move(camera: Camera): void {
    const next = within(camera, this.hears.image(), this.size);
    this.fitted = this.fits(next);
    if (next.x !== this.camera.x || next.y !== this.camera.y || next.zoom !== this.camera.zoom) {
      this.camera = next;
      this.hears.onCamera({ ...next });
    }
    this.hears.onMove();
  }

  /** By so many CSS pixels. */
  panBy(x: number, y: number): void {
    const { camera } = this;
    this.move({ ...camera, x: camera.x - x / camera.zoom, y: camera.y - y / camera.zoom });
  }

  zoomTo(zoom: number): void {
    this.move({ ...this.camera, zoom });
  }

  zoomBy(factor: number, at?: Point): void {
    const asked = { ...this.camera, zoom: this.camera.zoom * factor };
    const { zoom } = within(asked, this.hears.image(), this.size);
    this.move(zoomAbout(this.camera, this.size, at ?? this.middle(), zoom));
  }

  show([y0, x0, y1, x1]: Box): void {
    const { width, height } = this.size;
    const zoom = Math.min(width / (x1 - x0), height / (y1 - y0)) * SHOWN_SHARE;
    this.move({ x: (x0 + x1) / 2, y: (y0 + y1) / 2, zoom });
  }

  /** Pixel indices. */
  centre(y: number, x: number): void {
    this.move({ ...this.camera, x: x + 0.5, y: y + 0.5 });
  }

  /** A place as a share of the image, 0 to 1. */
  goTo(x: number, y: number): void {
    const { width, height } = this.hears.image();
    this.move({ ...this.camera, x: x * width, y: y * height });
  }

  middle(): Point {
    return { x: this.size.width / 2, y: this.size.height / 2 };
  }

  pointAt(at: Point): Point {
    return toImage(this.camera, this.size, at);
  }

  visible(): Box {
    return visibleBox(this.camera, this.hears.image(), this.size);
  }

  /** A camera of a link or of the state is rounded: what lies half a pixel off the fitted place is the same to the eye. */
  private fits({ x, y, zoom }: Camera): boolean {
    const image = this.hears.image();
    const fitted = fitCamera(image, this.size);
    const apart =
      Math.hypot(x - fitted.x, y - fitted.y) +
      Math.max(image.width, image.height) * Math.abs(zoom / fitted.zoom - 1);
    return apart * zoom < 0.5;
  }

  look(): Look {
    return { camera: this.camera, view: this.size, ratio: this.ratio };
  }
}
