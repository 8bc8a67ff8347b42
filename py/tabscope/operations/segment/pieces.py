"""From a mask to single objects: connected pieces, and pieces that touch split."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.basins import basins, flooded
from tabscope.operations.components import components, keep, labelled, number_by_first_pixel, sizes
from tabscope.operations.distance import distance_inside
from tabscope.operations.footprint import ellipsoid
from tabscope.operations.inputs import check, fill_missing, same_shape
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Labels, Mask, Param, operation, stitched, whole
from tabscope.operations.trim import outside, trimmed
from tabscope.units import Area, Length, px

SMOOTH, PEAK = 0.06, 0.03
"""In diameters: how far the distance is smoothed, and how far a peak must stand out to be an object of its own."""


@operation(
    "segment.label",
    version=1,
    locality=stitched,
    needs=("scipy.ndimage",),
    title="Label",
    cite="scikit-image: skimage.measure.label",
    bytes_per_pixel=12,
)
def label(
    mask: Mask,
    corners: Annotated[bool, Param(help="Pixels that touch at a corner only belong together.")] = True,
) -> Labels:
    """Give each connected piece of foreground a number.

    uint32, numbered by first pixel in C order; background 0.
    """
    return components(check(mask, "Label") != 0, corners)[0]


@operation(
    "segment.split",
    version=1,
    locality=whole("objects that touch may reach over the whole plane"),
    needs=("scipy.ndimage", "skimage.measure", "skimage.segmentation"),
    title="Split touching objects",
    bytes_per_pixel=64,
    cite="Meyer and Beucher 1990, doi:10.1016/1047-3203(90)90014-M; scikit-image: skimage.segmentation.watershed",
)
def split(
    mask: Mask,
    image: Intensity | None = None,
    diameter: Annotated[
        Length | None, Param(ge=1, le=5000, soft=200, help="Typical diameter; empty uses the least distance alone.")
    ] = None,
    min_distance: Annotated[
        Length, Param(ge=0, le=2000, soft=50, unless="diameter", help="Seeds closer than this are one object.")
    ] = px(5),
    trim: Annotated[
        float,
        Param(
            ge=0, le=1, help="Cut each object where it is darker than this share of its own brightness; 0 cuts nothing."
        ),
    ] = 0.0,
    smaller_than: Annotated[Area, Param(ge=0, help="Pieces with less area than this are removed.")] = Area(0),
    notes: Notes | None = None,
) -> Labels:
    """Split objects that touch, along the valleys between their centres.

    Parameters
    ----------
    mask : numpy.ndarray
        bool, (y, x) or (z, y, x).
    image : numpy.ndarray, optional
        What `trim` looks at, through a Gaussian of 0.06 D; best without background. Where to split follows from shape
        alone: brightness would cut large nuclei with a pattern (HeLa) in two.
    diameter : Length, optional
        D: the distance to the background is smoothed by 0.06 D; seeds are its maxima that stand 0.03 D above the
        saddles around them.
    min_distance : Length
        Without a diameter, seeds are the local maxima of the distance at least this far apart; the higher one
        stays, of equal ones the first in C order.
    trim : float
        Needs an image. A pixel stays in its object where it is above base + trim x (the object's 75th percentile -
        base), base being the median outside the mask: half the height of a blurred edge is where the object ends,
        however bright it is. Holes that this makes are filled; of several parts the largest stays.
    smaller_than : Area
        Pieces under this area are removed.

    Returns
    -------
    numpy.ndarray
        uint32, numbered by first pixel in C order. Without trimming every pixel of the mask belongs to a piece,
        unless the piece was removed.
    """
    binary = check(mask, "Split touching objects") != 0
    if not binary.any():
        return np.zeros(binary.shape, dtype=np.uint32)
    distance = distance_inside(binary)
    values = None
    if image is not None:
        same_shape(binary, image, "Split touching objects")
        values = _blurred(image, diameter)
    if diameter is None:
        labels = flooded(distance, _spaced_seeds(distance, min_distance.per_axis(binary.ndim)), binary)
    else:
        labels = basins(_smoothed(distance, diameter), binary, PEAK * diameter.in_plane)
    if values is not None and trim > 0:
        said = notes or Notes()
        name = said.per("base", *([] if diameter is None else [diameter.in_plane]))
        found = said.found(name, find=lambda: (outside(values, binary),))
        labels = trimmed(labels, values, found[0] if found else 0.0, trim)
    if notes is not None:
        notes.value("pieces", labelled(binary)[1])
    return number_by_first_pixel(keep(labels, sizes(labels) >= smaller_than) if smaller_than > 0 else labels)


def _blurred(image: NDArray[Any], diameter: Length | None) -> NDArray[Any]:
    from scipy import ndimage

    values, _ = fill_missing(image)
    if diameter is None:
        return values
    return ndimage.gaussian_filter(values, [SMOOTH * one for one in diameter.per_axis(image.ndim)], mode="nearest")


def _smoothed(distance: NDArray[np.float64], diameter: Length) -> NDArray[np.float64]:
    """Return the distance smoothed and cut to 24 bits, so that equal heights are equal on every machine.

    Processors and WebAssembly differ in the last of the 53 bits; where a shape is symmetric, that alone would decide to
    which object a pixel on the line between two belongs.
    """
    from scipy import ndimage

    sigmas = [SMOOTH * one for one in diameter.per_axis(distance.ndim)]
    return ndimage.gaussian_filter(distance, sigmas, mode="nearest").astype(np.float32).astype(np.float64)


def _spaced_seeds(distance: NDArray[np.float64], apart: tuple[float, ...]) -> NDArray[np.int64]:
    """Return numbered local maxima of the distance, the highest first, none within ``apart`` of one taken before.

    A piece of the mask that is left without one is a seed as a whole.
    """
    from scipy import ndimage

    peaks = (distance == ndimage.maximum_filter(distance, 3, mode="nearest")) & (distance > 0)
    places = np.argwhere(peaks)
    places = places[np.argsort(-distance[peaks], kind="stable")]
    disk = ellipsoid(tuple(max(1.0, one) for one in apart))
    reach = np.array(disk.shape) // 2
    taken, seeds = np.zeros(distance.shape, dtype=np.bool_), np.zeros(distance.shape, dtype=np.int64)
    number = 0
    for place in places:
        if not taken[tuple(place)]:
            number += 1
            seeds[tuple(place)] = number
            low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, distance.shape)
            box = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
            inside = tuple(slice(a, b) for a, b in zip(low - place + reach, high - place + reach, strict=True))
            taken[box] |= disk[inside]
    pieces, count = labelled(distance > 0)
    seeded = np.zeros(count + 1, dtype=np.bool_)
    seeded[0] = seeded[pieces[seeds > 0]] = True
    if seeded.all():
        return seeds
    unseeded = number_by_first_pixel(np.where(seeded[pieces], 0, pieces)).astype(np.int64)
    return np.where(unseeded > 0, unseeded + number, seeds)
