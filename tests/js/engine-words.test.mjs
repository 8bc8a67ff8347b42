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
    "57 % covered by cells": "57 % bedeckt von Zellen",
    "Wound 34 % at the start, 12 % at the end": "Wunde 34 % am Anfang, 12 % am Ende",
    "Covered 34 % at the start, 12 % at the end": "Bedeckt 34 % am Anfang, 12 % am Ende",
    "Pearson 0.63, mean of 4 planes": "Pearson 0.63, Mittel aus 4 Ebenen",
    "Sharpest slice 2 of 30, 0.3 % saturated": "Schärfster Schnitt 2 von 30, 0.3 % gesättigt",
    "Sharpest frame 2 of 3, nothing saturated": "Schärfster Zeitpunkt 2 von 3, nichts gesättigt",
    "Signal to noise 12.3, nothing saturated": "Signal zu Rauschen 12.3, nichts gesättigt",
    "Flat: no signal, 100 % saturated": "Flach: kein Signal, 100 % gesättigt",
    "9 lines, 1\u2009234 px long together": "9 Linien, zusammen 1\u2009234 px lang",
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
