"""Values along a line are those of the pixels it crosses, wherever and at whatever level it is read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from runner.test_run import image_of

from tabscope import profile
from tabscope.errors import TabscopeError

Y, X = np.mgrid[:64, :80]
SLOPE = (3.0 * Y + 0.5 * X)[None, None, None]
inside = st.tuples(st.floats(0, 63), st.floats(0, 79))


def test_a_line_through_centres_of_pixels_gives_their_values(run_async):
    array = np.random.default_rng(2).integers(0, 60000, (1, 2, 1, 64, 80)).astype(np.uint16)
    found = run_async(profile.along(image_of(array, names=("a", "b")), [(5, 10), (5, 20)], 0, 0))
    assert list(found.distance) == list(range(11))
    for channel in (0, 1):
        assert list(found.values[channel]) == list(array[0, channel, 0, 5, 10:21])


def test_values_on_a_slope_are_exact_between_pixels(run_async):
    @given(st.lists(inside, min_size=2, max_size=5))
    def check(points):
        found = run_async(profile.along(image_of(SLOPE), points, 0, 0))
        ends = [3.0 * y + 0.5 * x for y, x in (points[0], points[-1])]
        assert found.values[0][[0, -1]] == pytest.approx(ends, abs=1e-9)
        assert len(found.values[0]) == len(found.distance)
        assert found.distance[-1] == pytest.approx(np.hypot(*np.diff(points, axis=0).T).sum())

    check()


def test_a_long_line_is_read_at_a_coarser_level_and_means_the_same(run_async, monkeypatch):
    image, line = image_of(SLOPE, levels=2), [(4.5, 6.5), (50.5, 70.5)]
    fine = run_async(profile.along(image, line, 0, 0))
    monkeypatch.setattr(profile, "MOST_PIXELS", 2000)
    coarse = run_async(profile.along(image, line, 0, 0))
    assert (fine.level, coarse.level) == (0, 1)
    at_fine = np.interp(coarse.distance, fine.distance, fine.values[0])
    np.testing.assert_allclose(coarse.values[0], at_fine, atol=1e-9)


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (float("nan"), 2)], [(-50, -50), (-40, -45)]])
def test_what_is_no_line_on_the_image_is_refused(points, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(profile.along(image_of(SLOPE), points, 0, 0))
    assert caught.value.code == "usage"
