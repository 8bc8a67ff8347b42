/** Drawing without a pointer: a crosshair moved by arrows; Enter sets a point, or begins and ends a stroke. */
import type { Modifiers } from "../types";
import type { Hand, Place, Vertex } from "./hand";

/** CSS pixels that one press of an arrow goes; with Shift ten times as far. At least one pixel of the image. */
const STEP = 2;
const FAR = 10;

const DIRECTIONS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** What the crosshair needs to know of the view. */
export interface View {
  /** The middle of what is seen, and the size of a CSS pixel. */
  middle(): Place;
  within(at: Vertex): Vertex;
  /** Draw it, and bring it into view. */
  show(at: Vertex | null): void;
}

export class Crosshair {
  private at: Vertex | null = null;
  private pressed = false;

  constructor(private readonly view: View) {}

  /** True where the key was of use. */
  key(event: KeyboardEvent, hand: Hand): boolean {
    const direction = DIRECTIONS[event.key];
    if (direction) this.go(direction, event.shiftKey, hand);
    else if (event.key === "Enter" && this.at) this.enter(event, hand);
    else return false;
    return true;
  }

  /** The mouse is used again, or another tool was taken. */
  hide(): void {
    if (!this.at) return;
    this.at = null;
    this.pressed = false;
    this.view.show(null);
  }

  private go([down, right]: [number, number], far: boolean, hand: Hand): void {
    const { y, x, perPixel } = this.view.middle();
    const step = Math.max(1, Math.round(STEP * perPixel)) * (far ? FAR : 1);
    const [fromY, fromX] = this.at ?? [Math.round(y), Math.round(x)];
    this.at = this.at ? this.view.within([fromY + down * step, fromX + right * step]) : [fromY, fromX];
    this.view.show(this.at);
    hand.move(this.place(), this.pressed);
  }

  private enter(keys: Modifiers, hand: Hand): void {
    if (!this.pressed || hand.clicks) hand.down(this.place(), keys);
    if (this.pressed || hand.clicks) hand.up(this.place(), keys);
    this.pressed = !this.pressed && !hand.clicks;
  }

  private place(): Place {
    const [y, x] = this.at ?? [0, 0];
    return { y, x, perPixel: this.view.middle().perPixel };
  }
}
