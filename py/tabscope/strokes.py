"""Strokes that a person painted: which pixels they cover, and the class of each (`segment.pixel_classes`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError

MOST_STROKES, MOST_POINTS, MOST_CLASSES = 10_000, 10_000, 8
WIDEST = 1000.0


@dataclass(frozen=True)
class Stroke:
    """One stroke of a round brush.

    Attributes
    ----------
    number : int
        The class, from 1.
    points : tuple of (y, x)
        Its path in pixels of full resolution; whole numbers are centres of pixels.
    radius : float
        Of the brush, in pixels of full resolution.
    z, t : int
        The plane it was painted on.
    """

    number: int
    points: tuple[tuple[float, float], ...]
    radius: float
    z: int = 0
    t: int = 0


def paint(
    strokes: Sequence[Stroke], shape: tuple[int, int], origin: tuple[float, float], factor: tuple[float, float]
) -> NDArray[np.uint8]:
    """Return the class of each pixel of a plane, 0 where nothing is painted; later strokes lie over earlier ones.

    Parameters
    ----------
    strokes : sequence of Stroke
        In the order in which they were painted.
    shape : tuple of int
        Rows and columns.
    origin : tuple of float
        Centre of the first pixel, (y, x) in pixels of full resolution.
    factor : tuple of float
        Pixels of full resolution per pixel, (y, x).
    """
    plane = np.zeros(shape, np.uint8)
    y = origin[0] + factor[0] * np.arange(shape[0])
    x = origin[1] + factor[1] * np.arange(shape[1])
    for stroke in strokes:
        for start, end in zip(stroke.points, stroke.points[1:] or stroke.points, strict=False):
            _segment(plane, y, x, start, end, stroke)
    return plane


def _segment(
    plane: NDArray[np.uint8],
    y: NDArray[Any],
    x: NDArray[Any],
    start: tuple[float, float],
    end: tuple[float, float],
    stroke: Stroke,
) -> None:
    """Paint the pixels whose centre is no further than the radius from a straight piece of the path."""
    lows, highs = np.minimum(start, end) - stroke.radius, np.maximum(start, end) + stroke.radius
    rows = slice(int(np.searchsorted(y, lows[0])), int(np.searchsorted(y, highs[0], "right")))
    columns = slice(int(np.searchsorted(x, lows[1])), int(np.searchsorted(x, highs[1], "right")))
    down, right = end[0] - start[0], end[1] - start[1]
    dy, dx = (y[rows] - start[0])[:, None], (x[columns] - start[1])[None]
    length = down * down + right * right
    along = np.clip((dy * down + dx * right) / length, 0, 1) if length else 0.0
    near = (dy - along * down) ** 2 + (dx - along * right) ** 2 <= stroke.radius**2
    plane[rows, columns][near] = stroke.number


def parse_strokes(written: Any) -> tuple[Stroke, ...]:
    """Read strokes from a message or a file.

    Raises
    ------
    TabscopeError
        ``usage`` where one has another form, or where there are too many.
    """
    listed = cast("list[Any]", list(written)) if isinstance(written, (list, tuple)) else None
    if listed is None or len(listed) > MOST_STROKES:
        raise _unknown(f"Strokes are a list of up to {MOST_STROKES:,}.")
    return tuple(_stroke(one) for one in listed)


def _stroke(written: Any) -> Stroke:
    fields = cast("Mapping[str, Any]", written) if isinstance(written, Mapping) else {}
    number, points, radius = fields.get("number"), fields.get("points"), fields.get("radius")
    planes = [fields.get(axis, 0) for axis in "zt"]
    if not _whole(number) or not 1 <= cast("int", number) <= MOST_CLASSES:
        raise _unknown(f"The class of a stroke is 1 to {MOST_CLASSES}.")
    if isinstance(radius, bool) or not isinstance(radius, (int, float)) or not 0 < radius <= WIDEST:
        raise _unknown(f"The radius of a stroke is a number up to {WIDEST:g}.")
    if not all(_whole(one) and 0 <= one < 2**31 for one in planes):
        raise _unknown("z and t of a stroke are whole numbers from 0.")
    if not isinstance(points, (list, tuple)) or not 1 <= len(cast("list[Any]", points)) <= MOST_POINTS:
        raise _unknown(f"A stroke has 1 to {MOST_POINTS:,} points.")
    try:
        path = tuple((float(y), float(x)) for y, x in cast("list[Any]", points))
    except (TypeError, ValueError) as error:
        raise _unknown("A point has two numbers, y and x.") from error
    if not all(abs(value) < 1e9 for point in path for value in point):
        raise _unknown("A point has two finite numbers, y and x.")
    return Stroke(cast("int", number), path, float(radius), *planes)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _unknown(reason: str) -> TabscopeError:
    return TabscopeError("usage", reason=reason, advice="Paint it again.")
