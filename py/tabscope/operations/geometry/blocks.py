"""Pixels taken together in blocks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.inputs import as_float, check
from tabscope.operations.placing import Placing
from tabscope.operations.registry import Param, Pixels, operation, whole

By = Literal["mean", "sum", "min", "max", "median"]


@operation(
    "geometry.bin",
    version=1,
    locality=whole("the result is smaller than the image"),
    title="Bin pixels",
    cite="numpy: blocks of numpy.reshape; as ImageJ's Image > Transform > Bin",
    bytes_per_pixel=24,
)
def bin_(
    image: Pixels,
    factor: Annotated[int, Param(ge=1, le=32, soft=8, help="Rows and columns that are taken together.")] = 2,
    slices: Annotated[int, Param(ge=1, le=32, soft=8, advanced=True, help="Slices that are taken together.")] = 1,
    by: Annotated[By, Param(help="What a block of intensity becomes; sum keeps the light that was counted.")] = "mean",
    ids: Annotated[
        Literal["most", "middle"],
        Param(advanced=True, help="What a block of labels or a mask becomes: what most pixels are, or the middle one."),
    ] = "most",
    placing: Placing | None = None,
) -> Pixels:
    """Take blocks of pixels together: smaller, less noise, faster; sizes are still measured in pixels of the image.

    Parameters
    ----------
    image : numpy.ndarray
        Intensity, mask or labels, (y, x) or (z, y, x).

    Returns
    -------
    numpy.ndarray
        Labels, masks, min and max: same type. mean and median: float32 (float64 for wide types), without missing
        pixels; NaN where a block has no others. sum: float64, NaN where a pixel is missing.

    Notes
    -----
    Blocks are counted from the first pixel of the image, so that a region has those of the whole; incomplete ones are
    left out. An axis shorter than a block becomes one pixel. Of labels that are equally frequent, the first one wins.
    """
    array, place = check(image, "Bin pixels"), placing or Placing()
    sides = [min(side, size) for side, size in zip((slices, factor, factor)[-array.ndim :], array.shape, strict=True)]
    starts = _starts(place, sides, array.shape)
    counts = [(size - start) // side for size, start, side in zip(array.shape, starts, sides, strict=True)]
    kept = array[tuple(slice(a, a + n * b) for a, n, b in zip(starts, counts, sides, strict=True))]
    shape = [one for pair in zip(counts, sides, strict=True) for one in pair]
    order = (*range(0, 2 * array.ndim, 2), *range(1, 2 * array.ndim, 2))
    blocks = kept.reshape(shape).transpose(order).reshape(*counts, -1)
    place.move(np.diag(np.array(sides, np.float64)), [a + (b - 1) / 2 for a, b in zip(starts, sides, strict=True)])
    if place.exact or array.dtype == np.bool_:
        return _most(blocks) if ids == "most" else blocks[..., _middle(sides)].copy()
    return _together(blocks, by)


def _starts(place: Placing, sides: list[int], shape: tuple[int, ...]) -> list[int]:
    """Return the first pixel of the first whole block of the image, per axis."""
    starts: list[int] = []
    for axis, (side, size) in enumerate(zip(sides, shape, strict=True), start=3 - len(shape)):
        spacing = place.grid.spacing[axis]
        first = (place.grid.offset[axis] - (spacing - 1) / 2) / spacing
        start = -round(first) % side if place.grid.upright and abs(first - round(first)) < 1e-6 else 0
        starts.append(start if size - start >= side else 0)
    return starts


def _together(blocks: NDArray[Any], by: By) -> NDArray[Any]:
    if by == "sum":
        total = blocks.sum(axis=-1, dtype=np.float64)
        return np.where(np.isfinite(total), total, np.nan)
    if by in ("min", "max") and blocks.dtype.kind != "f":
        return blocks.min(axis=-1) if by == "min" else blocks.max(axis=-1)
    values = as_float(blocks)
    known = np.isfinite(values)
    none: NDArray[np.bool_] = np.logical_not(known.any(axis=-1, keepdims=True))
    if by == "mean":
        total = np.where(known, values, 0).sum(axis=-1, dtype=np.float64)
        found = total / np.maximum(known.sum(axis=-1), 1)
    elif by == "median":
        found = np.nanmedian(np.where(none, 0, np.where(known, values, np.nan)), axis=-1)
    else:
        ends = np.where(known, values, np.inf if by == "min" else -np.inf)
        found = ends.min(axis=-1) if by == "min" else ends.max(axis=-1)
    return np.where(none[..., 0], np.nan, found).astype(values.dtype)


def _most(blocks: NDArray[Any]) -> NDArray[Any]:
    """Return the value that most pixels of a block have; of several, the one that comes first."""
    best, often = blocks[..., 0].copy(), np.zeros(blocks.shape[:-1], np.int64)
    for place in range(blocks.shape[-1]):
        value = blocks[..., place]
        count = (blocks == value[..., None]).sum(axis=-1)
        better = count > often
        best[better], often[better] = value[better], count[better]
    return best


def _middle(sides: list[int]) -> int:
    """Return the place of the middle pixel of a block in C order."""
    return int(np.ravel_multi_index([side // 2 for side in sides], sides))
