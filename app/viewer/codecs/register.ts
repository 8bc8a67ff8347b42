/**
 * Codecs for zarrita that a strict page may run. Those of numcodecs.js build functions from text at run time, which
 * needs 'unsafe-eval' in the page's policy, and weigh 16 to 242 kB each; these are 12 kB together.
 */
import { registry } from "zarrita";

interface Codec {
  kind: "bytes_to_bytes";
  encode(): never;
  decode(bytes: Uint8Array): Promise<Uint8Array>;
}

function codec(decode: (bytes: Uint8Array) => Promise<Uint8Array>): { fromConfig(): Codec } {
  const encode = () => {
    throw new Error("The viewer only reads.");
  };
  return { fromConfig: () => ({ kind: "bytes_to_bytes", encode, decode }) };
}

/** numcodecs puts the unpacked size in front of an LZ4 block. */
async function decodeLz4(bytes: Uint8Array): Promise<Uint8Array> {
  const { unpackLz4 } = await import("./lz4");
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const out = new Uint8Array(size);
  unpackLz4(bytes.subarray(4), out);
  return out;
}

const CODECS = {
  blosc: codec(async (bytes) => (await import("./blosc")).unpackBlosc(bytes)),
  zstd: codec(async (bytes) => (await import("fzstd")).decompress(bytes)),
  lz4: codec(decodeLz4),
};

/** Put ours in the place of numcodecs' in zarrita's registry. */
export function registerCodecs(): void {
  for (const [name, made] of Object.entries(CODECS)) {
    const entry = (async () => made) as unknown as NonNullable<ReturnType<typeof registry.get>>;
    registry.set(name, entry);
    registry.set(`numcodecs.${name}`, entry);
  }
}
