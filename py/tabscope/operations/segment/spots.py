"""Spots: round bright (or dark) places of a known size, found as points with positions finer than a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.inputs import check, fill_missing
from tabscope.operations.notes import Notes
from tabscope.operations.places import place_columns
from tabscope.operations.registry import Intensity, Param, Points, operation, whole
from tabscope.table import Table
from tabscope.units import Length, px

TITLE = "Find spots"
NOISE_TIMES = 6.0
"""How many robust standard deviations of the filtered image a spot must reach where no strength is given."""

STEP = 1.25
"""Ratio of one radius that is looked for to the one before."""

APART = 1.6
"""Ratio of the two Gaussians of a difference that stands for a Laplacian (Marr and Hildreth 1980)."""


@dataclass(frozen=True)
class _Found:
    """Spots: (spot, axis) in pixels, their scale (1 is the given radius), and how strong they answer."""

    place: NDArray[np.float64]
    scale: NDArray[np.float64]
    strength: NDArray[np.float64]


@operation(
    "segment.spots",
    version=1,
    locality=whole("the noise that spots must stand out of is that of the whole image"),
    needs=("scipy.ndimage", "scipy.spatial"),
    title=TITLE,
    cite="Lindeberg 1998, doi:10.1023/A:1008045108935; scikit-image: skimage.feature.blob_log, blob_dog, blob_doh",
    bytes_per_pixel=64,
)
def spots(
    image: Intensity,
    radius: Annotated[Length, Param(ge=0.7, le=200, soft=20, help="Radius of a typical spot.")] = px(3),
    largest: Annotated[
        Length | None,
        Param(ge=0.7, le=200, soft=40, help="Where spots differ in size: the radius of the largest.", advanced=True),
    ] = None,
    strength: Annotated[
        float | None,
        Param(ge=0, soft=5000, help="How far a spot must stand out, in counts; empty: 6 times the noise."),
    ] = None,
    spots: Annotated[Literal["bright", "dark"], Param(help="Whether spots are brighter or darker than around.")] = (
        "bright"
    ),
    method: Annotated[
        Literal["log", "dog", "doh"],
        Param(
            help="log: Laplacian of Gaussian; dog: difference of Gaussians, faster, less sharp; doh: determinant of "
            "the Hessian, which passes over lines and edges.",
            advanced=True,
        ),
    ] = "log",
    pixel_size: PixelSize | None = None,
    notes: Notes | None = None,
) -> Points:
    """Find round spots of a given size, such as FISH signals, foci or beads, with their centres.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x). NaN counts as the median.
    radius, largest : Length
        A Gaussian spot of standard deviation s has the radius s times the root of the number of axes. With
        ``largest``, radii in between are looked for in steps of 1.25.
    strength : float, optional
        The height of a Gaussian spot of the given size above its surroundings has this value.
    method : str
        ``doh`` answers with the geometric mean of the curvatures where all axes bend the same way, and with 0
        elsewhere. Its noise is taken from ``log``, whose answers are never smaller.

    Returns
    -------
    Table
        One row for each spot, in C order: centre (by a parabola along each axis), radius, strength. Of spots whose
        centres lie within the radius of a stronger one, only that one is kept.
    """
    values, _ = fill_missing(check(image, TITLE))
    narrow = np.array(radius.per_axis(values.ndim)) / np.sqrt(values.ndim)
    answers = [(scale, _answer(values, narrow * scale, method)) for scale in _scales(radius, largest)]
    if spots == "dark":
        answers = [(scale, -one) for scale, one in answers]
    least = strength
    if least is None:
        found = (notes or Notes()).found("strength", find=lambda: _noise(_even(values, narrow, method, answers[0][1])))
        least = found[0] if found is not None else np.inf
    peaks = _without_doubles(_peaks(answers, least), narrow * np.sqrt(values.ndim))
    return _table(peaks, radius.in_plane, pixel_size)


def _scales(radius: Length, largest: Length | None) -> NDArray[np.float64]:
    ratio = 1.0 if largest is None else max(1.0, largest.in_plane / radius.in_plane)
    return np.geomspace(1.0, ratio, 1 + int(np.ceil(np.log(ratio) / np.log(STEP) - 1e-9)))


def _answer(values: NDArray[Any], sigmas: NDArray[np.float64], method: str) -> NDArray[Any]:
    """Return the filtered image, scaled so that a Gaussian spot of these sigmas answers with its own height."""
    from scipy import ndimage

    axes = values.ndim
    if method == "dog":
        fine, coarse = (
            ndimage.gaussian_filter(values, sigmas * factor, mode="nearest") for factor in (APART**-0.5, APART**0.5)
        )
        return (fine - coarse) / ((1 + 1 / APART) ** (-axes / 2) - (1 + APART) ** (-axes / 2))
    if method == "doh":
        return _determinant(values, sigmas) * 2 ** (axes / 2 + 1)
    curved = np.zeros_like(values)
    for axis, sigma in enumerate(sigmas):
        order: Any = [2 if one == axis else 0 for one in range(axes)]
        curved -= sigma**2 * ndimage.gaussian_filter(values, sigmas, order=order, mode="nearest")
    return curved * (2 ** (axes / 2 + 1) / axes)


def _even(values: NDArray[Any], sigmas: NDArray[np.float64], method: str, answer: NDArray[Any]) -> NDArray[Any]:
    """Return the answer that noise is taken from: most of a determinant's are 0."""
    return _answer(values, sigmas, "log") if method == "doh" else answer


def _determinant(values: NDArray[Any], sigmas: NDArray[np.float64]) -> NDArray[Any]:
    """Return the geometric mean of the curvatures where all bend down (bright) or, negative, where all bend up."""
    from scipy import ndimage

    bent: dict[tuple[int, int], NDArray[Any]] = {}
    for one, other in combinations_with_replacement(range(-values.ndim, 0), 2):
        order: Any = [(axis == one) + (axis == other) for axis in range(-values.ndim, 0)]
        scale = -sigmas[one] * sigmas[other]
        bent[one, other] = scale * ndimage.gaussian_filter(values, sigmas, order=order, mode="nearest")
    y, x, yx = bent[-2, -2], bent[-1, -1], bent[-2, -1]
    minors = [y, y * x - yx**2]
    if values.ndim == 3:
        z, zy, zx = bent[-3, -3], bent[-3, -2], bent[-3, -1]
        minors.append(z * minors[1] - zy * (zy * x - yx * zx) + zx * (zy * yx - y * zx))
    down = np.all([one > 0 for one in minors], axis=0)
    up = np.all([one * (-1) ** size > 0 for size, one in enumerate(minors, 1)], axis=0)
    return (down * 1.0 - up) * np.abs(minors[-1]) ** (1 / values.ndim)


def _noise(answer: NDArray[Any]) -> tuple[float] | None:
    spread = 1.4826 * float(np.median(np.abs(answer - np.median(answer))))
    flat = float(np.ptp(answer)) <= 1e-4 * max(1.0, float(np.abs(answer).max()))
    return None if flat else (NOISE_TIMES * spread,)


def _peaks(answers: list[tuple[float, NDArray[Any]]], least: float) -> _Found:
    """Return the local maxima over place and scale that reach ``least``."""
    from scipy import ndimage

    stack = np.stack([one for _, one in answers])
    # float32 leaves ripples of its rounding on a flat image: they are no spots
    floor = max(least, 1e-5 * float(np.abs(stack).max()))
    top = (stack == ndimage.maximum_filter(stack, 3, mode="nearest")) & (stack >= floor) & (stack > 0)
    level, *place = np.nonzero(top)
    fine = np.stack([axis.astype(np.float64) for axis in place], axis=1)
    for axis in range(fine.shape[1]):
        fine[:, axis] += _vertex(stack, (level, *place), axis + 1)
    scales = np.array([scale for scale, _ in answers])
    return _Found(fine, scales[level], stack[top].astype(np.float64))


def _vertex(stack: NDArray[Any], at: tuple[NDArray[Any], ...], axis: int) -> NDArray[np.float64]:
    """Return how far the top of the parabola through three neighbours lies from the middle one; 0 at the border."""
    last = stack.shape[axis] - 1

    def beside(step: int) -> NDArray[np.float64]:
        moved = [np.clip(one + step, 0, last) if number == axis else one for number, one in enumerate(at)]
        return stack[tuple(moved)].astype(np.float64)

    low, middle, high = beside(-1), beside(0), beside(1)
    bent = low - 2 * middle + high
    inner = (at[axis] > 0) & (at[axis] < last) & (bent < 0)
    away = np.divide(low - high, 2 * bent, out=np.zeros(middle.size), where=inner)
    return np.clip(away, -0.5, 0.5)


def _without_doubles(found: _Found, radius: NDArray[np.float64]) -> _Found:
    """Return the spots without those within the radius of a stronger one, in C order."""
    from scipy import spatial

    order = np.argsort(-found.strength, kind="stable")
    place = found.place[order] / radius
    scale = found.scale[order]
    keep = np.ones(order.size, dtype=np.bool_)
    if order.size > 1:
        pairs = np.sort(spatial.KDTree(place).query_pairs(float(scale.max()), output_type="ndarray"), axis=1)
        away = np.linalg.norm(place[pairs[:, 0]] - place[pairs[:, 1]], axis=1)
        pairs = pairs[away < scale[pairs[:, 0]]]
        for strong, weak in pairs[np.lexsort(pairs.T[::-1])].tolist():
            keep[weak] &= not keep[strong]
    left = np.sort(order[keep])
    rows = left[np.lexsort(np.round(found.place[left]).T[::-1])]
    return _Found(found.place[rows], found.scale[rows], found.strength[rows])


def _table(found: _Found, radius: float, size: PixelSize | None) -> Table:
    from tabscope.operations.columns import columns

    values: list[tuple[str, NDArray[Any]]] = [("object", np.arange(1, len(found.scale) + 1, dtype=np.int64))]
    values += place_columns(tuple(found.place.T), size)
    values.append(("radius_px", found.scale * radius))
    if size is not None and size.y is not None and size.x is not None:
        values.append(("radius_um", found.scale * radius * (size.y * size.x) ** 0.5))
    return Table(columns([*values, ("strength", found.strength)]))
