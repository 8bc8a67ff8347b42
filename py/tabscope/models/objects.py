"""From a network's output to objects."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def split_probability(
    probability: NDArray[Any], threshold: float, smoothing: tuple[float, ...], depth: float
) -> NDArray[np.int32]:
    """Return pieces of the foreground: above the threshold, split where they touch.

    The distance to the background is smoothed; its maxima that stand `depth` above the saddles around them are seeds
    of a watershed. A piece of foreground without such a maximum stays one piece.

    Parameters
    ----------
    probability : numpy.ndarray
        Float, (y, x) or (z, y, x); pixels that are no number are background.
    threshold : float
        Pixels above it are foreground.
    smoothing : tuple of float
        Standard deviation of the Gaussian per axis, in px.
    depth : float
        In px: two maxima with a shallower saddle between them are one object.

    Returns
    -------
    numpy.ndarray
        int32, 0 is background; numbers say nothing but which pixels belong together.

    References
    ----------
    Meyer and Beucher 1990, doi:10.1016/1047-3203(90)90014-M; scikit-image: skimage.morphology.reconstruction,
    skimage.segmentation.watershed.
    """
    from scipy import ndimage
    from skimage import morphology, segmentation

    mask = probability > threshold
    if not mask.any():
        return np.zeros(mask.shape, np.int32)
    # Without any background there is no distance; the whole plane is one object then.
    distance = np.ones(mask.shape) if mask.all() else np.asarray(ndimage.distance_transform_edt(mask))
    height = np.asarray(ndimage.gaussian_filter(distance, smoothing, mode="nearest"))
    # Not skimage's h_maxima: of two summits of exactly the same height it keeps both, however shallow the saddle.
    flattened = morphology.reconstruction(height - depth, height)
    seeds, number = _pieces(morphology.local_maxima(flattened) & mask)
    pieces, _ = _pieces(mask)
    seeded = np.bincount(pieces.ravel(), weights=(seeds > 0).ravel()) > 0
    seeds = np.where((seeds == 0) & ~seeded[pieces], pieces + number, seeds)
    return segmentation.watershed(-height, np.where(mask, seeds, 0), mask=mask)


def _pieces(mask: NDArray[Any]) -> tuple[NDArray[np.int32], int]:
    """Return connected pieces, joined at corners too, and their number."""
    from scipy import ndimage

    labels = np.zeros(mask.shape, np.int32)
    ndimage.label(mask, ndimage.generate_binary_structure(mask.ndim, mask.ndim), output=labels)
    return labels, int(labels.max())
