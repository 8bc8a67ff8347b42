"""Channels that do not lie on each other: moved by a distance that is known."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.registry import Intensity, Param, operation, whole


@operation(
    "restore.shift",
    version=1,
    locality=whole("a shift brings pixels from elsewhere"),
    needs=("scipy.ndimage",),
    title="Correct a channel's shift",
    cite="scipy.ndimage.shift (linear)",
    bytes_per_pixel=32,
)
def shift(
    image: Intensity,
    down: Annotated[float, Param(ge=-1000, le=1000, soft=20, help="Pixels to move down; negative moves up.")] = 0.0,
    right: Annotated[float, Param(ge=-1000, le=1000, soft=20, help="Pixels to move right; negative moves left.")] = 0.0,
    deeper: Annotated[float, Param(ge=-100, le=100, soft=5, help="Slices to move down a stack.", advanced=True)] = 0.0,
) -> Intensity:
    """Move a channel so that it lies on another; for chromatic shift that was measured with beads.

    Whole pixels move unchanged, parts of a pixel are mixed linearly. float32 (float64 for wide types), same shape; what
    comes in from outside is missing (NaN), and so is what a missing pixel takes part in.
    """
    from scipy import ndimage

    values, missing = fill_missing(check(image, "Correct a channel's shift"))
    by = (deeper, down, right)[-values.ndim :]
    moved = ndimage.shift(values, by, order=1, mode="constant", cval=np.nan)
    if missing is None:
        return moved
    gone = ndimage.shift(missing.astype(np.float32), by, order=1, mode="constant", cval=1.0)
    return restore_missing(moved, gone > 1e-6)
