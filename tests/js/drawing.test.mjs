/** The geometry of what is drawn, and the outline of the magic wand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { areaOf, inside, lengthOf, outlineOf, simplified, touches } = await bundled(
  "app/viewer/tools/geometry.ts",
);
const { BoxTool } = await bundled("app/viewer/tools/box.ts");
const { border, flood } = await bundled("app/drawing-wand.ts");

const pixelsInside = (shape, size = 40) => {
  let count = 0;
  for (let y = 0; y < size; y += 1) for (let x = 0; x < size; x += 1) if (inside(shape, [y, x])) count += 1;
  return count;
};

test("a rectangle on the edges of pixels holds exactly the pixels between them", () => {
  const shape = {
    kind: "rectangle",
    points: [
      [1.5, 2.5],
      [4.5, 9.5],
    ],
  };
  assert.equal(pixelsInside(shape), 21);
  assert.equal(areaOf(shape), 21);
});

test("an ellipse holds about as many pixels as its area says", () => {
  const shape = {
    kind: "ellipse",
    points: [
      [4.5, 2.5],
      [24.5, 36.5],
    ],
  };
  assert.ok(Math.abs(pixelsInside(shape) - areaOf(shape)) < 10);
});

test("two polygons side by side share no pixel and leave none out", () => {
  const left = {
    kind: "polygon",
    points: [
      [0, 0],
      [0, 10],
      [20, 14],
      [20, 0],
    ],
  };
  const right = {
    kind: "polygon",
    points: [
      [0, 10],
      [0, 30],
      [20, 30],
      [20, 14],
    ],
  };
  const both = {
    kind: "rectangle",
    points: [
      [0, 0],
      [20, 30],
    ],
  };
  assert.equal(pixelsInside(left) + pixelsInside(right), pixelsInside(both));
});

test("lengths follow the pixel size of each axis", () => {
  const line = [
    [0, 0],
    [3, 4],
  ];
  assert.equal(lengthOf(line, { y: 1, x: 1 }), 5);
  assert.equal(lengthOf(line, { y: 0, x: 0.5 }), 2);
});

test("a line is hit beside it, a closed outline not from its middle", () => {
  assert.ok(
    touches(
      {
        kind: "line",
        points: [
          [0, 0],
          [10, 10],
        ],
      },
      [5, 6],
      1,
    ),
  );
  assert.ok(
    !touches(
      {
        kind: "line",
        points: [
          [0, 0],
          [10, 0],
        ],
      },
      [20, 0],
      5,
    ),
  );
  const box = {
    kind: "rectangle",
    points: [
      [0, 0],
      [20, 20],
    ],
  };
  assert.ok(touches(box, [10, 0.5], 1));
  assert.ok(!touches(box, [10, 10], 2));
});

test("an outline with fewer vertices stays where it was", () => {
  const points = Array.from({ length: 101 }, (_, i) => [10 * Math.sin(i / 16), i]);
  const fewer = simplified(points, 0.5);
  assert.ok(fewer.length < 25);
  assert.ok(points.every((one) => touches({ kind: "line", points: fewer }, one, 0.51)));
});

const tileOf = (rows) => ({
  data: Uint8Array.from(rows.join("").replaceAll(".", "0"), (one) => 20 * Number(one)),
  width: rows[0].length,
  height: rows.length,
  samples: 1,
});

test("the wand takes what hangs together and is about as bright, not the same brightness elsewhere", () => {
  const rows = ["9999......", "9999......", "9999...999", "9999...999", ".......999", ".......999"];
  const mask = flood(tileOf(rows), [1, 1], 90);
  assert.equal(mask[0], 1);
  assert.equal(mask[4 * 10 + 8], 0);
  assert.equal(mask[5], 0);
});

test("the wand takes the whole picture where all is alike, up to its edges", () => {
  const mask = flood({ data: new Float32Array(30).fill(0.5), width: 6, height: 5, samples: 1 }, [2, 3], 0);
  assert.ok(mask.every((one) => one === 1));
  assert.deepEqual(border(mask, 6).sort(), [
    [-0.5, -0.5],
    [-0.5, 5.5],
    [4.5, -0.5],
    [4.5, 5.5],
  ]);
});

test("the outline of a mask holds its pixels again, and the hole in it", () => {
  const rows = [".111...", ".1.11..", ".111...", "....1.."];
  const mask = Uint8Array.from(rows.join("").replaceAll(".", "0"), Number);
  const points = border(mask, 7);
  const shape = { kind: "polygon", points };
  for (let y = 0; y < 4; y += 1) {
    for (let x = 0; x < 7; x += 1) {
      const wanted = (rows[y][x] === "1" && y < 3) || (y === 1 && x === 2);
      assert.equal(inside(shape, [y, x]), wanted, `${y}, ${x}`);
    }
  }
  assert.equal(areaOf(shape), 10);
  assert.deepEqual(outlineOf(shape), points);
});

test("a dragged box lies on whole pixels, is the same in every direction and stays inside the image", () => {
  const made = [];
  const inside = (value) => Math.min(Math.max(value, -0.5), 99.5);
  const box = new BoxTool(
    {
      sketch: () => {},
      size: () => "",
      shape: (_, points) => made.push(points),
      within: ([y, x]) => [inside(y), inside(x)],
    },
    "rectangle",
  );
  const drag = (from, to) => {
    box.down({ ...from, perPixel: 1 }, {});
    box.up({ ...to, perPixel: 1 }, {});
  };
  const [one, other] = [
    { y: 40.4, x: 29.7 },
    { y: -3, x: 10.4 },
  ];
  drag(one, other);
  drag(other, one);
  drag({ y: -9, x: -9 }, { y: -2, x: -2 });
  const whole = [
    [-0.5, 10.5],
    [40.5, 29.5],
  ];
  assert.deepEqual(made, [whole, whole]);
});
