"""How far one image lies from another, by cross-correlation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.inputs import fill_missing

Vector = NDArray[np.float64]


def offset(reference: NDArray[Any], moving: NDArray[Any], largest: tuple[float, ...]) -> Vector:
    """Return by how much to move ``moving`` along each axis so that it lies on ``reference``.

    Parameters
    ----------
    reference, moving : numpy.ndarray
        Of one shape. NaN counts as the median.
    largest : tuple of float
        The largest shift along each axis that is looked for, in px; scikit-image's `phase_cross_correlation` has no
        such limit, and takes a repeating pattern for a jump.

    Returns
    -------
    numpy.ndarray
        To parts of a pixel, by a parabola through the peak; 0 where one of the images is flat.
    """
    one, other = _prepared(reference), _prepared(moving)
    if not one.any() or not other.any():
        return np.zeros(reference.ndim)
    size = [side + int(min(far, side - 1)) for side, far in zip(reference.shape, largest, strict=True)]
    axes = tuple(range(reference.ndim))
    product = np.fft.rfftn(one, size, axes) * np.conj(np.fft.rfftn(other, size, axes))
    answer = np.fft.irfftn(product, size, axes)
    reach = [int(min(far, side - 1)) for far, side in zip(largest, reference.shape, strict=True)]
    near = answer[np.ix_(*(np.arange(-far, far + 1) for far in reach))]
    peak = np.unravel_index(int(np.argmax(near)), near.shape)
    found = np.array([float(at - far) for at, far in zip(peak, reach, strict=True)])
    return found + _vertex(near, peak)


def _prepared(image: NDArray[Any]) -> NDArray[np.float64]:
    """Return the image above its median, so that an even background answers nowhere."""
    values = fill_missing(image)[0].astype(np.float64)
    above = values - np.median(values)
    return above / (np.abs(above).max() or 1.0)


def _vertex(near: NDArray[np.float64], peak: tuple[Any, ...]) -> Vector:
    """Return how far the top of a parabola lies from the highest pixel, along each axis."""
    away = np.zeros(near.ndim)
    for axis, at in enumerate(peak):
        if not 0 < at < near.shape[axis] - 1:
            continue
        low, middle, high = (near[(*peak[:axis], at + step, *peak[axis + 1 :])] for step in (-1, 0, 1))
        bent = low - 2 * middle + high
        away[axis] = np.clip((low - high) / (2 * bent), -0.5, 0.5) if bent < 0 else 0.0
    return away
