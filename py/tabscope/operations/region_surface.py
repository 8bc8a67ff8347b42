"""The surface of every object of a volume, by counting how often straight lines enter it (Crofton's formula)."""

from __future__ import annotations

from functools import cache
from itertools import product
from math import pi

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.region_shape import Pixels

STEPS = tuple(step for step in product((-1, 0, 1), repeat=3) if step > (0, 0, 0))
"""The 13 directions to a neighbour, (z, y, x)."""
POINTS = 20_000
"""Even points on a sphere, by which each direction gets its share: the shares are right to 0.1 %."""

Spacing = tuple[float, float, float]


def entries(found: Pixels) -> NDArray[np.float64]:
    """Return how often the lines of each direction enter each object, (direction, object)."""
    padded = np.ascontiguousarray(np.pad(found.labels, 1))  # np.pad keeps an order in memory by columns
    strides = np.array(padded.strides) // padded.itemsize
    flat = padded.ravel()
    here = sum((axis + 1) * int(stride) for axis, stride in zip(found.place, strides, strict=True))
    here = np.asarray(here, dtype=np.int64)
    mine = flat[here]
    counts = [
        np.bincount(found.owner[flat[here - int(np.dot(step, strides))] != mine], minlength=found.number)
        for step in STEPS
    ]
    return np.array(counts, dtype=np.float64)


def surfaces(entered: NDArray[np.float64], spacing: Spacing = (1.0, 1.0, 1.0)) -> NDArray[np.float64]:
    """Return the surface of each object from `entries`, in the units of ``spacing`` (z, y, x) squared.

    A body's surface is four times its shadow, averaged over all directions; its shadow is the number of lines that
    enter it times the area between lines. Lohmann 1998; Legland et al. 2007, doi:10.5566/ias.v26.p83-92. A mesh on the
    staircase of voxels is 8 to 25 % too large instead. Round bodies come out to 6 %; flat faces along the axes, the
    worst case, 10 % too small.
    """
    across = np.prod(spacing) / np.linalg.norm(np.array(STEPS) * spacing, axis=1)
    return 4 * (_shares(spacing) * across) @ entered


@cache
def _shares(spacing: Spacing) -> NDArray[np.float64]:
    """Return which share of all directions is nearest to each of the 13."""
    number = np.arange(POINTS) + 0.5
    height, turn = 1 - 2 * number / POINTS, pi * (1 + 5**0.5) * number
    width = np.sqrt(1 - height**2)
    sphere = np.stack([height, width * np.sin(turn), width * np.cos(turn)], axis=1)
    steps = np.array(STEPS) * spacing
    nearest = np.abs(sphere @ (steps / np.linalg.norm(steps, axis=1, keepdims=True)).T).argmax(axis=1)
    return np.bincount(nearest, minlength=len(STEPS)) / POINTS
