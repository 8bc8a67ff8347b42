"""The typical size of the objects in an image."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.coarse import low_background
from tabscope.operations.columns import columns
from tabscope.operations.components import components
from tabscope.operations.contrast import locally_bright
from tabscope.operations.distance import distance_inside
from tabscope.operations.histogram import histogram, li_value
from tabscope.operations.hot_pixels import without_hot_pixels
from tabscope.operations.inputs import check, fill_missing
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Param, TableOut, operation, whole
from tabscope.table import Table
from tabscope.units import Length

DIAMETERS_PER_PEAK = 2.1
"""Twice the distance is the width; nuclei are a little longer than wide."""

Values = list[tuple[str, NDArray[Any]]]


@operation(
    "measure.typical_diameter",
    version=1,
    locality=whole("one size is found for the whole plane"),
    bytes_per_pixel=48,
    needs=("scipy.ndimage",),
    title="Find the typical size",
    cite="ground rules of tabscope, section 8, step 1",
)
def typical_diameter(
    image: Intensity,
    diameter: Annotated[
        Length | None,
        Param(ge=1, le=5000, soft=200, help="Type the diameter of one object, or leave it empty to have it found."),
    ] = None,
    pixel_size: PixelSize | None = None,
    notes: Notes | None = None,
) -> TableOut:
    """Find the typical diameter of bright objects, as a table with one row.

    Gaussian of 1 px; minus the 5th percentile of a quarter of the image's side; Li's threshold; the distance to the
    background; D = 2.1 times the area-weighted median of its peaks of at least 2 px. Then once more, on the pixels
    that are also bright in their own neighbourhood of 2 D, so that the halo of bright objects does not count.
    A diameter that is typed is passed through. In a volume it is that of the maximum projection: slices lie further
    apart than pixels, and objects are rounder seen from above.

    Raises
    ------
    TabscopeError
        ``measure.diameter-unknown`` where fewer than 3 peaks are found.
    """
    said = notes or Notes()
    if diameter is not None:
        found, maxima = diameter.in_plane, 0
        said.value("diameter_px", found)
    else:
        found, maxima = said.found("diameter_px", "maxima", find=lambda: _found(image)) or (0.0, 0)
    values: Values = [("diameter_px", np.array([found])), ("maxima", np.array([maxima], dtype=np.int64))]
    if pixel_size is not None and pixel_size.y and pixel_size.x:
        values.append(("diameter_um", np.array([found * np.sqrt(pixel_size.y * pixel_size.x)])))
    return Table(columns(values))


def _found(image: NDArray[Any]) -> tuple[float, int]:
    check(image, "Find the typical size")
    found, maxima = _typical(np.fmax.reduce(image, axis=0) if image.ndim == 3 else image)
    if not found:
        raise TabscopeError("measure.diameter-unknown", maxima=maxima)
    return found, maxima


def _typical(image: NDArray[Any]) -> tuple[float, int]:
    """Return the typical diameter and the number of peaks it was taken from; (0, n) where there are fewer than 3."""
    from scipy import ndimage

    values, _ = without_hot_pixels(fill_missing(image)[0])
    smooth = ndimage.gaussian_filter(values, 1.0, mode="nearest").astype(np.float64)
    reach = max(25.0, max(image.shape[-2:]) / 4)
    smooth -= low_background(smooth, tuple(reach for _ in image.shape))
    counted = histogram(smooth)
    if counted.flat:
        return 0.0, 0
    threshold = li_value(counted)
    mask = smooth > threshold
    peaks = _distance_peaks(mask)
    if peaks.size < 3:
        return 0.0, int(peaks.size)
    base, window = float(np.median(smooth[~mask])), 2 * DIAMETERS_PER_PEAK * _weighted_median(peaks, peaks**2)
    peaks = _distance_peaks(locally_bright(smooth, threshold, base, (window,) * image.ndim, 0.9))
    return (
        (DIAMETERS_PER_PEAK * _weighted_median(peaks, peaks**2), int(peaks.size))
        if peaks.size >= 3
        else (0.0, int(peaks.size))
    )


def _distance_peaks(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the heights of the peaks (2 px and more) of the distance to the background."""
    from scipy import ndimage

    distance = distance_inside(mask)
    peaks = (distance == ndimage.maximum_filter(distance, 3, mode="nearest")) & (distance >= 2)
    plateaus, number = components(peaks)
    heights = np.zeros(number + 1)
    heights[plateaus[peaks]] = distance[peaks]
    return heights[1:]


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
