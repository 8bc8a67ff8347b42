/** Freehand: an outline drawn in one go; the end is joined with the beginning. */
import { simplified } from "./geometry";
import type { Hand, Paper, Place, Vertex } from "./hand";

export class FreehandTool implements Hand {
  readonly cursor = "crosshair";
  readonly passes = "nothing";
  readonly clicks = false;
  private points: Vertex[] = [];

  constructor(private readonly paper: Paper) {}

  down(at: Place): boolean {
    this.points = [this.paper.within([at.y, at.x])];
    return true;
  }

  move(at: Place, held: boolean): void {
    if (!held) return;
    const next = this.paper.within([at.y, at.x]);
    const last = this.points.at(-1);
    if (last && Math.hypot(next[0] - last[0], next[1] - last[1]) < at.perPixel) return;
    this.points.push(next);
    this.paper.sketch({ shape: { kind: "freehand", points: this.points } });
  }

  up(at: Place): void {
    const points = simplified(this.points, at.perPixel / 2);
    this.cancel();
    if (points.length > 2) this.paper.shape("freehand", points);
  }

  leave(): void {}

  cancel(): boolean {
    const begun = this.points.length > 0;
    this.points = [];
    this.paper.sketch(null);
    return begun;
  }
}
