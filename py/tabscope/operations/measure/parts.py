"""Objects within objects: spots in nuclei, nuclei in cells."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.columns import as_count, columns
from tabscope.operations.components import packed
from tabscope.operations.inputs import as_labels, same_shape
from tabscope.operations.region_shape import pixels
from tabscope.operations.registry import Labels, TableOut, operation, per_object
from tabscope.table import Table


@operation(
    "measure.children",
    version=1,
    locality=per_object,
    title="Count parts in each object",
    cite="CellProfiler: RelateObjects",
    bytes_per_pixel=48,
)
def children(parents: Labels, parts: Labels, pixel_size: PixelSize | None = None) -> TableOut:
    """Count the small objects in each large one, such as spots per cell, one row per large object.

    A small object belongs to the large one it lies in most; of equal shares to the one with the smaller number.
    """
    large, small = as_labels(parents, "Count parts in each object"), as_labels(parts, "Count parts in each object")
    same_shape(large, small, "Count parts in each object")
    found = pixels(large)
    owner, area, _ = _owned(small, large)
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
def parents(parts: Labels, parents: Labels) -> TableOut:
    """Say for each small object in which large one it lies, one row per small object.

    The large one it lies in most, and the share of its area there; of equal shares the smaller number. Empty outside of
    all large objects.
    """
    small, large = as_labels(parts, "Find the parent of each part"), as_labels(parents, "Find the parent of each part")
    same_shape(small, large, "Find the parent of each part")
    found, around = pixels(small), pixels(large)
    owner, area, share = _owned(small, large)
    names = np.append(around.ids.astype(np.float64), np.nan)
    values: list[tuple[str, NDArray[Any]]] = [("object", found.ids), ("parent", names[owner])]
    values.append(("share_in_parent", np.where(owner >= 0, share / np.maximum(area, 1), np.nan)))
    return Table(columns(values))


def _owned(
    small: NDArray[np.uint32], large: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return for each small object the position of its large one (-1: none), its area, and its area there."""
    inner, outer = pixels(small), pixels(large)
    area = inner.total()
    names, places = packed(large)
    position = np.full(names.size, -1, dtype=np.int64)
    position[np.searchsorted(names, outer.ids)] = np.arange(outer.number)
    parent = position[places.ravel()[inner.flat]]
    there = parent >= 0
    pairs, count = np.unique(inner.owner[there] * max(outer.number, 1) + parent[there], return_counts=True)
    child, owner = pairs // max(outer.number, 1), pairs % max(outer.number, 1)
    order = np.lexsort((owner, -count, child))
    first = order[np.unique(child[order], return_index=True)[1]]
    found = np.full(inner.number, -1, dtype=np.int64)
    share = np.zeros(inner.number)
    found[child[first]], share[child[first]] = owner[first], count[first]
    return found, area, share
