"""Choose objects, renumber them, let them grow."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np

from tabscope.operations.components import keep, number_by_first_pixel, packed, sizes
from tabscope.operations.frame import Frame
from tabscope.operations.inputs import as_labels
from tabscope.operations.registry import Labels, Param, operation, per_object, whole
from tabscope.units import Area, Length, px


@operation(
    "labels.remove_border",
    version=1,
    locality=per_object,
    title="Remove objects at the border",
    bytes_per_pixel=8,
    cite="scikit-image: skimage.segmentation.clear_border",
)
def remove_border(
    labels: Labels,
    edge: Annotated[
        Literal["drop", "top-left"],
        Param(
            help="drop: all four sides. top-left: keeps those at top and left, so that counts per area are unbiased."
        ),
    ] = "drop",
    slices: Annotated[
        bool, Param(help="In a volume, remove those that the first or the last slice cuts, too.")
    ] = False,
    frame: Frame | None = None,
) -> Labels:
    """Remove objects that the border of the image cuts (in 3D: its y and x borders). The others keep their numbers.

    ``slices`` counts the first and the last slice of a volume as border, ``top-left`` the last alone.

    Where areas were drawn, their border counts; ``top-left`` then goes by the bottom and right pixels of the areas.

    With ``top-left`` an object is removed only where the bottom or the right side cuts it: in a field that is counted
    tile by tile every object then counts once (the frame of Gundersen, 1977).
    """
    ids, pixels = packed(as_labels(labels, "Remove objects at the border"))
    chosen = np.ones(ids.size, dtype=np.bool_)
    drawn = frame or Frame(np.ones(pixels.shape[-2:], np.bool_))
    chosen[drawn.touching(pixels, ends_only=edge == "top-left")] = False
    if slices and pixels.ndim == 3:
        chosen[np.unique(pixels[-1:] if edge == "top-left" else pixels[[0, -1]])] = False
    return ids[keep(pixels, chosen)]


@operation(
    "labels.filter_size",
    version=1,
    locality=per_object,
    title="Filter by size",
    bytes_per_pixel=8,
    cite="scikit-image: skimage.morphology.remove_small_objects",
)
def filter_size(
    labels: Labels,
    at_least: Annotated[Area, Param(ge=0, soft=1000, help="Objects with less area are removed.")] = Area(20),
    at_most: Annotated[Area | None, Param(ge=0, help="Objects with more area are removed; empty keeps all.")] = None,
) -> Labels:
    """Remove objects that are too small or too large. The others keep their numbers."""
    ids, pixels = packed(as_labels(labels, "Filter by size"))
    area = sizes(pixels)
    return ids[keep(pixels, (area >= at_least) & (area <= (np.inf if at_most is None else at_most)))]


@operation(
    "labels.relabel",
    version=1,
    locality=whole("numbers follow the order over the whole image"),
    title="Renumber",
    cite="scikit-image: skimage.segmentation.relabel_sequential",
    bytes_per_pixel=16,
)
def relabel(labels: Labels) -> Labels:
    """Renumber the objects 1, 2, 3 and so on, by their first pixel from the top left."""
    return number_by_first_pixel(as_labels(labels, "Renumber"))


@operation(
    "labels.expand",
    version=1,
    locality=whole("between two equally near objects the whole plane decides"),
    needs=("scipy.ndimage",),
    cite="scikit-image: skimage.segmentation.expand_labels",
    title="Expand",
    bytes_per_pixel=40,
)
def expand(
    labels: Labels,
    distance: Annotated[Length, Param(ge=0, le=500, soft=50, help="How far each object grows.")] = px(5),
) -> Labels:
    """Let objects grow outwards without running into each other; for a ring of cytoplasm around nuclei.

    A pixel goes to the nearest object within the distance.
    """
    from scipy import ndimage

    ids = as_labels(labels, "Expand")
    reach = distance.per_axis(ids.ndim)
    if max(reach) <= 0 or not ids.any():
        return ids.copy()
    spacing = [max(reach) / max(one, 1e-9) for one in reach]
    found: Any = ndimage.distance_transform_edt(ids == 0, sampling=spacing, return_indices=True)
    away, nearest = found
    return np.where(away <= max(reach), ids[tuple(nearest)], 0).astype(np.uint32)
