/** Polygon: a click sets a vertex; a click on the first one, a double click or Enter in place closes it. */
import type { Hand, Paper, Place, Vertex } from "./hand";

/** CSS pixels around the first vertex that close the polygon. */
const CLOSES_WITHIN = 8;

export class PolygonTool implements Hand {
  readonly cursor = "crosshair";
  readonly passes = "nothing";
  readonly clicks = true;
  private points: Vertex[] = [];

  constructor(private readonly paper: Paper) {}

  down(): boolean {
    return true;
  }

  up(at: Place): void {
    const near = (other: Vertex | undefined, reach: number) =>
      other && Math.hypot(at.y - other[0], at.x - other[1]) <= reach * at.perPixel;
    const closes = near(this.points[0], CLOSES_WITHIN) || near(this.points.at(-1), 1);
    if (this.points.length > 2 && closes) return this.finish();
    if (this.points.length && near(this.points.at(-1), 1)) return;
    this.points.push(this.paper.within([at.y, at.x]));
    this.show(null);
  }

  move(at: Place): void {
    if (this.points.length) this.show([at.y, at.x]);
  }

  double(): void {
    if (this.points.length > 2) this.finish();
  }

  leave(): void {
    if (this.points.length) this.show(null);
  }

  /** Takes everything back: a polygon is either closed or not there. */
  cancel(): boolean {
    const begun = this.points.length > 0;
    this.points = [];
    this.paper.sketch(null);
    return begun;
  }

  private finish(): void {
    const { points } = this;
    this.cancel();
    this.paper.shape("polygon", points);
  }

  private show(next: Vertex | null): void {
    const points = next ? [...this.points, this.paper.within(next)] : this.points;
    this.paper.sketch({ shape: { kind: "polygon", points }, handles: this.points });
  }
}
