"""Coarse levels of large planes: the same pixels whichever way they are read, and each strip decoded once."""

import asyncio

import numpy as np
import pytest

from tabscope.regions import Region
from tabscope.sources.arrays import MemoryPlanes
from tabscope.sources.layout import Layout
from tabscope.sources.pyramid import KEPT, Pyramid, steps_kept
from tabscope.sources.thinned import ThinnedPlanes

HEIGHT, WIDTH = 1000, 777


class Strips(MemoryPlanes):
    """Planes in strips of 96 rows that count how often each row is read."""

    def __init__(self, array, layout):
        super().__init__(array, layout)
        self.read_rows = np.zeros(layout.height, int)

    @property
    def rows_at_once(self):
        return 96

    async def read(self, number, region):
        self.read_rows[region.y0 : region.y1] += 1
        return await super().read(number, region)


class NoHost:
    """A host with memory enough and nobody else to let in."""

    async def breathe(self):
        return None

    def memory(self):
        from tabscope.host import Memory

        return Memory(0, 0)


@pytest.fixture
def strips():
    """Two planes of noise."""
    pixels = np.random.default_rng(1).integers(0, 60000, (2, HEIGHT, WIDTH), np.uint16)
    return Strips(pixels, Layout("zyx", pixels.shape))


@pytest.mark.parametrize("step", [4, 8, 16])
@pytest.mark.parametrize("box", [(0, 0, None, None), (3, 5, 40, 41), (61, 0, 62, 48)])
def test_a_kept_level_has_the_pixels_of_a_thinned_one(strips, step, box):
    pyramid = Pyramid(strips, HEIGHT, WIDTH, [4, 8, 16], NoHost())
    y0, x0, y1, x1 = box
    y1, x1 = min(y1 or HEIGHT, HEIGHT // step), min(x1 or WIDTH, WIDTH // step)
    region = Region(min(y0, y1 - 1), x0, y1, x1)
    plain = ThinnedPlanes(strips, step, NoHost())
    kept = ThinnedPlanes(strips, step, NoHost(), pyramid)
    for number in (0, 1):
        expected = asyncio.run(plain.read(number, region))
        np.testing.assert_array_equal(asyncio.run(kept.read(number, region)), expected)


def test_all_levels_together_read_every_row_once(strips):
    pyramid = Pyramid(strips, HEIGHT, WIDTH, [4, 8, 16], NoHost())
    for step in (16, 8, 4, 8):
        asyncio.run(pyramid.read(0, step, Region(0, 0, HEIGHT // step, WIDTH // step)))
    np.testing.assert_array_equal(strips.read_rows, 1)


def test_a_plane_that_was_not_asked_for_makes_room(strips, monkeypatch):
    monkeypatch.setattr("tabscope.sources.pyramid.KEPT", 2 * (HEIGHT // 4) * (WIDTH // 4) * 2 - 1)
    pyramid = Pyramid(strips, HEIGHT, WIDTH, [4], NoHost())
    whole = Region(0, 0, HEIGHT // 4, WIDTH // 4)
    first = asyncio.run(pyramid.read(0, 4, whole))
    asyncio.run(pyramid.read(1, 4, whole))
    assert list(pyramid.kept) == [1]
    np.testing.assert_array_equal(asyncio.run(pyramid.read(0, 4, whole)), first)


def test_what_is_kept_stays_within_its_bytes():
    assert steps_kept([2, 4, 8, 16], 20_000, 20_000, 2) == [4, 8, 16]
    assert steps_kept([2, 4, 8, 16, 32, 64], 100_000, 100_000, 2) == [16, 32, 64]
    total = sum((100_000 // step) ** 2 * 2 for step in (16, 32, 64))
    assert total <= KEPT
