/** Where pixels come from: OME-Zarr through zarrita, the engine, and the loader that asks them. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { bundled } from "./fixtures/bundled.mjs";
import { serve } from "./fixtures/serve.mjs";

const { openZarr } = await bundled("app/viewer/zarr-source.ts");
const { describe, omeOf } = await bundled("app/viewer/zarr-metadata.ts");
const { engineSource, paramsOf } = await bundled("app/viewer/engine-source.ts");
const { levelsOf } = await bundled("app/viewer/pieces.ts");
const { TileLoader } = await bundled("app/viewer/loader.ts");
const { ChunkCache } = await bundled("app/viewer/chunks.ts");

const DATA = fileURLToPath(new URL("../data", import.meta.url));
const V04 = "/data/zarr/derived/mitocheck_t1_v04.ome.zarr";
const V05 = "/data/zarr/derived/mitocheck_t1_v05_sharded.ome.zarr";
const signal = () => new AbortController().signal;
let server;
before(async () => {
  server = await serve({ "/data": DATA });
});
after(() => server.close());

async function plane(source, level = 0, region = null, extra = {}) {
  const { width, height } = source.levels[level];
  return source.tile(
    { level, t: 0, c: 0, z: 0, region: region ?? [0, 0, height, width], ...extra },
    signal(),
  );
}

test("OME-Zarr 0.4 and sharded 0.5 of one image give the same pixels at every level", async () => {
  assert.ok(existsSync(DATA), "the test data is there");
  const [old, sharded] = await Promise.all([V04, V05].map((path) => openZarr(server.address + path)));
  assert.equal(old.info.format, "OME-Zarr 0.4");
  assert.equal(sharded.info.format, "OME-Zarr 0.5");
  assert.deepEqual(old.info.levels, sharded.info.levels);
  for (const level of [0, 1, 2]) {
    const [one, other] = await Promise.all([plane(old, level), plane(sharded, level)]);
    assert.deepEqual(one, other);
    assert.equal(one.data.length, one.width * one.height);
    assert.ok(one.data.some((value) => value > 30));
  }
});

test("a region across chunks is the same as that part of the whole, also thinned", async () => {
  const source = await openZarr(server.address + V04);
  const whole = await plane(source);
  for (const [region, step] of [
    [[50, 60, 140, 200], 1],
    [[3, 5, 364, 260], 7],
    [[363, 259, 364, 260], 1],
  ]) {
    const [y0, x0, y1, x1] = region;
    const { data, width, height } = await plane(source, 0, region, { step });
    assert.equal(width, Math.ceil((x1 - x0) / step));
    assert.equal(height, Math.ceil((y1 - y0) / step));
    data.forEach((value, at) => {
      const y = y0 + Math.floor(at / width) * step;
      const x = x0 + (at % width) * step;
      assert.equal(value, whole.data[y * whole.width + x]);
    });
  }
});

test("a store is opened with one missing file at most, and every request is told", async () => {
  for (const [path, misses] of [
    [V04, 1],
    [V05, 0],
  ]) {
    server.requests.length = 0;
    const told = [];
    await openZarr(server.address + path, { onRequest: (one) => told.push(one) });
    assert.equal(told.filter(({ status }) => status === 404).length, misses);
    assert.equal(told.length, server.requests.length);
    assert.ok(told.every(({ sent, method }) => sent === 0 && method === "GET"));
  }
});

test("leaving a shard while others wait for its index does not fail them", async () => {
  const source = await openZarr(server.address + V05);
  const leaving = new AbortController();
  const request = (region) => ({ level: 0, t: 0, c: 0, z: 0, region });
  const first = source.tile(request([0, 0, 64, 64]), leaving.signal);
  const second = source.tile(request([0, 64, 64, 128]), signal());
  leaving.abort();
  await assert.rejects(first, { name: "AbortError" });
  const { data } = await second;
  assert.equal(data.length, 64 * 64);
});

test("what is no multiscale image is refused, so that the engine can say more", async () => {
  await assert.rejects(openZarr(`${server.address}/data/nothing.zarr`));
  assert.throws(
    () => describe({ name: "p", address: "", series: 0, ome: { plate: {} }, arrays: [] }),
    /no multiscale/,
  );
});

const AXES = ["t", "c", "z", "y", "x"].map((name) => ({
  name,
  unit: { t: "millisecond", z: "nanometer", y: "micrometer", x: "micrometer" }[name],
}));
const dataset = (path, scale) => ({ path, coordinateTransformations: [{ type: "scale", scale }] });

test("axes, sizes in µm and s, channels and windows come from the metadata", () => {
  const ome = omeOf({
    ome: {
      version: "0.5",
      multiscales: [
        {
          axes: AXES,
          datasets: [dataset("0", [500, 1, 800, 0.5, 0.25]), dataset("1", [500, 1, 800, 1, 0.5])],
        },
      ],
      omero: {
        channels: [
          { label: "DNA", color: "0000FF", window: { start: 5, end: 90 } },
          { window: { start: 0, end: 0 } },
        ],
      },
    },
  });
  const arrays = ome.multiscales[0].datasets.map((one, index) => ({
    shape: [2, 3, 4, 101 >> index, 201 >> index],
    dtype: "<u2",
    dataset: one,
  }));
  const info = describe({ name: "a", address: "b", series: 0, ome, arrays });
  assert.deepEqual(info.scale, { t: 0.5, z: 0.8, y: 0.5, x: 0.25 });
  assert.equal(info.axes, "tczyx");
  assert.deepEqual(info.channels[0], { name: "DNA", color: "#0000ff", window: [5, 90] });
  assert.deepEqual(info.channels.slice(1), Array(2).fill({ name: "", color: null, window: null }));
  assert.deepEqual(info.levels[1], { height: 50, width: 100, depth: 4, factors: { z: 1, y: 2, x: 2 } });
});

function imageInfo(width, height, more = {}) {
  const levels = [{ width, height, depth: 1, factors: { y: 1, x: 1 } }];
  return {
    image: 4,
    axes: "yx",
    shape: [height, width],
    dtype: "<u2",
    scale: {},
    colour: false,
    channels: [],
    levels,
    ...more,
  };
}

test("a large plane without a pyramid is shown thinned first, from one thinned read", () => {
  const info = imageInfo(30_000, 9_001);
  const { levels, origins } = levelsOf(info);
  assert.deepEqual(levels.at(-1), { width: 938, height: 282, factorY: 32, factorX: 32 });
  const request = { level: levels.length - 1, t: 0, c: 0, z: 0, region: [0, 0, 282, 512] };
  assert.deepEqual(paramsOf(info, origins, request), {
    image: 4,
    level: 0,
    t: 0,
    c: 0,
    z: 0,
    region: [0, 0, 9001, 16_384],
    step: 32,
  });
  assert.equal(levelsOf(imageInfo(2000, 2000)).levels.length, 1);
});

test("tiles of the engine become typed arrays; 64-bit whole numbers become doubles", async () => {
  const answers = {
    "<u2": [new Uint16Array([1, 65_535]), Uint16Array],
    "<f4": [new Float32Array([0.5, -1]), Float32Array],
    "<u8": [new BigUint64Array([1n, 2n ** 40n]), Float64Array],
    "|b1": [new Uint8Array([0, 1]), Uint8Array],
  };
  for (const [dtype, [values, Type]] of Object.entries(answers)) {
    const client = { call: async () => ({ tile: { buffer: values.buffer, shape: [1, 2], dtype } }) };
    const { data, width, height } = await engineSource(client, imageInfo(2, 1, { dtype })).tile(
      { level: 0, t: 0, c: 0, z: 0, region: [0, 0, 1, 2] },
      signal(),
    );
    assert.ok(data instanceof Type, dtype);
    assert.deepEqual([...data], [...values].map(Number));
    assert.deepEqual([width, height], [2, 1]);
  }
});

test("the engine is asked for two tiles at a time, and not for one that nobody waits for any more", async () => {
  let [now, most, calls] = [0, 0, 0];
  const client = {
    call: async () => {
      calls += 1;
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      return { tile: { buffer: new Uint8Array(4).buffer, shape: [2, 2], dtype: "|u1" } };
    },
  };
  const source = engineSource(client, imageInfo(2, 2, { dtype: "|u1" }));
  const leaving = new AbortController();
  const request = { level: 0, t: 0, c: 0, z: 0, region: [0, 0, 2, 2] };
  const tiles = Array.from({ length: 6 }, (_, index) =>
    source.tile(request, index < 5 ? signal() : leaving.signal),
  );
  leaving.abort();
  const ended = await Promise.allSettled(tiles);
  assert.deepEqual(
    ended.map(({ status }) => status),
    [...Array(5).fill("fulfilled"), "rejected"],
  );
  assert.equal(most, 2);
  assert.equal(calls, 5);
});

/** A source whose tiles come when they are told to. */
function slowSource() {
  const open = new Map();
  return {
    open,
    tile: ({ c }, abort) =>
      new Promise((resolve, reject) => {
        abort.addEventListener("abort", () => reject(abort.reason));
        open.set(c, {
          resolve: () => resolve({ data: new Uint8Array(100), width: 10, height: 10, samples: 1 }),
          reject,
        });
      }),
  };
}

const wanted = (...numbers) => numbers.map((c) => ({ key: `k${c}`, request: { c } }));
const turn = () => new Promise((resolve) => setTimeout(resolve));

test("the loader loads in order, aborts what is no longer wanted and keeps within its bytes", async () => {
  const source = slowSource();
  const errors = [];
  const loader = new TileLoader(source, {
    concurrency: 2,
    bytes: 250,
    onTile: () => {},
    onError: (error) => errors.push(error),
  });
  loader.want(wanted(1, 2, 3));
  assert.deepEqual([...source.open.keys()], [1, 2]);
  loader.want(wanted(2, 3));
  await turn();
  assert.deepEqual([...source.open.keys()], [1, 2, 3]);
  for (const c of [2, 3]) source.open.get(c).resolve();
  await turn();
  assert.ok(loader.settled());
  loader.want(wanted(4, 5));
  await turn();
  for (const c of [4, 5]) source.open.get(c).resolve();
  await turn();
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((c) => loader.has(`k${c}`)),
    [false, false, false, true, true],
  );
  assert.deepEqual(errors, []);
});

test("a tile that fails is told once and does not hold up the others", async () => {
  const source = slowSource();
  const errors = [];
  const loader = new TileLoader(source, {
    concurrency: 1,
    bytes: 1e6,
    onTile: () => {},
    onError: (error) => errors.push(error.message),
  });
  loader.want(wanted(1, 2));
  source.open.get(1).reject(new Error("gone"));
  await turn();
  source.open.get(2).resolve();
  await turn();
  assert.deepEqual(errors, ["gone"]);
  assert.ok(loader.settled());
  loader.want(wanted(1, 2));
  assert.equal(source.open.size, 2);
});

test("a chunk is fetched once for all who wait, and given up when the last of them leaves", async () => {
  const cache = new ChunkCache(1e6);
  const seen = [];
  const load = (_, abort) =>
    new Promise((_resolve, reject) => {
      seen.push(abort);
      abort.addEventListener("abort", () => reject(abort.reason));
    });
  const people = [new AbortController(), new AbortController()];
  const waits = people.map(({ signal: one }) => cache.get("a", [0], load, one));
  people[0].abort();
  await assert.rejects(waits[0], { name: "AbortError" });
  assert.equal(seen.length, 1);
  assert.equal(seen[0].aborted, false);
  people[1].abort();
  await assert.rejects(waits[1], { name: "AbortError" });
  assert.equal(seen[0].aborted, true);
});
