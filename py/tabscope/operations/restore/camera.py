"""What the camera adds: single pixels that are always too bright."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Param, halo, operation


@operation(
    "restore.hot_pixels",
    version=1,
    locality=halo(lambda _: 2),
    needs=("scipy.ndimage",),
    title="Remove hot pixels",
    cite="ImageJ: Remove Outliers; scipy.ndimage.median_filter",
    bytes_per_pixel=24,
)
def hot_pixels(
    image: Intensity,
    difference: Annotated[
        float, Param(ge=0, le=1e6, soft=1000, help="A pixel must differ this much from its neighbours, in counts.")
    ] = 100.0,
    notes: Notes | None = None,
) -> Intensity:
    """Replace single pixels that are much brighter or darker than their eight neighbours by the median of the nine.

    The dtype is kept; in a stack every slice is looked at alone. The number of replaced pixels is noted. NaN stays NaN.
    """
    from scipy import ndimage

    check(image, "Remove hot pixels")
    values, missing = fill_missing(image) if image.dtype.kind == "f" else (image, None)
    if values.dtype.kind == "b":
        return values.copy()
    size = (1,) * (values.ndim - 2) + (3, 3)
    middle = ndimage.median_filter(values, size=size, mode="nearest")
    apart = np.abs(values.astype(np.float64) - middle.astype(np.float64)) > difference
    if notes is not None:
        notes.value("hot_pixels", float(apart.sum()))
    return restore_missing(np.where(apart, middle, values), missing)
