/** Results on the image: which layers there are, how each is drawn, what its colours mean. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { layerRows, changeLayer, switchMode, topLabels } = await bundle("app/layers.ts");
const { drawnLayers, planeIndex } = await bundle("app/layer-drawing.ts");
const { limitsOf, valuesOf, tableFor } = await bundle("app/layer-colours.ts");
const { initialState, Store } = await bundle("app/store.ts");
const { tableOf } = await bundle("app/arrays.ts");

const u4 = (values) => ({ buffer: Uint32Array.from(values).buffer, shape: [values.length], dtype: "<u4" });
const f8 = (values) => ({ buffer: Float64Array.from(values).buffer, shape: [values.length], dtype: "<f8" });

function layer(step, kind, values, { dtype = "<u4", planes = [[0, 0]], ...more } = {}) {
  const made = { "<u4": Uint32Array, "|u1": Uint8Array, "<f4": Float32Array }[dtype].from(values);
  const shape = [planes.length, 2, values.length / planes.length / 2];
  return {
    step,
    title: step,
    kind,
    shown: true,
    axes: "zyx",
    array: { buffer: made.buffer, shape, dtype },
    planes,
    notes: [],
    values: {},
    seconds: 0,
    ...more,
  };
}

function column(name, values, unit = "") {
  return { name, unit, meaning: name, definition: "", values: values.buffer ? values : f8(values) };
}

const table = (step, columns, kind = "table") => ({
  step,
  title: step,
  kind,
  shown: true,
  columns,
  notes: [],
  values: {},
  seconds: 0,
});

const RESULTS = [
  layer("smooth", "intensity", [1, 2, 3, 4, 5, 6], { dtype: "<f4" }),
  layer("fore", "mask", [0, 1, 1, 0, 1, 1], { dtype: "|u1" }),
  layer("objects", "labels", [0, 1, 1, 0, 2, 2]),
  table("cells", [
    column("object", u4([1, 2, 3])),
    column("area_px", [2, Number.NaN, 40]),
    column("change", [-4, 1, 2]),
  ]),
];

function stateWith(results = RESULTS, view = {}) {
  const store = new Store(initialState("index", "dark"));
  const image = {
    key: "a",
    view: { z: 0, t: 0, projected: false, channels: [], order: [], layers: {}, ...view },
    shapes: [],
    classes: [],
    corrections: {},
    examples: {},
  };
  const recipe = {
    steps: [{ id: "cells", op: "measure.regions@1", in: { labels: "objects" } }],
    objects: "nuclei",
  };
  store.set({ images: [image], active: "a", runs: { a: { summary: {}, results, asked: "" } }, recipe });
  return store;
}

const colourBy = (column, more = {}) => ({
  by: "column",
  column,
  map: "viridis",
  low: null,
  high: null,
  ...more,
});

test("every result that can lie on the image is a layer, objects above masks above pixels", () => {
  const rows = layerRows(stateWith().state);
  assert.deepEqual(
    rows.map(({ id, kind }) => [id, kind]),
    [
      ["objects", "labels"],
      ["fore", "mask"],
      ["smooth", "intensity"],
    ],
  );
  assert.equal(rows[0].title, "Nuclei");
});

test("where a run looks for no objects its last mask is seen, with the name of what it covers", () => {
  const masks = [RESULTS[0], RESULTS[1], layer("cells", "mask", [0, 1, 1, 0, 0, 1], { dtype: "|u1" })];
  const rows = layerRows(stateWith(masks).state);
  assert.deepEqual(
    rows.filter(({ view }) => view.visible).map(({ id, title }) => [id, title]),
    [["cells", "Nuclei"]],
  );
  const spots = table("spots", [column("centroid_x_px", [1])], "points");
  assert.equal(
    layerRows(stateWith([...masks, spots]).state).find(({ id }) => id === "cells").view.visible,
    false,
  );
});

test("places that were found on a projection are seen on every slice", () => {
  const places = (z) =>
    table(
      "spots",
      [column("z", z), column("centroid_y_px", [1, 2]), column("centroid_x_px", [1, 2])],
      "points",
    );
  const seen = (z) => drawnLayers(stateWith([places(z)], { z: 3 }).state)[0].x.length;
  assert.equal(seen([Number.NaN, Number.NaN]), 2);
  assert.equal(seen([3, 0]), 1);
});

test("the last objects are seen, the steps before them only when they are asked for", () => {
  const store = stateWith();
  assert.deepEqual(
    drawnLayers(store.state).map(({ id }) => id),
    ["objects"],
  );
  const mask = layerRows(store.state).find(({ id }) => id === "fore");
  changeLayer(store, mask, { visible: true, opacity: 0.3 });
  const drawn = drawnLayers(store.state);
  assert.deepEqual(
    drawn.map(({ id, opacity }) => [id, opacity]),
    [
      ["fore", 0.3],
      ["objects", 1],
    ],
  );
  store.undo();
  assert.equal(drawnLayers(store.state).length, 1);
});

test("nothing is drawn while results are switched off, and nothing is on top to be clicked", () => {
  const store = stateWith();
  store.ui({ overlay: false });
  assert.deepEqual(drawnLayers(store.state), []);
  assert.equal(topLabels(store.state), undefined);
});

test("a plane that the run did not take shows no layer; a projection belongs to every slice", () => {
  const other = stateWith(RESULTS, { z: 3 });
  assert.deepEqual(drawnLayers(other.state), []);
  const { images } = other.state;
  assert.equal(planeIndex({ planes: [[0, -1]] }, images[0]), 0);
  assert.equal(
    planeIndex(
      {
        planes: [
          [0, 2],
          [0, 3],
        ],
      },
      images[0],
    ),
    1,
  );
});

test("the same plane is the same array each time, so that what is worked out of it is kept", () => {
  const stack = [
    layer("objects", "labels", [1, 1, 0, 0, 0, 0, 2, 2], {
      planes: [
        [0, 0],
        [0, 1],
      ],
    }),
  ];
  const store = stateWith(stack, { z: 1 });
  const [first] = drawnLayers(store.state);
  assert.deepEqual([...first.labels], [0, 0, 2, 2]);
  store.select(new Set([2]));
  const [second] = drawnLayers(store.state);
  assert.equal(second.labels, first.labels);
  assert.deepEqual([...second.selected], [2]);
});

test("a layer at half size lies over the middles of the pixels it stands for", () => {
  const [{ origin, factor }] = drawnLayers(
    stateWith([layer("objects", "labels", [1, 1, 1, 1], { origin: [10.5, 20.5], factor: [2, 2] })]).state,
  );
  assert.deepEqual(
    [origin, factor],
    [
      [10, 20],
      [2, 2],
    ],
  );
});

test("L fills the top labels with a colour for each object, and takes both back", () => {
  const store = stateWith();
  switchMode(store);
  const [filled] = drawnLayers(store.state);
  assert.deepEqual([filled.mode, filled.colours], ["fill", { by: "object" }]);
  switchMode(store);
  const [outlined] = drawnLayers(store.state);
  assert.deepEqual([outlined.mode, outlined.colours], ["outline", { by: "neutral" }]);
});

test("a measurement colours objects by the table of just these labels", () => {
  const others = table("others", [column("object", u4([1])), column("area_px", [7])]);
  const store = stateWith([...RESULTS, others]);
  assert.equal(tableFor(store.state, "objects").step, "cells");
  const [row] = layerRows(store.state);
  changeLayer(store, row, { colour: colourBy("area_px") });
  const [{ colours }] = drawnLayers(store.state);
  assert.equal(colours.by, "value");
  assert.deepEqual([...colours.values], [Number.NaN, 2, Number.NaN, 40]);
  assert.deepEqual([colours.low, colours.high], [2, 40]);
  assert.equal(colours.map.length, 256);
});

test("a column that is gone leaves the objects in one colour", () => {
  const store = stateWith();
  const [row] = layerRows(store.state);
  changeLayer(store, row, { colour: colourBy("lost") });
  assert.deepEqual(drawnLayers(store.state)[0].colours, { by: "neutral" });
});

test("limits follow the data until somebody types them; zero is the middle of a diverging map", () => {
  const cells = tableOf(RESULTS[3]);
  const values = valuesOf(cells, cells.columns[2]);
  assert.deepEqual([values.low, values.high, values.missing], [-4, 2, false]);
  assert.equal(valuesOf(cells, cells.columns[1]).missing, true);
  assert.deepEqual(limitsOf(colourBy("change"), values), { low: -4, high: 2 });
  assert.deepEqual(limitsOf(colourBy("change", { map: "diverging" }), values), { low: -4, high: 4 });
  assert.deepEqual(limitsOf(colourBy("change", { high: 10 }), values), { low: -4, high: 10 });
  assert.deepEqual(limitsOf(colourBy("change", { low: 5, high: 5 }), values), { low: 5, high: 6 });
});

test("objects of a class have its colour, those of none have number 0", () => {
  const store = stateWith();
  const classes = [
    { name: "round", color: [1, 2, 3], objects: new Set([1]) },
    { name: "long", color: [4, 5, 6], objects: new Set([3]) },
  ];
  store.image("a", { classes });
  const [row] = layerRows(store.state);
  changeLayer(store, row, { colour: { by: "class" } });
  const [{ colours }] = drawnLayers(store.state);
  assert.deepEqual([...colours.of], [0, 1, 0, 2]);
  assert.deepEqual(colours.palette, [
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

test("spots of the seen time are points; tracks are sorted by track and time", () => {
  const spots = table(
    "spots",
    [
      column("spot", u4([1, 2, 3])),
      column("t", [0, 1, 1]),
      column("y_px", [1, 2, 3]),
      column("x_px", [4, 5, 6]),
    ],
    "points",
  );
  const tracks = table(
    "paths",
    [
      column("track", [2, 1, 1]),
      column("t", [0, 1, 0]),
      column("y_px", [1, 2, 3]),
      column("x_px", [4, 5, 6]),
    ],
    "tracks",
  );
  const [points, paths] = drawnLayers(stateWith([spots, tracks], { t: 1 }).state);
  assert.deepEqual(
    [[...points.objects], [...points.y], [...points.x]],
    [
      [2, 3],
      [2, 3],
      [5, 6],
    ],
  );
  assert.deepEqual(
    [[...paths.track], [...paths.t], [...paths.x]],
    [
      [1, 1, 2],
      [0, 1, 0],
      [6, 5, 4],
    ],
  );
  assert.equal(paths.now, 1);
});

test("ids of any size do not ask for a table as long as the id", () => {
  const huge = [
    layer("objects", "labels", [0, 4_000_000_000, 1, 1]),
    table("cells", [column("object", u4([1, 4_000_000_000])), column("area_px", [2, 3])]),
  ];
  const store = stateWith(huge);
  const [row] = layerRows(store.state);
  changeLayer(store, row, { colour: colourBy("area_px") });
  assert.equal(drawnLayers(store.state)[0].colours.values.length, 2);
});

test("tracked objects are coloured by the table of their tracks, which holds the other columns too", () => {
  const tracks = table("tracks", [column("object", u4([1, 2])), column("track", [1, 1])], "tracks");
  const store = stateWith([...RESULTS, tracks]);
  const link = { id: "tracks", op: "track.link@1", in: { objects: "cells" } };
  store.set({ recipe: { ...store.state.recipe, steps: [...store.state.recipe.steps, link] } });
  assert.equal(tableFor(store.state, "objects").step, "tracks");
});

test("slices that were taken together are seen on each of those, and no others", () => {
  const binned = { planes: [0, 2, 4].map((z) => [0, z]) };
  const seen = (z, result = binned) => planeIndex(result, { view: { z, t: 0, projected: false } });
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map((z) => seen(z)),
    [0, 0, 1, 1, 2, 2, -1],
  );
  const one = { planes: [[0, 5]] };
  assert.deepEqual(
    [4, 5, 6].map((z) => seen(z, one)),
    [-1, 0, -1],
  );
});
