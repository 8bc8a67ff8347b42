"""Segment: from a mask to single objects."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import components, keep, number_by_first_pixel, sizes
from tabscope.operations.footprint import ellipsoid
from tabscope.operations.inputs import as_float, check, same_shape
from tabscope.operations.registry import Intensity, Labels, Mask, Param, operation, stitched, whole
from tabscope.units import Area, Length, px


@operation("segment.label", version=1, locality=stitched, needs=("scipy.ndimage",), title="Label",
           cite="scikit-image: skimage.measure.label", bytes_per_pixel=12)  # fmt: skip
def label(
    mask: Mask,
    corners: Annotated[bool, Param(help="Pixels that touch at a corner only belong together.")] = True,
) -> Labels:
    """Give each connected piece of foreground a number.

    uint32, numbered by first pixel in C order; background 0.
    """
    return components(check(mask, "Label") != 0, corners)[0]


@operation("segment.split", version=1, locality=whole("objects that touch may reach over the whole plane"),
           needs=("scipy.ndimage", "skimage.morphology", "skimage.segmentation"), title="Split touching objects",
           bytes_per_pixel=64,
           cite="Meyer and Beucher 1990, doi:10.1016/1047-3203(90)90014-M; scikit-image: skimage.segmentation.watershed")  # fmt: skip
def split(
    mask: Mask,
    image: Intensity | None = None,
    diameter: Annotated[Length | None, Param(ge=1, le=5000, soft=200, help="Typical diameter; empty uses the least distance alone.")] = None,
    min_distance: Annotated[Length, Param(ge=0, le=2000, soft=50, help="Seeds closer than this are one object; used without a diameter.")] = px(5),
    smaller_than: Annotated[Area, Param(ge=0, help="Pieces with less area than this are removed.")] = Area(0),
) -> Labels:
    """Split objects that touch, along the valleys between their centres.

    Parameters
    ----------
    mask : numpy.ndarray
        bool, (y, x) or (z, y, x).
    image : numpy.ndarray, optional
        With a diameter D, brightness counts too: Gaussian (0.1 D) over its local maximum in a window of D.
    diameter : Length, optional
        D: the distance to the background is smoothed by 0.06 D; seeds are its maxima that stand 0.05 D above the
        saddles around them.
    min_distance : Length
        Without a diameter, seeds are the local maxima of the distance at least this far apart; the higher one
        stays, of equal ones the first in C order.
    smaller_than : Area
        Pieces under this area are removed.

    Returns
    -------
    numpy.ndarray
        uint32, numbered by first pixel in C order; every pixel of the mask belongs to a piece, unless it was removed.
    """
    from scipy import ndimage
    from skimage import morphology, segmentation

    binary = check(mask, "Split touching objects") != 0
    if not binary.any():
        return np.zeros(binary.shape, dtype=np.uint32)
    distance = _distance(binary)
    if diameter is None:
        height, seeds = distance, _spaced_seeds(distance, min_distance.per_axis(binary.ndim))
    else:
        height = _height(distance, binary, image, diameter.per_axis(binary.ndim))
        seeds = morphology.h_maxima(height, 0.05 * diameter.in_plane) > 0
    markers, number = ndimage.label(seeds & binary, ndimage.generate_binary_structure(binary.ndim, binary.ndim))
    pieces, _ = components(binary)
    unseeded = keep(pieces, np.bincount(pieces.ravel(), weights=(markers > 0).ravel()) == 0)
    markers = np.where(unseeded > 0, unseeded.astype(np.int64) + number, markers)
    labels = segmentation.watershed(-height, markers, mask=binary)
    if smaller_than > 0:
        labels = keep(labels, sizes(labels) >= smaller_than)
    return number_by_first_pixel(labels)


def _distance(binary: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the distance to the background; beyond the border counts as more of the same."""
    from scipy import ndimage

    if binary.all():
        return np.ones(binary.shape)
    return ndimage.distance_transform_edt(binary)


def _height(
    distance: NDArray[np.float64], binary: NDArray[np.bool_], image: NDArray[Any] | None, diameters: tuple[float, ...]
) -> NDArray[np.float64]:
    """Return the smoothed distance, times the brightness relative to its surroundings where there is an image."""
    from scipy import ndimage

    height = ndimage.gaussian_filter(distance, [0.06 * one for one in diameters], mode="nearest")
    if image is not None:
        same_shape(binary, image, "Split touching objects")
        values = ndimage.gaussian_filter(as_float(image), [0.1 * one for one in diameters], mode="nearest")
        peak = ndimage.maximum_filter(values, [max(1, round(one)) | 1 for one in diameters], mode="nearest")
        height = height * np.clip(np.divide(values, peak, out=np.ones_like(values), where=peak > 0), 0, 1)
    return height


def _spaced_seeds(distance: NDArray[np.float64], apart: tuple[float, ...]) -> NDArray[np.bool_]:
    """Return local maxima of the distance, the highest first, none within ``apart`` of one that was taken before."""
    from scipy import ndimage

    peaks = (distance == ndimage.maximum_filter(distance, 3, mode="nearest")) & (distance > 0)
    places = np.argwhere(peaks)
    places = places[np.argsort(-distance[peaks], kind="stable")]
    disk = ellipsoid(tuple(max(1.0, one) for one in apart))
    reach = np.array(disk.shape) // 2
    taken, seeds = np.zeros(distance.shape, dtype=np.bool_), np.zeros(distance.shape, dtype=np.bool_)
    for place in places:
        if not taken[tuple(place)]:
            seeds[tuple(place)] = True
            low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, distance.shape)
            box = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
            inside = tuple(slice(a, b) for a, b in zip(low - place + reach, high - place + reach, strict=True))
            taken[box] |= disk[inside]
    return seeds
