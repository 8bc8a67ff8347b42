"""Edges: how steeply the values change."""

from __future__ import annotations

from typing import Annotated, Literal

from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.registry import Intensity, Param, halo, operation


@operation(
    "filter.edges",
    version=1,
    locality=halo(lambda _: 1),
    needs=("skimage.filters",),
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
) -> Intensity:
    """Show where the values change: bright edges on dark ground.

    The difference over two pixels, as the root of the mean of squares over the axes (scikit-image's scale). float32
    (float64 for wide types), same shape; values beyond the border repeat the border. NaN stays NaN.
    """
    from skimage import filters

    values, missing = fill_missing(check(image, "Find edges"))
    found = {"sobel": filters.sobel, "scharr": filters.scharr, "prewitt": filters.prewitt}[method]
    return restore_missing(found(values, mode="nearest").astype(values.dtype), missing)
