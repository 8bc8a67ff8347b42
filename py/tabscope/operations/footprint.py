"""Neighbourhoods: disks and balls in pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def ellipsoid(radii: tuple[float, ...]) -> NDArray[np.bool_]:
    """Return a disk (a ball in 3D) with these radii in pixels per axis; equal to scikit-image's for whole radii."""
    grids = np.ogrid[tuple(slice(-int(radius), int(radius) + 1) for radius in radii)]
    distance: NDArray[Any] = np.zeros(())
    for grid, radius in zip(grids, radii, strict=True):
        distance = distance + (grid / max(radius, 0.5)) ** 2
    return distance <= 1
