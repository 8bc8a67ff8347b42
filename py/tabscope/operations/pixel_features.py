"""What a pixel looks like: brightness, edges, blobs, lines and texture around it, at several scales.

For each scale the image is smoothed by a Gaussian, and taken from it are its value, its Laplacian (blobs), the length
of its gradient (edges), the largest and the smallest eigenvalue of its second derivatives (lines, saddles) and of its
structure tensor (texture, corners). Derivatives are differences of neighbours times the scale, so that they are in the
image's counts on every axis and at every scale. These are the features of ilastik (Berg et al. 2019) and of Trainable
Weka Segmentation (Arganda-Carreras et al. 2017) that scipy gives in a few passes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.units import Length

SCALES = 4
"""How many scales lie between the finest and the coarsest, both of them included."""

KINDS = (
    "Brightness", "Blobs (Laplacian)", "Edges (gradient)", "Lines (largest curvature)", "Lines (smallest curvature)",
    "Texture (strongest direction)", "Texture (weakest direction)",
)  # fmt: skip
"""What is taken from each scale, in this order."""

PER_IMAGE = 1 + SCALES * len(KINDS)
"""Features of one image: the pixel itself, then all kinds of the finest scale, and so on to the coarsest."""

TRUNCATE = 3.0
"""A Gaussian ends after so many standard deviations."""

GATHERED = 0.5
"""The structure tensor is gathered over this part of its scale, as in ilastik."""

FINEST = 0.3
"""A smaller scale, in pixels of any axis, is this one: it changes nothing more."""


def sigmas(finest: Length, coarsest: Length, ndim: int) -> list[tuple[float, ...]]:
    """Return the scales in pixels of each axis, each the same factor coarser than the one before."""
    pairs = zip(finest.per_axis(ndim), coarsest.per_axis(ndim), strict=True)
    axes = [np.geomspace(max(low, FINEST), max(high, FINEST), SCALES) for low, high in pairs]
    return [tuple(float(axis[scale]) for axis in axes) for scale in range(SCALES)]


def reach(finest: Length, coarsest: Length) -> int:
    """Return how many pixels around a pixel its features look at: two Gaussians and two differences."""
    widest = max(max(axes) for axes in (finest.values, coarsest.values))
    sigma = max(widest, FINEST)
    return ceil(TRUNCATE * sigma + 0.5) + ceil(TRUNCATE * GATHERED * sigma + 0.5) + 2


def describe(index: int, finest: Length, coarsest: Length, names: tuple[str, ...]) -> str:
    """Return a feature in words: ``"Edges (gradient) 2 px, DAPI"``; the image's name where there are several."""
    image, rest = divmod(index, PER_IMAGE)
    scale, kind = divmod(rest - 1, len(KINDS))
    text = "The pixel itself" if rest == 0 else f"{KINDS[kind]} {sigmas(finest, coarsest, 2)[scale][-1]:.2g} px"
    return text if len(names) < 2 else f"{text}, {names[image]}"


def features(
    image: NDArray[Any], finest: Length, coarsest: Length, wanted: Collection[int] | None = None
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield the features of a plane or a volume with their numbers, one after the other.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x), float32, finite. Beyond its edge it goes on with its outermost pixels.
    finest, coarsest : Length
        The smallest and the largest scale, standard deviations of Gaussians.
    wanted : collection of int, optional
        Which of the `PER_IMAGE` numbers to compute; all where it is not given.
    """
    numbers = set(range(PER_IMAGE) if wanted is None else wanted)
    if 0 in numbers:
        yield 0, image
    for scale, sigma in enumerate(sigmas(finest, coarsest, image.ndim)):
        first = 1 + scale * len(KINDS)
        kinds = {number - first for number in numbers if first <= number < first + len(KINDS)}
        if kinds:
            yield from ((first + kind, one) for kind, one in _of_scale(image, sigma, kinds))


def _of_scale(
    image: NDArray[Any], sigma: tuple[float, ...], kinds: set[int]
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    smooth = _blurred(image, sigma)
    if 0 in kinds:
        yield 0, smooth
    slopes = [_slope(smooth, axis, sigma) for axis in range(image.ndim)]
    if kinds & {1, 3, 4}:
        curves = {(a, b): _slope(slopes[a], b, sigma) for a, b in _upper(image.ndim)}
        if 1 in kinds:
            yield 1, np.sum([curves[axis, axis] for axis in range(image.ndim)], axis=0)
        yield from _extremes(curves, image.ndim, kinds, 3)
        del curves
    if 2 in kinds:
        yield 2, np.sqrt(np.sum([one * one for one in slopes], axis=0))
    if kinds & {5, 6}:
        around = tuple(GATHERED * one for one in sigma)
        tensor = {(a, b): _blurred(slopes[a] * slopes[b], around) for a, b in _upper(image.ndim)}
        for kind, one in _extremes(tensor, image.ndim, kinds, 5):
            yield kind, np.sqrt(np.maximum(one, 0))


def _blurred(image: NDArray[Any], sigma: tuple[float, ...]) -> NDArray[np.float32]:
    from scipy import ndimage

    return np.asarray(ndimage.gaussian_filter(image, sigma, mode="nearest", truncate=TRUNCATE), np.float32)


def _slope(values: NDArray[np.float32], axis: int, sigma: tuple[float, ...]) -> NDArray[np.float32]:
    """Return half the difference of both neighbours times the scale; beyond the edge is the outermost pixel again."""
    along = np.moveaxis(values, axis, 0)
    found = np.empty_like(along)
    found[1:-1] = along[2:] - along[:-2]
    found[0], found[-1] = along[min(1, len(along) - 1)] - along[0], along[-1] - along[max(-2, -len(along))]
    return np.moveaxis(found * np.float32(0.5 * sigma[axis]), 0, axis)


def _upper(ndim: int) -> list[tuple[int, int]]:
    """Return the places of the upper half of a symmetric matrix."""
    return [(a, b) for a in range(ndim) for b in range(a, ndim)]


def _extremes(
    matrix: dict[tuple[int, int], NDArray[Any]], ndim: int, kinds: set[int], first: int
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield the largest eigenvalue of every pixel's matrix as kind ``first``, the smallest one as the next."""
    if not kinds & {first, first + 1}:
        return
    middle, radius, lowest = _of_planes(matrix) if ndim == 2 else _of_volumes(matrix)
    if first in kinds:
        yield first, middle + radius
    if first + 1 in kinds:
        yield first + 1, middle - lowest


def _of_planes(matrix: dict[tuple[int, int], NDArray[Any]]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the middle of both eigenvalues and how far they lie above and below it."""
    half = np.float32(0.5)
    middle = (matrix[0, 0] + matrix[1, 1]) * half
    away = (matrix[0, 0] - matrix[1, 1]) * half
    radius = _root(away, matrix[0, 1])
    return middle, radius, radius


def _of_volumes(matrix: dict[tuple[int, int], NDArray[Any]]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the mean of three eigenvalues, how far the largest lies above and the smallest below (Smith 1961)."""
    xx, yy, zz = (matrix[axis, axis] for axis in range(3))
    xy, xz, yz = matrix[0, 1], matrix[0, 2], matrix[1, 2]
    middle = (xx + yy + zz) * np.float32(1 / 3)
    a, b, c = xx - middle, yy - middle, zz - middle
    spread = _root(a, b, c, xy, xz, yz, xy, xz, yz) * np.float32((1 / 6) ** 0.5)
    unit = np.maximum(spread, np.finfo(np.float32).tiny)
    a, b, c, xy, xz, yz = (one / unit for one in (a, b, c, xy, xz, yz))
    half = (a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz)) * np.float32(0.5)
    angle = np.arccos(np.clip(half, -1, 1)) * np.float32(1 / 3)
    return middle, 2 * spread * np.cos(angle), -2 * spread * np.cos(angle + np.float32(2 * np.pi / 3))


def _root(*sides: NDArray[Any]) -> NDArray[np.float32]:
    """Return the root of the sum of squares, which 32 bits could not hold."""
    total = np.zeros(sides[0].shape, np.float64)
    for one in sides:
        total += np.square(one, dtype=np.float64)
    return np.sqrt(total).astype(np.float32)
