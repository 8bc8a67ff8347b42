"""Drawn areas that limit an analysis: which pixels belong to them (ground rules, section 2)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.regions import Region

AreaKind = Literal["rectangle", "ellipse", "polygon", "freehand"]
MOST_POINTS = 100_000


@dataclass(frozen=True)
class Area:
    """One drawn area.

    Attributes
    ----------
    kind : str
        ``rectangle`` and ``ellipse`` have two opposite corners of their box, the others their outline.
    points : tuple of (y, x)
        In pixels of full resolution; whole numbers are centres of pixels.
    """

    kind: AreaKind
    points: tuple[tuple[float, float], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the form used in messages, links and provenance."""
        return {"kind": self.kind, "points": [list(point) for point in self.points]}

    def box(self) -> Region:
        """Return the pixels of full resolution that the area may cover."""
        ys, xs = [y for y, _ in self.points], [x for _, x in self.points]
        return Region(math.ceil(min(ys)), math.ceil(min(xs)), math.floor(max(ys)) + 1, math.floor(max(xs)) + 1)

    def covers(self, y: NDArray[Any], x: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which of the pixels with these centres (evenly spaced rows and columns) belong to the area.

        A centre on the outline belongs where the area lies below or right of it: areas side by side share no pixel.
        """
        if self.kind in ("polygon", "freehand"):
            return _inside_outline(np.array(self.points, np.float64), y, x)
        (ya, xa), (yb, xb) = self.points
        (y0, y1), (x0, x1) = sorted((ya, yb)), sorted((xa, xb))
        if self.kind == "rectangle":
            return ((y >= y0) & (y < y1))[:, None] & ((x >= x0) & (x < x1))
        half_height, half_width = max((y1 - y0) / 2, 1e-9), max((x1 - x0) / 2, 1e-9)
        away = ((y - (y0 + y1) / 2) / half_height)[:, None] ** 2 + ((x - (x0 + x1) / 2) / half_width) ** 2
        return away <= 1


def _inside_outline(points: NDArray[Any], y: NDArray[Any], x: NDArray[Any]) -> NDArray[np.bool_]:
    """Return the pixels that an odd number of lines of the outline lie left of (even-odd rule)."""
    start, end = points, np.roll(points, -1, axis=0)
    low, high = np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0])
    first, last = np.searchsorted(y, low), np.searchsorted(y, high)  # rows with low <= y < high
    crossed = last - first
    line = np.repeat(np.arange(len(points)), crossed)
    row = np.arange(line.size) - np.repeat(np.cumsum(crossed) - crossed, crossed) + first[line]
    (ya, xa), (yb, xb) = start[line].T, end[line].T
    at = xa + (y[row] - ya) / (yb - ya) * (xb - xa)
    toggles = np.zeros((y.size, x.size + 1), np.uint8)
    np.bitwise_xor.at(toggles, (row, np.searchsorted(x, at)), 1)
    return np.bitwise_xor.accumulate(toggles, axis=1)[:, :-1].astype(np.bool_)


def around(areas: Sequence[Area]) -> Region:
    """Return the box around all areas, in pixels of full resolution."""
    boxes = [area.box() for area in areas]
    return Region(
        min(box.y0 for box in boxes), min(box.x0 for box in boxes),
        max(box.y1 for box in boxes), max(box.x1 for box in boxes),
    )  # fmt: skip


def inside(
    areas: Sequence[Area], region: Region, origin: tuple[float, float], factor: tuple[float, float]
) -> NDArray[np.bool_]:
    """Return which pixels of a region of a level belong to an area.

    Parameters
    ----------
    areas : sequence of Area
        A pixel belongs where any of them covers its centre.
    region : Region
        Of the level.
    origin : tuple of float
        Centre of its first pixel, (y, x) in pixels of full resolution.
    factor : tuple of float
        Pixels of full resolution per pixel of the level, (y, x).

    Raises
    ------
    TabscopeError
        ``usage`` where no pixel belongs.
    """
    y = origin[0] + factor[0] * np.arange(region.height)
    x = origin[1] + factor[1] * np.arange(region.width)
    found = np.zeros((region.height, region.width), np.bool_)
    for area in areas:
        found |= area.covers(y, x)
    if not found.any():
        raise TabscopeError("usage", reason="The drawn areas hold no pixel.", advice="Draw them larger.")
    return found


def parse_areas(written: Any) -> tuple[Area, ...]:
    """Read areas from a message, a link, a script or a file.

    Raises
    ------
    TabscopeError
        ``usage`` where one has another form.
    """
    listed = cast("list[Any]", list(written)) if isinstance(written, (list, tuple)) else [written]
    return tuple(_area(one) for one in listed)


def _area(written: Any) -> Area:
    fields = cast("Mapping[str, Any]", written) if isinstance(written, Mapping) else {}
    kind, points = fields.get("kind"), fields.get("points")
    if kind not in get_args(AreaKind) or not isinstance(points, (list, tuple)):
        raise _unknown(f"An area is one of {', '.join(get_args(AreaKind))}, with points.")
    pairs = cast("list[Any]", points)
    boxed = kind in ("rectangle", "ellipse")
    if (len(pairs) != 2 if boxed else len(pairs) < 3) or len(pairs) > MOST_POINTS:
        raise _unknown(f"A {kind} has {'two points' if boxed else f'3 to {MOST_POINTS:,} points'}.")
    try:
        found = tuple((float(y), float(x)) for y, x in pairs)
    except (TypeError, ValueError) as error:
        raise _unknown("A point has two numbers, y and x.") from error
    if not all(abs(value) < 1e9 for point in found for value in point):
        raise _unknown("A point has two finite numbers, y and x.")
    return Area(cast("AreaKind", kind), found)


def _unknown(reason: str) -> TabscopeError:
    return TabscopeError("usage", reason=reason, advice="Draw the area again.")
