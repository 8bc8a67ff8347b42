// The catalogues: every language says everything, with the same arguments, and names what the engine ships.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { PYTHON, ROOT } from "../browser/serve.mjs";
import { bundle } from "./bundle.mjs";

const { ENGLISH } = await bundle("app/words/english.ts");
const { GERMAN } = await bundle("app/words/german.ts");
const { sentenceOf, useWords } = await bundle("app/words.ts");
const { speak, wanted } = await bundle("app/language.ts");

/** The names of a catalogue's texts, with what each is; those of the engine's words are free. */
function shape(words, path = "") {
  return Object.entries(words).flatMap(([name, value]) => {
    const here = path ? `${path}.${name}` : name;
    if (here === "engine") return [];
    if (typeof value === "function") return [`${here}: ${value.length} arguments`];
    if (typeof value !== "object") return [`${here}: ${typeof value}`];
    return shape(value, here);
  });
}

/** Every written text of a catalogue; a function is asked with numbers and with names. */
function texts(words) {
  return Object.values(words).flatMap((value) => {
    if (typeof value === "function") return [String(value.toString())];
    return typeof value === "object" ? texts(value) : [String(value)];
  });
}

const ask = (code) =>
  JSON.parse(execFileSync(PYTHON, ["-c", `import json\n${code}`], { cwd: ROOT, maxBuffer: 1e8 }).toString());

test("German says everything that English says", () => {
  assert.deepEqual(shape(GERMAN).sort(), shape(ENGLISH).sort());
});

test("no text shouts, and micrometres are written with their sign", () => {
  for (const words of [ENGLISH, GERMAN]) {
    for (const text of texts(words)) {
      assert.doesNotMatch(text, /[a-zäöü]!(?![=(])/, text);
      assert.doesNotMatch(text, /\d ?um\b/, text);
    }
  }
});

test("every operation, label, family and recipe that is shipped has a German name", () => {
  const shipped = ask(`

import subprocess, sys
ops = json.loads(subprocess.run([sys.executable, "-m", "tabscope.cli", "ops", "--json"], capture_output=True, check=True).stdout)
recipes = json.loads(subprocess.run([sys.executable, "-m", "tabscope.cli", "recipes", "--json"], capture_output=True, check=True).stdout)
print(json.dumps({"ops": ops, "recipes": recipes}))`);
  const { operations, parameters, families, recipes } = GERMAN.engine;
  const missing = [
    ...shipped.ops.filter((one) => !operations[one.id]).map((one) => one.id),
    ...shipped.ops.filter((one) => !families[one.family]).map((one) => one.family),
    ...shipped.ops.flatMap((one) =>
      one.params.map((param) => param.label).filter((label) => !parameters[label]),
    ),
    ...shipped.recipes.filter((one) => !recipes[one.title]).map((one) => one.title),
  ];
  assert.deepEqual([...new Set(missing)], []);
  for (const { templateFacts } of [ENGLISH, GERMAN])
    assert.deepEqual(Object.keys(templateFacts).sort(), shipped.recipes.map((one) => one.name).sort());
});

test("every error that the engine can name has a German sentence", () => {
  const codes = ask("from tabscope.errors import CATALOGUE\nprint(json.dumps(sorted(CATALOGUE)))");
  // “usage” is about a command line or a script: its words are those of the call.
  const said = codes.filter((code) => code !== "usage");
  assert.deepEqual(
    said.filter((code) => !GERMAN.engine.errors[code]),
    [],
  );
});

test("an error is said in the page's language, and as the engine said it where a detail is missing", () => {
  const problem = {
    code: "source.cors",
    message: "x.org does not let web pages read this image.",
    hint: "Download it.",
    details: { host: "x.org" },
    problems: [],
  };
  useWords(GERMAN);
  assert.match(sentenceOf(problem).message, /^x\.org lässt Webseiten/);
  assert.equal(sentenceOf({ ...problem, details: {} }).message, problem.message);
  useWords(ENGLISH);
  assert.equal(sentenceOf(problem).hint, problem.hint);
});

test("the language is the chosen one, else the first of the browser's that is known, else English", () => {
  assert.equal(wanted("de", ["en-GB"]), "de");
  assert.equal(wanted("", ["fr-FR", "de-AT", "en"]), "de");
  assert.equal(wanted("", ["fr"]), "en");
  assert.equal(wanted("", []), "en");
});

test("every sentence of a suggestion is said in German", () => {
  const images = [
    "bio/dsb2018/nuclei.png",
    "bio/scikit-image/coins.png",
    "bio/scikit-image/microaneurysms.png",
  ];
  images.push("bio/scikit-image/phantom.png", "templates/ihc_crop.png", "templates/cell.png");
  images.push("tiff/derived/imagej_tzcyx.tif", "../../static/samples/source/xyz_16bit__spots.tif");
  const sentences = ask(`
from tabscope.session import open, suggest
found = [suggest(open("tests/data/" + name)) for name in ${JSON.stringify(images)}]
print(json.dumps([reason.sentence for one in found for reason in one.reasons]))`);
  const english = /\b(the|it|is|and|of|by)\b/i;
  const german = (sentence) =>
    GERMAN.engine.reasons.reduce((said, [pattern, words]) => said.replace(pattern, words), sentence);
  assert.ok(sentences.length > 12);
  assert.deepEqual(
    sentences.map(german).filter((one) => english.test(one)),
    [],
  );
});

test("steps are told in the language that is spoken; one that German does not know keeps its own title", async () => {
  globalThis.document = { documentElement: {} };
  const own = {
    id: "vendor.spots",
    title: "Find spots",
    help: "…",
    family: "vendor",
    params: [{ label: "Sigma" }],
  };
  const known = { ...own, id: "filter.median" };
  const store = {
    state: { language: "en", described: { operations: [own, known] } },
    set: (patch) => Object.assign(store.state, patch),
  };
  const titles = () => store.state.describe.operations.map((one) => one.title);
  await speak(store, "de");
  assert.deepEqual(titles(), ["Find spots", "Medianfilter"]);
  assert.equal(document.documentElement.lang, "de");
  await speak(store, "en");
  assert.deepEqual(titles(), ["Find spots", "Find spots"]);
});
