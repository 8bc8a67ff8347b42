/** Point and wand: one click at one place. */
import type { Modifiers } from "../types";
import type { Hand, Place, Vertex } from "./hand";

export class ClickTool implements Hand {
  readonly cursor = "crosshair";
  readonly passes = "nothing";
  readonly clicks = true;

  constructor(
    private readonly clicked: (at: Vertex, keys: Modifiers) => void,
    readonly resize?: (by: number) => void,
  ) {}

  down(): boolean {
    return true;
  }

  move(): void {}

  up(at: Place, keys: Modifiers): void {
    this.clicked([at.y, at.x], keys);
  }

  leave(): void {}

  cancel(): boolean {
    return false;
  }
}
