"""Where a run is: the time of the plane a step sees, and what the step remembers of the planes before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray


@dataclass
class Moment:
    """The runner gives it to operations that compare frames; planes come in the order of time.

    Attributes
    ----------
    name : str
        The plane, for numbers that are written down: ``t5``, in a single slice ``t5_z2``.
    memory : dict
        What the step put there on earlier frames of the same slice; empty on the first.
    t : int
        The time point, from 0.
    """

    name: str = "t0"
    memory: dict[str, NDArray[Any]] = field(default_factory=dict[str, NDArray[Any]])
    t: int = 0
