// The test data of the tab: one blob that is mounted and read piece by piece, so that it never fills Python's memory.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { PYTHON, ROOT } from "../browser/serve.mjs";

const SELECTION = join(ROOT, "tests/data");
/** What is taken of a larger folder of the same layout: what the tests of tests/py look at. */
const PARTS = ["tiff", "bio", "malformed", "models", "zarr", "reference.json"];

/**
 * Write data.bin and data.json (where each file begins and ends) into a folder, with what this machine makes of the same
 * files for comparison. `given` replaces tests/data file by file; undefined takes tests/data alone.
 */
export function packData(target, given) {
  const files = new Map(filesUnder(SELECTION));
  if (given !== undefined) {
    const folder = resolve(given);
    if (!existsSync(join(folder, "reference.json")))
      throw new Error(`${given} is not there or holds no reference.json`);
    for (const part of PARTS) for (const [name, path] of filesUnder(folder, part)) files.set(name, path);
    files.set("lossy_reference.npz", make("lossy_reference.py", join(target, "lossy.npz"), folder));
  }
  const folders = given === undefined ? [SELECTION] : [SELECTION, resolve(given)];
  files.set("native_counts.json", make("native_counts.py", join(target, "native_counts.json"), ...folders));
  const pieces = [];
  const index = [];
  let start = 0;
  for (const [name, path] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = readFileSync(path);
    index.push({ filename: `/${name}`, start, end: start + bytes.length });
    pieces.push(bytes);
    start += bytes.length;
  }
  writeFileSync(join(target, "data.bin"), Buffer.concat(pieces));
  writeFileSync(join(target, "data.json"), JSON.stringify({ files: index }));
}

/** Run a script of tests/data/make, which writes a result from folders; returns the result's path. */
function make(script, result, ...folders) {
  const stdio = ["ignore", "inherit", "inherit"];
  execFileSync(PYTHON, [`tests/data/make/${script}`, result, ...folders], { cwd: ROOT, stdio });
  return result;
}

/** Pairs of name (with slashes) and path of every file below a folder, or below one entry of it. */
function filesUnder(folder, entry = "") {
  const top = join(folder, entry);
  if (!existsSync(top)) return [];
  if (statSync(top).isFile()) return [[entry, top]];
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath ?? one.path, one.name))
    .map((path) => [relative(folder, path).split(sep).join("/"), path]);
}
