"""Coarser copies of an image and back: for what varies slowly, such as a background."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.footprint import ellipsoid

COARSE_RADIUS = 8
"""A percentile is taken on means of blocks, so that its circle has about this radius: fast, and noise averages out."""


def low_background(values: NDArray[Any], radii: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the 5th percentile of the circle (ellipsoid) around each pixel, smoothed by a Gaussian of an eighth of it.

    Taken on means of blocks (see `COARSE_RADIUS`) and enlarged by linear interpolation; the border repeats itself.
    """
    from scipy import ndimage

    factors = tuple(max(1, round(radius / COARSE_RADIUS)) for radius in radii)
    reach = tuple(radius / factor for radius, factor in zip(radii, factors, strict=True))
    low = ndimage.percentile_filter(shrink(values, factors), 5, footprint=ellipsoid(reach), mode="nearest")
    smooth = ndimage.gaussian_filter(low, [one / 8 for one in reach], mode="nearest")
    return enlarge(smooth, factors, values.shape)


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
