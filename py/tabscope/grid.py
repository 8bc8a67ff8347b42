"""Where the pixels of an array lie on the image: each step of a run has a grid of its own.

::

    half = Grid().moved(np.diag([1, 2, 2]), (0, 0.5, 0.5))     # 2 x 2 pixels taken together
    half.places(np.array([[0, 3, 0]]))                         # its pixel (3, 0) is at (6.5, 0.5) of the image
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize

Vector = NDArray[np.float64]
Rows = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

STRAIGHT: Rows = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
NEAR = 1e-6
"""Pixels that two grids may differ by and still be the same."""


@dataclass(frozen=True)
class Grid:
    """The place of an array (z, y, x) on the image; of a plane, z is not looked at.

    Attributes
    ----------
    matrix : three rows of three numbers
        Pixels of full resolution, along z, y, x of the image, per pixel along z, y, x of the array (columns).
    offset : tuple of float
        Centre of the array's first pixel, (z, y, x) in pixels of full resolution; whole numbers are pixel centres.
    pixel_size : PixelSize
        Of the array's own pixels.
    apart : bool
        The pixels have no place on the image (a side view); px are then pixels of the array's own.
    known : tuple of float, optional
        First and last edge, (y0, x0, y1, x1) in pixels of full resolution, of what was cut out of the image; a margin
        that is added later holds nothing of it.
    """

    matrix: Rows = STRAIGHT
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    pixel_size: PixelSize = field(default_factory=PixelSize)
    apart: bool = False
    known: tuple[float, float, float, float] | None = None

    @property
    def spacing(self) -> tuple[float, float, float]:
        """Pixels of full resolution from one pixel of the array to the next, along its z, y, x; 1 apart."""
        if self.apart:
            return 1.0, 1.0, 1.0
        z, y, x = np.sqrt((np.array(self.matrix) ** 2).sum(axis=0)).tolist()
        return z, y, x

    @property
    def pixel(self) -> float:
        """How many px of full resolution one px of the array is, in the plane."""
        return self.area**0.5

    @property
    def area(self) -> float:
        """How many px² of full resolution one pixel of the array covers."""
        (_, a, b), (_, c, d) = self.matrix[1:]
        return 1.0 if self.apart else abs(a * d - b * c)

    @property
    def slice_pixels(self) -> float:
        """How many pixels of the plane a slice is thick; 1 where it is not known."""
        size = self.pixel_size
        return size.z / (size.y * size.x) ** 0.5 if size.z and size.y and size.x else 1.0

    @property
    def upright(self) -> bool:
        """Whether rows and columns run as those of the image: neither turned nor flipped, and not apart."""
        straight = all(self.matrix[i][j] == 0 for i in range(3) for j in range(3) if i != j)
        return straight and not self.apart and all(self.matrix[i][i] > 0 for i in range(3))

    @property
    def askew(self) -> bool:
        """Whether rows and columns run neither along nor across those of the image."""
        return any(sum(part != 0 for part in row) > 1 for row in self.matrix)

    def places(self, own: Vector) -> Vector:
        """Return places on the image, (n, 3), of places on the array; whole numbers are pixel centres on both.

        Apart from the image, and so in `own`, they are those of the array.
        """
        return own if self.apart else self._led(own)

    def _led(self, own: Vector) -> Vector:
        found = np.empty_like(own, dtype=np.float64)
        for i, row in enumerate(self.matrix):
            # Only axes that take part: z of a point in a plane may be missing.
            found[:, i] = self.offset[i] + sum(own[:, j] * part for j, part in enumerate(row) if part)
        return found

    def own(self, places: Vector) -> Vector:
        """Return places on the array, (n, 3), of places on the image."""
        if self.apart:
            return np.asarray(places, np.float64)
        inverse = np.linalg.inv(np.array(self.matrix))
        return (np.asarray(places, np.float64) - np.array(self.offset)) @ inverse.T

    def moved(self, matrix: NDArray[np.float64], offset: Sequence[float]) -> Grid:
        """Return the grid of an array whose pixel v is this array's place ``matrix @ v + offset``.

        Its axes must be at right angles in µm, as all turns and flips leave them.
        """
        mine, by = np.array(self.matrix), np.asarray(matrix, np.float64)
        start = self._led(np.asarray(offset, np.float64)[None])[0]  # apart, too: it tells one cut from another
        a, b, c = (tuple(row) for row in (mine @ by + 0.0).tolist())
        z, y, x = start.tolist()
        return replace(self, matrix=(a, b, c), offset=(z, y, x), pixel_size=_resized(self.pixel_size, by))

    def cut(self, height: int, width: int) -> Grid:
        """Return the grid of an array of this size that was cut out: nothing around it is known any more."""
        if self.apart or self.askew:
            return self
        ends = self.places(np.array([(0.0, -0.5, -0.5), (0.0, height - 0.5, width - 0.5)]))[:, 1:]
        (y0, x0), (y1, x1) = ends.min(axis=0).tolist(), ends.max(axis=0).tolist()
        if self.known is not None:
            y0, x0 = max(y0, self.known[0]), max(x0, self.known[1])
            y1, x1 = min(y1, self.known[2]), min(x1, self.known[3])
        return replace(self, known=(y0, x0, y1, x1))

    def same(self, other: Grid, axes: int = 3) -> bool:
        """Return whether two arrays with the last ``axes`` of z, y, x lie on the same pixels."""
        if self.apart or other.apart:
            return self == other
        first = 3 - axes
        mine, theirs = (np.column_stack([one.matrix, one.offset])[first:, first:] for one in (self, other))
        return bool(np.allclose(mine, theirs, rtol=0, atol=NEAR))


def _resized(size: PixelSize, by: NDArray[np.float64]) -> PixelSize:
    """Return the size of pixels whose axes are these steps (columns) on pixels of a known size."""
    sides = (size.z, size.y, size.x)

    def along(column: int) -> float | None:
        parts = [(by[row, column], sides[row]) for row in range(3) if by[row, column]]
        known = [step * side for step, side in parts if side is not None]
        return sum(one**2 for one in known) ** 0.5 if len(known) == len(parts) else None

    return PixelSize(along(0), along(1), along(2), size.t, size.origin)
