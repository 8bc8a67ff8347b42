"""Smoothing over a neighbourhood: Gaussian, median, mean, minimum, maximum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.extremes import highest, lowest
from tabscope.operations.footprint import ellipsoid
from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.registry import Intensity, Param, halo, operation
from tabscope.units import Length, px


def _reach(params: Mapping[str, Any]) -> float:
    return ceil(params.get("truncate", 4.0) * max(params["sigma"].values)) + 1


@operation(
    "filter.gaussian",
    version=1,
    locality=halo(_reach),
    needs=("scipy.ndimage",),
    title="Gaussian blur",
    cite="scikit-image: skimage.filters.gaussian (preserve_range=True, mode='nearest')",
    bytes_per_pixel=16,
)
def gaussian(
    image: Intensity,
    sigma: Annotated[Length, Param(ge=0, le=500, soft=20, help="Larger removes finer detail.")] = px(1),
    truncate: Annotated[float, Param(ge=1, le=10, advanced=True, help="Where the bell is cut off, in sigma.")] = 4.0,
) -> Intensity:
    """Blur with a Gaussian.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x), any real dtype.
    sigma : Length
        Standard deviation along each axis.
    truncate : float
        The bell reaches this many standard deviations.

    Returns
    -------
    numpy.ndarray
        float32 (float64 for 32-bit integers and float64), same shape; values beyond the border repeat the border.
        Pixels without a number stay so and do not spread: their neighbours are averaged without them.
    """
    from scipy import ndimage

    values, missing = fill_missing(check(image, "Gaussian blur"))
    sigmas = sigma.per_axis(image.ndim)
    if missing is None:
        return ndimage.gaussian_filter(values, sigmas, mode="nearest", truncate=truncate)
    weight = ndimage.gaussian_filter((~missing).astype(values.dtype), sigmas, mode="nearest", truncate=truncate)
    values[missing] = 0
    total = ndimage.gaussian_filter(values, sigmas, mode="nearest", truncate=truncate)
    blurred = np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)
    return restore_missing(blurred, missing)


def _radius(params: Mapping[str, Any]) -> float:
    return ceil(max(params["radius"].values))


@operation(
    "filter.median",
    version=1,
    locality=halo(_radius),
    needs=("scipy.ndimage",),
    title="Median filter",
    cite="scikit-image: skimage.filters.median with a disk (a ball in 3D)",
    bytes_per_pixel=20,
)
def median(
    image: Intensity,
    radius: Annotated[Length, Param(ge=0, le=50, soft=10, help="Specks smaller than half of this circle vanish.")] = px(
        2
    ),
) -> Intensity:
    """Replace each pixel by the median of the circle around it; removes specks and keeps edges.

    The dtype is kept; values beyond the border repeat the border. NaN counts as the image's median and stays NaN.
    """
    return _by_rank(image, radius, "Median filter", _median)


def _median(values: NDArray[Any], radii: tuple[float, ...]) -> NDArray[Any]:
    from scipy import ndimage

    return ndimage.median_filter(values, footprint=ellipsoid(radii), mode="nearest")


@operation(
    "filter.mean",
    version=1,
    locality=halo(_radius),
    needs=("scipy.ndimage",),
    title="Mean filter",
    cite="scipy.ndimage.correlate with a disk (a ball in 3D); ImageJ: Mean",
    bytes_per_pixel=24,
)
def mean(
    image: Intensity,
    radius: Annotated[Length, Param(ge=0, le=50, soft=10, help="Larger smooths more.")] = px(2),
) -> Intensity:
    """Replace each pixel by the mean of the circle around it.

    float32 (float64 for 32-bit integers and float64), same shape; values beyond the border repeat the border. Pixels
    without a number stay so, and their neighbours are averaged without them.
    """
    from scipy import ndimage

    values, missing = fill_missing(check(image, "Mean filter"))
    weights = ellipsoid(radius.per_axis(image.ndim)).astype(values.dtype)
    if missing is None:
        return ndimage.correlate(values, weights / weights.sum(), mode="nearest")
    values[missing] = 0
    total = ndimage.correlate(values, weights, mode="nearest")
    count = ndimage.correlate((~missing).astype(values.dtype), weights, mode="nearest")
    averaged = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0.5)
    return restore_missing(averaged, missing)


@operation(
    "filter.minimum",
    version=1,
    locality=halo(_radius),
    needs=("scipy.ndimage",),
    title="Minimum filter",
    cite="scipy.ndimage.minimum_filter with a disk (a ball in 3D); ImageJ: Minimum",
    bytes_per_pixel=20,
)
def minimum(
    image: Intensity,
    radius: Annotated[Length, Param(ge=0, le=50, soft=10, help="Larger makes bright things smaller.")] = px(2),
) -> Intensity:
    """Give each pixel the darkest value of the circle around it.

    The dtype is kept; values beyond the border repeat the border. NaN counts as the image's median and stays NaN.
    """
    return _by_rank(image, radius, "Minimum filter", lowest)


@operation(
    "filter.maximum",
    version=1,
    locality=halo(_radius),
    needs=("scipy.ndimage",),
    title="Maximum filter",
    cite="scipy.ndimage.maximum_filter with a disk (a ball in 3D); ImageJ: Maximum",
    bytes_per_pixel=20,
)
def maximum(
    image: Intensity,
    radius: Annotated[Length, Param(ge=0, le=50, soft=10, help="Larger makes bright things wider.")] = px(2),
) -> Intensity:
    """Give each pixel the brightest value of the circle around it.

    The dtype is kept; values beyond the border repeat the border. NaN counts as the image's median and stays NaN.
    """
    return _by_rank(image, radius, "Maximum filter", highest)


def _by_rank(
    image: NDArray[Any], radius: Length, title: str, rank: Callable[[NDArray[Any], tuple[float, ...]], NDArray[Any]]
) -> NDArray[Any]:
    """Apply a rank filter over a disk (a ball); missing pixels stay missing."""
    check(image, title)
    radii = radius.per_axis(image.ndim)
    if image.dtype.kind != "f":
        return rank(image, radii)
    values, missing = fill_missing(image)
    return restore_missing(rank(values, radii), missing)
