"""Two images of objects, or objects and a mask: cut, subtract, put together, hand numbers on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import number_by_first_pixel, packed
from tabscope.operations.inputs import as_labels, check, same_shape
from tabscope.operations.parent import parents_of
from tabscope.operations.registry import Labels, Mask, Param, operation, per_object, pointwise, whole


@operation(
    "labels.mask",
    version=1,
    locality=pointwise,
    title="Cut with a mask",
    cite="numpy.where; CellProfiler: MaskObjects",
    bytes_per_pixel=12,
)
def cut(
    labels: Labels,
    mask: Mask,
    keep: Annotated[Literal["inside", "outside"], Param(help="Which part of the objects stays.")] = "inside",
) -> Labels:
    """Keep the part of each object that lies inside a mask, or outside of it. Numbers are kept."""
    ids = as_labels(labels, "Cut with a mask")
    same_shape(ids, check(mask, "Cut with a mask"), "Cut with a mask")
    return np.where((mask != 0) == (keep == "inside"), ids, 0).astype(np.uint32)


@operation(
    "labels.touching",
    version=1,
    locality=per_object,
    title="Keep objects in a mask",
    cite="CellProfiler: MaskObjects (keep overlapping objects); QuPath: objects inside an annotation",
    bytes_per_pixel=16,
)
def touching(
    labels: Labels,
    mask: Mask,
    least: Annotated[
        float, Param(ge=0, le=1, help="Share of the object that must lie in the mask; 0 takes a single pixel.")
    ] = 0.5,
    keep: Annotated[Literal["inside", "outside"], Param(help="Keep these objects, or the others.")] = "inside",
) -> Labels:
    """Keep whole objects that lie in a mask by a share of their area, or all others. Numbers are kept."""
    ids = as_labels(labels, "Keep objects in a mask")
    same_shape(ids, check(mask, "Keep objects in a mask"), "Keep objects in a mask")
    names, places = packed(ids)
    area = np.bincount(places.ravel(), minlength=names.size)
    inside = np.bincount(places.ravel(), weights=(mask != 0).ravel(), minlength=names.size)
    chosen = (inside > 0) & (inside >= least * area)
    chosen = chosen if keep == "inside" else ~chosen
    chosen[0] = False
    return np.where(chosen, names, 0).astype(np.uint32)[places]


@operation(
    "labels.subtract",
    version=1,
    locality=pointwise,
    title="Subtract objects",
    cite="CellProfiler: IdentifyTertiaryObjects",
    bytes_per_pixel=16,
)
def subtract(labels: Labels, smaller: Labels) -> Labels:
    """Take the pixels of other objects away: cells minus nuclei is cytoplasm. Numbers of the first are kept."""
    ids = as_labels(labels, "Subtract objects")
    others = as_labels(smaller, "Subtract objects")
    same_shape(ids, others, "Subtract objects")
    return np.where(others > 0, 0, ids).astype(np.uint32)


@operation(
    "labels.together",
    version=1,
    locality=whole("numbers follow the order over the whole image"),
    title="Put objects together",
    cite="numpy.where; CellProfiler: CombineObjects",
    bytes_per_pixel=32,
)
def together(
    first: Labels,
    second: Labels,
    overlap: Annotated[
        Literal["first", "drop"],
        Param(
            help="Where both lie: first keeps the first one's pixels; drop leaves out a second object that overlaps."
        ),
    ] = "first",
) -> Labels:
    """Make one set of two sets of objects, for instance bright nuclei and dim ones found by two thresholds.

    Numbered anew by first pixel.
    """
    one, other = as_labels(first, "Put objects together"), as_labels(second, "Put objects together")
    same_shape(one, other, "Put objects together")
    names, places = packed(other)
    if overlap == "drop":
        hit = np.zeros(names.size, dtype=np.bool_)
        hit[np.unique(places[one > 0])] = True
        places = np.where(hit[places], 0, places)
    return number_by_first_pixel(np.where(one > 0, one.astype(np.int64), _behind(places, one)))


def _behind(places: NDArray[Any], one: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the second set's numbers, moved behind the first set's."""
    return np.where(places > 0, places.astype(np.int64) + int(one.max()), 0)


@operation(
    "labels.number_by_parent",
    version=1,
    locality=per_object,
    title="Number by parent",
    cite="CellProfiler: RelateObjects",
    bytes_per_pixel=24,
)
def number_by_parent(
    children: Labels,
    parents: Labels,
    least_inside: Annotated[
        float, Param(ge=0, le=1, help="Share of a small object that must lie in its parent; at 0 one pixel is enough.")
    ] = 0.0,
) -> Labels:
    """Give each small object the number of the large one it lies in most, such as spots that of their cell.

    Objects outside every parent vanish; those with one parent become one object. Of equal shares the smaller number
    wins; what lies outside of all parents does not count, as in `measure.children`. Measured on these labels, every
    row is a parent.
    """
    small, large = as_labels(children, "Number by parent"), as_labels(parents, "Number by parent")
    same_shape(small, large, "Number by parent")
    both = parents_of(small, large, least_inside)
    numbers = np.append(both.large.ids, 0).astype(np.uint32)[both.position]
    found = np.zeros(small.size, dtype=np.uint32)
    found[both.small.flat] = numbers[both.small.owner]
    return found.reshape(small.shape)
