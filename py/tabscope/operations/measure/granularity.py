"""Granularity: how much of the light lies in structures of each size."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations import extremes
from tabscope.operations.columns import channel_columns, columns
from tabscope.operations.inputs import as_labels, fill_missing, same_shape
from tabscope.operations.region_shape import Pixels, pixels
from tabscope.operations.registry import Images, Labels, Param, TableOut, operation, whole
from tabscope.table import Column, Table

MOST_SIZES = 16
TITLE = "Measure granularity"

Floats = NDArray[np.float64]


@operation(
    "measure.granularity",
    version=1,
    locality=whole("an opening by reconstruction may reach over the whole plane"),
    needs=("scipy.ndimage", "skimage.morphology"),
    title=TITLE,
    cite="CellProfiler: MeasureGranularity; Maragos 1989, doi:10.1109/34.192465; scikit-image: "
    "skimage.morphology.reconstruction",
    bytes_per_pixel=96,
)
def granularity(
    labels: Labels,
    image: Images,
    sizes: Annotated[int, Param(ge=1, le=MOST_SIZES, help="How many sizes of structures are looked at.")] = MOST_SIZES,
    shrink: Annotated[
        int, Param(ge=1, le=16, help="Every how many pixels are looked at; size 3 then is 3 times this in the image.")
    ] = 4,
    background: Annotated[
        int,
        Param(
            ge=1, le=50, advanced=True, help="Radius of the disk that finds the background in the image shrunk twice."
        ),
    ] = 10,
) -> TableOut:
    """Measure how much of the light of each object lies in structures of each size, one row per object.

    Every ``shrink``-th pixel is taken and the background, an opening with a disk, taken away. Then, size by size, one
    pixel is eroded and what stayed is rebuilt (opening by reconstruction): ``granularity_3`` is the light of
    structures of radius 2 to 3, lost in the third step, in percent of the object's mean before the background was taken
    away. CellProfiler's figures, with its way of shrinking (the background once more) and its defaults. In a volume
    slices are not shrunk. NaN counts as the median. Empty where the shrunk image is less than 2 pixels wide, and where
    an object has no light.
    """
    ids = as_labels(labels, TITLE)
    found = pixels(ids)
    table: tuple[Column, ...] = columns([("object", found.ids)])
    for name, channel in image.items():
        same_shape(ids, channel, TITLE)
        values = fill_missing(channel)[0].astype(np.float64)
        lost = _spectrum(found, values, sizes, shrink, background)
        table += channel_columns(name, [(f"granularity_{one + 1}", part) for one, part in enumerate(lost)])
    return Table(table)


def _spectrum(found: Pixels, values: Floats, sizes: int, shrink: int, background: int) -> list[Floats]:
    """Return for each size the light that each object loses, in percent of its mean."""
    from scipy import ndimage
    from skimage import morphology

    if shrink > 1 and min(values.shape[-2:]) // shrink < 2:
        return [np.full(found.number, np.nan)] * sizes
    number = found.total()
    before = found.total(values.ravel()[found.flat]) / number
    start = np.where(before > 0, before, np.nan)
    small = _shrunk(values, shrink)
    small = np.maximum(small - _background(small, shrink, background), 0)
    places = [axis * step for axis, step in zip(found.place, _steps(small.shape, values.shape), strict=True)]
    cross, left = ndimage.generate_binary_structure(values.ndim, 1), small
    lost: list[Floats] = []
    for _ in range(sizes):
        left = ndimage.grey_erosion(left, footprint=cross, mode="reflect")
        rebuilt: Any = morphology.reconstruction(left, small, footprint=cross)
        after = found.total(ndimage.map_coordinates(rebuilt, places, order=1, mode="nearest")) / number
        lost.append((before - after) * 100 / start)
        before = after
    return lost


def _shrunk(values: Floats, shrink: int) -> Floats:
    """Return every ``shrink``-th pixel of a plane, as many as fit."""
    height, width = (size // shrink for size in values.shape[-2:])
    return values[..., ::shrink, ::shrink][..., :height, :width]


def _steps(small: tuple[float, ...], large: tuple[int, ...]) -> list[float]:
    """Return how far a pixel of the large image leads in the small one: first and last lie on first and last.

    That is CellProfiler's way of stretching, which is not quite the way it shrinks.
    """
    return [(one - 1) / max(other - 1, 1) for one, other in zip(small, large, strict=True)]


def _background(small: Floats, shrink: int, background: int) -> Floats:
    """Return the opening with a disk, found on every ``shrink``-th pixel once more."""
    from scipy import ndimage

    coarse = small[..., ::shrink, ::shrink]
    # Mirrored edges would give the same values, but SciPy 1.18 reads foreign memory where a disk is many images wide.
    opened = extremes.opened(coarse, (float(background),) * small.ndim)
    if shrink == 1:
        return opened
    ends = (*small.shape[:-2], *(size / shrink for size in small.shape[-2:]))
    grids = np.ogrid[tuple(slice(0, size) for size in small.shape)]
    places = np.broadcast_arrays(*(grid * step for grid, step in zip(grids, _steps(ends, small.shape), strict=True)))
    return np.asarray(ndimage.map_coordinates(opened, places, order=1, mode="nearest"), dtype=np.float64)
