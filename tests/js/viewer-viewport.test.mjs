/** What part of the image is on screen: a fitted image stays fitted, however it came to be so. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled } from "./fixtures/bundled.mjs";

const { Viewport } = await bundled("app/viewer/viewport.ts");

globalThis.window ??= { devicePixelRatio: 1 };

function viewport() {
  const made = new Viewport({
    image: () => ({ width: 1000, height: 800 }),
    onCamera: () => undefined,
    onMove: () => undefined,
  });
  made.measure({ clientWidth: 640, clientHeight: 480 });
  made.fit();
  return made;
}

test("a camera of a link that shows the whole image is fitted, although its numbers are rounded", () => {
  const made = viewport();
  made.move({ x: 300, y: 300, zoom: 2 });
  assert.equal(made.fitted, false);
  made.move({ x: 500, y: 400, zoom: 0.60002 });
  assert.equal(made.fitted, true);
});

test("it is fitted, too, when the camera was set before the element had its size", () => {
  const made = viewport();
  made.move({ x: 500, y: 400, zoom: 0.25 });
  made.measure({ clientWidth: 250, clientHeight: 300 });
  assert.equal(made.fitted, true);
});

test("a view that was moved or enlarged by hand is not fitted", () => {
  const made = viewport();
  made.panBy(2, 0);
  assert.equal(made.fitted, false);
  made.fit();
  made.zoomBy(1.02);
  assert.equal(made.fitted, false);
});
