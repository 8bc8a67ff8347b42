"""Ridges: bright or dark lines such as vessels, neurites and membranes."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.registry import Intensity, Param, halo, operation, whole
from tabscope.operations.voxels import at_slices, between_slices, sides
from tabscope.units import Length, px

MOST_SCALES = 8


def _sato_reach(params: Mapping[str, Any]) -> float:
    """Return how far scikit-image's Gaussian derivatives reach: 8 sigma, and 100 sigma where sigma is 1 or less."""
    sigmas = _sigmas(params["thinnest"], params["thickest"])
    return max(ceil((8 if one > 1 else 100) * one) for one in sigmas) + 2


@operation(
    "filter.ridges",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=halo(_sato_reach),
    needs=("skimage.filters", "skimage.filters.ridges"),
    title="Find ridges (Sato)",
    cite="Sato et al. 1998, doi:10.1016/S1361-8415(98)80009-1; scikit-image: skimage.filters.sato",
    bytes_per_pixel=80,
)
def ridges(
    image: Intensity,
    thinnest: Annotated[Length, Param(ge=0.5, le=50, soft=10, help="Half the width of the thinnest lines.")] = px(1),
    thickest: Annotated[Length, Param(ge=0.5, le=50, soft=10, help="Half the width of the thickest lines.")] = px(3),
    lines: Annotated[Literal["bright", "dark"], Param(help="Whether lines are brighter or darker.")] = "bright",
    pixel_size: PixelSize | None = None,
) -> Intensity:
    """Bring out lines of a range of widths, such as neurites, vessels or membranes.

    The largest answer over up to 8 widths; in the image's counts per squared width, 0 where there is no line. float32
    (float64 for wide types), same shape. Widths count in pixels of the plane on every axis;
    for version 1, voxels were cubes. NaN stays NaN.
    """
    from skimage import filters

    return _over_widths(image, thinnest, thickest, lines, "Find ridges (Sato)", filters.sato, pixel_size)


@operation(
    "filter.vesselness",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=whole("the answer is scaled by the strongest curvature of the whole image"),
    needs=("skimage.filters", "skimage.filters.ridges"),
    title="Vesselness (Frangi)",
    cite="Frangi et al. 1998, doi:10.1007/BFb0056195; scikit-image: skimage.filters.frangi",
    bytes_per_pixel=96,
)
def vesselness(
    image: Intensity,
    thinnest: Annotated[Length, Param(ge=0.5, le=50, soft=10, help="Half the width of the thinnest vessels.")] = px(1),
    thickest: Annotated[Length, Param(ge=0.5, le=50, soft=10, help="Half the width of the thickest vessels.")] = px(4),
    lines: Annotated[Literal["bright", "dark"], Param(help="Whether vessels are brighter or darker.")] = "bright",
    pixel_size: PixelSize | None = None,
) -> Intensity:
    """Show how much each place looks like a vessel, from 0 to 1; blobs and plates are held down.

    float32 (float64 for wide types), same shape. Widths count in pixels of the plane on every axis;
    for version 1, voxels were cubes. NaN stays NaN.
    """
    from skimage import filters

    return _over_widths(image, thinnest, thickest, lines, "Vesselness (Frangi)", filters.frangi, pixel_size)


@operation(
    "filter.neuriteness",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=whole("the answer is scaled by the strongest line of the whole image"),
    needs=("skimage.filters", "skimage.filters.ridges"),
    title="Neuriteness (Meijering)",
    cite="Meijering et al. 2004, doi:10.1002/cyto.a.20022; scikit-image: skimage.filters.meijering",
    bytes_per_pixel=96,
)
def neuriteness(
    image: Intensity,
    thinnest: Annotated[Length, Param(ge=0.5, le=50, soft=10, help="Half the width of the thinnest neurites.")] = px(1),
    thickest: Annotated[Length, Param(ge=0.5, le=50, soft=10, help="Half the width of the thickest neurites.")] = px(3),
    lines: Annotated[Literal["bright", "dark"], Param(help="Whether neurites are brighter or darker.")] = "bright",
    pixel_size: PixelSize | None = None,
) -> Intensity:
    """Show how much each place looks like a thin neurite, from 0 to 1.

    float32 (float64 for wide types), same shape. Widths count in pixels of the plane on every axis;
    for version 1, voxels were cubes. NaN stays NaN.
    """
    from skimage import filters

    return _over_widths(image, thinnest, thickest, lines, "Neuriteness (Meijering)", filters.meijering, pixel_size)


def _sigmas(thinnest: Length, thickest: Length) -> list[float]:
    low, high = thinnest.in_plane, thickest.in_plane
    count = min(MOST_SCALES, max(1, round(high - low) + 1))
    return [float(one) for one in np.linspace(low, high, count)]


def _over_widths(
    image: NDArray[Any], thinnest: Length, thickest: Length, lines: str, title: str, found: Any, size: PixelSize | None
) -> NDArray[Any]:
    """Apply one of scikit-image's ridge filters; slices that lie apart are filled up first, for it knows cubes only."""
    check(image, title)
    if thickest.in_plane < thinnest.in_plane:
        reason = f"the thickest ({thickest.in_plane:g} px) is thinner than the thinnest ({thinnest.in_plane:g} px)."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Choose a larger one.")
    values, missing = fill_missing(image)
    if values.max() == values.min():
        return restore_missing(np.zeros_like(values), missing)
    side = sides(size, 3)[0]
    cubes = values.ndim == 2 or len(values) == 1 or side == 1
    even = values if cubes else between_slices(values, side)
    answer = found(even, sigmas=_sigmas(thinnest, thickest), black_ridges=lines == "dark", mode="nearest")
    answer = answer.astype(values.dtype)
    return restore_missing(answer if cubes else at_slices(answer, len(values)), missing)
