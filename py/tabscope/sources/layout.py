"""How the axes of a file become t, c, z, y, x and s.

Files use more letters than tabscope (I sequence, Q other, P position, R tile, ...), and some have none at all.
The order and the lengths stay those of the file, so that a digest over the pixels is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from tabscope.errors import TabscopeError

COLOUR_SAMPLES = (3, 4)
"""Samples of one colour pixel: RGB, RGBA or CMYK."""


@dataclass(frozen=True)
class Layout:
    """Axes and lengths of an array in the file's order; ``y`` and ``x`` are neighbours, samples may follow."""

    axes: str
    shape: tuple[int, ...]

    @property
    def row_axis(self) -> int:
        """Position of y."""
        return self.axes.index("y")

    @property
    def height(self) -> int:
        """Rows of a plane."""
        return self.shape[self.row_axis]

    @property
    def width(self) -> int:
        """Columns of a plane."""
        return self.shape[self.row_axis + 1]

    @property
    def samples(self) -> int:
        """Values stored side by side for each pixel (1 where no axis follows x)."""
        return prod(self.shape[self.row_axis + 2 :])

    @property
    def planes(self) -> int:
        """Number of planes, counting all axes before y."""
        return prod(self.shape[: self.row_axis])

    def plane_index(self, where: dict[str, int]) -> int:
        """Return the number of a plane, in the order of the file; axes that are not named are at 0."""
        number = 0
        for axis, length in zip(self.axes[: self.row_axis], self.shape, strict=False):
            number = number * length + where.get(axis, 0)
        return number

    def length(self, axis: str) -> int:
        """Return the length along an axis, 1 where there is none."""
        return self.shape[self.axes.index(axis)] if axis in self.axes else 1


def squeezed(axes: str, shape: Sequence[int]) -> Layout:
    """Drop axes of length 1 other than y and x."""
    kept = [(axis, int(length)) for axis, length in zip(axes, shape, strict=True) if length != 1 or axis in "yx"]
    return Layout("".join(axis for axis, _ in kept), tuple(length for _, length in kept))


def named(name: str, axes: str, shape: Sequence[int], colour: bool) -> Layout:
    """Give every axis of a file one of our names.

    Parameters
    ----------
    name : str
        Of the file, for errors.
    axes : str
        As the library gives them, one letter for each axis, in any case.
    shape : sequence of int
        Their lengths.
    colour : bool
        Whether samples of a pixel are one colour; else they are channels.

    Raises
    ------
    TabscopeError
        ``format.unsupported`` where y and x are not neighbours or more axes are there than names.
    """
    layout = squeezed(axes.lower(), shape)
    if "yx" not in layout.axes:
        reason = f"Its axes are {axes or 'unknown'}; a plane needs y and x."
        raise TabscopeError("format.unsupported", name=name, reason=reason)
    if not colour:
        layout = replace(layout, axes=layout.axes.replace("s", "c" if "c" not in layout.axes else "?"))
    result: list[str] = []
    for axis in layout.axes:
        result.append(axis if axis in "tczyxs" and axis not in result else "?")
    for position, axis in enumerate(result):
        if axis == "?":
            free = next((name for name in "ztc" if name not in result), None)
            if free is None:
                reason = f"It has more axes ({axes}) than t, c, z, y and x."
                raise TabscopeError("format.unsupported", name=name, reason=reason)
            result[position] = free
    return Layout("".join(result), layout.shape)


def by_shape(name: str, shape: Sequence[int], dtype: np.dtype[np.generic]) -> Layout:
    """Guess the axes of an array without names: the last of t, c, z, y, x, or colour where 8-bit samples are last.

    Raises
    ------
    TabscopeError
        ``format.unsupported`` for fewer than two or more than five axes.
    """
    lengths = tuple(int(length) for length in shape)
    if len(lengths) >= 3 and lengths[-1] in COLOUR_SAMPLES and dtype == np.uint8 and min(lengths[-3:-1]) > 4:
        names = "tczyx"[-(len(lengths) - 1) :] + "s" if len(lengths) <= 6 else ""
    else:
        names = "tczyx"[-len(lengths) :] if 2 <= len(lengths) <= 5 else ""
    if not names:
        reason = f"It is an array of {len(lengths)} axes; 2 to 5 can be opened."
        raise TabscopeError("format.unsupported", name=name, reason=reason)
    return Layout(names, lengths)
