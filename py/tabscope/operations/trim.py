"""Cut each object at a share of its own brightness, so that bright ones do not keep their halo."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import keep, sizes

BRIGHT = 0.75
"""An object's own brightness is this quantile of its pixels: above its blurred edge, below its brightest spot."""


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
    ranked = own[np.lexsort((own, owner))]
    count = np.bincount(owner)
    first = np.cumsum(count) - count
    result = np.full(count.size, np.inf)
    there = count > 0
    result[there] = ranked[first[there] + (BRIGHT * (count[there] - 1)).astype(np.int64)]
    return result


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
