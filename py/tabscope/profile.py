"""Values along a line that was drawn on an image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.image import Image
from tabscope.regions import Region

MOST_PIXELS = 16_000_000
"""Pixels that are read of one channel; a longer line is read at a coarser level."""

MOST_STEPS = 100_000


@dataclass(frozen=True)
class Profile:
    """Values along a line.

    Attributes
    ----------
    distance : numpy.ndarray
        Of each place from the beginning, in pixels of full resolution.
    values : tuple of numpy.ndarray
        One for each channel (of a colour picture one for each sample), float64; linear between pixels.
    level : int
        Where it was read; 0 is full resolution.
    """

    distance: NDArray[np.float64]
    values: tuple[NDArray[np.float64], ...]
    level: int


async def along(image: Image, points: Sequence[tuple[float, float]], t: int, z: int) -> Profile:
    """Return the values of every channel along a line, one pixel of the level apart.

    Parameters
    ----------
    image : Image
        An opened image.
    points : sequence of (y, x)
        At least two, in pixels of full resolution; whole numbers are centres of pixels. What lies outside of the image
        takes the value of the nearest pixel.
    t, z : int
        Which plane.

    Raises
    ------
    TabscopeError
        ``usage`` for fewer than two points; ``image.no-such-plane``.
    """
    line = np.array(points, np.float64).reshape(-1, 2)
    if len(line) < 2 or not np.isfinite(line).all():
        raise TabscopeError("usage", reason="A line has two points at least.", advice="Draw it on the image.")
    level, box = _where(image, line)
    factors = image.levels[level].factors
    factor = np.array([factors.get("y", 1.0), factors.get("x", 1.0)])
    distance, places = _steps(line, float(factor.min()))
    on_level = (places - (factor - 1) / 2) / factor - (box.y0, box.x0)
    values: list[NDArray[np.float64]] = []
    for channel in range(len(image.channels)):
        pixels = await image.read(t, channel, z, level, box)
        samples = np.moveaxis(pixels, -1, 0) if pixels.ndim == 3 else pixels[None]
        values += [_between_pixels(sample, on_level) for sample in samples]
    return Profile(distance, tuple(values), level)


def _where(image: Image, line: NDArray[np.float64]) -> tuple[int, Region]:
    """Return the finest level whose box around the line is not too large, and that box."""
    box = Region(0, 0, 1, 1)
    for index, level in enumerate(image.levels):
        fy, fx = level.factors.get("y", 1.0), level.factors.get("x", 1.0)
        (y0, x0), (y1, x1) = line.min(axis=0), line.max(axis=0)
        wanted = Region(
            math.floor(y0 / fy) - 1, math.floor(x0 / fx) - 1, math.ceil(y1 / fy) + 2, math.ceil(x1 / fx) + 2
        )
        box = wanted.clipped(level.height, level.width)
        if not box.pixels:
            raise TabscopeError("usage", reason="The line lies outside the image.", advice="Draw it on the image.")
        if box.pixels <= MOST_PIXELS:
            return index, box
    return len(image.levels) - 1, box


def _steps(line: NDArray[np.float64], apart: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return even distances from the beginning of a line to its end, and the (y, x) there."""
    corners = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    count = min(max(1, round(float(corners[-1]) / apart)), MOST_STEPS)
    distance = np.linspace(0.0, float(corners[-1]), count + 1)
    places = [np.interp(distance, corners, line[:, axis]) for axis in (0, 1)]
    return distance, np.stack(places, axis=-1)


def _between_pixels(pixels: NDArray[Any], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values at (y, x), linear between the four pixels around."""
    height, width = pixels.shape
    y, x = np.clip(places[:, 0], 0, height - 1), np.clip(places[:, 1], 0, width - 1)
    top, left = np.minimum(y.astype(int), max(height - 2, 0)), np.minimum(x.astype(int), max(width - 2, 0))
    below, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    dy, dx = y - top, x - left
    upper = pixels[top, left] * (1 - dx) + pixels[top, right] * dx
    lower = pixels[below, left] * (1 - dx) + pixels[below, right] * dx
    return upper * (1 - dy) + lower * dy
