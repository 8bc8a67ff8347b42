"""Images turned and flipped."""

from __future__ import annotations

from itertools import product
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.inputs import check
from tabscope.operations.placing import Placing
from tabscope.operations.registry import Param, Pixels, operation, whole
from tabscope.operations.resample import resample


@operation(
    "geometry.flip",
    version=1,
    locality=whole("pixels change sides"),
    title="Flip",
    cite="numpy: numpy.flip",
    bytes_per_pixel=8,
)
def flip(
    image: Pixels,
    left_right: Annotated[bool, Param(help="Left becomes right.")] = True,
    up_down: Annotated[bool, Param(help="Top becomes bottom.")] = False,
    slices: Annotated[bool, Param(help="The first slice of a volume becomes the last.", advanced=True)] = False,
    placing: Placing | None = None,
) -> Pixels:
    """Mirror the image; measurements are still those of the image as it was opened.

    Parameters
    ----------
    image : numpy.ndarray
        Intensity, mask or labels, (y, x) or (z, y, x).

    Returns
    -------
    numpy.ndarray
        Same shape and type, not a pixel changed.
    """
    array, place = check(image, "Flip"), placing or Placing()
    chosen = (slices, up_down, left_right)[-array.ndim :]
    signs = np.array([-1.0 if one else 1.0 for one in chosen])
    ends = [size - 1.0 if one else 0.0 for one, size in zip(chosen, array.shape, strict=True)]
    place.move(np.diag(signs), ends)
    return np.flip(array, tuple(axis for axis, one in enumerate(chosen) if one)).copy()


@operation(
    "geometry.rotate",
    version=1,
    locality=whole("pixels come from elsewhere"),
    needs=lambda params: ("scipy.ndimage",) if params.get("angle", 90.0) % 90 else (),
    title="Rotate",
    cite="scipy: scipy.ndimage.affine_transform; numpy.rot90",
    bytes_per_pixel=48,
)
def rotate(
    image: Pixels,
    angle: Annotated[
        float, Param(ge=-360, le=360, help="Degrees counter-clockwise; 90, 180 and 270 are exact.")
    ] = 90.0,
    placing: Placing | None = None,
) -> Pixels:
    """Turn the image, or each slice of a volume; the result is as large as it must be to hold all of it.

    Measurements are still those of the image as it was opened.

    Parameters
    ----------
    image : numpy.ndarray
        Intensity, mask or labels, (y, x) or (z, y, x).

    Returns
    -------
    numpy.ndarray
        By multiples of 90 degrees same type, not a pixel changed. Else intensity is mixed linearly, float32 (float64
        for wide types), missing (NaN) outside; labels and masks take the nearest pixel, background outside. Pixels of
        unequal sides become squares of the shorter one.
    """
    array, place = check(image, "Rotate"), placing or Placing()
    turns = angle / 90
    if turns == round(turns):
        return _by_quarters(array, round(turns) % 4, place)
    sides = place.grid.pixel_size.along(2) or (1.0, 1.0)
    side, radians = min(sides), np.radians(angle)
    cos, sin = float(np.cos(radians)), float(np.sin(radians))
    matrix = np.array([[cos, sin], [-sin, cos]]) * side / np.array(sides)[:, None]
    anchor = place.grid.own(np.zeros((1, 3)))[0, 1:] if place.grid.upright else np.zeros(2)
    start, shape = _around(matrix, anchor, array.shape[-2:])
    whole_matrix, whole_start, first = np.eye(array.ndim), np.zeros(array.ndim), array.ndim - 2
    whole_matrix[first:, first:], whole_start[first:] = matrix, start
    place.move(whole_matrix, whole_start.tolist())
    exact = place.exact or array.dtype == np.bool_
    return resample(array, whole_matrix, whole_start, (*array.shape[:-2], *shape), exact=exact)


def _around(
    matrix: NDArray[np.float64], anchor: NDArray[np.float64], shape: tuple[int, ...]
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Return the first pixel's place, and the shape, of the turned pixels that hold a plane.

    Turned pixels are counted from the image's first one, so that a region has those of the whole.
    """
    corners = np.array(list(product(*((-0.5, size - 0.5) for size in shape))))
    turned = (corners - anchor) @ np.linalg.inv(matrix).T
    low = np.ceil(turned.min(axis=0) - 1e-9)
    high = np.maximum(np.floor(turned.max(axis=0) + 1e-9), low)
    rows, columns = (high - low + 1).astype(int).tolist()
    return anchor + matrix @ low, (rows, columns)


def _by_quarters(array: NDArray[Any], turns: int, place: Placing) -> NDArray[Any]:
    height, width = array.shape[-2:]
    matrices: tuple[list[list[float]], ...] = (
        [[1, 0], [0, 1]], [[0, 1], [-1, 0]], [[-1, 0], [0, -1]], [[0, -1], [1, 0]],
    )  # fmt: skip
    starts = ([0, 0], [0, width - 1], [height - 1, width - 1], [height - 1, 0])
    matrix, start = np.eye(array.ndim), np.zeros(array.ndim)
    matrix[-2:, -2:], start[-2:] = matrices[turns], starts[turns]
    place.move(matrix, start.tolist())
    return np.rot90(array, turns, axes=(-2, -1)).copy()
