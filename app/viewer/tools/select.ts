/** The pointer: chooses shapes by their outline, moves them, and drags their vertices; the rest is the viewer's. */
import type { DrawnShape } from "../types";
import { inside, touches } from "./geometry";
import type { Hand, Paper, Place, Vertex } from "./hand";

/** CSS pixels. */
const REACH = 6;
/** More vertices than this are an outline drawn by hand, which is moved as a whole. */
const MOST_HANDLES = 64;

export interface Shapes {
  all(): readonly DrawnShape[];
  chosen(): DrawnShape | undefined;
  choose(id: number): void;
  change(id: number, points: Vertex[]): void;
}

interface Drag {
  shape: DrawnShape;
  /** Which handle; -1 moves all of it. */
  handle: number;
  from: Vertex;
  points: Vertex[];
}

export class SelectTool implements Hand {
  readonly passes = "everything";
  readonly clicks = true;
  cursor = "";
  private drag: Drag | null = null;

  constructor(
    private readonly paper: Paper,
    private readonly shapes: Shapes,
  ) {}

  down(at: Place): boolean {
    const found = this.under(at);
    if (!found) {
      if (this.shapes.chosen()) this.shapes.choose(0);
      return false;
    }
    const { shape, handle } = found;
    if (this.shapes.chosen()?.id !== shape.id) this.shapes.choose(shape.id);
    this.drag = { shape, handle, from: [at.y, at.x], points: [...shape.points] as Vertex[] };
    return true;
  }

  move(at: Place, held: boolean): void {
    if (!held || !this.drag) {
      this.cursor = this.under(at) ? "move" : "";
      return;
    }
    const { shape, handle, from } = this.drag;
    const points =
      handle < 0
        ? this.moved(shape, at.y - from[0], at.x - from[1])
        : dragged(shape, handle, this.snapped(shape, at));
    this.drag.points = points;
    const closed = shape.kind !== "line" && shape.kind !== "point";
    const text = closed ? this.paper.size(points) : this.paper.length(points);
    this.paper.sketch({
      shape: { kind: shape.kind, points },
      handles: handlesOf({ ...shape, points }),
      ...(shape.kind === "point" ? {} : { text: { at: [at.y, at.x], text } }),
    });
  }

  up(): void {
    const { drag } = this;
    this.drag = null;
    if (
      drag &&
      drag.points.some(([y, x], i) => y !== drag.shape.points[i]?.[0] || x !== drag.shape.points[i]?.[1])
    )
      this.shapes.change(drag.shape.id, drag.points);
    this.refresh();
  }

  leave(): void {
    this.cursor = "";
  }

  cancel(): boolean {
    const begun = this.drag !== null;
    this.drag = null;
    this.refresh();
    return begun;
  }

  /** Show what can be dragged of the chosen shape. */
  refresh(): void {
    if (this.drag) return;
    const shape = this.shapes.chosen();
    this.paper.sketch(shape ? { handles: handlesOf(shape) } : null);
  }

  private under(at: Place): { shape: DrawnShape; handle: number } | null {
    const place: Vertex = [at.y, at.x];
    const reach = REACH * at.perPixel;
    const chosen = this.shapes.chosen();
    const handles = chosen ? handlesOf(chosen) : [];
    const handle = handles.findIndex(([y, x]) => Math.hypot(y - at.y, x - at.x) <= reach * 1.5);
    if (chosen && handle >= 0) return { shape: chosen, handle };
    if (chosen && (inside(chosen, place) || touches(chosen, place, reach)))
      return { shape: chosen, handle: -1 };
    const shape = this.shapes.all().findLast((one) => touches(one, place, reach));
    return shape ? { shape, handle: -1 } : null;
  }

  /** Boxes stay on whole pixels. */
  private moved(shape: DrawnShape, down: number, right: number): Vertex[] {
    const whole = isBox(shape);
    const [dy, dx] = whole ? [Math.round(down), Math.round(right)] : [down, right];
    return shape.points.map(([y, x]) => [y + dy, x + dx]);
  }

  private snapped(shape: DrawnShape, at: Place): Vertex {
    const [y, x] = this.paper.within([at.y, at.x]);
    return isBox(shape) ? [Math.round(y + 0.5) - 0.5, Math.round(x + 0.5) - 0.5] : [y, x];
  }
}

function isBox({ kind }: DrawnShape): boolean {
  return kind === "rectangle" || kind === "ellipse";
}

/** The corners of a box clockwise from the top left; the vertices of anything else. */
export function handlesOf(shape: DrawnShape): Vertex[] {
  const [[y0, x0] = [0, 0], [y1, x1] = [0, 0]] = shape.points;
  if (isBox(shape))
    return [
      [y0, x0],
      [y0, x1],
      [y1, x1],
      [y1, x0],
    ];
  return shape.points.length > MOST_HANDLES ? [] : (shape.points as Vertex[]);
}

/** The points with one handle somewhere else; a box may be turned over but not made empty. */
function dragged(shape: DrawnShape, handle: number, to: Vertex): Vertex[] {
  if (!isBox(shape)) return shape.points.map((one, i) => (i === handle ? to : one));
  const fixed = handlesOf(shape)[(handle + 2) % 4] as Vertex;
  const span = (one: number, other: number) =>
    one === other ? [one, one + 1] : [Math.min(one, other), Math.max(one, other)];
  const [y0 = 0, y1 = 0] = span(fixed[0], to[0]);
  const [x0 = 0, x1 = 0] = span(fixed[1], to[1]);
  return [
    [y0, x0],
    [y1, x1],
  ];
}
