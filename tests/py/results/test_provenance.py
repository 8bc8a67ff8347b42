import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tabscope.operations
from tabscope import __version__
from tabscope.axes import PixelSize
from tabscope.image import Channel, Image, Level, Series
from tabscope.operations import find
from tabscope.recipe import parse
from tabscope.regions import Region
from tabscope.results.provenance import (
    Place,
    build,
    level_name,
    plain,
    public_address,
    with_numbers,
    without_places,
)
from tabscope.results.result import Layer, StepResult
from tabscope.runner.extent import Extent
from tabscope.runner.headline import Headline
from tabscope.runner.placement import Placement
from tabscope.runner.plan import Plan, ResolvedInput
from tabscope.runner.signals import Signal

assert tabscope.operations, "importing the package registers every operation"
OTSU = find("threshold.otsu").name
DOCUMENT = {
    "tabscope": 1, "title": "Bright pixels", "inputs": {"dna": {"kind": "intensity", "channel": "auto"}},
    "steps": [{"id": "fore", "op": OTSU, "in": {"image": "dna"}}], "from_the_future": {"kept": True},
}  # fmt: skip
SIZE = PixelSize(2.0, 0.5, 0.25, 30.0, "set by hand")
STARTED = 1_763_726_400.7  # 2025-11-21 12:00:00.7 UTC


def image(**changed):
    first = Image(
        name="day1.tif", format="OME-TIFF", axes="czyx", shape=(2, 5, 40, 60), dtype=np.dtype("<u2"), pixel_size=SIZE,
        channels=(Channel("DNA"), Channel("Actin")), levels=(Level(40, 60), Level(20, 30, {"y": 2.0, "x": 2.0})),
        reader=None, series=(Series("first", (2, 5, 40, 60), "czyx"),),
        source={"name": "day1.tif", "bytes": 24_000, "sha256": "ab" * 32, "path": "/home/ada/secret project/day1.tif"},
        warnings=("Compressed with loss.",), metadata={"well": "B03"},
    )  # fmt: skip
    return replace(first, **changed)


def record(picture=None, extent=None, factor=(2.0, 2.0), region=None):
    picture = picture or image()
    recipe = parse(DOCUMENT)
    inputs = {"dna": ResolvedInput("dna", recipe.inputs["dna"], (Signal("dna", 0),), "max", 0)}
    box = region or Region(5, 10, 20, 30)
    plan = Plan(
        recipe, picture, extent or Extent(Region(10, 20, 40, 60), 1, "max"), inputs, ((0, -1),),
        Placement(box, factor, picture.pixel_size), picture.pixel_size, 1000, 2000,
    )  # fmt: skip
    values = {"threshold": np.float64(117.25)}
    layer = Layer(np.zeros((2, 2), bool))
    fore = StepResult("fore", "Otsu", "mask", layer, notes=("Low contrast.",), values=values, seconds=0.123456)
    platform = {"host": "native", "python": "3.11.7", "numpy": "2.4.6"}
    place = Place(platform, [{"id": "unet", "device": "cpu"}], {"planes": 5, "sha256": "cd" * 32})
    return build(plan, {"fore": fore}, place, Headline(3, 1, "3 nuclei, 1 cut by the edge"), STARTED, 1.23456)


def test_the_record_survives_json_unchanged():
    found = record()
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_the_recipe_is_exact_with_defaults_versions_and_unknown_fields():
    found = record()
    assert found["recipe"] == parse(DOCUMENT).filled()
    assert found["recipe"]["from_the_future"] == {"kept": True}
    assert set(found["recipe"]["steps"][0]["params"]) == {one.name for one in find(OTSU).parameters}
    assert parse(found["recipe"]).digest() == found["recipe_digest"]
    assert found["operations"] == [OTSU]


def test_it_says_which_programs_ran_where_and_when():
    found = record()
    assert (found["schema"], found["tabscope"]) == (1, __version__)
    assert found["platform"] == {"host": "native", "python": "3.11.7", "numpy": "2.4.6"}
    assert (found["time"], found["seconds"]) == ("2025-11-21T12:00:00Z", 1.235)


def test_it_says_what_the_image_was_and_where_its_pixel_size_comes_from():
    found = record()
    assert found["source"]["sha256"] == "ab" * 32
    expected = {"name": "day1.tif", "format": "OME-TIFF", "well": "B03", "series": 0, "series_name": "first"}
    expected |= {"shape": [2, 5, 40, 60], "axes": "czyx", "dtype": "<u2", "path": "day1.tif"}
    assert expected.items() <= found["source"].items()
    assert found["pixel_size"] == {
        "z": 2.0, "y": 0.5, "x": 0.25, "unit": "micrometer", "t": 30.0, "t_unit": "second", "origin": "set by hand",
    }  # fmt: skip


def test_it_says_what_part_was_analysed_and_what_was_asked_for():
    found = record()["extent"]
    assert found["asked"] == {"region": [10, 20, 40, 60], "level": 1, "z": "max"}
    assert (found["region"], found["region_on_level"]) == ([10, 20, 40, 60], [5, 10, 20, 30])
    assert (found["level"], found["factor"]) == ("half", [2.0, 2.0])
    assert found["planes"] == [{"t": 0, "z": None}]


def test_a_region_on_a_level_that_rounds_up_ends_at_the_images_border():
    picture = image(shape=(2, 5, 39, 59))
    assert record(picture, region=Region(0, 0, 20, 30))["extent"]["region"] == [0, 0, 39, 59]


def test_inputs_are_written_as_they_were_resolved():
    chosen = record()["inputs"]["dna"]
    assert (chosen["wanted"], chosen["z"], chosen["t"]) == ("auto", "max", 0)
    assert chosen["signals"][0]["name"] == "dna"


def test_each_step_says_what_it_found_and_noted():
    step = record()["steps"][0]
    assert (step["id"], step["operation"], step["kind"]) == ("fore", OTSU, "mask")
    assert (step["values"], step["notes"], step["seconds"]) == ({"threshold": 117.25}, ["Low contrast."], 0.1235)


def test_count_and_warnings_stand_beside_the_headline():
    found = record()
    assert found["result"] == {"count": 3, "edge_count": 1, "headline": "3 nuclei, 1 cut by the edge"}
    assert found["warnings"] == ["Compressed with loss.", "Low contrast."]


def test_no_place_of_this_machine_is_in_it():
    assert "/home" not in json.dumps(record())
    assert "secret project" not in json.dumps(record())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("/home/ada/a.tif", "a.tif"),
        ("C:\\Users\\ada\\a.tif", "a.tif"),
        ("\\\\server\\share\\a.tif", "a.tif"),
        ("~/data/plate.zarr/", "plate.zarr"),
        ("file:///home/ada/a.tif", "a.tif"),
        ("day1/a.tif", "day1/a.tif"),
        ("https://example.org/a.zarr", "https://example.org/a.zarr"),
        ("5 / 3", "5 / 3"),
    ],
)
def test_a_local_path_is_cut_to_its_last_part(text, kept):
    assert without_places({"one": [text]}) == {"one": [kept]}


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://ada:pass@example.org/a.zarr", "https://example.org/a.zarr"),
        ("https://s3.org/a.tif?X-Amz-Signature=abc&X-Amz-Credential=k&versionId=3", "https://s3.org/a.tif?versionId=3"),
        ("https://example.org/a.tif?token=1#x", "https://example.org/a.tif"),
        ("https://[example/a?token=1", "https://[example/a"),
        ("https://example.org:8080/a%20b.tif", "https://example.org:8080/a%20b.tif"),
    ],
)
def test_an_address_keeps_no_password_and_no_permission(address, public):
    assert public_address(address) == public


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters()),
    st.sampled_from([np.float32(1.5), np.float64("nan"), np.arange(3), np.bool_(True)]),
)  # fmt: skip


def branches(inner):
    return st.one_of(st.lists(inner, max_size=3), st.tuples(inner), st.dictionaries(st.text(), inner, max_size=3))


@given(st.recursive(LEAVES, branches, max_leaves=10))
def test_plain_data_is_json_whatever_it_came_from(value):
    text = json.dumps(plain(value), allow_nan=False, ensure_ascii=False)
    assert json.loads(text.encode()) == plain(value)


@pytest.mark.parametrize(
    ("factor", "name"),
    [(1.0, "full resolution"), (2.0, "half"), (4.0, "quarter"), (8.0, "1/8"), (3.0, "1/3")],
)
def test_levels_are_called_what_people_call_them(factor, name):
    assert level_name((factor, factor)) == name


def test_it_names_the_models_and_the_digest_of_what_was_read():
    found = record()
    assert found["models"] == [{"id": "unet", "device": "cpu"}]
    assert found["source"]["read"] == {"planes": 5, "sha256": "cd" * 32}


def test_a_rule_carries_the_number_it_came_to_and_the_recipe_stays_the_same_one():
    steps = [
        {"id": "size", "op": "measure.typical_diameter@1", "in": {"image": "dna"}},
        {"id": "smooth", "op": "filter.gaussian@1", "in": {"image": "dna"},
         "params": {"sigma": {"auto": "size.diameter_px", "times": 0.06}}},
    ]  # fmt: skip
    recipe = parse({**DOCUMENT, "steps": steps})
    smooth = StepResult("smooth", "Gaussian", "intensity", Layer(np.zeros((2, 2))), values={"sigma": 1.5})
    numbered = with_numbers(recipe.filled(), {"smooth": smooth})
    assert numbered["steps"][1]["params"]["sigma"] == {"auto": "size.diameter_px", "times": 0.06, "value": 1.5}
    assert numbered["steps"][1]["params"]["truncate"] == 4.0
    assert parse(numbered).digest() == recipe.digest()
