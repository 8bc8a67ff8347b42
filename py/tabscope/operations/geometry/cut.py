"""A part of the image, and a margin around it."""

from __future__ import annotations

from itertools import product
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.inputs import as_float, check, same_shape
from tabscope.operations.notes import Notes
from tabscope.operations.placing import Placing
from tabscope.operations.registry import Mask, Param, Pixels, operation, whole
from tabscope.units import Length, px

FAR = 1e9
"""Further from the first pixel than any image is large."""

SLICES = Param(ge=0, le=100_000, advanced=True, help="First slice of a volume that is kept, from 0.")
LAST_SLICE = Param(ge=1, le=100_000, advanced=True, help="Slice after the last one that is kept; empty keeps all.")


@operation(
    "geometry.crop",
    version=1,
    locality=whole("a part of it is cut out"),
    title="Crop",
    cite="numpy: slicing",
    bytes_per_pixel=4,
)
def crop(
    image: Pixels,
    mask: Mask | None = None,
    top: Annotated[Length, Param(ge=0, le=1e6, soft=4000, help="First row that is kept, from 0.")] = px(0),
    left: Annotated[Length, Param(ge=0, le=1e6, soft=4000, help="First column that is kept, from 0.")] = px(0),
    bottom: Annotated[
        Length | None, Param(ge=0, le=1e6, soft=4000, help="Row after the last one that is kept; empty keeps all.")
    ] = None,
    right: Annotated[
        Length | None, Param(ge=0, le=1e6, soft=4000, help="Column after the last one that is kept; empty keeps all.")
    ] = None,
    first_slice: Annotated[int, SLICES] = 0,
    last_slice: Annotated[int | None, LAST_SLICE] = None,
    margin: Annotated[Length, Param(ge=0, le=1e5, soft=200, help="Kept around a mask's foreground.")] = px(0),
    placing: Placing | None = None,
    notes: Notes | None = None,
) -> Pixels:
    """Keep a box of the image, or the box around a mask's foreground; measurements stay those of the whole image.

    Parameters
    ----------
    image : numpy.ndarray
        Intensity, mask or labels, (y, x) or (z, y, x).
    mask : numpy.ndarray, optional
        Of the same shape; only the box around it, and within the other limits, is kept. An empty one cuts nothing off.
    top, left, bottom, right : Length
        Edges of pixels of the whole image, whatever region or level a run takes; on turned pixels, the upright box
        around the turned one.

    Returns
    -------
    numpy.ndarray
        Same type; smaller.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the box holds no pixel.
    """
    array, place = check(image, "Crop"), placing or Placing()
    y, x = place.grid.spacing[1:]
    low = (first_slice, top.per_axis(2)[0] * y, left.per_axis(2)[1] * x)
    high = (
        FAR if last_slice is None else last_slice,
        FAR if bottom is None else bottom.per_axis(2)[0] * y,
        FAR if right is None else right.per_axis(2)[1] * x,
    )
    box = _own_box(place, low, high, array.shape)
    if mask is not None:
        same_shape(array, check(mask, "Crop"), "Crop")
        box = _around(mask > 0, margin.per_axis(array.ndim), box, notes or Notes())
    if any(first >= last for first, last in box):
        raise TabscopeError(
            "operation.input", step="Crop", reason="the box lies outside its pixels.", advice="Choose another box."
        )
    found = array[tuple(slice(first, last) for first, last in box)].copy()
    place.move(np.eye(array.ndim), [first for first, _ in box])
    place.cut(found.shape)
    return found


def _own_box(
    place: Placing, low: tuple[float, float, float], high: tuple[float, float, float], shape: tuple[int, ...]
) -> list[tuple[int, int]]:
    """Return first and last + 1 pixel of an array, per axis, of a box whose edges are given on the image."""
    corners = np.array(list(product(*zip(low, high, strict=True)))) - 0.5
    own = place.grid.own(corners) + 0.5
    first, last = np.round(own.min(axis=0)), np.round(own.max(axis=0))
    return [
        (int(np.clip(first[axis], 0, size)), int(np.clip(last[axis], 0, size)))
        for axis, size in enumerate(shape, start=3 - len(shape))
    ]


def _around(
    mask: NDArray[np.bool_], margin: tuple[float, ...], box: list[tuple[int, int]], notes: Notes
) -> list[tuple[int, int]]:
    """Return the part of a box around the foreground."""
    if not mask.any():
        notes.say("The mask is empty; nothing was cut off for it.")
        return box
    found: list[tuple[int, int]] = []
    for axis, (first, last) in enumerate(box):
        others = tuple(one for one in range(mask.ndim) if one != axis)
        there = np.flatnonzero(mask.any(axis=others))
        by = int(np.ceil(margin[axis]))
        found.append((max(first, int(there[0]) - by), min(last, int(there[-1]) + 1 + by)))
    return found


@operation(
    "geometry.pad",
    version=1,
    locality=whole("the result is larger than the image"),
    title="Add a margin",
    cite="numpy: numpy.pad",
    bytes_per_pixel=16,
)
def pad(
    image: Pixels,
    vertical: Annotated[Length, Param(ge=0, le=1e4, soft=200, help="Added above and below.")] = px(16),
    horizontal: Annotated[Length, Param(ge=0, le=1e4, soft=200, help="Added on the left and on the right.")] = px(16),
    slices: Annotated[int, Param(ge=0, le=1000, advanced=True, help="Added at both ends of a volume.")] = 0,
    fill: Annotated[
        Literal["missing", "value", "edge", "mirror"],
        Param(help="What the margin holds: nothing, one value, the outermost pixels, or the image mirrored."),
    ] = "missing",
    value: Annotated[float, Param(ge=-1e6, le=1e6, advanced=True, help="The one value, where it is chosen.")] = 0.0,
    placing: Placing | None = None,
) -> Pixels:
    """Put a margin around what is analysed, so that filters and objects near its border have room.

    The margin of masks and labels is background. Objects that the image's own border cuts are still told as cut.

    Parameters
    ----------
    image : numpy.ndarray
        Intensity, mask or labels, (y, x) or (z, y, x).

    Returns
    -------
    numpy.ndarray
        Same type; larger. float32 (float64 for wide types) where the type cannot hold the value, or what is missing
        (NaN).
    """
    array, place = check(image, "Add a margin"), placing or Placing()
    by = (slices, vertical.per_axis(2)[0], horizontal.per_axis(2)[1])[-array.ndim :]
    width = [(round(one), round(one)) for one in by]
    place.move(np.eye(array.ndim), [-float(one) for one, _ in width])
    if place.exact or array.dtype == np.bool_:
        return np.pad(array, width)
    if fill in ("edge", "mirror"):
        return np.pad(array, width, mode="edge" if fill == "edge" else "symmetric")
    margin = np.nan if fill == "missing" else value
    holds = array.dtype.kind == "f" or (fill == "value" and _whole(value, array) == value)
    return np.pad(array if holds else as_float(array), width, constant_values=margin)


def _whole(value: float, array: NDArray[Any]) -> int:
    """Return the whole number nearest to a value that an integer type can hold."""
    info = np.iinfo(array.dtype)
    return int(np.clip(round(value), info.min, info.max))
