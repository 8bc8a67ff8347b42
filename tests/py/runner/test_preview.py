"""A preview shows what a whole run would give there: thresholds and sizes are the image's, never the view's."""

import numpy as np
import pytest
from runner.test_run import image_of

from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.operations.synth import nuclei
from tabscope.regions import Region
from tabscope.runner.execute import Cancel
from tabscope.runner.extent import Extent

SCENE = nuclei((128, 192), number=20, diameter=16, seed=5).image.astype(np.float32)
SCENE[:, 96:] += SCENE[:, 96:] * 3
"""The right half is four times as bright: an automatic threshold of the left half alone is another."""
IMAGE = image_of(SCENE[None, None, None], levels=2)
LEFT = Extent(Region(0, 0, 128, 96))


def recipe(*steps, show=("fore",)):
    inputs = {"dna": {"kind": "intensity", "channel": "auto"}}
    return {"tabscope": 1, "title": "Preview", "inputs": inputs, "steps": list(steps), "show": list(show)}


def step(name, op, wired, **params):
    return {"id": name, "op": op, "in": wired, "params": params}


AUTOMATIC = {
    "threshold.otsu": {}, "threshold.li": {}, "threshold.triangle": {}, "threshold.yen": {}, "threshold.isodata": {},
    "threshold.mean": {"deviations": 0.5}, "threshold.multi_otsu": {"groups": 3}, "threshold.local_contrast": {},
}  # fmt: skip


def values_of(run):
    """Return what the page keeps of a run: what steps wrote down, and tables of one row."""
    values = {name: dict(one.values) for name, one in run.results.items()}
    for name, table in run.tables.items():
        if len(table) == 1:
            values[name] |= {column.name: float(column.values[0]) for column in table.columns}
    return values


@pytest.mark.parametrize(("op", "params"), AUTOMATIC.items())
def test_a_threshold_is_that_of_the_whole_image(op, params, host, run_async):
    document = recipe(step("fore", op, {"image": "dna"}, **params))
    engine = Engine(host)
    run = run_async(engine.run(document, IMAGE))
    preview = run_async(engine.preview(document, IMAGE, LEFT, values_of(run)))
    threshold = run.results["fore"].values["threshold"]
    assert preview.exact
    assert preview.results[0].values["threshold"] == threshold
    alone = run_async(engine.preview(document, IMAGE, LEFT))
    assert not alone.exact
    assert alone.results[0].values["threshold"] != threshold


def test_where_values_are_known_the_pixels_are_those_of_the_whole_run(host, run_async):
    document = recipe(step("fore", "threshold.otsu@1", {"image": "dna"}))
    engine = Engine(host)
    run = run_async(engine.run(document, IMAGE))
    preview = run_async(engine.preview(document, IMAGE, LEFT, values_of(run)))
    np.testing.assert_array_equal(preview.results[0].value.array, run.layers["fore"].array[:, :96])


def test_a_parameter_that_moves_a_threshold_still_moves_it(host, run_async):
    engine = Engine(host)
    run = run_async(engine.run(recipe(step("fore", "threshold.mean@1", {"image": "dna"}, deviations=0.0)), IMAGE))
    moved = recipe(step("fore", "threshold.mean@1", {"image": "dna"}, deviations=1.0))
    preview = run_async(engine.preview(moved, IMAGE, LEFT, values_of(run)))
    found = run.results["fore"].values
    assert preview.exact
    assert preview.results[0].values["threshold"] == pytest.approx(found["mean"] + found["sd"])
    other = recipe(step("fore", "threshold.multi_otsu@1", {"image": "dna"}, groups=4))
    three = recipe(step("fore", "threshold.multi_otsu@1", {"image": "dna"}, groups=3))
    assert not run_async(engine.preview(other, IMAGE, LEFT, values_of(run_async(engine.run(three, IMAGE))))).exact


def test_a_size_is_that_of_the_whole_image_at_every_level(host, run_async):
    document = recipe(
        step("size", "measure.typical_diameter@1", {"image": "dna"}),
        step("smooth", "filter.gaussian@1", {"image": "dna"}, sigma={"auto": "size.diameter_px", "times": 0.1}),
        step("fore", "threshold.manual@1", {"image": "smooth"}, above=50),
    )
    engine = Engine(host)
    run = run_async(engine.run(document, IMAGE))
    shown = {**document, "show": ["size", "smooth"]}
    for level in (0, 1):
        found = run_async(engine.preview(shown, IMAGE, Extent(LEFT.region, level), values_of(run)))
        size, smooth = found.results
        assert size.value["diameter_px"][0] == pytest.approx(run.tables["size"]["diameter_px"][0])
        assert size.values["diameter_px"] == pytest.approx(run.results["size"].values["diameter_px"])
        assert smooth.values["sigma"] == pytest.approx(run.results["smooth"].values["sigma"])
        assert found.exact == (level == 0)


def test_a_size_that_is_typed_wins_over_the_one_that_was_found(host, run_async):
    document = recipe(step("size", "measure.typical_diameter@1", {"image": "dna"}), show=("size",))
    engine = Engine(host)
    run = run_async(engine.run(document, IMAGE))
    typed = recipe(step("size", "measure.typical_diameter@1", {"image": "dna"}, diameter=40), show=("size",))
    found = run_async(engine.preview(typed, IMAGE, LEFT, values_of(run)))
    assert found.results[0].value["diameter_px"][0] == 40


def test_the_whole_image_is_its_own_truth(host, run_async):
    document = recipe(step("fore", "threshold.otsu@1", {"image": "dna"}))
    engine = Engine(host)
    run = run_async(engine.run(document, IMAGE))
    found = run_async(engine.preview(document, IMAGE, Extent(), {"fore": {"threshold": 1e6}}))
    assert found.exact
    assert found.results[0].values == run.results["fore"].values


def test_a_preview_that_is_overtaken_stops(host, run_async):
    document = recipe(step("fore", "threshold.otsu@1", {"image": "dna"}))
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).preview(document, IMAGE, LEFT, {}, Cancel(wanted=True)))
    assert caught.value.code == "run.cancelled"
