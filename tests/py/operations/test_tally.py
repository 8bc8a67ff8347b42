"""Counts of values that add up over planes: in any order, and as if all planes had been one image."""

import numpy as np
import pytest
from gallery_steps import load
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tabscope.operations.filter.smooth import gaussian
from tabscope.operations.histogram import BINS, histogram, li_value, otsu_value, triangle_value
from tabscope.operations.tally import MOST, tally
from tabscope.units import px

INTEGERS = hnp.arrays(st.sampled_from([np.uint8, np.uint16, np.int16]), st.integers(1, 500))
FLOATS = hnp.arrays(np.float32, st.integers(1, 300), elements=st.floats(-1e6, 1e6, width=32, allow_subnormal=False))


def same(one, other):
    assert (one.exponent, one.integers) == (other.exponent, other.integers)
    np.testing.assert_array_equal(one.bins, other.bins)
    np.testing.assert_array_equal(one.counts, other.counts)


@settings(max_examples=25, deadline=None)
@given(INTEGERS, INTEGERS)
def test_whole_numbers_of_planes_are_counted_as_those_of_one_image(one, other):
    together = np.concatenate([one.astype(np.int32), other.astype(np.int32)])
    counted, expected = (tally(one) + tally(other)).histogram(), histogram(together)
    np.testing.assert_array_equal(counted.counts, expected.counts)
    np.testing.assert_array_equal(counted.centers, expected.centers)


@settings(max_examples=25, deadline=None)
@given(FLOATS, FLOATS, FLOATS)
def test_the_order_of_planes_does_not_matter(one, two, three):
    same((tally(one) + tally(two)) + tally(three), tally(three) + (tally(two) + tally(one)))


@settings(max_examples=25, deadline=None)
@given(FLOATS, FLOATS)
def test_no_pixel_is_lost_and_each_stands_for_a_value_at_most_half_a_bin_away(one, other):
    counted = tally(one) + tally(other)
    values = np.sort(np.concatenate([one, other]).astype(np.float64))
    found = np.repeat(counted.centers, counted.counts.astype(np.intp))
    assert found.size == values.size
    assert np.abs(found - values).max() <= 2.0**counted.exponent * 0.5 * (1 + 1e-9)


@pytest.mark.parametrize(
    ("name", "value_of"),
    [
        ("bio/blobs/blobs.tif", otsu_value),
        ("bio/blobs/blobs.tif", li_value),
        ("bio/stardist/img2d.tif", otsu_value),
        ("bio/stardist/img2d.tif", li_value),
        ("bio/stardist/img2d.tif", triangle_value),
    ],
)
def test_a_threshold_of_floats_in_pieces_is_that_of_the_whole_within_two_bins(name, value_of):
    image = gaussian(load(name), px(1.5))
    pieces = [tally(one) for one in np.array_split(image, 5)]
    counted, whole = sum(pieces[1:], pieces[0]).histogram(), histogram(image)
    assert counted.counts.size >= BINS
    assert value_of(counted) == pytest.approx(value_of(whole), abs=2 * (whole.centers[1] - whole.centers[0]))


def test_a_hot_pixel_costs_a_bin_and_not_the_others_their_width():
    random = np.random.default_rng(2)
    image = random.normal(100, 5, (80, 80))
    hot = image.copy()
    hot[3, 4] = 1e14
    counted = (tally(image) + tally(hot)).histogram()
    assert counted.centers[-1] < 125
    assert otsu_value(counted) == pytest.approx(100, abs=1)


def test_flat_missing_and_huge_pixels_are_counted():
    nothing, flat = tally(np.full((3, 3), np.nan)), tally(np.zeros((4, 4)))
    assert nothing.histogram().flat
    assert (nothing + flat).counts.sum() == 16
    assert (flat + tally(np.full((4, 4), 1e-30))).histogram().counts.sum() == 32
    assert tally(np.array([[np.inf, 3.0]])).counts.sum() == 1


def test_what_is_held_is_bounded():
    wide = np.arange(4 * MOST, dtype=np.int64) * 1000
    counted = tally(wide)
    assert counted.bins.size <= MOST
    assert counted.counts.sum() == wide.size
    assert counted.percentile(50) == pytest.approx(wide.mean(), rel=1e-4)
