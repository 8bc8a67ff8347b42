"""Coarse levels of a large plane that has none: every second, fourth, ... pixel of every such row.

A plane of 500 MB without a pyramid can then be shown at once, and computed on coarsely, without being read whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tabscope.image import Level
from tabscope.regions import Region
from tabscope.sources.pyramid import Pyramid, first_of, steps_kept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tabscope.host import Host
    from tabscope.sources.arrays import Planes
    from tabscope.sources.layout import Layout

LARGE = 4096 * 4096
"""Pixels of a plane above which coarse levels are made."""

COARSEST = 2048
"""Rows and columns that the coarsest level has at most."""

WARNING = "This image has no coarser copies of itself; zoomed out, only some of its pixels are shown."


@dataclass
class ThinnedPlanes:
    """Every ``step``-th pixel of other planes, from the middle of each group on."""

    planes: Planes
    step: int
    host: Host
    pyramid: Pyramid | None = None
    """Keeps this level, where strips or tiles would otherwise be decoded again for each part of it."""

    @property
    def rows_at_once(self) -> int:
        """Rows of this level that lie in one strip or tile."""
        return max(1, self.planes.rows_at_once // self.step)

    async def read(self, number: int, region: Region) -> NDArray[Any]:
        """Return (rows, columns, samples); only the strips that hold one of the rows are read."""
        if self.pyramid is not None:
            return await self.pyramid.read(number, self.step, region)
        step, first = self.step, first_of(self.step)
        left, right = region.x0 * step + first, (region.x1 - 1) * step + first + 1
        pieces: list[NDArray[Any]] = []
        row = region.y0
        while row < region.y1:
            top = row * step + first
            strip_end = (top // self.planes.rows_at_once + 1) * self.planes.rows_at_once
            last = min(region.y1, max(row + 1, -(-(strip_end - first) // step)))
            box = Region(top, left, (last - 1) * step + first + 1, right)
            pieces.append((await self.planes.read(number, box))[::step, ::step].copy())
            row = last
            if len(pieces) % 64 == 0:
                await self.host.breathe()
        return np.concatenate(pieces)


def with_thinned(
    levels: list[tuple[Layout, Planes]], dtype: np.dtype[Any], host: Host
) -> tuple[list[tuple[Layout, Planes]], list[Level]]:
    """Return the levels with coarse ones behind them where the only plane is large, and what to say about each.

    Parameters
    ----------
    levels : list of (Layout, Planes)
        What the file has, full resolution first.
    dtype : numpy.dtype
        Type of the pixels.
    host : Host
        To let others in while a coarse level is read.
    """
    full, planes = levels[0]
    result = list(levels)
    described = [
        Level(one.height, one.width, {"y": full.height / one.height, "x": full.width / one.width}, one.length("z"))
        for one, _ in levels
    ]
    if len(levels) > 1 or full.height * full.width <= LARGE:
        return result, described
    steps: list[int] = []
    step = 2
    while max(full.height, full.width) * 2 > COARSEST * step and min(full.height, full.width) > step:
        steps.append(step)
        step *= 2
    several = planes.rows_at_once > 1
    kept = steps_kept(steps, full.height, full.width, full.samples * dtype.itemsize) if several else []
    pyramid = Pyramid(planes, full.height, full.width, kept, host) if kept else None
    for step in steps:
        height, width = full.height // step, full.width // step
        shape = list(full.shape)
        shape[full.row_axis : full.row_axis + 2] = [height, width]
        thinned = ThinnedPlanes(planes, step, host, pyramid if step in kept else None)
        result.append((replace(full, shape=tuple(shape)), thinned))
        described.append(Level(height, width, {"y": float(step), "x": float(step)}, full.length("z")))
    return result, described
