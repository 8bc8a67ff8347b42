/** What pointer, wheel and keys on the image do: move the view, pick objects, lead the tool in the hand. */
import type { Point } from "./camera";
import type { Content } from "./content";
import { Input, type Wishes } from "./input";
import type { Hand, Place, Sketch, Vertex } from "./tools/hand";
import { SketchPicture } from "./tools/sketch";
import type { Callbacks } from "./types";
import type { Viewport } from "./viewport";

const HINT_TIME = 2500;

export interface PointingHears {
  fit(): void;
  toggleFurniture(): void;
  /** Another object is under the pointer. */
  onHovered(): void;
}

export class Pointing {
  private readonly input: Input;
  private readonly sketch: SketchPicture;
  private readonly hint = document.createElement("div");
  private hintTimer: ReturnType<typeof setTimeout> | undefined;
  private hand: Hand | null = null;

  constructor(
    element: HTMLElement,
    private readonly content: Content,
    private readonly viewport: Viewport,
    private readonly callbacks: Callbacks,
    private readonly hears: PointingHears,
    embed: boolean,
  ) {
    this.sketch = new SketchPicture(element);
    this.hint.className = "viewer-hint";
    this.hint.hidden = true;
    this.hint.textContent = "Ctrl + wheel to zoom";
    element.append(this.hint);
    this.input = new Input(element, this.wishes(), embed);
  }

  setHand(hand: Hand | null): void {
    this.hand?.cancel();
    this.hand = hand;
    this.sketch.show(null);
    this.input.handChanged();
    hand?.refresh?.();
  }

  showSketch(sketch: Sketch | null): void {
    this.sketch.show(sketch);
  }

  /** The view was moved. */
  place(): void {
    this.sketch.place(this.viewport.camera, this.viewport.size);
  }

  destroy(): void {
    clearTimeout(this.hintTimer);
    this.input.destroy();
    this.sketch.destroy();
    this.hint.remove();
  }

  private wishes(): Wishes {
    const { callbacks, content, hears, viewport } = this;
    return {
      panBy: (x, y) => viewport.panBy(x, y),
      zoomBy: (factor, at) => viewport.zoomBy(factor, at),
      fit: () => hears.fit(),
      step: (axis, by) => callbacks.onStep?.(axis, by),
      toggleMode: () => this.toggleMode(),
      toggleFurniture: () => hears.toggleFurniture(),
      hover: (at) => this.hoverOver(at),
      click: (at, keys) => callbacks.onPick?.(content.objectAt(viewport.pointAt(at)) || null, keys),
      doubleClick: (at) => this.doubleClicked(at),
      wheelRefused: () => this.showHint(),
      hand: () => this.hand,
      placeAt: (at) => this.placeAt(at),
      middle: () => this.placeAt(viewport.middle()),
      within: ([y, x]) => this.onImage(y, x),
      crosshair: (at) => this.showCross(at),
    };
  }

  /** Middles of pixels are whole numbers there. */
  private placeAt(at: Point): Place {
    const { y, x } = this.viewport.pointAt(at);
    return { y: y - 0.5, x: x - 0.5, perPixel: 1 / this.viewport.camera.zoom };
  }

  private onImage(y: number, x: number): Vertex {
    const { width, height } = this.content.imageSize();
    return [Math.min(Math.max(y, 0), height - 1), Math.min(Math.max(x, 0), width - 1)];
  }

  /** The crosshair stays in view. */
  private showCross(at: Vertex | null): void {
    this.sketch.showCross(at);
    if (!at) return;
    const [y, x] = at;
    const [y0, x0, y1, x1] = this.viewport.visible();
    if (y < y0 || x < x0 || y >= y1 || x >= x1) this.viewport.centre(y, x);
  }

  private doubleClicked(at: Point): void {
    const object = this.content.objectAt(this.viewport.pointAt(at));
    if (object) this.callbacks.onDouble?.(object);
    else this.viewport.zoomBy(2, at);
  }

  private toggleMode(): void {
    const overlay = this.content.topLabels();
    if (overlay) this.callbacks.onMode?.(overlay.mode === "outline" ? "fill" : "outline");
  }

  private showHint(): void {
    this.hint.hidden = false;
    clearTimeout(this.hintTimer);
    this.hintTimer = setTimeout(() => {
      this.hint.hidden = true;
    }, HINT_TIME);
  }

  private hoverOver(at: Point | null): void {
    const { content } = this;
    const hover = at && content.hoverAt(this.viewport.pointAt(at));
    const object = hover?.object ?? 0;
    if (object !== (content.hovered?.object ?? 0)) {
      content.hovered = hover && object ? { object, y: hover.y, x: hover.x } : null;
      this.hears.onHovered();
    }
    this.callbacks.onHover?.(hover);
  }
}
