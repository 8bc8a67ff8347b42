"""Coarser copies of an image and back: for what varies slowly, such as a background."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.footprint import ellipsoid

COARSE_RADIUS = 8
"""A percentile is taken on means of blocks, so that its circle has about this radius: fast, and noise averages out."""

BLOCK = 1 << 16
"""So many neighbours are held at a time while percentiles are taken."""


def low_background(values: NDArray[Any], radii: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the 5th percentile of the circle (ellipsoid) around each pixel, smoothed by a Gaussian of an eighth of it.

    Taken on means of blocks (see `COARSE_RADIUS`) and enlarged by linear interpolation; the border repeats itself.
    """
    from scipy import ndimage

    factors = tuple(max(1, round(radius / COARSE_RADIUS)) for radius in radii)
    reach = tuple(radius / factor for radius, factor in zip(radii, factors, strict=True))
    low = percentile_around(shrink(values, factors), 5, ellipsoid(reach))
    smooth = ndimage.gaussian_filter(low, [one / 8 for one in reach], mode="nearest")
    return enlarge(smooth, factors, values.shape)


def percentile_around(values: NDArray[Any], percent: float, footprint: NDArray[np.bool_]) -> NDArray[Any]:
    """Return a percentile of the neighbourhood of each pixel; beyond the border, the border repeats.

    The values of SciPy's percentile filter in a quarter of the time: pixels are compared by their place in the order of
    all, in 32 bits, and many neighbourhoods are parted in one call.
    """
    order = np.argsort(values, axis=None)
    places = np.empty(values.size, np.int32)
    places[order] = np.arange(values.size, dtype=np.int32)
    padded = np.pad(
        places.reshape(values.shape), [(length // 2, length // 2) for length in footprint.shape], mode="edge"
    )
    steps = np.array(padded.strides) // padded.itemsize
    around = np.argwhere(footprint) @ steps
    corners = np.indices(values.shape).reshape(values.ndim, -1).T @ steps
    rank, together = int(around.size * percent / 100), max(1, BLOCK // around.size)
    found, flat = np.empty(values.size, np.int32), padded.ravel()
    for first in range(0, values.size, together):
        near = flat[corners[first : first + together, None] + around]
        near.partition(rank, axis=1)
        found[first : first + together] = near[:, rank]
    return values.ravel()[order[found]].reshape(values.shape)


def shrink(values: NDArray[Any], factors: tuple[int, ...]) -> NDArray[Any]:
    """Return the means of blocks of ``factors`` pixels per axis; blocks at the far border may hold fewer pixels.

    float64, each axis divided by its factor and rounded up.
    """
    result = values.astype(np.float64)
    for axis, factor in enumerate(factors):
        if factor > 1:
            starts = np.arange(0, result.shape[axis], factor)
            counts = np.diff(np.append(starts, result.shape[axis]))
            shape = [1] * result.ndim
            shape[axis] = -1
            result = np.add.reduceat(result, starts, axis=axis) / counts.reshape(shape)
    return result


def enlarge(values: NDArray[Any], factors: tuple[int, ...], shape: tuple[int, ...]) -> NDArray[Any]:
    """Return an image of ``shape`` by linear interpolation between the centres of the blocks of `shrink`."""
    result = values
    for axis, (factor, length) in enumerate(zip(factors, shape, strict=True)):
        if factor > 1:
            place = np.clip((np.arange(length) + 0.5) / factor - 0.5, 0, result.shape[axis] - 1)
            low = np.minimum(place.astype(np.int64), max(result.shape[axis] - 2, 0))
            high = np.minimum(low + 1, result.shape[axis] - 1)
            form = [1] * result.ndim
            form[axis] = -1
            share = (place - low).reshape(form)
            result = np.take(result, low, axis=axis) * (1 - share) + np.take(result, high, axis=axis) * share
    return result
