/** The viewer's codecs against numcodecs.js, which packs what they unpack. */
import assert from "node:assert/strict";
import { test } from "node:test";
import Blosc from "numcodecs/blosc";
import Lz4 from "numcodecs/lz4";
import Zstd from "numcodecs/zstd";
import { bundled } from "./fixtures/bundled.mjs";

const { unpackBlosc } = await bundled("app/viewer/codecs/blosc.ts");
const { registerCodecs } = await bundled("app/viewer/codecs/register.ts", { external: ["zarrita"] });

/** Bytes like a picture's: noise over a slope, runs of nothing, 16-bit counts. */
function picture(count, seed = 1) {
  const values = new Uint16Array(count);
  let state = seed;
  for (let index = 0; index < count; index += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    values[index] = index % 97 < 40 ? 0 : 100 + (index % 512) + ((state >>> 16) & 15);
  }
  return new Uint8Array(values.buffer);
}

const CASES = [];
for (const cname of ["blosclz", "lz4", "lz4hc", "zlib", "zstd"])
  for (const shuffle of [0, 1, 2]) CASES.push({ cname, shuffle });

for (const { cname, shuffle } of CASES) {
  test(`Blosc with ${cname} and shuffle ${shuffle} unpacks to what was packed`, async () => {
    for (const count of [1, 7, 64, 1000, 65_536, 262_147]) {
      for (const elementsize of [1, 2, 4, 8]) {
        const bytes = picture(count);
        const packed = await new Blosc(5, cname, shuffle, 0, elementsize).encode(bytes);
        assert.deepEqual(await unpackBlosc(packed), bytes, `${count} pixels of ${elementsize} bytes`);
      }
    }
  });
}

test("small Blosc blocks and a last block that is shorter are joined in order", async () => {
  const bytes = picture(50_001);
  const packed = await Blosc.fromConfig({ blocksize: 4096, clevel: 9, cname: "lz4", shuffle: 1 }).encode(
    bytes,
  );
  assert.deepEqual(await unpackBlosc(packed), bytes);
});

test("a damaged Blosc block is an error and not a wrong picture", async () => {
  const packed = await new Blosc(5, "lz4", 1).encode(picture(65_536));
  const cut = packed.slice(0, packed.length - 2000);
  await assert.rejects(unpackBlosc(cut));
});

test("zarrita reads zstd and lz4 through the viewer's codecs", async () => {
  const { registry } = await import("zarrita");
  registerCodecs();
  const bytes = picture(100_000);
  for (const [name, packed] of [
    ["zstd", await Zstd.fromConfig({ level: 3 }).encode(bytes)],
    ["lz4", await Lz4.fromConfig({}).encode(bytes)],
    ["numcodecs.zstd", await Zstd.fromConfig({ level: 9 }).encode(bytes)],
  ]) {
    const codec = (await registry.get(name)()).fromConfig();
    assert.deepEqual(await codec.decode(packed), bytes, name);
  }
});
