"""Drawn objects as labels: the truth that a recipe should find again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.components import number_by_first_pixel
from tabscope.operations.inputs import as_labels, check
from tabscope.operations.moment import Moment
from tabscope.operations.registry import Intensity, Labels, Param, operation, whole
from tabscope.units import Length, px

DRAWN = whole("objects are drawn into the whole image")
Seed = Annotated[int, Param(ge=0, le=2**31 - 1, soft=100, help="Another number gives another picture of its kind.")]


@operation(
    "synth.nuclei",
    version=1,
    locality=DRAWN,
    needs=("numpy.random",),
    title="Draw nuclei",
    cite="numpy.random.Generator (PCG64)",
    bytes_per_pixel=32,
)
def draw_nuclei(
    image: Intensity,
    number: Annotated[int, Param(ge=0, le=20000, soft=500, help="How many are tried; those without room stay out.")] = (
        40
    ),
    diameter: Annotated[Length, Param(ge=1, le=1000, soft=100, help="Typical diameter of a nucleus.")] = px(20),
    variation: Annotated[float, Param(ge=0, le=0.5, help="How far diameters differ, as a share (sigma).")] = 0.12,
    longest: Annotated[float, Param(ge=1, le=4, help="The longest is this many times as long as it is wide.")] = 1.8,
    overlap: Annotated[
        float, Param(ge=0, le=1, help="A nucleus may lie on others with at most this share of its area.")
    ] = 0.1,
    speed: Annotated[
        Length, Param(ge=0, le=500, soft=20, help="In a movie: how far each goes from one frame to the next.")
    ] = px(0),
    seed: Seed = 0,
    moment: Moment | None = None,
) -> Labels:
    """Draw nuclei of known place and shape as labels: ellipses, in a volume ellipsoids; in a movie they may move.

    Parameters
    ----------
    image : numpy.ndarray
        (y, x) or (z, y, x): only its size is used.
    number : int
        Centres are tried anywhere in the image, so the border cuts some. One that would lie on others with more than
        ``overlap`` of its pixels is left out; of one that lies on others, what is free is drawn.
    variation, longest : float
        Diameters are log-normal; length over width is between 1 and ``longest``, with the area kept, at any angle in
        the plane.
    speed : Length
        Each goes straight on in the plane in a direction of its own, whatever it meets; who was left out in the first
        frame stays out.

    Returns
    -------
    numpy.ndarray
        uint32 of the image's shape, numbered by first pixel. Equal seeds give equal labels on every platform.
    """
    shape = check(image, "Draw nuclei").shape
    random = np.random.default_rng(seed)
    places = random.uniform(0, 1, (number, len(shape))) * shape
    sizes = np.exp(variation * random.standard_normal(number))
    forms = _Forms(
        np.array(diameter.per_axis(len(shape))) / 2 * sizes[:, None],
        np.sqrt(random.uniform(1, longest, number)),
        random.uniform(0, np.pi, number),
    )
    labels = _drawn(shape, places, forms, overlap)
    frame = 0 if moment is None else moment.t
    if frame and min(speed.values) > 0:
        headings = random.uniform(0, 2 * np.pi, number)
        steps = np.stack([np.sin(headings), np.cos(headings)], axis=1) * speed.per_axis(2)
        places[:, -2:] += frame * steps
        there = np.isin(np.arange(1, number + 1), labels)
        labels = _drawn(shape, np.where(there[:, None], places, -np.inf), forms, 1.0)
    return number_by_first_pixel(labels)


@dataclass(frozen=True)
class _Forms:
    """Half the size of each nucleus along each axis in px, how far it is stretched, and how it lies in the plane."""

    radii: NDArray[np.float64]
    stretch: NDArray[np.float64]
    angle: NDArray[np.float64]


def _drawn(shape: tuple[int, ...], places: NDArray[np.float64], forms: _Forms, overlap: float) -> NDArray[np.int64]:
    """Return labels in the order of the nuclei, those left out that would lie on others with more than ``overlap``."""
    labels = np.zeros(shape, np.int64)
    for one in np.flatnonzero(np.isfinite(places).all(axis=1)).tolist():
        box = _box(places[one], forms.radii[one] * forms.stretch[one], shape)
        part = labels[box]
        inside = _ellipsoid(box, places[one], forms.radii[one], float(forms.stretch[one]), float(forms.angle[one]))
        if np.count_nonzero(part[inside]) <= overlap * np.count_nonzero(inside):
            part[inside & (part == 0)] = one + 1
    return labels


def _box(place: NDArray[np.float64], reach: NDArray[np.float64], shape: tuple[int, ...]) -> tuple[slice, ...]:
    """Return the pixels around a place."""
    low = np.clip(np.floor(place - reach).astype(int), 0, shape)
    high = np.clip(np.ceil(place + reach).astype(int) + 1, 0, shape)
    return tuple(slice(int(one), int(other)) for one, other in zip(low, high, strict=True))


def _ellipsoid(
    box: tuple[slice, ...], place: NDArray[np.float64], radii: NDArray[np.float64], stretch: float, angle: float
) -> NDArray[np.bool_]:
    """Return the pixels of a box that lie in an ellipsoid, turned in the plane."""
    axes = [(np.arange(one.start, one.stop) - at) / radius for one, at, radius in zip(box, place, radii, strict=True)]
    *z, y, x = np.meshgrid(*axes, indexing="ij", sparse=True)
    along = x * np.cos(angle) + y * np.sin(angle)
    across = y * np.cos(angle) - x * np.sin(angle)
    flat = (along / stretch) ** 2 + (across * stretch) ** 2
    return flat + z[0] ** 2 <= 1 if z else flat <= 1


@operation(
    "synth.cells",
    version=1,
    locality=DRAWN,
    needs=("scipy.ndimage", "numpy.random"),
    title="Draw cells around nuclei",
    cite="scipy.ndimage.distance_transform_edt",
    bytes_per_pixel=64,
)
def cells(
    labels: Labels,
    reach: Annotated[Length, Param(ge=0, le=500, soft=60, help="How far a cell goes beyond its nucleus.")] = px(12),
    irregular: Annotated[float, Param(ge=0, le=1, help="0: the same distance all around; 1: from none to twice.")] = (
        0.5
    ),
    seed: Seed = 0,
) -> Labels:
    """Draw a cell of irregular outline around each nucleus; a cell has the number of its nucleus.

    uint32, same shape. Where two cells meet, each pixel belongs to the nearer nucleus. Nuclei themselves are part of
    their cells.
    """
    ids = as_labels(labels, "Draw cells around nuclei")
    away, nearest = _nearest(ids, reach)
    if away is None:
        return ids.copy()
    random = np.random.default_rng(seed)
    uneven = smooth_noise(random, ids.shape, tuple(max(one / 2, 1) for one in reach.per_axis(ids.ndim)))
    return np.where(away <= 1 + irregular * np.clip(uneven / 2, -1, 1), nearest, ids).astype(np.uint32)


def _nearest(ids: NDArray[np.uint32], reach: Length) -> tuple[NDArray[np.float64] | None, NDArray[np.uint32]]:
    """Return how far each pixel lies from an object, in lengths of ``reach``, and which it is; None without objects."""
    from scipy import ndimage

    spacing = reach.per_axis(ids.ndim)
    if not ids.any() or min(spacing) <= 0:
        return None, ids
    found: Any = ndimage.distance_transform_edt(ids == 0, sampling=[1 / one for one in spacing], return_indices=True)
    return found[0], ids[tuple(found[1])]


def smooth_noise(random: np.random.Generator, shape: tuple[int, ...], sigmas: tuple[float, ...]) -> NDArray[np.float64]:
    """Return random values of mean 0 and spread 1 that change over about ``sigmas`` pixels."""
    from scipy import ndimage

    values = ndimage.gaussian_filter(random.standard_normal(shape), sigmas, mode="nearest")
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 0 else values


@operation(
    "synth.lines",
    version=1,
    locality=DRAWN,
    needs=("scipy.ndimage", "numpy.random"),
    title="Draw lines",
    cite="numpy.random.Generator (PCG64); scipy.ndimage.distance_transform_edt",
    bytes_per_pixel=64,
)
def lines(
    image: Intensity,
    number: Annotated[int, Param(ge=0, le=1000, soft=50, help="How many lines.")] = 8,
    length: Annotated[Length, Param(ge=1, le=10000, soft=1000, help="How long each is; the border cuts it.")] = px(120),
    thickness: Annotated[Length, Param(ge=0, le=100, soft=20, help="How thick each is.")] = px(3),
    bending: Annotated[float, Param(ge=0, le=1, help="0: straight lines; 1: lines that turn at every pixel.")] = 0.1,
    seed: Seed = 0,
) -> Labels:
    """Draw winding lines of known length, such as neurites or fibres, each with its own number.

    Only the image's size is used. Lines walk in steps of a pixel from a random place in the plane; the first keeps the
    pixels where two cross. In a volume each line stays in one slice. uint32, numbered by first pixel.
    """
    shape = check(image, "Draw lines").shape
    random = np.random.default_rng(seed)
    steps = max(1, round(length.in_plane))
    labels = np.zeros(shape, np.int64)
    for one in range(number):
        slice_of = tuple(int(random.integers(size)) for size in shape[:-2])
        heading = random.uniform(0, 2 * np.pi) + np.cumsum(bending * random.standard_normal(steps))
        walked = np.cumsum(np.stack([np.sin(heading), np.cos(heading)], axis=1), axis=0)
        place = np.round(walked + random.uniform(0, 1, 2) * shape[-2:]).astype(int)
        inside = ((place >= 0) & (place < shape[-2:])).all(axis=1)
        place = place[: steps if inside.all() else int(np.argmin(inside))]
        line = labels[slice_of]
        free = line[place[:, 0], place[:, 1]] == 0
        line[place[free, 0], place[free, 1]] = one + 1
    away, nearest = _nearest(labels.astype(np.uint32), Length(tuple(one / 2 for one in thickness.values)))
    return number_by_first_pixel(labels if away is None else np.where(away <= 1, nearest, 0))
