"""Objects within objects: spots in nuclei, nuclei in cells."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.columns import as_count, columns
from tabscope.operations.inputs import as_labels, same_shape
from tabscope.operations.parent import parents_of
from tabscope.operations.registry import Labels, Param, TableOut, operation, per_object
from tabscope.table import Table

LeastInside = Annotated[
    float, Param(ge=0, le=1, help="Share of a part that must lie in its object; at 0 one pixel is enough.")
]


@operation(
    "measure.children",
    version=1,
    locality=per_object,
    title="Count parts in each object",
    cite="CellProfiler: RelateObjects",
    bytes_per_pixel=48,
)
def children(
    parents: Labels, parts: Labels, least_inside: LeastInside = 0.0, pixel_size: PixelSize | None = None
) -> TableOut:
    """Count the small objects in each large one, such as spots per cell, one row per large object.

    A small object belongs to the large one it lies in most, also where more of it lies outside of all; of equal shares
    to the one with the smaller number. Areas are those of whole small objects.
    """
    large, small = as_labels(parents, "Count parts in each object"), as_labels(parts, "Count parts in each object")
    same_shape(large, small, "Count parts in each object")
    both = parents_of(small, large, least_inside)
    found, owner, area = both.large, both.position, both.area
    inside = owner >= 0
    count = np.bincount(owner[inside], minlength=found.number)[: found.number]
    total = np.bincount(owner[inside], weights=area[inside], minlength=found.number)[: found.number]
    mean = np.divide(total, count, out=np.full(found.number, np.nan), where=count > 0)
    values: list[tuple[str, NDArray[Any]]] = [("object", found.ids), ("children", as_count(count))]
    values += [("children_area_px", as_count(total)), ("children_mean_area_px", mean)]
    if large.ndim == 2 and pixel_size is not None and pixel_size.y and pixel_size.x:
        values.append(("children_mean_area_um2", mean * pixel_size.y * pixel_size.x))
    return Table(columns(values))


@operation(
    "measure.parents",
    version=1,
    locality=per_object,
    title="Find the parent of each part",
    cite="CellProfiler: RelateObjects",
    bytes_per_pixel=48,
)
def parents(parts: Labels, parents: Labels, least_inside: LeastInside = 0.0) -> TableOut:
    """Say for each small object in which large one it lies, one row per small object.

    The large one it lies in most, also where more of it lies outside of all, and the share of its area there; of equal
    shares the smaller number. Empty outside of all large objects.
    """
    small, large = as_labels(parts, "Find the parent of each part"), as_labels(parents, "Find the parent of each part")
    same_shape(small, large, "Find the parent of each part")
    both = parents_of(small, large, least_inside)
    names = np.append(both.large.ids.astype(np.float64), np.nan)
    values: list[tuple[str, NDArray[Any]]] = [("object", both.small.ids), ("parent", names[both.position])]
    share = np.where(both.position >= 0, both.inside / np.maximum(both.area, 1), np.nan)
    values.append(("share_in_parent", share))
    return Table(columns(values))
