import csv
import json
import os
import stat

import finished_runs
import numpy as np
import pytest
import tifffile

from tabscope.errors import TabscopeError
from tabscope.export.folder import OutputFolder, write_runs
from tabscope.results.failure import Failure

BROKEN = Failure("broken.tif", TabscopeError("source.empty", name="broken.tif"))


def below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_one_image_gets_a_folder_with_its_name_and_its_steps(tmp_path):
    paths = write_runs([finished_runs.run("in/blobs.tif")], tmp_path / "out")
    assert [path.relative_to(tmp_path / "out").as_posix() for path in paths] == [
        "blobs.tif/cells.csv", "blobs.tif/cells.columns.json", "blobs.tif/fore.tif", "blobs.tif/objects.tif",
        "blobs.tif/run.json",
    ]  # fmt: skip
    assert below(tmp_path / "out") == sorted(path.relative_to(tmp_path / "out").as_posix() for path in paths)
    assert np.array_equal(tifffile.imread(paths[3]), finished_runs.blobs())
    assert json.loads(paths[4].read_bytes())["source"]["name"] == "in/blobs.tif"


def test_a_batch_also_gets_the_tables_of_all_images_with_the_broken_one(tmp_path):
    write_runs([finished_runs.run("a/x.tif"), BROKEN, finished_runs.run("b/x.tif")], tmp_path)
    assert {"objects.csv", "images.csv", "x.tif/cells.csv", "x.tif-2/cells.csv"} <= set(below(tmp_path))
    with (tmp_path / "images.csv").open(newline="", encoding="utf-8") as stream:
        assert [row["image"] for row in csv.DictReader(stream)] == ["a/x.tif", "broken.tif", "b/x.tif"]
    with (tmp_path / "objects.csv").open(newline="", encoding="utf-8") as stream:
        assert len(list(csv.DictReader(stream))) == 126


def test_a_batch_of_failures_still_has_its_table_of_images(tmp_path):
    write_runs([BROKEN, BROKEN], tmp_path)
    assert below(tmp_path) == ["images.columns.json", "images.csv"]


def test_the_area_fraction_is_known_although_pixels_are_not_kept_to_the_end(tmp_path):
    folder = OutputFolder(tmp_path)
    folder.add(finished_runs.run("a.tif"))
    folder.add(finished_runs.run("b.tif"))
    assert not any(run.layers for run in folder._runs)
    folder.finish()
    with (tmp_path / "images.csv").open(newline="", encoding="utf-8") as stream:
        assert all(float(row["area_fraction"]) > 0.4 for row in csv.DictReader(stream))


def test_running_again_replaces_the_files(tmp_path):
    first = write_runs([finished_runs.run()], tmp_path)
    assert write_runs([finished_runs.run()], tmp_path) == first
    assert len(below(tmp_path)) == len(first)


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = tmp_path / "out"
    out.mkdir()
    (out / "blobs.tif").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(TabscopeError) as caught:
        write_runs([finished_runs.run()], out)
    assert caught.value.code == "export.cannot-write"
    assert below(elsewhere) == []


def test_a_link_in_place_of_a_file_is_replaced_and_its_target_left_alone(tmp_path):
    treasure = tmp_path / "treasure"
    treasure.write_text("mine")
    out = tmp_path / "out"
    (out / "blobs.tif").mkdir(parents=True)
    (out / "blobs.tif" / "cells.csv").symlink_to(treasure)
    write_runs([finished_runs.run()], out)
    assert treasure.read_text() == "mine"
    assert (out / "blobs.tif" / "cells.csv").read_text().startswith("image,")


def test_a_file_where_the_folder_should_be_is_an_error_with_a_sentence(tmp_path):
    (tmp_path / "out").write_text("not a folder")
    with pytest.raises(TabscopeError) as caught:
        write_runs([finished_runs.run()], tmp_path / "out")
    assert caught.value.code == "export.cannot-write"
    assert str(tmp_path) not in caught.value.message


def test_a_disk_that_fills_up_leaves_no_half_file(tmp_path, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(TabscopeError) as caught:
        write_runs([finished_runs.run()], tmp_path)
    assert caught.value.code == "export.cannot-write"
    assert "No space left" in caught.value.message
    assert below(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "umask"), reason="Windows has no permission bits")
def test_files_get_the_permissions_a_person_asked_for(tmp_path):
    path = write_runs([finished_runs.run()], tmp_path)[0]
    (tmp_path / "own").write_text("")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "own").stat().st_mode)
