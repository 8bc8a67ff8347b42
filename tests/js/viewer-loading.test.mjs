/** What is loaded when, what is shown of it, and what happens where a part cannot be read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { TileLoader } = await bundled("app/viewer/loader.ts");
const { Scene } = await bundled("app/viewer/scene.ts");
const { engineSource } = await bundled("app/viewer/engine-source.ts");
const { levelsOf } = await bundled("app/viewer/pieces.ts");
const { Clipping } = await bundled("app/viewer/clipping.ts");
const { maximumOf, meanOf } = await bundled("app/viewer/projection.ts");
const { histogramOf, provisionalLimits } = await bundled("app/seen.ts");

const tile = (values, width = values.length) => ({
  data: Uint16Array.from(values),
  width,
  height: values.length / width,
  samples: 1,
});
const turn = () => new Promise((resolve) => setImmediate(resolve));
const signal = () => new AbortController().signal;

/** A source of one 4 x 4 level whose pixels are 100 c + 10 z; `lost` says which channels cannot be read. */
function source({ lost = () => false, asked = [] } = {}) {
  return {
    width: 4,
    height: 4,
    dtype: "uint16",
    colour: false,
    channels: 3,
    sizeZ: 5,
    sizeT: 1,
    levels: [{ width: 4, height: 4, factorY: 1, factorX: 1 }],
    tileSize: 4,
    async tile({ c, z }) {
      asked.push([c, z]);
      if (lost(c)) throw new Error("HTTP 404");
      return tile(new Array(16).fill(100 * c + 10 * z + 1), 4);
    },
  };
}

const LOOK = { camera: { x: 2, y: 2, zoom: 10 }, view: { width: 40, height: 40 }, ratio: 1 };
const shown = (more = {}) => ({
  visible: true,
  color: [255, 255, 255],
  low: 0,
  high: 100,
  gamma: 1,
  ...more,
});

function sceneOf(from, state = {}) {
  const errors = [];
  const scene = new Scene(from, { onTile() {}, onError: (error) => errors.push(error.message) });
  scene.state = { z: 1, t: 0, channels: [shown(), shown(), shown()], ...state };
  return { scene, errors };
}

test("a channel that cannot be read is left dark, the others are shown, and the reason is told", async () => {
  const { scene, errors } = sceneOf(source({ lost: (c) => c === 1 }));
  scene.request(LOOK);
  await turn();
  assert.deepEqual(errors, ["HTTP 404"]);
  assert.equal(scene.settled(), true);
  const [{ cells, whole }] = scene.layers(LOOK);
  assert.equal(whole, true);
  assert.deepEqual(
    cells[0].tiles.map(({ data }) => data[0]),
    [11, 0, 211],
  );
});

test("channels are drawn in the order of their list", async () => {
  const { scene } = sceneOf(source(), {
    order: [2, 0, 1],
    channels: [shown(), shown({ visible: false }), shown()],
  });
  assert.deepEqual(scene.drawn(), [2, 0]);
});

test("planes ahead are loaded after what is on screen, and are there when they are looked at", async () => {
  const asked = [];
  const { scene } = sceneOf(source({ asked }));
  scene.ahead = [{ z: 2, t: 0 }];
  scene.request(LOOK);
  for (let i = 0; i < 6; i += 1) await turn();
  assert.deepEqual(
    asked.map(([, z]) => z),
    [1, 1, 1, 2, 2, 2],
  );
  scene.state = { ...scene.state, z: 2 };
  scene.ahead = [];
  scene.request(LOOK);
  assert.equal(scene.settled(), true);
  assert.equal(asked.length, 6);
});

test("values on screen are those of the visible channels within the view", async () => {
  const { scene } = sceneOf(source(), { channels: [shown(), shown({ visible: false }), shown()] });
  scene.request(LOOK);
  await turn();
  const half = { ...LOOK, view: { width: 20, height: 40 } };
  const seen = scene.valuesSeen(half, 1000);
  assert.deepEqual(
    seen.map((one) => [one.length, one[0]]),
    [
      [8, 11],
      [8, 211],
    ],
  );
});

test("a part of a tile is shown at once but does not count as loaded", async () => {
  let finish = () => {};
  const parts = [];
  const loader = new TileLoader(
    {
      tile: (_, __, onPart) => {
        onPart({ ...tile([1, 0]), part: 1 });
        return new Promise((resolve) => {
          finish = () => resolve(tile([1, 2]));
        });
      },
    },
    { concurrency: 1, bytes: 1e6, onTile: (key) => parts.push(key), onError: assert.fail },
  );
  loader.want([{ key: "a", request: {} }]);
  assert.deepEqual([...loader.get("a").data], [1, 0]);
  assert.equal(loader.settled(), false);
  finish();
  await turn();
  assert.deepEqual([...loader.get("a").data], [1, 2]);
  assert.equal(loader.settled(), true);
  assert.equal(parts.length, 2);
});

const LARGE = {
  image: 1,
  axes: "yx",
  shape: [20000, 20000],
  dtype: "<u2",
  channels: [{}],
  scale: {},
  colour: false,
  levels: [1, 2, 4, 8, 16].map((step) => ({
    width: 20000 / step,
    height: 20000 / step,
    depth: 1,
    factors: { y: step, x: step },
  })),
};

test("a tile of a coarse level comes in pieces, none of which covers more than 2048 rows", async () => {
  const asked = [];
  const from = engineSource(
    {
      async call(_, { region, level }) {
        asked.push(region[2] - region[0]);
        const [y0, x0, y1, x1] = region;
        const [height, width] = [y1 - y0, x1 - x0];
        const pixels = Uint16Array.from({ length: height * width }, (__, at) => y0 + Math.floor(at / width));
        assert.equal(level, 4);
        return { tile: { buffer: pixels.buffer, shape: [height, width], dtype: "<u2" } };
      },
    },
    LARGE,
  );
  const parts = [];
  const region = [512, 0, 1024, 10];
  const whole = await from.tile({ level: 4, t: 0, c: 0, z: 0, region }, signal(), (part) => parts.push(part));
  assert.deepEqual(asked, [128, 128, 128, 128]);
  assert.deepEqual(
    parts.map(({ part, height, data }) => [part, height, data[127 * 10], data[511 * 10]]),
    [
      [640, 512, 639, 0],
      [768, 512, 639, 0],
      [896, 512, 639, 0],
    ],
  );
  assert.deepEqual([whole.part, whole.data[0], whole.data[511 * 10]], [undefined, 512, 1023]);
});

test("a large image without coarser copies gets levels until one look takes it all", () => {
  const { levels, origins } = levelsOf({ levels: [LARGE.levels[0]] });
  assert.deepEqual(
    origins.map(({ step }) => step),
    [1, 2, 4, 8, 16, 32],
  );
  assert.deepEqual([levels.at(-1).width, levels.at(-1).factorX], [625, 32]);
});

const frameOf = (values, views) => ({
  indices: views.map((_, index) => index),
  channels: views,
  layers: [
    {
      cells: [
        { key: "0", level: 0, box: [2, 3, 3, 3 + values[0].length], tiles: values.map((one) => tile(one)) },
      ],
      whole: true,
    },
  ],
});
const FULL = { levels: [{ factorY: 1, factorX: 1 }] };

test("what the display cuts off and what the sensor cut off are marked differently", () => {
  const marks = new Clipping();
  marks.sensor = [4095];
  const layers = marks.layers(frameOf([[5, 50, 500, 4095]], [shown({ low: 10, high: 400 })]), FULL);
  assert.deepEqual(
    layers.map(({ data, origin }) => [[...data], origin]),
    [
      [
        [1, 0, 0, 0],
        [2, 3],
      ],
      [
        [0, 0, 1, 0],
        [2, 3],
      ],
    ],
  );
  assert.notDeepEqual(layers[0].color, layers[1].color);
  const wide = marks.layers(frameOf([[4095, 4095, 4095, 4095, 4095, 4095]], [shown({ high: 5000 })]), FULL);
  assert.deepEqual(
    wide.map(({ data }) => [...data]),
    [[1, 1, 1, 0, 0, 0]],
    "stripes",
  );
});

test("with several channels a pixel is not marked for being dark in one of them", () => {
  const marks = new Clipping();
  const layers = marks.layers(frameOf([[0], [500]], [shown({ low: 10 }), shown()]), FULL);
  assert.equal(layers.length, 1);
  assert.deepEqual([...layers[0].data], [1]);
});

test("maximum and mean over slices leave out what is no number", () => {
  const planes = [
    [1, Number.NaN, Number.NaN],
    [4, 6, Number.NaN],
  ].map((one) => ({ ...tile(one), data: Float32Array.from(one) }));
  assert.deepEqual([...maximumOf(planes).data], [4, 6, Number.NaN]);
  assert.deepEqual([...meanOf(planes).data], [2.5, 6, Number.NaN]);
  assert.equal(planes[0].data[0], 1, "the slices stay as they are");
});

test("the histogram of what is on screen leaves out what is no number; nothing at all is empty", () => {
  const seen = histogramOf(Float64Array.from([0, 0, 10, Number.NaN, Number.POSITIVE_INFINITY]));
  assert.deepEqual([seen.minimum, seen.maximum, seen.histogram[0], seen.histogram.at(-1)], [0, 10, 2, 1]);
  const none = histogramOf(Float64Array.from([Number.NaN]));
  assert.equal(
    none.histogram.every((one) => one === 0),
    true,
  );
  assert.equal(provisionalLimits(none), null);
});

test("limits of a first look leave out a few extremes", () => {
  const values = Float64Array.from({ length: 1000 }, (_, at) => (at === 999 ? 60000 : 100 + (at % 400)));
  const { low, high } = provisionalLimits(histogramOf(values));
  assert.ok(low < 600 && high < 1200, `${low} to ${high}`);
});
