/** Row numbers in the order of a column: a radix sort, since a comparison sort of a million rows takes seconds. */
import type { Column } from "./arrays";

const DIGIT = 16;
const SIZE = 2 ** DIGIT;

/** Rows by rising or falling value; equal values keep their order, what is missing comes last. */
export function ordered(column: Column, rows: number, descending: boolean): Uint32Array {
  const keys = keysOf(column, rows, descending);
  let from = Uint32Array.from({ length: rows }, (_, row) => row);
  let to = new Uint32Array(rows);
  for (let word = 0; word < 4; word += 1) {
    const counts = new Uint32Array(SIZE);
    for (let row = 0; row < rows; row += 1) counts[keys[row * 4 + word] as number]! += 1;
    if (rows && counts[keys[word] as number] === rows) continue;
    let sum = 0;
    for (let digit = 0; digit < SIZE; digit += 1) {
      const count = counts[digit] as number;
      counts[digit] = sum;
      sum += count;
    }
    for (let i = 0; i < rows; i += 1) {
      const row = from[i] as number;
      const digit = keys[row * 4 + word] as number;
      to[counts[digit] as number] = row;
      counts[digit]! += 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** The values as 64-bit keys, lowest 16 bits first, whose order as whole numbers is the wanted one. */
function keysOf(column: Column, rows: number, descending: boolean): Uint16Array {
  const values = Float64Array.from(column.texts ? ranks(column.texts) : (column.numbers ?? []));
  const halves = new Uint32Array(values.buffer);
  for (let row = 0; row < rows; row += 1) {
    if (Number.isNaN(values[row])) {
      halves[row * 2] = halves[row * 2 + 1] = 0xffffffff;
      continue;
    }
    if (values[row] === 0) values[row] = 0; // minus zero is zero
    const high = halves[row * 2 + 1] as number;
    // A double's bits rise with its value once the sign is turned round, and all bits of a negative one.
    const negative = high >>> 31 === 1;
    const flip = (negative ? 0xffffffff : 0) ^ (descending ? 0xffffffff : 0);
    halves[row * 2] = ((halves[row * 2] as number) ^ flip) >>> 0;
    halves[row * 2 + 1] = (high ^ flip ^ (negative ? 0 : 0x80000000)) >>> 0;
  }
  return new Uint16Array(values.buffer);
}

/** The place of each text among the different ones; an empty text is missing. */
function ranks(texts: readonly string[]): Float64Array {
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  const different = [...new Set(texts)].sort(compare);
  const place = new Map(different.map((text, index) => [text, text === "" ? Number.NaN : index]));
  return Float64Array.from(texts, (text) => place.get(text) as number);
}
