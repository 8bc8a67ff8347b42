// An OME-Zarr larger than any memory that takes no room: real nuclei in one place, nothing anywhere else.
import { execFileSync } from "node:child_process";
import { PYTHON } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import { bytes, stand } from "./stand.mjs";

const CHUNK = 512;
const SIZE = 30_000;
const LEVELS = 6;
/** Where the nuclei lie, at full resolution: a picture of 512 x 512, four times four. */
export const PLACE = { y: 10_240, x: 15_360, size: 2048 };
const PICTURE = 512;
export const NAME = "sparse.ome.zarr";

const PIXELS = execFileSync(PYTHON, [
  "-c",
  "import sys, tifffile; sys.stdout.buffer.write(tifffile.imread(sys.argv[1]).astype('u1').tobytes())",
  data("bio/stardist/img2d.tif"),
]);

function group() {
  const axes = ["y", "x"].map((name) => ({ name, type: "space", unit: "micrometer" }));
  const datasets = Array.from({ length: LEVELS }, (_, level) => ({
    path: String(level),
    coordinateTransformations: [{ type: "scale", scale: [0.5 * 2 ** level, 0.5 * 2 ** level] }],
  }));
  return { multiscales: [{ version: "0.4", name: "sparse", axes, datasets }] };
}

function arrayOf(level) {
  const size = Math.ceil(SIZE / 2 ** level);
  return {
    zarr_format: 2,
    shape: [size, size],
    chunks: [CHUNK, CHUNK],
    dtype: "|u1",
    compressor: null,
    fill_value: 0,
    filters: null,
    order: "C",
    dimension_separator: "/",
  };
}

/** The pixels of a chunk, or null where it would hold nothing. */
function chunk(level, row, column) {
  const step = 2 ** level;
  const made = Buffer.alloc(CHUNK * CHUNK);
  let holds = false;
  for (let y = 0; y < CHUNK; y += 1) {
    const from = (row * CHUNK + y) * step - PLACE.y;
    if (from < 0 || from >= PLACE.size) continue;
    for (let x = 0; x < CHUNK; x += 1) {
      const at = (column * CHUNK + x) * step - PLACE.x;
      if (at < 0 || at >= PLACE.size) continue;
      made[y * CHUNK + x] = PIXELS[(from % PICTURE) * PICTURE + (at % PICTURE)];
      holds = true;
    }
  }
  return holds ? made : null;
}

/** Serve it; `asked` counts the chunks that were asked for. */
export async function sparseZarr() {
  const asked = [];
  const json = (value) => Buffer.from(JSON.stringify(value));
  const server = await stand((path, request, response) => {
    const inside = path.startsWith(`/${NAME}/`) ? path.slice(NAME.length + 2) : null;
    if (inside === null) return;
    if (inside === ".zgroup") return bytes(request, response, json({ zarr_format: 2 }));
    if (inside === ".zattrs") return bytes(request, response, json(group()));
    const [level, ...rest] = inside.split("/");
    if (!/^[0-5]$/.test(level)) return;
    if (rest[0] === ".zarray") return bytes(request, response, json(arrayOf(Number(level))));
    if (rest.length !== 2 || !rest.every((one) => /^\d+$/.test(one))) return;
    asked.push(inside);
    const found = chunk(Number(level), Number(rest[0]), Number(rest[1]));
    if (found) bytes(request, response, found);
  });
  return { ...server, asked, address: `${server.origin}/${NAME}` };
}
