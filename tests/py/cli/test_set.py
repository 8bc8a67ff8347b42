"""A batch whose conditions are compared: one threshold for all of its images (ground rules, section 3)."""

import json

import numpy as np
import pytest
import tifffile

from tabscope.cli import main
from tabscope.operations.histogram import histogram, otsu_value
from tabscope.operations.synth import nuclei

pytestmark = pytest.mark.native

SCENE = nuclei((96, 128), number=14, diameter=16, seed=3).image


def recipe(scope):
    steps = [
        {"id": "low", "op": "threshold.li@2", "in": {"image": "dna"}, "params": {"scope": "set"}},
        {"id": "even", "op": "intensity.normalise@2", "in": {"image": "dna"}, "params": {"scope": scope}},
        {"id": "fore", "op": "threshold.otsu@2", "in": {"image": "even"}, "params": {"scope": scope}},
    ]
    inputs = {"dna": {"kind": "intensity", "channel": "auto"}}
    return {"tabscope": 1, "title": "Set", "inputs": inputs, "steps": steps, "show": ["fore"]}


def values(folder, name, step):
    steps = json.loads((folder / name / "run.json").read_text(encoding="utf-8"))["steps"]
    return next(one["values"] for one in steps if one["id"] == step)


@pytest.mark.parametrize("scope", ["set", "image"])
def test_a_set_has_one_value_found_on_all_of_its_images(scope, tmp_path, capsys):
    names = ["bright.tif", "dim.tif", "broken.tif"]
    tifffile.imwrite(tmp_path / "bright.tif", SCENE)
    tifffile.imwrite(tmp_path / "dim.tif", SCENE // 3)
    (tmp_path / "broken.tif").write_bytes(b"no image")
    (tmp_path / "recipe.json").write_text(json.dumps(recipe(scope)), encoding="utf-8")
    sources = [str(tmp_path / name) for name in names]
    assert main(["run", str(tmp_path / "recipe.json"), *sources, "--out", str(tmp_path / "out")]) == 1
    found = [values(tmp_path / "out", name, "fore")["threshold"] for name in names[:2]]
    assert (found[0] == found[1]) is (scope == "set")
    both = np.stack([SCENE, SCENE // 3])
    low = [values(tmp_path / "out", name, "low")["threshold"] for name in names[:2]]
    assert low[0] == low[1]
    span = values(tmp_path / "out", "dim.tif", "even")
    if scope == "set":
        in_counts = span["percentile_1"] + found[0] * (span["percentile_99.8"] - span["percentile_1"])
        assert in_counts == pytest.approx(otsu_value(histogram(both)), abs=1)
        assert "One value for all 2 images." in capsys.readouterr().err
