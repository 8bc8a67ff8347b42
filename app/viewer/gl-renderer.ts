/** Draws frames with WebGL2. */
import type { Size } from "./camera";
import { GlChannels } from "./gl-channels";
import { GlOverlays } from "./gl-overlays";
import { PictureProgram } from "./gl-pictures";
import { drawOverview } from "./overview";
import { cellsToDraw, type Mapping, mappingOf, placeCell } from "./placing";
import type { Frame, LoadedCell, Renderer } from "./renderer";

/** Sending and colouring may take this long in one frame; the rest follows in the next, so that panning stays smooth. */
const BUDGET = 8;
/** Layers get some time of their own, however much the image took. */
const OVERLAY_BUDGET = 8;
const GROUND = [8 / 255, 9 / 255, 11 / 255, 1] as const;

export class GlRenderer implements Renderer {
  private readonly pictures: PictureProgram;
  private readonly channels: GlChannels;
  private readonly overlays: GlOverlays;
  private ratio = 1;

  private constructor(
    readonly element: HTMLCanvasElement,
    private readonly gl: WebGL2RenderingContext,
  ) {
    this.pictures = new PictureProgram(gl);
    this.channels = new GlChannels(gl);
    this.overlays = new GlOverlays(gl, this.pictures);
  }

  /** Null where the browser has no WebGL2. */
  static on(element: HTMLCanvasElement): GlRenderer | null {
    const wishes = { alpha: false, antialias: false, depth: false, stencil: false };
    const gl = element.getContext("webgl2", { ...wishes, powerPreference: "high-performance" });
    return gl && !gl.isContextLost() ? new GlRenderer(element, gl) : null;
  }

  /** What its textures take. */
  get bytes(): number {
    return this.channels.bytes + this.overlays.bytes;
  }

  resize(view: Size, ratio: number): void {
    this.ratio = ratio;
    this.element.width = Math.max(1, Math.round(view.width * ratio));
    this.element.height = Math.max(1, Math.round(view.height * ratio));
  }

  draw(frame: Frame): boolean {
    const { gl, element: screen, ratio } = this;
    const coloured = this.channels.colourAll(frame, performance.now() + BUDGET);
    const mapping = mappingOf(frame, ratio);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, screen.width, screen.height);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(...GROUND);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.disable(gl.BLEND);
    this.clip(frame.image, mapping);
    for (const cell of cellsToDraw(frame, (key) => this.channels.has(key))) this.drawCell(cell, mapping);
    gl.disable(gl.SCISSOR_TEST);
    const drawing = { mapping, screen, ratio, until: performance.now() + OVERLAY_BUDGET };
    return this.overlays.draw(frame, drawing) && coloured;
  }

  drawOverview(frame: Frame, canvas: HTMLCanvasElement): void {
    drawOverview(frame, canvas);
  }

  forget(): void {
    this.channels.forget();
    this.overlays.forget();
  }

  destroy(): void {
    this.forget();
    this.overlays.destroy();
    this.element.width = 1;
    this.element.height = 1;
    this.element.remove();
    // Browsers keep a few contexts only: this one is not waited for.
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  /** Tiles of coarse levels may reach beyond the image. */
  private clip(image: Size, mapping: Mapping): void {
    const { gl, element } = this;
    const left = Math.round(mapping.x(0));
    const bottom = Math.round(mapping.y(image.height));
    const width = Math.round(mapping.x(image.width)) - left;
    const height = bottom - Math.round(mapping.y(0));
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(left, element.height - bottom, Math.max(0, width), Math.max(0, height));
  }

  private drawCell(cell: LoadedCell, mapping: Mapping): void {
    const [y0, x0, y1, x1] = cell.region;
    const placed = placeCell(cell, { width: x1 - x0, height: y1 - y0 }, mapping, this.element);
    if (!placed) return;
    const reduced = placed.scale < 1;
    const found = this.channels.texture(cell.key, reduced);
    if (!found) return;
    this.pictures.draw(this.element, {
      texture: found.texture,
      part: placed.from,
      box: placed.to,
      opacity: 1,
      multiplied: true,
      reduced,
    });
  }
}
