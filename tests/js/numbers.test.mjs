// Numbers on the page: thin spaces, three digits, bytes of 1000.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundle } from "./bundle.mjs";

const { whole, measured, bytes, duration, median } = await bundle("app/numbers.ts");
const { binned, binOf } = await bundle("app/histogram.ts");

test("whole numbers are grouped from a thousand on", () => {
  assert.equal(whole(309), "309");
  assert.equal(whole(10366), "10\u202f366");
  assert.equal(whole(1234567), "1\u202f234\u202f567");
  assert.equal(whole(-1500), "−1\u202f500");
});

test("a measured number has no more digits than the data give", () => {
  assert.equal(measured(94.61234), "94.6");
  assert.equal(measured(0.93456), "0.935");
  assert.equal(measured(0.0123456), "0.0123");
  assert.equal(measured(176.3), "176");
  assert.equal(measured(88), "88");
  assert.equal(measured(Number.NaN), "–");
});

test("bytes are in units of a thousand", () => {
  assert.equal(bytes(0), "0 bytes");
  assert.equal(bytes(40_000_000), "40 MB");
  assert.equal(bytes(3_100_000_000), "3.1 GB");
  assert.equal(bytes(999_900), "1 MB");
});

test("durations are said as a person would", () => {
  assert.equal(duration(0.12), "0.1 s");
  assert.equal(duration(40.2), "40 s");
  assert.equal(duration(180), "3 min");
});

test("the median leaves out what is missing", () => {
  assert.equal(median([3, Number.NaN, 1, 2]), 2);
  assert.equal(median([4, 1]), 2.5);
});

test("every value of a histogram is in exactly one bin", () => {
  const values = Array.from({ length: 500 }, (_, i) => 20 + (i % 100));
  const bins = binned([...values, 5000, Number.NaN]);
  assert.equal(
    bins.counts.reduce((sum, one) => sum + one, 0),
    501,
  );
  assert.ok(bins.open, "one object far above the rest has a bin of its own at the end");
  assert.equal(binOf(bins, 5000), bins.counts.length - 1);
  assert.equal(binOf(bins, Number.NaN), -1);
});
