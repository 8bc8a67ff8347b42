"""What lies within a radius of a mask.

For all but the widest disks the mask is moved, row by row of the disk: 2 r + 1 rows and 2 r steps along x, each a pass
of "or" over bytes. On 2,048 x 2,048 pixels that takes 7 ms of a processor for a radius of 2 and 92 for 60; distances
take 330.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.distance import distance_inside

MOST_ROWS = 150
"""With more rows, distances are as fast."""

TOUCHING = 1 + 1e-9
"""Distance, in radii, up to which a pixel is within reach: a pixel at exactly the radius is, however it is rounded."""

Rows = dict[tuple[int, ...], int]


def grown(mask: NDArray[np.bool_], radii: tuple[float, ...]) -> NDArray[np.bool_]:
    """Return the mask with all pixels whose distance to it is at most the radius, given in pixels per axis."""
    if not mask.any() or max(radii) < 1:
        return mask.copy()
    steps = [1 / max(one, 0.5) for one in radii]
    rows = _rows(radii, steps)
    if len(rows) > MOST_ROWS:
        return distance_inside(~mask, steps) <= TOUCHING
    found, spread, width = mask.copy(), mask.copy(), 0
    for place, half in sorted(rows.items(), key=lambda item: item[1]):
        for step in range(width + 1, half + 1):
            _join(spread, mask, (*(0,) * len(place), step))
            _join(spread, mask, (*(0,) * len(place), -step))
        width = max(width, half)
        _join(found, spread, (*place, 0))
    return found


def _rows(radii: tuple[float, ...], steps: list[float]) -> Rows:
    """Return how far each row of the disk (the ball) reaches along x, by its place on the other axes."""
    reach = [int(radius + TOUCHING) for radius in radii]
    along = (np.arange(reach[-1] + 1) * steps[-1]) ** 2
    rows: Rows = {}
    for place in product(*(range(-one, one + 1) for one in reach[:-1])):
        away = sum((one * step) ** 2 for one, step in zip(place, steps, strict=False))
        inside = int(np.count_nonzero(np.sqrt(away + along) <= TOUCHING))
        if inside:
            rows[place] = inside - 1
    return rows


def _join(found: NDArray[np.bool_], mask: NDArray[np.bool_], step: tuple[int, ...]) -> None:
    """Add what the mask covers when it is moved by a step."""
    if any(abs(one) >= length for one, length in zip(step, mask.shape, strict=True)):
        return
    here = tuple(slice(max(0, one), length + min(0, one)) for one, length in zip(step, mask.shape, strict=True))
    there = tuple(slice(max(0, -one), length - max(0, one)) for one, length in zip(step, mask.shape, strict=True))
    found[here] |= mask[there]
