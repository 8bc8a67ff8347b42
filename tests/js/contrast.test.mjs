// How channels look at first: names before order, the file before us.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { channelViews, colorText, parseColor, limitsOf, CHANNEL_COLORS } = await bundle("app/contrast.ts");

const info = (channels, axes = "cyx") => ({ channels, axes, shape: [channels.length, 8, 8], colour: false });
const channel = (name, color = null, window = null) => ({ name, color, window });
const colors = (...channels) => channelViews(info(channels)).map((one) => colorText(one.color));

test("one channel is white", () => {
  assert.deepEqual(colors(channel("GFP")), ["#ffffff"]);
});

test("several channels take the colours in order", () => {
  assert.deepEqual(colors(channel("a"), channel("b"), channel("c")), CHANNEL_COLORS.slice(0, 3));
});

test("a nuclear stain is azure wherever it stands", () => {
  assert.deepEqual(colors(channel("pH3"), channel("DAPI"), channel("Cell")), [
    CHANNEL_COLORS[1],
    CHANNEL_COLORS[0],
    CHANNEL_COLORS[2],
  ]);
});

test("colour and range of the file win", () => {
  const [first] = channelViews(info([channel("a", "00FF00", [3, 9]), channel("b")]));
  assert.deepEqual([colorText(first.color), first.low, first.high], ["#00ff00", 3, 9]);
});

test("only six digits are a colour", () => {
  for (const one of ["red", "#fff", "url(x)", "", null]) assert.equal(parseColor(one), null);
  assert.deepEqual(parseColor("#4f94ffff"), [79, 148, 255]);
});

test("limits leave out the rarest pixels and what is missing", () => {
  const values = Float32Array.from({ length: 10_000 }, (_, i) => i % 100);
  values[0] = 1e9;
  values[1] = Number.NaN;
  assert.deepEqual(limitsOf(values), { low: 0, high: 99 });
  assert.deepEqual(limitsOf([7, 7]), { low: 7, high: 8 });
  assert.deepEqual(limitsOf([]), { low: 0, high: 1 });
});
