"""The gallery's recipe on a real image whose pixels were moved first, and what the files of such runs hold."""

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile

import tabscope as ts
from tabscope.cli import main
from tabscope.gallery import load

DATA = Path(__file__).parents[2] / "data" / "bio" / "stardist"
NUCLEI, STACK = DATA / "img2d.tif", DATA / "img3d.tif"
pytestmark = pytest.mark.native  # reads files and runs the command line


def behind(op, **params):
    """Return the recipe that counts nuclei, on moved pixels."""
    document = load("count-nuclei")
    moved = {"id": "moved", "op": op, "in": {"image": "nuclei"}, "params": params}
    steps = [
        {**step, "in": {port: "moved" if name in ("nuclei", "signals") else name for port, name in step["in"].items()}}
        for step in document["steps"]
    ]
    return {**document, "steps": [moved, *steps]}


@pytest.fixture(scope="module")
def plain():
    return ts.run("count-nuclei", ts.open(NUCLEI, pixel_size=0.5))


@pytest.mark.parametrize(
    ("op", "params"),
    [
        ("geometry.flip", {}),
        ("geometry.rotate", {"angle": 90}),
        ("geometry.rotate", {"angle": 17}),
        ("geometry.pad", {}),
    ],
)
def test_nuclei_are_found_and_measured_where_they_are_whatever_way_the_image_lies(op, params, plain):
    run = ts.run(behind(op, **params), ts.open(NUCLEI, pixel_size=0.5))
    assert run.count == pytest.approx(plain.count, rel=0.05)
    found, wanted = (
        np.stack([one.tables["cells"][f"centroid_{axis}_um"] for axis in "yx"], axis=1) for one in (run, plain)
    )
    away = np.hypot(*np.moveaxis(found[None] - wanted[:, None], -1, 0)).min(axis=1)
    assert np.mean(away < 0.5) > 0.85  # within a pixel; the rest are dim, or touch and are split otherwise
    areas = [np.median(one.tables["cells"]["area_um2"]) for one in (run, plain)]
    assert areas[0] == pytest.approx(areas[1], rel=0.05)


def test_a_binned_run_is_faster_to_look_at_but_says_the_same_of_the_nuclei(plain):
    run = ts.run(behind("geometry.bin", factor=2), ts.open(NUCLEI, pixel_size=0.5))
    assert run.count == pytest.approx(plain.count, rel=0.1)
    areas = [np.median(one.tables["cells"]["area_um2"]) for one in (run, plain)]
    assert areas[0] == pytest.approx(areas[1], rel=0.1)


def test_the_command_line_writes_the_steps_own_voxels_with_their_spacing(tmp_path):
    document = {
        "tabscope": 1,
        "inputs": {"signal": {"kind": "intensity", "channel": 0, "z": "volume"}},
        "steps": [
            {"id": "cubes", "op": "geometry.resize", "in": {"image": "signal"}, "params": {"pixel_size": 0.5}},
            {"id": "side", "op": "geometry.reslice", "in": {"image": "cubes"}, "params": {"along": "x"}},
            {"id": "view", "op": "intensity.project", "in": {"image": "side"}},
            {"id": "fore", "op": "threshold.otsu", "in": {"image": "side"}},
            {"id": "objects", "op": "segment.label", "in": {"mask": "fore"}},
        ],
        "show": ["cubes", "view", "objects"],
    }
    recipe = tmp_path / "side.json"
    recipe.write_text(json.dumps(document), encoding="utf-8")
    out = tmp_path / "results"
    assert main(["run", str(recipe), str(STACK), "--pixel-size", "1,0.5,0.5", "--out", str(out)]) == 0
    depth, height, width = tifffile.imread(STACK).shape
    files = {path.stem: path for path in (out / STACK.name).glob("*.tif")}
    shapes = {name: tifffile.imread(path).shape for name, path in files.items()}
    assert shapes == {
        "cubes": (2 * depth, height, width), "view": (2 * depth, height), "objects": (width, 2 * depth, height),
    }  # fmt: skip
    with tifffile.TiffFile(files["objects"]) as file:
        assert file.imagej_metadata["spacing"] == 0.5
        assert "xorigin" not in file.imagej_metadata
