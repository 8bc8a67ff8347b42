"""Flooding from peaks, and joining what is parted by too shallow a valley.

The same objects as a watershed from h-maxima, without the slow reconstruction over the whole plane: flood from every
peak, then join basins whose lower peak stands less than h above the saddle between them.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.chains import root
from tabscope.operations.components import components, labelled

Edges = list[tuple[int, int, float]]


def flooded(height: NDArray[np.float64], markers: NDArray[Any], mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the watershed of a height from markers within a mask; pixels at corners are neighbours.

    Only pieces of the mask with more than one marker are flooded: the others are their marker's as a whole. Most
    objects stand alone, and flooding is the slowest part of a preview.
    """
    from skimage import segmentation

    pieces, number = labelled(mask)
    seeded = (markers > 0) & mask
    first, last = np.full(number + 1, np.iinfo(np.int64).max), np.zeros(number + 1, np.int64)
    np.minimum.at(first, pieces[seeded], markers[seeded])
    np.maximum.at(last, pieces[seeded], markers[seeded])
    found = np.where(first == last, last, 0)[pieces]
    shared = (first < last)[pieces]
    if shared.any():
        parted = segmentation.watershed(-height, np.where(shared, markers, 0), connectivity=mask.ndim, mask=shared)
        found[shared] = parted[shared]
    return found


def basins(height: NDArray[np.float64], mask: NDArray[np.bool_], least: float) -> NDArray[np.int64]:
    """Return the basins of the peaks that stand at least ``least`` above the saddle to any higher peak.

    Every connected piece of the mask keeps its highest peak. Of equal peaks the first in C order wins.
    """
    from scipy import ndimage

    inside = np.where(mask, height, -np.inf)
    markers, number = components((inside == ndimage.maximum_filter(inside, 3, mode="nearest")) & mask)
    found = flooded(height, markers, mask)
    peaks = np.zeros(number + 1)
    peaks[markers[markers > 0]] = height[markers > 0]
    edges = _saddles(found, height)
    return _joined(edges, _lasting(edges, peaks, least))[found]


def _saddles(found: NDArray[np.int64], height: NDArray[np.float64]) -> Edges:
    """Return (basin, basin, height of the saddle between them) for basins that touch, the highest saddle first."""
    keys: list[NDArray[np.int64]] = []
    levels: list[NDArray[np.float64]] = []
    factor = int(found.max()) + 1
    for step in product((-1, 0, 1), repeat=found.ndim):
        if step <= (0,) * found.ndim:
            continue
        here = tuple(slice(max(0, -one), min(0, -one) or None) for one in step)
        there = tuple(slice(max(0, one), min(0, one) or None) for one in step)
        one, other = found[here], found[there]
        touch = (one != other) & (one > 0) & (other > 0)
        keys.append(np.minimum(one[touch], other[touch]) * factor + np.maximum(one[touch], other[touch]))
        levels.append(np.minimum(height[here][touch], height[there][touch]))
    key, level = np.concatenate(keys), np.concatenate(levels)
    order = np.lexsort((-level, key))
    key, level = key[order], level[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    key, level = key[first], level[first]
    order = np.lexsort((key, -level))
    return [(int(k // factor), int(k % factor), float(s)) for k, s in zip(key[order], level[order], strict=True)]


def _lasting(edges: Edges, peaks: NDArray[np.float64], least: float) -> list[bool]:
    """Return which peaks stand at least ``least`` above the saddle at which their basin meets a higher one."""
    parent, lasting = list(range(peaks.size)), [True] * peaks.size
    for one, other, saddle in edges:
        a, b = root(parent, one), root(parent, other)
        if a != b:
            high, low = (a, b) if (peaks[a], -a) > (peaks[b], -b) else (b, a)
            parent[low] = high
            lasting[low] = bool(peaks[low] - saddle >= least)
    return lasting


def _joined(edges: Edges, lasting: list[bool]) -> NDArray[np.int64]:
    """Return for each basin the one it belongs to: basins join over the highest saddles, two lasting ones never."""
    parent, holds = list(range(len(lasting))), list(lasting)
    for one, other, _ in edges:
        a, b = root(parent, one), root(parent, other)
        if a != b and not (holds[a] and holds[b]):
            kept, gone = (a, b) if holds[a] else (b, a)
            parent[gone] = kept
    return np.array([root(parent, one) for one in range(len(parent))], dtype=np.int64)
