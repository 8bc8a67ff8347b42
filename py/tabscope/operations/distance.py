"""The exact distance of each pixel to the nearest background."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def distance_inside(mask: NDArray[np.bool_], spacing: Sequence[float] | None = None) -> NDArray[np.float64]:
    """Return the distance to the nearest background pixel, 0 in the background.

    Beyond the border of the array counts as more of the same; without any background the distance is 1 everywhere.
    """
    from scipy import ndimage

    if mask.all():
        return np.ones(mask.shape)
    found: Any = ndimage.distance_transform_edt(mask, sampling=spacing)
    return found
