"""Local texture: how much the values vary around each pixel."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Annotated, Any

import numpy as np

from tabscope.operations.footprint import ellipsoid
from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.notes import Notes, spread
from tabscope.operations.registry import Intensity, Param, halo, operation, whole
from tabscope.units import Length, px


def _radius(params: Mapping[str, Any]) -> float:
    return ceil(max(params["radius"].values)) + 1


@operation(
    "filter.local_sd",
    version=1,
    locality=halo(_radius),
    needs=("scipy.ndimage",),
    title="Local standard deviation",
    cite="scipy.ndimage.uniform_filter; ImageJ: Variance, over a square",
    bytes_per_pixel=48,
)
def local_sd(
    image: Intensity,
    radius: Annotated[
        Length, Param(ge=1, le=100, soft=20, help="Half the width of the square that is looked at.")
    ] = px(3),
) -> Intensity:
    """Show where the image is busy: the standard deviation of the square around each pixel.

    Population standard deviation over a square (a box in 3D) of 2 radius + 1 pixels, in the image's counts, computed in
    float64 and returned as float32 (float64 for wide types). NaN counts as the median and stays NaN.
    """
    from scipy import ndimage

    values, missing = fill_missing(check(image, "Local standard deviation"))
    size: Any = [2 * int(one) + 1 for one in radius.per_axis(image.ndim)]
    centred = values.astype(np.float64) - float(np.median(values))
    mean = ndimage.uniform_filter(centred, size, mode="nearest")
    square = ndimage.uniform_filter(centred * centred, size, mode="nearest")
    deviation = np.sqrt(np.maximum(square - mean * mean, 0)).astype(values.dtype)
    return restore_missing(deviation, missing)


@operation(
    "filter.entropy",
    version=1,
    locality=whole("grey levels are counted in 256 steps of the whole image's range"),
    needs=("skimage.filters.rank",),
    title="Local entropy",
    cite="scikit-image: skimage.filters.rank.entropy",
    bytes_per_pixel=24,
)
def entropy(
    image: Intensity,
    radius: Annotated[Length, Param(ge=1, le=50, soft=20, help="Size of the circle that is looked at.")] = px(5),
    notes: Notes | None = None,
) -> Intensity:
    """Show where the grey levels are mixed: the entropy, in bits, of the circle around each pixel.

    Grey levels are 256 steps between the image's smallest and largest value; a flat image has 0 everywhere. float32,
    same shape. NaN counts as the median and stays NaN.
    """
    from skimage.filters import rank

    values, missing = fill_missing(check(image, "Local entropy"))
    low, high = spread(values, notes)
    levels = np.zeros(values.shape, np.uint8)
    if high > low:
        levels = np.floor((np.clip(values, low, high) - low) * (255.999 / (high - low))).astype(np.uint8)
    found = rank.entropy(levels, ellipsoid(radius.per_axis(image.ndim)).astype(np.uint8))
    return restore_missing(found.astype(np.float32), missing)
