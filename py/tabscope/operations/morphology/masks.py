"""Masks: larger, smaller, smoother; holes filled, specks removed."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import at_border, components, keep, sizes
from tabscope.operations.inputs import check, same_shape
from tabscope.operations.reach import grown
from tabscope.operations.registry import Mask, Param, halo, operation, pointwise, whole
from tabscope.units import Area, Length, px

Radius = Annotated[Length, Param(ge=0, le=200, soft=20, help="Radius of the disk (in 3D: the ball).")]
CONNECTED = whole("an object may reach over the whole plane")


def _reach(params: Mapping[str, Any]) -> float:
    return ceil(max(params["radius"].values)) + 1


def _reach_twice(params: Mapping[str, Any]) -> float:
    return 2 * _reach(params)


def as_mask(mask: NDArray[Any], title: str) -> NDArray[np.bool_]:
    """Return a mask as bool; what is not 0 is foreground."""
    return check(mask, title) if mask.dtype == np.bool_ else check(mask, title) != 0


@operation(
    "morphology.erode",
    version=1,
    locality=halo(_reach),
    needs=("scipy.ndimage",),
    title="Erode",
    cite="scikit-image: skimage.morphology.erosion with a disk",
    bytes_per_pixel=10,
)
def erode(mask: Mask, radius: Radius = px(1)) -> Mask:
    """Take away pixels closer to the background than the radius.

    Measured with the exact distance, so a large radius costs no more. Beyond the border counts as foreground.
    """
    return ~_grown(~as_mask(mask, "Erode"), radius)


@operation(
    "morphology.dilate",
    version=1,
    locality=halo(_reach),
    needs=("scipy.ndimage",),
    title="Dilate",
    cite="scikit-image: skimage.morphology.dilation with a disk",
    bytes_per_pixel=10,
)
def dilate(mask: Mask, radius: Radius = px(1)) -> Mask:
    """Add pixels up to the radius around the foreground."""
    return _grown(as_mask(mask, "Dilate"), radius)


@operation(
    "morphology.open",
    version=1,
    locality=halo(_reach_twice),
    needs=("scipy.ndimage",),
    title="Open",
    cite="scikit-image: skimage.morphology.opening with a disk",
    bytes_per_pixel=10,
)
def open_mask(mask: Mask, radius: Radius = px(1)) -> Mask:
    """Erode, then dilate: specks and thin bridges vanish, the rest keeps its size."""
    return dilate(erode(mask, radius), radius)


@operation(
    "morphology.close",
    version=1,
    locality=halo(_reach_twice),
    needs=("scipy.ndimage",),
    title="Close",
    cite="scikit-image: skimage.morphology.closing with a disk",
    bytes_per_pixel=10,
)
def close(mask: Mask, radius: Radius = px(1)) -> Mask:
    """Dilate, then erode: small gaps and notches close, the rest keeps its size."""
    return erode(dilate(mask, radius), radius)


@operation(
    "morphology.fill_holes",
    version=1,
    locality=CONNECTED,
    needs=("scipy.ndimage",),
    title="Fill holes",
    cite="scikit-image: skimage.morphology.remove_small_holes",
    bytes_per_pixel=14,
)
def fill_holes(
    mask: Mask,
    smaller_than: Annotated[Area | None, Param(ge=0, help="Larger holes stay open; empty fills all.")] = None,
) -> Mask:
    """Fill background that is enclosed by foreground (in the plane, or in the volume).

    Pixels that touch at a corner only do not connect background. Background at the border is no hole.
    """
    binary = as_mask(mask, "Fill holes")
    holes, number = components(~binary, corners=False)
    small = np.ones(number + 1, dtype=np.bool_)
    small[at_border(holes)] = False
    small[0] = False
    if smaller_than is not None:
        small &= sizes(holes) < smaller_than
    return binary | (keep(holes, small) > 0)


@operation(
    "morphology.remove_small",
    version=1,
    locality=CONNECTED,
    needs=("scipy.ndimage",),
    title="Remove small",
    cite="scikit-image: skimage.morphology.remove_small_objects",
    bytes_per_pixel=14,
)
def remove_small(
    mask: Mask,
    smaller_than: Annotated[
        Area, Param(ge=0, soft=500, help="Connected foreground with less area than this is removed.")
    ] = Area(20),
) -> Mask:
    """Remove specks; pixels that touch at a corner belong together."""
    found, _ = components(as_mask(mask, "Remove small"))
    return keep(found, sizes(found) >= smaller_than) > 0


@operation(
    "morphology.clear_border",
    version=1,
    locality=CONNECTED,
    needs=("scipy.ndimage",),
    title="Clear border",
    cite="scikit-image: skimage.segmentation.clear_border",
    bytes_per_pixel=14,
)
def clear_border(
    mask: Mask,
    slices: Annotated[bool, Param(help="In a volume, what touches the first or the last slice goes, too.")] = False,
) -> Mask:
    """Remove connected foreground that touches the border of the plane (in 3D: its y and x borders)."""
    found, number = components(as_mask(mask, "Clear border"))
    chosen = np.ones(number + 1, dtype=np.bool_)
    chosen[at_border(found, axes=3 if slices else 2)] = False
    return keep(found, chosen) > 0


@operation(
    "morphology.clean",
    version=1,
    locality=CONNECTED,
    needs=("scipy.ndimage",),
    title="Clean up",
    cite="scikit-image: skimage.morphology opening, remove_small_holes, remove_small_objects",
    bytes_per_pixel=36,
)
def clean(
    mask: Mask,
    radius: Radius = px(1),
    holes: Annotated[Area, Param(ge=0, help="Holes with less area than this are filled.")] = Area(40),
    specks: Annotated[Area, Param(ge=0, help="Objects with less area than this are removed.")] = Area(20),
) -> Mask:
    """Open, fill small holes, remove specks: the usual three steps after a threshold."""
    return remove_small(fill_holes(open_mask(mask, radius), holes), specks)


@operation(
    "morphology.remove_large",
    version=1,
    locality=CONNECTED,
    needs=("scipy.ndimage",),
    title="Remove large",
    cite="scikit-image: skimage.morphology.remove_small_objects, the other way round",
    bytes_per_pixel=14,
)
def remove_large(
    mask: Mask,
    larger_than: Annotated[
        Area, Param(ge=0, soft=50000, help="Connected foreground with more area than this is removed.")
    ] = Area(5000),
) -> Mask:
    """Remove large pieces, such as clumps and fibres; pixels that touch at a corner belong together."""
    found, _ = components(as_mask(mask, "Remove large"))
    return keep(found, sizes(found) <= larger_than) > 0


def _grown(mask: NDArray[np.bool_], radius: Length) -> NDArray[np.bool_]:
    """Return the mask with all pixels whose distance to it is at most the radius."""
    return grown(mask, radius.per_axis(mask.ndim))


@operation(
    "morphology.invert", version=1, locality=pointwise, title="Turn foreground and background round",
    cite="numpy.logical_not", bytes_per_pixel=2,
)  # fmt: skip
def invert_mask(mask: Mask) -> Mask:
    """Make foreground of background and background of foreground: the gap between cells, the outside of a tissue."""
    return ~as_mask(mask, "Turn foreground and background round")


@operation(
    "morphology.combine", version=1, locality=pointwise, title="Combine two masks", cite="numpy.logical_and",
    bytes_per_pixel=4,
)  # fmt: skip
def combine_masks(
    first: Mask,
    second: Mask,
    method: Annotated[
        Literal["both", "either", "first only", "one only"],
        Param(
            help="both: in both masks; either: in one or both; first only: not in the second; one only: not in both."
        ),
    ] = "both",
) -> Mask:
    """Make one mask of two: where both are, where either is, or where only one is."""
    title = "Combine two masks"
    one, other = as_mask(first, title), as_mask(second, title)
    same_shape(one, other, title)
    by = {"both": one & other, "either": one | other, "first only": one & ~other, "one only": one ^ other}
    return by[method]
