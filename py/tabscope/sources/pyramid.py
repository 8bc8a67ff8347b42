"""Coarse levels that are made in one reading of a plane, one strip or row of tiles after the other, and kept.

Strips and tiles must be decoded whole even where one pixel of each is wanted, so every coarse level is cut from them
at once: a look at the whole image, its display limits and every zoom between cost one reading, not one each.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tabscope.regions import Region
from tabscope.sources.guard import afford

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tabscope.host import Host
    from tabscope.sources.arrays import Planes

KEPT = 128 << 20
"""Bytes of coarse levels that are kept, over all planes of an image."""

FEWEST_ROWS = 128
"""Rows that are read together at least: strips may be single rows."""


def first_of(step: int) -> int:
    """Return the first pixel that is taken: every ``step``-th is, from the middle of each group on."""
    return (step - 1) // 2


@dataclass
class PlaneLevels:
    """The coarse levels of one plane, and which bands of rows of the plane they hold so far."""

    levels: dict[int, NDArray[Any]]
    done: set[int] = field(default_factory=set[int])

    @property
    def size(self) -> int:
        """Bytes of all levels."""
        return sum(level.nbytes for level in self.levels.values())


class Pyramid:
    """Coarse levels of numbered planes by their step."""

    def __init__(self, planes: Planes, height: int, width: int, steps: list[int], host: Host) -> None:
        self.planes = planes
        self.height, self.width = height, width
        self.steps = steps
        self.host = host
        self.kept: OrderedDict[int, PlaneLevels] = OrderedDict()
        self.rows = -(-FEWEST_ROWS // planes.rows_at_once) * planes.rows_at_once

    async def read(self, number: int, step: int, region: Region) -> NDArray[Any]:
        """Return (rows, columns, samples) of a level; what is not made yet is made for all levels."""
        top, bottom = region.y0 * step + first_of(step), (region.y1 - 1) * step + first_of(step)
        for band in range(top // self.rows, bottom // self.rows + 1):
            known = self.kept.get(number)
            if known is None or band not in known.done:
                await self._fill(number, band)
                await self.host.breathe()
        self.kept.move_to_end(number)
        level = self.kept[number].levels[step]
        return level[region.y0 : region.y1, region.x0 : region.x1].copy()

    async def _fill(self, number: int, band: int) -> None:
        """Read one band and take from it what each level wants."""
        top = band * self.rows
        pixels = await self.planes.read(number, Region(top, 0, min(top + self.rows, self.height), self.width))
        plane = self.kept.get(number) or self._begin(number, pixels)
        for step, level in plane.levels.items():
            first = first_of(step)
            row = -(-max(0, top - first) // step)
            taken = pixels[row * step + first - top :: step, first::step]
            count = min(taken.shape[0], level.shape[0] - row)
            level[row : row + max(0, count)] = taken[: max(0, count), : level.shape[1]]
        plane.done.add(band)

    def _begin(self, number: int, pixels: NDArray[Any]) -> PlaneLevels:
        """Make room for the levels of a plane; those of the plane that was not asked for the longest are dropped."""
        shapes = {step: (self.height // step, self.width // step, pixels.shape[2]) for step in self.steps}
        needed = sum(rows * columns * samples for rows, columns, samples in shapes.values()) * pixels.itemsize
        while self.kept and sum(one.size for one in self.kept.values()) + needed > KEPT:
            self.kept.popitem(last=False)
        afford(self.host, needed)
        levels = {step: np.zeros(shape, pixels.dtype) for step, shape in shapes.items()}
        plane = self.kept[number] = PlaneLevels(levels)
        return plane


def steps_kept(steps: list[int], height: int, width: int, pixel_bytes: int) -> list[int]:
    """Return the steps whose levels of one plane are kept: all but the finest ones where those take too much."""
    kept: list[int] = []
    total = 0
    for step in sorted(steps, reverse=True):
        total += (height // step) * (width // step) * pixel_bytes
        if step > 2 and total <= KEPT:
            kept.insert(0, step)
    return kept
