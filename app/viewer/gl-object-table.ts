/** Colours and selection of objects as textures that a shader reads by the object's number. */
import { emptyTexture } from "./gl-textures";
import { colourTable } from "./object-colours";
import type { ObjectColours } from "./types";

/** Tables are this wide; the number's lower bits are the column. */
export const TABLE_BITS = 11;
const WIDTH = 2 ** TABLE_BITS;

export class ObjectTable {
  private rows = 0;
  private textures: { colours: WebGLTexture; flags: WebGLTexture } | null = null;
  private shown: { colours: ObjectColours; selected: ReadonlySet<number>; most: number } | null = null;

  constructor(private readonly gl: WebGL2RenderingContext) {}

  /**
   * Bring the textures up to date; only what differs is sent.
   *
   * @param objects  the largest number, or the object of each number
   * @param numberOf the number of an object
   */
  update(
    colours: ObjectColours,
    selected: ReadonlySet<number>,
    objects: number | readonly number[],
    numberOf: (object: number) => number,
  ): { colours: WebGLTexture; flags: WebGLTexture } {
    const most = typeof objects === "number" ? objects : objects.length - 1;
    const before = this.shown;
    this.shown = { colours, selected, most };
    const textures = this.room(most);
    const grown = before?.most !== most;
    if (grown || before.colours !== colours)
      this.sendColours(textures.colours, colourTable(colours, objects));
    if (grown || before.selected !== selected) this.sendFlags(textures.flags, selected, most, numberOf);
    return textures;
  }

  destroy(): void {
    if (this.textures) for (const one of Object.values(this.textures)) this.gl.deleteTexture(one);
    this.textures = null;
    this.shown = null;
    this.rows = 0;
  }

  /** Textures with room for a number; twice as much as is needed, since more objects may come. */
  private room(most: number): { colours: WebGLTexture; flags: WebGLTexture } {
    const { gl } = this;
    const rows = (most >> TABLE_BITS) + 1;
    if (this.textures && rows <= this.rows) return this.textures;
    if (this.textures) for (const one of Object.values(this.textures)) gl.deleteTexture(one);
    this.rows = Math.min(2 ** Math.ceil(Math.log2(rows)), gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
    this.textures = {
      colours: emptyTexture(gl, gl.RGBA8, WIDTH, this.rows),
      flags: emptyTexture(gl, gl.R8UI, WIDTH, this.rows),
    };
    return this.textures;
  }

  private sendColours(texture: WebGLTexture, table: Uint8Array): void {
    const { gl } = this;
    this.send(texture, table, 4, gl.RGBA);
  }

  private sendFlags(
    texture: WebGLTexture,
    selected: ReadonlySet<number>,
    most: number,
    numberOf: (object: number) => number,
  ): void {
    const flags = new Uint8Array(most + 1);
    for (const object of selected) {
      const number = numberOf(object);
      if (number > 0 && number <= most) flags[number] = 1;
    }
    this.send(texture, flags, 1, this.gl.RED_INTEGER);
  }

  private send(texture: WebGLTexture, values: Uint8Array, size: number, format: number): void {
    const { gl } = this;
    const rows = Math.ceil(values.length / size / WIDTH);
    const whole = new Uint8Array(rows * WIDTH * size);
    whole.set(values);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, WIDTH, rows, format, gl.UNSIGNED_BYTE, whole);
  }
}
