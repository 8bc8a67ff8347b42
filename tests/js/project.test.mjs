// A project is what the page holds, without pixels: written, read again, and refused by name where it is not whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import { strToU8, unzipSync, zipSync } from "fflate";
import { bundle } from "./bundle.mjs";

const { projectOf, takenOver, sameNames, sameFiles, heldBytes, joinedRecipes } =
  await bundle("app/project.ts");
const { packProject, unpackProject } = await bundle("app/project-file.ts");
const { checkProject } = await bundle("app/project-check.ts");
const { initialState } = await bundle("app/store.ts");
const { digestOf } = await bundle("app/digest.ts");

const RECIPE = {
  tabscope: 1,
  title: "Zähle Kerne µm",
  inputs: { nuclei: { kind: "intensity", channel: "auto" } },
  steps: [{ id: "objects", op: "segment.label@1", in: { mask: "nuclei" }, params: {} }],
  show: ["objects"],
};
const CHANNEL = { name: "DNA", visible: true, color: [79, 148, 255], low: 8, high: 150, gamma: 1, map: "" };
const labels = { buffer: Uint32Array.from([0, 1, 1, 2]).buffer, shape: [1, 2, 2], dtype: "uint32" };
const column = (name, values) => ({
  name,
  unit: "",
  meaning: "m",
  definition: "d",
  values: { buffer: values.buffer, shape: [values.length], dtype: "float64" },
});

/** An opened image as the page has it. */
function image(patch = {}) {
  const file = new File(["pixels of cells"], "cells.tif", { lastModified: 12 });
  return {
    key: "image-1",
    source: { kind: "files", name: "cells.tif", files: [file], paths: ["cells.tif"] },
    local: true,
    info: { name: "cells.tif", axes: "yx", shape: [2, 2], channels: [{}] },
    handle: 3,
    series: 0,
    pixelSize: { y: 0.5, x: 0.5 },
    samples: null,
    statement: "",
    darkOnBright: false,
    view: {
      projected: false,
      z: 0,
      t: 0,
      channels: [CHANNEL],
      order: [0],
      layers: {
        objects: {
          visible: true,
          mode: "fill",
          opacity: 0.5,
          colour: { by: "column", column: "area_px", map: "viridis", low: null, high: 9 },
        },
      },
      camera: { x: 1, y: 2, zoom: 3 },
    },
    shapes: [
      {
        id: 1,
        kind: "line",
        points: [
          [0, 0.5],
          [1, 1],
        ],
        name: "axon",
        role: "mark",
      },
    ],
    examples: { classes: [{ number: 2, points: [[1, 2.5]], radius: 3, z: 0, t: 0 }] },
    corrections: {
      objects: {
        before: "abc",
        base: labels,
        tiles: new Map([[0, Uint32Array.from([0, 1, 2, 2])]]),
        changed: [2],
        stamp: 5,
      },
    },
    classes: [{ name: "mitotic", color: [255, 0, 9], objects: new Set([1, 2]) }],
    selected: new Set(),
    digest: "sha256:aa",
    again: null,
    lost: null,
    thumbnail: "",
    ...patch,
  };
}

function page() {
  const run = {
    asked: "[1]",
    summary: {
      run: 1,
      image: 3,
      image_name: "cells.tif",
      count: 2,
      headline: "2 nuclei",
      edge_count: 1,
      seconds: 0.5,
      warnings: ["faint"],
      provenance: { tabscope: "0.1.0" },
    },
    results: [
      {
        step: "smooth",
        title: "Smooth",
        kind: "intensity",
        shown: false,
        array: { buffer: new ArrayBuffer(4), shape: [2, 2], dtype: "uint8" },
        notes: [],
        values: {},
        seconds: 0.1,
      },
      {
        step: "objects",
        title: "Objects",
        kind: "labels",
        shown: true,
        axes: "zyx",
        array: labels,
        origin: [0, 0],
        factor: [1, 1],
        planes: [[0, -1]],
        notes: ["n"],
        values: { threshold: 7.5 },
        seconds: 0.2,
      },
      {
        step: "cells",
        title: "Cells",
        kind: "table",
        shown: true,
        columns: [
          column("object", Float64Array.from([1, 2])),
          { ...column("x", new Float64Array(0)), texts: ["a", "b"] },
        ],
        notes: [],
        values: {},
        seconds: 0.2,
      },
    ],
  };
  const state = initialState("index", "dark");
  return {
    ...state,
    recipe: RECIPE,
    original: RECIPE,
    images: [image()],
    active: "image-1",
    runs: { "image-1": run },
    choices: { planes: "each", region: [0, 0, 2, 2], level: 1 },
    ownRecipes: [{ id: "own:Mine", recipe: { ...RECIPE, title: "Mine" } }],
    table: {
      filter: {
        conditions: [{ column: "area_px", low: 5, high: null }],
        texts: [{ column: "x", part: "a" }],
        expression: "area_px > 2",
        only: null,
      },
      order: ["x", "object"],
      shown: { x: true },
      selectedFirst: true,
      cutToo: false,
    },
    ui: {
      ...state.ui,
      plots: [{ kind: "scatter", x: "area_px", y: "x", logX: true, logY: false, tracks: false }],
    },
  };
}

const WHEN = new Date("2026-11-21T15:00:00Z");
const project = projectOf(page(), WHEN);
const packed = await packProject(project);
const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());
const codeOf = (blob) =>
  unpackProject(blob).then(
    () => "read",
    (error) => error.problem?.code ?? `defect: ${error.stack}`,
  );

test("a project that was written is read again as it was", async () => {
  const read = await unpackProject(packed);
  assert.deepEqual(read.leftOut, []);
  assert.equal(read.newer, false);
  assert.deepEqual(read.project, project);
});

test("own recipes of a project join those that are there; one of the same title stays as it is here", () => {
  const here = [{ id: "own:Mine", recipe: { ...RECIPE, title: "Mine", steps: [] } }];
  const more = [...project.recipes, { id: "own:Other", recipe: { ...RECIPE, title: "Other" } }];
  assert.deepEqual(joinedRecipes(here, more), [here[0], more[1]]);
});

test("objects that a filter names are left out: an image has another key on the next visit", () => {
  const state = page();
  const only = { image: "image-1", objects: new Set([1]) };
  const filtered = { ...state, table: { ...state.table, filter: { ...state.table.filter, only } } };
  assert.deepEqual(projectOf(filtered, WHEN), project);
});

test("a project of an older page, without recipes, filters and plots, has the usual ones", () => {
  const { recipes: _, table: __, plots: ___, ...older } = project;
  const { project: read } = checkProject(older);
  const { ownRecipes, table, ui } = initialState("index", "dark");
  assert.deepEqual([read.recipes, read.table, read.plots], [ownRecipes, table, ui.plots]);
});

test("an image that is opened again takes over view, shapes, corrections and classes", async () => {
  const { project: read } = await unpackProject(packed);
  const bare = image({ shapes: [], corrections: {}, classes: [], examples: {} });
  bare.view = { ...bare.view, channels: [{ ...CHANNEL, low: 0, high: 1 }], layers: {}, camera: null };
  const back = takenOver(bare, read.images[0]);
  const was = image();
  assert.deepEqual(back.view, was.view);
  assert.deepEqual(back.shapes, was.shapes);
  assert.deepEqual(back.examples, was.examples);
  assert.deepEqual(back.classes, was.classes);
  assert.deepEqual(back.corrections, was.corrections);
});

test("what does not fit the image that is opened leaves it as it opened", () => {
  const other = image({ shapes: [] });
  other.view = { ...other.view, channels: [CHANNEL, CHANNEL], z: 0 };
  assert.equal(takenOver(other, project.images[0]).view, other.view);
  const deep = { ...project.images[0], view: { ...project.images[0].view, z: 40 } };
  assert.equal(takenOver(image(), deep).view.z, 0, "a slice that the image does not have");
});

test("no pixels are in a project: neither the image's nor those of steps in between", async () => {
  const text = Buffer.from(unzipSync(await bytesOf(packed))["project.json"]).toString();
  assert.ok(text.includes("cells.tif") && text.includes("sha256:aa"));
  const smooth = project.images[0].run.results.find((one) => one.step === "smooth");
  assert.equal(smooth.array, undefined);
  const parts = Object.values(unzipSync(await bytesOf(packed))).map((one) => Buffer.from(one).toString());
  assert.ok(!parts.some((one) => one.includes("pixels of cells")));
});

test("labels that a run and a correction share are written once", async () => {
  const parts = Object.keys(unzipSync(await bytesOf(packed))).filter((one) => one.startsWith("arrays/"));
  assert.equal(parts.length, 4, "labels, a tile, two columns");
  const { project: read } = await unpackProject(packed);
  const [one] = read.images;
  assert.equal(one.corrections.objects.base.buffer, one.run.results[1].array.buffer);
  assert.equal(heldBytes(one), 16 + 16 + 16 + 0 + 4);
});

test("what is still asked for is part of what is saved", () => {
  const wanted = [{ image: project.images[0], at: 1, again: null, problem: null }];
  assert.equal(projectOf({ ...page(), wanted }, WHEN).images.length, 2);
});

test("files are known by their names, then by what they hold", async () => {
  const [file] = image().source.files;
  const source = {
    kind: "files",
    files: [{ path: "cells.tif", size: 15, modified: 12 }],
    digest: await digestOf([file], ["cells.tif"]),
  };
  assert.match(source.digest, /^sha256:[0-9a-f]{64}$/);
  assert.ok(sameNames(source, ["cells.tif"]) && !sameNames(source, ["cell.tif"]));
  assert.ok(sameFiles(source, [file], source.digest));
  const other = new File(["pixels of cellz"], "cells.tif", { lastModified: 12 });
  assert.ok(
    !sameFiles(source, [other], await digestOf([other], ["cells.tif"])),
    "the same name and size, another content",
  );
  assert.ok(sameFiles(source, [other], ""), "without digests size and time decide");
});

test("a project from a newer page is read as far as it says, or refused by name", async () => {
  const entries = unzipSync(await bytesOf(packed));
  const as = (patch) => {
    const head = JSON.parse(Buffer.from(entries["format.json"]).toString());
    return new Blob([zipSync({ ...entries, "format.json": strToU8(JSON.stringify({ ...head, ...patch })) })]);
  };
  const later = await unpackProject(as({ tabscope_project: 2, readable_from: 1 }));
  assert.equal(later.newer, true);
  assert.deepEqual(later.project, project);
  assert.equal(await codeOf(as({ tabscope_project: 3, readable_from: 3 })), "project.newer");
});

test("a project that is cut off anywhere is refused by name", async () => {
  const bytes = await bytesOf(packed);
  for (let size = 0; size < bytes.length - 22; size += 97) {
    const code = await codeOf(new Blob([bytes.subarray(0, size)]));
    assert.ok(code === "project.damaged" || code === "read", `${size}: ${code}`);
    if (code === "read")
      assert.ok(size > bytes.length - 400, `${size}: only the list at the end may be missing`);
  }
});

test("a changed byte is never read as another number", async () => {
  const bytes = await bytesOf(packed);
  const random = seeded(7);
  for (let turn = 0; turn < 300; turn += 1) {
    const copy = bytes.slice();
    copy[random(copy.length)] ^= 1 << random(8);
    const read = await unpackProject(new Blob([copy])).catch((error) => error);
    if (read instanceof Error) assert.match(read.problem?.code ?? `defect: ${read.stack}`, /^project\./);
    else assert.deepEqual(read.project, project, "what was read in spite of it is the same");
  }
});

test("hostile documents are left out part by part and never break the reader", () => {
  const random = seeded(11);
  const odd = [
    null,
    -1,
    1e999,
    "x",
    [],
    {},
    [[]],
    { buffer: 1 },
    "__proto__",
    2 ** 60,
    true,
    [null],
    Number.NaN,
  ];
  for (let turn = 0; turn < 3000; turn += 1) {
    const hostile = mutated(project, random, odd);
    const read = checkProject(hostile);
    if (!read) continue;
    for (const one of read.project.images) {
      assert.ok(
        one.view.channels.every(({ low, high, color }) => Number.isFinite(low + high) && color.length === 3),
      );
      for (const { array } of one.run?.results ?? []) {
        if (array)
          assert.equal(
            array.shape.reduce((all, size) => all * size, 4),
            array.buffer.byteLength,
          );
      }
    }
  }
  assert.equal({}.polluted, undefined);
});

test("a part that is damaged is named, and the rest is read", () => {
  const broken = structuredClone(project);
  const [result] = broken.images[0].run.results.filter((one) => one.step === "objects");
  result.array = { ...result.array, shape: [9, 9, 9] };
  broken.images[0].shapes = [{ id: 1, kind: "spiral", points: [[0, 0]] }];
  const read = checkProject(broken);
  assert.deepEqual(read.leftOut, ["cells.tif: shapes", "cells.tif: results"]);
  assert.equal(read.project.images[0].run, null);
  assert.deepEqual(read.project.images[0].classes, project.images[0].classes);
});

test("a file that only says it is a project is refused", async () => {
  assert.equal(await codeOf(new Blob(["not a zip"])), "project.damaged");
  assert.equal(await codeOf(new Blob([])), "project.damaged");
  assert.equal(await codeOf(new Blob([zipSync({ "a.txt": strToU8("hello") })])), "project.damaged");
  const empty = { "format.json": strToU8('{"tabscope_project":1,"readable_from":1,"sums":{}}') };
  assert.equal(await codeOf(new Blob([zipSync(empty)])), "project.damaged");
});

/** Whole numbers below a limit, the same ones every time. */
function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A copy in which one thing somewhere is another. */
function mutated(value, random, odd) {
  const copy = structuredClone(value);
  let place = copy;
  for (;;) {
    const names = Object.keys(place);
    if (!names.length) return copy;
    const name = names[random(names.length)];
    const inner = place[name];
    const leaf = typeof inner !== "object" || inner === null || inner instanceof ArrayBuffer;
    if (leaf || random(6) === 0) {
      place[name] = odd[random(odd.length)];
      return copy;
    }
    place = inner;
  }
}

test("turned pixels, and what lies apart, come back with their run; broken ones are left out", async () => {
  const { resultOf } = await bundle("app/project-results.ts");
  const place = { origin: [0, 3], factor: [1, 1], planes: [[0, 0]], pixel_size: [null, 1, 1, null, ""] };
  const one = { step: "objects", title: "", kind: "labels", shown: true, notes: [], values: {}, seconds: 0 };
  const turned = {
    array: labels,
    origin: [0, 3],
    factor: [1, 1],
    axes: [
      [0, 1],
      [-1, 0],
    ],
  };
  const whole = { ...one, ...place, axes: "yx", array: labels, turned, outside: 3 };
  assert.deepEqual(resultOf(whole), whole);
  assert.equal(resultOf({ ...whole, apart: true }).apart, true);
  assert.equal(resultOf({ ...whole, turned: { ...turned, axes: [[0, 1]] } }), null);
  assert.equal(resultOf({ ...whole, turned: { ...turned, array: { ...labels, shape: [9, 9, 9] } } }), null);
});
