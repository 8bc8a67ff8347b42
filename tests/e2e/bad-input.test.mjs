// Whatever is given, the page says what it is and what to do, Python stays alive and nothing is lost.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { stand } from "./stand.mjs";
import { watchedPage } from "./watch.mjs";

const NUCLEI = data("bio/dsb2018/nuclei.png");
const PAGE = "<!doctype html><title>Sign in</title><p>Welcome</p>";
/** What a browser itself writes on the console when an address refuses. */
const REFUSALS = [/Failed to load resource/, /blocked by CORS policy/];
/** What a decoder writes beside the error that it gives. */
const DECODERS = [/^PNG warning: /];
let browser;
let site;
let open;
let shut;
let nobody;
let watched;
let counted;

before(async () => {
  site = await serve("site");
  browser = await launch();
  const web = (path, _, response) => {
    if (path.endsWith(".html")) response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    if (path.startsWith("/login/")) response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    if (path.startsWith("/denied/")) response.writeHead(403).end("no");
    if (path.startsWith("/broken/")) response.writeHead(500).end("oh");
  };
  open = await stand(web);
  shut = await stand((_, request, response) => response.writeHead(200).end("II*"), { cors: false });
  nobody = `http://127.0.0.1:${await closedPort()}`;
  watched = await watchedPage(browser, site.address, {
    allow: [open.origin, shut.origin, nobody],
    expect: [...REFUSALS, ...DECODERS],
  });
  await watched.page.goto(`${site.address}index.html`);
  await watched.page.locator(".dropzone").waitFor();
});

after(async () => {
  await browser.close();
  await site.stop();
  open.close();
  shut.close();
});

function closedPort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function closeCard(page) {
  await page.locator(".problem[data-code]").getByRole("button", { name: "Close" }).click();
  await page.locator(".problem[data-code]").waitFor({ state: "detached" });
}

const ADDRESSES = [
  ["nothing is there (404)", () => `${open.origin}/nothing.tif`, "source.not-found"],
  ["an OME-Zarr that is not there", () => `${open.origin}/nothing.ome.zarr`, "source.not-found"],
  ["a web page", () => `${open.origin}/index.html`, "source.not-an-image"],
  [
    "a web page in the place of an OME-Zarr",
    () => `${open.origin}/login/image.ome.zarr`,
    "source.not-an-image",
  ],
  ["an address that asks for a permission", () => `${open.origin}/denied/image.tif`, "source.forbidden"],
  ["a server in trouble", () => `${open.origin}/broken/image.tif`, "source.server-error"],
  ["a server that lets no web page read", () => `${shut.origin}/image.tif`, "source.cors"],
  ["a port where nobody listens", () => `${nobody}/image.tif`, "source.unreachable"],
  ["no address at all", () => "ftp://somewhere/image.tif", "source.address-invalid"],
];

for (const [what, address, code] of ADDRESSES) {
  test(`${what}: the page says so`, async () => {
    const { page } = watched;
    await person.openAddress(page, address());
    const said = await person.problemShown(page);
    assert.equal(said.code, code);
    const { problem } = await person.stateOf(page);
    assertInWords(problem, said.words);
    await closeCard(page);
  });
}

/** Message and hint are sentences, and both are read on the page. */
function assertInWords(problem, words) {
  assert.match(problem.code, /^[a-z]+\.[a-z-]+$/);
  assert.ok(!problem.code.startsWith("defect"), `${problem.message}`);
  const plain = (text) => text.replaceAll(/\s+/g, " ").replace(/\.$/, "");
  assert.ok(problem.message.length > 10 && problem.hint.length > 10);
  assert.ok(words.includes(plain(problem.message)), `${words} has not “${problem.message}”`);
  assert.ok(words.includes(plain(problem.hint)), `${words} has not “${problem.hint}”`);
}

test("a good image opens and is counted after all of these", async () => {
  const { page } = watched;
  await person.drop(page, NUCLEI);
  await person.imageShown(page, "nuclei.png");
  counted = await person.run(page);
  assert.ok(counted > 50);
});

/** Damaged, empty, truncated and lying files of the test data; networks are the models' own tests. */
function badFiles() {
  const folders = [
    "malformed/selfmade",
    "malformed/jpeg_crashtest",
    "malformed/jpeg_crashtest/imagetestsuite",
    "tiff/pillow_corrupt",
    "tiff/image-tiff_fuzz/divide_by_zero",
    "tiff/image-tiff_fuzz/oom_crash",
    "tiff/image-tiff_fuzz/oor_panic",
  ];
  const inside = (folder) => readdirSync(data(folder)).map((name) => data(`${folder}/${name}`));
  const broken = readdirSync(data("malformed/pngsuite")).filter((name) => /^x/.test(name));
  const tifftools = readdirSync(data("tiff/tifftools")).filter((name) => name.startsWith("bad_"));
  return [
    ...folders.flatMap(inside),
    ...broken.map((name) => data(`malformed/pngsuite/${name}`)),
    ...tifftools.map((name) => data(`tiff/tifftools/${name}`)),
  ].filter((path) => !path.endsWith(".onnx") && basename(path) !== "imagetestsuite");
}

/** Drop it and return the problem that is shown, or null where it opened. */
async function verdict(page, path) {
  await person.drop(page, path);
  const state = await person.until(
    async () => {
      const now = await person.stateOf(page);
      if (now.opening) return null;
      return (now.screen === "error" || now.image?.name === basename(path)) && now;
    },
    `an answer to ${basename(path)}`,
  );
  if (state.screen !== "error") return null;
  const said = await person.problemShown(page);
  assertInWords(state.problem, said.words);
  await closeCard(page);
  return state.problem;
}

test("every damaged, empty, truncated or lying file is named or read, and none ends Python", async (t) => {
  const { page } = watched;
  const codes = {};
  const way = (await person.stateOf(page)).engine.way;
  for (const path of badFiles()) {
    const problem = await verdict(page, path);
    const code = problem?.code ?? "read";
    codes[code] = (codes[code] ?? 0) + 1;
    const { engine } = await person.stateOf(page);
    assert.deepEqual(engine, { phase: "ready", way }, `Python is the same after ${basename(path)}`);
  }
  t.diagnostic(JSON.stringify(codes));
  const allowed =
    /^(read|format\.(corrupt|unsupported|compression|no-pixels|metadata)|memory\.too-large|source\.empty)$/;
  assert.deepEqual(
    Object.keys(codes).filter((code) => !allowed.test(code)),
    [],
  );
  assert.ok(codes["format.corrupt"] > 30 && codes["format.unsupported"] > 5 && codes["source.empty"] === 1);
});

test("a text file that is called .tif is called a text file", async () => {
  const { page } = watched;
  await person.dropBytes(page, "notes.tif", "well,count\nA1,3\n");
  const said = await person.problemShown(page);
  assert.equal(said.code, "format.unsupported");
  assert.match(said.words, /text/);
  await closeCard(page);
});

test("what was counted before is still there, and the next image is counted too", async () => {
  const { page } = watched;
  const images = page.getByRole("combobox", { name: "Images" });
  if (await images.count()) {
    const first = await images.locator("option", { hasText: "nuclei.png" }).getAttribute("value");
    await images.selectOption(first);
  }
  assert.equal(await person.count(page), counted);
  await person.dropBytes(page, "again.png", (await import("node:fs")).readFileSync(NUCLEI));
  await person.imageShown(page, "again.png");
  assert.equal(await person.run(page), counted);
});

test("wrong parameters are told all at once, next to their fields, and Run waits", async () => {
  const { page } = watched;
  await person.type(page, "smooth", "sigma", -3);
  await person.type(page, "split", "trim", 7);
  await person.type(page, "size", "diameter", "wide");
  const bad = (step) => page.locator(`[data-step="${step}"]`);
  await bad("size").locator("#size-diameter-reason").waitFor();
  assert.match(await bad("size").locator("#size-diameter-reason").innerText(), /diameter|number|“wide”/i);
  for (const step of ["smooth", "split"]) await bad(step).locator(".bad").waitFor();
  for (const [step, name] of [
    ["smooth", "sigma"],
    ["split", "trim"],
  ]) {
    await person.openStep(page, step);
    await page.locator(`[id="${step}-${name}-reason"]`).waitFor();
    assert.equal(await page.locator(`input[id="${step}-${name}"]`).getAttribute("aria-invalid"), "true");
  }
  assert.ok(await person.runButton(page).isDisabled());
  const refused = await page.evaluate(() =>
    window.tabscope.run().then(
      () => null,
      (error) => error.problem,
    ),
  );
  assert.equal(refused.code, "recipe.invalid");
  assert.deepEqual(refused.problems.map((one) => one.details.step).sort(), ["size", "smooth", "split"]);
});

test("nothing was said or asked beyond what the addresses caused", () => watched.close());
