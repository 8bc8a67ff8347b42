// Drawing and correcting by hand: areas that limit a count, lengths, objects made, cut, merged and taken back.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch } from "../browser/chromium.mjs";
import { PYTHON, ROOT, serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

/** 260 x 364 pixels of 0.1 µm. */
const MITOSIS = data("bio/neubias/xy_8bit__mitocheck_incenp_t1.tif");
const [HEIGHT, WIDTH] = [364, 260];
let browser;
let site;
let watched;
let page;
let hand;

before(async () => {
  site = await serve("site");
  browser = await launch();
  watched = await watchedPage(browser, site.address);
  page = watched.page;
  hand = handOn(page);
  await page.goto(`${site.address}index.html`);
  await page.locator(".dropzone").waitFor();
  await person.drop(page, MITOSIS);
  await person.imageShown(page, "xy_8bit__mitocheck_incenp_t1.tif");
});

after(async () => {
  await browser.close();
  await site.stop();
});

/** A hand on the fitted image: places are pixels of it, (y, x), on whole pixels of the screen. */
function handOn(on) {
  const view = async () => {
    await on.locator("#viewer[data-ready]").waitFor();
    const box = await on.locator("#viewer").boundingBox();
    return { ...box, zoom: Math.min(box.width / WIDTH, box.height / HEIGHT) };
  };
  const toScreen = ({ x, y, width, height, zoom }, at) => [
    Math.round(x + width / 2 + (at[1] + 0.5 - WIDTH / 2) * zoom),
    Math.round(y + height / 2 + (at[0] + 0.5 - HEIGHT / 2) * zoom),
  ];
  return {
    /** What the page makes of a place: a screen has whole pixels only. */
    async exactly(at) {
      const now = await view();
      const [left, top] = toScreen(now, at);
      const index = (screen, start, size, length) =>
        (screen - start - size / 2) / now.zoom + length / 2 - 0.5;
      return [index(top, now.y, now.height, HEIGHT), index(left, now.x, now.width, WIDTH)];
    },
    click: async (at, options) => on.mouse.click(...toScreen(await view(), at), options),
    async drag(...places) {
      const now = await view();
      await on.mouse.move(...toScreen(now, places[0]));
      await on.mouse.down();
      for (const one of places.slice(1)) await on.mouse.move(...toScreen(now, one), { steps: 4 });
      await on.mouse.up();
    },
  };
}

const take = (tool) => page.locator(`.tools [data-tool="${tool}"]`).click();
const option = (name) =>
  page.getByRole("group", { name: "Settings of the tool" }).getByRole("button", { name });
const measure = (page_) => page_.locator(".tool-options .measure").innerText();

/** The count of the same recipe on the same areas without a browser. */
async function nativeCount(areas) {
  const script = `import json, sys, tabscope as ts
print(ts.run("count-nuclei", ts.open(sys.argv[1]), areas=json.loads(sys.argv[2])).count)`;
  const given = ["-c", script, MITOSIS, JSON.stringify(areas)];
  return Number((await promisify(execFile)(PYTHON, given, { cwd: ROOT })).stdout);
}

/** The rows of the measured table by object, once the run that `holds` wants is there; a slow one waits for a click. */
async function rows(holds, what) {
  const again = page.getByRole("button", { name: "Run again" });
  let idle = 0;
  return person.until(async () => {
    const state = await person.stateOf(page);
    if (state.run.phase !== "idle") return null;
    const table = await page.evaluate(() => window.tabscope.table("cells"));
    const values = (name) => table.columns.find((one) => one.name === name).values;
    const [objects, areas] = [values("object"), values("area_px")];
    const found = new Map(objects.map((object, i) => [object, areas[i]]));
    if (holds(found, state)) return found;
    idle += 1;
    if (idle % 60 === 0 && (await again.isVisible())) await again.click();
    return null;
  }, what);
}

test("an area limits the run: its count is that of the same area without a browser", async () => {
  await take("ellipse");
  await hand.drag([40.5, 20.5], [250.5, 230.5]);
  assert.equal(await page.locator(".tool-options .name").inputValue(), "Ellipse 1");
  for (const [name, value] of [
    ["left", 20],
    ["top", 40],
    ["width", 200],
    ["height", 180],
  ]) {
    const field = page.locator(`.tool-options [name=${name}]`);
    await field.fill(String(value));
    await field.press("Enter");
  }
  await option("Run on this area").click();
  const ellipse = {
    kind: "ellipse",
    points: [
      [39.5, 19.5],
      [219.5, 219.5],
    ],
  };
  const [counted, native] = await Promise.all([person.run(page), nativeCount([ellipse])]);
  assert.equal(counted, native);

  await page.keyboard.press("Escape");
  await take("polygon");
  const corners = [
    [240, 60],
    [250, 200],
    [340, 180],
    [330, 40],
  ];
  const points = [];
  for (const corner of corners) points.push(await hand.exactly(corner));
  for (const corner of corners) await hand.click(corner, { delay: 20 });
  await hand.click(corners[0]);
  await page.locator(".tool-options .name").waitFor();
  await option("Run on this area").click();
  const both = await nativeCount([ellipse, { kind: "polygon", points }]);
  await rows((found) => found.size === both, `${both} objects in two areas`);

  await option("Delete").click();
  await page.locator(".shapes button", { hasText: "Ellipse 1" }).click();
  await page.keyboard.press("Delete");
  await page.locator(".shapes").waitFor({ state: "detached" });
});

test("a line tells its length in µm while it is drawn and when it is done", async () => {
  await take("line");
  const [from, to] = [
    [100, 60],
    [100, 180],
  ];
  const [a, b] = [await hand.exactly(from), await hand.exactly(to)];
  const length = `${(0.1 * Math.hypot(b[0] - a[0], b[1] - a[1])).toPrecision(3)} µm`;
  await hand.drag(from, to);
  await page.locator(".tool-options .measure").waitFor();
  assert.equal(await measure(page), length);
  await page.keyboard.press("Delete");
});

test("with the keyboard alone: a crosshair draws a rectangle", async () => {
  await page.locator("#viewer").focus();
  await page.keyboard.press("r");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("Shift+ArrowRight");
  for (let i = 0; i < 2; i += 1) await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".tool-options [data-shape]").waitFor();
  const size = async (name) => Number(await page.locator(`.tool-options [name=${name}]`).inputValue());
  assert.deepEqual([await size("width"), await size("height")], [30, 20]);
  await page.keyboard.press("Escape");
  await page.locator('.tools [data-tool="pointer"][aria-pressed="true"]').waitFor();
  await page.keyboard.press("Delete");
  await page.locator(".tool-options").waitFor({ state: "detached" });
});

test("objects are made, cut, merged, erased and deleted by hand, and every stroke can be taken back", async () => {
  const upToDate = page.getByRole("button", { name: "Up to date" });
  if (!(await person.stateOf(page)).headline) await page.keyboard.press("Control+Enter");
  await upToDate.waitFor({ timeout: person.PATIENCE });
  const first = await rows(
    (_, state) => !state.headline.includes("by hand"),
    "the count without corrections",
  );
  const empty = await page.evaluate(emptyPlace, [HEIGHT, WIDTH]);
  const [y, x] = empty;
  await take("brush");
  await page.locator("#tool-size").fill("8");
  await page.locator("#tool-size").press("Enter");
  await hand.drag([y, x - 8], [y, x + 8]);
  const made = await rows((found) => found.size === first.size + 1, "a new object");
  const id = Math.max(...made.keys());
  assert.ok(Math.abs(made.get(id) - (16 * 8 + 16 * Math.PI)) < 20, `${made.get(id)} pixels`);
  for (const [object, area] of first) assert.equal(made.get(object), area, "others are as they were");
  await page.locator(`output[aria-label*="1 corrected by hand"]`).waitFor();

  await take("split");
  await hand.drag([y - 9, x], [y + 9, x]);
  const cut = await rows((found) => found.size === first.size + 2, "two pieces");
  assert.equal(cut.get(id) + cut.get(id + 1), made.get(id));
  await page.keyboard.press("m");
  const merged = await rows((found) => found.size === first.size + 1, "one object again");
  assert.equal(merged.get(id), made.get(id));
  await take("eraser");
  await hand.drag([y, x + 8], [y, x + 5]);
  const erased = await rows((found) => found.get(id) < made.get(id), "a smaller object");
  await page.locator("#viewer").focus();
  await page.keyboard.press("Delete");
  await rows((found) => found.size === first.size, "the object deleted");

  await page.keyboard.press("Control+z");
  await rows((found) => found.get(id) === erased.get(id), "the object is back");
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("Control+z");
  await rows((_, state) => !state.headline.includes("by hand"), "all corrections taken back");
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("Control+y");
  await rows((found) => found.get(id) === erased.get(id), "the corrections done again");
  const files = await person.exported(page, ["corrections"]);
  const written = JSON.parse(person.named(files, ".json").toString());
  assert.ok(JSON.stringify(written).includes(`"object":${id},`), "the file names the object");
  assert.ok(person.named(files, ".tif").length > 0);
});

/** The middle of a place without objects, away from the toolbar; runs in the page. */
async function emptyPlace([height, width]) {
  const labels = (await window.tabscope.results()).findLast((one) => one.kind === "labels");
  const ids = new Uint32Array(labels.array.buffer);
  for (let y = 120; y < height - 40; y += 3) {
    for (let x = 40; x < width - 40; x += 3) {
      let free = true;
      for (let v = y - 12; v <= y + 12 && free; v += 1)
        for (let u = x - 16; u <= x + 16 && free; u += 1) free = ids[v * width + u] === 0;
      if (free) return [y, x];
    }
  }
  throw new Error("no place is empty");
}

test("corrections whose objects were made anew are kept, and let go only by hand", async () => {
  await page.keyboard.press("x");
  await person.type(page, "smooth", "sigma", 4);
  const notice = page.locator('[role=alert][data-code="corrections.other-labels"]').first();
  await notice.waitFor({ timeout: person.PATIENCE });
  await notice.getByRole("button", { name: "Drop corrections" }).click();
  await rows(
    (_, state) => !state.problem && !state.headline.includes("by hand"),
    "a run without corrections",
  );
  await notice.waitFor({ state: "detached" });
  await watched.close();
});
