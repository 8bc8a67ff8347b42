"""Objects that are several split into them, and parts of one object that lie side by side joined."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.basins import basins
from tabscope.operations.centres import PEAK, lit, smoothed
from tabscope.operations.chains import root
from tabscope.operations.components import number_by_first_pixel, packed, sizes
from tabscope.operations.distance import distance_inside
from tabscope.operations.inputs import as_labels, check, fill_missing, same_shape
from tabscope.operations.notes import Notes
from tabscope.operations.registry import Intensity, Labels, Param, operation, whole
from tabscope.operations.trim import outside
from tabscope.operations.voxels import sides
from tabscope.units import Area, Length, px

SPLIT, MERGE = "Split objects", "Join parts of objects"


@operation(
    "labels.split",
    version=1,
    locality=whole("brightness is compared with the background of the whole image"),
    needs=("scipy.ndimage", "skimage.segmentation"),
    title=SPLIT,
    cite="Meyer and Beucher 1990, doi:10.1016/1047-3203(90)90014-M; scikit-image: skimage.segmentation.watershed",
    bytes_per_pixel=64,
)
def split(
    labels: Labels,
    image: Intensity | None = None,
    diameter: Annotated[Length, Param(ge=1, le=5000, soft=200, help="Typical diameter of one object.")] = px(20),
    larger_than: Annotated[Area, Param(ge=0, soft=5000, help="Only objects with more area than this are split.")] = (
        Area(0)
    ),
    centres: Annotated[
        Literal["shape", "shape and brightness"],
        Param(help="Brightness helps where objects overlap in depth; it may cut nuclei with a coarse pattern in two."),
    ] = "shape",
    pixel_size: PixelSize | None = None,
    notes: Notes | None = None,
) -> Labels:
    """Split objects that are several, such as clumps of nuclei, each inside its own outline.

    The same valleys as “Split touching objects” looks for, object by object: borders between objects stay where they
    are. uint32, numbered anew by first pixel. Lengths are as long in z as in the plane.

    Raises
    ------
    TabscopeError
        ``operation.input`` where brightness is asked for without an image.
    """
    ids = packed(as_labels(labels, SPLIT))[1]
    if image is not None:
        same_shape(ids, check(image, SPLIT), SPLIT)
    elif centres != "shape":
        raise TabscopeError(
            "operation.input", step=SPLIT, reason="brightness needs an image.",
            advice="Wire an image, or split by shape.",
        )  # fmt: skip
    if not ids.any():
        return ids.astype(np.uint32)
    values = None if image is None or centres == "shape" else fill_missing(image)[0]
    found = None
    if values is not None:
        found = (notes or Notes()).found("base", find=lambda: (outside(values, ids > 0),))
    return number_by_first_pixel(
        _each_split(ids, values, found[0] if found else 0.0, diameter, larger_than, sides(pixel_size, ids.ndim))
    )


def _each_split(
    ids: NDArray[Any],
    values: NDArray[Any] | None,
    base: float,
    diameter: Length,
    larger_than: float,
    lengths: tuple[float, ...],
) -> NDArray[np.int64]:
    from scipy import ndimage

    pieces, last = np.zeros(ids.shape, np.int64), 0
    for number, box in enumerate(ndimage.find_objects(ids), 1):
        if box is None:
            continue
        wide = tuple(slice(max(0, one.start - 1), one.stop + 1) for one in box)
        inside = ids[wide] == number
        part = inside.astype(np.int64)
        if np.count_nonzero(inside) > larger_than:
            height = smoothed(distance_inside(inside, lengths), diameter)
            if values is not None:
                height = lit(height, values[wide], base, diameter)
            part = basins(height, inside, PEAK * diameter.in_plane)
        pieces[wide][inside] = part[inside] + last
        last += int(part.max())
    return pieces


@operation(
    "labels.merge",
    version=1,
    locality=whole("chains of parts may reach over the whole plane"),
    title=MERGE,
    cite="CellProfiler: SplitOrMergeObjects (merge, minimum intensity fraction)",
    bytes_per_pixel=96,
)
def merge(
    labels: Labels,
    image: Intensity,
    brightness: Annotated[
        float,
        Param(ge=0, le=2, help="Where they meet it must be this share as bright as the dimmer part; 1: as bright."),
    ] = 0.95,
    front: Annotated[
        float,
        Param(ge=0, le=2, help="They must meet over this share of the smaller part's width; 0: one pixel is enough."),
    ] = 0.8,
    largest: Annotated[
        Area | None, Param(ge=0, soft=50000, help="No object gets a larger area than this; empty sets no limit.")
    ] = None,
    pixel_size: PixelSize | None = None,
    notes: Notes | None = None,
) -> Labels:
    """Join parts that touch without a dark valley between them, such as a nucleus that was cut in two.

    Parameters
    ----------
    labels, image : numpy.ndarray
        (y, x) or (z, y, x). NaN counts as the median.
    brightness : float
        Pixels on both sides of a common border must on average reach base + share x (mean of the dimmer part - base),
        base being the median outside all objects.
    front : float
        Length of the common border over the diameter of a disk of the smaller part's area; in a volume, its area over
        that of the disk through a ball of the smaller part's volume. Of nuclei that only touch, few meet as widely:
        of 125 outlined ones (stardist's 2D example) the defaults leave 119.

    Returns
    -------
    numpy.ndarray
        uint32, numbered anew by first pixel. The brightest borders are joined first; parts join in chains, and what was
        measured of the parts is not measured again.
    """
    ids = packed(as_labels(labels, MERGE))[1]
    values = fill_missing(check(image, MERGE))[0]
    same_shape(ids, values, MERGE)
    if not ids.any():
        return ids.astype(np.uint32)
    found = (notes or Notes()).found("base", find=lambda: (outside(values, ids > 0),))
    level = values.astype(np.float64) - (found[0] if found else 0.0)
    area = sizes(ids)
    mean = np.bincount(ids.ravel(), weights=level.ravel()) / np.maximum(area, 1)
    lengths = sides(pixel_size, ids.ndim)
    pairs, bright, wide = _fronts(ids, level, lengths)
    dimmer = np.minimum(mean[pairs[0]], mean[pairs[1]])
    width = _width(np.minimum(area[pairs[0]], area[pairs[1]]) * float(np.prod(lengths)), ids.ndim)
    joins = (bright >= brightness * dimmer) & (wide >= front * width)
    order = np.argsort(-(bright - dimmer)[joins], kind="stable")
    groups = _groups(area, pairs[:, joins][:, order], np.inf if largest is None else float(largest))
    if notes is not None:
        notes.value("joined", int((area[1:] > 0).sum()) - np.unique(groups[1:][area[1:] > 0]).size)
    return number_by_first_pixel(groups[ids])


def _width(size: NDArray[np.float64], axes: int) -> NDArray[np.float64]:
    """Return the diameter of the disk of this area; in a volume the area of the disk through the ball of this size."""
    return 2 * np.sqrt(size / np.pi) if axes == 2 else np.pi * (3 * size / (4 * np.pi)) ** (2 / 3)


def _fronts(
    ids: NDArray[Any], level: NDArray[np.float64], lengths: tuple[float, ...]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return pairs of objects that touch (2, n), how bright it is where they meet, and how long their border is.

    Pixels that share a side touch; a border is counted in sides of pixels, in a volume in faces.
    """
    keys, light, faces = [np.zeros(0, np.int64)], [np.zeros(0)], [np.zeros(0)]
    factor = int(ids.max()) + 1
    for axis, length in enumerate(lengths):
        here = tuple(slice(None, -1) if one == axis else slice(None) for one in range(ids.ndim))
        there = tuple(slice(1, None) if one == axis else slice(None) for one in range(ids.ndim))
        one, other = ids[here].astype(np.int64), ids[there].astype(np.int64)
        touch = (one != other) & (one > 0) & (other > 0)
        keys.append((np.minimum(one, other) * factor + np.maximum(one, other))[touch])
        light.append((level[here][touch] + level[there][touch]) / 2)
        faces.append(np.full(keys[-1].size, float(np.prod(lengths)) / length))
    key, place = np.unique(np.concatenate(keys), return_inverse=True)
    count = np.bincount(place, minlength=key.size)
    bright = np.bincount(place, weights=np.concatenate(light), minlength=key.size) / np.maximum(count, 1)
    wide: Any = np.bincount(place, weights=np.concatenate(faces), minlength=key.size)
    return np.stack([key // factor, key % factor]), bright, wide


def _groups(area: NDArray[np.int64], pairs: NDArray[np.int64], largest: float) -> NDArray[np.int64]:
    """Return for each object the one that stands for its group; pairs join in order while they are small enough."""
    parent, total = list(range(area.size)), area.astype(np.float64)
    for one, other in pairs.T.tolist():
        low, high = sorted((root(parent, one), root(parent, other)))
        if low != high and total[low] + total[high] <= largest:
            parent[high] = low
            total[low] += total[high]
    return np.array([root(parent, one) for one in range(area.size)], dtype=np.int64)
