"""Spots of known place, and spots drawn as light."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.columns import columns
from tabscope.operations.inputs import as_labels, check, fill_missing, restore_missing, same_shape
from tabscope.operations.places import place_columns, places
from tabscope.operations.registry import Intensity, Labels, Param, Points, operation
from tabscope.operations.synth.objects import DRAWN, Seed
from tabscope.table import Table
from tabscope.units import Length, px

REACH = 5
"""A spot is drawn as far as this many standard deviations."""


@operation(
    "synth.spots",
    version=1,
    locality=DRAWN,
    needs=("numpy.random",),
    title="Place spots",
    cite="numpy.random.Generator (PCG64)",
    bytes_per_pixel=16,
)
def spots(
    image: Intensity,
    labels: Labels | None = None,
    number: Annotated[int, Param(ge=0, le=5000, soft=1000, help="How many are tried.")] = 50,
    apart: Annotated[Length, Param(ge=0, le=200, soft=30, help="Two spots lie at least this far apart.")] = px(8),
    seed: Seed = 0,
    pixel_size: PixelSize | None = None,
) -> Points:
    """Choose random places for spots, to parts of a pixel: the truth for finding and counting spots.

    Only the image's size is used. With ``labels``, spots lie in objects only (in the pixel of an object that their
    centre is in). A spot nearer to an earlier one than ``apart`` is left out.

    Returns
    -------
    Table
        One row for each spot: number and centre, in px and where the pixel size is known in µm.
    """
    shape = check(image, "Place spots").shape
    random = np.random.default_rng(seed)
    tried = random.uniform(0, 1, (number, len(shape))) * np.array(shape) - 0.5
    if labels is not None:
        ids = as_labels(labels, "Place spots")
        same_shape(ids, image, "Place spots")
        inside = np.argwhere(ids > 0)
        chosen = inside[random.integers(len(inside), size=number)] if len(inside) else np.zeros((0, len(shape)))
        tried = chosen + random.uniform(-0.49, 0.49, chosen.shape)
    kept = _apart(tried, np.array(apart.per_axis(len(shape))))
    values: list[tuple[str, NDArray[Any]]] = [("object", np.arange(1, len(kept) + 1, dtype=np.int64))]
    return Table(columns(values + place_columns(tuple(kept.T), pixel_size)))


def _apart(place: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places without those that lie nearer than ``reach`` to an earlier one."""
    scaled = place / np.maximum(reach, 1e-9)
    kept: list[int] = []
    for one in range(len(place)):
        if not kept or float(((scaled[kept] - scaled[one]) ** 2).sum(axis=1).min()) >= 1:
            kept.append(one)
    return place[kept]


@operation(
    "synth.draw_spots",
    version=1,
    locality=DRAWN,
    needs=("numpy.random",),
    title="Draw spots as light",
    cite="numpy",
    bytes_per_pixel=24,
)
def draw_spots(
    image: Intensity,
    points: Points,
    radius: Annotated[Length, Param(ge=0.3, le=100, soft=20, help="Radius of a spot, as “Find spots” takes it.")] = (
        px(3)
    ),
    brightness: Annotated[
        float, Param(ge=-1e5, le=1e5, soft=5000, help="Height above the image, in counts; below 0 for dark spots.")
    ] = 200.0,
    variation: Annotated[float, Param(ge=0, le=2, help="How far spots differ in brightness (sigma, as a share).")] = (
        0.2
    ),
    seed: Seed = 0,
) -> Intensity:
    """Add a round spot to the image at each point.

    float32 (float64 for wide types), same shape. A spot is a Gaussian of standard deviation radius over the root of the
    number of axes, cut off at 5 of them. NaN stays NaN.
    """
    values, missing = fill_missing(check(image, "Draw spots as light"))
    sigmas = np.array(radius.per_axis(values.ndim)) / np.sqrt(values.ndim)
    place = places(points, "Draw spots as light", values.ndim)
    heights = brightness * np.exp(variation * np.random.default_rng(seed).standard_normal(len(place)))
    for at, height in zip(place, heights, strict=True):
        if np.isfinite(at).all():
            _add(values, at, sigmas, float(height))
    return restore_missing(values, missing)


def _add(values: NDArray[Any], at: NDArray[np.float64], sigmas: NDArray[np.float64], height: float) -> None:
    """Add one Gaussian to an image, in place; what lies outside is cut off."""
    low = np.clip(np.floor(at - REACH * sigmas), 0, values.shape).astype(int)
    high = np.clip(np.ceil(at + REACH * sigmas) + 1, 0, values.shape).astype(int)
    box = tuple(slice(int(one), int(other)) for one, other in zip(low, high, strict=True))
    axes = [((np.arange(one.start, one.stop) - c) / s) ** 2 for one, c, s in zip(box, at, sigmas, strict=True)]
    square = sum(np.meshgrid(*axes, indexing="ij", sparse=True))
    values[box] += height * np.exp(-np.asarray(square) / 2)
