"""Each step does what the bioimage.io specification says, compared with the sums written out."""

import numpy as np
import pytest

from tabscope.errors import TabscopeError
from tabscope.models.processing import Tensor, make_step, process

AXES = ("batch", "channel", "y", "x")


@pytest.fixture
def tensor():
    values = np.random.default_rng(7).normal(40, 12, (1, 3, 11, 13)).astype(np.float32)
    values[0, 1] += 500
    return Tensor(values, AXES)


def apply(tensor, name, **arguments):
    return process(tensor, [make_step(name, arguments)]).values


def test_zero_mean_unit_variance_is_taken_over_the_axes_named(tensor):
    result = apply(tensor, "zero_mean_unit_variance", axes=["y", "x"])
    assert np.allclose(result.mean(axis=(2, 3)), 0, atol=1e-5)
    assert np.allclose(result.std(axis=(2, 3)), 1, atol=1e-5)


def test_zero_mean_unit_variance_joins_all_axes_by_default(tensor):
    expected = (tensor.values - tensor.values.mean()) / (tensor.values.std() + 1e-6)
    assert np.allclose(apply(tensor, "zero_mean_unit_variance"), expected, atol=1e-5)


def test_a_flat_plane_is_divided_by_eps_and_not_by_nothing():
    flat = Tensor(np.full((1, 1, 4, 4), 7.0, np.float32), AXES)
    assert np.array_equal(apply(flat, "zero_mean_unit_variance", axes=["y", "x"]), np.zeros((1, 1, 4, 4)))


def test_fixed_values_follow_their_axis(tensor):
    result = apply(tensor, "fixed_zero_mean_unit_variance", mean=[40, 540, 40], std=[12, 10, 8], axis="channel")
    assert np.allclose(result[0, 1], (tensor.values[0, 1] - 540) / 10, atol=1e-4)
    assert np.allclose(result[0, 2], (tensor.values[0, 2] - 40) / 8, atol=1e-4)


def test_fixed_values_that_do_not_fit_their_axis_are_refused(tensor):
    with pytest.raises(TabscopeError) as caught:
        apply(tensor, "fixed_zero_mean_unit_variance", mean=[1, 2], std=[1, 1], axis="channel")
    assert caught.value.code == "model.invalid"


def test_scale_range_brings_two_percentiles_to_0_and_1(tensor):
    result = apply(tensor, "scale_range", axes=["y", "x"], min_percentile=1, max_percentile=99.8)
    low, high = np.percentile(result, [1, 99.8], axis=(2, 3))
    assert np.allclose(low, 0, atol=1e-5)
    assert np.allclose(high, 1, atol=1e-5)


def test_scale_range_can_follow_an_input(tensor):
    steps = [make_step("scale_range", {"reference_tensor": "raw"})]
    raw = Tensor(np.array([[0.0, 10.0]]), ("y", "x"))
    result = process(tensor, steps, {"raw": raw}).values
    assert np.allclose(result, tensor.values / (10 + 1e-6), rtol=1e-5)


def test_scale_mean_variance_gives_the_values_of_an_input(tensor):
    raw = Tensor(np.array([[100.0, 140.0]]), ("y", "x"))
    result = process(tensor, [make_step("scale_mean_variance", {"reference_tensor": "raw"})], {"raw": raw}).values
    assert result.mean() == pytest.approx(120, abs=1e-3)
    assert result.std() == pytest.approx(20, abs=1e-3)


def test_a_reference_that_is_not_there_is_named(tensor):
    with pytest.raises(TabscopeError) as caught:
        apply(tensor, "scale_mean_variance", reference_tensor="other")
    assert "other" in caught.value.message


def test_sigmoid_holds_at_both_ends():
    values = Tensor(np.array([[-1e4, -1.0, 0.0, 1.0, 1e4]], np.float32), ("y", "x"))
    with np.errstate(over="raise"):
        result = apply(values, "sigmoid")
    assert np.allclose(result, [[0, 1 / (1 + np.e), 0.5, np.e / (1 + np.e), 1]])


def test_softmax_adds_up_to_1_along_the_channels(tensor):
    result = apply(tensor, "softmax")
    assert np.allclose(result.sum(axis=1), 1, atol=1e-5)
    assert np.array_equal(result.argmax(axis=1), tensor.values.argmax(axis=1))


def test_binarize_is_greater_than():
    values = Tensor(np.array([[0.4, 0.5, 0.6]], np.float32), ("y", "x"))
    assert apply(values, "binarize", threshold=0.5).tolist() == [[0, 0, 1]]


def test_binarize_has_a_threshold_for_each_channel(tensor):
    result = apply(tensor, "binarize", threshold=[1000, 0, 1000], axis="channel")
    assert result.mean(axis=(0, 2, 3)).tolist() == [0, 1, 0]


def test_clip_by_numbers_and_by_percentiles(tensor):
    assert apply(tensor, "clip", min=30, max=50).max() == 50
    result = apply(tensor, "clip", min_percentile=10, max_percentile=90, axes=["y", "x"])
    assert result[0, 1].min() == np.percentile(tensor.values[0, 1], 10, method="inverted_cdf")
    assert result[0, 1].max() == np.percentile(tensor.values[0, 1], 90, method="inverted_cdf")


def test_scale_linear_multiplies_and_adds(tensor):
    assert np.allclose(apply(tensor, "scale_linear", gain=2, offset=-3), tensor.values * 2 - 3)


def test_the_data_type_is_what_was_asked_for(tensor):
    assert apply(tensor, "ensure_dtype", dtype="uint16").dtype == np.uint16


@pytest.mark.parametrize("name", ["custom", "stardist_postprocessing", "cellpose_flow_dynamics"])
def test_a_step_that_is_not_here_is_named(name):
    with pytest.raises(TabscopeError) as caught:
        make_step(name, {})
    assert caught.value.code == "model.unsupported"
    assert name in caught.value.message


def test_arguments_of_another_step_are_refused():
    with pytest.raises(TabscopeError) as caught:
        make_step("clip", {"threshold": 3})
    assert caught.value.code == "model.invalid"
