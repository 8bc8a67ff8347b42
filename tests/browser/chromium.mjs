// A Chromium for the tests. build.py finds it and names it in TABSCOPE_CHROMIUM; by hand, the usual places are looked at.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const USUAL = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Quiet flags: no first-run traffic, software GL, precise memory. */
export const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--enable-precise-memory-info",
];

export function chromiumPath() {
  const path = process.env.TABSCOPE_CHROMIUM ?? USUAL.find((one) => existsSync(one));
  if (path === undefined) throw new Error("no Chromium: apt-get install chromium, or set TABSCOPE_CHROMIUM");
  return path;
}

/** Start a Chromium; `flags` are added to the quiet ones. */
export function launch(flags = []) {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: [...FLAGS, ...flags] });
}

/** Start a Chromium that keeps its profile in a folder (for warm starts and storage preferences). */
export function launchProfile(folder, flags = []) {
  return chromium.launchPersistentContext(folder, {
    executablePath: chromiumPath(),
    headless: true,
    args: [...FLAGS, ...flags],
  });
}
