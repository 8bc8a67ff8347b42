"""Boxes of pixels in a plane, and the tiles a plane is cut into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """A box of pixels of one plane, half open: rows y0 to y1 - 1, columns x0 to x1 - 1, in pixels of its level."""

    y0: int
    x0: int
    y1: int
    x1: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.y1 - self.y0

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.x1 - self.x0

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return self.height * self.width

    def clipped(self, height: int, width: int) -> Region:
        """Return the part of the region that lies in a plane of this size (it may be empty)."""
        y0, x0 = min(max(self.y0, 0), height), min(max(self.x0, 0), width)
        return Region(y0, x0, min(max(self.y1, y0), height), min(max(self.x1, x0), width))

    def within(self, other: Region) -> Region:
        """Return the part of the region that lies in another (it may be empty)."""
        y0, x0 = min(max(self.y0, other.y0), other.y1), min(max(self.x0, other.x0), other.x1)
        return Region(y0, x0, max(min(self.y1, other.y1), y0), max(min(self.x1, other.x1), x0))

    def grown(self, margin: int, height: int, width: int) -> Region:
        """Return the region with a margin on every side, cut at the border of a plane of this size."""
        return Region(self.y0 - margin, self.x0 - margin, self.y1 + margin, self.x1 + margin).clipped(height, width)

    def as_list(self) -> list[int]:
        """Return ``[y0, x0, y1, x1]``, the form used in messages, links and provenance."""
        return [self.y0, self.x0, self.y1, self.x1]


def whole(height: int, width: int) -> Region:
    """Return the region that covers a plane."""
    return Region(0, 0, height, width)


def tiles(region: Region, size: int) -> Iterator[Region]:
    """Cut a region into tiles of at most ``size`` x ``size`` pixels, row by row."""
    for y in range(region.y0, region.y1, size):
        for x in range(region.x0, region.x1, size):
            yield Region(y, x, min(y + size, region.y1), min(x + size, region.x1))
