"""Shape of every object of a label image at once, by scikit-image's definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import packed


@dataclass(frozen=True)
class Pixels:
    """The foreground pixels of a label image.

    Attributes
    ----------
    labels : numpy.ndarray
        The label image.
    ids : numpy.ndarray
        Ids that occur, in order.
    owner : numpy.ndarray
        For each foreground pixel in C order, the position of its id in `ids`.
    place : tuple of numpy.ndarray
        Its coordinates, one array per axis.
    flat : numpy.ndarray
        Its position in the flattened image.
    """

    labels: NDArray[Any]
    ids: NDArray[np.int64]
    owner: NDArray[np.int64]
    place: tuple[NDArray[np.int64], ...]
    flat: NDArray[np.int64]

    @property
    def number(self) -> int:
        """How many objects there are."""
        return self.ids.size

    def total(self, weights: NDArray[Any] | None = None) -> NDArray[np.float64]:
        """Return the sum of a value over the pixels of each object; without values, the number of pixels."""
        return np.bincount(self.owner, weights=weights, minlength=self.number).astype(np.float64)


def pixels(labels: NDArray[Any]) -> Pixels:
    """Return the foreground pixels of a label image of 2 or 3 axes."""
    flat = np.flatnonzero(labels)
    every, positions = packed(labels)
    values = positions.ravel()[flat].astype(np.int64)
    counts = np.bincount(values) if values.size else np.zeros(0, dtype=np.int64)
    there = np.flatnonzero(counts)
    ids = every[there].astype(np.int64)
    dense = np.zeros(counts.size, dtype=np.int64)
    dense[there] = np.arange(there.size)
    place = tuple(axis.astype(np.int64) for axis in np.unravel_index(flat, labels.shape))
    return Pixels(labels, ids, dense[values] if values.size else values, place, flat)


def centroids(found: Pixels) -> tuple[NDArray[np.float64], ...]:
    """Return the mean coordinate of each object, one array per axis, in pixels."""
    count = found.total()
    return tuple(found.total(axis) / count for axis in found.place)


def boxes(found: Pixels) -> tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]:
    """Return first and last + 1 coordinate of each object, per axis."""
    low = [np.full(found.number, np.iinfo(np.int64).max, dtype=np.int64) for _ in found.place]
    high = [np.zeros(found.number, dtype=np.int64) for _ in found.place]
    for first, last, axis in zip(low, high, found.place, strict=True):
        np.minimum.at(first, found.owner, axis)
        np.maximum.at(last, found.owner, axis + 1)
    return low, high


def second_moments(found: Pixels, spacing: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the covariance of the pixel coordinates of each object, (object, axis, axis), in the units of spacing."""
    count, ndim = found.total(), len(found.place)
    mean = centroids(found)
    away = [(axis - mean[i][found.owner]) * spacing[i] for i, axis in enumerate(found.place)]
    result = np.zeros((found.number, ndim, ndim))
    for i in range(ndim):
        for j in range(i, ndim):
            result[:, i, j] = result[:, j, i] = found.total(away[i] * away[j]) / count
    return result


def axis_lengths(moments: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return major and minor axis of the ellipse (ellipsoid in 3D) with these second moments."""
    values = np.clip(np.linalg.eigvalsh(moments), 0, None)
    scale = 4.0 if moments.shape[-1] == 2 else np.sqrt(20.0)
    return scale * np.sqrt(values[:, -1]), scale * np.sqrt(values[:, 0])


def middle_axis(moments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the middle axis of the ellipsoid with these second moments, (object, 3, 3)."""
    return np.sqrt(20.0 * np.clip(np.linalg.eigvalsh(moments)[:, 1], 0, None)) if len(moments) else np.zeros(0)


def eccentricity(moments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the eccentricity of the ellipse in the plane; 0 for a single pixel."""
    values = np.clip(np.linalg.eigvalsh(moments), 0, None)
    ratio = np.divide(values[:, 0], values[:, 1], out=np.ones(len(values)), where=values[:, 1] > 0)
    return np.sqrt(1 - ratio)


def angle_degrees(moments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the direction of the major axis in the plane: 0 to the right, counter-clockwise, 0 to 180 degrees."""
    yy, xy, xx = moments[:, 0, 0], moments[:, 0, 1], moments[:, 1, 1]
    # scikit-image's tie: a round object has an orientation of -45 degrees, +45 where the covariance is positive
    orientation = np.where(yy == xx, np.where(xy > 0, 45.0, -45.0), np.degrees(0.5 * np.arctan2(2 * xy, yy - xx)))
    return (90 + orientation) % 180


def perimeters(found: Pixels, spacing: tuple[float, float] = (1.0, 1.0)) -> NDArray[np.float64]:
    """Return the length of each outline, by scikit-image's weights (Benkrid and Crookes), on pixels of any shape.

    A border pixel with only side neighbours on the border counts one side step, with only corner neighbours one
    corner step, with both the mean of the two.
    """
    width = found.labels.shape[1] + 2
    padded = np.pad(found.labels, 1).ravel()
    here = (found.place[0] + 1) * width + found.place[1] + 1
    mine = padded[here]
    sides, corners = (-width, width, -1, 1), (-width - 1, -width + 1, width - 1, width + 1)
    on_border = np.zeros(here.size, dtype=np.bool_)
    for step in sides:
        on_border |= padded[here + step] != mine
    border = np.zeros_like(padded)
    border[here[on_border]] = mine[on_border]
    here, mine, owner = here[on_border], mine[on_border], found.owner[on_border]
    near = {step: border[here + step] == mine for step in (*sides, *corners)}
    vertical, horizontal = near[-width].astype(np.int64) + near[width], near[-1].astype(np.int64) + near[1]
    straight = vertical + horizontal
    diagonal = sum((near[step].astype(np.int64) for step in corners), np.zeros(here.size, dtype=np.int64))
    code = 1 + 2 * straight + 10 * diagonal
    side_step = (vertical * spacing[0] + horizontal * spacing[1]) / np.maximum(straight, 1)
    corner_step = float(np.hypot(*spacing))
    length = np.where(np.isin(code, (5, 7, 15, 17, 25, 27)), side_step, 0.0)
    length += np.where(np.isin(code, (21, 33)), corner_step, 0.0)
    length += np.where(np.isin(code, (13, 23)), (side_step + corner_step) / 2, 0.0)
    return np.bincount(owner, weights=length, minlength=found.number).astype(np.float64)
