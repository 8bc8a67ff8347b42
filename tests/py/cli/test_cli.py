"""The command line says in one line what happened, and writes what the page writes."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tabscope.batch import relative_names
from tabscope.cli import main

pytestmark = pytest.mark.native

ROOT = Path(__file__).parents[3]
NUCLEI = ROOT / "static" / "samples" / "source" / "dsb2018_nuclei.tif"


def test_info_prints_one_object(capsys):
    assert main(["info", str(NUCLEI), "--json", "--digest"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["shape"], facts["dtype"], facts["axes"]) == ([512, 512], "<u2", "yx")
    assert len(facts["sha256"]) == 64
    assert {"format", "scale", "units", "channels", "levels", "series"} <= set(facts)


def test_run_writes_tables_labels_and_provenance_and_prints_their_paths(capsys, tmp_path):
    assert main(["run", "count-nuclei", str(NUCLEI), "--out", str(tmp_path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    names = {Path(path).name for path in said["files"]}
    assert {"cells.csv", "split.tif", "run.json"} <= names
    assert all(Path(path).is_file() for path in said["files"])
    count = said["images"][0]["count"]
    rows = (tmp_path / NUCLEI.name / "cells.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == count + 1 > 50


def test_one_bad_source_does_not_stop_the_others(capsys, tmp_path):
    bad = tmp_path / "bad.tif"
    bad.write_text("this is no image")
    out = tmp_path / "out"
    assert main(["run", "count-nuclei", str(bad), str(NUCLEI), "--out", str(out)]) == 1
    told = capsys.readouterr().err
    assert "[format." in told
    assert "nuclei" in told
    rows = (out / "images.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 3


def test_a_failure_of_ours_costs_one_image_and_not_the_batch(capsys, tmp_path, monkeypatch):
    from tabscope.sources import detect

    whole = detect.open_image

    async def falls_over(source, host, series=0):
        if source.name == "b.tif":
            raise ZeroDivisionError("a fault in tabscope")
        return await whole(source, host, series)

    monkeypatch.setattr(detect, "open_image", falls_over)
    for name in ("a.tif", "b.tif", "c.tif"):
        (tmp_path / name).write_bytes(NUCLEI.read_bytes())
    sources = [str(tmp_path / name) for name in ("a.tif", "b.tif", "c.tif")]
    assert main(["run", "plain-otsu", *sources, "--out", str(tmp_path / "out")]) == 1
    assert "b.tif" in capsys.readouterr().err
    rows = _rows(tmp_path / "out" / "images.csv")
    assert [row["error"].partition(":")[0] for row in rows] == ["", "defect.internal", ""]


def test_what_was_done_before_a_stop_is_kept(tmp_path, monkeypatch):
    from tabscope import batch

    whole, done = batch._outcome, []

    async def stops_at_the_third(*arguments):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(await whole(*arguments))
        return done[-1]

    monkeypatch.setattr(batch, "_outcome", stops_at_the_third)
    assert main(["run", "plain-otsu", *[str(NUCLEI)] * 3, "--out", str(tmp_path)]) == 1
    assert len(_rows(tmp_path / "images.csv")) == 2


def test_images_of_one_name_are_told_apart_by_their_folders(tmp_path):
    for well in ("A1", "B2"):
        (tmp_path / "plate" / well).mkdir(parents=True)
        (tmp_path / "plate" / well / "cells.tif").write_bytes(NUCLEI.read_bytes())
    sources = [str(tmp_path / "plate" / well / "cells.tif") for well in ("A1", "B2")]
    assert main(["run", "plain-otsu", *sources, "--out", str(tmp_path / "out")]) == 0
    images = _rows(tmp_path / "out" / "images.csv")
    assert [row["image"] for row in images] == ["A1/cells.tif", "B2/cells.tif"]
    assert [row["folder"] for row in images] == ["cells.tif", "cells.tif-2"]
    objects = _rows(tmp_path / "out" / "objects.csv")
    assert {row["image"] for row in objects} == {"A1/cells.tif", "B2/cells.tif"}
    assert all((tmp_path / "out" / row["folder"] / "run.json").is_file() for row in images)


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["plate/A1/x.tif"], ["x.tif"]),
        (["plate/x.tif", "./plate/sub/../y.tif"], ["x.tif", "y.tif"]),
        (["a/x.tif", "a/b/x.tif"], ["x.tif", "b/x.tif"]),
        (["x.tif", "x.tif"], ["x.tif", "x.tif-2"]),
        (["https://h.org/d/a.zarr", "https://h.org/d/b.zarr/?sig=1"], ["a.zarr", "b.zarr"]),
        (["x.tif", "https://me:word@h.org/x.tif"], ["x.tif", "x.tif-2"]),
    ],
)
def test_images_are_called_by_their_path_from_the_folder_they_share(sources, names):
    assert relative_names(sources) == names


def test_a_colour_picture_is_counted_in_the_channel_that_is_asked_for(capsys, tmp_path):
    import imageio.v3 as imageio
    import numpy as np

    picture = np.random.default_rng(0).integers(0, 30, (64, 64, 3), dtype=np.uint8)
    picture[8:20, 8:20, 2] = picture[40:52, 30:42, 2] = 200
    imageio.imwrite(tmp_path / "colours.png", picture)
    asked = ["run", "plain-otsu", str(tmp_path / "colours.png"), "--out", str(tmp_path / "out")]
    assert main(asked) == 1
    assert "--channel" in capsys.readouterr().err
    assert main([*asked, "--channel", "blue"]) == 0
    assert "2 objects" in capsys.readouterr().err
    record = json.loads((tmp_path / "out" / "colours.png" / "run.json").read_text(encoding="utf-8"))
    assert record["recipe"]["inputs"]["picture"]["channel"] == "blue"


def _rows(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_a_missing_file_is_one_line_with_a_hint_and_exit_1(capsys):
    assert main(["info", "nowhere.tif"]) == 1
    told = capsys.readouterr().err.strip()
    assert told.count("\n") == 0
    assert "[source.file-missing]" in told
    assert "Traceback" not in told


def test_debug_adds_where_it_happened(capsys):
    assert main(["info", "nowhere.tif", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "count-nuclei", str(NUCLEI), "--out", "x", "--pixel-size", "0"],
        ["run", "count-nuclei", str(NUCLEI), "--out", "x", "--region", "1,2"],
        ["run", "count-nuclei", str(NUCLEI), "--out", "x", "--z", "some"],
        ["info", str(NUCLEI), "--pixel-size", "a"],
        ["run", "count-nuclei", str(NUCLEI), "--out", "x", "--region", "900,900,950,950"],
        ["run", "plain-otsu", str(NUCLEI), "--out", "x", "--level", "-1"],
    ],
)
def test_wrong_usage_exits_with_2(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert "[usage]" in capsys.readouterr().err


def test_an_unknown_recipe_names_those_there_are(capsys, tmp_path):
    assert main(["run", "count-nuclie", str(NUCLEI), "--out", str(tmp_path)]) == 1
    assert "count-nuclei" in capsys.readouterr().err


def test_every_operation_and_recipe_is_listed_as_plain_data(capsys):
    assert main(["ops", "--json"]) == 0
    operations = json.loads(capsys.readouterr().out)
    fields = {"id", "version", "family", "help", "cite", "locality", "inputs", "params", "outputs"}
    assert all(fields <= set(one) for one in operations)
    assert all(parameter["help"] for one in operations for parameter in one["params"])
    assert main(["recipes", "--json"]) == 0
    assert "count-nuclei" in {one["name"] for one in json.loads(capsys.readouterr().out)}


def test_a_pixel_size_given_by_hand_is_used_and_written_down(tmp_path):
    assert main(["run", "count-nuclei", str(NUCLEI), "--out", str(tmp_path), "--pixel-size", "0.5"]) == 0
    record = json.loads((tmp_path / NUCLEI.name / "run.json").read_text(encoding="utf-8"))
    assert (record["pixel_size"]["x"], record["pixel_size"]["origin"]) == (0.5, "set by hand")
    header = (tmp_path / NUCLEI.name / "cells.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "area_um2" in header


def test_the_record_of_a_model_names_its_package_authors_licence_and_device(tmp_path):
    assert main(["run", "nuclei-unet", str(NUCLEI), "--out", str(tmp_path)]) == 0
    record = json.loads((tmp_path / NUCLEI.name / "run.json").read_text(encoding="utf-8"))
    (model,) = record["models"]
    assert (model["id"], model["device"], model["license"]) == ("unet2d_nuclei_broad", "cpu", "MIT")
    assert model["authors"]
    assert len(model["sha256"]) == 64


def test_the_digest_of_what_a_run_read_is_the_one_that_info_prints(capsys, tmp_path):
    assert main(["info", str(NUCLEI), "--json", "--digest"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert main(["run", "plain-otsu", str(NUCLEI), "--out", str(tmp_path)]) == 0
    record = json.loads((tmp_path / NUCLEI.name / "run.json").read_text(encoding="utf-8"))
    assert record["source"]["read"] == {"planes": 1, "sha256": facts["sha256"]}


SCRIPT = """
import tabscope as ts
result = ts.run("plain-otsu", ts.open({source!r}).with_pixel_size(ts.open({source!r}).pixel_size))
kept = ts.open({source!r})
print(result.count)
"""


def test_a_script_that_closes_nothing_ends_without_a_warning():
    script = SCRIPT.format(source=str(NUCLEI))
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 50


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0.5", "0.5 µm per pixel, set by hand"),
        ("0.5um,0.25um", "0.25 x 0.5 µm per pixel, set by hand"),
        ("2,0.5,0.5µm", "0.5 µm per pixel, slices 2 µm apart, set by hand"),
    ],
)
def test_info_says_the_pixel_size_and_who_says_so(typed, words, capsys):
    assert main(["info", str(NUCLEI), "--pixel-size", typed]) == 0
    assert words in capsys.readouterr().out


def test_a_reader_that_has_seen_enough_is_no_error():
    words = [sys.executable, "-m", "tabscope.cli", "ops", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (0, b"")
