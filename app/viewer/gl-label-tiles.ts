/**
 * Label tiles on the GPU: 504 x 504 labels with four more on each side, one 32-bit number each: the object's number in
 * 24 bits, then which borders meet in the corner at its top left, then whether any border is near.
 */
import { emptyTexture, TextureKeeper } from "./gl-textures";
import { thinned } from "./label-tiles";
import type { LabelLayer } from "./types";

export const CORE = 504;
export const HALO = 4;
export const SIDE = CORE + 2 * HALO;
/** So far from a border an outline may reach, in label pixels. */
const REACH = 4;
const BYTES = SIDE * SIDE * 4;
const MOST_BYTES = 96e6;
/** Numbers that fit into a tile's 24 bits. */
export const MOST_OBJECTS = 2 ** 24 - 1;

const TOP = 1;
const BOTTOM = 2;
const LEFT = 4;
const RIGHT = 8;
const NEAR = 16;

/** Add corners and nearness to the labels of a tile, in place. */
export function addBorders(labels: Uint32Array, side: number): void {
  const marks = new Uint8Array(side * side);
  for (let y = 1; y < side; y += 1) {
    for (let x = 1, at = y * side + 1; x < side; x += 1, at += 1) {
      const a = labels[at - side - 1] as number;
      const b = labels[at - side] as number;
      const c = labels[at - 1] as number;
      const d = labels[at] as number;
      if (a === b && a === c && c === d) continue;
      marks[at] = (a !== b ? TOP : 0) | (c !== d ? BOTTOM : 0) | (a !== c ? LEFT : 0) | (b !== d ? RIGHT : 0);
    }
  }
  const near = spread(spread(marks, side, 1), side, side);
  for (let at = 0; at < labels.length; at += 1) {
    const found = (marks[at] as number) | (near[at] ? NEAR : 0);
    if (found) labels[at] = ((labels[at] as number) | (found << 24)) >>> 0;
  }
}

/** Where a mark lies within the reach along one axis: `stride` is 1 for rows and the side for columns. */
function spread(marks: Uint8Array, side: number, stride: number): Uint8Array {
  const out = new Uint8Array(marks.length);
  const across = stride === 1 ? side : 1;
  for (let line = 0; line < side; line += 1) {
    let last = -Infinity;
    let at = line * across;
    for (let step = 0; step < side; step += 1, at += stride) {
      if (!marks[at]) {
        if (step - last <= REACH) out[at] = 1;
        continue;
      }
      last = step;
      // A corner lies at the top left of its pixel: one more pixel on this side.
      for (let back = Math.max(0, step - REACH - 1), to = at - (step - back) * stride; to <= at; to += stride)
        out[to] = 1;
    }
  }
  return out;
}

export interface LabelTile {
  step: number;
  row: number;
  column: number;
}

export class LabelTiles {
  private readonly tiles: TextureKeeper<LabelTile>;
  /** Where numbers do not fit into 24 bits they are counted through: which one each object got. */
  private numbers: Map<number, number> | null = null;
  /** The largest number in any tile so far. */
  most = 0;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.tiles = new TextureKeeper(gl, MOST_BYTES);
  }

  get bytes(): number {
    return this.tiles.bytes;
  }

  get(tile: LabelTile): WebGLTexture | undefined {
    return this.tiles.get(keyOf(tile))?.texture;
  }

  /** The number in the tiles for an object. */
  numberOf(object: number): number {
    return this.numbers ? (this.numbers.get(object) ?? 0) : object;
  }

  /** The object of every number, or the largest number where they are the same. */
  objects(): number | number[] {
    return this.numbers ? [...this.numbers.keys()] : this.most;
  }

  make(layer: LabelLayer, tile: LabelTile, needed: ReadonlySet<string>): WebGLTexture {
    const { gl } = this;
    const texture = emptyTexture(gl, gl.R32UI, SIDE, SIDE);
    this.write(texture, layer, tile);
    this.tiles.set(keyOf(tile), texture, BYTES, tile);
    this.tiles.trim(needed);
    return texture;
  }

  /** Write the tiles again that a box of the label image touches, in their own textures. */
  mend(layer: LabelLayer, [y0, x0, y1, x1]: readonly number[]): void {
    const touches = (from: number, to: number, at: number, step: number) =>
      to > (at * CORE - HALO) * step && from < ((at + 1) * CORE + HALO) * step;
    for (const [, { texture, facts }] of this.tiles.entries()) {
      const rows = touches(y0 ?? 0, y1 ?? 0, facts.row, facts.step);
      if (rows && touches(x0 ?? 0, x1 ?? 0, facts.column, facts.step)) this.write(texture, layer, facts);
    }
  }

  clear(): void {
    this.tiles.clear();
    this.numbers = null;
    this.most = 0;
  }

  private write(texture: WebGLTexture, layer: LabelLayer, tile: LabelTile): void {
    const { gl } = this;
    const place = [tile.row * CORE - HALO, tile.column * CORE - HALO, SIDE, SIDE] as const;
    const piece = thinned(layer, tile.step, place);
    this.number(piece.labels);
    addBorders(piece.labels, SIDE);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    const { RED_INTEGER: format, UNSIGNED_INT: type } = gl;
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, SIDE, SIDE, format, type, piece.labels);
  }

  private number(labels: Uint32Array): void {
    let most = 0;
    for (let at = 0; at < labels.length; at += 1)
      if ((labels[at] as number) > most) most = labels[at] as number;
    if (most > MOST_OBJECTS && !this.numbers) {
      this.tiles.clear(); // they hold the objects' own numbers
      this.numbers = new Map([[0, 0]]);
    }
    const { numbers } = this;
    if (!numbers) {
      this.most = Math.max(this.most, most);
      return;
    }
    for (let at = 0; at < labels.length; at += 1) {
      const object = labels[at] as number;
      let number = numbers.get(object);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(object, number);
      }
      labels[at] = number;
    }
    this.most = numbers.size - 1;
  }
}

export function keyOf({ step, row, column }: LabelTile): string {
  return `${step}/${row}/${column}`;
}
