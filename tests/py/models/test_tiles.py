"""Tiles cover an axis once, and answer only for what they see well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabscope.models.tiles import spans


@given(st.integers(1, 40), st.integers(0, 15), st.integers(0, 200))
def test_every_pixel_has_one_tile_that_sees_it_with_its_surroundings(size, halo, more):
    if size <= 2 * halo:
        return
    length = size + more
    cut = spans(length, size, halo)
    assert [one.first for one in cut[1:]] == [one.last for one in cut[:-1]]
    assert (cut[0].first, cut[-1].last) == (0, length)
    for one in cut:
        assert 0 <= one.start <= one.first < one.last <= one.start + size <= length
        assert one.first == 0 or one.first - one.start >= halo
        assert one.last == length or one.start + size - one.last >= halo


def test_an_axis_of_the_network_s_own_size_is_one_tile():
    assert len(spans(512, 512, 32)) == 1


def test_one_pixel_more_needs_a_second_tile():
    assert [(one.start, one.first, one.last) for one in spans(513, 512, 32)] == [(0, 0, 256), (1, 256, 513)]


def test_a_tile_that_is_nothing_but_halo_is_refused():
    with pytest.raises(ValueError, match="no middle"):
        spans(100, 64, 32)
