/** Blending through tables against the sum worked out pixel by pixel, and the colours that channels get. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { blend, blendColour } = await bundled("app/viewer/blend.ts");
const { CHANNEL_COLOURS, LABEL_COLOURS, SELECTION_RGB, channelColours, labelColour, parseColour } =
  await bundled("app/viewer/colour.ts");

/** What additive blending means, slowly: every channel's colour times its brightness, rounded, added, cut at 255. */
function slowly(channels, count) {
  return Array.from({ length: count }, (_, index) => {
    const sum = [0, 0, 0];
    for (const { data, view } of channels) {
      const scaled = Math.min(Math.max((data[index] - view.low) / (view.high - view.low), 0), 1);
      if (Number.isNaN(scaled)) continue;
      const bent = scaled ** view.gamma;
      const level = view.invert ? 1 - bent : bent;
      for (let colour = 0; colour < 3; colour += 1) sum[colour] += Math.round(view.color[colour] * level);
    }
    return sum.map((one) => Math.min(one, 255));
  });
}

function bytesOf(out) {
  const bytes = new Uint8Array(out.buffer);
  return Array.from(out, (_, index) => [...bytes.subarray(index * 4, index * 4 + 3)]);
}

function compare(channels, tolerance) {
  const count = channels[0].data.length;
  const out = new Uint32Array(count);
  blend(channels, out);
  const expected = slowly(channels, count);
  bytesOf(out).forEach((pixel, index) => {
    for (let colour = 0; colour < 3; colour += 1) {
      const off = Math.abs(pixel[colour] - expected[index][colour]);
      assert.ok(off <= tolerance, `pixel ${index}: ${pixel} instead of ${expected[index]}`);
    }
  });
  assert.ok(
    new Uint8Array(out.buffer).every((byte, index) => index % 4 !== 3 || byte === 255),
    "every pixel is opaque",
  );
}

const VIEWS = [
  { visible: true, color: [79, 148, 255], low: 40, high: 900, gamma: 1 },
  { visible: true, color: [255, 90, 200], low: -5, high: 200.5, gamma: 0.6 },
  { visible: true, color: [255, 255, 255], low: 10, high: 60_000, gamma: 2, invert: true },
];

/** Values over the whole range of a type, its ends included. */
function spread(Type, low, high) {
  return Type.from({ length: 4099 }, (_, index) => low + ((high - low) * index) / 4098);
}

const TYPES = [
  [Uint8Array, 0, 255],
  [Int8Array, -128, 127],
  [Uint16Array, 0, 65_535],
  [Int16Array, -32_768, 32_767],
];

for (const [Type, low, high] of TYPES) {
  test(`${Type.name} is blended exactly`, () => {
    compare(
      VIEWS.map((view) => ({ data: spread(Type, low, high), view })),
      0,
    );
  });
}

for (const Type of [Uint32Array, Int32Array, Float32Array, Float64Array]) {
  test(`${Type.name} is blended to one step of 255`, () => {
    const data = spread(Type, Type === Uint32Array ? 0 : -500, 70_000);
    compare([{ data, view: VIEWS[0] }], 1);
    compare([{ data, view: VIEWS[2] }], 1);
  });
}

test("more channels than fit into one sum are still added to white and no further", () => {
  const view = { visible: true, color: [255, 200, 10], low: 0, high: 255, gamma: 1 };
  compare(
    Array.from({ length: 12 }, () => ({ data: spread(Uint8Array, 0, 255), view })),
    0,
  );
});

test("not-a-number and infinity are drawn and do not spread", () => {
  const view = { visible: true, color: [255, 255, 255], low: 0, high: 1, gamma: 1 };
  const out = new Uint32Array(4);
  const data = new Float32Array([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5]);
  blend([{ data, view }], out);
  assert.deepEqual(
    bytesOf(out).map(([red]) => red),
    [0, 255, 0, 128],
  );
});

test("equal limits make a threshold and not a fault", () => {
  const view = { visible: true, color: [255, 255, 255], low: 7, high: 7, gamma: 1 };
  const out = new Uint32Array(3);
  blend([{ data: new Uint16Array([6, 7, 8]), view }], out);
  assert.deepEqual(
    bytesOf(out).map(([red]) => red),
    [0, 255, 255],
  );
});

test("colour pictures are shown as stored, whatever their depth; alpha is no channel", () => {
  const out = new Uint32Array(2);
  blendColour(new Uint8Array([1, 2, 3, 0, 250, 251, 252, 9]), 4, out);
  assert.deepEqual(bytesOf(out), [
    [1, 2, 3],
    [250, 251, 252],
  ]);
  blendColour(new Uint16Array([0, 257, 65_535, 514, 771, 1028]), 3, out);
  assert.deepEqual(bytesOf(out), [
    [0, 1, 255],
    [2, 3, 4],
  ]);
});

test("names choose first: a nuclear stain is azure wherever it stands", () => {
  const named = (...names) => names.map((name) => ({ name, color: null }));
  const [azure, magenta, green] = CHANNEL_COLOURS;
  assert.deepEqual(channelColours(named("pH3", "DNA", "Cell")), [magenta, azure, green]);
  assert.deepEqual(channelColours(named("", "", "")), [azure, magenta, green]);
  assert.deepEqual(channelColours(named("Hoechst 33342")), [[255, 255, 255]]);
  assert.deepEqual(
    channelColours([
      { name: "DAPI", color: "#00ff00" },
      { name: "b", color: null },
    ])[0],
    [0, 255, 0],
  );
});

test("colours are read with and without hash and opacity", () => {
  assert.deepEqual(parseColour("#4f94ff"), [79, 148, 255]);
  assert.deepEqual(parseColour("4F94FFFF"), [79, 148, 255]);
  assert.equal(parseColour("blue"), null);
});

test("a label keeps its colour, neighbours in number mostly differ, and none is the selection's", () => {
  assert.deepEqual(labelColour(17), labelColour(17));
  const counts = new Map();
  for (let id = 1; id <= 6000; id += 1)
    counts.set(String(labelColour(id)), (counts.get(String(labelColour(id))) ?? 0) + 1);
  assert.equal(counts.size, LABEL_COLOURS.length);
  assert.ok([...counts.values()].every((count) => count > 800 && count < 1200));
  assert.ok(!counts.has(String(SELECTION_RGB)));
});
