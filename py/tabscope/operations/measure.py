"""Measure: the typical size of objects, and shape and brightness of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.coarse import low_background
from tabscope.operations.columns import as_count, channel_columns, columns, snake
from tabscope.operations.components import components
from tabscope.operations.contrast import locally_bright
from tabscope.operations.distance import distance_inside
from tabscope.operations.frame import Frame
from tabscope.operations.histogram import histogram, li_value
from tabscope.operations.hot_pixels import without_hot_pixels
from tabscope.operations.hull import hulls
from tabscope.operations.inputs import as_labels, check, fill_missing, same_shape
from tabscope.operations.notes import Notes, SignificantBits
from tabscope.operations.region_intensity import saturated_fraction, saturation, statistics
from tabscope.operations.region_shape import (
    Pixels,
    angle_degrees,
    axis_lengths,
    boxes,
    centroids,
    eccentricity,
    perimeters,
    pixels,
    second_moments,
)
from tabscope.operations.registry import Images, Intensity, Labels, Param, TableOut, operation, per_object, whole
from tabscope.table import Column, Table
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
    A diameter that is typed is passed through.

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
    found, maxima = _typical(check(image, "Find the typical size"))
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


@operation(
    "measure.regions",
    version=1,
    locality=per_object,
    cite="scikit-image: skimage.measure.regionprops_table",
    title="Measure objects",
    bytes_per_pixel=80,
)
def regions(
    labels: Labels,
    image: Images | None = None,
    pixel_size: PixelSize | None = None,
    bits: SignificantBits | None = None,
    notes: Notes | None = None,
    frame: Frame | None = None,
) -> TableOut:
    """Measure size, shape, place and brightness of each object, one row per object.

    Columns and their definitions: `tabscope.operations.columns`. Columns in µm are there only where the pixel size
    is known. Intensities are those of the images as given.
    """
    labels = as_labels(labels, "Measure objects")
    found, size = pixels(labels), pixel_size or PixelSize()
    values = _place(found, size, frame)
    values += _plane_shape(found, size) if labels.ndim == 2 else _volume_shape(found, size)
    table = columns(values)
    unit_size = _unit_size(size, labels.ndim)
    for name, channel in _named(image or {}).items():
        same_shape(labels, channel, "Measure objects")
        table += _channel(found, name, channel, unit_size, bits or 0, notes)
    return Table(table)


def _place(found: Pixels, size: PixelSize, frame: Frame | None) -> Values:
    """Return number, centre, box and whether the border (of the image, or of the drawn area) cuts each object."""
    axes = "yx" if found.labels.ndim == 2 else "zyx"
    middle = dict(zip(axes, centroids(found), strict=True))
    low, high = boxes(found)
    first, last = dict(zip(axes, low, strict=True)), dict(zip(axes, high, strict=True))
    side = dict(zip(axes, found.labels.shape, strict=True))
    values: Values = [("object", found.ids)]
    values += [(f"centroid_{axis}_px", middle[axis]) for axis in axes[::-1]]
    scale = {"z": size.z, "y": size.y, "x": size.x}
    if size.calibrated:
        values += [(f"centroid_{axis}_um", middle[axis] * length) for axis in axes[::-1] if (length := scale[axis])]
    values += [(f"bbox_{axis}0_px", first[axis]) for axis in axes[::-1]]
    values += [(f"bbox_{axis}1_px", last[axis]) for axis in axes[::-1]]
    cut = {axis: (first[axis] == 0) | (last[axis] == side[axis]) for axis in axes}
    drawn = np.zeros(0, np.uint32) if frame is None else frame.touching(found.labels)
    values.append(("touches_edge", cut["y"] | cut["x"] | np.isin(found.ids, drawn)))
    if "z" in axes:
        values.append(("touches_edge_z", cut["z"]))
    return values


def _plane_shape(found: Pixels, size: PixelSize) -> Values:
    """Return area, outline, ellipse and widths in the plane; factors of shape are taken in µm where these are known."""
    area, spacing = found.total(), (size.y or 1.0, size.x or 1.0) if size.calibrated else (1.0, 1.0)
    outline, moments = perimeters(found), second_moments(found, (1.0, 1.0))
    major, minor = axis_lengths(moments)
    hull = hulls(found.owner, found.place[0], found.place[1], found.number)
    true_area, true_outline, true_moments = (
        area * spacing[0] * spacing[1],
        perimeters(found, spacing),
        second_moments(found, spacing),
    )
    values: Values = [
        ("area_px", as_count(area)),
        ("perimeter_px", outline),
        ("major_axis_px", major),
        ("minor_axis_px", minor),
        ("equivalent_diameter_px", 2 * np.sqrt(area / np.pi)),
        ("feret_max_px", hull.feret_max),
        ("feret_min_px", hull.feret_min),
    ]
    if size.calibrated:
        true_major, true_minor = axis_lengths(true_moments)
        true_hull = hulls(found.owner, found.place[0], found.place[1], found.number, spacing)
        values += [
            ("area_um2", true_area),
            ("perimeter_um", true_outline),
            ("major_axis_um", true_major),
            ("minor_axis_um", true_minor),
            ("equivalent_diameter_um", 2 * np.sqrt(true_area / np.pi)),
            ("feret_max_um", true_hull.feret_max),
            ("feret_min_um", true_hull.feret_min),
        ]
    values += [
        ("circularity", _circularity(area, true_area, true_outline)),
        ("eccentricity", eccentricity(true_moments)),
        ("angle_deg", angle_degrees(true_moments)),
        ("solidity", area / hull.area),
    ]
    return values


def _circularity(count: NDArray[Any], area: NDArray[Any], outline: NDArray[Any]) -> NDArray[np.float64]:
    """Return 4 pi A / P², at most 1; NaN under 9 px, where the outline means nothing."""
    large = (count >= 9) & (outline > 0)
    ratio = np.divide(4 * np.pi * area, outline**2, out=np.full(area.size, np.nan), where=large)
    return np.minimum(ratio, 1.0)


def _volume_shape(found: Pixels, size: PixelSize) -> Values:
    """Return volume and ellipsoid; in µm only where the distance of slices is known too."""
    volume = found.total()
    major, minor = axis_lengths(second_moments(found, (1.0, 1.0, 1.0)))
    values: Values = [
        ("volume_px", as_count(volume)),
        ("equivalent_diameter_px", np.cbrt(6 * volume / np.pi)),
        ("major_axis_px", major),
        ("minor_axis_px", minor),
    ]
    if size.z and size.y and size.x:
        true_volume = volume * (size.z * size.y * size.x)
        true_major, true_minor = axis_lengths(second_moments(found, (size.z, size.y, size.x)))
        values += [
            ("volume_um3", true_volume),
            ("equivalent_diameter_um", np.cbrt(6 * true_volume / np.pi)),
            ("major_axis_um", true_major),
            ("minor_axis_um", true_minor),
        ]
    return values


def _unit_size(size: PixelSize, ndim: int) -> float | None:
    """Return the area (volume) of one pixel in µm, or None where it is not known."""
    sides = (size.y, size.x) if ndim == 2 else (size.z, size.y, size.x)
    return float(np.prod([one or 0.0 for one in sides])) or None


def _named(images: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return the images by names that stay different as column names."""
    named: dict[str, NDArray[Any]] = {}
    for name, image in images.items():
        taken = {snake(one) for one in named}
        new, count = name, 2
        while snake(new) in taken:
            new, count = f"{name} {count}", count + 1
        named[new] = image
    return named


def _channel(
    found: Pixels, name: str, image: NDArray[Any], unit_size: float | None, bits: int, notes: Notes | None
) -> tuple[Column, ...]:
    """Return the columns of one channel, and say where it is saturated."""
    values = statistics(found, image)
    if unit_size is not None:
        values.append(("integrated", dict(values)["mean"] * found.total() * unit_size))
    if image.dtype.kind in "ui":
        top = saturation(image, bits)
        share = saturated_fraction(found, image, top)
        values.append(("saturated_fraction", share))
        if top is not None and notes is not None:
            of_image = np.count_nonzero(image >= top) / image.size
            touched = int(np.count_nonzero(share))
            low = f" Intensities of {touched} objects are too low." if touched else ""
            low = " Intensity of 1 object is too low." if touched == 1 else low
            notes.say(f"{name or 'Image'}: {100 * of_image:.2g} % of pixels at {top}.{low}")
    return channel_columns(name, values)
