"""How objects are spread over the plane: clustered, at random, or evenly."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.columns import as_count, columns
from tabscope.operations.inputs import as_labels
from tabscope.operations.region_shape import centroids, pixels
from tabscope.operations.registry import Labels, Param, TableOut, operation, whole
from tabscope.table import Table
from tabscope.units import Length, px


@operation(
    "measure.pattern",
    version=1,
    locality=whole("distances are taken over the whole plane"),
    needs=("scipy.spatial",),
    title="Measure the spatial pattern",
    cite="Ripley 1977, doi:10.1111/j.2517-6161.1977.tb01615.x; Clark and Evans 1954, doi:10.2307/1931034",
    bytes_per_pixel=64,
)
def pattern(
    labels: Labels,
    largest: Annotated[
        Length,
        Param(ge=2, le=5000, soft=500, help="Largest distance that is looked at; a quarter of the image's side."),
    ] = px(100),
    steps: Annotated[int, Param(ge=2, le=100, help="How many distances, in equal steps.")] = 20,
    pixel_size: PixelSize | None = None,
) -> TableOut:
    """Say at which distances objects lie closer together, or farther apart, than chance would put them.

    One row per distance r: Ripley's K with the border correction (only objects at least r from the border are looked
    from), L(r) - r, which is 0 for a random pattern, above it for clusters and below it for an even one; and, the same
    in every row, Clark and Evans' index (1 random, below 1 clustered) over objects by their centres. A stack is taken
    as its projection. Empty where no object is far enough from the border.
    """
    from scipy import spatial

    ids = as_labels(labels, "Measure the spatial pattern")
    found = pixels(ids)
    middle = np.stack(centroids(found)[-2:], axis=1) + 0.5 if found.number else np.zeros((0, 2))
    sides = np.array(ids.shape[-2:], dtype=np.float64)
    scale = _scale(pixel_size)
    distances = np.linspace(0, largest.in_plane, steps + 1)[1:]
    area = float(sides.prod())
    border = np.minimum(middle, sides - middle).min(axis=1) if len(middle) else np.zeros(0)
    tree = spatial.KDTree(middle) if len(middle) else None
    k = np.array([_ripley(tree, middle, border, one, area) for one in distances])
    l_minus_r = np.sqrt(np.maximum(k, 0) / np.pi) - distances
    unit = "px" if scale is None else "um"
    factor = scale or 1.0
    values: list[tuple[str, NDArray[Any]]] = [
        (f"distance_{unit}", distances * factor), (f"ripley_k_{unit}2", k * factor**2),
        (f"l_minus_r_{unit}", l_minus_r * factor),
        ("clark_evans", np.full(steps, _clark_evans(tree, middle, area))),
        ("objects", as_count(np.full(steps, found.number))),
    ]  # fmt: skip
    return Table(columns(values))


def _scale(size: PixelSize | None) -> float | None:
    """Return µm per pixel where pixels are square and known."""
    return size.x if size is not None and size.x and size.y and abs(size.x - size.y) < 1e-9 * size.x else None


def _ripley(tree: Any, middle: NDArray[Any], border: NDArray[Any], r: float, area: float) -> float:
    inner = border >= r
    if tree is None or not inner.any() or len(middle) < 2:
        return float("nan")
    around = np.array([len(one) - 1 for one in tree.query_ball_point(middle[inner], r)])
    return float(around.mean() * area / (len(middle) - 1))


def _clark_evans(tree: Any, middle: NDArray[Any], area: float) -> float:
    if tree is None or len(middle) < 2:
        return float("nan")
    nearest = tree.query(middle, k=2)[0][:, 1]
    return float(nearest.mean() / (0.5 / np.sqrt(len(middle) / area)))
