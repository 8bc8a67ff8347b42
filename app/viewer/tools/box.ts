/** Rectangle and ellipse: a drag from corner to corner, on whole pixels; with Shift as high as wide. */
import type { Modifiers } from "../types";
import type { Hand, Paper, Place, Vertex } from "./hand";

export class BoxTool implements Hand {
  readonly cursor = "crosshair";
  readonly passes = "nothing";
  readonly clicks = false;
  private from: Vertex | null = null;
  private square = false;

  constructor(
    private readonly paper: Paper,
    private readonly kind: "rectangle" | "ellipse",
  ) {}

  down(at: Place, keys: Modifiers): boolean {
    this.from = [at.y, at.x];
    this.square = keys.shiftKey;
    return true;
  }

  move(at: Place, held: boolean): void {
    const points = held ? this.points(at) : null;
    if (!points) return;
    this.paper.sketch({
      shape: { kind: this.kind, points },
      text: { at: [at.y, at.x], text: this.paper.size(points) },
    });
  }

  up(at: Place, keys: Modifiers): void {
    this.square = keys.shiftKey;
    const points = this.points(at);
    this.cancel();
    if (points) this.paper.shape(this.kind, points);
  }

  leave(): void {}

  cancel(): boolean {
    const begun = this.from !== null;
    this.from = null;
    this.paper.sketch(null);
    return begun;
  }

  /** The corners on the edges of pixels; null where not one pixel is between them. */
  private points(at: Place): Vertex[] | null {
    if (!this.from) return null;
    const [y, x] = this.from;
    const side = Math.max(Math.abs(at.y - y), Math.abs(at.x - x));
    const end: Vertex = this.square
      ? [y + side * Math.sign(at.y - y), x + side * Math.sign(at.x - x)]
      : [at.y, at.x];
    const [a, b] = [this.paper.within([y, x]), this.paper.within(end)];
    const edges = (one: number, other: number) => [
      Math.round(Math.min(one, other) + 0.5) - 0.5,
      Math.round(Math.max(one, other) + 0.5) - 0.5,
    ];
    const [y0 = 0, y1 = 0] = edges(a[0], b[0]);
    const [x0 = 0, x1 = 0] = edges(a[1], b[1]);
    return y1 > y0 && x1 > x0
      ? [
          [y0, x0],
          [y1, x1],
        ]
      : null;
  }
}
