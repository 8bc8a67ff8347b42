"""Single pixels of the camera that are far too bright: blurred, each would look like an object."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import components, keep, sizes
from tabscope.operations.histogram import histogram

LARGEST = 2
"""Pixels that touch and are hot together; more are taken for an object."""


def without_hot_pixels(values: NDArray[Any]) -> tuple[NDArray[Any], int]:
    """Return the image with hot pixels replaced by the median of their neighbourhood of 3 pixels, and their number.

    Hot is what lies above the 99.95 percentile by more than the image's whole range (0.05 to 99.95 percentile), one
    or two pixels large. The image itself comes back where there are none.
    """
    from scipy import ndimage

    counted = histogram(values)
    if counted.centers.size == 0:
        return values, 0
    bottom, top = counted.centers[0], counted.centers[-1]
    bright = values > top + (top - bottom)
    if not bright.any() or counted.flat:
        return values, 0
    found, _ = components(bright)
    hot = keep(found, sizes(found) <= LARGEST) > 0
    if not hot.any():
        return values, 0
    return np.where(hot, ndimage.median_filter(values, 3, mode="nearest"), values), int(hot.sum())
