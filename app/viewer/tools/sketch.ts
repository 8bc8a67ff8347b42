/** Draws what is being drawn, over the image: the shape under way, handles, the brush with its trail, a crosshair. */
import { type Camera, type Size, toScreen } from "../camera";
import { SELECTION } from "../colour";
import { outlineOf } from "./geometry";
import type { Sketch, Vertex } from "./hand";

const SVG = "http://www.w3.org/2000/svg";
const HANDLE = 4;
const CROSS = 14;
const DARK = "rgb(0 0 0 / 0.75)";
const LIGHT = "#ffffff";
const TRAIL = 0.45;

type Attributes = Record<string, string | number>;

function make(name: string, attributes: Attributes): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** Every line twice: dark and broad under light and thin, so that it is seen on any image. */
function cased(name: string, attributes: Attributes, colour = LIGHT): SVGElement[] {
  const line = { fill: "none", "stroke-linejoin": "round", ...attributes };
  return [
    make(name, { ...line, stroke: DARK, "stroke-width": 3.5 }),
    make(name, { ...line, stroke: colour, "stroke-width": 1.5 }),
  ];
}

export class SketchPicture {
  private readonly svg = make("svg", { "aria-hidden": "true" }) as SVGSVGElement;
  private sketch: Sketch | null = null;
  private cross: Vertex | null = null;
  private camera: Camera = { x: 0, y: 0, zoom: 1 };
  private size: Size = { width: 1, height: 1 };

  constructor(parent: HTMLElement) {
    this.svg.classList.add("viewer-sketch");
    parent.append(this.svg);
  }

  show(sketch: Sketch | null): void {
    this.sketch = sketch;
    this.paint();
  }

  showCross(at: Vertex | null): void {
    this.cross = at;
    this.paint();
  }

  /** The view was moved. */
  place(camera: Camera, size: Size): void {
    this.camera = camera;
    this.size = size;
    if (this.sketch || this.cross) this.paint();
  }

  destroy(): void {
    this.svg.remove();
  }

  private at([y, x]: Vertex): [number, number] {
    const { x: left, y: top } = toScreen(this.camera, this.size, { x: x + 0.5, y: y + 0.5 });
    return [left, top];
  }

  private paint(): void {
    const parts: SVGElement[] = [];
    const { stroke, shape, handles, brush, text, painted, colour = SELECTION } = this.sketch ?? {};
    for (const one of painted ?? []) parts.push(this.trail(one.points, one.radius, one.colour));
    if (stroke) parts.push(this.trail(stroke.points, stroke.radius, stroke.erases ? DARK : colour));
    if (shape) parts.push(...this.outline(shape.kind, outlineOf(shape)));
    for (const one of handles ?? []) parts.push(this.handle(one));
    if (brush) parts.push(...this.tip(brush.at, brush.radius, brush.erases));
    if (this.cross) parts.push(...this.crosshair(this.cross));
    if (text) parts.push(this.text(text.at, text.text));
    this.svg.replaceChildren(...parts);
  }

  private path(points: readonly Vertex[]): string {
    return points
      .map((one) =>
        this.at(one)
          .map((value) => value.toFixed(1))
          .join(","),
      )
      .join(" ");
  }

  private outline(kind: string, points: readonly Vertex[]): SVGElement[] {
    const name = kind === "line" ? "polyline" : "polygon";
    return cased(name, { points: this.path(points) }, SELECTION);
  }

  private trail(points: readonly Vertex[], radius: number, colour: string): SVGElement {
    const wide = Math.max(1, 2 * radius * this.camera.zoom);
    const line = points.length > 1 ? points : [...points, ...points];
    return make("polyline", {
      points: this.path(line),
      fill: "none",
      stroke: colour,
      "stroke-width": wide,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      opacity: TRAIL,
    });
  }

  private tip(at: Vertex, radius: number, erases: boolean): SVGElement[] {
    const [cx, cy] = this.at(at);
    const r = Math.max(1, radius * this.camera.zoom);
    return cased("circle", { cx, cy, r, ...(erases ? { "stroke-dasharray": "4 3" } : {}) });
  }

  private handle(at: Vertex): SVGElement {
    const [x, y] = this.at(at);
    const side = 2 * HANDLE;
    return make("rect", {
      x: x - HANDLE,
      y: y - HANDLE,
      width: side,
      height: side,
      fill: SELECTION,
      stroke: DARK,
      "stroke-width": 1.5,
    });
  }

  private crosshair(at: Vertex): SVGElement[] {
    const [x, y] = this.at(at);
    const d = `M${x - CROSS} ${y}H${x - 3}M${x + 3} ${y}H${x + CROSS}M${x} ${y - CROSS}V${y - 3}M${x} ${y + 3}V${y + CROSS}`;
    return cased("path", { d });
  }

  private text(at: Vertex, words: string): SVGElement {
    const [x, y] = this.at(at);
    const right = x > this.size.width - 140;
    const label = make("text", {
      x: right ? x - 14 : x + 14,
      y: Math.max(16, y - 12),
      fill: LIGHT,
      stroke: DARK,
      "stroke-width": 3,
      "paint-order": "stroke",
      "font-family": "system-ui, sans-serif",
      "font-size": 13,
      "font-weight": 600,
      "text-anchor": right ? "end" : "start",
    });
    label.textContent = words;
    return label;
  }
}
