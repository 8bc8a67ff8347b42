import io
import json
import zipfile
from dataclasses import replace

import finished_runs
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from tabscope.errors import TabscopeError
from tabscope.export import KINDS, export_runs
from tabscope.export.archive import zip_bytes
from tabscope.export.files import File

BATCH = [finished_runs.run("day1/a.tif"), finished_runs.run("day2/a.tif")]
CORRECTED = [finished_runs.with_image(finished_runs.corrected(name)) for name in ("day1/a.tif", "day2/a.tif")]


def names(runs, *kinds, **options):
    return [file.name for file in export_runs(runs, kinds, options)]


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_kind_says_what_it_is_in_words():
    for kind in KINDS.values():
        described = kind.describe()
        assert described["title"]
        assert described["help"].endswith(".")
        assert described["suffixes"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("runs", [CORRECTED[:1], CORRECTED], ids=["one image", "two images"])
def test_every_kind_makes_files_of_the_endings_it_names(kind, runs):
    files = export_runs(runs, [kind])
    assert files
    assert all(file.name.endswith(KINDS[kind].suffixes) for file in files)
    assert all(file.data for file in files)


def test_the_files_of_one_image_carry_its_name():
    assert names(BATCH[:1], "table", "labels", "provenance") == [
        "a-cells.csv", "a-cells.columns.json", "a-fore.tif", "a-objects.tif", "a-run.json",
    ]  # fmt: skip


def test_several_images_give_one_table_of_objects_and_one_of_images():
    assert names(BATCH, "table") == ["objects.csv", "objects.columns.json", "images.csv", "images.columns.json"]


def test_names_that_repeat_are_numbered_before_the_ending():
    assert names(BATCH, "provenance") == ["a-run.json", "a-run-2.json"]
    assert names(BATCH[:1], "table", "table-excel")[2:] == ["a-cells-2.csv", "a-cells-2.columns.json"]


def test_one_recipe_on_two_images_is_saved_once():
    assert names(BATCH, "recipe") == ["count-blobs.json"]
    assert json.loads(export_runs(BATCH, ["recipe"])[0].data) == finished_runs.RECIPE


def test_the_archive_is_laid_out_like_the_folder_of_the_command_line():
    held = unzipped(export_runs(BATCH, ["everything"])[0].data)
    assert list(held) == [
        "a.tif/cells.csv", "a.tif/cells.columns.json", "a.tif/fore.tif", "a.tif/objects.tif", "a.tif/run.json",
        "a.tif-2/cells.csv", "a.tif-2/cells.columns.json", "a.tif-2/fore.tif", "a.tif-2/objects.tif",
        "a.tif-2/run.json",
        "objects.csv", "objects.columns.json", "images.csv", "images.columns.json",
        "count-blobs.json", "count-blobs.py", "count-blobs-2.py",
    ]  # fmt: skip
    assert json.loads(held["a.tif/run.json"]) == BATCH[0].provenance
    assert tifffile.imread(io.BytesIO(held["a.tif/objects.tif"])).max() == 63


def test_files_can_be_packed_on_request():
    files = export_runs(BATCH[:1], ["table", "recipe"], {"zip": True})
    assert [file.name for file in files] == ["a-results.zip"]
    assert list(unzipped(files[0].data)) == ["a-cells.csv", "a-cells.columns.json", "count-blobs.json"]


def test_an_archive_of_the_same_run_is_the_same_bytes():
    assert export_runs(BATCH, ["everything"]) == export_runs(BATCH, ["everything"])


@settings(max_examples=25)
@given(st.lists(st.text(st.characters(), max_size=30), min_size=1, max_size=4))
def test_no_name_of_an_image_or_step_leads_out_of_the_archive(texts):
    table = finished_runs.run().results["cells"]
    runs = [replace(finished_runs.run(), image_name=text, results={text: replace(table, step=text)}) for text in texts]
    held = unzipped(export_runs(runs, ["everything"])[0].data)
    parts = [name.split("/") for name in held]
    assert len({name.casefold() for name in held}) == len(held)
    assert all(part not in ("", ".", "..") for name in parts for part in name)
    assert all(len(name) <= 2 for name in parts)


def test_a_step_that_is_not_shown_has_no_pixels_to_save():
    assert not any("smooth" in name for name in names(BATCH, "labels"))


@pytest.mark.parametrize("runs", [[], [replace(BATCH[0], results={})]], ids=["no run", "no result"])
def test_nothing_to_save_is_said(runs):
    with pytest.raises(TabscopeError) as caught:
        export_runs(runs, ["table"])
    assert caught.value.code == "export.nothing"


def test_a_kind_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(TabscopeError) as caught:
        export_runs(BATCH, ["word"])
    assert caught.value.code == "export.unsupported"
    assert "labels" in caught.value.hint


def test_an_archive_holds_no_time_of_this_machine():
    data = zip_bytes([File("a.txt", "text/plain", b"x")])
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
