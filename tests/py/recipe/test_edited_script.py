"""A script that was edited is read back as far as it is a recipe; the rest is named with its line, never executed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabscope import gallery
from tabscope.edited_script import read_script
from tabscope.errors import TabscopeError
from tabscope.recipe import parse
from tabscope.script import Setting, script

RECIPES = {name: parse(gallery.load(name)) for name in gallery.names()}
COUNT = RECIPES["count-nuclei"].to_python()


def line_of(text, part):
    """Return the line, from 1, on which a part of a text stands."""
    return text[: text.index(part)].count("\n") + 1


def problems(text):
    with pytest.raises(TabscopeError) as caught:
        read_script(text)
    return caught.value.problems or [caught.value]


@pytest.mark.parametrize("name", RECIPES)
def test_every_script_reads_back_as_its_recipe(name):
    found = read_script(RECIPES[name].to_python())
    assert found.recipe.filled() == RECIPES[name].filled()
    assert found.setting == {}


def test_a_number_that_was_changed_arrives():
    text = COUNT.replace("'times': 0.06", "'times': 0.09", 1)
    assert text != COUNT
    assert "0.09" in json.dumps(read_script(text).recipe.filled())


def test_comments_and_empty_lines_mean_nothing():
    text = COUNT.replace("def main", "\n# mine\n\ndef main").replace("RECIPE = {", "RECIPE = {  # the steps\n\n")
    assert read_script(text).recipe.filled() == RECIPES["count-nuclei"].filled()


def test_what_else_was_set_arrives_too():
    setting = Setting(source="a.tif", region=(0, 0, 9, 9), level=1, z="each", areas=[{"kind": "ellipse", "points": []}])
    found = read_script(script(RECIPES["count-nuclei"].filled(), setting))
    assert found.setting == {
        "source": "a.tif", "region": [0, 0, 9, 9], "level": 1, "z": "each",
        "areas": [{"kind": "ellipse", "points": []}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("made", "edited"),
    [
        ("image = ts.open", "image = os.system"),
        ("    main()", "    main(); import os"),
        ("LEVEL = 0", "LEVEL = 1 + 1"),
        ("LEVEL = 0", "LEVEL = __import__('os').getpid()"),
        ("LEVEL = 0", "LEVEL = --1"),
        ("LEVEL = 0", "LEVEL = 1j"),
        ("LEVEL = 0", "LEVEL = 1e999"),
        ("SERIES = 0", "SERIES ="),
        ("Z = None", "Y = None"),
        ("import sys\n", "import sys\nimport os\n"),
    ],
)
def test_what_is_not_read_back_is_named_with_its_line(made, edited):
    assert made in COUNT
    text = COUNT.replace(made, edited, 1)
    (found,) = problems(text)
    assert found.code == "script.line"
    assert found.details["line"] == line_of(text, edited) + edited.rstrip("\n").count("\n")


def test_nothing_is_executed(tmp_path):
    mark = tmp_path / "mark"
    text = COUNT.replace("'tabscope': 1", f"'tabscope': open({str(mark)!r}, 'w').write('x') or 1", 1)
    assert text != COUNT
    problems(text)
    assert not mark.exists()


def test_a_fault_of_the_recipe_names_the_line_of_its_step():
    text = COUNT.replace("'filter.gaussian@1'", "'filter.gausian@1'", 1)
    text = text.replace("'share': 0.9", "'share': 9", 1)
    found = problems(text)
    assert "recipe.unknown-operation" in {one.code for one in found}
    (share,) = (one for one in found if one.code == "recipe.parameter")
    assert share.details["line"] == line_of(text, "'fore'")


@pytest.mark.parametrize(
    ("made", "edited", "line"),
    [
        ("'filter.gaussian@1'", "'filter.gausian@1'", "'id': 'smooth'"),
        ("'id': 'smooth'", "'id': 'size'", "'id': 'size',\n            'op': 'filter"),
        ("'id': 'smooth'", "'id': 7", "'id': 7"),
        ("{'image': 'background'}", "{'imago': 'background'}", "'id': 'smooth'"),
        ("'z': 'max'", "'z': 'least'", "{'tabscope'"),
    ],
)
def test_what_is_wrong_with_a_step_is_told_at_the_line_where_the_step_begins(made, edited, line):
    text = COUNT.replace(made, edited, 1)
    assert problems(text)[0].details["line"] == line_of(text, line)


@pytest.mark.parametrize("deep", ["[", "(", "{1:", "-", "not ", "a.", "1+"])
def test_depth_ends_in_a_sentence(deep):
    assert problems(COUNT.replace("LEVEL = 0", "LEVEL = " + deep * 5000))[0].details["line"] > 0
    assert problems(deep * 5000)[0].details["line"] > 0


@given(st.text())
def test_any_text_ends_in_a_sentence(text):
    assert problems(text)[0].code == "script.line"
