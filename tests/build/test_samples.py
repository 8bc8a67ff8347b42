"""The pictures that come with the recipes: one for each, credited, the same at every build, and what they say."""

import hashlib
import json
import sys

import numpy as np
import pytest
import tifffile

import tabscope as ts
from tabscope import gallery
from tools.build.paths import ROOT

sys.path.insert(0, str(ROOT / "tools"))  # as the script that makes the samples finds its neighbours
import make_samples
import recipe_samples


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    recipe_samples.write(folder)
    return folder


@pytest.fixture(scope="module")
def listed(made):
    return json.loads((made / "recipe-samples.json").read_text(encoding="utf-8"))


def test_every_recipe_has_a_picture_with_licence_and_credit(made, listed):
    landing = {one["source"] for one in make_samples.listing()}
    assert {one["recipe"] for one in listed} == set(gallery.names())
    for one in listed:
        assert one["source"] in landing or (made / one["source"].removeprefix("samples/")).exists(), one["source"]
        assert all(one[field] for field in ("id", "title", "subtitle", "licence", "credit"))
        assert one["made"] == ("Drawn" in one["subtitle"])


def test_every_picture_that_is_shipped_is_credited():
    readme = (ROOT / "static" / "samples" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "static" / "samples" / "source").iterdir():
        stem = path.name.rpartition("_D03f00")[0] or path.name.replace("_G_crop", "_G/R_crop").replace("_R_c", "_G/R_c")
        assert stem in readme, path.name


def test_pictures_are_the_same_at_every_build(made, tmp_path):
    recipe_samples.write(tmp_path)

    def digests(folder):
        found = [path for path in folder.iterdir() if (tmp_path / path.name).exists()]
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    assert digests(made) == digests(tmp_path)
    assert len(digests(tmp_path)) > 8


def test_channels_frames_and_slices_are_read_as_what_they_are(made):
    cells = ts.open(made / "hela-cells.ome.tif")
    assert [one.name for one in cells.channels] == ["DNA", "Lysosomes", "Mitochondria"]
    assert ts.open(made / "mitosis-movie.ome.tif").sizes["t"] == 15
    assert ts.open(made / "nuclei-stack.ome.tif").sizes["z"] == 31
    assert ts.open(made / "dark-cells.ome.tif").pixel_size.x == 0.5


def test_drawn_pictures_hold_what_their_subtitles_say(made, listed):
    said = {one["id"]: one["subtitle"] for one in listed}
    assert said["growing-cells"] == "Drawn: 64 % is covered"
    assert said["wound"] == "Drawn: open from 31 to 6 %"
    busy = np.std(tifffile.imread(made / "wound.ome.tif").astype(float), axis=2).mean(axis=1)
    assert (np.diff(busy) > 0).all()  # more and more of the picture is cells
