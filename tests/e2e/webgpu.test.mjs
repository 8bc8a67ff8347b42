// Networks in the tab: on WebGPU through the emulated adapter that every machine has (slow, so that network is tiny), and
// the one that ships, in WebAssembly.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { runPython } from "../browser/python.mjs";
import { serve } from "../browser/serve.mjs";
import { countSample, listen, PYSCRIPT_NOTE, picture, quiet, reached, run } from "../browser/visit.mjs";
import { tabscopeRun } from "./native.mjs";

const LIMIT = { timeout: 180_000 };
let site;

before(async () => {
  site = await serve("site", ["--mount", "/data=tests/data"]);
});

after(() => site.stop());

const OPEN = `
import asyncio, io, json
import numpy as np
from tabscope.errors import TabscopeError
from tabscope.host.browser import BrowserHost
from tabscope.models.session import open_model
host = BrowserHost()
async def read(name):
    answer = await host.fetch(host.base + "data/models/upsample_test_model/" + name)
    assert answer.status == 200, name
    return answer.body
async def array(name):
    return np.load(io.BytesIO(await read(name)))
`;

/** Run Python in a Chromium of its own. */
async function inChromium(flags, code) {
  const browser = await launch(flags);
  try {
    return await runPython(await browser.newPage(), site.address, OPEN + code);
  } finally {
    await browser.close();
  }
}

test(
  "the test network gives its authors' pixels on WebGPU, also when it is asked twice at once",
  LIMIT,
  async () => {
    const found = await inChromium(
      ["--enable-unsafe-webgpu"],
      `
model = await open_model(host, read, "upsample", "webgpu")
given, expected = await array("test_input.npy"), await array("test_output.npy")
first = await model.apply(given)
# Two calls on one device that are not queued never return (onnxruntime-web 1.30).
both = await asyncio.wait_for(asyncio.gather(model.apply(given), model.apply(given + 1)), 60)
json.dumps({
    "device": model.session.device,
    "single": bool(np.array_equal(first, expected)),
    "both": [bool(np.array_equal(both[0], expected)), bool(np.allclose(both[1], expected + 1, atol=1e-5))],
})
`,
    );
    assert.deepEqual(found, { device: "webgpu", single: true, both: [true, true] });
  },
);

test("an emulated adapter is not chosen by itself", LIMIT, async () => {
  const device = await inChromium(
    ["--enable-unsafe-webgpu"],
    `json.dumps((await open_model(host, read, "upsample")).session.device)`,
  );
  assert.equal(device, "wasm");
});

test("where there is no WebGPU, asking for it is refused by name and WebAssembly runs", LIMIT, async () => {
  const found = await inChromium(
    [],
    `
try:
    await open_model(host, read, "upsample", "webgpu")
    code = ""
except TabscopeError as error:
    code = error.code
model = await open_model(host, read, "upsample")
right = bool(np.array_equal(await model.apply(await array("test_input.npy")), await array("test_output.npy")))
json.dumps([code, model.session.device, right])
`,
  );
  assert.deepEqual(found, ["model.unsupported", "wasm", true]);
});

test("the page counts nuclei with the network that ships, as the command line does", LIMIT, async (t) => {
  const native = await tabscopeRun("nuclei-unet", "site/samples/dense-nuclei.tif");
  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const said = listen(page);
  await countSample(page, `${site.address}index.html`, "dense-nuclei");
  await page.evaluate(() => window.tabscope.setRecipe("nuclei-unet"));
  assert.equal(await run(page), native.count);
  await reached(page, "results");
  const results = await page.evaluate(() =>
    window.tabscope.results().then((all) => all.map(({ step, kind }) => [step, kind])),
  );
  assert.deepEqual(results.at(-1), ["cells", "table"]);
  await picture(page, "unet");
  quiet(said, PYSCRIPT_NOTE);
});
