// Random actions of a person, each a real movement of mouse or keys; the same seed gives the same choices.
import { data } from "./native.mjs";
import * as person from "./person.mjs";

/** What leaves the page or closes its images, in both languages: a journey of its own each. */
const LEAVES =
  /private|Close |Dieses Bild|schließen|Start fresh|Neu beginnen|Reload|Neu laden|folder|file|Datei|Ordner|Open$|Öffnen$/i;
const STACK = data("tiff/derived/imagej_tzcyx.tif");
const MOST_IMAGES = 2;
const SIZES = [
  [1440, 900],
  [1024, 768],
  [1680, 1050],
  [1199, 700],
  [899, 900],
  [768, 1024],
];
const KEYS = ["1", "2", "0", "+", "-", "l", "o", "n", "Shift+N", "x", "z", "b", ".", ",", "]", "[", "m"];
const TOOLS = ["v", "g", "r", "c", "p", "f", "w", "i", "d", "u", "a", "e", "s"];
const MOVES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageDown", "Tab", "Enter"];
const WORDS = [
  "area_px > 50",
  "circularity < 0.9 and",
  "0",
  "3.5",
  "-7",
  "1e9",
  "αβγ",
  "gaussian",
  "object",
  "",
];

/** Numbers from a seed (mulberry32), and choices made with them. */
export function chooser(seed) {
  let state = seed >>> 0;
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(number() * limit);
  const one = (list) => list[below(list.length)];
  const weighted = (entries) => {
    let left = number() * entries.reduce((sum, [, , weight]) => sum + weight, 0);
    return entries.find(([, , weight]) => (left -= weight) < 0) ?? entries.at(-1);
  };
  return { number, below, one, weighted };
}

/** A place that answers the pointer, of all that fit: its middle and what it is called; null where there is none. */
async function placeOf(page, choose, selector) {
  return page.evaluate(
    ([wanted, leaves, share]) => {
      const never = new RegExp(leaves, "i");
      const named = (one) => one.ariaLabel || one.title || one.textContent.trim() || one.id || one.name || "";
      const places = [...document.querySelectorAll(wanted)].flatMap((one) => {
        if (one.disabled || never.test(named(one)) || !one.checkVisibility({ visibilityProperty: true }))
          return [];
        const { left, top, width, height } = one.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        const at = document.elementFromPoint(x, y);
        if (!at || !(one.contains(at) || at.contains(one))) return [];
        return [{ x, y, width, height, name: named(one).slice(0, 40) }];
      });
      return places[Math.floor(share * places.length)] ?? null;
    },
    [selector, LEAVES.source, choose.number()],
  );
}

async function click(page, choose, selector) {
  const place = await placeOf(page, choose, selector);
  if (place) await page.mouse.click(place.x, place.y);
  return place?.name;
}

/** Some places on the image, in pixels of the screen. */
async function onImage(page, choose, count) {
  const box = await page.evaluate(() => document.querySelector("#viewer")?.getBoundingClientRect().toJSON());
  if (!box?.width) return null;
  return Array.from({ length: count }, () => [
    box.x + (0.1 + 0.8 * choose.number()) * box.width,
    box.y + (0.1 + 0.8 * choose.number()) * box.height,
  ]);
}

async function dragOnImage(page, choose) {
  const places = await onImage(page, choose, 2 + choose.below(3));
  if (!places) return "";
  await page.mouse.move(...places[0]);
  await page.mouse.down();
  for (const one of places.slice(1)) await page.mouse.move(...one, { steps: 3 });
  await page.mouse.up();
  return "drag";
}

async function press(page, key) {
  await page.keyboard.press(key);
  return key;
}

/** Type into a field and leave it with Enter. */
async function fill(page, choose, selector) {
  const place = await placeOf(page, choose, selector);
  if (!place) return "";
  await page.mouse.click(place.x, place.y, { clickCount: 3 });
  const text = choose.one(WORDS);
  await page.keyboard.type(text);
  await press(page, choose.one(["Enter", "Tab", "Escape"]));
  return `${place.name} = ${text}`;
}

/** Take another line of a closed list with the keys. */
async function option(page, choose) {
  const found = await page.evaluate((share) => {
    const all = [...document.querySelectorAll("select")].filter(
      (one) => one.checkVisibility() && !one.disabled,
    );
    const list = all[Math.floor(share * all.length)];
    const modal = document.querySelector("dialog[open]");
    if (!list || (modal && !modal.contains(list))) return "";
    list.focus();
    return list.ariaLabel || list.id || list.name || "list";
  }, choose.number());
  if (!found) return "";
  await press(page, choose.one(["ArrowDown", "ArrowUp", "End", "Home"]));
  return found;
}

/** What was asked for is drawn. */
function drawn(page) {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
}

async function command(page, choose) {
  await press(page, "Control+k");
  await drawn(page);
  if (!(await page.locator("dialog.commands").count())) return "";
  await page.keyboard.type(choose.one("abcdefgilmoprstuvz".split("")));
  for (let i = choose.below(6); i > 0; i -= 1) await press(page, "ArrowDown");
  await drawn(page);
  const chosen = await page.evaluate(
    () => document.querySelector('dialog .option[aria-selected="true"]')?.textContent.trim() ?? "",
  );
  const leaves = !chosen || LEAVES.test(chosen);
  await press(page, leaves ? "Escape" : "Enter");
  return leaves ? "" : chosen.slice(0, 40);
}

async function another(page) {
  const { screen } = await person.stateOf(page);
  if (screen !== "open" || (await page.locator(".images li").count()) >= MOST_IMAGES) return "";
  await person.drop(page, STACK);
  return "a stack";
}

async function several(page, choose, keys) {
  const count = 1 + choose.below(5);
  const key = choose.one(keys);
  for (let i = 0; i < count; i += 1) await page.keyboard.press(key);
  return `${count} x ${key}`;
}

async function resize(page, choose) {
  const [width, height] = choose.one(SIZES);
  await page.setViewportSize({ width, height });
  return `${width} x ${height}`;
}

/** [name, what is done (its answer says on what; "" where it was not possible now), how often]. */
export const ACTIONS = [
  ["drag on the image", dragOnImage, 12],
  [
    "click on the image",
    async (page, choose) => {
      const places = await onImage(page, choose, 1);
      if (places) await page.mouse.click(...places[0], { clickCount: choose.one([1, 1, 2]) });
      return places ? "there" : "";
    },
    8,
  ],
  [
    "wheel",
    async (page, choose) => {
      const places = await onImage(page, choose, 1);
      if (places) await page.mouse.move(...places[0]);
      await page.mouse.wheel(0, choose.one([-400, -120, 120, 400]));
      return "turned";
    },
    8,
  ],
  ["key", (page, choose) => press(page, choose.one(KEYS)), 10],
  ["move in the page", (page, choose) => several(page, choose, MOVES), 8],
  ["tool", (page, choose) => press(page, choose.one(TOOLS)), 8],
  ["channel", (page, choose) => click(page, choose, ".left button, .left [role=slider]"), 5],
  ["recipe", (page, choose) => click(page, choose, ".right button"), 8],
  ["results", (page, choose) => click(page, choose, "#results button, #results [role=columnheader]"), 8],
  ["row or bar", (page, choose) => click(page, choose, ".body-row, .bar-targets *"), 6],
  ["tool's settings", (page, choose) => click(page, choose, ".tool-options button"), 4],
  [
    "anything",
    (page, choose) => click(page, choose, "button, [role=tab], [role=menuitem], summary, .option"),
    8,
  ],
  ["in a dialog", (page, choose) => click(page, choose, "dialog button, dialog input, .popover *"), 6],
  ["check", (page, choose) => click(page, choose, "input[type=checkbox], input[type=radio]"), 3],
  [
    "field",
    (page, choose) => fill(page, choose, "input:not([type]), input[type=text], input[type=search]"),
    6,
  ],
  ["list", option, 5],
  ["command", command, 6],
  ["run", (page) => press(page, "Control+Enter"), 5],
  ["stop", (page) => press(page, "Escape"), 6],
  ["undo", (page, choose) => several(page, choose, ["Control+z"]), 5],
  ["redo", (page, choose) => several(page, choose, ["Control+Shift+z"]), 4],
  ["resize", resize, 3],
  ["another image", another, 1],
  ["change image", (page, choose) => press(page, choose.one(["Alt+PageDown", "Alt+PageUp"])), 2],
];
