"""How long the sides of a pixel are: in a volume slices lie further apart than pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize


def sides(size: PixelSize | None, axes: int) -> tuple[float, ...]:
    """Return how long a pixel is along each of 2 or 3 axes, in pixels of the plane (their geometric mean).

    1 where it is not known: voxels are then taken for cubes.
    """
    if size is None or not (size.y and size.x):
        return (1.0,) * axes
    plane = size.y if size.y == size.x else (size.y * size.x) ** 0.5
    return ((size.z or plane) / plane, size.y / plane, size.x / plane)[-axes:]


def uneven(lengths: tuple[float, ...]) -> bool:
    """Whether pixels are longer along one axis than along another."""
    return any(one != lengths[0] for one in lengths)


def between_slices(values: NDArray[Any], side: float) -> NDArray[Any]:
    """Return a volume of cubes: slices that lie ``side`` pixels apart, with those between them interpolated."""
    last = len(values) - 1
    return _at(values, np.linspace(0, last, round(last * side) + 1))


def at_slices(values: NDArray[Any], number: int) -> NDArray[Any]:
    """Return the slices that a volume had before `between_slices`; labels are taken from the nearest one."""
    places = np.linspace(0, len(values) - 1, number)
    return _at(values, places) if values.dtype.kind == "f" else values[np.rint(places).astype(np.int64)]


def _at(values: NDArray[Any], places: NDArray[np.float64]) -> NDArray[Any]:
    low = places.astype(np.int64)
    high = np.minimum(low + 1, len(values) - 1)
    share = (places - low).astype(values.dtype).reshape(-1, *(1 for _ in values.shape[1:]))
    return values[low] * (1 - share) + values[high] * share
