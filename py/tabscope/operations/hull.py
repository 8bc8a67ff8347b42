"""Convex hulls of the pixel corners of all objects at once: area, largest and smallest width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

PAIRS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Hulls:
    """One figure per object, in the units of the coordinates."""

    area: NDArray[np.float64]
    feret_max: NDArray[np.float64]
    feret_min: NDArray[np.float64]


def hulls(
    owner: NDArray[np.int64],
    y: NDArray[np.int64],
    x: NDArray[np.int64],
    number: int,
    spacing: tuple[float, float] = (1.0, 1.0),
) -> Hulls:
    """Measure the convex hulls of pixel corners.

    Parameters
    ----------
    owner, y, x : numpy.ndarray
        Object (0 to ``number`` - 1) and integer coordinates of each foreground pixel, in C order of the plane.
    number : int
        Number of objects; each has at least one pixel.
    spacing : tuple of float
        Height and width of a pixel.

    Returns
    -------
    Hulls
        Areas and widths.
    """
    if number == 0:
        return Hulls(np.zeros(0), np.zeros(0), np.zeros(0))
    left = _chain(*_corner_lines(owner, y, x, number, right=False), side=-1)
    right = _chain(*_corner_lines(owner, y, x, number, right=True), side=1)
    ids = np.concatenate([left[0], right[0]])
    ys = np.concatenate([left[1], right[1]]).astype(np.float64) * spacing[0]
    xs = np.concatenate([left[2], right[2]]).astype(np.float64) * spacing[1]
    # Around each hull once: down the left side, up the right side.
    turn = np.concatenate([np.arange(left[0].size), -np.arange(right[0].size) + 2 * ids.size])
    order = np.lexsort((turn, ids))
    return _measure(ids[order], ys[order], xs[order], number)


def _corner_lines(
    owner: NDArray[np.int64], y: NDArray[np.int64], x: NDArray[np.int64], number: int, *, right: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return, per object and horizontal grid line, the outermost corner on one side, sorted by object and line."""
    height = int(y.max()) + 2
    line = np.concatenate([owner * height + y, owner * height + y + 1])
    edge = np.concatenate([x, x]) + (1 if right else 0)
    outermost = np.full(number * height, -1 if right else np.iinfo(np.int64).max, dtype=np.int64)
    (np.maximum if right else np.minimum).at(outermost, line, edge)
    there = np.flatnonzero(outermost != (-1 if right else np.iinfo(np.int64).max))
    return there // height, there % height, outermost[there]


def _chain(ids: NDArray[np.int64], y: NDArray[np.int64], x: NDArray[np.int64], side: int) -> Any:
    """Drop points that lie on or inside the line between their neighbours until none is left.

    Such a point is never a corner of the hull, so all of them may go at once.
    """
    while ids.size > 2:
        before, here, after = slice(None, -2), slice(1, -1), slice(2, None)
        same = (ids[before] == ids[here]) & (ids[after] == ids[here])
        cross = (x[here] - x[before]) * (y[after] - y[before]) - (x[after] - x[before]) * (y[here] - y[before])
        drop = np.zeros(ids.size, dtype=np.bool_)
        drop[1:-1] = same & (side * cross <= 0)
        if not drop.any():
            break
        ids, y, x = ids[~drop], y[~drop], x[~drop]
    return ids, y, x


def _measure(ids: NDArray[np.int64], y: NDArray[np.float64], x: NDArray[np.float64], number: int) -> Hulls:
    count = np.bincount(ids, minlength=number)
    start = np.cumsum(count) - count
    position = np.arange(ids.size) - start[ids]
    following = start[ids] + (position + 1) % count[ids]
    dy, dx = y[following] - y, x[following] - x
    area = np.abs(np.bincount(ids, weights=x * y[following] - x[following] * y, minlength=number)) / 2
    length = np.hypot(dy, dx)
    widest = np.zeros(number)
    narrowest = np.full(number, np.inf)
    pairs = np.cumsum(count[ids])
    first = 0
    while first < ids.size:
        last = max(first + 1, int(np.searchsorted(pairs, (pairs[first - 1] if first else 0) + PAIRS_AT_ONCE)))
        edges = np.repeat(np.arange(first, last), count[ids[first:last]])
        offset = np.arange(edges.size) - np.repeat(
            np.cumsum(count[ids[first:last]]) - count[ids[first:last]], count[ids[first:last]]
        )
        other = start[ids[edges]] + offset
        gap_y, gap_x = y[other] - y[edges], x[other] - x[edges]
        np.maximum.at(widest, ids[edges], np.hypot(gap_y, gap_x))
        away = np.where(
            length[edges] > 0, np.abs(gap_x * dy[edges] - gap_y * dx[edges]) / np.maximum(length[edges], 1e-300), np.inf
        )
        width = np.zeros(last - first)
        np.maximum.at(width, edges - first, away)
        np.minimum.at(narrowest, ids[first:last], width)
        first = last
    return Hulls(area, widest, narrowest)
