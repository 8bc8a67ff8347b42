"""The brightness around objects: one value for the plane, or one for the ring around each (ground rules, section 3)."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.region_shape import Pixels

Background = Literal["none", "global", "ring"]
CLEAR = 0.5
"""Diameters around all objects that are left out of the background of the plane."""
RING = (0.1, 0.4)
"""Where the ring around an object begins and ends, in diameters."""

Sides = tuple[float, ...]


def typical_sides(found: Pixels, spacing: Sides | None) -> Sides:
    """Return the median diameter of the objects (circle or ball of the same size) in pixels along each axis."""
    axes = len(found.place)
    scale = spacing or (1.0,) * axes
    size = found.total() * float(np.prod(scale))
    round_ones = 2 * np.sqrt(size / np.pi) if axes == 2 else np.cbrt(6 * size / np.pi)
    middle = float(np.median(round_ones)) if found.number else 1.0
    return tuple(middle / one for one in scale)


def backgrounds(
    found: Pixels, images: list[NDArray[Any]], how: Background, sides: Sides, inside: NDArray[np.bool_] | None = None
) -> list[NDArray[np.float64]]:
    """Return the background of each image at each object; NaN where no pixel is left to take it from.

    Parameters
    ----------
    found : Pixels
        The objects.
    images : list of numpy.ndarray
        Pixels as stored; those without a number do not count.
    how : str
        ``global``: median outside all objects grown by half a diameter; ``ring``: median of the pixels 0.1 to 0.4
        diameters from the object that are nearest to it.
    sides : tuple of float
        The diameter in pixels along each axis.
    inside : numpy.ndarray, optional
        bool, (y, x): only these pixels belong to what is analysed.
    """
    from scipy import ndimage

    if not found.number:
        return [np.zeros(0) for _ in images]
    sampling = tuple(1 / one for one in sides)
    measured: Any = ndimage.distance_transform_edt(found.labels == 0, sampling=sampling, return_indices=how == "ring")
    away, nearest = measured if how == "ring" else (measured, None)
    around = away > CLEAR if nearest is None else (away > RING[0]) & (away <= RING[1])
    if inside is not None:
        around &= inside
    if nearest is None:
        return [np.full(found.number, _median(image[around])) for image in images]
    names = np.asarray(found.labels)[tuple(axis[around] for axis in nearest)]
    owner = np.searchsorted(found.ids, names)
    return [_medians(owner, image[around], found.number) for image in images]


def _median(values: NDArray[Any]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")


def _medians(owner: NDArray[np.int64], values: NDArray[Any], number: int) -> NDArray[np.float64]:
    """Return the median of the values of each owner, NaN without one."""
    known = np.isfinite(values)
    owner, values = owner[known], values[known].astype(np.float64)
    order = np.lexsort((values, owner))
    ranked, count = values[order], np.bincount(owner, minlength=number)
    start = np.cumsum(count) - count
    low, high = start + np.maximum(count - 1, 0) // 2, start + count // 2
    some = count > 0
    middle = np.full(number, np.nan)
    middle[some] = (ranked[low[some]] + ranked[high[some]]) / 2
    return middle
