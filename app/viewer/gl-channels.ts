/**
 * Colours the tiles of an image on the GPU. Values go up as they are stored, are scaled there, and every tile is kept
 * as one coloured texture: panning and zooming then draw textures only, and another contrast colours without upload.
 */
import { blendColour } from "./blend";
import { CORNER, Program } from "./gl-program";
import { emptyTexture, formatOf, mipLevels, type Sampled, TextureKeeper, valueTexture } from "./gl-textures";
import { stampOf } from "./placing";
import type { Frame, LoadedCell } from "./renderer";
import type { Pixels, Tile } from "./source";
import type { Blending, ChannelView } from "./types";

const VALUE_BYTES = 192e6;
const COLOURED_BYTES = 160e6;
/** Channels that one pass adds up. */
const GROUP = 4;
const MAP_UNIT = GROUP;

const SAMPLERS = { uint: "usampler2D", int: "isampler2D", float: "sampler2D" };

const VERTEX = `${CORNER}
void main() { gl_Position = vec4(corner() * 2.0 - 1.0, 0.0, 1.0); }`;

/**
 * The distance from the lower limit: whole numbers are subtracted as such, since a float has 24 bits only; its broken
 * part comes after. Not-a-number is told by its bits, since compilers may take isnan() away.
 */
const DISTANCE: Record<Sampled, string> = {
  uint: `float distanceFrom(uint value, int low) {
    uint limit = uint(low);
    return value >= limit ? float(value - limit) : -float(limit - value); }`,
  int: `float distanceFrom(int value, int low) {
    return value >= low ? float(uint(value) - uint(low)) : -float(uint(low) - uint(value)); }`,
  float: "float distanceFrom(float value, int low) { return value; }",
};

function fragment(sampled: Sampled, count: number): string {
  const each = (line: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("\n");
  const missing = sampled === "float" ? "(floatBitsToUint(value) & 0x7fffffffu) > 0x7f800000u" : "false";
  const type = { uint: "uint", int: "int", float: "float" }[sampled];
  return `
  precision highp ${SAMPLERS[sampled]};
  uniform int blending;
  uniform sampler2D maps;
  ${each((i) => `uniform ${SAMPLERS[sampled]} channel${i}; uniform int whole${i}; uniform vec4 limits${i}; uniform vec4 colour${i};`)}
  out vec4 result;
  ${DISTANCE[sampled]}
  /** Limits: broken part of the lower one, 1 / span (0: a threshold), gamma, inverted. */
  float brightness(${type} value, int whole, vec4 limits) {
    if (${missing}) return -1.0;
    float far = distanceFrom(value, whole) - limits.x;
    float level = limits.y > 0.0 ? clamp(far * limits.y, 0.0, 1.0) : step(0.0, far);
    level = limits.z == 1.0 ? level : pow(level, limits.z);
    return limits.w > 0.5 ? 1.0 - level : level;
  }
  vec3 tinted(float level, vec4 colour, int row) {
    if (colour.a < 0.5) return floor(colour.rgb * level + 0.5);
    return floor(texelFetch(maps, ivec2(int(level * 255.0 + 0.5), row), 0).rgb * 255.0 + 0.5);
  }
  void lay(inout vec4 sum, float level, vec4 colour, int row) {
    if (level < 0.0) return;
    vec3 light = tinted(level, colour, row);
    if (blending == 0) sum.rgb += light;
    else if (blending == 1) sum.rgb = max(sum.rgb, light);
    else {
      vec3 own = colour.a < 0.5 ? light : light * level;
      sum = vec4(own + sum.rgb * (1.0 - level), level + sum.a * (1.0 - level));
    }
  }
  void main() {
    ivec2 place = ivec2(gl_FragCoord.xy);
    vec4 sum = vec4(0.0);
    ${each((i) => `lay(sum, brightness(texelFetch(channel${i}, place, 0).r, whole${i}, limits${i}), colour${i}, ${i});`)}
    result = vec4(sum.rgb / 255.0, sum.a);
  }`;
}

interface Coloured {
  stamp: string;
  width: number;
  height: number;
  /** Smaller copies are there, for drawing it reduced. */
  reduced: boolean;
}

/** What was taken from 64-bit numbers before they went up as 32-bit ones. */
interface Raised {
  base: number;
}

export class GlChannels {
  private readonly values: TextureKeeper<Raised>;
  private readonly coloured: TextureKeeper<Coloured>;
  private readonly programs = new Map<string, Program>();
  private readonly frameBuffer: WebGLFramebuffer;
  private readonly maps: WebGLTexture;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.values = new TextureKeeper(gl, VALUE_BYTES);
    this.coloured = new TextureKeeper(gl, COLOURED_BYTES);
    this.frameBuffer = gl.createFramebuffer() as WebGLFramebuffer;
    this.maps = emptyTexture(gl, gl.RGBA8, 256, GROUP);
  }

  get bytes(): number {
    return this.values.bytes + this.coloured.bytes;
  }

  has(key: string): boolean {
    return this.coloured.peek(key) !== undefined;
  }

  forget(): void {
    this.values.clear();
    this.coloured.clear();
  }

  /** A tile's colours, with smaller copies where it is drawn reduced. */
  texture(key: string, reduced: boolean): { texture: WebGLTexture; width: number; height: number } | null {
    const { gl } = this;
    const found = this.coloured.get(key);
    if (!found) return null;
    const { facts, texture } = found;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    if (reduced && !facts.reduced) {
      gl.generateMipmap(gl.TEXTURE_2D);
      facts.reduced = true;
    }
    const smooth = reduced ? gl.LINEAR_MIPMAP_NEAREST : gl.NEAREST;
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, smooth);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, reduced ? gl.LINEAR : gl.NEAREST);
    return { texture, width: facts.width, height: facts.height };
  }

  /** Colour what is new or stale, coarse first, until the time is used up; at least one tile. False: some are left. */
  colourAll(frame: Frame, until: number): boolean {
    const stamp = stampOf(frame);
    const stale = frame.layers.flatMap(({ cells }) =>
      cells.filter((cell) => this.coloured.peek(cell.key)?.facts.stamp !== stamp),
    );
    let left = stale.length;
    for (const cell of stale) {
      this.colour(cell, frame, stamp);
      left -= 1;
      if (performance.now() > until) break;
    }
    if (stale.length > 0) this.trim(frame);
    return left === 0;
  }

  private trim(frame: Frame): void {
    const cells = frame.layers.flatMap((layer) => layer.cells);
    this.coloured.trim(new Set(cells.map(({ key }) => key)));
    this.values.trim(new Set(cells.flatMap(({ key }) => frame.indices.map((index) => `${key}/${index}`))));
  }

  private colour(cell: LoadedCell, frame: Frame, stamp: string): void {
    const { gl } = this;
    const [y0, x0, y1, x1] = cell.region;
    const width = x1 - x0;
    const height = y1 - y0;
    const known = this.coloured.get(cell.key);
    const texture = known?.texture ?? emptyTexture(gl, gl.RGBA8, width, height, mipLevels(width, height));
    const first = cell.tiles[0];
    if (frame.colour && first) this.copyColour(first, texture, width, height);
    else this.blend(cell, frame, texture, width, height);
    const facts = { stamp, width, height, reduced: false };
    if (known) known.facts = facts;
    else this.coloured.set(cell.key, texture, Math.round((width * height * 16) / 3), facts);
  }

  private copyColour(tile: Tile, texture: WebGLTexture, width: number, height: number): void {
    const { gl } = this;
    const picture = new Uint32Array(width * height);
    blendColour(tile.data, tile.samples, picture);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    const bytes = new Uint8Array(picture.buffer);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  }

  private blend(cell: LoadedCell, frame: Frame, texture: WebGLTexture, width: number, height: number): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frameBuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    gl.viewport(0, 0, width, height);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    setBlending(gl, frame.blending);
    for (let from = 0; from < cell.tiles.length; from += GROUP) this.addGroup(cell, frame, from);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** Up to four channels in one pass. */
  private addGroup(cell: LoadedCell, frame: Frame, from: number): void {
    const tiles = cell.tiles.slice(from, from + GROUP);
    const first = tiles[0] as Tile;
    const program = this.program(formatOf(this.gl, first.data).sampled, tiles.length).use();
    program.int("blending", ["add", "max", "over"].indexOf(frame.blending));
    // All are there before the first is bound: making one uses a unit.
    const values = tiles.map((tile, unit) =>
      this.valuesOf(`${cell.key}/${frame.indices[from + unit]}`, tile),
    );
    tiles.forEach((tile, unit) => {
      const view = frame.channels[from + unit] as ChannelView;
      const { texture, base } = values[unit] as { texture: WebGLTexture; base: number };
      program.texture(`channel${unit}`, unit, texture);
      setLimits(program, unit, view, tile.data, base);
      if (view.map) this.setMap(unit, view.map);
    });
    program.texture("maps", MAP_UNIT, this.maps).rectangle();
  }

  private setMap(row: number, map: ChannelView["map"]): void {
    const { gl } = this;
    const bytes = Uint8Array.from(map?.flatMap((colour) => [...colour, 255]) ?? []);
    gl.activeTexture(gl.TEXTURE0 + MAP_UNIT);
    gl.bindTexture(gl.TEXTURE_2D, this.maps);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, row, bytes.length / 4, 1, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  }

  private program(sampled: Sampled, count: number): Program {
    const key = `${sampled}${count}`;
    const known = this.programs.get(key);
    if (known) return known;
    const made = new Program(this.gl, VERTEX, fragment(sampled, count));
    this.programs.set(key, made);
    return made;
  }

  private valuesOf(key: string, tile: Tile): { texture: WebGLTexture; base: number } {
    const known = this.values.get(key);
    if (known) return { texture: known.texture, base: known.facts.base };
    const { data, base } = raised(tile.data);
    const texture = valueTexture(this.gl, data, tile.width, tile.height);
    this.values.set(key, texture, data.byteLength, { base });
    return { texture, base };
  }
}

/** Passes after the first meet what is there: light is added, the brighter stays, or the new lies over the old. */
function setBlending(gl: WebGL2RenderingContext, blending: Blending): void {
  gl.enable(gl.BLEND);
  gl.blendEquation(blending === "max" ? gl.MAX : gl.FUNC_ADD);
  if (blending === "over") gl.blendFuncSeparate(gl.ONE, gl.ONE_MINUS_SRC_ALPHA, gl.ZERO, gl.ONE);
  else gl.blendFunc(gl.ONE, gl.ONE);
}

/** 64-bit floats keep their small differences when the first finite one is subtracted before they become 32-bit. */
function raised(data: Pixels): { data: Exclude<Pixels, Float64Array>; base: number } {
  if (!(data instanceof Float64Array)) return { data, base: 0 };
  const base = data.find(Number.isFinite) ?? 0;
  return { data: Float32Array.from(data, (value) => value - base), base };
}

/** The smallest and largest number that a lower limit can be as a whole one in the shader. */
const LEAST = -(2 ** 31);
const MOST = 2 ** 31 - 1;

function setLimits(program: Program, unit: number, view: ChannelView, data: Pixels, base: number): void {
  const floating = data instanceof Float32Array || data instanceof Float64Array;
  const unsigned = data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array;
  const span = view.high - view.low;
  // Equal limits are a threshold at the upper one.
  const low = (span > 0 ? view.low : view.high) - base;
  const bounded = Math.min(Math.max(Math.floor(low), unsigned ? 0 : LEAST), unsigned ? 2 ** 32 - 1 : MOST);
  const whole = floating ? 0 : bounded;
  program.int(`whole${unit}`, whole | 0);
  program.floats(`limits${unit}`, low - whole, span > 0 ? 1 / span : 0, view.gamma, view.invert ? 1 : 0);
  program.floats(`colour${unit}`, ...view.color, view.map ? 1 : 0);
}
