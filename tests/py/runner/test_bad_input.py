"""Bad input of recipes: each is a named error that says which step and field it is about; many objects are none."""

import io
import zipfile

import numpy as np
import pytest
import tifffile
from runner.test_run import PLAIN, image_of, squares

from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.export import export_runs


def problems_of(host, run_async, recipe, image):
    """What a plan says is wrong, each with its code and the step and the field that it is about."""
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).plan(recipe, image))
    found = caught.value.problems or [caught.value]
    return {(one.code, one.details.get("step"), one.details.get("parameter", one.details.get("port"))) for one in found}


def step(name, operation, source, **params):
    return {"id": name, "op": operation, "in": source, "params": params}


def test_every_parameter_out_of_bounds_and_every_wrong_wire_is_named_at_once(host, run_async):
    steps = [
        step("smooth", "filter.gaussian@1", {"image": "signal"}, sigma=-1, truncate=99),
        step("fore", "threshold.otsu@1", {"image": "smooth"}),
        step("again", "filter.gaussian@1", {"image": "fore"}),
    ]
    recipe = {**PLAIN, "steps": steps, "show": ["fore"]}
    assert problems_of(host, run_async, recipe, image_of(squares())) == {
        ("recipe.parameter", "smooth", "sigma"),
        ("recipe.parameter", "smooth", "truncate"),
        ("recipe.kind", "again", "image"),
    }


def test_every_length_in_micrometres_asks_for_the_pixel_size_at_its_field(host, run_async):
    micrometre = {"value": 1, "unit": "micrometer"}
    steps = [
        step("smooth", "filter.gaussian@1", {"image": "signal"}, sigma=micrometre),
        step("even", "intensity.background@1", {"image": "smooth"}, radius=micrometre),
    ]
    recipe = {**PLAIN, "steps": steps, "show": ["even"]}
    assert problems_of(host, run_async, recipe, image_of(squares())) == {
        ("image.no-pixel-size", "smooth", "sigma"),
        ("image.no-pixel-size", "even", "radius"),
    }


@pytest.mark.parametrize("channel", ["Cy5", 7, ["Cy5", "GFP"], {"name": ["Cy5"], "index": 9}])
def test_a_channel_that_is_not_there_names_the_input_and_what_there_is(host, run_async, channel):
    recipe = {**PLAIN, "inputs": {"signal": {"kind": "intensity", "channel": channel}}}
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).plan(recipe, image_of(squares(c=2), names=("DNA", "pH3"))))
    assert caught.value.code == "image.no-such-channel"
    assert caught.value.details["input"] == "signal"
    assert "DNA, pH3" in caught.value.message


def test_what_an_operation_refuses_is_said_with_the_id_of_its_step(host, run_async):
    steps = [step("stretched", "intensity.rescale@1", {"image": "signal"}, low=80, high=20), *PLAIN["steps"]]
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run({**PLAIN, "steps": steps}, image_of(squares())))
    assert caught.value.code == "operation.input"
    assert caught.value.details["step"] == "stretched"
    assert "“Rescale”" in caught.value.message


def test_labels_and_an_image_on_other_pixels_are_refused_at_the_step_that_takes_both(host, run_async):
    steps = [*PLAIN["steps"][:2], step("small", "geometry.bin@1", {"image": "signal"})]
    steps.append(step("cells", "measure.regions@1", {"labels": "objects", "image": "small"}))
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run({**PLAIN, "steps": steps}, image_of(squares())))
    assert caught.value.code == "operation.grid"
    assert caught.value.details["step"] == "cells"


@pytest.mark.native  # 67,600 objects take a while in a tab
def test_more_objects_than_16_bits_can_count_are_counted_measured_and_saved(host, run_async):
    dots = np.zeros((1, 1, 1, 520, 520), np.uint8)
    dots[..., ::2, ::2] = 200
    run = run_async(Engine(host).run(PLAIN, image_of(dots)))
    assert run.count == len(run.tables["cells"]) == 67_600
    assert run.tables["cells"]["object"][-1] == 67_600
    (saved,) = export_runs([run], ["labels"])
    with tifffile.TiffFile(io.BytesIO(saved.data)) as file:
        assert file.is_ome
        pixels = file.asarray()
    assert pixels.dtype == np.uint32
    np.testing.assert_array_equal(pixels.reshape(520, 520)[::2, ::2].ravel(), np.arange(1, 67_601))
    (archive,) = export_runs([run], ["everything"])
    with zipfile.ZipFile(io.BytesIO(archive.data)) as files:
        names = files.namelist()
        (table,) = [name for name in names if name.endswith("cells.csv")]
        assert files.read(table).count(b"\n") == 67_601
    assert any(name.endswith("objects.tif") for name in names)
