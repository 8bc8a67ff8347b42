/** Where the viewer's pixels come from: one interface, made by zarrita in the page or by the engine. */

export type Pixels =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** One resolution level; a pixel of it covers factorY x factorX pixels of full resolution. */
export interface Level {
  width: number;
  height: number;
  factorY: number;
  factorX: number;
}

/** How all slices become one picture. */
export type Projection = "max" | "mean";

/** A box of one plane of one level. */
export interface TileRequest {
  level: number;
  t: number;
  c: number;
  z: number;
  /** [y0, x0, y1, x1] in pixels of that level. */
  region: [number, number, number, number];
  /** Only every step-th pixel in y and x. */
  step?: number;
  /** Over all of z; `z` is then ignored. */
  projection?: Projection | undefined;
}

/** Pixels in C order, samples of a colour picture beside each other. */
export interface Tile {
  data: Pixels;
  width: number;
  height: number;
  samples: number;
  /** Which part of it is there, where it comes in parts: another number, another picture. */
  part?: number;
}

export interface TileSource {
  /** Size of full resolution in pixels. */
  width: number;
  height: number;
  /** numpy's name without byte order: "uint16", "float32", ... */
  dtype: string;
  /** The samples of a pixel are one colour (RGB) and are shown as stored. */
  colour: boolean;
  /** How many channels there are. */
  channels: number;
  sizeZ: number;
  sizeT: number;
  /** Full resolution first. */
  levels: Level[];
  tileSize: number;
  /** µm per pixel where it is known. */
  pixelSize?: { y: number; x: number } | null;
  /** `onPart` hears of what is there so far, where a tile takes long. */
  tile(request: TileRequest, signal: AbortSignal, onPart?: (tile: Tile) => void): Promise<Tile>;
}

const NAMES: Record<string, string> = {
  b1: "bool",
  u1: "uint8",
  i1: "int8",
  u2: "uint16",
  i2: "int16",
  u4: "uint32",
  i4: "int32",
  u8: "uint64",
  i8: "int64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

/** "<u2", "|u1" or "uint16" as "uint16". */
export function dtypeName(dtype: string): string {
  const short = dtype.replace(/^[<>|=]/, "");
  return NAMES[short] ?? short;
}
