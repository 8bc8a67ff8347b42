"""`tabscope methods`: of a recipe, and of a run with its numbers."""

import json
import pathlib

import pytest

from tabscope.cli import main

BLOBS = str(pathlib.Path(__file__).parents[2] / "data" / "bio" / "blobs" / "blobs.tif")

pytestmark = pytest.mark.native


def test_the_record_of_a_run_gives_its_numbers(tmp_path, capsys):
    assert main(["run", "plain-otsu", BLOBS, "--out", str(tmp_path)]) == 0
    (record,) = tmp_path.rglob("run.json")
    headline = json.loads(record.read_text(encoding="utf-8"))["result"]["headline"]
    capsys.readouterr()
    assert main(["methods", str(record)]) == 0
    text = capsys.readouterr().out
    assert f"In blobs.tif, the result was: {headline}." in text
    assert "found: threshold" in text
    assert main(["methods", str(record), "--format", "bibtex"]) == 0
    assert capsys.readouterr().out.startswith("@")


def test_a_recipe_is_told_without_numbers(capsys):
    assert main(["methods", "plain-otsu"]) == 0
    text = capsys.readouterr().out
    assert "Otsu threshold (threshold.otsu@" in text
    assert "the result was" not in text


def test_a_file_that_is_no_recipe_and_no_run_is_refused(tmp_path, capsys):
    other = tmp_path / "other.json"
    for content in ("[1, 2]", "{", '{"recipe": {}}'):
        other.write_text(content, encoding="utf-8")
        assert main(["methods", str(other)]) == 1
        assert "recipe.invalid" in capsys.readouterr().err
