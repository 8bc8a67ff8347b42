"""Objects made smaller, rings around them, their borders, and objects that lie close together joined."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.chains import root
from tabscope.operations.components import number_by_first_pixel, packed
from tabscope.operations.distance import distance_in_objects
from tabscope.operations.inputs import as_labels
from tabscope.operations.labels.choose import expand
from tabscope.operations.registry import Labels, Mask, Param, halo, operation, whole
from tabscope.operations.voxels import sides, uneven
from tabscope.units import Length, px


@operation(
    "labels.shrink",
    version=2,
    earlier={1: {"pixel_size": None}},
    locality=whole("distances to the own border are found over the whole plane"),
    needs=("scipy.ndimage", "skimage.segmentation"),
    title="Shrink",
    cite="scipy.ndimage.distance_transform_edt",
    bytes_per_pixel=48,
)
def shrink(
    labels: Labels,
    distance: Annotated[Length, Param(ge=0, le=500, soft=50, help="How far each object draws back.")] = px(1),
    pixel_size: PixelSize | None = None,
) -> Labels:
    """Let objects draw back from their borders, also where they touch; small ones may vanish.

    A pixel stays where no other object and no background lies within the distance. The border of the image is no border
    of an object. The others keep their numbers. Version 1 took the first and the last slice of every object away, also
    where slices are thicker than the distance.
    """
    from scipy import ndimage

    ids = as_labels(labels, "Shrink")
    reach = distance.per_axis(ids.ndim)
    if max(reach) <= 0 or not ids.any():
        return ids.copy()
    lengths = sides(pixel_size, ids.ndim)
    if uneven(lengths):
        deep = distance_in_objects(packed(ids)[1], lengths) > distance.in_plane + 1e-9
        return np.where(deep, ids, 0).astype(np.uint32)
    spacing = [max(reach) / max(one, 1e-9) for one in reach]
    inside = (ids > 0) & ~_at_foreign_pixel(ids)
    if inside.all():
        return ids.copy()
    away: Any = ndimage.distance_transform_edt(inside, sampling=spacing)
    # The nearest pixel that is not inside lies one step before the border.
    return np.where(away > max(reach) - 1, ids, 0).astype(np.uint32) * inside


def _at_foreign_pixel(ids: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return object pixels that share a side with another object or the background."""
    from skimage import segmentation

    return segmentation.find_boundaries(ids, connectivity=1, mode="inner")


@operation(
    "labels.ring",
    version=1,
    locality=whole("between two equally near objects the whole plane decides"),
    needs=("scipy.ndimage",),
    title="Ring around objects",
    cite="scikit-image: skimage.segmentation.expand_labels, twice",
    bytes_per_pixel=56,
)
def ring(
    labels: Labels,
    gap: Annotated[Length, Param(ge=0, le=200, soft=20, help="How far from the object the ring begins.")] = px(1),
    width: Annotated[Length, Param(ge=1, le=500, soft=50, help="How wide the ring is.")] = px(5),
) -> Labels:
    """Make a ring around each object, for instance the cytoplasm next to a nucleus; rings never run into each other.

    A ring has the number of its object. Where an object has no room around it, it has no ring.
    """
    ids = as_labels(labels, "Ring around objects")
    outer = expand(ids, Length(tuple(one + other for one, other in _pairs(gap, width, ids.ndim))))
    return np.where(expand(ids, gap) > 0, 0, outer).astype(np.uint32)


def _pairs(one: Length, other: Length, axes: int) -> list[tuple[float, float]]:
    return list(zip(one.per_axis(axes), other.per_axis(axes), strict=True))


@operation(
    "labels.boundaries",
    version=1,
    locality=halo(lambda _: 1),
    needs=("skimage.segmentation",),
    title="Borders of objects",
    cite="scikit-image: skimage.segmentation.find_boundaries, mode='inner'",
    bytes_per_pixel=24,
)
def boundaries(labels: Labels) -> Mask:
    """Keep the outermost pixels of each object; pixels that touch at a corner are neighbours."""
    from skimage import segmentation

    return segmentation.find_boundaries(as_labels(labels, "Borders of objects"), connectivity=labels.ndim, mode="inner")


@operation(
    "labels.convex_hull",
    version=1,
    locality=whole("an object may reach over the whole plane"),
    needs=("scipy.ndimage", "scipy.spatial", "skimage.measure"),
    title="Convex hull of objects",
    cite="scikit-image: skimage.measure.regionprops, image_convex",
    bytes_per_pixel=24,
)
def convex_hull(labels: Labels) -> Labels:
    """Fill the notches of each object, as a rubber band (in a volume a skin) around it would.

    Only background is taken; where hulls overlap, the object with the smaller number has it. Objects too flat for a
    hull stay as they are. Numbers are kept.
    """
    from skimage import measure

    ids = as_labels(labels, "Convex hull of objects")
    names, places = packed(ids)
    filled = places.astype(np.int64)
    for region in measure.regionprops(filled.copy()):
        box: Any = region.slice
        if region.area > 2 and min(region.image.shape) > 1:
            part = filled[box]
            part[region.image_convex & (part == 0)] = region.label
    return names[filled]


@operation(
    "labels.join_near",
    version=1,
    locality=whole("chains of near objects may reach over the whole plane"),
    needs=("scipy.ndimage",),
    title="Join near objects",
    cite="CellProfiler: SplitOrMergeObjects (merge by distance)",
    bytes_per_pixel=64,
)
def join_near(
    labels: Labels,
    distance: Annotated[Length, Param(ge=1, le=500, soft=50, help="Objects with a smaller gap become one.")] = px(2),
) -> Labels:
    """Make one object of those that lie close together, such as the pieces of a fragmented nucleus.

    Objects are joined where the gap between them is at most the distance; the pixels between them stay background.
    Numbered anew by first pixel.
    """
    from scipy import ndimage

    ids = as_labels(labels, "Join near objects")
    radii = [max(one, 1e-9) / 2 for one in distance.per_axis(ids.ndim)]
    if not ids.any():
        return ids.copy()
    away: Any = ndimage.distance_transform_edt(ids == 0, sampling=[1 / one for one in radii])
    structure = ndimage.generate_binary_structure(ids.ndim, ids.ndim)
    groups: Any = ndimage.label((away <= 1 + 1e-9) | (ids > 0), structure)
    return number_by_first_pixel(np.where(ids > 0, _one_group(ids, groups[0]), 0))


def _one_group(ids: NDArray[np.uint32], groups: NDArray[Any]) -> NDArray[np.int64]:
    """Return each pixel's group; the groups that parts of one object lie in are one."""
    pairs = np.unique(np.stack([ids[ids > 0].astype(np.int64), groups[ids > 0].astype(np.int64)], axis=1), axis=0)
    parent = list(range(int(groups.max()) + 1))
    for first, second in pairwise(pairs):
        if first[0] == second[0]:
            low, high = sorted((root(parent, int(first[1])), root(parent, int(second[1]))))
            parent[high] = low
    roots = np.array([root(parent, one) for one in range(len(parent))], dtype=np.int64)
    return roots[groups]
