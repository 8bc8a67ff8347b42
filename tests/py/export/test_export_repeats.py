"""The saved script and the saved recipe, run as another person would run them, give the same files."""

import asyncio
import os
import pathlib
import subprocess
import sys

import numpy as np
import pandas
import pytest
import tifffile

import tabscope as ts
from tabscope.export import export_runs

pytestmark = pytest.mark.native

ROOT = pathlib.Path(__file__).parents[3]
IMAGE = ROOT / "tests" / "data" / "bio" / "blobs" / "blobs.tif"
ASKED = {"region": [20, 30, 220, 240]}


@pytest.fixture(scope="module")
def run():
    image = ts.open(IMAGE, pixel_size=(0.5, 0.25))
    yield ts.run("plain-otsu", image, **ASKED)
    asyncio.run(image.reader.close())


def started(folder, *arguments):
    """Run Python in a folder with nothing but tabscope on its path; return what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "py")}
    command = [sys.executable, "-W", "error", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def test_the_script_repeats_the_run(run, tmp_path):
    script = export_runs([run], ["script"])[0]
    (tmp_path / script.name).write_bytes(script.data)
    printed = started(tmp_path, script.name, IMAGE, "again")
    assert f"count: {run.count}" in printed.splitlines()
    first = {path.name: path for path in ts.save(run, tmp_path / "first")}
    again = {path.name: path for path in (tmp_path / "again").rglob("*") if path.is_file()}
    assert set(again) == set(first)
    for name in (name for name in first if name.endswith(".tif")):
        assert np.array_equal(tifffile.imread(again[name]), tifffile.imread(first[name]))
    for name in (name for name in first if name.endswith((".csv", ".columns.json"))):
        assert again[name].read_bytes() == first[name].read_bytes()


def test_every_row_of_the_saved_table_is_an_object_of_the_saved_labels(run, tmp_path):
    saved = {path.name: path for path in ts.save(run, tmp_path)}
    labels = next(tifffile.imread(path) for name, path in saved.items() if name.endswith(".tif"))
    table = next(pandas.read_csv(path) for name, path in saved.items() if name.endswith(".csv"))
    numbers, areas = np.unique(labels[labels > 0], return_counts=True)
    assert table["object"].tolist() == numbers.tolist()
    assert table["area_px"].tolist() == areas.tolist()
    assert np.allclose(table["area_um2"], areas * 0.125)


def test_the_label_image_of_a_region_says_where_the_region_lies(run, tmp_path):
    saved = next(path for path in ts.save(run, tmp_path) if path.suffix == ".tif")
    with tifffile.TiffFile(saved) as file:
        found = file.imagej_metadata
        assert file.series[0].shape == (200, 210)
    assert (found["yorigin"], found["xorigin"]) == (-20.0, -30.0)
