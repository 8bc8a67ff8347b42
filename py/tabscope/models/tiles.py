"""Where a network looks on a plane: tiles of its own size, each of which answers for its middle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Span:
    """One tile along one axis: it starts at ``start`` and answers for ``first`` to ``last`` - 1 of the plane."""

    start: int
    first: int
    last: int


def spans(length: int, size: int, halo: int) -> list[Span]:
    """Cut an axis into tiles.

    Tiles overlap by at least two halos and meet in the middle of the overlap; at the ends of the axis a tile answers
    up to the border, so an axis of the network's own size is one tile.

    Parameters
    ----------
    length : int
        Pixels of the axis, at least ``size``.
    size : int
        Pixels of a tile.
    halo : int
        Pixels at each end of a tile that are not to be used inside the plane.

    Raises
    ------
    ValueError
        Where a tile is nothing but halo.
    """
    stride = size - 2 * halo
    if stride < 1:
        raise ValueError(f"tiles of {size} px with a halo of {halo} px have no middle")
    number = 1 + max(0, -(-(length - size) // stride))
    starts = [min(index * stride, length - size) for index in range(number)]
    cuts = [0, *((after + before + size) // 2 for before, after in pairwise(starts)), length]
    return [Span(start, *ends) for start, ends in zip(starts, pairwise(cuts), strict=True)]
