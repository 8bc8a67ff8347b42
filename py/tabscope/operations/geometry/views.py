"""Volumes seen from another side, and images side by side: results without a place on the image."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.inputs import check, check_volume
from tabscope.operations.placing import Placing
from tabscope.operations.registry import Anywhere, Param, Pixels, PixelVolume, operation, whole

TITLE = "Put side by side"


def seen_along(size: PixelSize, along: Literal["y", "x"]) -> PixelSize:
    """Return the size of voxels whose first axis was y or x; its rows are the slices of before."""
    first, columns = (size.y, size.x) if along == "y" else (size.x, size.y)
    return PixelSize(first, size.z, columns, size.t, size.origin)


@operation(
    "geometry.reslice",
    version=1,
    locality=whole("a volume is cut another way"),
    title="Reslice",
    cite="numpy: numpy.transpose; as ImageJ's Image > Stacks > Reslice",
    bytes_per_pixel=8,
)
def reslice(
    image: PixelVolume,
    along: Annotated[
        Literal["y", "x"],
        Param(
            help="y: a slice for each row of the image, seen from below; x: one for each column, seen from the side."
        ),
    ] = "y",
    placing: Placing | None = None,
) -> Pixels:
    """Cut a volume into slices along y or x: each shows depth from top to bottom.

    The result has no place on the image: its table is in pixels of its own (in µm as always), and it is not drawn.

    Parameters
    ----------
    image : numpy.ndarray
        Intensity, mask or labels, (z, y, x).

    Returns
    -------
    numpy.ndarray
        Same type, (y, z, x) or (x, z, y), not a voxel changed.

    Raises
    ------
    TabscopeError
        ``operation.input`` for a plane.
    """
    volume, place = check_volume(image, "Reslice"), placing or Placing()
    place.leave(seen_along(place.grid.pixel_size, along))
    return volume.transpose((1, 0, 2) if along == "y" else (2, 0, 1)).copy()


@operation(
    "geometry.orthogonal",
    version=1,
    locality=whole("a plane of a volume"),
    title="Take a plane of a volume",
    cite="numpy: slicing; as ImageJ's Orthogonal Views",
    bytes_per_pixel=4,
)
def orthogonal(
    image: PixelVolume,
    along: Annotated[
        Literal["z", "y", "x"], Param(help="z: a slice; y: a plane of depth and x; x: of depth and y.")
    ] = "y",
    at: Annotated[
        int | None, Param(ge=0, le=1_000_000, help="Slice, row or column of the image, from 0; empty is the middle.")
    ] = None,
    placing: Placing | None = None,
) -> Pixels:
    """Take one plane of a volume: a slice, which lies on the image, or a view from the side, which has no place there.

    Parameters
    ----------
    image : numpy.ndarray
        Intensity, mask or labels, (z, y, x).

    Returns
    -------
    numpy.ndarray
        Same type, (y, x), (z, x) or (z, y).

    Raises
    ------
    TabscopeError
        ``operation.input`` for a plane, and where the volume has no such slice, row or column.
    """
    volume, place = check_volume(image, "Take a plane of a volume"), placing or Placing()
    axis = "zyx".index(along)
    index = volume.shape[axis] // 2 if at is None else _index(place, axis, at)
    if not 0 <= index < volume.shape[axis]:
        raise TabscopeError(
            "operation.input", step="Take a plane of a volume", reason=f"it has no {along} {at}.",
            advice="Choose one within the volume and the region.",
        )  # fmt: skip
    if along == "z":
        place.move(np.eye(3), [index, 0, 0])
    else:
        side = seen_along(place.grid.pixel_size, "y" if along == "y" else "x")
        place.leave(PixelSize(None, side.y, side.x, side.t, side.origin))
    return volume.take(index, axis=axis)


def _index(place: Placing, axis: int, at: int) -> int:
    on_image = place.grid.places(np.zeros((1, 3)))
    on_image[0, axis] = at
    return round(float(place.grid.own(on_image)[0, axis]))


@operation(
    "geometry.concatenate",
    version=1,
    locality=whole("the result is larger than the images"),
    title=TITLE,
    cite="numpy: numpy.concatenate",
    bytes_per_pixel=16,
)
def concatenate(
    image: Pixels,
    other: Anywhere,
    along: Annotated[Literal["x", "y"], Param(help="x: right of the first; y: below it.")] = "x",
    placing: Placing | None = None,
) -> Pixels:
    """Put two images side by side, such as before and after; the result has no place on the image.

    Parameters
    ----------
    image, other : numpy.ndarray
        Both intensity, both labels or both masks; planes or volumes alike, as large along the other axes.

    Returns
    -------
    numpy.ndarray
        The type that holds both. The ids of the second labels follow those of the first.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the two do not fit.
    """
    one, two, place = check(image, TITLE), check(other, TITLE), placing or Placing()
    axis = one.ndim - (1 if along == "x" else 2)
    sides = [array.shape[:axis] + array.shape[axis + 1 :] for array in (one, two)]
    if one.ndim != two.ndim or sides[0] != sides[1]:
        raise _unfit(f"{_size(one)} and {_size(two)} pixels do not fit along {along}.")
    if (one.dtype == np.bool_) != (two.dtype == np.bool_):
        raise _unfit("one is a mask, the other is not.")
    size = place.grid.pixel_size
    place.leave(size)
    if place.exact and one.dtype != np.bool_:
        two = np.where(two > 0, two + one.max(), 0).astype(one.dtype)
    return np.concatenate([one, two], axis=axis)


def _unfit(reason: str) -> TabscopeError:
    return TabscopeError("operation.input", step=TITLE, reason=reason, advice="Crop or resize one of them first.")


def _size(array: NDArray[Any]) -> str:
    return " × ".join(str(one) for one in array.shape)
