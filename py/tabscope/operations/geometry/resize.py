"""Images with larger or smaller pixels."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.inputs import check, fill_missing, restore_missing
from tabscope.operations.placing import Placing
from tabscope.operations.registry import Param, Pixels, operation, whole
from tabscope.operations.resample import resample


@operation(
    "geometry.resize",
    version=1,
    locality=whole("the result has another size"),
    needs=("scipy.ndimage",),
    title="Resize",
    cite="scipy: scipy.ndimage.affine_transform, gaussian_filter; as skimage.transform.resize",
    bytes_per_pixel=64,
)
def resize(
    image: Pixels,
    factor: Annotated[
        float,
        Param(ge=0.01, le=32, soft=4, unless="pixel_size", help="0.5 halves rows and columns, 2 doubles them."),
    ] = 0.5,
    slices: Annotated[
        float, Param(ge=0.01, le=32, soft=8, unless="pixel_size", help="The same for the slices of a volume.")
    ] = 1.0,
    pixel_size: Annotated[
        float | None,
        Param(ge=0.001, le=1000, soft=10, help="Side of the new pixels in µm, along every axis: voxels become cubes."),
    ] = None,
    smooth: Annotated[
        bool, Param(help="Blur intensity before it shrinks, so that fine patterns leave no false ones.", advanced=True)
    ] = True,
    placing: Placing | None = None,
) -> Pixels:
    """Give the image larger or smaller pixels, or voxels as long in z as in the plane; sizes stay those of the image.

    Parameters
    ----------
    image : numpy.ndarray
        Intensity, mask or labels, (y, x) or (z, y, x).
    pixel_size : float, optional
        Wins over the factors.

    Returns
    -------
    numpy.ndarray
        Labels and masks: same type, the nearest pixel. Intensity: float32 (float64 for wide types), mixed linearly;
        missing (NaN) where a missing pixel takes part. New pixels are counted from the corner of the image.

    Raises
    ------
    TabscopeError
        ``image.no-pixel-size`` where a side in µm is wanted and the image has none.
    """
    array, place = check(image, "Resize"), placing or Placing()
    steps = _steps(place, array.ndim, factor, slices, pixel_size)
    axes = range(3 - array.ndim, 3)
    lines = [_line(place, axis, size, step) for axis, size, step in zip(axes, array.shape, steps, strict=True)]
    matrix = np.diag(np.array(steps))
    start = np.array([first for first, _ in lines])
    place.move(matrix, start.tolist())
    exact = place.exact or array.dtype == np.bool_
    seen = _smoothed(array, steps) if smooth and not exact and max(steps) > 1 else array
    return resample(seen, matrix, start, tuple(count for _, count in lines), exact=exact, beyond=True)


def _steps(place: Placing, axes: int, factor: float, slices: float, pixel_size: float | None) -> list[float]:
    """Return how many of the array's pixels a new one is long, per axis."""
    if pixel_size is None:
        return [1 / one for one in (slices, factor, factor)[-axes:]]
    sides = place.grid.pixel_size.along(axes)
    if sides is None:
        raise TabscopeError("image.no-pixel-size", parameter="pixel_size", unit="µm")
    return [pixel_size / side for side in sides]


def _line(place: Placing, axis: int, size: int, step: float, near: float = 1e-6) -> tuple[float, int]:
    """Return the place of the first new pixel along z, y or x (0, 1, 2) of the array, and how many there are."""
    grid = place.grid
    corner = (-0.5 - grid.offset[axis]) / grid.spacing[axis] if grid.upright else -0.5
    first = np.ceil((-0.5 - corner) / step - 0.5 - near)
    last = np.floor((size - 0.5 - corner) / step - 0.5 + near)
    if last < first:  # the whole axis is shorter than a new pixel
        return (size - 1) / 2, 1
    return float(corner + (first + 0.5) * step), int(last - first + 1)


def _smoothed(array: NDArray[Any], steps: list[float]) -> NDArray[Any]:
    """Blur as `skimage.transform.resize` does before it shrinks: half of what the step is longer than a pixel."""
    from scipy import ndimage

    values, missing = fill_missing(array)
    return restore_missing(ndimage.gaussian_filter(values, [max(0.0, (step - 1) / 2) for step in steps]), missing)
