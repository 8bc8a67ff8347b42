"""Brightness along a line, and along an axis of the image."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.columns import as_count, channel_columns, columns
from tabscope.operations.inputs import as_float, check, fill_missing, same_shape
from tabscope.operations.places import place_columns
from tabscope.operations.registry import Images, Mask, Param, TableOut, operation, whole
from tabscope.table import Column, Table
from tabscope.units import Length, px

LINE, AXIS = "Measure along a line", "Measure along an axis"
STATISTICS = {"mean": np.mean, "max": np.max, "min": np.min, "sum": np.sum}

Floats = NDArray[np.float64]
Values = list[tuple[str, NDArray[Any]]]
Place = Annotated[
    Length, Param(ge=0, le=1_000_000, soft=2000, help="From the left (x) or the top (y) of what is analysed.")
]


@operation(
    "measure.profile_line",
    version=1,
    locality=whole("the line may cross the whole plane"),
    needs=("skimage.measure",),
    title=LINE,
    cite="scikit-image: skimage.measure.profile_line; ImageJ: Plot Profile",
    bytes_per_pixel=24,
)
def profile_line(
    image: Images,
    start_y: Place = px(0),
    start_x: Place = px(0),
    end_y: Place = px(0),
    end_x: Place = px(100),
    width: Annotated[
        Length, Param(ge=1, le=1000, soft=50, help="Pixels this far across the line are taken together.")
    ] = px(1),
    statistic: Annotated[
        Literal["mean", "max", "min", "sum"], Param(help="How the pixels across the line are taken together.")
    ] = "mean",
    pixel_size: PixelSize | None = None,
) -> TableOut:
    """Measure brightness along a line from one place to another, one row per pixel of its length.

    Values between pixels are interpolated; 0 is the middle of the first pixel; both ends belong to the line. Beyond the
    image the border is mirrored. NaN counts as the median. In a volume the same line is followed in every slice. Where
    each row lies on the image stands beside it (``centroid_x_px``).
    """
    from skimage import measure

    start = (start_y.per_axis(2)[0], start_x.per_axis(2)[1])
    end = (end_y.per_axis(2)[0], end_x.per_axis(2)[1])
    across = max(1, round(width.in_plane))
    table: tuple[Column, ...] = ()
    for name, channel in image.items():
        values = fill_missing(check(channel, LINE))[0].astype(np.float64)
        _inside(start, end, values.shape[-2:])
        found = [
            measure.profile_line(plane, start, end, across, 1, mode="reflect", reduce_func=STATISTICS[statistic])
            for plane in values.reshape(-1, *values.shape[-2:])
        ]
        if not table:
            table = columns(_along_line(start, end, len(found[0]), values.shape, pixel_size))
        table += channel_columns(name, [("profile", np.concatenate(found))])
    return Table(table)


def _inside(start: tuple[float, float], end: tuple[float, float], shape: tuple[int, ...]) -> None:
    """Raise ``operation.input`` where the whole line lies outside of the image."""
    for one, other, size in zip(start, end, shape, strict=True):
        if min(one, other) > size - 1:
            height, width = shape
            raise TabscopeError(
                "operation.input", step=LINE, reason=f"its line lies outside of the image ({width} x {height} px).",
                advice="Set both ends within the image.",
            )  # fmt: skip


def _along_line(
    start: tuple[float, float], end: tuple[float, float], number: int, shape: tuple[int, ...], size: PixelSize | None
) -> Values:
    """Return how far along the line each row is, and where that is, even from start to end; for each slice again."""
    slices = shape[0] if len(shape) == 3 else 1
    steps = np.subtract(end, start)
    length = float(np.hypot(*steps))
    values: Values = [("along_px", np.tile(np.linspace(0, length, number), slices))]
    if size is not None and size.y and size.x:
        true_length = float(np.hypot(*(steps * (size.y, size.x))))
        values.append(("along_um", np.tile(np.linspace(0, true_length, number), slices)))
    place = tuple(np.tile(np.linspace(*ends, number), slices) for ends in zip(start, end, strict=True))
    depth = (np.repeat(np.arange(slices, dtype=np.float64), number),) if len(shape) == 3 else ()
    return values + place_columns((*depth, *place), size)


@operation(
    "measure.profile_axis",
    version=1,
    locality=whole("rows and columns reach over the whole plane"),
    title=AXIS,
    cite="numpy.mean; ImageJ: Plot Profile of a rectangle",
    bytes_per_pixel=40,
)
def profile_axis(
    image: Images,
    mask: Mask | None = None,
    axis: Annotated[
        Literal["x", "y", "z"], Param(help="x: from left to right; y: from top to bottom; z: from slice to slice.")
    ] = "x",
    pixel_size: PixelSize | None = None,
) -> TableOut:
    """Measure mean brightness across the image for every place along an axis, one row per column, row or slice.

    Only pixels of the mask count where there is one; pixels without a number never do. Empty where none is left. In the
    plane z is a single row.
    """
    table: tuple[Column, ...] = ()
    for name, channel in image.items():
        values = as_float(check(channel, AXIS)).astype(np.float64)
        if mask is not None:
            same_shape(values, mask, AXIS)
        # sums of the same numbers lying otherwise in memory differ in the last digit
        volume = np.ascontiguousarray(values[None] if values.ndim == 2 else values)
        inside = np.isfinite(volume) & (True if mask is None else np.reshape(mask != 0, volume.shape))
        number, mean, spread = _across(volume, inside, "zyx".index(axis))
        if not table:
            table = columns(_along_axis(axis, number.size, pixel_size))
        table += channel_columns(
            name, [("profile", mean), ("profile_sd", spread), ("profile_pixels", as_count(number))]
        )
    return Table(table)


def _across(volume: Floats, inside: NDArray[np.bool_], along: int) -> tuple[Floats, Floats, Floats]:
    """Return number, mean and standard deviation of the pixels at each place along an axis."""
    others = tuple(one for one in range(3) if one != along)
    number = np.count_nonzero(inside, axis=others).astype(np.float64)
    known = np.where(inside, volume, 0.0)
    some = number > 0
    mean = np.divide(known.sum(axis=others), number, out=np.full(number.size, np.nan), where=some)
    shape = tuple(-1 if one == along else 1 for one in range(3))
    away = np.where(inside, volume - mean.reshape(shape), 0.0)
    spread = np.divide((away**2).sum(axis=others), number, out=np.full(number.size, np.nan), where=some)
    return number, mean, np.sqrt(spread)


def _along_axis(axis: str, number: int, size: PixelSize | None) -> Values:
    places = np.arange(number, dtype=np.float64)
    values: Values = [("along_px", places)]
    length = None if size is None else {"z": size.z, "y": size.y, "x": size.x}[axis]
    if length:
        values.append(("along_um", places * length))
    return values
