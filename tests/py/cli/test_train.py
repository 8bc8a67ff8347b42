"""`tabscope train`: examples from files become a recipe that runs."""

import json

import numpy as np
import pytest
import tifffile

from tabscope import painted_files
from tabscope.cli import main
from tabscope.operations.synth import nuclei

pytestmark = pytest.mark.native
SCENE = nuclei((120, 150), number=12, diameter=22, seed=5)


@pytest.fixture
def folder(tmp_path):
    tifffile.imwrite(tmp_path / "image.tif", SCENE.image)
    painted = np.zeros(SCENE.labels.shape, np.uint8)
    painted[::9, ::4] = 1 + (SCENE.labels[::9, ::4] > 0)
    tifffile.imwrite(tmp_path / "strokes.tif", painted)
    return tmp_path


def outline(name, y0, x0, y1, x1, hole=None):
    ring = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
    rings = [ring] if hole is None else [ring, hole]
    return {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": rings},
        "properties": {"classification": {"name": name}},
    }  # fmt: skip


def test_a_label_image_of_examples_becomes_a_recipe_that_counts(folder, capsys):
    recipe = folder / "trained.json"
    assert main(["train", str(folder / "image.tif"), "--strokes", str(folder / "strokes.tif"), "-o", str(recipe)]) == 0
    assert "out-of-bag accuracy" in capsys.readouterr().out
    assert main(["run", str(recipe), str(folder / "image.tif"), "--out", str(folder / "out"), "--json"]) == 0
    count = json.loads(capsys.readouterr().out)["images"][0]["count"]
    assert 6 <= count <= 14
    mask = tifffile.imread(folder / "out" / "image.tif" / "classes.tif") > 0
    truth = SCENE.labels > 0
    assert 2 * (mask & truth).sum() / (mask.sum() + truth.sum()) > 0.9


def test_outlines_and_points_name_their_classes_and_the_background_comes_first(folder, capsys):
    y, x = np.argwhere(SCENE.labels > 0)[200]
    point = {"type": "Point", "coordinates": [float(x) + 0.5, float(y) + 0.5]}
    document = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": point, "properties": {"classification": {"name": "Nuclei"}}},
            outline("background", 0, 0, 4, 12, [[2, 1], [6, 1], [6, 3], [2, 3], [2, 1]]),
        ],
    }
    path = folder / "examples.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    strokes, names = painted_files.from_json(path)
    assert names == ["background", "Nuclei"]
    assert {one.number for one in strokes} == {1, 2}
    given = ["train", str(folder / "image.tif"), "--strokes", str(path), "-o", str(folder / "r.json"), "--json"]
    assert main(given) == 0
    assert json.loads(capsys.readouterr().out)["pixels"] == [4 * 12 - 2 * 4, 1]
    step = json.loads((folder / "r.json").read_text(encoding="utf-8"))["steps"][0]
    assert step["params"]["classes"] == "background, Nuclei"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.tif", None, "There is no file"),
        ("gone.json", None, "There is no file"),
        ("bad.json", b"{", "holds no painted examples"),
        ("bad.geojson", b'{"features": [{"geometry": {"type": "Polygon"}}]}', "holds no painted examples"),
        ("deep.geojson", b'{"features": [{"geometry": null}]}', "holds no painted examples"),
    ],
)
def test_a_file_without_examples_is_refused_in_words(folder, capsys, name, content, said):
    path = folder / name
    if content is not None:
        path.write_bytes(content)
    assert main(["train", str(folder / "image.tif"), "--strokes", str(path), "-o", str(folder / "r.json")]) != 0
    assert said in capsys.readouterr().err
    assert not (folder / "r.json").exists()


def test_examples_of_another_size_or_of_other_values_are_refused(folder, capsys):
    tifffile.imwrite(folder / "small.tif", np.ones((5, 5), np.uint8))
    tifffile.imwrite(folder / "values.tif", np.full(SCENE.labels.shape, 200, np.uint8))
    for name, said in (("small.tif", "another size"), ("values.tif", "other values than 0 to 8")):
        given = ["train", str(folder / "image.tif"), "--strokes", str(folder / name), "-o", str(folder / "r.json")]
        assert main(given) == 2
        assert said in capsys.readouterr().err
