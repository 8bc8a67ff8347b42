"""Points on images and in objects: brightness where they lie, the object they lie in, how many each object has."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.columns import as_count, channel_columns, columns
from tabscope.operations.inputs import as_labels, check
from tabscope.operations.places import places
from tabscope.operations.registry import Images, Labels, Measured, Param, Points, TableOut, operation, whole
from tabscope.table import Table
from tabscope.units import Length, px

AROUND = whole("a point may lie anywhere")


@operation(
    "measure.at_points",
    version=1,
    locality=AROUND,
    title="Measure at points",
    cite="numpy",
    bytes_per_pixel=16,
)
def at_points(
    points: Points,
    images: Images | None = None,
    labels: Labels | None = None,
    radius: Annotated[Length, Param(ge=0, le=200, soft=20, help="Pixels up to this far from the point count.")] = px(2),
) -> TableOut:
    """Measure brightness around each point, and which object it lies in.

    ``mean_<channel>`` is over the pixels whose centre is within the radius of the pixel that the point lies in, outside
    of the image left out; NaN pixels do not count. ``parent`` is the object under the point, 0 without one.
    """
    table = columns([("object", as_count(points["object"]))]) if points.columns else columns([("object", np.zeros(0))])
    for name, image in (images or {}).items():
        place = places(points, "Measure at points", check(image, "Measure at points").ndim)
        mean, high = _around(image, place, radius)
        table += channel_columns(name, [("mean", mean), ("max", high)])
    if labels is not None:
        table += columns([("parent", as_count(_under(labels, points, "Measure at points")))])
    return Table(table)


def _around(
    image: NDArray[Any], place: NDArray[np.float64], radius: Length
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and maximum of the pixels around each place."""
    reach = np.maximum(radius.per_axis(image.ndim), 1e-9)
    sides = [np.arange(-int(one), int(one) + 1) for one in reach]
    steps = np.stack([axis.ravel() for axis in np.meshgrid(*sides, indexing="ij")], axis=1)
    steps = steps[((steps / reach) ** 2).sum(axis=1) <= 1]
    at = np.round(place).astype(np.int64)[:, None, :] + steps
    inside = ((at >= 0) & (at < image.shape)).all(axis=2)
    at = np.clip(at, 0, np.array(image.shape) - 1)
    values = image[tuple(at[..., axis] for axis in range(image.ndim))].astype(np.float64)
    counts = inside & np.isfinite(values)
    number = counts.sum(axis=1)
    total = np.where(counts, values, 0).sum(axis=1)
    mean = np.divide(total, number, out=np.full(len(place), np.nan), where=number > 0)
    return mean, np.where(number > 0, np.where(counts, values, -np.inf).max(axis=1, initial=-np.inf), np.nan)


def _under(labels: NDArray[Any], points: Table, title: str) -> NDArray[np.uint32]:
    """Return the object under each point, 0 without one."""
    labels = as_labels(labels, title)
    place = places(points, title, labels.ndim)
    at = np.clip(np.round(place).astype(np.int64), 0, np.array(labels.shape) - 1)
    return labels[tuple(at[:, axis] for axis in range(labels.ndim))]


@operation(
    "measure.points_in_objects",
    version=1,
    locality=AROUND,
    title="Count points in objects",
    cite="CellProfiler: RelateObjects (Children_Count)",
    bytes_per_pixel=16,
)
def points_in_objects(labels: Labels, points: Measured) -> TableOut:
    """Count the points that lie in each object, such as spots per cell; one row per object.

    A point lies in the object of the pixel that its centre is in. Points outside of all objects are left out.
    """
    ids = as_labels(labels, "Count points in objects")
    under = _under(ids, points, "Count points in objects")
    objects = np.unique(ids)
    objects = objects[objects > 0]
    under = under[under > 0]
    counts = np.bincount(np.searchsorted(objects, under), minlength=objects.size)
    return Table(columns([("object", objects.astype(np.int64)), ("children", as_count(counts))]))
