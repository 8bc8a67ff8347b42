/** Brush and eraser: a round tip that shows its size; what it went over is told at the end of the stroke. */
import type { Modifiers } from "../types";
import type { Hand, Paper, Place, Vertex } from "./hand";

export interface Brush {
  erases: boolean;
  /** In pixels of full resolution, asked anew for each drawing. */
  radius(): number;
  resize(by: number): void;
  stroke(points: Vertex[], keys: Modifiers): void;
  /** Ctrl + click chooses the object to go on with; false where the stroke begins. */
  choose(at: Vertex, keys: Modifiers): boolean;
}

export class BrushTool implements Hand {
  readonly cursor = "none";
  readonly passes = "nothing";
  readonly clicks = false;
  private points: Vertex[] = [];
  private last: Vertex | null = null;

  constructor(
    private readonly paper: Paper,
    private readonly brush: Brush,
  ) {}

  down(at: Place, keys: Modifiers): boolean {
    this.last = [at.y, at.x];
    if (this.brush.choose(this.last, keys)) return true;
    this.points = [this.last];
    this.show();
    return true;
  }

  move(at: Place, held: boolean): void {
    this.last = [at.y, at.x];
    const before = this.points.at(-1);
    if (held && before && Math.hypot(at.y - before[0], at.x - before[1]) >= Math.min(at.perPixel, 0.5))
      this.points.push(this.last);
    this.show();
  }

  up(_at: Place, keys: Modifiers): void {
    const { points } = this;
    this.points = [];
    this.show();
    if (points.length) this.brush.stroke(points, keys);
  }

  resize(by: number): void {
    this.brush.resize(by);
    this.show();
  }

  leave(): void {
    if (this.points.length) return;
    this.last = null;
    this.paper.sketch(null);
  }

  cancel(): boolean {
    const begun = this.points.length > 0;
    this.points = [];
    this.show();
    return begun;
  }

  /** What lies under the brush has changed. */
  refresh(): void {
    if (this.last) this.show();
    else this.paper.sketch(null);
  }

  private show(): void {
    const { erases } = this.brush;
    const radius = this.brush.radius();
    if (!this.last) return;
    const brush = { at: this.last, radius, erases };
    const { points } = this;
    this.paper.sketch(points.length ? { brush, stroke: { points, radius, erases } } : { brush });
  }
}
