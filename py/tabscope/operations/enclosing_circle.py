"""The smallest circle that holds all points of an object."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

SLACK = 1e-12
"""A point this far (relative) outside of a circle is on it: the circle was computed from such points."""

Floats = NDArray[np.float64]
Circle = tuple[float, float, float]
Point = tuple[float, float]


def enclosing_circles(owner: NDArray[np.int64], y: Floats, x: Floats, number: int) -> tuple[Floats, Floats, Floats]:
    """Return centre (y, x) and radius of the smallest circle around the points of each owner.

    Parameters
    ----------
    owner : numpy.ndarray
        For each point the object it belongs to, 0 to ``number`` - 1; each has at least one.
    y, x : numpy.ndarray
        Coordinates of the points.
    number : int
        How many objects there are.
    """
    order = np.argsort(owner, kind="stable")
    ends = np.cumsum(np.bincount(owner, minlength=number))[:-1]
    parts = np.split(np.stack([y, x], axis=1)[order], ends) if number else []
    found = np.array([_around(part) for part in parts], dtype=np.float64).reshape(number, 3)
    return found[:, 0], found[:, 1], found[:, 2]


def _around(points: Floats) -> Circle:
    """Return the smallest circle: it is held by two or three points, which are found from the farthest ones outside.

    The circle grows with every point that is taken up, so that this ends.
    """
    held = [_point(points, 0)]
    circle = (*held[0], 0.0)
    while True:
        away = np.hypot(points[:, 0] - circle[0], points[:, 1] - circle[1])
        farthest = int(away.argmax())
        if away[farthest] <= circle[2] * (1 + SLACK) + SLACK:
            return circle
        circle, held = _held_by([*held, _point(points, farthest)])


def _point(points: Floats, place: int) -> Point:
    return float(points[place, 0]), float(points[place, 1])


def _held_by(points: list[Point]) -> tuple[Circle, list[Point]]:
    """Return the smallest circle around at most four points, and the two or three of them that hold it."""
    best: tuple[Circle, list[Point]] | None = None
    for number in (2, 3):
        for chosen in combinations(points, number):
            circle = _through(chosen)
            if circle is None or (best is not None and circle[2] >= best[0][2]):
                continue
            reach = circle[2] * (1 + 1e-9) + SLACK
            if all(np.hypot(y - circle[0], x - circle[1]) <= reach for y, x in points):
                best = circle, list(chosen)
    if best is None:
        raise ArithmeticError("no circle holds these points")
    return best


def _through(points: tuple[Point, ...]) -> Circle | None:
    """Return the circle on two points as its ends, or through three; None where they lie in a line."""
    if len(points) == 2:
        (ay, ax), (by, bx) = points
        return (ay + by) / 2, (ax + bx) / 2, float(np.hypot(ay - by, ax - bx)) / 2
    (ay, ax), (by, bx), (cy, cx) = points
    by, bx, cy, cx = by - ay, bx - ax, cy - ay, cx - ax
    turn = 2 * (bx * cy - by * cx)
    if abs(turn) < SLACK:
        return None
    x = (cy * (bx * bx + by * by) - by * (cx * cx + cy * cy)) / turn
    y = (bx * (cx * cx + cy * cy) - cx * (bx * bx + by * by)) / turn
    return ay + y, ax + x, float(np.hypot(y, x))
