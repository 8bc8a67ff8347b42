/** Display limits: percentiles, saturation, noise, and which pixels the sample takes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { limitsOf, noiseOf, sampleLevel, samplePlanes, sampleSource } =
  await bundled("app/viewer/contrast.ts");
const { distributionOf } = await bundled("app/viewer/distribution.ts");

let state = 1;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state + 0.5) / 2 ** 32;
}
const gauss = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** Noise around 100 with discs of 1000 on it. */
function nuclei(width, height, Type = Uint16Array) {
  return Type.from({ length: width * height }, (_, at) => {
    const [y, x] = [Math.floor(at / width) % 40, (at % width) % 40];
    return (Math.hypot(y - 20, x - 20) < 10 ? 1000 : 100) + 5 * gauss();
  });
}

test("a quantile lies between neighbours by proportion, as numpy has it, whatever the order", () => {
  const few = distributionOf([Float64Array.from([9, 1, 4]), Float64Array.from([4, Number.NaN, 16])]);
  assert.deepEqual([few.count, few.min, few.max], [5, 1, 16]);
  assert.deepEqual(
    [0, 0.5, 1].map((share) => few.quantile(share)),
    [1, 4, 16],
  );
  assert.ok(Math.abs(few.quantile(0.9) - 13.2) < 1e-12);
  assert.equal(few.atMost(4), 3);
});

test("counted whole numbers and selected floats are spread alike", () => {
  const whole = Uint16Array.from({ length: 20_001 }, () => 40 + 900 * random());
  const counted = distributionOf([whole]);
  const selected = distributionOf([Float32Array.from(whole, (value) => value + 0.5)]);
  const sorted = whole.slice().sort();
  for (const share of [0, 0.001, 0.25, 0.5, 0.999, 1]) {
    assert.equal(counted.quantile(share), sorted[share * 20_000]);
    assert.equal(selected.quantile(share), sorted[share * 20_000] + 0.5);
  }
  assert.equal(counted.quantile(1, 10_001), sorted[10_000]);
  assert.deepEqual(counted.histogram(64), selected.histogram(64));
});

const shared = JSON.parse(readFileSync(new URL("../data/display_limits.json", import.meta.url), "utf8"));
const ARRAYS = { uint8: Uint8Array, uint16: Uint16Array, int16: Int16Array, float32: Float32Array };

for (const { name, dtype, width, pixels, low, high, clear, noise } of shared.cases)
  test(`page and engine agree on limits: ${name}`, () => {
    const planes = [{ data: ARRAYS[dtype].from(pixels), width }]; // tests/py/test_display.py asks the engine the same
    const found = limitsOf(planes, dtype);
    const near = (one, other) => Math.abs(one - other) <= 1e-6 * Math.max(1, Math.abs(other));
    assert.equal(found.clear, clear);
    assert.ok(near(found.low, low) && near(found.high, high), `${found.low} to ${found.high}`);
    assert.ok(near(noiseOf(planes), noise), String(noiseOf(planes)));
  });

test("limits take 0.1 to 99.9 % and a signal is clear", () => {
  const found = limitsOf([{ data: nuclei(400, 400), width: 400 }], "uint16");
  assert.ok(found.clear);
  assert.equal(found.warning, null);
  assert.ok(found.low > 75 && found.low < 95, String(found.low));
  assert.ok(found.high > 1005 && found.high < 1025, String(found.high));
  assert.equal(found.histogram.length, 256);
  assert.equal(
    found.histogram.reduce((sum, one) => sum + one, 0),
    160_000,
  );
});

test("noise alone is not stretched: no clear signal", () => {
  const data = Uint16Array.from({ length: 160_000 }, () => 300 + 10 * gauss());
  const found = limitsOf([{ data, width: 400 }], "uint16");
  assert.equal(found.clear, false);
  assert.equal(found.warning, "No clear signal");
  assert.equal(found.low, found.min);
  assert.equal(found.high, found.max);
});

test("the noise is that of neighbours, not of the objects", () => {
  const noise = noiseOf([{ data: nuclei(400, 400, Float32Array), width: 400 }]);
  assert.ok(Math.abs(noise - 5) < 0.5, String(noise));
});

test("saturated pixels are left out and counted; a bright pixel or two are no saturation", () => {
  const data = nuclei(400, 400);
  data.fill(4095, 0, 800);
  const found = limitsOf([{ data, width: 400 }], "uint16");
  assert.ok(found.high < 1100);
  assert.equal(found.saturated, 800 / 160_000);
  const few = nuclei(400, 400);
  few.fill(4095, 0, 2);
  assert.equal(limitsOf([{ data: few, width: 400 }], "uint16").saturated, 0);
});

test("floats with not-a-number and infinity are read around them", () => {
  const data = nuclei(400, 400, Float32Array);
  data.fill(Number.NaN, 0, 400);
  data.fill(Number.POSITIVE_INFINITY, 400, 900);
  const found = limitsOf([{ data, width: 400 }], "float32");
  assert.ok(found.clear);
  assert.ok(found.high < 1100);
  assert.equal(limitsOf([{ data: new Float32Array(9).fill(Number.NaN), width: 3 }], "float32").clear, false);
});

test("a flat image has no clear signal and limits that can be drawn", () => {
  const found = limitsOf([{ data: new Uint8Array(100).fill(7), width: 10 }], "uint8");
  assert.deepEqual([found.low, found.high, found.clear], [7, 8, false]);
});

test("planes are taken from first to last, over all of time and depth", () => {
  assert.deepEqual(samplePlanes(1, 1), [[0, 0]]);
  assert.deepEqual(
    samplePlanes(1, 31).map(([, z]) => z),
    [0, 4, 8, 11, 15, 19, 22, 26, 30],
  );
  const planes = samplePlanes(3, 5);
  assert.equal(planes.length, 9);
  assert.deepEqual(planes[0], [0, 0]);
  assert.deepEqual(planes.at(-1), [2, 4]);
});

test("the sample has its level by size alone", () => {
  const sizes = [4096, 2048, 1024, 512, 256, 128];
  assert.equal(sampleLevel(sizes.map((size) => ({ width: size, height: size }))), 4);
  assert.equal(sampleLevel([{ width: 100, height: 100 }]), 0);
});

test("a source is sampled thinly, plane by plane, and it is said how", async () => {
  const requests = [];
  const source = {
    width: 4000,
    height: 3000,
    dtype: "uint16",
    colour: false,
    channels: 2,
    sizeZ: 20,
    sizeT: 1,
    levels: [{ width: 4000, height: 3000, factorY: 1, factorX: 1 }],
    tileSize: 512,
    tile: async (request) => {
      requests.push(request);
      return { data: nuclei(100, 100), width: 100, height: 100, samples: 1 };
    },
  };
  const { channels, statement } = await sampleSource(source, new AbortController().signal);
  assert.equal(channels.length, 2);
  assert.equal(requests.length, 18);
  assert.equal(requests[0].step, 10);
  assert.equal(
    statement,
    "Limits from 9 of 20 planes, one pixel in 10 each way: 0.1 to 99.9 % of unsaturated pixels.",
  );
});
