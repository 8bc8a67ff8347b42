"""What an automatic number is found on: all slices and times of an image, each alone, or a set of images."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any

from numpy.typing import NDArray

from tabscope.operations.histogram import Histogram, histogram
from tabscope.operations.inputs import check
from tabscope.operations.notes import Notes
from tabscope.operations.overview import Overview, Scope, Survey, by_parameter, say_scope
from tabscope.operations.registry import Param
from tabscope.operations.tally import Tally, tally

ScopeChoice = Annotated[
    Scope,
    Param(
        label="One value for",
        help="image: one value for all slices and times; plane: each its own; set: one for all images of a batch.",
    ),
]

PLANE_ALONE: Mapping[int, Mapping[str, Any]] = MappingProxyType({1: {"scope": "plane"}})
"""Version 1 found the value of each plane."""


def _values(image: NDArray[Any]) -> Tally:
    return tally(check(image, "Threshold"))


VALUES = Survey(_values, operator.add, by_parameter)
"""How often each value occurs on all planes."""


def counted_values(image: NDArray[Any], overview: Overview | None) -> Histogram:
    """Return the histogram of all planes that were looked at, or of the one at hand."""
    if overview is None:
        return histogram(image)
    return overview.once("histogram", overview.found.histogram)


def of_all_planes(
    notes: Notes,
    names: tuple[str, ...],
    find: Callable[[], tuple[float, ...] | None],
    scope: Scope,
    overview: Overview | None,
) -> tuple[float, ...] | None:
    """Return numbers as `Notes.found` does; those of all planes are worked out once."""
    say_scope(scope, overview, notes)
    return notes.found(*names, find=find if overview is None else lambda: overview.once("numbers", find))
