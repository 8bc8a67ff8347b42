/** LZ4 and BloscLZ blocks in plain TypeScript: a strict page may neither evaluate text nor need large wasm for this. */

/** How a block is unpacked into `out`, which is exactly as long as the result. */
export type Unpack = (from: Uint8Array, out: Uint8Array) => void;

class Damaged extends Error {
  constructor() {
    super("A compressed block of the image is damaged.");
  }
}

/** Copy a match; source and target may overlap, which repeats a pattern. */
function repeat(out: Uint8Array, at: number, distance: number, length: number): number {
  const start = at - distance;
  if (start < 0 || at + length > out.length) throw new Damaged();
  if (distance >= length) out.copyWithin(at, start, start + length);
  else for (let index = 0; index < length; index += 1) out[at + index] = out[start + index] as number;
  return at + length;
}

/** The LZ4 block format (github.com/lz4/lz4, doc/lz4_Block_format.md). */
export const unpackLz4: Unpack = (from, out) => {
  let read = 0;
  let write = 0;
  const longer = (length: number) => {
    let sum = length;
    if (length !== 15) return sum;
    for (;;) {
      const more = from[read++];
      if (more === undefined) throw new Damaged();
      sum += more;
      if (more !== 255) return sum;
    }
  };
  while (read < from.length) {
    const token = from[read++] as number;
    const literals = longer(token >> 4);
    if (read + literals > from.length || write + literals > out.length) throw new Damaged();
    out.set(from.subarray(read, read + literals), write);
    read += literals;
    write += literals;
    if (read >= from.length) break;
    const distance = (from[read] as number) | ((from[read + 1] ?? 0) << 8);
    read += 2;
    if (distance === 0) throw new Damaged();
    write = repeat(out, write, distance, longer(token & 15) + 4);
  }
  if (write !== out.length) throw new Damaged();
};

const FAR = 8191;

/** BloscLZ, a relative of FastLZ (github.com/Blosc/c-blosc, blosclz.c). */
export const unpackBloscLz: Unpack = (from, out) => {
  let read = 0;
  let write = 0;
  let control = (from[read++] ?? 0) & 31;
  for (;;) {
    if (control >= 32) {
      let length = (control >> 5) + 2;
      let distance = (control & 31) << 8;
      if (control >> 5 === 7) {
        let more = 255;
        while (more === 255) {
          more = from[read++] ?? 0;
          length += more;
        }
      }
      const low = from[read++] ?? 0;
      if (low === 255 && distance === 31 << 8) {
        distance = ((from[read] ?? 0) << 8) + (from[read + 1] ?? 0) + FAR;
        read += 2;
      } else distance += low;
      write = repeat(out, write, distance + 1, length);
    } else {
      const literals = control + 1;
      if (read + literals > from.length || write + literals > out.length) throw new Damaged();
      out.set(from.subarray(read, read + literals), write);
      read += literals;
      write += literals;
    }
    if (read >= from.length) break;
    control = from[read++] as number;
  }
  if (write !== out.length) throw new Damaged();
};
