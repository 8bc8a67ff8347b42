"""Extremes and percentiles over disks and balls: the values of SciPy's footprints, on every type of pixel."""

import numpy as np
import pytest
from scipy import ndimage

from tabscope.operations import extremes
from tabscope.operations.coarse import percentile_around
from tabscope.operations.footprint import ellipsoid

CASES = [
    ((40, 50), (6, 6)), ((40, 50), (2.5, 9)), ((9, 30, 31), (1.4, 6, 6)), ((5, 6, 7), (9, 9, 9)),
    ((20, 20), (0.4, 0.4)), ((1, 20, 20), (3, 5, 5)), ((20, 20), (0, 0)), ((1, 60), (8, 8)), ((60, 1), (8, 8)),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "radii"), CASES)
@pytest.mark.parametrize("dtype", ["?", "u1", "i2", "u2", ">u2", "u8", "f4", "f8"])
def test_rows_of_a_disk_give_what_its_pixels_give(shape, radii, dtype):
    values = (np.random.default_rng(7).random(shape) * 200 - 20 * (dtype[0] == "i")).astype(dtype)
    disk = ellipsoid(radii)
    pairs = (
        (extremes.lowest(values, radii), ndimage.minimum_filter(values, footprint=disk, mode="nearest")),
        (extremes.highest(values, radii), ndimage.maximum_filter(values, footprint=disk, mode="nearest")),
    )
    for ours, theirs in pairs:
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours, theirs)


def test_openings_and_closings_are_those_of_scipy():
    values, radii = np.random.default_rng(1).random((6, 30, 40)), (2, 7, 7)
    theirs = {"footprint": ellipsoid(radii), "mode": "nearest"}
    assert np.array_equal(extremes.opened(values, radii), ndimage.grey_opening(values, **theirs))
    assert np.array_equal(extremes.closed(values, radii), ndimage.grey_closing(values, **theirs))


@pytest.mark.parametrize(
    ("shape", "radii"), [((30, 41), (4, 8)), ((6, 20, 15), (2, 5, 5)), ((1, 9), (3, 3)), ((4, 4), (9, 9))]
)
def test_percentiles_of_neighbourhoods_are_those_of_scipy_also_where_values_repeat(shape, radii):
    values, disk = np.random.default_rng(4).integers(0, 30, shape).astype(np.float64), ellipsoid(radii)
    for percent in (0, 5, 50):
        theirs = ndimage.percentile_filter(values, percent, footprint=disk, mode="nearest")
        assert np.array_equal(percentile_around(values, percent, disk), theirs)
