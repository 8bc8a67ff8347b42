// What the engine says of results, as the page says it: in German where it is known, else as the engine wrote it.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { bundle } from "./bundle.mjs";

const { columnWords, ENGLISH, GERMAN, headlineOf, nounOf, termOf, useWords } = await bundle(
  "tests/js/fixtures/engine-words.mjs",
);

afterEach(() => useWords(ENGLISH));

test("in English the engine's own words are shown", () => {
  for (const text of ["309 nuclei, 26 cut by the edge", "1 240 outlines in 31 slices, not nuclei", "Done"])
    assert.equal(headlineOf(text), text);
  assert.equal(nounOf("nuclei"), "nuclei");
  assert.equal(nounOf(undefined), "objects");
  assert.equal(columnWords("mean"), "mean");
  assert.equal(termOf("rolling_ball"), "rolling ball");
});

test("every sentence of a run is said in German", () => {
  useWords(GERMAN);
  const said = {
    "309 nuclei, 26 cut by the edge": "309 Kerne, 26 vom Rand geschnitten",
    "1 nucleus": "1 Kern",
    "1\u2009240 outlines in 31 slices, not nuclei": "1\u2009240 Umrisse in 31 Schnitten, nicht Kerne",
    "80 cells in 12 frames, counted in each frame": "80 Zellen in 12 Zeitpunkten, in jedem gezählt",
    "14 tracks of 1\u2009020 nuclei in 90 frames": "14 Spuren (1\u2009020 Kerne) in 90 Zeitpunkten",
    "12 objects, 3 corrected by hand (at half size)": "12 Objekte, 3 von Hand korrigiert (bei halber Größe)",
    "5 spots (at 1/8 size)": "5 Punkte (bei 1/8 der Größe)",
    "41.2 % covered": "41.2 % bedeckt",
    Done: "Fertig",
  };
  for (const [english, german] of Object.entries(said)) assert.equal(headlineOf(english), german);
});

test("an unknown object, column or choice keeps its name", () => {
  useWords(GERMAN);
  assert.equal(headlineOf("7 organoids, 2 cut by the edge"), "7 organoids, 2 vom Rand geschnitten");
  assert.equal(nounOf("organoids"), "organoids");
  assert.equal(columnWords("my own column"), "my own column");
  assert.equal(termOf("own_choice"), "own choice");
});
