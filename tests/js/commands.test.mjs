// One list of what can be done: names, keys and the sheet come from it, and no key means two things.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

// What draws is imported with the list, and looks for a page as it is; nothing is drawn here.
globalThis.document = { createTreeWalker: () => ({}), createComment: () => ({}) };

const { COMMANDS, commandOf } = await bundle("app/commands.ts");
const { keyOf, isSingle, keyText } = await bundle("app/keys.ts");
const { initialState } = await bundle("app/state.ts");
const { ENGLISH } = await bundle("app/words/english.ts");

/** Keys that a browser keeps for itself, or that speak for what has the focus. */
const TAKEN = ["Ctrl+T", "Ctrl+N", "Ctrl+W", "Ctrl+L", "Ctrl+R", "Ctrl+P", "Tab", "Enter", " "];

const pressed = (key, held = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test("every command has a name of its own and every name a command", () => {
  const ids = COMMANDS.map((one) => one.id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...ids].sort(), Object.keys(ENGLISH.commands).sort());
});

test("no key means two things; Escape ends what is topmost, in the order of the list", () => {
  const keys = COMMANDS.flatMap((one) => one.keys).filter((one) => one !== "Escape");
  const twice = keys.filter((one, index) => keys.indexOf(one) !== index);
  assert.deepEqual(twice, []);
});

test("no command takes a key of the browser or of what has the focus", () => {
  const keys = COMMANDS.flatMap((one) => one.keys);
  assert.deepEqual(
    keys.filter((one) => TAKEN.includes(one)),
    [],
  );
});

test("a pressed key has one text, whatever the keyboard", () => {
  assert.equal(keyOf(pressed("n")), "N");
  assert.equal(keyOf(pressed("N", { shiftKey: true })), "Shift+N");
  assert.equal(keyOf(pressed("?", { shiftKey: true })), "?");
  assert.equal(keyOf(pressed("z", { metaKey: true })), "Ctrl+Z");
  assert.equal(keyOf(pressed("Z", { ctrlKey: true, shiftKey: true })), "Ctrl+Shift+Z");
  assert.equal(keyOf(pressed("F6", { shiftKey: true })), "Shift+F6");
  assert.equal(keyOf(pressed("+")), "+");
});

test("letters and signs can be switched off, keys with Ctrl and function keys cannot", () => {
  assert.deepEqual(["N", "Shift+N", "?", "+", "1"].map(isSingle), [true, true, true, true, true]);
  assert.deepEqual(["Ctrl+Z", "F6", "Escape", "Ctrl+Enter"].map(isSingle), [false, false, false, false]);
});

test("keys are written as on the keyboard", () => {
  assert.equal(keyText("Ctrl+Shift+Z"), "Ctrl Shift Z");
  assert.equal(keyText("+"), "+");
  assert.equal(keyText("Escape"), "Esc");
});

test("without an image only what works without one has its key", () => {
  const state = initialState("index", "dark");
  assert.equal(commandOf("Ctrl+K", state).id, "palette");
  assert.equal(commandOf("0", state), undefined);
  assert.equal(commandOf("Ctrl+Z", state), undefined);
});
