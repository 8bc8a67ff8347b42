"""Brightness of every object of a label image at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.region_shape import Pixels

FULL_SCALE = tuple(2**bits - 1 for bits in (8, 10, 12, 14, 16))
SATURATED_SHARE = 1e-4


def statistics(found: Pixels, image: NDArray[Any]) -> list[tuple[str, NDArray[np.float64]]]:
    """Return mean, median, min, max, sd and sum of an image in each object.

    Pixels without a number (NaN) are left out; an object that has no other pixels is NaN.
    """
    values = image.ravel()[found.flat].astype(np.float64)
    owner, number = found.owner, found.number
    if not np.isfinite(values).all():
        there = np.isfinite(values)
        values, owner = values[there], owner[there]
    order = np.lexsort((values, owner))
    ranked, count = values[order], np.bincount(owner, minlength=number)
    start = np.cumsum(count) - count
    none = count == 0
    count_or_one = np.maximum(count, 1)
    total = np.bincount(owner, weights=values, minlength=number)
    mean = total / count_or_one
    spread = np.bincount(owner, weights=(values - mean[owner]) ** 2, minlength=number) / count_or_one
    if ranked.size == 0:
        ranked = np.zeros(1)
    pick = [
        np.clip(start + offset, 0, ranked.size - 1) for offset in ((count - 1) // 2, count // 2, 0 * count, count - 1)
    ]
    middle = (ranked[pick[0]] + ranked[pick[1]]) / 2
    columns = [
        ("mean", mean),
        ("median", middle),
        ("min", ranked[pick[2]]),
        ("max", ranked[pick[3]]),
        ("sd", np.sqrt(spread)),
        ("sum", total),
    ]
    return [(name, np.where(none, np.nan, column)) for name, column in columns]


def saturation(image: NDArray[Any], bits: int = 0) -> int | None:
    """Return the value at which the camera was full, or None where nothing is saturated (or pixels are no integers).

    Parameters
    ----------
    image : numpy.ndarray
        Pixels as stored.
    bits : int
        What the file says that the camera used; 0 where it does not say. Then it is guessed: the maximum, where that is
        2^k - 1 and at least 0.01 % of the pixels have it.
    """
    if image.dtype.kind not in "ui" or image.size == 0:
        return None
    top = int(image.max())
    if bits:
        full = 2**bits - 1
        return full if top >= full else None
    if top not in FULL_SCALE or np.count_nonzero(image == top) < SATURATED_SHARE * image.size:
        return None
    return top


def saturated_fraction(found: Pixels, image: NDArray[Any], top: int | None) -> NDArray[np.float64]:
    """Return the share of saturated pixels of each object."""
    if top is None:
        return np.zeros(found.number)
    return found.total(image.ravel()[found.flat] >= top) / found.total()
