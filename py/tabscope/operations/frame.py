"""The border of a drawn area: objects that touch it are cut by the edge (ground rules, section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Frame:
    """The drawn area that an analysis is limited to; the runner gives it to operations that ask for it.

    Attributes
    ----------
    inside : numpy.ndarray
        bool, (y, x): which pixels belong to the area.
    """

    inside: NDArray[np.bool_]

    def border(self) -> NDArray[np.bool_]:
        """Return the pixels of the area that have a neighbour outside: above, below, left, right, or off the array."""
        padded = np.pad(self.inside, 1)
        middle = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
        return self.inside & ~middle

    def touching(self, labels: NDArray[Any]) -> NDArray[Any]:
        """Return the ids, in order and without 0, that have a pixel on the border; ``labels`` are (..., y, x)."""
        ids = np.unique(labels[..., self.border()])
        return ids[ids > 0]
