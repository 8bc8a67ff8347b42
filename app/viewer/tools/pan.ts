/** The hand: every drag moves the image, and no click selects. */
import type { Hand } from "./hand";

export class PanTool implements Hand {
  readonly cursor = "grab";
  readonly passes = "panning";
  readonly clicks = true;

  down(): boolean {
    return false;
  }

  move(): void {}

  up(): void {}

  leave(): void {}

  cancel(): boolean {
    return false;
  }
}
