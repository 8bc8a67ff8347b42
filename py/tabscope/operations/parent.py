"""Which large object each small one belongs to: the rule for spots in nuclei and nuclei in cells, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import packed
from tabscope.operations.region_shape import Pixels, pixels


@dataclass(frozen=True)
class Parents:
    """The small objects, the large ones, and who lies in whom.

    Attributes
    ----------
    small, large : Pixels
        The pixels of both.
    position : numpy.ndarray
        For each small object the position of its parent among the large ones, -1 without one.
    area : numpy.ndarray
        Number of pixels of each small object.
    inside : numpy.ndarray
        How many of these lie in its parent, 0 without one.
    """

    small: Pixels
    large: Pixels
    position: NDArray[np.int64]
    area: NDArray[np.float64]
    inside: NDArray[np.float64]


def parents_of(small: NDArray[np.uint32], large: NDArray[np.uint32], least: float = 0.0) -> Parents:
    """Return the large object that each small one shares most pixels with; background is no rival.

    Of equal shares the smaller number wins. A small object of which less than the share ``least`` lies in that one has
    no parent; at 0, CellProfiler's rule, a single pixel is enough.
    """
    inner, outer = pixels(small), pixels(large)
    area = inner.total()
    names, places = packed(large)
    at = np.full(names.size, -1, dtype=np.int64)
    at[np.searchsorted(names, outer.ids)] = np.arange(outer.number)
    under: NDArray[Any] = at[places.ravel()[inner.flat]]
    there, every = under >= 0, max(outer.number, 1)
    pairs, count = np.unique(inner.owner[there] * every + under[there], return_counts=True)
    child, owner = pairs // every, pairs % every
    order = np.lexsort((owner, -count, child))
    first = order[np.unique(child[order], return_index=True)[1]]
    first = first[count[first] >= least * area[child[first]]]
    position, inside = np.full(inner.number, -1, dtype=np.int64), np.zeros(inner.number)
    position[child[first]], inside[child[first]] = owner[first], count[first]
    return Parents(inner, outer, position, area, inside)
