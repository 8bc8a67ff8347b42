"""Surface and sphericity of bodies whose surface is known, on voxels of several shapes."""

import numpy as np
import pytest

from tabscope.axes import PixelSize
from tabscope.operations.measure.regions import regions

SPACINGS = [(1.0, 1.0, 1.0), (2.0, 1.0, 1.0), (0.4, 0.2, 0.2), (3.0, 0.5, 0.5)]


def ellipsoid(radii, spacing):
    grids = np.ogrid[tuple(slice(-int(r / s) - 3, int(r / s) + 4) for r, s in zip(radii, spacing, strict=True))]
    distance = sum((grid * s / r) ** 2 for grid, s, r in zip(grids, spacing, radii, strict=True))
    return (distance <= 1).astype(np.uint32)


def surface_of(a, b, c, number=600):
    theta, phi = np.meshgrid(
        (np.arange(number) + 0.5) / number * np.pi, (np.arange(number) + 0.5) / number * 2 * np.pi, indexing="ij"
    )
    piece = (b * c * np.sin(theta) * np.cos(phi)) ** 2 + (a * c * np.sin(theta) * np.sin(phi)) ** 2
    piece += (a * b * np.cos(theta)) ** 2
    return float((np.sin(theta) * np.sqrt(piece)).sum() * (np.pi / number) * (2 * np.pi / number))


def measured(labels, spacing):
    table = regions(labels, pixel_size=PixelSize(*spacing, "um", "test"))
    return {column.name: column.values for column in table.columns}


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("shape", [(1, 1, 1), (0.5, 1, 1.5), (2, 1, 1)])
def test_the_surface_of_an_ellipsoid_is_right_to_six_percent(spacing, shape):
    radii = tuple(8 * one * max(spacing) for one in shape)
    found = measured(ellipsoid(radii, spacing), spacing)
    assert found["surface_um2"][0] == pytest.approx(surface_of(*radii), rel=0.06)


@pytest.mark.parametrize("spacing", SPACINGS)
def test_a_ball_is_rounder_than_an_ellipsoid_and_a_plate(spacing):
    size = 8 * max(spacing)
    ball, egg, plate = (
        measured(ellipsoid(radii, spacing), spacing)["sphericity"][0]
        for radii in ((size, size, size), (size, size, 2 * size), (size / 2, 3 * size, 3 * size))
    )
    assert ball > 0.95
    assert ball > egg > plate


def test_the_surface_of_a_box_along_the_axes_is_the_worst_case_ten_percent_too_small():
    labels = np.zeros((40, 40, 40), np.uint32)
    labels[5:35, 8:32, 10:30] = 3
    found = measured(labels, (1.0, 1.0, 1.0))
    assert found["surface_px"][0] == pytest.approx(2 * (30 * 24 + 24 * 20 + 30 * 20), rel=0.1)


def test_bodies_that_touch_are_measured_apart_and_small_ones_are_not_round():
    labels = np.zeros((20, 20, 30), np.uint32)
    labels[5:15, 5:15, 5:15], labels[5:15, 5:15, 15:25], labels[0, 0, 0] = 1, 2, 9
    found = measured(labels, (1.0, 1.0, 1.0))
    assert found["surface_px"][0] == found["surface_px"][1]
    assert np.isnan(found["sphericity"][2])
