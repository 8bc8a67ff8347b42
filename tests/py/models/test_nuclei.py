"""The shipped network and the step after it, on nuclei that people outlined; truth comes with the images."""

import pathlib

import numpy as np
import pytest

from tabscope.errors import TabscopeError
from tabscope.models.session import ModelPredictor
from tabscope.operations.model import objects, run

BIO = pathlib.Path(__file__).parents[2] / "data" / "bio"


@pytest.fixture
def predictor(host, run_async):
    ready = ModelPredictor(host, "wasm")
    yield ready
    run_async(ready.close())


def load(name):
    import tifffile

    return np.squeeze(tifffile.imread(BIO / name))


def matched(truth, found):
    """Share of objects with a partner that shares more than half of their union (F1 at IoU 0.5)."""
    truth_ids, at_truth = np.unique(truth, return_inverse=True)
    found_ids, at_found = np.unique(found, return_inverse=True)
    shared = np.zeros((truth_ids.size, found_ids.size))
    np.add.at(shared, (at_truth.ravel(), at_found.ravel()), 1)
    union = shared.sum(1, keepdims=True) + shared.sum(0, keepdims=True) - shared
    pairs = ((shared / union)[truth_ids != 0][:, found_ids != 0] > 0.5).sum()
    return 2 * pairs / ((truth_ids != 0).sum() + (found_ids != 0).sum())


@pytest.mark.parametrize(
    ("image", "mask", "least"),
    [
        ("stardist/img2d.tif", "stardist/mask2d.tif", 0.84),
        ("neubias/xy_8bit__mitocheck_incenp_t1.tif", "neubias/xy_8bit_labels__mitocheck_incenp_t1.tif", 1.0),
        ("neubias/xy_16bit__h2b.tif", "neubias/xy_8bit_labels__h2b.tif", 1.0),
        ("blobs/blobs.tif", "blobs/reference_labels.tif", 0.94),
    ],
)
def test_outlined_nuclei_are_found_and_have_their_area(predictor, run_async, image, mask, least):
    truth = load(mask)
    labels = objects(run_async(run(load(image), predictor)))
    assert matched(truth, labels) >= least
    assert (labels > 0).sum() == pytest.approx((truth > 0).sum(), rel=0.05)


def test_a_volume_is_refused_with_what_to_do(predictor, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(run(np.zeros((3, 16, 16)), predictor))
    assert caught.value.code == "operation.input"
    assert "each slice" in caught.value.hint


def test_a_channel_that_the_model_does_not_give_is_named(predictor, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(run(np.eye(16), predictor, output=1))
    assert caught.value.code == "operation.input"
    assert "no channel 1" in caught.value.message
