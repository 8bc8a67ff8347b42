/** Textures on the GPU: uploaded without loss, kept within a number of bytes, the oldest given back first. */
import type { Pixels } from "./source";

/** How the values of a texture are read in a shader. */
export type Sampled = "uint" | "int" | "float";

interface Format {
  internal: number;
  format: number;
  type: number;
  sampled: Sampled;
}

/** 64-bit numbers have no texture: they come as the distance from a base value (see gl-channels.ts). */
export function formatOf(gl: WebGL2RenderingContext, data: Pixels): Format {
  const { RED, RED_INTEGER: whole } = gl;
  if (data instanceof Uint8Array)
    return { internal: gl.R8UI, format: whole, type: gl.UNSIGNED_BYTE, sampled: "uint" };
  if (data instanceof Uint16Array)
    return { internal: gl.R16UI, format: whole, type: gl.UNSIGNED_SHORT, sampled: "uint" };
  if (data instanceof Uint32Array)
    return { internal: gl.R32UI, format: whole, type: gl.UNSIGNED_INT, sampled: "uint" };
  if (data instanceof Int8Array) return { internal: gl.R8I, format: whole, type: gl.BYTE, sampled: "int" };
  if (data instanceof Int16Array) return { internal: gl.R16I, format: whole, type: gl.SHORT, sampled: "int" };
  if (data instanceof Int32Array) return { internal: gl.R32I, format: whole, type: gl.INT, sampled: "int" };
  return { internal: gl.R32F, format: RED, type: gl.FLOAT, sampled: "float" };
}

/** An empty texture, nearest and clamped. */
export function emptyTexture(
  gl: WebGL2RenderingContext,
  internal: number,
  width: number,
  height: number,
  levels = 1,
): WebGLTexture {
  const texture = gl.createTexture() as WebGLTexture;
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, levels, internal, width, height);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  return texture;
}

/** One channel of a tile as a texture of its own type. */
export function valueTexture(
  gl: WebGL2RenderingContext,
  data: Exclude<Pixels, Float64Array>,
  width: number,
  height: number,
): WebGLTexture {
  const { internal, format, type } = formatOf(gl, data);
  const texture = emptyTexture(gl, internal, width, height);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, format, type, data);
  return texture;
}

export function mipLevels(width: number, height: number): number {
  return 1 + Math.floor(Math.log2(Math.max(width, height)));
}

interface Kept<T> {
  texture: WebGLTexture;
  bytes: number;
  facts: T;
}

/** Textures by key with what is known about each. */
export class TextureKeeper<T> {
  private readonly kept = new Map<string, Kept<T>>();
  private held = 0;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly most: number,
  ) {}

  get bytes(): number {
    return this.held;
  }

  /** The entry, now the youngest. */
  get(key: string): Kept<T> | undefined {
    const found = this.kept.get(key);
    if (!found) return undefined;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found;
  }

  /** Look without making it younger. */
  peek(key: string): Kept<T> | undefined {
    return this.kept.get(key);
  }

  entries(): IterableIterator<[string, Kept<T>]> {
    return this.kept.entries();
  }

  set(key: string, texture: WebGLTexture, bytes: number, facts: T): void {
    this.remove(key);
    this.kept.set(key, { texture, bytes, facts });
    this.held += bytes;
  }

  /** Give back what is old until the rest fits; what this frame needs stays. */
  trim(needed: ReadonlySet<string>): void {
    for (const key of this.kept.keys()) {
      if (this.held <= this.most) return;
      if (!needed.has(key)) this.remove(key);
    }
  }

  clear(): void {
    for (const key of [...this.kept.keys()]) this.remove(key);
  }

  remove(key: string): void {
    const found = this.kept.get(key);
    if (!found) return;
    this.gl.deleteTexture(found.texture);
    this.kept.delete(key);
    this.held -= found.bytes;
  }
}
