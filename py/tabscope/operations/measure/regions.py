"""Shape, place and brightness of each object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.columns import as_count, channel_columns, columns, snake
from tabscope.operations.frame import Frame
from tabscope.operations.hull import hulls
from tabscope.operations.inputs import as_labels, check, same_shape
from tabscope.operations.notes import Notes, SignificantBits
from tabscope.operations.region_background import Background, backgrounds, typical_sides
from tabscope.operations.region_intensity import saturated_fraction, saturation, statistics
from tabscope.operations.region_shape import (
    Pixels,
    angle_degrees,
    axis_lengths,
    boxes,
    centroids,
    eccentricity,
    middle_axis,
    perimeters,
    pixels,
    second_moments,
)
from tabscope.operations.region_surface import entries, surfaces
from tabscope.operations.registry import Images, Labels, Param, TableOut, operation, whole
from tabscope.table import Column, Table
from tabscope.units import Length

Values = list[tuple[str, NDArray[Any]]]

SMALLEST_BALL = 27
"""Under this many voxels a surface means nothing."""


def _needs(params: Mapping[str, Any]) -> tuple[str, ...]:
    return () if params.get("background", "none") == "none" else ("scipy.ndimage",)


@operation(
    "measure.regions",
    version=1,
    locality=whole("background is taken around all objects; without it each object stands by itself"),
    needs=_needs,
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
    background: Annotated[
        Background,
        Param(
            help="Also measure the brightness around objects and take it away: global, one value for the image; "
            "ring, around each object."
        ),
    ] = "none",
    diameter: Annotated[
        Length | None,
        Param(
            ge=1,
            le=5000,
            soft=200,
            advanced=True,
            help="Diameter that the background keeps away from objects by; empty: the median of the objects.",
        ),
    ] = None,
) -> TableOut:
    """Measure size, shape, place and brightness of each object, one row per object.

    Columns and their definitions: `tabscope.operations.columns`. Columns in µm are there only where the pixel size
    is known. Intensities are those of the images as given. Background is the median outside all objects grown by half a
    diameter (``global``), or of the pixels 0.1 to 0.4 diameters from an object that are nearer to it than to any other
    (``ring``); what is darker than its background comes out negative.
    """
    labels = as_labels(labels, "Measure objects")
    found, size = pixels(labels), pixel_size or PixelSize()
    values = _place(found, size, frame)
    values += _plane_shape(found, size) if labels.ndim == 2 else _volume_shape(found, size)
    table = columns(values)
    unit_size = _unit_size(size, labels.ndim)
    channels = _named(image or {})
    for channel in channels.values():
        same_shape(labels, check(channel, "Measure objects"), "Measure objects")
    around = _around(found, list(channels.values()), background, diameter, size, frame)
    for (name, channel), dark in zip(channels.items(), around, strict=True):
        table += _channel(found, name, channel, unit_size, bits or 0, notes)
        if dark is not None:
            table += channel_columns(name, _above(found, channel, dark))
    return Table(table)


def _around(
    found: Pixels,
    images: list[NDArray[Any]],
    how: Background,
    diameter: Length | None,
    size: PixelSize,
    frame: Frame | None,
) -> list[NDArray[np.float64]] | list[None]:
    """Return the background of each image at each object, or None for each where it is not asked for."""
    if how == "none":
        return [None for _ in images]
    axes = found.labels.ndim
    sides = typical_sides(found, size.along(axes)) if diameter is None else diameter.per_axis(axes)
    return backgrounds(found, images, how, sides, None if frame is None else frame.inside)


def _above(found: Pixels, image: NDArray[Any], dark: NDArray[np.float64]) -> Values:
    """Return the background, and mean and sum above it, over pixels that have a number."""
    values = dict(statistics(found, image))
    known = found.total(np.isfinite(image.ravel()[found.flat]))
    return [
        ("background", dark),
        ("mean_bgsub", values["mean"] - dark),
        ("sum_bgsub", values["sum"] - dark * known),
    ]


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
    volume, entered = found.total(), entries(found)
    moments = second_moments(found, (1.0, 1.0, 1.0))
    major, minor = axis_lengths(moments)
    values: Values = [
        ("volume_px", as_count(volume)),
        ("equivalent_diameter_px", np.cbrt(6 * volume / np.pi)),
        ("major_axis_px", major),
        ("middle_axis_px", middle_axis(moments)),
        ("minor_axis_px", minor),
        ("surface_px", surfaces(entered)),
    ]
    if size.z and size.y and size.x:
        true_volume = volume * (size.z * size.y * size.x)
        true_surface = surfaces(entered, (size.z, size.y, size.x))
        true_moments = second_moments(found, (size.z, size.y, size.x))
        true_major, true_minor = axis_lengths(true_moments)
        values += [
            ("volume_um3", true_volume),
            ("equivalent_diameter_um", np.cbrt(6 * true_volume / np.pi)),
            ("major_axis_um", true_major),
            ("middle_axis_um", middle_axis(true_moments)),
            ("minor_axis_um", true_minor),
            ("surface_um2", true_surface),
            ("sphericity", _sphericity(volume, true_volume, true_surface)),
        ]
    return values


def _sphericity(count: NDArray[Any], volume: NDArray[Any], surface: NDArray[Any]) -> NDArray[np.float64]:
    """Return the surface of the ball of the same volume over the surface, at most 1; NaN under 27 voxels."""
    large = (count >= SMALLEST_BALL) & (surface > 0)
    ball = np.pi ** (1 / 3) * (6 * volume) ** (2 / 3)
    return np.minimum(np.divide(ball, surface, out=np.full(volume.size, np.nan), where=large), 1.0)


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
