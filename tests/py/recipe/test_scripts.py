"""The Python script of a recipe gives the numbers of the recipe, whatever the operation and its parameters."""

import sys
from functools import partial

import numpy as np
import pytest
import tifffile
from operations.made_inputs import forest

import tabscope as ts
from tabscope.errors import TabscopeError
from tabscope.operations import every
from tabscope.operations.predictor import Predictor
from tabscope.operations.synth.scene import nuclei
from tabscope.recipe import parse
from tabscope.units import Quantity

pytestmark = pytest.mark.native  # scripts use the synchronous API, which a tab does not have

OPERATIONS = [one for one in every() if Predictor not in one.injected.values()]
FAMILIES = tuple(dict.fromkeys(one.family for one in OPERATIONS))
BEFORE = {
    "mask": {"op": "threshold.manual", "in": {"image": "intensity"}, "params": {"above": 200}},
    "labels": {"op": "segment.label", "in": {"mask": "mask"}},
    "points": {"op": "segment.spots", "in": {"image": "intensity"}},
    "table": {"op": "measure.regions", "in": {"labels": "labels", "image": ["intensity"]}},
    "tracks": {"op": "track.link", "in": {"objects": "table"}},
}
"""Steps that are called as the kind of data that they give, and wired to it."""

MAY_END_IN = "operation.grids"
"""Two times whose planes do not fit together any more, each being cut to its own objects."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Files with two times of a grey image, a stack, and a colour picture."""
    drawn = nuclei((48, 56), number=7, diameter=14, seed=3)
    times, stack, colour = (tmp_path_factory.mktemp("pictures") / f"{name}.tif" for name in ("t", "z", "rgb"))
    for path, axes, number in ((times, "TYX", 2), (stack, "ZYX", 4)):
        frames = np.stack([np.roll(drawn.image, 2 * place, axis=1) for place in range(number)])
        metadata = {"axes": axes, "unit": "um", "spacing": 0.8}
        tifffile.imwrite(path, frames, imagej=True, resolution=(2, 2), metadata=metadata)
    shades = (drawn.image[..., None] // np.array([8, 12, 16])).clip(0, 255).astype(np.uint8)
    tifffile.imwrite(colour, shades, photometric="rgb")
    return {"each": str(times), "volume": str(stack), "picture": str(colour)}


def another(parameter):
    """Return a value that a form allows and that is not the default, as a recipe writes it."""
    if parameter.name == "forest":
        return forest()
    low, high, default = parameter.param.ge, parameter.param.le, parameter.default
    if parameter.type == "choice":
        return parameter.choices[-1]
    if parameter.type == "bool":
        return not default
    if parameter.type in ("length", "area"):
        usual = 10 if default is None else default.value
        return {"value": min(usual * 1.25 + 0.3, high or 1e9), "unit": "px"}
    if parameter.type == "int" and default is not None:
        return default + 1 if low is not None and default <= low else default - 1
    if parameter.type == "float" and default is not None:
        value = default * 1.25 + 0.1
        return min(max(value, low if low is not None else value), high if high is not None else value)
    return default.as_json() if isinstance(default, Quantity) else default


def steps_before(kinds):
    """Return the steps that give data of these kinds, with those that they need, in order."""
    wanted, found = set(kinds), []
    for name in reversed(BEFORE):
        if name in wanted:
            found.insert(0, {"id": name} | BEFORE[name])
            wanted.update(one if isinstance(one, str) else one[0] for one in BEFORE[name]["in"].values())
    return found


def recipe_of(operation, z):
    """Return a recipe whose last step is the operation, with no parameter at its default."""
    wired = {one.name: "intensity" if one.kind == "pixels" else one.kind for one in operation.inputs}
    named = {one.name: [wired[one.name]] if one.many else wired[one.name] for one in operation.inputs}
    params = {one.name: another(one) for one in operation.parameters}
    step = {"id": "step", "op": operation.name, "in": named, "params": params}
    before = steps_before(wired.values())
    return {"tabscope": 1, "inputs": {"intensity": {"kind": "intensity", "z": z}}, "steps": [*before, step]}


def by_script(recipe, source, monkeypatch):
    """Return what the script of a recipe finds in a file, as a person runs it."""
    space, kept = {"__name__": "script"}, []
    with monkeypatch.context() as patch:
        patch.setattr(sys, "argv", ["script.py", source])
        patch.setattr(ts, "save", lambda result, _: kept.append(result) or [])
        exec(recipe.to_python(), space)  # noqa: S102 - our own script
        space["main"]()
    return kept[0]


def outcome(work):
    """Return a run, or the code of the error it ends in."""
    try:
        return work()
    except TabscopeError as error:
        return error.code


def numbers(run):
    """Return all numbers of a run, by the step's name."""
    found = {name: {"pixels": layer.array} for name, layer in run.layers.items()}
    return found | {name: {one.name: one.values for one in table.columns} for name, table in run.tables.items()}


def assert_same(ours, theirs):
    assert ours.headline == theirs.headline
    mine, other = numbers(ours), numbers(theirs)
    assert {step: list(one) for step, one in mine.items()} == {step: list(one) for step, one in other.items()}
    for step, values in mine.items():
        for name, one in values.items():
            assert one.dtype == other[step][name].dtype
            np.testing.assert_array_equal(one, other[step][name], err_msg=f"{step}.{name}")


@pytest.mark.parametrize("family", FAMILIES)
def test_the_script_of_a_recipe_gives_the_numbers_of_the_recipe(family, pictures, monkeypatch):
    for operation in (one for one in OPERATIONS if one.family == family):
        picture = any(one.picture for one in operation.inputs)
        for z in ("each", "volume"):
            source, recipe = pictures["picture" if picture else z], parse(recipe_of(operation, z))
            wanted = outcome(partial(ts.run, recipe, ts.open(source)))
            found = outcome(partial(by_script, recipe, source, monkeypatch))
            if wanted != "operation.input":
                break  # what takes no single plane gets a volume
        if isinstance(wanted, str):
            assert (found, wanted) == (MAY_END_IN, MAY_END_IN), operation.name
        else:
            assert_same(found, wanted)
