// The page's TypeScript, bundled for node: tests import what the page imports.
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../browser/serve.mjs";

/** Bundle one file of the page and import it. */
export async function bundle(entry) {
  const made = await build({
    entryPoints: [join(ROOT, entry)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
  });
  const text = Buffer.from(made.outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${text}`);
}
