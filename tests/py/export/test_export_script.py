import ast
import json

import finished_runs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabscope.script import Setting, script, script_of_run

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=15,
)
HOSTILE = '"""\nimport os; os.system("echo") #{recipe}{0} \' \\ \r \u202e \x00'


def values(text):
    """Return the constants a script sets, without running it."""
    assigned = [node for node in ast.parse(text).body if isinstance(node, ast.Assign)]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in assigned}


def without_values(text):
    """Return what a script does, apart from its constants."""
    tree = ast.parse(text)
    for node in tree.body:
        if isinstance(node, ast.Assign):
            node.value = ast.Constant(None)
    return ast.dump(tree)


@settings(max_examples=25)
@given(st.dictionaries(st.text(), JSON, max_size=5), st.text())
def test_a_script_holds_exactly_the_recipe_and_nothing_of_it_is_code(document, source):
    text = script(document, Setting(source=source))
    assert values(text)["RECIPE"] == document
    assert values(text)["SOURCE"] == source
    assert without_values(text) == without_values(script({}, Setting()))


def test_a_hostile_title_stays_a_text():
    text = script({"title": HOSTILE, HOSTILE: [HOSTILE]}, Setting(source=HOSTILE))
    assert values(text)["RECIPE"] == {"title": HOSTILE, HOSTILE: [HOSTILE]}
    assert without_values(text) == without_values(script({}, Setting()))
    assert "\u202e" not in text  # a sign that turns the reading direction would hide code from a reader's eye


def test_the_script_of_a_run_asks_for_the_same_part_of_the_same_image():
    asked = {"region": [10, 20, 110, 220], "level": 1, "z": "each", "t": 3}
    record = finished_runs.provenance(extent={"asked": asked})
    set_here = values(script_of_run(record))
    assert (set_here["REGION"], set_here["LEVEL"], set_here["Z"], set_here["T"]) == ((10, 20, 110, 220), 1, "each", 3)
    assert (set_here["SOURCE"], set_here["SERIES"]) == ("blobs.tif", 0)
    assert set_here["RECIPE"] == finished_runs.RECIPE


def test_an_image_from_the_web_is_named_by_its_address():
    source = {"name": "a.zarr", "address": "https://example.org/a.zarr", "series": 2}
    set_here = values(script_of_run(finished_runs.provenance(source=source)))
    assert (set_here["SOURCE"], set_here["SERIES"]) == ("https://example.org/a.zarr", 2)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ({"z": None, "y": 0.5, "x": 0.25, "origin": "set by hand"}, (0.5, 0.25)),
        ({"z": 2.0, "y": 0.5, "x": 0.25, "origin": "set by hand"}, (2.0, 0.5, 0.25)),
        ({"z": 2.0, "y": 0.5, "x": 0.25, "origin": "OME"}, None),
        ({"z": None, "y": None, "x": None, "origin": "set by hand"}, None),
    ],
)
def test_a_pixel_size_is_written_only_where_a_person_set_it(size, expected):
    assert values(script_of_run(finished_runs.provenance(pixel_size=size)))["PIXEL_SIZE"] == expected


def test_a_number_that_json_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        script({"sigma": float("nan")}, Setting())


def test_the_recipe_is_readable_line_by_line():
    text = script(finished_runs.RECIPE, Setting())
    assert max(len(line) for line in text.splitlines()) <= 120
    assert json.dumps(values(text)["RECIPE"]) == json.dumps(finished_runs.RECIPE)
