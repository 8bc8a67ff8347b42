// The shipped network on its own test tensors, in one run: natively on one thread, in Chromium on WebAssembly, and on
// WebGPU where a real adapter is. Start of the network, first tile, median of five tiles, and how far the output is from
// the one that came with the network; ratios to native. The site must be built.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../tests/browser/chromium.mjs";
import { runPython } from "../tests/browser/python.mjs";
import { PYTHON, ROOT, serve } from "../tests/browser/serve.mjs";

/** What design and tests promise of every device: the largest difference to the network's own test output. */
const CLOSE = 1e-4;
/** Linux offers its GPU to pages only when it is asked to. */
const GPU_FLAGS = ["--enable-unsafe-webgpu", "--enable-features=Vulkan"];

const script = join(ROOT, "benchmarks/measure/network.py");
const definitions = readFileSync(script, "utf8").split('if __name__ == "__main__":')[0];

function inTab(page, site, device) {
  const call = `
from tabscope.host.browser import BrowserHost
json.dumps(await measure(BrowserHost(), "${device}"))`;
  return runPython(page, site, definitions + call);
}

/** What the adapter is called, or null where there is none or it only pretends on the processor. */
async function realAdapter(page, site) {
  await page.goto(`${site}third_party.json`); // WebGPU is for pages of a secure origin
  return page.evaluate(async () => {
    const info = (await navigator.gpu?.requestAdapter())?.info;
    if (info === undefined || info.isFallbackAdapter || info.architecture.includes("swiftshader"))
      return null;
    return [info.vendor, info.architecture, info.description].filter(Boolean).join(" ");
  });
}

function row(name, found, native) {
  const parts = ["start", "first", "median"].map((what) => {
    const ratio = found === native ? "" : ` x ${(found[what] / native[what]).toFixed(2)}`;
    return `${what} ${found[what].toFixed(0)} ms${ratio}`.padEnd(24);
  });
  const isClose = found.difference <= CLOSE;
  if (!isClose) process.exitCode = 1;
  const verdict = isClose ? "" : `   MORE THAN ${CLOSE}`;
  console.log(
    `${name.padEnd(18)} ${parts.join(" ")} difference ${found.difference.toExponential(1)}${verdict}`,
  );
}

const native = JSON.parse(execFileSync(PYTHON, [script], { encoding: "utf8" }));
const server = await serve();
const browser = await launch(GPU_FLAGS);
try {
  const page = await browser.newPage();
  const wasm = await inTab(page, server.address, "wasm");
  row("native, 1 thread", native, native);
  row("tab, WebAssembly", wasm, native);
  const adapter = await realAdapter(page, server.address);
  if (adapter === null) {
    console.log("no real GPU adapter here: WebGPU not measured");
  } else {
    row("tab, WebGPU", await inTab(page, server.address, "webgpu"), native);
    console.log(`adapter: ${adapter}`);
  }
} finally {
  await browser.close();
  await server.stop();
}
