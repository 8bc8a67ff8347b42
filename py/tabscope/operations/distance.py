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


def distance_in_objects(labels: NDArray[Any], spacing: Sequence[float] | None = None) -> NDArray[np.float64]:
    """Return the distance to the nearest pixel that is not of the same object, 0 in the background.

    Beyond the border of the array counts as more of the same; an object that fills the array is infinitely deep.
    """
    from scipy import ndimage

    found = np.zeros(labels.shape)
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        if box is None:
            continue
        # The nearest other pixel lies at most one step outside the object's box.
        wide = tuple(slice(max(0, one.start - 1), one.stop + 1) for one in box)
        inside = labels[wide] == number
        away = np.full(inside.shape, np.inf) if inside.all() else distance_inside(inside, spacing)
        found[wide][inside] = away[inside]
    return found
