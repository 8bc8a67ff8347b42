"""A volume as one plane."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.inputs import as_float, check
from tabscope.operations.notes import Notes
from tabscope.operations.placing import Placing
from tabscope.operations.registry import Intensity, Param, operation, whole

By = Literal["max", "min", "mean", "sum", "sd", "median"]


@operation(
    "intensity.project",
    version=1,
    locality=whole("every slice takes part"),
    title="Project a volume",
    cite="numpy: max, min, mean, sum, std, nanmedian; as ImageJ's Z Project",
    bytes_per_pixel=24,
)
def project(
    image: Intensity,
    by: Annotated[
        By, Param(help="max: the brightest voxel; mean, median; sum of the light; sd: how much it varies.")
    ] = "max",
    along: Annotated[Literal["z", "y", "x"], Param(help="z: from above, on the image; y or x: from a side.")] = "z",
    placing: Placing | None = None,
    notes: Notes | None = None,
) -> Intensity:
    """Look through a volume: one plane of the brightest, mean or summed values along z, y or x.

    Along z it lies on the image; a view from a side has no place there.

    Parameters
    ----------
    image : numpy.ndarray
        (z, y, x). A plane stays as it is.

    Returns
    -------
    numpy.ndarray
        max and min: same type. sum: float64. Others: float32 (float64 for wide types). Missing voxels are left out;
        NaN where there are no others, in sums where one is missing.
    """
    place, title = placing or Placing(), "Project a volume"
    if check(image, title).ndim == 2:
        (notes or Notes()).say("It is one plane already; nothing was projected.")
        return image
    volume, axis = image, "zyx".index(along)
    if along == "z":
        place.move(np.eye(3), [(len(volume) - 1) / 2, 0, 0])
    else:
        size = place.grid.pixel_size
        place.leave(PixelSize(None, size.z, size.x if along == "y" else size.y, size.t, size.origin))
    if by == "sum":
        total = volume.sum(axis=axis, dtype=np.float64)
        return np.where(np.isfinite(total), total, np.nan)
    if volume.dtype.kind != "f" and by in ("max", "min"):
        return volume.max(axis=axis) if by == "max" else volume.min(axis=axis)
    values = as_float(volume)
    known = np.isfinite(values)
    none: NDArray[np.bool_] = np.logical_not(known.any(axis=axis, keepdims=True))
    values[~known] = np.nan
    values[np.broadcast_to(none, values.shape)] = 0
    return np.where(none.take(0, axis=axis), np.nan, _through(values, by, axis)).astype(values.dtype)


def _through(values: NDArray[Any], by: By, axis: int) -> NDArray[Any]:
    """Return what a line of voxels comes to, without missing ones; each line has at least one."""
    if by == "mean":
        return np.asarray(np.nanmean(values, axis=axis, dtype=np.float64))
    if by == "sd":
        return np.nanstd(values, axis=axis, dtype=np.float64)
    if by == "median":
        return np.nanmedian(values, axis=axis)
    return np.nanmax(values, axis=axis) if by == "max" else np.nanmin(values, axis=axis)
