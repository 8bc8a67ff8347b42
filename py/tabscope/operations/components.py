"""Connected components, numbered by their first pixel in C order."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALL = 1 << 20
"""Ids up to here are never too many for a table."""


def components(mask: NDArray[np.bool_], corners: bool = True) -> tuple[NDArray[np.uint32], int]:
    """Return connected components as uint32 and their number.

    Numbered from 1 by first pixel in C order, background 0. ``corners``: pixels that touch at a corner are joined.
    """
    found, number = labelled(mask, corners)
    return number_by_first_pixel(found), number


def labelled(mask: NDArray[np.bool_], corners: bool = True) -> tuple[NDArray[np.int32], int]:
    """Return connected components in whatever order they were met, and their number."""
    from scipy import ndimage

    structure = ndimage.generate_binary_structure(mask.ndim, mask.ndim if corners else 1)
    found: Any = ndimage.label(mask, structure)
    return found[0], int(found[1])


def number_by_first_pixel(labels: NDArray[Any]) -> NDArray[np.uint32]:
    """Return labels renumbered 1, 2, 3 ... by their first pixel in C order; 0 stays 0."""
    flat = packed(labels)[1].ravel()
    top = int(flat.max()) if flat.size else 0
    first = np.full(top + 1, flat.size, dtype=np.int64)
    place = np.flatnonzero(flat)
    first[flat[place[::-1]]] = place[::-1]
    present = np.flatnonzero(first < flat.size)
    order = present[np.argsort(first[present], kind="stable")]
    new = np.zeros(top + 1, dtype=np.uint32)
    new[order] = np.arange(1, order.size + 1, dtype=np.uint32)
    return new[flat].reshape(labels.shape)


def packed(labels: NDArray[Any]) -> tuple[NDArray[np.uint32], NDArray[Any]]:
    """Return ids, 0 first, and for each pixel the position of its id among them.

    Tables by id are as long as the largest id. Where ids are much larger than the image (4,000,000,000 in one pixel),
    they are counted anew; else ids are 0, 1, 2 ... and the pixels are the labels themselves.
    """
    top = int(labels.max()) if labels.size else 0
    if top <= max(SMALL, 4 * labels.size):
        return np.arange(top + 1, dtype=np.uint32), labels
    ids = np.unique(np.append(labels.ravel(), 0)).astype(np.uint32)
    return ids, np.searchsorted(ids, labels)


def keep(labels: NDArray[Any], chosen: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """Return labels where only ids with a true ``chosen[id]`` remain; ids are kept."""
    ids = np.arange(chosen.size, dtype=np.uint32)
    ids[~chosen] = 0
    return ids[labels]


def sizes(labels: NDArray[Any]) -> NDArray[np.int64]:
    """Return the number of pixels of each id from 0 to the largest."""
    return np.bincount(labels.ravel()).astype(np.int64)


def at_border(labels: NDArray[Any], axes: int = 3, places: tuple[int, ...] = (0, -1)) -> NDArray[Any]:
    """Return the ids (0 among them) that touch the border of the array along its last ``axes`` axes.

    ``places`` are the ends that count: 0 is top and left, -1 is bottom and right.
    """
    found = [np.zeros(1, dtype=labels.dtype)]
    for axis in range(max(0, labels.ndim - axes), labels.ndim):
        found += [np.unique(np.take(labels, place, axis=axis)) for place in places]
    return np.unique(np.concatenate(found))
