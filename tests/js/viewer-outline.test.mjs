/** Outlines of known labels, picking, and lines with soft edges. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { labelAt, outline, typicalSize } = await bundled("app/viewer/outline.ts");
const { LinePicture } = await bundled("app/viewer/lines.ts");

/** Rows of digits as a label image. */
function labels(...rows) {
  const width = rows[0].length;
  return { labels: Uint32Array.from(rows.join(""), Number), width, height: rows.length };
}

function whole(image, options) {
  return outline(image, [0, 0, image.height + 1, image.width + 1], options);
}

function piecesOf(values) {
  const pieces = [];
  for (let at = 0; at < values.length; at += 4) pieces.push([...values.subarray(at, at + 4)]);
  return pieces;
}

function lengthOf(values) {
  return piecesOf(values).reduce((sum, [x0, y0, x1, y1]) => sum + Math.hypot(x1 - x0, y1 - y0), 0);
}

/** A picture of random labels in blobs, for properties. */
function scattered(seed, size = 61) {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const image = { labels: new Uint32Array(size * size), width: size, height: size };
  for (let id = 1; id < 30; id += 1) {
    const [cy, cx, r] = [random() * size, random() * size, 1 + random() * 8];
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) if (Math.hypot(y - cy, x - cx) < r) image.labels[y * size + x] = id;
    }
  }
  return image;
}

test("along the pixel edges the outline is as long as the borders between labels, counted pair by pair", () => {
  for (const seed of [1, 2, 3]) {
    const image = scattered(seed);
    let borders = 0;
    for (let y = -1; y < image.height; y += 1) {
      for (let x = -1; x < image.width; x += 1) {
        if (labelAt(image, y, x) !== labelAt(image, y, x + 1)) borders += 1;
        if (labelAt(image, y, x) !== labelAt(image, y + 1, x)) borders += 1;
      }
    }
    assert.ok(Math.abs(lengthOf(whole(image, { square: true })) - borders) < 1e-6);
  }
});

test("one pixel has four corners cut: a diamond through the middles of its edges", () => {
  const pieces = piecesOf(whole(labels("000", "010", "000"))).map((piece) => piece.join());
  assert.equal(pieces.length, 4);
  assert.ok(pieces.includes("1.5,1,1,1.5") || pieces.includes("1,1.5,1.5,1"));
});

test("a straight border is one piece", () => {
  const image = labels("1111111122222222", "1111111122222222", "1111111122222222");
  const pieces = piecesOf(whole(image)).map((piece) => piece.join());
  assert.ok(pieces.includes("8,0.5,8,2.5"));
  assert.ok(pieces.includes("0.5,0,7.5,0"));
});

test("tiles give the outline of the whole: nothing is lost or doubled at their seams", () => {
  for (const square of [false, true]) {
    const image = scattered(7);
    const all = lengthOf(whole(image, { square }));
    let parts = 0;
    for (let y = 0; y <= image.height; y += 16) {
      for (let x = 0; x <= image.width; x += 16) {
        const box = [y, x, Math.min(y + 16, image.height + 1), Math.min(x + 16, image.width + 1)];
        parts += lengthOf(outline(image, box, { square }));
      }
    }
    assert.ok(Math.abs(all - parts) < 1e-3, `${all} and ${parts}`);
  }
});

test("the outline of a selection has the borders of its objects only", () => {
  const image = labels("0000000", "0110220", "0110220", "0000000");
  assert.equal(lengthOf(whole(image, { square: true, only: new Set([2]) })), 8);
  assert.equal(lengthOf(whole(image, { square: true, only: new Set() })), 0);
});

test("picking gives the label of the pixel, and nothing outside", () => {
  const image = labels("012", "345");
  assert.equal(labelAt(image, 1, 2), 5);
  assert.equal(labelAt(image, 0, 0), 0);
  for (const [y, x] of [
    [-1, 0],
    [0, -1],
    [2, 0],
    [0, 3],
  ])
    assert.equal(labelAt(image, y, x), 0);
});

test("the typical size is the diameter of the median object, not of the largest", () => {
  const image = labels("1100000", "1100220", "0000220", "3300000", "3300000");
  assert.ok(Math.abs(typicalSize(image) - 2 * Math.sqrt(4 / Math.PI)) < 1e-9);
  assert.equal(typicalSize(labels("00", "00")), 0);
});

const LANES = [
  { colour: [0, 0, 0], alpha: 0.5 },
  { colour: [255, 255, 255], alpha: 1 },
];
const STRAIGHT = { scaleX: 1, scaleY: 1, left: 0, top: 0 };

test("a line covers as much as its length times its width, wherever it lies between pixels", () => {
  for (const offset of [0, 0.25, 0.5, 0.8]) {
    const picture = new LinePicture(LANES);
    picture.begin(40, 20);
    picture.add(1, new Float32Array([5, 8 + offset, 35, 8 + offset]), STRAIGHT, 1.5);
    const covered = picture.lanes[1].cover.reduce((sum, one) => sum + one / 255, 0);
    assert.ok(Math.abs(covered - (30 * 3 + Math.PI * 1.5 ** 2)) < 4, String(covered));
  }
});

test("white lies on its black casing, and where nothing is drawn the picture is clear", () => {
  const picture = new LinePicture(LANES);
  picture.begin(9, 9);
  for (const [lane, radius] of [
    [0, 2.5],
    [1, 1],
  ])
    picture.add(lane, new Float32Array([0, 4.5, 9, 4.5]), STRAIGHT, radius);
  const out = new Uint32Array(81);
  picture.finish(out);
  assert.equal(out[4 * 9 + 4], 0xffffffff);
  assert.equal(out[2 * 9 + 4] >>> 24, 128);
  assert.equal(out[2 * 9 + 4] & 0xffffff, 0);
  assert.equal(out[0], 0);
});

test("lines beyond the picture leave no trace in it", () => {
  const picture = new LinePicture(LANES);
  picture.begin(10, 10);
  picture.add(1, new Float32Array([-50, -50, -20, 5, 30, 3, 90, 3]), STRAIGHT, 1);
  assert.ok(picture.lanes[1].cover.every((one) => one === 0));
});
