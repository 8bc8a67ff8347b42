"""Where in an object the light lies: from its middle to its edge."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.columns import channel_columns, columns
from tabscope.operations.inputs import as_labels, fill_missing, same_shape
from tabscope.operations.region_shape import Pixels, pixels
from tabscope.operations.registry import Images, Labels, Param, TableOut, operation, per_object
from tabscope.table import Column, Table

MOST_RINGS = 8


@operation(
    "measure.radial",
    version=1,
    locality=per_object,
    needs=("scipy.ndimage", "skimage.segmentation"),
    title="Measure from middle to edge",
    cite="CellProfiler: MeasureObjectIntensityDistribution (FracAtD, MeanFrac)",
    bytes_per_pixel=96,
)
def radial(
    labels: Labels,
    image: Images,
    rings: Annotated[int, Param(ge=2, le=MOST_RINGS, help="How many rings an object is parted into.")] = 4,
) -> TableOut:
    """Measure how the light is spread from the middle of each object to its edge.

    A pixel's place is its distance to the edge over the largest one in its object: ring 1 holds the innermost pixels.
    For each ring: its share of the light over its share of the area, 1 everywhere where the light is even. Empty where
    a ring has no pixel or the object no light.
    """
    ids = as_labels(labels, "Measure from middle to edge")
    found = pixels(ids)
    ring = _ring(ids, found, rings)
    size = np.bincount(found.owner * rings + ring, minlength=found.number * rings).reshape(-1, rings)
    table: tuple[Column, ...] = columns([("object", found.ids)])
    for name, channel in image.items():
        same_shape(ids, channel, "Measure from middle to edge")
        values = fill_missing(channel)[0].ravel()[found.flat].astype(np.float64)
        light = np.bincount(found.owner * rings + ring, weights=values, minlength=found.number * rings)
        light = light.reshape(-1, rings)
        even = light.sum(axis=1, keepdims=True) * size / np.maximum(size.sum(axis=1, keepdims=True), 1)
        share = np.divide(light, even, out=np.full(light.shape, np.nan), where=even > 0)
        table += channel_columns(name, [(f"radial_{one + 1}", share[:, one]) for one in range(rings)])
    return Table(table)


def _ring(ids: NDArray[np.uint32], found: Pixels, rings: int) -> NDArray[np.int64]:
    """Return the ring of each foreground pixel, 0 in the middle."""
    from scipy import ndimage
    from skimage import segmentation

    if not found.flat.size:
        return np.zeros(0, dtype=np.int64)
    padded = np.pad(ids, 1)
    inside = (padded > 0) & ~segmentation.find_boundaries(padded, connectivity=1, mode="inner")
    away: Any = ndimage.distance_transform_edt(inside)
    depth = away[(slice(1, -1),) * ids.ndim].ravel()[found.flat]
    deepest = np.zeros(found.number)
    np.maximum.at(deepest, found.owner, depth)
    place = 1 - depth / np.maximum(deepest[found.owner], 1)
    return np.minimum((place * rings).astype(np.int64), rings - 1)
