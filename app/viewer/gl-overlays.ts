/** The layers over the image on the GPU, in their order, any number of them. */
import { keysOf, screenOf } from "./geometry";
import { DrawnLabels, isSoftware } from "./gl-drawn-labels";
import { LABELS, RECTANGLE } from "./gl-label-shader";
import { type Drawing, GlLabels } from "./gl-labels";
import { GlPoints, GlTracks } from "./gl-marks";
import { GlPieces, type PictureProgram, VectorPicture } from "./gl-pictures";
import { Program } from "./gl-program";
import { thinningFor } from "./label-tiles";
import { looksTheSame, pixelPicture } from "./pictures";
import type { Frame, Hovered } from "./renderer";
import { drawRegion, drawShapes } from "./shapes";
import type { Layer, PixelLayer, ShapeLayer } from "./types";

/** What a layer keeps on the GPU. */
type Drawer =
  | { kind: "labels"; draws: GlLabels | DrawnLabels }
  | { kind: "pixels"; draws: GlPieces; shown: PixelLayer | null }
  | { kind: "points"; draws: GlPoints }
  | { kind: "tracks"; draws: GlTracks }
  | { kind: "shapes"; draws: VectorPicture };

export class GlOverlays {
  private readonly drawers = new Map<string, Drawer>();
  private readonly programs = new Map<string, Program>();
  private readonly region: VectorPicture;
  private readonly software: boolean;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly pictures: PictureProgram,
  ) {
    this.software = isSoftware(gl);
    this.region = new VectorPicture(gl, pictures, this.software);
  }

  get bytes(): number {
    let sum = 0;
    for (const { draws } of this.drawers.values()) if ("bytes" in draws) sum += draws.bytes;
    return sum;
  }

  /** False where another frame is needed. */
  draw(frame: Frame, drawing: Drawing): boolean {
    const { gl } = this;
    gl.enable(gl.BLEND);
    gl.blendEquation(gl.FUNC_ADD);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const keys = keysOf(frame.overlays);
    this.dropGone(new Set(keys));
    const top = frame.overlays.findLast((one) => one.kind === "labels");
    let done = true;
    frame.overlays.forEach((layer, index) => {
      const hovered = layer === top ? frame.hovered : null;
      done = this.drawLayer(layer, keys[index] as string, hovered, drawing) && done;
    });
    const { region } = frame;
    const { mapping, screen, ratio } = drawing;
    const stamp = [...(region ?? []), mapping.scale, mapping.x(0), mapping.y(0)];
    if (region) this.region.draw(screen, stamp, (context) => drawRegion(context, region, mapping, ratio));
    return done;
  }

  forget(): void {
    for (const { draws } of this.drawers.values()) release(draws);
    this.drawers.clear();
  }

  destroy(): void {
    this.forget();
    this.region.destroy();
  }

  private dropGone(here: ReadonlySet<string>): void {
    for (const [key, { draws }] of this.drawers) {
      if (here.has(key)) continue;
      release(draws);
      this.drawers.delete(key);
    }
  }

  private drawLayer(layer: Layer, key: string, hovered: Hovered | null, drawing: Drawing): boolean {
    const drawer = this.drawers.get(key) ?? this.make(layer.kind);
    this.drawers.set(key, drawer);
    const { mapping, screen, ratio } = drawing;
    if (drawer.kind === "labels" && layer.kind === "labels")
      return drawer.draws.draw(layer, hovered, drawing);
    if (drawer.kind === "pixels" && layer.kind === "pixels") return drawPixels(drawer, layer, drawing);
    if (drawer.kind === "points" && layer.kind === "points") drawer.draws.draw(layer, mapping, screen, ratio);
    if (drawer.kind === "tracks" && layer.kind === "tracks") drawer.draws.draw(layer, mapping, screen, ratio);
    if (drawer.kind === "shapes" && layer.kind === "shapes") this.drawShapes(drawer.draws, layer, drawing);
    return true;
  }

  private drawShapes(picture: VectorPicture, layer: ShapeLayer, { mapping, screen, ratio }: Drawing): void {
    const { shapes, selected, drawing, opacity } = layer;
    if (shapes.length === 0 && !drawing) return;
    const stamp = [shapes, selected, drawing, opacity, mapping.scale, mapping.x(0), mapping.y(0)];
    picture.draw(screen, stamp, (context) => drawShapes(context, layer, mapping, ratio));
  }

  private make(kind: Layer["kind"]): Drawer {
    const { gl, pictures } = this;
    if (kind === "labels" && this.software) return { kind, draws: new DrawnLabels(gl, pictures) };
    if (kind === "labels") {
      const program = this.program(kind, () => new Program(gl, RECTANGLE, LABELS));
      return { kind, draws: new GlLabels(gl, program, pictures) };
    }
    if (kind === "pixels") return { kind, draws: new GlPieces(gl, pictures), shown: null };
    if (kind === "points")
      return {
        kind,
        draws: new GlPoints(
          gl,
          this.program(kind, () => GlPoints.program(gl)),
        ),
      };
    if (kind === "tracks")
      return {
        kind,
        draws: new GlTracks(
          gl,
          this.program(kind, () => GlTracks.program(gl)),
        ),
      };
    return { kind, draws: new VectorPicture(gl, pictures, this.software) };
  }

  private program(name: string, make: () => Program): Program {
    const known = this.programs.get(name) ?? make();
    this.programs.set(name, known);
    return known;
  }
}

function release(draws: Drawer["draws"]): void {
  if (draws instanceof GlPieces) draws.clear();
  else draws.destroy();
}

/** Coloured anew only where data, limits or colour differ. */
function drawPixels(
  drawer: Extract<Drawer, { kind: "pixels" }>,
  layer: PixelLayer,
  { mapping, screen, until }: Drawing,
): boolean {
  if (!looksTheSame(drawer.shown, layer)) drawer.draws.clear();
  drawer.shown = layer;
  const place = screenOf(layer, mapping);
  const step = thinningFor(place.scaleX);
  return drawer.draws.draw(layer, place, screen, step, (piece) => pixelPicture(layer, piece), until);
}
