/** Line, ruler and knife: a drag from end to end that tells its length. */
import type { Hand, Paper, Place, Vertex } from "./hand";

export class LineTool implements Hand {
  readonly cursor = "crosshair";
  readonly passes = "nothing";
  readonly clicks = false;
  private from: Vertex | null = null;

  /** `done` takes the line; true leaves it on the image until the next one, as a ruler does. */
  constructor(
    private readonly paper: Paper,
    private readonly done: (points: [Vertex, Vertex]) => boolean,
  ) {}

  down(at: Place): boolean {
    this.from = this.paper.within([at.y, at.x]);
    return true;
  }

  move(at: Place, held: boolean): void {
    if (held && this.from) this.show([this.from, this.paper.within([at.y, at.x])]);
  }

  up(at: Place): void {
    const { from } = this;
    const to = this.paper.within([at.y, at.x]);
    this.cancel();
    if (!from || Math.hypot(to[0] - from[0], to[1] - from[1]) < at.perPixel) return;
    if (this.done([from, to])) this.show([from, to]);
  }

  leave(): void {}

  cancel(): boolean {
    const begun = this.from !== null;
    this.from = null;
    this.paper.sketch(null);
    return begun;
  }

  private show(points: [Vertex, Vertex]): void {
    this.paper.sketch({
      shape: { kind: "line", points },
      text: { at: points[1], text: this.paper.length(points) },
    });
  }
}
