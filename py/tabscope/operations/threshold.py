"""Thresholds: which pixels are brighter than a value that is typed or found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.contrast import contrast, locally_bright
from tabscope.operations.histogram import Histogram, histogram, li_value, otsu_value, triangle_value
from tabscope.operations.inputs import check, fill_missing
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Mask, Param, operation, pointwise, statistic, whole
from tabscope.units import Length, px


@operation(
    "threshold.manual",
    version=1,
    locality=pointwise,
    cite="numpy.greater",
    title="Threshold by hand",
    bytes_per_pixel=2,
)
def manual(
    image: Intensity,
    above: Annotated[float, Param(help="Pixels brighter than this are foreground, in the image's own counts.")] = 0.0,
) -> Mask:
    """Keep pixels brighter than a value that you choose.

    NaN is never foreground.
    """
    return check(image, "Threshold by hand") > above


@operation(
    "threshold.otsu",
    version=1,
    locality=statistic,
    title="Otsu threshold",
    bytes_per_pixel=12,
    cite="Otsu 1979, doi:10.1109/TSMC.1979.4310076; scikit-image: skimage.filters.threshold_otsu",
)
def otsu(image: Intensity, notes: Notes | None = None) -> Mask:
    """Find the value that parts the pixels into two even groups, and keep the brighter ones.

    The histogram is trimmed (see `tabscope.operations.histogram`). A flat image has no foreground.
    """
    return _above(image, otsu_value, "Otsu threshold", notes)


@operation(
    "threshold.li",
    version=1,
    locality=statistic,
    title="Li threshold",
    bytes_per_pixel=12,
    cite="Li and Tam 1998, doi:10.1016/S0167-8655(98)00057-9; scikit-image: skimage.filters.threshold_li",
)
def li(image: Intensity, notes: Notes | None = None) -> Mask:
    """Find the value with the least cross entropy, and keep the brighter pixels; good where objects are dim.

    The histogram is trimmed (see `tabscope.operations.histogram`). A flat image has no foreground.
    """
    return _above(image, li_value, "Li threshold", notes)


@operation(
    "threshold.triangle",
    version=1,
    locality=statistic,
    title="Triangle threshold",
    bytes_per_pixel=12,
    cite="Zack et al. 1977, doi:10.1177/25.7.70454; scikit-image: skimage.filters.threshold_triangle",
)
def triangle(image: Intensity, notes: Notes | None = None) -> Mask:
    """Find the corner of a histogram with one large peak, and keep the brighter pixels; good where objects are few.

    The histogram is trimmed (see `tabscope.operations.histogram`). A flat image has no foreground.
    """
    return _above(image, triangle_value, "Triangle threshold", notes)


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


@operation(
    "threshold.local_contrast",
    version=1,
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
    """
    values, missing = fill_missing(check(image, "Find bright objects"))
    diameters = diameter.per_axis(image.ndim)
    found = contrast(values, diameters)
    if found is None:
        return np.zeros(image.shape, dtype=np.bool_)
    if notes is not None:
        notes.value("threshold", found.threshold)
        notes.value("contrast", found.height)
        notes.value("noise", found.noise)
    if found.height < least_contrast * found.noise:
        if notes is not None:
            notes.say("No clear signal: nothing stands out from the noise.")
        return np.zeros(image.shape, dtype=np.bool_)
    mask = locally_bright(values, found.threshold, found.base, tuple(2 * one for one in diameters), share)
    return mask if missing is None else mask & ~missing


def _above(
    image: NDArray[Any], value_of: Callable[[Histogram], float], title: str, notes: Notes | None
) -> NDArray[np.bool_]:
    counted = histogram(check(image, title))
    if counted.flat:
        if notes is not None:
            notes.say("The image is flat: nothing stands out.")
        return np.zeros(image.shape, dtype=np.bool_)
    value = value_of(counted)
    if notes is not None:
        notes.value("threshold", value)
    return image > value
