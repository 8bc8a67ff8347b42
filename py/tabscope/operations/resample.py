"""Pixels of an array at other places: ids and masks from the nearest pixel, intensity mixed linearly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.inputs import fill_missing, restore_missing


def resample(
    array: NDArray[Any],
    matrix: NDArray[np.float64],
    offset: NDArray[np.float64],
    shape: tuple[int, ...],
    *,
    exact: bool,
    beyond: bool = False,
) -> NDArray[Any]:
    """Return what lies at ``matrix @ v + offset`` of an array, for every pixel v of the result.

    Parameters
    ----------
    array : numpy.ndarray
        2 or 3 axes; needs ``scipy.ndimage``.
    matrix, offset : numpy.ndarray
        From pixels of the result to those of the array.
    shape : tuple of int
        Of the result.
    exact : bool
        Ids or a mask: the nearest pixel's value, in its own type, 0 outside. Else linear, float32 (float64 for wide
        types), missing (NaN) outside and where a missing pixel takes part.
    beyond : bool
        What lies outside takes the value of the nearest pixel inside.
    """
    from scipy import ndimage

    start: Any = offset  # one for each axis, which scipy's stubs do not know
    mode = "nearest" if beyond else "constant"
    if exact:
        plain = array.astype(np.uint8) if array.dtype == np.bool_ else array
        found = ndimage.affine_transform(plain, matrix, start, shape, order=0, mode=mode, cval=0)
        return found.astype(array.dtype, copy=False)
    values, missing = fill_missing(array)
    found = ndimage.affine_transform(values, matrix, start, shape, order=1, mode=mode, cval=np.nan)
    if missing is None:
        return found
    gone = ndimage.affine_transform(missing.astype(np.float32), matrix, start, shape, order=1, mode=mode, cval=1.0)
    return restore_missing(found, gone > 1e-6)
