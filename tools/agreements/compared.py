"""One column beside another program's: how far both differ, and how far they may."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from skimage.segmentation import relabel_sequential

from tabscope.operations.columns import DEFINITIONS

DATA = Path(__file__).parents[2] / "tests" / "data"
BIO = DATA / "bio"
SAME = 1e-6
"""Largest relative difference that is called the same: what a sum of float64 in another order makes of itself."""
PRINTED = 6e-4
"""ImageJ and CLIJ write three decimals."""
VOXEL = (2.0, 0.5, 0.25)
CROP = (slice(80, 380), slice(80, 380))
"""The piece of StarDist's nuclei that `tests/data/make/measured_elsewhere.py` measures."""


@dataclass(frozen=True)
class Compared:
    """What another program calls a column, the largest difference that was found, and how large it may be."""

    program: str
    name: str
    difference: float
    same: bool
    allowed: float = 0.0
    why: str = ""
    of: str = ""

    def __str__(self) -> str:
        """Return the cell of the table."""
        if self.same:
            return f"same (`{self.name}`)"
        of = f" of the {self.of}" if self.of else ""
        return f"`{self.name}`: up to {_percent(self.difference)} %{of}" + (f" ({self.why})" if self.why else "")

    @property
    def good(self) -> bool:
        """Whether both are the same, or differ by no more than is allowed."""
        return self.same or self.difference <= self.allowed


def _percent(share: float) -> str:
    """Return a share as percent, as exactly as it is repeated on other processors."""
    return f"{100 * share:.2g}" if share < 1 else f"{100 * share:.0f}"


def compare(
    program: str,
    name: str,
    ours: Any,
    theirs: Any,
    printed: float = 0.0,
    allowed: float = 0.0,
    why: str = "",
    of: str = "",
) -> Compared:
    """Return how far two measurements of the same objects differ.

    Parameters
    ----------
    program, name : str
        The other program, and what it calls the column.
    ours, theirs : array_like
        One number per object; where either has none, nothing is compared.
    printed : float
        How far numbers may differ because they were printed with few decimals.
    allowed : float
        The largest difference that is no fault, where both differ by definition.
    why : str
        Why they differ.
    of : str
        What differences are relative to: each value, or the ``largest`` or the ``range`` of theirs.
    """
    one, other = (np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in (ours, theirs))
    known = np.isfinite(one) & np.isfinite(other)
    if one.shape != other.shape or not known.any():
        raise ValueError(f"{name} of {program} is of other objects")
    one, other = one[known], other[known]
    apart, size = np.abs(one - other), np.maximum(np.abs(other), 1e-9)
    least = min(1.0, float(np.abs(other).max()))
    same = bool((apart <= np.maximum(printed, SAME * np.maximum(size, least))).all())
    scale = {"": size, "largest": np.abs(other).max(), "range": np.ptp(other)}[of]
    return Compared(program, name, float((apart / scale).max()), same, allowed, why, of)


def why_of(column: str, program: str) -> str:
    """Return the bracket in which the column's definition says how the other program differs."""
    text = getattr(DEFINITIONS[column], program)
    return text.partition("(")[2].rstrip(")") if "(" in text else ""


def nuclei() -> tuple[NDArray[np.uint32], NDArray[Any]]:
    """Return labels 1 to N and the image of a piece of StarDist's nuclei."""
    labels, image = (tifffile.imread(BIO / "stardist" / name)[CROP] for name in ("mask2d.tif", "img2d.tif"))
    return relabel_sequential(labels)[0].astype(np.uint32), image


def bodies() -> NDArray[np.uint32]:
    """Return a volume of balls (in µm) of several sizes, cut by nothing."""
    labels = np.zeros((24, 90, 180), np.uint32)
    grids = np.ogrid[tuple(slice(0, one) for one in labels.shape)]
    for number, (z, y, x, radius) in enumerate(((6, 20, 30, 5), (16, 60, 120, 8), (6, 60, 40, 3), (7, 20, 140, 4)), 1):
        away = sum(((grid - middle) * size) ** 2 for grid, middle, size in zip(grids, (z, y, x), VOXEL, strict=True))
        labels[away <= radius**2] = number
    return labels


@cache
def elsewhere() -> dict[str, Any]:
    """Return what programs that are not in the project measured (`tests/data/make/measured_elsewhere.py`)."""
    return json.loads((DATA / "measured_elsewhere.json").read_text(encoding="utf-8"))
