// The same work from the command line, and its files beside those of the tab.
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { PYTHON, ROOT } from "../browser/serve.mjs";

/** Run `tabscope run` with these arguments; returns what it printed and a reader of the files it wrote. */
export async function tabscopeRun(recipe, source, options = []) {
  const out = mkdtempSync(join(tmpdir(), "tabscope-native-"));
  process.on("exit", () => rmSync(out, { recursive: true, force: true }));
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

/** A file of the test data. */
export function data(path) {
  return join(ROOT, "tests/data", path);
}
