"""What holds for every operation: inputs stay as they are, results repeat, bad input is refused."""

import builtins

import numpy as np
import pytest
from made_inputs import call, inputs_of, moves_pixels, plain, takes_picture

from tabscope.errors import TabscopeError
from tabscope.operations import every
from tabscope.operations.predictor import Predictor
from tabscope.operations.registry import TABLES
from tabscope.operations.synth import nuclei
from tabscope.table import Table

ALL = [one for one in every() if Predictor not in one.injected.values()]
PIXELS = [one for one in ALL if any(port.kind not in TABLES and not port.optional for port in one.inputs)]
LOCAL = [one for one in ALL if one.locality.kind in ("halo", "pointwise") and not takes_picture(one)]
SCENE = nuclei((90, 70), number=14, diameter=16, seed=11)
OUTPUTS = {"intensity": "fiu", "mask": "b", "labels": "u", "pixels": "fiub"}
NOT_EMPTY = ("threshold.manual", "morphology.invert", "synth.nuclei", "synth.lines")
"""What finds foreground where there is nothing to see, as it was told to."""


def scene_inputs(operation):
    return inputs_of(operation, SCENE.image.copy(), SCENE.labels > 0, SCENE.labels.copy())


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.name)
def test_an_operation_leaves_its_input_alone_and_repeats_its_result(operation):
    given, untouched = scene_inputs(operation), scene_inputs(operation)
    first, second = plain(call(operation, given)), plain(call(operation, given))
    for name, value in given.items():
        for one, other in zip(plain(value), plain(untouched[name]), strict=True):
            np.testing.assert_equal(one, other)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.name)
def test_an_operation_returns_the_kind_it_declares(operation):
    result = call(operation, scene_inputs(operation))
    if operation.output in TABLES:
        assert isinstance(result, Table)
    else:
        assert moves_pixels(operation) or result.shape == SCENE.image.shape
        assert result.dtype.kind in OUTPUTS[operation.output]
        assert operation.output != "labels" or result.dtype == np.uint32
        assert operation.output != "mask" or result.dtype == np.bool_


@pytest.mark.parametrize("operation", [one for one in ALL if not takes_picture(one)], ids=lambda one: one.name)
def test_an_operation_works_on_a_volume(operation):
    volume = np.repeat(SCENE.image[None, :40, :40], 5, axis=0)
    labels = np.repeat(SCENE.labels[None, :40, :40], 5, axis=0)
    result = call(operation, inputs_of(operation, volume, labels > 0, labels))
    assert isinstance(result, Table) or moves_pixels(operation) or result.shape == volume.shape


@pytest.mark.parametrize("shape", [(0, 5), (4,), (2, 2, 2, 2)])
@pytest.mark.parametrize("operation", PIXELS, ids=lambda one: one.name)
def test_an_input_without_pixels_or_with_other_axes_is_refused_in_words(operation, shape):
    empty = np.zeros(shape)
    if operation.id == "measure.typical_diameter":
        return
    with pytest.raises(TabscopeError) as caught:
        call(operation, inputs_of(operation, empty, empty.astype(bool), empty.astype(np.uint32)))
    assert caught.value.code == "operation.input"
    assert caught.value.hint


@pytest.mark.parametrize("image", [np.zeros((30, 30)), np.full((30, 30), np.nan), np.ones((1, 1), np.uint8)])
@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.name)
def test_nothing_to_see_is_no_failure(operation, image):
    result = call(operation, inputs_of(operation, image, np.zeros(image.shape, bool), np.zeros(image.shape, np.uint32)))
    assert isinstance(result, Table) or moves_pixels(operation) or result.shape == image.shape
    assert operation.output not in ("mask", "labels") or operation.id in NOT_EMPTY or not result.any()


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.name)
def test_an_operation_imports_nothing_beyond_what_it_says_it_needs(operation, monkeypatch):
    used, real = set(), builtins.__import__

    def watched(name, globals=None, locals=None, fromlist=(), level=0):  # noqa: A002 - the names of __import__
        if name.split(".")[0] in ("scipy", "skimage") and globals and globals["__name__"].startswith("tabscope"):
            used.update(f"{name}.{one}" for one in fromlist or ())
        return real(name, globals, locals, fromlist, level)

    choices = {one.name: one.choices for one in operation.parameters if one.type == "choice"}
    for name, values in choices.items() or [("", ("",))]:
        for value in values:
            params = {name: value} if name else {}
            used.clear()
            with monkeypatch.context() as patch:
                patch.setattr(builtins, "__import__", watched)
                call(operation, scene_inputs(operation), **params)
            assert used <= set(operation.required_modules(params))


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.name)
def test_an_operation_explains_itself(operation):
    described = operation.describe()
    assert described["help"].endswith(".")
    assert described["cite"]
    for parameter in described["params"]:
        assert parameter["help"].endswith("."), parameter["name"]
        default = parameter["default"]
        assert default is None or operation.parameter(parameter["name"]).problem(default) is None
