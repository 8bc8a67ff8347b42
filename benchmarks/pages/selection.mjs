/** Strip, Selection panel and viewer over a million objects that no engine made, for `benchmarks/selection.mjs`. */
import { html, render } from "lit-html";
import { followMedians } from "../../app/medians";
import { resultStrip } from "../../app/panels/results";
import { rightPanel } from "../../app/panels/selection";
import { Stage } from "../../app/stage";
import { HISTOGRAM, initialState, Store } from "../../app/store";

/** Objects of 3 x 3 pixels, 4 pixels apart. */
const PITCH = 4;

function labels(across) {
  const size = across * PITCH;
  const ids = new Uint32Array(size * size);
  for (let y = 0; y < size; y += 1) {
    if (y % PITCH === 3) continue;
    const first = Math.floor(y / PITCH) * across + 1;
    for (let x = 0; x < size; x += 1) if (x % PITCH !== 3) ids[y * size + x] = first + Math.floor(x / PITCH);
  }
  return { buffer: ids.buffer, shape: [size, size], dtype: "<u4" };
}

/** The same numbers in every run. */
function randoms() {
  let seed = 7;
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}

function columns(across) {
  const count = across * across;
  const random = randoms();
  const bell = (middle, spread) => middle + spread * (random() + random() + random() - 1.5);
  const makers = {
    object: (row) => row + 1,
    area_px: () => bell(120, 60),
    circularity: () => Math.min(1, bell(0.8, 0.2)),
    eccentricity: random,
    mean_dna: () => bell(90, 50),
    mean_ph3: () => bell(20, 25) ** 2 / 20,
    mean_cell: () => bell(60, 30),
    solidity: random,
    perimeter_px: () => bell(40, 10),
    centroid_x_px: (row) => (row % across) * PITCH + 1,
    centroid_y_px: (row) => Math.floor(row / across) * PITCH + 1,
    touches_edge: () => 0,
  };
  return Object.entries(makers).map(([name, make]) => {
    const values = Float64Array.from({ length: count }, (_, row) => make(row));
    const said = {
      name,
      unit: name.endsWith("_px") ? "px" : "",
      meaning: name,
      definition: "",
      dtype: "<f8",
    };
    return { ...said, values: { buffer: values.buffer, shape: [count], dtype: "<f8" } };
  });
}

function flatSource(size) {
  const tile = async ({ region: [y0, x0, y1, x1], step = 1 }) => {
    const [width, height] = [Math.ceil((x1 - x0) / step), Math.ceil((y1 - y0) / step)];
    return { data: new Uint8Array(width * height).fill(60), width, height, samples: 1 };
  };
  const level = { width: size, height: size, factorY: 1, factorX: 1 };
  return {
    ...{ width: size, height: size, dtype: "uint8", colour: false, channels: 1, sizeZ: 1, sizeT: 1 },
    ...{ levels: [level], tileSize: 512, pixelSize: null, tile },
  };
}

function imageOf(size) {
  const channel = { name: "DNA", visible: true, color: [79, 148, 255], low: 0, high: 255, gamma: 1 };
  const info = {
    ...{
      name: "million",
      axes: "yx",
      shape: [size, size],
      scale: {},
      units: {},
      dtype: "|u1",
      colour: false,
    },
    ...{
      format: "made",
      channels: [{ name: "DNA" }],
      levels: [{ width: size, height: size }],
      source: {},
      metadata: {},
    },
  };
  return {
    ...{ key: "a", source: { name: "million" }, local: true, info, handle: null, series: 0, pixelSize: null },
    ...{ samples: null, statement: "", darkOnBright: false, shapes: [], corrections: {}, classes: [] },
    ...{ selected: new Set(), digest: "", again: null, lost: null, thumbnail: "" },
    view: {
      projected: false,
      projection: "max",
      mode: "slice",
      blending: "add",
      order: [0],
      z: 0,
      t: 0,
      channels: [channel],
      layers: {},
      camera: null,
    },
  };
}

/** Show `across` x `across` objects; resolves when all is drawn. */
function show(across) {
  const size = across * PITCH;
  const state = initialState("index", "dark");
  const image = imageOf(size);
  const place = {
    origin: [0, 0],
    factor: [1, 1],
    planes: [[0, 0]],
    pixel_size: [null, null, null, null, ""],
  };
  const common = { title: "", shown: true, notes: [], values: {}, seconds: 1 };
  const results = [
    { ...common, ...place, step: "objects", kind: "labels", axes: "yx", array: labels(across) },
    { ...common, step: "cells", kind: "table", columns: columns(across) },
  ];
  const count = across * across;
  const summary = {
    run: 1,
    image: 1,
    count,
    headline: `${count} nuclei`,
    edge_count: 0,
    seconds: 1,
    warnings: [],
  };
  const recipe = {
    ...{ tabscope: 1, title: "Count nuclei", inputs: {}, objects: "nuclei", show: ["objects", "cells"] },
    steps: [
      { id: "objects", op: "segment.label@1", in: {} },
      { id: "cells", op: "measure.regions@1", in: { labels: "objects" } },
    ],
  };
  const store = new Store({
    ...{ ...state, screen: "open", images: [image], active: "a", recipe },
    runs: { a: { summary: { ...summary, provenance: {}, image_name: "million" }, results, asked: "" } },
  });
  followMedians(store);
  const source = flatSource(size);
  const stage = new Stage(store, { sourceFor: () => source });
  const app = { store, stage };
  const root = document.querySelector("#app");
  const draw = () => {
    wanted = false;
    const now = store.state;
    render(
      html`<div class="app"><div></div><div class="work" data-strip="open" .style=${"--strip:259px;--left:240px;--right:324px"}><aside class="left"></aside>
        <main class="middle"><div class="canvas">${stage.element}</div></main>${rightPanel(app, now)}${resultStrip(app, now)}</div></div>`,
      root,
    );
    window.drawn = performance.now();
  };
  let wanted = false;
  store.subscribe(() => {
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(draw);
  });
  document.documentElement.dataset.theme = "dark";
  store.set({ runs: { ...store.state.runs } });
  store.ui({ plots: [{ ...HISTOGRAM }, { ...HISTOGRAM, kind: "scatter" }] });
  draw();
  window.store = store;
}

/** Frames until the overlay shows the selection: the time from the event that made it. */
function overlayDrawn(since) {
  const viewer = document.querySelector("#viewer");
  return new Promise((resolve) => {
    const look = () => {
      if (viewer.dataset.ready !== undefined) resolve(performance.now() - since);
      else requestAnimationFrame(look);
    };
    // The change is heard at once, so the mark of the picture before is gone by the next frame.
    requestAnimationFrame(() => requestAnimationFrame(look));
  });
}

/** What a drag over half of the plot costs when it ends: from the event to the drawn overlay. */
async function select(kind) {
  const target = document.querySelector(
    `.plot[data-kind="${kind}"] ${kind === "scatter" ? "svg[role=img]" : ".bar-targets"}`,
  );
  const { left, top, width, height } = target.getBoundingClientRect();
  const fire = (type, x, y) => {
    const [clientX, clientY] = [left + x * width, top + y * height];
    const init = { clientX, clientY, button: 0, buttons: 1, pointerId: 1, bubbles: true };
    target.dispatchEvent(new PointerEvent(type, init));
  };
  target.setPointerCapture = () => undefined;
  fire("pointerdown", 0.3, 0.1);
  const since = performance.now();
  fire("pointermove", 0.8, 0.9);
  const handled = performance.now() - since;
  const shown = await overlayDrawn(since);
  fire("pointerup", 0.8, 0.9);
  await overlayDrawn(performance.now());
  return { handled, shown, selected: store.state.selection.size };
}

/** The grid: what scrolling costs a frame, and a sort. */
async function table() {
  store.ui({ enlarged: false });
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const grid = document.querySelector(".grid");
  const frames = [];
  let last = performance.now();
  for (let step = 0; step < 60; step += 1) {
    grid.scrollTop = ((grid.scrollHeight - grid.clientHeight) * (step + 1)) / 60;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frames.push(performance.now() - last);
    last = performance.now();
  }
  while (store.state.ui.scroll !== grid.scrollTop)
    await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const rows = [...document.querySelectorAll(".body-row")];
  const reached = rows.some(
    (one) => Number(one.getAttribute("aria-rowindex")) === Number(grid.getAttribute("aria-rowcount")),
  );
  const since = performance.now();
  [...grid.querySelectorAll("[role=columnheader] button")]
    .find((one) => one.textContent.startsWith("Area"))
    .click();
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const sorted = performance.now() - since;
  return {
    frames,
    reached,
    sorted,
    rowcount: Number(grid.getAttribute("aria-rowcount")),
    nodes: grid.querySelectorAll("*").length,
  };
}

window.bench = {
  show,
  select,
  table,
  enlarge: () => store.ui({ enlarged: true }),
  clear: () => store.select(new Set()),
};
