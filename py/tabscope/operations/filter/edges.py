"""Edges: how steeply the values change."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np

from tabscope.axes import PixelSize
from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.registry import Intensity, Param, halo, operation
from tabscope.operations.voxels import sides, uneven


@operation(
    "filter.edges",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=halo(lambda _: 1),
    needs=("skimage.filters.edges",),
    title="Find edges",
    cite="scikit-image: skimage.filters.sobel, scharr, prewitt",
    bytes_per_pixel=32,
)
def edges(
    image: Intensity,
    method: Annotated[
        Literal["sobel", "scharr", "prewitt"],
        Param(help="Sobel is the usual one; Scharr is the same in every direction."),
    ] = "sobel",
    pixel_size: PixelSize | None = None,
) -> Intensity:
    """Show where the values change: bright edges on dark ground.

    The difference over two pixels, as the root of the mean of squares over the axes (scikit-image's scale). float32
    (float64 for wide types), same shape; values beyond the border repeat the border. NaN stays NaN. In a volume the
    difference along z counts per pixel of the plane; version 1 counted it per slice.
    """
    from skimage.filters import edges as slopes

    values, missing = fill_missing(check(image, "Find edges"))
    slope = {"sobel": slopes.sobel, "scharr": slopes.scharr, "prewitt": slopes.prewitt}[method]
    lengths = sides(pixel_size, values.ndim)
    if not uneven(lengths):
        return restore_missing(slope(values, mode="nearest").astype(values.dtype), missing)
    squares = [(slope(values, axis=axis, mode="nearest") / side) ** 2 for axis, side in enumerate(lengths)]
    return restore_missing(np.sqrt(np.mean(squares, axis=0)).astype(values.dtype), missing)
