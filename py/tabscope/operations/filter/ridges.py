"""Ridges: bright or dark lines such as vessels, neurites and membranes."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.registry import Intensity, Param, halo, operation, whole
from tabscope.units import Length, px

MOST_SCALES = 8


def _sato_reach(params: Mapping[str, Any]) -> float:
    """Return how far scikit-image's Gaussian derivatives reach: 8 sigma, and 100 sigma where sigma is 1 or less."""
    sigmas = _sigmas(params["thinnest"], params["thickest"])
    return max(ceil((8 if one > 1 else 100) * one) for one in sigmas) + 2


@operation(
    "filter.ridges",
    version=1,
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
) -> Intensity:
    """Bring out lines of a range of widths, such as neurites, vessels or membranes.

    The largest answer over up to 8 widths; in the image's counts per squared width, 0 where there is no line. float32
    (float64 for wide types), same shape. Widths count in pixels of the plane on every axis. NaN stays NaN.
    """
    from skimage import filters

    return _over_widths(image, thinnest, thickest, lines, "Find ridges (Sato)", filters.sato)


@operation(
    "filter.vesselness",
    version=1,
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
) -> Intensity:
    """Show how much each place looks like a vessel, from 0 to 1; blobs and plates are held down.

    float32 (float64 for wide types), same shape. Widths count in pixels of the plane on every axis. NaN stays NaN.
    """
    from skimage import filters

    return _over_widths(image, thinnest, thickest, lines, "Vesselness (Frangi)", filters.frangi)


@operation(
    "filter.neuriteness",
    version=1,
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
) -> Intensity:
    """Show how much each place looks like a thin neurite, from 0 to 1.

    float32 (float64 for wide types), same shape. Widths count in pixels of the plane on every axis. NaN stays NaN.
    """
    from skimage import filters

    return _over_widths(image, thinnest, thickest, lines, "Neuriteness (Meijering)", filters.meijering)


def _sigmas(thinnest: Length, thickest: Length) -> list[float]:
    low, high = thinnest.in_plane, thickest.in_plane
    count = min(MOST_SCALES, max(1, round(high - low) + 1))
    return [float(one) for one in np.linspace(low, high, count)]


def _over_widths(
    image: NDArray[Any], thinnest: Length, thickest: Length, lines: str, title: str, found: Any
) -> NDArray[Any]:
    check(image, title)
    if thickest.in_plane < thinnest.in_plane:
        reason = f"the thickest ({thickest.in_plane:g} px) is thinner than the thinnest ({thinnest.in_plane:g} px)."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Choose a larger one.")
    values, missing = fill_missing(image)
    if values.max() == values.min():
        return restore_missing(np.zeros_like(values), missing)
    answer = found(values, sigmas=_sigmas(thinnest, thickest), black_ridges=lines == "dark", mode="nearest")
    return restore_missing(answer.astype(values.dtype), missing)
