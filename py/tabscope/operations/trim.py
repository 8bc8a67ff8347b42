"""Cut each object at a share of its own brightness, so that bright ones do not keep their halo."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import keep, sizes

BRIGHT = 0.75
"""An object's own brightness is this quantile of its pixels: above its blurred edge, below its brightest spot."""

SIGN = np.uint32(1 << 31)


def outside(values: NDArray[Any], mask: NDArray[np.bool_]) -> float:
    """Return the level of the background: the median of the values outside a mask, 0 where there is no outside."""
    return float(np.median(values[~mask])) if not mask.all() else 0.0


def trimmed(labels: NDArray[Any], values: NDArray[Any], base: float, share: float) -> NDArray[np.int64]:
    """Return labels without the pixels at or below base + ``share`` x (the object's brightness - base).

    ``base`` is the level of the background. Holes that the cut makes go back to their object; where an
    object falls into parts, its largest stays (of equal ones the first).
    """
    cut = np.where(values - base > share * (_brightness(labels, values)[labels] - base), labels, 0)
    return _largest_parts(_refilled(cut, labels))


def _brightness(labels: NDArray[Any], values: NDArray[Any]) -> NDArray[np.float64]:
    """Return the quantile `BRIGHT` of each object by id; infinite for ids that do not occur."""
    inside = np.flatnonzero(labels)
    owner, own = labels.ravel()[inside], values.ravel()[inside]
    ranked = _ranked(own, owner)
    count = np.bincount(owner)
    first = np.cumsum(count) - count
    result = np.full(count.size, np.inf)
    there = count > 0
    result[there] = ranked[first[there] + (BRIGHT * (count[there] - 1)).astype(np.int64)]
    return result


def _ranked(values: NDArray[Any], owner: NDArray[Any]) -> NDArray[Any]:
    """Return the values sorted by owner, and of each owner from the lowest to the highest.

    A float32 has its owner's number in front of it in one integer of 64 bits, which sorts at once.
    """
    if values.dtype != np.float32:
        return values[np.lexsort((values, owner))]
    bits = np.ascontiguousarray(values).view(np.uint32)
    rising = np.where(bits & SIGN, ~bits, bits | SIGN)  # as unsigned integers these are in the order of the floats
    keys = owner.astype(np.uint64) << np.uint64(32) | rising
    keys.sort()
    low = keys.astype(np.uint32)
    return np.where(low & SIGN, low & ~SIGN, ~low).view(np.float32)


def _refilled(cut: NDArray[Any], labels: NDArray[Any]) -> NDArray[np.int64]:
    """Give back pixels that the cut took away and that lie enclosed by what is left."""
    from scipy import ndimage

    enclosed = ndimage.binary_fill_holes(cut > 0) & (cut == 0) & (labels > 0)
    return np.where(enclosed, labels, cut)


def _largest_parts(labels: NDArray[Any]) -> NDArray[np.int64]:
    """Keep the largest connected part of each id."""
    from skimage import measure

    parts: Any = measure.label(labels, connectivity=labels.ndim)
    area, owner = sizes(parts), np.zeros(int(parts.max()) + 1, dtype=np.int64)
    owner[parts.ravel()] = labels.ravel()
    order = np.lexsort((np.arange(area.size), -area, owner))
    best = np.zeros(area.size, dtype=np.bool_)
    best[order] = np.diff(owner[order], prepend=-1) != 0
    best[0] = False
    return np.where(keep(parts, best) > 0, labels, 0)
