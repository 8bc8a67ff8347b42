"""Growing a mask by moving it gives what distances give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabscope.operations.distance import distance_inside
from tabscope.operations.reach import TOUCHING, grown

RADII = st.floats(0.2, 7) | st.integers(1, 7).map(float) | st.sampled_from([2**0.5, 5**0.5, 8**0.5, 13**0.5])


@settings(max_examples=80)
@given(data=st.data())
def test_a_mask_grows_by_all_pixels_within_the_radius(data):
    shape = tuple(data.draw(st.lists(st.integers(1, 18), min_size=2, max_size=3)))
    radii = tuple(data.draw(st.lists(RADII, min_size=len(shape), max_size=len(shape))))
    mask = np.random.default_rng(data.draw(st.integers(0, 99))).random(shape) < data.draw(st.sampled_from([0.02, 0.3]))
    if not mask.any() or max(radii) < 1:
        np.testing.assert_array_equal(grown(mask, radii), mask)
    else:
        away = distance_inside(~mask, [1 / max(one, 0.5) for one in radii])
        np.testing.assert_array_equal(grown(mask, radii), (away <= TOUCHING) | mask.all())


@pytest.mark.parametrize("radius", [60.0, 90.0])
def test_wide_disks_are_the_same_on_either_way(radius):
    mask = np.zeros((190, 200), np.bool_)
    mask[95, 100] = True
    y, x = np.indices(mask.shape)
    np.testing.assert_array_equal(grown(mask, (radius, radius)), (y - 95) ** 2 + (x - 100) ** 2 <= radius**2)
