/** What layers are drawn from: thinned labels, their borders, colours of objects, tails of tracks, names of layers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { thinned, thinningFor } = await bundled("app/viewer/label-tiles.ts");
const { addBorders } = await bundled("app/viewer/gl-label-tiles.ts");
const { colourOf, colourTable, NEUTRAL, UNMEASURED } = await bundled("app/viewer/object-colours.ts");
const { MAPS } = await bundled("app/viewer/maps.ts");
const { ageAlpha, piecesOf, tailRange } = await bundled("app/viewer/tracks.ts");
const { keysOf } = await bundled("app/viewer/geometry.ts");
const { densityPicture, pixelPicture } = await bundled("app/viewer/pictures.ts");

function image(width, height, at) {
  const labels = Uint32Array.from({ length: width * height }, (_, i) => at(Math.floor(i / width), i % width));
  return { labels, width, height };
}

test("a label that is thinned covers one to two device pixels", () => {
  for (const zoom of [0.01, 0.3, 0.5, 0.9, 1, 7]) {
    const covered = zoom * thinningFor(zoom);
    assert.ok(covered >= 1 - 1e-9 && (covered < 2 || zoom >= 2), `${zoom}: ${covered}`);
  }
  assert.equal(thinningFor(0.5), 2);
  assert.equal(thinningFor(3), 1);
});

test("the middle of a block stands for it, and outside of the image there is nothing", () => {
  const whole = image(7, 5, (y, x) => 10 * y + x + 1);
  assert.deepEqual([...thinned(whole, 1, [-1, 5, 3, 4]).labels], [0, 0, 0, 0, 6, 7, 0, 0, 16, 17, 0, 0]);
  assert.deepEqual([...thinned(whole, 2, [0, 0, 3, 4]).labels].slice(0, 4), [12, 14, 16, 17]);
});

test("every corner between different labels is marked, and what is near one knows it", () => {
  const side = 32;
  const { labels } = image(side, side, (y, x) => (y >= 10 && y < 20 && x >= 12 && x < 20 ? 7 : 0));
  addBorders(labels, side);
  const corner = (y, x) => (labels[y * side + x] >>> 24) & 15;
  const near = (y, x) => labels[y * side + x] >>> 28 === 1;
  assert.equal(corner(10, 12), 2 | 8, "the top left corner joins the borders below and to the right");
  assert.equal(corner(10, 15), 4 | 8);
  assert.equal(corner(15, 12), 1 | 2);
  assert.equal(corner(15, 15), 0);
  assert.ok(near(10, 8) && near(6, 12) && near(23, 15) && near(15, 15));
  assert.ok(!near(2, 2) && !near(29, 29));
  assert.equal(labels[15 * side + 15] & 0xffffff, 7);
});

test("objects are coloured by class or by value, and what was not measured is told apart", () => {
  const palette = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const byClass = colourOf({ by: "class", of: Uint8Array.of(0, 1, 2, 0), palette });
  assert.deepEqual([1, 2, 3, 99].map(byClass), [palette[0], palette[1], NEUTRAL, NEUTRAL]);
  const values = Float32Array.of(0, 5, 15, Number.NaN, 10);
  const byValue = { by: "value", values, low: 5, high: 15, map: MAPS.viridis };
  assert.deepEqual([1, 2, 4].map(colourOf(byValue)), [MAPS.viridis[0], MAPS.viridis[255], MAPS.viridis[128]]);
  assert.equal(colourOf(byValue)(3), null);
  assert.deepEqual([...colourTable(byValue, 3).subarray(12)], [...UNMEASURED, 0]);
});

test("maps go from dark to bright in 256 colours", () => {
  const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  for (const [name, map] of Object.entries(MAPS)) {
    assert.equal(map.length, 256, name);
    for (let at = 8; at < 256; at += 8) assert.ok(light(map[at]) > light(map[at - 8]), `${name} at ${at}`);
  }
});

test("a tail reaches back as far as it is long, whole tracks or parts of them", () => {
  const layer = {
    track: Uint32Array.of(1, 1, 1, 2, 2),
    t: Int32Array.of(0, 1, 2, 1, 2),
    y: Float64Array.of(0, 1, 2, 5, 6),
    x: Float64Array.of(0, 10, 20, 50, 60),
  };
  const pieces = piecesOf(layer);
  assert.deepEqual([...pieces.ends], [0, 1, 1, 2, 2]);
  assert.deepEqual(tailRange(pieces, 2, 1), [3, 5]);
  assert.deepEqual(tailRange(pieces, 1, 9), [0, 3]);
  const last = [...pieces.places.subarray(12)];
  assert.deepEqual(last, [10.5, 1.5, 20.5, 2.5, 50.5, 5.5, 60.5, 6.5]);
  assert.deepEqual([ageAlpha(2, 2, 4), ageAlpha(0, 2, 4)], [1, 0.5]);
});

test("layers keep their names where others come between", () => {
  const [one, other] = [
    { kind: "labels", id: "a" },
    { kind: "pixels", id: "marks" },
  ];
  assert.deepEqual(keysOf([one, other, other]), ["labels/a/0", "pixels/marks/0", "pixels/marks/1"]);
  assert.equal(keysOf([other, one])[1], "labels/a/0");
});

test("dense objects show how much of the ground they cover, selected ones at full strength", () => {
  const layer = {
    ...image(60, 30, (_, x) => (x < 30 ? 1 : x % 3 === 1 ? 2 : 0)),
    colours: { by: "neutral" },
  };
  const piece = { step: 3, row: 0, column: 0 };
  const { width, pixels } = densityPicture({ ...layer, selected: new Set() }, piece);
  assert.equal(width, 20);
  assert.ok(Math.abs(pixels[3] / pixels[15 * 4 + 3] - 3) < 0.1);
  const chosen = densityPicture({ ...layer, selected: new Set([2]) }, piece);
  assert.deepEqual([...chosen.pixels.subarray(15 * 4, 16 * 4)], [255, 213, 74, 255]);
});

test("a mask tints, an image of a step hides what is under it", () => {
  const layer = {
    data: Float32Array.of(0, 1, Number.NaN),
    width: 3,
    height: 1,
    color: [10, 20, 30],
    low: 0,
    high: 1,
  };
  const piece = { step: 1, row: 0, column: 0 };
  const tint = pixelPicture(layer, piece).pixels;
  assert.deepEqual([tint[3], tint[7], tint[11]], [0, 255, 0]);
  const mapped = pixelPicture({ ...layer, map: MAPS.grey }, piece).pixels;
  assert.deepEqual([...mapped.subarray(0, 8)], [0, 0, 0, 255, 255, 255, 255, 255]);
});
