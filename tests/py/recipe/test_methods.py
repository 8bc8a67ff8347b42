"""The methods section of a paper, written from a recipe."""

import json
import pathlib
import re

import pytest

from tabscope import gallery
from tabscope.engine import Engine
from tabscope.export import export_runs
from tabscope.methods import DOI, methods, methods_of_run
from tabscope.operations import every
from tabscope.recipe import parse
from tabscope.sources.source import Source

BLOBS = pathlib.Path(__file__).parents[2] / "data" / "bio" / "blobs" / "blobs.tif"

RECIPE = {
    "tabscope": 1,
    "title": "Bright spots",
    "inputs": {"dna": {"kind": "intensity", "channel": 0}},
    "steps": [
        {"id": "smooth", "op": "filter.gaussian@1", "in": {"image": "dna"}, "params": {"sigma": 1.5}},
        {"id": "fore", "op": "threshold.otsu@1", "in": {"image": "smooth"}},
        {"id": "not_this", "op": "morphology.erode@1", "in": {"mask": "fore"}, "off": True},
    ],
    "show": ["fore"],
}


def test_every_step_is_named_with_its_operation_version_and_settings():
    text = methods(parse(RECIPE), "1.2.3", {"numpy": "2.4.6"}).text
    assert "tabscope 1.2.3 [1] with the recipe “Bright spots”" in text
    assert "Gaussian blur (filter.gaussian@1: sigma 1.5 px, truncate 4)" in text
    assert "Otsu threshold (threshold.otsu@1)" in text
    assert "Erode" not in text
    assert "numpy 2.4.6" in text


def test_long_texts_are_named_by_their_digest_and_areas_have_square_units():
    steps = [
        {"id": "trained", "op": "segment.pixel_classes@1", "in": {"images": "dna"}, "params": {"forest": "x" * 5000}},
        {"id": "clean", "op": "morphology.remove_small@1", "in": {"mask": "trained"},
         "params": {"smaller_than": {"value": 3, "unit": "micrometer"}}},
    ]  # fmt: skip
    text = methods(parse({**RECIPE, "steps": steps, "show": ["clean"]}), "1.2.3").text
    assert "xxx" not in text
    assert "forest as in the recipe, sha256 " in text
    assert "smaller than 3 µm²" in text


def test_each_number_in_the_text_has_its_reference():
    written = methods(parse(RECIPE), "1.2.3")
    numbers = {int(one) for one in re.findall(r"\[(\d+)\]", written.text)}
    assert numbers == set(range(1, len(written.references) + 1))
    assert any("Otsu" in one["author"][0].get("family", "") for one in written.references)


@pytest.mark.parametrize("name", gallery.names())
def test_every_recipe_of_the_gallery_can_be_cited(name):
    written = methods(parse(gallery.load(name)), "1.2.3")
    entries = re.findall(r"^@\w+\{(\S+),$", written.bibtex(), re.MULTILINE)
    assert len(set(entries)) == len(written.references)
    assert json.loads(written.csl_json()) == written.references


@pytest.mark.parametrize("operation", every(), ids=lambda one: one.name)
def test_every_paper_that_an_operation_names_is_in_the_references(operation):
    listed = {one["DOI"] for one in json.loads(_references())}
    assert set(DOI.findall(operation.cite)) <= listed


def test_a_run_tells_its_numbers_and_the_channel_it_took(host, run_async):
    async def whole_run():
        engine = Engine(host)
        return await engine.run(gallery.load("count-nuclei"), await engine.open(Source("blobs.tif", path=BLOBS)))

    run = run_async(whole_run())
    text = methods_of_run(run.provenance).text
    diameter = run.results["size"].values["diameter_px"]
    threshold = run.results["fore"].values["threshold"]
    assert f"found: diameter {diameter:.3g} px" in text
    assert f"0.06 × the diameter ({0.06 * diameter:.3g} px)" in text
    assert f"found: threshold {threshold:.3g}" in text
    assert "“nuclei” (channel c1)" in text
    assert "maximum projection" not in text
    assert f"In blobs.tif, the result was: {run.headline}." in text


def _references():
    from importlib import resources

    return (resources.files("tabscope") / "references.json").read_text(encoding="utf-8")


def test_an_export_holds_the_paragraph_and_both_lists(host, run_async):
    async def whole_run():
        engine = Engine(host)
        return await engine.run(RECIPE, await engine.open(Source("blobs.tif", path=BLOBS)))

    text, bibtex, items = export_runs([run_async(whole_run())], ["methods"])
    assert b"Images were analysed in tabscope" in text.data
    assert b"scikit-image" in text.data
    assert bibtex.data.startswith(b"@")
    assert json.loads(items.data)[0]["id"] == "tabscope"
