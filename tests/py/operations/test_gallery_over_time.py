"""The recipes for movies and volumes against scenes whose truth is known."""

import numpy as np
import pytest
from operations.test_gallery_recipes import image_of
from scipy import ndimage

from tabscope import gallery
from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.recipe import parse

FRAMES = 8
DIVIDES = 4
"""Frame in which the first cell is two for the first time."""


def cells():
    """Return the places of cells, (frame, y, x) by track; the first one divides into the last two."""
    random = np.random.default_rng(8)
    start = [(30, 30), (30, 90), (90, 40), (95, 110), (150, 60), (140, 130)]
    ways = {
        number: [(t, y + t + random.uniform(-1, 1), x - 0.5 * t + random.uniform(-1, 1)) for t in range(FRAMES)]
        for number, (y, x) in enumerate(start)
    }
    mother = ways[0][:DIVIDES]
    ways[0] = mother
    _, y, x = mother[-1]
    for number, side in ((6, -1), (7, 1)):
        ways[number] = [(t, y, x + side * (8 + 2 * (t - DIVIDES))) for t in range(DIVIDES, FRAMES)]
    return ways


def movie(ways):
    random = np.random.default_rng(9)
    y, x = np.indices((180, 170))
    frames = []
    for t in range(FRAMES):
        light = np.zeros(y.shape)
        for number, way in ways.items():
            radius = 6 if number >= 6 else 8
            for moment, cy, cx in way:
                if moment == t:
                    light[(y - cy) ** 2 + (x - cx) ** 2 <= radius**2] = 400
        frames.append(random.poisson(100 + ndimage.gaussian_filter(light, 1)))
    return np.stack(frames).astype(np.uint16)[:, None, None]


@pytest.fixture(scope="module")
def ways():
    return cells()


def test_cells_are_followed_and_a_division_is_seen(ways, host, run_async):
    run = run_async(Engine(host).run(parse(gallery.load("track-cells")), image_of(movie(ways), ("H2B",))))
    table, motion = run.tables["tracks"], run.tables["motion"]
    assert run.headline == f"8 tracks of {sum(map(len, ways.values()))} nuclei in {FRAMES} frames"
    mine = {}
    for number, way in ways.items():
        found = set()
        for t, y, x in way:
            away = np.hypot(table["centroid_y_px"] - y, table["centroid_x_px"] - x) + 1e6 * (table["t"] != t)
            assert away.min() < 1.5
            found.add(int(table["track"][away.argmin()]))
        assert len(found) == 1
        mine[number] = found.pop()
    assert len(set(mine.values())) == 8
    parents = dict(zip(motion["track"].tolist(), motion["parent_track"].tolist(), strict=True))
    assert {number for number in mine if parents[mine[number]]} == {6, 7}
    assert parents[mine[6]] == parents[mine[7]] == mine[0]


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_balls_in_a_stack_are_counted_and_have_their_volume(seed, host, run_async):
    random = np.random.default_rng(seed)
    centres, radius, spacing = [], 4.0, np.array([1.5, 0.5, 0.5])
    grid = np.indices((20, 110, 110)) * spacing[:, None, None, None]
    light = np.zeros(grid.shape[1:])
    while len(centres) < 12:
        one = random.uniform((5, 5, 5), (24, 50, 50))
        if all(np.linalg.norm(one - other) > 2.3 * radius for other in centres):
            centres.append(one)
            light[((grid - one[:, None, None, None]) ** 2).sum(axis=0) <= radius**2] = 400
    stack = random.poisson(100 + ndimage.gaussian_filter(light, (0.5, 1, 1))).astype(np.uint16)
    image = image_of(stack[None, None], ("DNA",), PixelSize(1.5, 0.5, 0.5, None, "OME"))
    run = run_async(Engine(host).run(parse(gallery.load("nuclei-3d")), image))
    table = run.tables["cells"]
    assert run.count == 12
    found = np.stack([table[f"centroid_{axis}_um"] for axis in "zyx"], axis=1)
    assert np.linalg.norm(np.array(centres)[:, None] - found[None], axis=2).min(axis=1).max() < 0.7
    assert np.median(table["volume_um3"]) == pytest.approx(4 / 3 * np.pi * radius**3, rel=0.15)
