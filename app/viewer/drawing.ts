/**
 * Which renderer draws: WebGL2 where there is one, else a canvas. A lost context never leaves the image black: the
 * canvas takes over at once, until the context is back, and for good where it does not come back.
 */
import type { Size } from "./camera";
import { CanvasRenderer } from "./canvas-renderer";
import { GlRenderer } from "./gl-renderer";
import type { Frame, Renderer } from "./renderer";

/** A lost context is waited for this long, in ms. */
const PATIENCE = 3000;

export interface DrawingHears {
  /** Another renderer took over: draw again. */
  onChange(): void;
  /** The canvas draws from now on. */
  onFallback(): void;
}

/** The canvas renderer where nothing else is there, else one that starts with WebGL2. */
export class AnyRenderer implements Renderer {
  private current: Renderer;
  private size: { view: Size; ratio: number } | null = null;
  private over = false;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly hears: DrawingHears) {
    const gl = this.tryGl();
    this.current = gl ?? new CanvasRenderer();
    if (!gl) queueMicrotask(() => hears.onFallback());
  }

  get element(): HTMLCanvasElement {
    return this.current.element;
  }

  /** "webgl2" or "canvas". */
  get kind(): string {
    return this.current instanceof GlRenderer ? "webgl2" : "canvas";
  }

  resize(view: Size, ratio: number): void {
    this.size = { view, ratio };
    this.current.resize(view, ratio);
  }

  draw(frame: Frame): boolean {
    return this.current.draw(frame);
  }

  drawOverview(frame: Frame, canvas: HTMLCanvasElement): void {
    this.current.drawOverview(frame, canvas);
  }

  forget(): void {
    this.current.forget();
  }

  destroy(): void {
    this.over = true;
    clearTimeout(this.waiting);
    this.current.destroy();
  }

  private tryGl(): GlRenderer | null {
    const element = document.createElement("canvas");
    const made = GlRenderer.on(element);
    if (made) element.addEventListener("webglcontextlost", (event) => this.lose(event, element));
    return made;
  }

  private lose(event: Event, element: HTMLCanvasElement): void {
    if (this.over || this.element !== element) return; // given back on purpose
    event.preventDefault(); // or the browser would never restore it
    this.show(new CanvasRenderer());
    this.waiting = setTimeout(() => this.hears.onFallback(), PATIENCE);
    element.addEventListener("webglcontextrestored", () => this.restore(), { once: true });
  }

  /** Everything is built again, on a canvas of its own, also where the context comes back late. */
  private restore(): void {
    clearTimeout(this.waiting);
    const made = this.over ? null : this.tryGl();
    if (made) this.show(made);
  }

  private show(next: Renderer): void {
    const before = this.current;
    next.element.className = before.element.className;
    for (const { name, value } of before.element.attributes)
      if (name !== "width" && name !== "height") next.element.setAttribute(name, value);
    if (this.size) next.resize(this.size.view, this.size.ratio);
    before.element.replaceWith(next.element);
    this.current = next;
    this.hears.onChange();
    before.destroy();
  }
}
