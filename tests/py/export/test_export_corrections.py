"""Corrections by hand leave the page as a file and come back from it, for the same image alone."""

import json

import finished_runs
import numpy as np
import pytest

from tabscope.cli import main
from tabscope.errors import TabscopeError
from tabscope.export import export_runs
from tabscope.runner.corrections import Correction, from_file
from tabscope.session import open as open_image
from tabscope.session import run as run_recipe
from tabscope.session import save

pytestmark = pytest.mark.native  # a session waits for a thread
IMAGE = finished_runs.DATA / "bio" / "blobs" / "blobs.tif"
RECIPE = {
    "tabscope": 1, "title": "Blobs", "objects": "blobs", "inputs": {"blobs": {"kind": "intensity"}},
    "steps": [
        {"id": "fore", "op": "threshold.otsu@1", "in": {"image": "blobs"}},
        {"id": "objects", "op": "segment.label@1", "in": {"mask": "fore"}},
        {"id": "cells", "op": "measure.regions@1", "in": {"labels": "objects", "image": "blobs"}},
    ],
    "show": ["objects", "cells"],
}  # fmt: skip


@pytest.fixture(scope="module")
def corrected():
    """Return a run whose objects 1 and 2 are one, by way of the engine."""
    from tabscope.session import _engine, _wait

    image = open_image(IMAGE)
    before = run_recipe(RECIPE, image)
    labels = before.layers["objects"].array.copy()
    labels[labels == 2] = 1
    correction = Correction("objects", before.results["objects"].digest, (1, 2), labels)
    return _wait(_engine().run(RECIPE, image, corrections=[correction]))


def test_a_file_of_corrections_repeats_them_from_a_shell(corrected, tmp_path, capsys):
    json_file, labels_file = export_runs([corrected], ["corrections"])
    assert json_file.name.endswith("-corrections.json")
    assert labels_file.name.endswith("-objects.tif")
    (tmp_path / "mine.json").write_bytes(json_file.data)
    (tmp_path / "recipe.json").write_text(json.dumps(RECIPE))
    given = ["run", str(tmp_path / "recipe.json"), str(IMAGE), "--out", str(tmp_path / "out"), "--json"]
    assert main([*given, "--corrections", str(tmp_path / "mine.json")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["images"][0]["headline"] == corrected.headline
    assert "2 corrected by hand" in corrected.headline
    again = next(path for path in said["files"] if path.endswith("corrections.json"))
    with open(again, "rb") as stream:
        assert stream.read() == json_file.data


def test_a_script_of_a_corrected_run_names_its_corrections(corrected, tmp_path):
    from tabscope.script import script_of_run

    assert "CORRECTIONS = 'corrections.json'" in script_of_run(corrected.provenance)
    save(corrected, tmp_path)
    (file,) = tmp_path.rglob("corrections.json")
    run = run_recipe(RECIPE, open_image(IMAGE), corrections=file)
    np.testing.assert_array_equal(run.layers["objects"].array, corrected.layers["objects"].array)
    assert run.provenance["corrections"] == corrected.provenance["corrections"]


def test_corrections_of_another_image_or_other_objects_are_refused(corrected):
    document = json.loads(export_runs([corrected], ["corrections"])[0].data)
    from tabscope.session import _engine, _wait

    for change, code in (
        ({"image": {"name": "x", "sha256": "0" * 64}}, "corrections.other-image"),
        ({"layers": [{**document["layers"][0], "before": "0" * 64}]}, "corrections.other-labels"),
    ):
        wrong = from_file({**document, **change})
        with pytest.raises(TabscopeError) as caught:
            _wait(_engine().run(RECIPE, open_image(IMAGE), corrections=wrong))
        assert caught.value.code == code


def test_corrections_fit_one_image_only(corrected, tmp_path, capsys):
    (tmp_path / "mine.json").write_bytes(export_runs([corrected], ["corrections"])[0].data)
    given = ["run", "count-nuclei", str(IMAGE), str(IMAGE), "--out", str(tmp_path / "out")]
    assert main([*given, "--corrections", str(tmp_path / "mine.json")]) == 2
    assert "one image" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"tabscope_corrections": 2}', '{"tabscope_corrections": 1, "image": {}, "layers": []}']
)
def test_another_file_is_refused_by_name(text, tmp_path, capsys):
    (tmp_path / "other.json").write_text(text)
    given = ["run", "count-nuclei", str(IMAGE), "--out", str(tmp_path / "out")]
    assert main([*given, "--corrections", str(tmp_path / "other.json")]) == 1
    assert "corrections.invalid" in capsys.readouterr().err


def test_drawn_areas_come_from_a_file(tmp_path, capsys):
    (tmp_path / "areas.json").write_text(json.dumps([{"kind": "ellipse", "points": [[10, 10], [120, 200]]}]))
    (tmp_path / "recipe.json").write_text(json.dumps(RECIPE))
    given = ["run", str(tmp_path / "recipe.json"), str(IMAGE), "--out", str(tmp_path / "out"), "--json"]
    assert main(given) == 0
    whole = json.loads(capsys.readouterr().out)["images"][0]["count"]
    assert main([*given, "--areas", str(tmp_path / "areas.json")]) == 0
    assert 0 < json.loads(capsys.readouterr().out)["images"][0]["count"] < whole
    (tmp_path / "areas.json").write_text("{")
    assert main([*given, "--areas", str(tmp_path / "areas.json")]) == 2
