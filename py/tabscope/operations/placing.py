"""How an operation says that its result lies on other pixels than its input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.grid import Grid


@dataclass
class Placing:
    """The runner gives it to operations that move pixels, and looks afterwards where they lie.

    Attributes
    ----------
    grid : Grid
        Where the pixels of the first input lie.
    exact : bool
        Whether they are ids or a mask, whose values may be moved but not mixed.
    moved : Grid
        Where the pixels of the result lie; as those of the input, until the operation says otherwise.
    """

    grid: Grid = field(default_factory=Grid)
    exact: bool = False

    def __post_init__(self) -> None:
        self.moved = self.grid

    def move(self, matrix: NDArray[np.float64], offset: Sequence[float]) -> None:
        """Say that the result's pixel v is the input's place ``matrix @ v + offset``, both of 2 or 3 axes."""
        whole, start = np.eye(3), np.zeros(3)
        first = 3 - len(offset)
        whole[first:, first:], start[first:] = matrix, offset
        self.moved = self.grid.moved(whole, start.tolist())

    def cut(self, shape: tuple[int, ...]) -> None:
        """Say that the result, of this shape, was cut out of the image."""
        self.moved = self.moved.cut(*shape[-2:])

    def leave(self, pixel_size: PixelSize) -> None:
        """Say that the result has no place on the image."""
        self.moved = Grid(pixel_size=pixel_size, apart=True)
