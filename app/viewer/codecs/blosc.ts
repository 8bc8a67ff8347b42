/** The Blosc 1 container (github.com/Blosc/c-blosc, README_CHUNK_FORMAT.rst): blocks, splits, byte and bit shuffle. */
import { unpackBloscLz, unpackLz4 } from "./lz4";

const HEADER = 16;
const SHUFFLED = 1;
const STORED = 2;
const BIT_SHUFFLED = 4;
const WHOLE_BLOCKS = 16;
const MOST_SPLITS = 16;
const SMALLEST_SPLIT = 128;
/** A picture's chunk never unpacks to more than this; a header that says so is damaged. */
const MOST_BYTES = 2 ** 31;

type Piece = (from: Uint8Array, size: number) => Uint8Array | Promise<Uint8Array>;

function filled(unpack: (from: Uint8Array, out: Uint8Array) => void): Piece {
  return (from, size) => {
    const out = new Uint8Array(size);
    unpack(from, out);
    return out;
  };
}

/** By the number in the header's flags. */
const FORMATS: Record<number, Piece> = {
  0: filled(unpackBloscLz),
  1: filled(unpackLz4),
  3: async (from) => {
    const stream = new Blob([from as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  },
  4: async (from, size) => (await import("fzstd")).decompress(from, new Uint8Array(size)),
};

/** Unpack one Blosc buffer. */
export async function unpackBlosc(bytes: Uint8Array): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(2);
  const typeSize = view.getUint8(3);
  const size = view.getUint32(4, true);
  const blockSize = view.getUint32(8, true);
  if (size > MOST_BYTES) throw new Error("A compressed chunk of the image is damaged.");
  if (flags & STORED) return bytes.slice(HEADER, HEADER + size);
  const piece = FORMATS[flags >> 5];
  if (!piece) throw new Error("This image uses Blosc with Snappy, which is not read here.");
  const out = new Uint8Array(size);
  for (let start = 0, block = 0; start < size; start += blockSize, block += 1) {
    const length = Math.min(blockSize, size - start);
    const splits = splitsOf(flags, typeSize, blockSize, length < blockSize);
    const raw = await unpackBlock(
      bytes,
      view,
      view.getInt32(HEADER + block * 4, true),
      length,
      splits,
      piece,
    );
    unshuffle(raw, out.subarray(start, start + length), typeSize, flags);
  }
  return out;
}

function splitsOf(flags: number, typeSize: number, blockSize: number, last: boolean): number {
  const split =
    !(flags & WHOLE_BLOCKS) && !last && typeSize <= MOST_SPLITS && blockSize / typeSize >= SMALLEST_SPLIT;
  return split ? typeSize : 1;
}

/** A piece that would not get smaller is stored as it is. */
async function unpackBlock(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  length: number,
  splits: number,
  piece: Piece,
): Promise<Uint8Array> {
  const out = new Uint8Array(length);
  const size = Math.floor(length / splits);
  let read = from;
  for (let index = 0; index < splits; index += 1) {
    const packed = view.getInt32(read, true);
    read += 4;
    const input = bytes.subarray(read, read + packed);
    out.set(packed === size ? input : await piece(input, size), index * size);
    read += packed;
  }
  return out;
}

function unshuffle(from: Uint8Array, out: Uint8Array, typeSize: number, flags: number): void {
  const count = Math.floor(from.length / typeSize);
  if (flags & SHUFFLED && typeSize > 1) unshuffleBytes(from, out, typeSize, count);
  else if (flags & BIT_SHUFFLED && count > 0 && count % 8 === 0) unshuffleBits(from, out, typeSize, count);
  else {
    out.set(from);
    return;
  }
  const whole = count * typeSize;
  out.set(from.subarray(whole), whole);
}

function unshuffleBytes(from: Uint8Array, out: Uint8Array, typeSize: number, count: number): void {
  for (let byte = 0; byte < typeSize; byte += 1) {
    const row = byte * count;
    for (let index = 0, at = byte; index < count; index += 1, at += typeSize)
      out[at] = from[row + index] as number;
  }
}

/** Bit b of byte j of every element lies in row 8 j + b, eight elements in a byte, the first one lowest. */
function unshuffleBits(from: Uint8Array, out: Uint8Array, typeSize: number, count: number): void {
  const rowLength = count / 8;
  for (let byte = 0; byte < typeSize; byte += 1) {
    for (let group = 0; group < rowLength; group += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const bits = from[(byte * 8 + bit) * rowLength + group] as number;
        for (let index = 0; bits >> index; index += 1) {
          const at = (group * 8 + index) * typeSize + byte;
          out[at] = (out[at] as number) | (((bits >> index) & 1) << bit);
        }
      }
    }
  }
}
