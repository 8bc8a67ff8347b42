// The same work from the command line, and its files beside those of the tab.
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { PYTHON, ROOT } from "../browser/serve.mjs";

const made = [];
process.on("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** Run `tabscope run` with these arguments; returns what it printed and a reader of the files it wrote. */
export async function tabscopeRun(recipe, source, options = []) {
  const out = mkdtempSync(join(tmpdir(), "tabscope-native-"));
  made.push(out);
  // Not synchronously: the address may be served by this very process.
  const { stdout } = await promisify(execFile)(
    join(dirname(PYTHON), "tabscope"),
    ["run", recipe, source, "--out", out, "--json", ...options],
    { cwd: ROOT },
  );
  const { images, files } = JSON.parse(stdout);
  return {
    count: images[0].count,
    headline: images[0].headline,
    files,
    path: (ending) => files.find((one) => one.endsWith(ending)),
  };
}

/** Compare labels and table of the tab with those of a native run, read by tifffile and pandas. */
export function compare(tab, native) {
  const folder = mkdtempSync(join(tmpdir(), "tabscope-tab-"));
  try {
    const labels = join(folder, "labels.tif");
    const table = join(folder, "table.csv");
    writeFileSync(labels, tab.labels);
    writeFileSync(table, tab.table);
    const paths = [labels, native.path(".tif"), table, native.path(".csv")];
    return JSON.parse(
      execFileSync(PYTHON, [join(ROOT, "tests/e2e/compare.py"), ...paths], { encoding: "utf8" }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What differs between exported files of the tab and the tables and labels of a native run, by the native file's name.
 *
 * @param exported the tab's files by name, as `person.exported` gives them: each name ends with the native one's
 */
export function differences(exported, native) {
  const folder = mkdtempSync(join(tmpdir(), "tabscope-tab-"));
  try {
    const threes = native.files
      .filter((path) => /\.(csv|tif)$/.test(path))
      .flatMap((path) => {
        const name = basename(path);
        const found = [...exported].filter(([one]) => one.endsWith(name));
        if (found.length !== 1)
          throw new Error(`${found.length} of ${[...exported.keys()]} end with ${name}`);
        writeFileSync(join(folder, name), found[0][1]);
        return [name, join(folder, name), path];
      });
    const script = join(ROOT, "tests/e2e/same_files.py");
    return JSON.parse(execFileSync(PYTHON, [script, ...threes], { encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file of the test data. */
export function data(path) {
  return join(ROOT, "tests/data", path);
}
