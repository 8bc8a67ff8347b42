"""Thresholds that follow the neighbourhood of each pixel."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from math import ceil
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.contrast import Seen, contrast, locally_bright, seen
from tabscope.operations.inputs import check, fill_missing
from tabscope.operations.notes import Notes
from tabscope.operations.notes import spread as range_of
from tabscope.operations.overview import Overview, Survey, by_parameter
from tabscope.operations.registry import Intensity, Mask, Param, halo, operation, whole
from tabscope.operations.scope import PLANE_ALONE, ScopeChoice, of_all_planes
from tabscope.units import Length, px

Window = Annotated[
    Length, Param(ge=1, le=4000, soft=300, help="Side of the square that is compared; a few objects wide.")
]


@operation(
    "threshold.local",
    version=1,
    locality=whole("a local mean needs its whole window"),
    needs=("scipy.ndimage",),
    title="Local threshold",
    cite="scikit-image: skimage.filters.threshold_local, method='mean'",
)
def local(
    image: Intensity,
    window: Annotated[
        Length, Param(ge=1, le=4000, soft=300, help="Side of the square that is compared; a few objects wide.")
    ] = px(51),
    offset: Annotated[float, Param(help="How much brighter than its surroundings a pixel must be, in counts.")] = 0.0,
) -> Mask:
    """Keep pixels that are brighter than the mean of the square around them.

    The image is mirrored at its border. NaN counts as the image's median and is never foreground.
    """
    from scipy import ndimage

    values, missing = fill_missing(check(image, "Local threshold"))
    size: Any = [max(1, round(one)) | 1 for one in window.per_axis(image.ndim)]
    mask = values > ndimage.uniform_filter(values.astype(np.float64), size, mode="mirror") + offset
    return mask if missing is None else mask & ~missing


def _half_window(params: Mapping[str, Any]) -> float:
    return ceil(max(params["window"].values) / 2) + 2


@operation(
    "threshold.niblack",
    version=1,
    locality=halo(_half_window),
    needs=("scipy.ndimage",),
    title="Niblack threshold",
    cite="Niblack 1986; scikit-image: skimage.filters.threshold_niblack",
    bytes_per_pixel=56,
)
def niblack(
    image: Intensity,
    window: Window = px(51),
    k: Annotated[float, Param(ge=-5, le=5, help="Pixels must be this many standard deviations above the mean.")] = 0.5,
) -> Mask:
    """Keep pixels that stand out from the mean around them by some standard deviations of the same square.

    The image is mirrored at its border. scikit-image's ``k`` has the other sign. NaN counts as the median and is never
    foreground.
    """
    values, missing = fill_missing(check(image, "Niblack threshold"))
    mean, spread = _mean_and_spread(values, window)
    mask = values > mean + k * spread
    return mask if missing is None else mask & ~missing


@operation(
    "threshold.sauvola",
    version=1,
    locality=whole("the spread is compared with that of the whole image"),
    needs=("scipy.ndimage",),
    title="Sauvola threshold",
    cite="Sauvola and Pietikainen 2000, doi:10.1016/S0031-3203(99)00055-2; scikit-image: "
    "skimage.filters.threshold_sauvola",
    bytes_per_pixel=56,
)
def sauvola(
    image: Intensity,
    window: Window = px(51),
    k: Annotated[float, Param(ge=0, le=2, help="Larger keeps fewer pixels where the image is even.")] = 0.2,
    notes: Notes | None = None,
) -> Mask:
    """Keep pixels brighter than a local value that lies lower where the image is even; made for stains and print.

    The local value is mean x (1 + k (sd / R - 1)) with R half the image's range; the image is mirrored at its border.
    NaN counts as the median and is never foreground.
    """
    values, missing = fill_missing(check(image, "Sauvola threshold"))
    mean, spread = _mean_and_spread(values, window)
    low, high = range_of(values, notes)
    half = (high - low) / 2
    if half == 0:
        return np.zeros(values.shape, dtype=np.bool_)
    mask = values > mean * (1 + k * (spread / half - 1))
    return mask if missing is None else mask & ~missing


def _seen(image: NDArray[Any], diameter: Length) -> Seen:
    values, _ = fill_missing(check(image, "Find bright objects"))
    return seen(values, diameter.per_axis(image.ndim))


def _contrast(
    values: NDArray[Any], diameters: tuple[float, ...], overview: Overview | None
) -> tuple[float, ...] | None:
    found = contrast(values, diameters) if overview is None else overview.found.contrast()
    return None if found is None else (found.threshold, found.height, found.noise, found.base)


def _mean_and_spread(values: NDArray[Any], window: Length) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the mean and the population standard deviation of the square around each pixel.

    Each window is summed on its own: a running sum would round otherwise in a tile than in the whole image.
    """
    wide = values.astype(np.float64)
    mean, square = _window_mean(wide, window), _window_mean(wide * wide, window)
    return mean, np.sqrt(np.maximum(square - mean * mean, 0))


def _window_mean(values: NDArray[np.float64], window: Length) -> NDArray[np.float64]:
    from scipy import ndimage

    for axis, side in enumerate(window.per_axis(values.ndim)):
        size = max(1, round(side)) | 1
        values = ndimage.correlate1d(values, np.full(size, 1 / size), axis=axis, mode="mirror")
    return values


@operation(
    "threshold.local_contrast",
    version=2,
    earlier=PLANE_ALONE,
    survey=Survey(_seen, operator.add, by_parameter),
    locality=whole("noise and contrast are taken from the whole plane"),
    needs=("scipy.ndimage",),
    title="Find bright objects",
    bytes_per_pixel=32,
    cite="Li and Tam 1998, doi:10.1016/S0167-8655(98)00057-9; ground rules of tabscope, section 8, step 4",
)
def local_contrast(
    image: Intensity,
    diameter: Annotated[Length, Param(ge=1, le=5000, soft=200, help="Typical diameter of the objects.")] = px(20),
    share: Annotated[
        float, Param(ge=0, le=2, advanced=True, help="How bright a pixel must be, compared to the square around it.")
    ] = 0.9,
    least_contrast: Annotated[
        float,
        Param(
            ge=0,
            le=100,
            advanced=True,
            label="Least contrast",
            help="Objects must stand out by this many standard deviations of the noise.",
        ),
    ] = 4.0,
    notes: Notes | None = None,
    scope: ScopeChoice = "image",
    overview: Overview | None = None,
) -> Mask:
    """Keep pixels that are bright in the whole image and compared to their neighbourhood; nothing in an image of noise.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x); smoothed, and without an uneven background. NaN is never foreground.
    diameter : Length
        D; the neighbourhood is a square of 2 D.
    share : float
        A pixel must exceed Li's threshold, and (pixel - b) > share x (mean of the square - b), with b the median of
        the pixels outside Li's threshold.
    least_contrast : float
        Where the mean above Li's threshold is not this many robust standard deviations of the noise above b, there
        are no objects (see `tabscope.operations.contrast`).
    scope : str
        What the threshold, b and the noise are found on; of several planes the noise is the median of theirs.
    """
    values, missing = fill_missing(check(image, "Find bright objects"))
    diameters = diameter.per_axis(image.ndim)
    said = notes or Notes()
    names = ("threshold", "contrast", said.per("noise", diameter.in_plane), "base")
    found = of_all_planes(said, names, lambda: _contrast(values, diameters, overview), scope, overview)
    if found is None:
        return np.zeros(image.shape, dtype=np.bool_)
    threshold, height, noise, base = found
    if height < least_contrast * noise:
        said.say("No clear signal: nothing stands out from the noise.")
        return np.zeros(image.shape, dtype=np.bool_)
    mask = locally_bright(values, threshold, base, tuple(2 * one for one in diameters), share)
    return mask if missing is None else mask & ~missing
