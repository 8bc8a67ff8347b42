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

    def border(self, ends_only: bool = False) -> NDArray[np.bool_]:
        """Return the pixels of the area that have a neighbour outside: above, below, left, right, or off the array.

        With ``ends_only``: below or right.
        """
        padded = np.pad(self.inside, 1)
        within = padded[2:, 1:-1] & padded[1:-1, 2:]
        if not ends_only:
            within &= padded[:-2, 1:-1] & padded[1:-1, :-2]
        return self.inside & ~within

    def touching(self, labels: NDArray[Any], ends_only: bool = False) -> NDArray[Any]:
        """Return the ids, in order and without 0, that have a pixel on the border; ``labels`` are (..., y, x)."""
        ids = np.unique(labels[..., self.border(ends_only)])
        return ids[ids > 0]
