/** Coloured pieces and vector drawings that come from the CPU, drawn as textures. */
import type { Size } from "./camera";
import { boxOnScreen, type LayerScreen, visibleIn } from "./geometry";
import { RECTANGLE } from "./gl-label-shader";
import { Program } from "./gl-program";
import { emptyTexture, TextureKeeper } from "./gl-textures";
import { PICTURE_SIDE, type Picture, type Piece, piecesIn } from "./pictures";

const MOST_BYTES = 96e6;

/** A part of a texture in a rectangle; reduced pictures take a copy that is at most twice as large. */
const FRAGMENT = `
uniform sampler2D picture;
uniform vec4 box, part;
uniform vec2 screen;
uniform float opacity;
uniform bool multiplied, reduced;
out vec4 result;
void main() {
  vec2 at = vec2(gl_FragCoord.x, screen.y - gl_FragCoord.y);
  vec2 place = part.xy + (at - box.xy) / (box.zw - box.xy) * (part.zw - part.xy);
  vec4 found = reduced ? texture(picture, place / vec2(textureSize(picture, 0)), -0.5)
    : texelFetch(picture, ivec2(floor(place)), 0);
  result = opacity * (multiplied ? found : vec4(found.rgb * found.a, found.a));
}`;

export interface Shown {
  texture: WebGLTexture;
  /** Pixels of the texture: [left, top, right, bottom]. */
  part: readonly [number, number, number, number];
  /** Device pixels. */
  box: readonly [number, number, number, number];
  opacity: number;
  multiplied: boolean;
  reduced: boolean;
}

export class PictureProgram {
  private readonly program: Program;

  constructor(gl: WebGL2RenderingContext) {
    this.program = new Program(gl, RECTANGLE, FRAGMENT);
  }

  draw(screen: Size, shown: Shown): void {
    const program = this.program.use().texture("picture", 0, shown.texture);
    program.floats("box", ...shown.box).floats("part", ...shown.part);
    program.floats("screen", screen.width, screen.height).floats("opacity", shown.opacity);
    program.int("multiplied", shown.multiplied ? 1 : 0).int("reduced", shown.reduced ? 1 : 0);
    program.rectangle();
  }
}

/** The pieces of one layer. */
export class GlPieces {
  private readonly kept: TextureKeeper<Size>;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly program: PictureProgram,
  ) {
    this.kept = new TextureKeeper(gl, MOST_BYTES);
  }

  get bytes(): number {
    return this.kept.bytes;
  }

  clear(): void {
    this.kept.clear();
  }

  /** Draw the pieces on screen; false where some are still to be made. */
  draw(
    layer: Size & { opacity: number },
    place: LayerScreen,
    screen: Size,
    step: number,
    make: (piece: Piece) => Picture,
    until: number,
  ): boolean {
    const pieces = piecesIn(layer, visibleIn(place, screen), step, PICTURE_SIDE);
    const needed = new Set(pieces.map(keyOf));
    let done = true;
    for (const piece of pieces) {
      let found = this.kept.get(keyOf(piece));
      if (!found && performance.now() > until) {
        done = false;
        continue;
      }
      if (!found) {
        this.add(keyOf(piece), make(piece), needed);
        found = this.kept.get(keyOf(piece));
      }
      if (found) this.drawPiece(found.texture, found.facts, layer.opacity, piece, place, screen);
    }
    return done;
  }

  private add(key: string, { width, height, pixels }: Picture, needed: ReadonlySet<string>): void {
    const { gl } = this;
    const texture = emptyTexture(gl, gl.RGBA8, width, height);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    this.kept.set(key, texture, width * height * 4, { width, height });
    this.kept.trim(needed);
  }

  private drawPiece(
    texture: WebGLTexture,
    { width, height }: Size,
    opacity: number,
    { step, row, column }: Piece,
    place: LayerScreen,
    screen: Size,
  ): void {
    const top = row * PICTURE_SIDE * step;
    const left = column * PICTURE_SIDE * step;
    const box = boxOnScreen(place, [top, left, top + height * step, left + width * step]);
    const part = [0, 0, width, height] as const;
    this.program.draw(screen, { texture, part, box, opacity, multiplied: false, reduced: false });
  }
}

function keyOf({ step, row, column }: Piece): string {
  return `${step}/${row}/${column}`;
}

/** What the CPU draws with lines and text, as large as the screen; sent anew only where it differs. */
export class VectorPicture {
  private readonly canvas = document.createElement("canvas");
  private texture: WebGLTexture | null = null;
  private stamp: readonly unknown[] = [];

  /** @param onCpu where there is no graphics card: the picture is then not fetched back from it */
  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly program: PictureProgram,
    private readonly onCpu: boolean,
  ) {}

  draw(screen: Size, stamp: readonly unknown[], paint: (context: CanvasRenderingContext2D) => void): void {
    const resized = this.canvas.width !== screen.width || this.canvas.height !== screen.height;
    const same = stamp.length === this.stamp.length && stamp.every((one, at) => one === this.stamp[at]);
    if (!this.texture || resized || !same) this.paint(screen, paint);
    this.stamp = stamp;
    const box = [0, 0, screen.width, screen.height] as const;
    const shown = { part: box, box, opacity: 1, multiplied: true, reduced: false };
    if (this.texture) this.program.draw(screen, { ...shown, texture: this.texture });
  }

  destroy(): void {
    this.gl.deleteTexture(this.texture);
    this.canvas.width = 1;
  }

  private paint(screen: Size, paint: (context: CanvasRenderingContext2D) => void): void {
    const { gl, canvas } = this;
    if (canvas.width !== screen.width || canvas.height !== screen.height) {
      canvas.width = screen.width;
      canvas.height = screen.height;
      gl.deleteTexture(this.texture);
      this.texture = null;
    }
    const context = canvas.getContext("2d", { willReadFrequently: this.onCpu });
    if (!context) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    paint(context);
    this.texture ??= emptyTexture(gl, gl.RGBA8, canvas.width, canvas.height);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, canvas);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
  }
}
