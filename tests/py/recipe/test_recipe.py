"""A recipe is checked completely before anything runs, and says everything that is wrong with it at once."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabscope import gallery, recipe
from tabscope.errors import TabscopeError


def minimal(**changes):
    document = {
        "tabscope": 1,
        "title": "Count",
        "inputs": {"nuclei": {"kind": "intensity", "channel": "auto"}},
        "steps": [
            {"id": "smooth", "op": "filter.gaussian@1", "in": {"image": "nuclei"}, "params": {"sigma": 1}},
            {"id": "fore", "op": "threshold.otsu@1", "in": {"image": "smooth"}},
            {"id": "objects", "op": "segment.label@1", "in": {"mask": "fore"}},
        ],
        "show": ["objects"],
    }
    return {**document, **changes}


def problems_of(document):
    with pytest.raises(TabscopeError) as caught:
        recipe.parse(document)
    return [(one.code, one.message) for one in (caught.value.problems or [caught.value])]


def test_every_recipe_of_the_gallery_is_valid():
    for name in gallery.names():
        assert recipe.parse(gallery.load(name)).steps


def test_defaults_are_filled_in_and_the_filled_recipe_means_the_same():
    filled = recipe.parse(minimal()).filled()
    assert filled["steps"][0]["params"]["sigma"] == 1
    assert "truncate" in filled["steps"][0]["params"] or len(filled["steps"][0]["params"]) >= 1
    assert recipe.parse(filled).filled() == filled
    assert recipe.parse(filled).digest() == recipe.parse(minimal()).digest()


def test_unknown_fields_are_kept():
    document = minimal(author="somebody")
    document["steps"][0]["note"] = "why"
    filled = recipe.parse(document).filled()
    assert filled["author"] == "somebody"
    assert filled["steps"][0]["note"] == "why"


def test_a_misspelt_input_is_named_with_the_nearest_one():
    document = minimal()
    document["steps"][1]["in"] = {"image": "smoth"}
    with pytest.raises(TabscopeError) as caught:
        recipe.parse(document)
    assert caught.value.problems[0].code == "recipe.input"
    assert "smooth" in caught.value.problems[0].hint


def test_all_wrong_parameters_are_named_at_once():
    document = minimal()
    document["steps"][0]["params"] = {"sigma": -1, "colour": "red"}
    document["steps"][1]["params"] = {"nothing": 1}
    found = problems_of(document)
    assert len(found) == 3
    assert {code for code, _ in found} == {"recipe.parameter"}


def test_wrong_kinds_wired_together_are_named():
    document = minimal()
    document["steps"][2]["in"] = {"mask": "smooth"}
    assert problems_of(document)[0][0] == "recipe.kind"


def test_an_unknown_operation_is_named_and_does_not_hide_other_problems():
    document = minimal()
    document["steps"][0]["op"] = "filter.gausian@1"
    document["steps"][1]["params"] = {"nothing": 1}
    codes = [code for code, _ in problems_of(document)]
    assert codes == ["recipe.unknown-operation", "recipe.parameter"]


def test_a_recipe_of_a_newer_tabscope_says_so():
    assert problems_of(minimal(tabscope=2))[0][0] == "recipe.version"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "[" * 100_000, '{"tabscope": 1, "steps": NaN}', '{"tabscope": true}', "\x00"]
)
def test_a_text_that_is_no_recipe_is_refused_by_name(text):
    assert problems_of(text)[0][0] == "recipe.invalid"


def test_too_many_steps_and_too_much_text_are_refused():
    assert problems_of(minimal(steps=[{}] * 501))[0][0] == "recipe.too-large"
    assert problems_of(" " * 1_000_001)[0][0] == "recipe.too-large"


def test_a_step_that_is_off_is_not_checked_and_hands_its_input_on():
    document = minimal()
    document["steps"][0] |= {"off": True, "params": {"sigma": -5}}
    parsed = recipe.parse(document)
    assert recipe.passed_on(parsed.steps[0]) == "nuclei"
    assert [step.id for step in parsed.active_steps] == ["fore", "objects"]


def test_a_rule_must_follow_an_earlier_step():
    document = minimal()
    document["steps"][0]["params"] = {"sigma": {"auto": "objects.area_px", "times": 0.1}}
    assert problems_of(document)[0][0] == "recipe.parameter"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["tabscope", "title", "inputs", "steps", "show"]), json_values), json_values)
def test_whatever_is_written_gives_a_recipe_or_a_named_error(document, step):
    for tried in (document, minimal(**document), minimal(steps=[step]), minimal(inputs=step), minimal(show=step)):
        try:
            parsed = recipe.parse(json.loads(json.dumps(tried)))
        except TabscopeError as error:
            outcome = error.code
        else:
            outcome = "recipe.read" if parsed.steps else "nothing"
        assert outcome.startswith("recipe.")


@pytest.mark.native
def test_the_published_schema_accepts_the_gallery():
    from tools.make_recipe_schema import schema

    published = json.loads((Path(__file__).parents[3] / "docs" / "recipe.schema.json").read_text(encoding="utf-8"))
    assert published == schema()
    for name in gallery.names():
        document = gallery.load(name)
        assert set(document) <= set(published["properties"])
        for step in document["steps"]:
            assert set(step) <= set(published["properties"]["steps"]["items"]["properties"])
