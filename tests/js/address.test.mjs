// State and address are a pair: what is written is read again, and what a link says is bounded.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { bundle } from "./bundle.mjs";

const { readAddress, writeAddress, unpackRecipe, packRecipe, withoutQuery, isPrivateAddress, webAddress } =
  await bundle("app/address.ts");

const RECIPE = {
  tabscope: 1,
  title: "Zähle Kerne µm",
  inputs: { nuclei: { kind: "intensity", channel: "auto", z: "max" } },
  steps: [
    {
      id: "smooth",
      op: "filter.gaussian@1",
      in: { image: "nuclei" },
      params: { sigma: { auto: "size.d", times: 0.06 } },
    },
  ],
  show: ["smooth"],
  extra: { kept: true },
};

const packed = (document) => `z:${deflateRawSync(JSON.stringify(document)).toString("base64url")}`;

test("everything that a link says comes back", async () => {
  const shared = {
    sources: ["https://a.example/x.ome.zarr?a=1&b=2", "samples/cells.zarr"],
    recipe: RECIPE,
    run: true,
    view: {
      z: 3,
      t: 1,
      camera: { x: 256.5, y: 100.25, zoom: 1.5 },
      channels: [
        { visible: true, color: "4f94ff", low: 8, high: 150 },
        { visible: false, color: "ff5ac8", low: -1.5, high: 90 },
      ],
    },
    sample: "",
    theme: "light",
    series: 2,
    pixelSize: { z: 0.3, y: 0.2, x: 0.2 },
    choices: { planes: "each", region: [0, 10, 512, 400], level: 1 },
  };
  const read = await readAddress(await writeAddress(shared));
  assert.deepEqual(read.sources, shared.sources);
  assert.deepEqual(read.recipe, RECIPE);
  assert.deepEqual(read.view, shared.view);
  assert.deepEqual(read.pixelSize, shared.pixelSize);
  assert.deepEqual(read.choices, shared.choices);
  assert.deepEqual([read.run, read.theme, read.series, read.faults], [true, "light", 2, []]);
});

test("a projection is part of the view", async () => {
  const view = { projected: true, t: 2 };
  const shared = {
    sources: [],
    recipe: null,
    run: false,
    view,
    sample: "",
    theme: null,
    series: 0,
    pixelSize: null,
    choices: null,
  };
  assert.deepEqual((await readAddress(await writeAddress(shared))).view, view);
});

test("an empty address says nothing", async () => {
  const read = await readAddress("");
  assert.deepEqual(
    [read.sources, read.recipe, read.run, read.view, read.pixelSize],
    [[], null, false, null, null],
  );
});

test("a recipe travels as z: and base64url", async () => {
  const text = await packRecipe(RECIPE);
  assert.match(text, /^z:[\w-]+$/);
  assert.deepEqual(await unpackRecipe(text), RECIPE);
});

test("a recipe that inflates past 1 MB is refused and the rest of the link still counts", async () => {
  const bomb = packed({ ...RECIPE, title: "x".repeat(5_000_000) });
  assert.ok(bomb.length < 20_000);
  const read = await readAddress(`#source=https%3A%2F%2Fa.example%2Fi.tif&recipe=${bomb}`);
  assert.equal(read.recipe, null);
  assert.deepEqual(read.sources, ["https://a.example/i.tif"]);
  assert.match(read.faults[0], /1 MB/);
});

test("a recipe of more than 500 steps is refused", async () => {
  const steps = Array.from({ length: 501 }, (_, i) => ({ id: `s${i}`, op: "filter.gaussian@1" }));
  await assert.rejects(unpackRecipe(packed({ ...RECIPE, steps })), /500/);
});

test("text that is no recipe is refused", async () => {
  for (const document of [null, [], 7, {}, { tabscope: 1 }, { tabscope: 1, steps: [{}] }]) {
    await assert.rejects(unpackRecipe(packed(document)));
  }
  assert.equal((await readAddress("#recipe=z:%%%")).recipe, null);
});

test("nonsense in the other fields is left out", async () => {
  const read = await readAddress(
    "#theme=pink&series=-3&pixel_size=0,1&region=1,2&level=x&planes=all&view=c=1:zz:1:2;at=a,b,c",
  );
  assert.deepEqual([read.theme, read.series, read.pixelSize, read.choices], [null, 0, null, {}]);
  assert.deepEqual(read.view, { channels: [] });
});

test("a hand-written query is moved behind the hash", () => {
  assert.equal(
    withoutQuery("https://x.example/embed.html?source=a&run=1#theme=dark"),
    "https://x.example/embed.html#source=a&run=1&theme=dark",
  );
  assert.equal(withoutQuery("https://x.example/embed.html#run=1"), null);
});

test("addresses inside private networks are known", () => {
  const own = "https://site.example/";
  for (const one of [
    "http://localhost:8080/a",
    "http://127.1.2.3/",
    "http://10.0.0.1/",
    "http://172.16.0.9/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest",
    "http://[::1]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://printer/",
    "http://nas.local/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://foo.localhost./",
    "http://[::ffff:127.0.0.1]/",
    "http://100.64.0.1/",
  ]) {
    assert.equal(isPrivateAddress(one, own), true, one);
  }
  for (const one of [
    "https://example.org/a",
    "http://172.32.0.1/",
    "http://8.8.8.8/",
    "https://[2001:db8::1]/",
    "https://site.example/x",
    "samples/a.zarr",
  ]) {
    assert.equal(isPrivateAddress(one, own), false, one);
  }
});

test("only web addresses are opened", () => {
  const base = "https://site.example/tool/";
  assert.equal(webAddress("samples/a.zarr", base), "https://site.example/tool/samples/a.zarr");
  for (const one of [
    "javascript:alert(1)",
    "data:text/html,x",
    "blob:https://site.example/1",
    "file:///etc/passwd",
    "http://",
  ]) {
    assert.equal(webAddress(one, base), null, one);
  }
});

test("layers, channels with gamma and colour map, order and blending come back", async () => {
  const layer = { visible: true, mode: "fill", opacity: 0.5 };
  const view = {
    z: 3,
    projection: "mean",
    blending: "max",
    mode: "orthogonal",
    order: [1, 0],
    channels: [
      { visible: true, color: "4f94ff", low: 8, high: 150, gamma: 1.5, map: "viridis" },
      { visible: false, color: "ff5ac8", low: 0, high: 9 },
    ],
    layers: {
      objects: { ...layer, colour: { by: "object" } },
      "odd:name,with;signs=µ": {
        ...layer,
        visible: false,
        mode: "outline",
        opacity: 1,
        colour: { by: "class" },
      },
      cells: {
        ...layer,
        colour: { by: "column", column: "area µm², all", map: "magma", low: null, high: 12.5 },
      },
    },
  };
  const nothing = {
    sources: [],
    recipe: null,
    run: false,
    sample: "",
    theme: null,
    series: 0,
    pixelSize: null,
  };
  const read = await readAddress(await writeAddress({ ...nothing, choices: null, view }));
  assert.deepEqual(read.view, view);
});

test("drawn areas come back without their names; marks do not leave the page", async () => {
  const area = (id, kind, points) => ({ id, kind, points, name: "", role: "area" });
  const areas = [
    area(1, "rectangle", [
      [0, 0.5],
      [10, 20],
    ]),
    area(2, "ellipse", [
      [-3, 4],
      [10, 20],
    ]),
    area(3, "polygon", [
      [0, 0],
      [4, 9],
      [7, 7],
    ]),
    area(4, "freehand", [
      [0, 0],
      [1, 2],
      [7, 7],
    ]),
  ];
  const mark = {
    id: 9,
    kind: "line",
    points: [
      [0, 0],
      [1, 1],
    ],
    name: "axon",
    role: "mark",
  };
  const nothing = {
    sources: [],
    recipe: null,
    run: false,
    sample: "",
    theme: null,
    series: 0,
    pixelSize: null,
  };
  const written = await writeAddress({ ...nothing, choices: null, view: null, areas: [...areas, mark] });
  assert.deepEqual((await readAddress(written)).areas, areas);
});

test("areas that are too many for a link are left out; hostile ones are nothing", async () => {
  const points = Array.from({ length: 600 }, (_, at) => [at, at]);
  const nothing = {
    sources: [],
    recipe: null,
    run: false,
    sample: "",
    theme: null,
    series: 0,
    pixelSize: null,
  };
  const many = [{ id: 1, kind: "freehand", points, name: "", role: "area" }];
  const written = await writeAddress({ ...nothing, choices: null, view: null, areas: many });
  assert.ok(!written.includes("areas"));
  for (const hostile of [
    "x:0,0,1,1",
    "r:0,0,1",
    "r:1e999,0,1,1",
    "r:",
    "p:NaN,1,2,3",
    ";;;",
    "constructor:0,0,1,1",
  ]) {
    assert.deepEqual((await readAddress(`#areas=${encodeURIComponent(hostile)}`)).areas, [], hostile);
  }
  const layers = await readAddress(
    "#view=l=__proto__:1:fill:1:object,a:1:fill:2:object,b:1:round:1:object,c:1:fill:1:column",
  );
  assert.deepEqual(Object.keys(layers.view.layers), ["__proto__"]);
  assert.equal({}.mode, undefined);
});
