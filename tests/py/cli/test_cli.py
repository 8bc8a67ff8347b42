"""The command line says in one line what happened, and writes what the page writes."""

import json
from pathlib import Path

import pytest

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
    ],
)
def test_wrong_usage_exits_with_2(arguments, capsys):
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
