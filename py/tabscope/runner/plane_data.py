"""What the steps of one plane hand to one another while they run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from tabscope.operations.moment import Moment
from tabscope.recipe import Step, passed_on
from tabscope.runner.reading import PlaneData


def hand_on(step: Step, data: PlaneData) -> None:
    """Let a step that is off stand for its input."""
    name = passed_on(step) or ""
    if name in data.grids:
        data.grids[step.id] = data.grids[name]
    if name in data:
        data[step.id], data.grids[step.id] = data[name], data.grids[name]


def forget(data: PlaneData, later: Sequence[Step]) -> None:
    """Let go of what no later step reads, so that a plane's arrays are not all held at once."""
    needed = {name for step in later for names in step.inputs.values() for name in names}
    for name in [name for name in data if name not in needed]:
        del data[name]


def moment_of(t: int, z: int, memory: dict[str, NDArray[Any]]) -> Moment:
    """Return where a run is, and what a step remembers of the planes before."""
    return Moment(f"t{t}" if z < 0 else f"t{t}_z{z}", memory, t)
