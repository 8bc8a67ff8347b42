/** Drawing on the image: which tool is in the hand, and what becomes of what it makes. */
import type { Correcting } from "./correcting";
import { added, changed, duplicated, lengthText, sizeText, withoutAreas } from "./drawing-shapes";
import { border, flood } from "./drawing-wand";
import { colourOf, seenStrokes } from "./examples";
import type { Pixels } from "./pixels";
import type { Stage } from "./stage";
import {
  active,
  type DrawingUi,
  type OpenImage,
  type Shape,
  type State,
  type Store,
  type ToolName,
} from "./store";
import type { Training } from "./training";
import { BoxTool } from "./viewer/tools/box";
import { BrushTool } from "./viewer/tools/brush";
import { ClickTool } from "./viewer/tools/click";
import { FreehandTool } from "./viewer/tools/freehand";
import { isClosed } from "./viewer/tools/geometry";
import type { Hand, Paper, ShapeKind, Sketch, Vertex } from "./viewer/tools/hand";
import { LineTool } from "./viewer/tools/line";
import { PanTool } from "./viewer/tools/pan";
import { PolygonTool } from "./viewer/tools/polygon";
import { SelectTool } from "./viewer/tools/select";

/** With these in the hand, painting examples goes on. */
const PAINTS: readonly ToolName[] = ["brush", "eraser", "hand"];
export const LARGEST_BRUSH = 500;
/** One turn of the wheel makes the brush so much larger. */
const GROWTH = 1.15;
/** The wand looks this far around the click, in pixels. */
const WAND_REACH = 1024;

export class Drawing {
  private hand: Hand | null = null;
  private serial = 0;
  private readonly paper: Paper;

  constructor(
    private readonly store: Store,
    private readonly stage: Stage,
    private readonly pixels: Pixels,
    private readonly correcting: Correcting,
    private readonly training: Training,
  ) {
    this.paper = {
      sketch: (sketch) => stage.showSketch(this.withExamples(sketch)),
      shape: (kind, points) => this.made(kind, points),
      within: (at) => this.within(at),
      length: (points) => this.measured((image) => lengthText(image, points)),
      size: (points) => sizeText(points),
    };
    store.subscribe((state, before) => this.follow(state, before));
  }

  /** Take a tool, and go to the image with it. */
  choose(tool: ToolName): void {
    const { makes, examples } = this.store.state.ui.drawing;
    this.set({
      tool,
      examples: PAINTS.includes(tool) ? examples : null,
      ...(tool === "pointer" ? {} : { shape: 0 }),
      ...(makes === "area" ? { makes: "shape" } : {}),
    });
    this.stage.element.focus({ preventScroll: true });
  }

  /** Let the next rectangle limit the run. */
  drawArea(): void {
    this.choose("rectangle");
    this.set({ makes: "area" });
  }

  /** The run takes a box, or the whole image; what was drawn stays on the image without limiting it. */
  limitTo(region: number[] | null): void {
    const { state } = this.store;
    const image = active(state);
    this.store.act("choices", () => {
      this.store.set({ choices: { ...state.choices, region } });
      if (image) this.store.image(image.key, { shapes: withoutAreas(image.shapes) });
    });
  }

  set(patch: Partial<DrawingUi>): void {
    this.store.ui({ drawing: { ...this.store.state.ui.drawing, ...patch } });
  }

  /** One step larger or smaller: the brush, or how far the wand goes. */
  resize(by: number): void {
    const { size, tolerance, tool } = this.store.state.ui.drawing;
    if (tool === "wand") return this.set({ tolerance: Math.min(100, Math.max(1, tolerance + by)) });
    const next =
      by > 0 ? Math.max(size + 1, Math.round(size * GROWTH)) : Math.min(size - 1, Math.round(size / GROWTH));
    this.set({ size: Math.min(LARGEST_BRUSH, Math.max(1, next)) });
  }

  /** Esc: lets go of what is begun, then of the tool, then of the shape. */
  escape(): void {
    if (this.hand?.cancel()) return;
    const { tool } = this.store.state.ui.drawing;
    if (tool !== "pointer") this.choose("pointer");
    else this.set({ shape: 0 });
  }

  /** Del: the selected shape, else the selected objects. */
  remove(): void {
    const { shape } = this.store.state.ui.drawing;
    if (!shape) return this.correcting.remove();
    this.shapes((all) => all.filter((one) => one.id !== shape));
    this.set({ shape: 0 });
  }

  /** A shape whose numbers were typed. */
  add(kind: ShapeKind, points: Vertex[]): void {
    this.made(
      kind,
      points.map((one) => this.within(one)),
    );
  }

  /** Choose a shape by name, and bring it into view. */
  select(shape: Shape): void {
    this.set({ tool: "pointer", shape: shape.id });
    const middle = (axis: 0 | 1) => {
      const values = shape.points.map((one) => one[axis]);
      return (Math.min(...values) + Math.max(...values)) / 2;
    };
    this.stage.centre(middle(1), middle(0));
  }

  duplicate(id: number): void {
    const image = active(this.store.state);
    if (!image) return;
    const made = duplicated(image.shapes, id);
    this.shapes(() => made.shapes);
    this.set({ shape: made.id });
  }

  change(id: number, patch: Partial<Shape>): void {
    this.shapes((all) => changed(all, id, patch));
  }

  /** Fill a shape as an object of the labels; the shape has then done its work. */
  makeObject(id: number): void {
    const shape = active(this.store.state)?.shapes.find((one) => one.id === id);
    if (shape && this.correcting.fill(shape)) this.remove();
  }

  private follow(state: State, before: State): void {
    const { drawing } = state.ui;
    const { tool } = before.ui.drawing;
    const image = active(state);
    if (drawing.tool !== tool || image?.key !== before.active || (image && !this.hand)) {
      this.hand = image ? this.handOf(drawing.tool) : null;
      this.stage.setHand(this.hand);
      if (drawing.examples) this.paper.sketch(null);
    } else if (drawing !== before.ui.drawing || drawnOtherwise(image, active(before))) {
      if (this.hand?.refresh) this.hand.refresh();
      else if (drawing.examples) this.paper.sketch(null);
    }
  }

  private handOf(tool: ToolName): Hand {
    const { paper } = this;
    switch (tool) {
      case "pointer":
        return new SelectTool(paper, {
          all: () => active(this.store.state)?.shapes ?? [],
          chosen: () => this.chosen(),
          choose: (shape) => this.set({ shape }),
          change: (id, points) => this.change(id, { points }),
        });
      case "hand":
        return new PanTool();
      case "rectangle":
      case "ellipse":
        return new BoxTool(paper, tool);
      case "polygon":
        return new PolygonTool(paper);
      case "freehand":
        return new FreehandTool(paper);
      case "line":
        return new LineTool(paper, (points) => this.ended(() => this.made("line", points)));
      case "measure":
        return new LineTool(paper, () => true);
      case "split":
        return new LineTool(paper, (points) => this.ended(() => this.correcting.split(points)));
      case "point":
        return new ClickTool((at) => this.made("point", [this.within(at)]));
      case "wand":
        return new ClickTool(
          (at) => void this.wand(at),
          (by) => this.resize(by),
        );
      case "brush":
      case "eraser":
        return this.brushOf(tool === "eraser");
    }
  }

  private brushOf(erases: boolean): Hand {
    const radius = () => this.store.state.ui.drawing.size / 2;
    return new BrushTool(this.paper, {
      erases,
      radius,
      resize: (by) => this.resize(by),
      stroke: (points, keys) => this.stroke(points, radius(), erases, keys.shiftKey),
      choose: (at, keys) => {
        if (this.store.state.ui.drawing.examples) return false;
        if (!keys.ctrlKey && !keys.metaKey) return false;
        const object = this.correcting.objectAt(at);
        this.store.select(new Set(object ? [object] : []));
        return true;
      },
    });
  }

  private stroke(points: readonly Vertex[], radius: number, erases: boolean, anew: boolean): void {
    if (this.store.state.ui.drawing.examples)
      return erases ? this.training.erase(points, radius) : this.training.stroke(points, radius);
    if (erases) this.correcting.eraser(points, radius);
    else this.correcting.brush(points, radius, anew);
  }

  /** While examples are painted, those of the plane that is seen lie on the image. */
  private withExamples(sketch: Sketch | null): Sketch | null {
    const { examples } = this.store.state.ui.drawing;
    const image = active(this.store.state);
    if (!examples || !image) return sketch;
    const painted = seenStrokes(image, examples.step).map(({ number, points, radius }) => ({
      points,
      radius,
      colour: colourOf(number),
    }));
    return { ...sketch, painted, colour: colourOf(examples.number) };
  }

  /** Nothing of the line stays on the image. */
  private ended(act: () => void): boolean {
    act();
    return false;
  }

  /** What a tool has made: an object of the labels where that is wanted, else a shape. */
  private made(kind: ShapeKind, points: Vertex[]): void {
    const image = active(this.store.state);
    if (!image) return;
    const { makes } = this.store.state.ui.drawing;
    if (makes === "object" && isClosed(kind)) {
      this.correcting.fill({ kind, points });
      return;
    }
    const limits = makes === "area" && isClosed(kind);
    const { shapes, id } = added(image.shapes, kind, points);
    this.shapes(() => (limits ? changed(shapes, id, { role: "area" }) : shapes));
    if (limits) this.choose("pointer");
    this.set({ shape: id });
  }

  private async wand([y, x]: Vertex): Promise<void> {
    const image = active(this.store.state);
    const source = image && this.pixels.sourceFor(image);
    const index = image?.view.channels.findIndex((one) => one.visible) ?? -1;
    const channel = image?.view.channels[index];
    if (!image || !source || (!channel && !source.colour)) return;
    const at: Vertex = [Math.round(y), Math.round(x)];
    const from = (middle: number) => Math.max(0, middle - WAND_REACH);
    const to = (middle: number, size: number) => Math.min(size, middle + WAND_REACH);
    const [y0, x0] = [from(at[0]), from(at[1])];
    const region: [number, number, number, number] = [
      y0,
      x0,
      to(at[0], source.height),
      to(at[1], source.width),
    ];
    if (at[0] < 0 || at[1] < 0 || at[0] >= source.height || at[1] >= source.width) return;
    const { z, t, projected } = image.view;
    const asked = {
      level: 0,
      t,
      c: Math.max(0, index),
      z,
      region,
      ...(projected ? { projection: "max" as const } : {}),
    };
    const tile = await source.tile(asked, new AbortController().signal);
    const span = source.colour || !channel ? 255 : channel.high - channel.low;
    const mask = flood(tile, [at[0] - y0, at[1] - x0], (span * this.store.state.ui.drawing.tolerance) / 100);
    const points = border(mask, tile.width).map(([row, column]): Vertex => [row + y0, column + x0]);
    if (active(this.store.state)?.key === image.key) this.made("polygon", points);
  }

  private chosen(): Shape | undefined {
    const { state } = this.store;
    return active(state)?.shapes.find((one) => one.id === state.ui.drawing.shape);
  }

  private shapes(change: (all: Shape[]) => Shape[]): void {
    const image = active(this.store.state);
    if (!image) return;
    this.serial += 1;
    this.store.act(`draw ${this.serial}`, () =>
      this.store.image(image.key, { shapes: change(image.shapes) }),
    );
  }

  private within([y, x]: Vertex): Vertex {
    const level = active(this.store.state)?.info.levels[0];
    const inside = (value: number, size: number) => Math.min(Math.max(value, -0.5), size - 0.5);
    return level ? [inside(y, level.height), inside(x, level.width)] : [y, x];
  }

  private measured(text: (image: OpenImage) => string): string {
    const image = active(this.store.state);
    return image ? text(image) : "";
  }
}

/** Whether shapes or painted examples differ, or other ones are seen. */
function drawnOtherwise(image: OpenImage | undefined, before: OpenImage | undefined): boolean {
  return (
    image?.shapes !== before?.shapes || image?.examples !== before?.examples || image?.view !== before?.view
  );
}
