/** What a local source holds, as one short text: a project or a return to work knows by it whether a file is the same. */

/** Up to this many bytes everything is read; of more, pieces spread over the whole. */
const WHOLE = 64_000_000;
const PIECES = 16;
const PIECE = 1_000_000;

/** The digest of files in the order of their paths; "" where this browser has no digests (an address without https). */
export async function digestOf(files: readonly File[], paths: readonly string[]): Promise<string> {
  if (!globalThis.crypto?.subtle) return "";
  const order = files.map((file, index) => ({ file, path: paths[index] ?? file.name }));
  order.sort((a, b) => (a.path < b.path ? -1 : 1));
  const sizes = JSON.stringify(order.map((one) => one.file.size));
  // A blob of files reads nothing until it is asked: a folder is one row of bytes.
  const all = new Blob(order.map((one) => one.file));
  const parts = all.size <= WHOLE ? [all] : pieces(all);
  const read = await new Blob([sizes, ...parts]).arrayBuffer();
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", read));
  const hex = [...found].map((one) => one.toString(16).padStart(2, "0")).join("");
  return `${all.size <= WHOLE ? "sha256" : "sha256-pieces"}:${hex}`;
}

function pieces(all: Blob): Blob[] {
  return Array.from({ length: PIECES }, (_, index) => {
    const from = Math.round(((all.size - PIECE) * index) / (PIECES - 1));
    return all.slice(from, from + PIECE);
  });
}
