"""How objects lie to one another: neighbours, distances, touching borders."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.columns import as_count, columns
from tabscope.operations.inputs import as_labels
from tabscope.operations.region_shape import Pixels, centroids, pixels
from tabscope.operations.registry import Labels, Param, TableOut, operation, whole
from tabscope.table import Table
from tabscope.units import Length, px


@operation(
    "measure.neighbours",
    version=1,
    locality=whole("the nearest neighbour may lie anywhere"),
    needs=("scipy.spatial", "scipy.ndimage"),
    title="Measure neighbours",
    cite="CellProfiler: MeasureObjectNeighbors; scipy.spatial.KDTree",
    bytes_per_pixel=120,
)
def neighbours(
    labels: Labels,
    reach: Annotated[
        Length, Param(ge=1, le=500, soft=50, help="Objects whose gap is not wider than this are neighbours.")
    ] = px(5),
    pixel_size: PixelSize | None = None,
) -> TableOut:
    """Count the neighbours of each object, and measure the distance to the nearest one and how much they touch.

    Distances are between centres. ``touching_share``: border pixels with another object next to them (corners count),
    over all border pixels.
    """
    from scipy import spatial

    ids = as_labels(labels, "Measure neighbours")
    found = pixels(ids)
    middle = np.stack(centroids(found), axis=1) if found.number else np.zeros((0, ids.ndim))
    values: list[tuple[str, NDArray[Any]]] = [("object", found.ids)]
    values.append(("neighbours", as_count(_count(ids, found, reach.in_plane))))
    nearest = np.full(found.number, np.nan)
    index = np.zeros(found.number, dtype=np.int64)
    size = None if pixel_size is None else pixel_size.along(ids.ndim)
    if found.number > 1:
        placed = middle if size is None else middle * size
        close: Any = spatial.KDTree(placed).query(placed, k=2)
        away, order = close
        nearest, index = away[:, 1], found.ids[order[:, 1]]
    values.append(("nearest_distance_px" if size is None else "nearest_distance_um", nearest))
    values += [("nearest_object", index), ("touching_share", _touching(ids, found))]
    return Table(columns(values))


def _count(ids: NDArray[np.uint32], found: Pixels, reach: float) -> NDArray[np.int64]:
    """Return how many other objects have a pixel within ``reach`` + 1 of a pixel of each object."""
    from scipy import ndimage, spatial

    if found.number < 2:
        return np.zeros(found.number, dtype=np.int64)
    owner = np.zeros(ids.size, dtype=np.int64)
    owner[found.flat] = found.owner + 1
    owner = owner.reshape(ids.shape)
    cross = ndimage.generate_binary_structure(ids.ndim, 1)
    edge = (owner > 0) & ((owner != ndimage.minimum_filter(owner, footprint=cross, mode="nearest"))
                          | (owner != ndimage.maximum_filter(owner, footprint=cross, mode="nearest")))  # fmt: skip
    places, who = np.argwhere(edge), owner[edge] - 1
    pairs = spatial.KDTree(places).query_pairs(reach + 1, output_type="ndarray")
    one, other = who[pairs[:, 0]], who[pairs[:, 1]]
    apart = one != other
    low, high = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
    unique = np.unique(low * found.number + high)
    both = np.concatenate([unique // found.number, unique % found.number])
    return np.bincount(both, minlength=found.number)


def _touching(ids: NDArray[np.uint32], found: Pixels) -> NDArray[np.float64]:
    from scipy import ndimage

    if not found.number:
        return np.zeros(0)
    wide = ids.astype(np.int64)
    top = ndimage.maximum_filter(wide, 3, mode="nearest")
    foreign = np.where(wide == 0, int(wide.max()) + 1, wide)
    low = ndimage.minimum_filter(foreign, 3, mode="nearest")
    border = (ndimage.minimum_filter(wide, 3, mode="nearest") != wide) | (top != wide)
    beside = (top != wide) | (low != wide)
    borders = found.total(border.ravel()[found.flat])
    return np.divide(found.total((border & beside).ravel()[found.flat]), borders,
                     out=np.zeros(found.number), where=borders > 0)  # fmt: skip
