"""What arrays an operation accepts, and in which type it computes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError


def check(array: NDArray[Any], title: str) -> NDArray[Any]:
    """Return an image or mask of 2 or 3 axes as it is.

    Raises
    ------
    TabscopeError
        ``operation.input`` where it has no pixels, another number of axes, or is not made of real numbers.
    """
    if array.dtype.kind not in "buif":
        raise TabscopeError(
            "operation.input", step=title, reason=f"its pixels are {array.dtype}.", advice="Use real numbers."
        )
    if array.ndim not in (2, 3):
        raise TabscopeError(
            "operation.input", step=title, reason=f"it has {array.ndim} axes.", advice="Choose one plane or one volume."
        )
    if array.size == 0:
        raise TabscopeError("operation.input", step=title, reason="it has no pixels.", advice="Choose a larger region.")
    return array


def same_shape(one: NDArray[Any], other: NDArray[Any], title: str) -> None:
    """Raise ``operation.input`` where two inputs do not lie on the same pixels."""
    if one.shape != other.shape:
        reason = f"its inputs differ in size ({_size(one)} and {_size(other)})."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Wire images of the same size.")


def as_float(image: NDArray[Any]) -> NDArray[Any]:
    """Return the pixels as float32, or as float64 where float32 could not hold them; values are kept."""
    wide = image.dtype.itemsize >= (8 if image.dtype.kind == "f" else 4)
    return image.astype(np.float64 if wide else np.float32)


def fill_missing(image: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return a float copy where NaN and infinity are the median of the rest (or 0), and where they were.

    The second value is None where every pixel is finite.
    """
    values = as_float(image)
    if image.dtype.kind != "f":
        return values, None
    missing = ~np.isfinite(values)
    if not missing.any():
        return values, None
    values[missing] = np.median(values[~missing]) if not missing.all() else 0
    return values, missing


def restore_missing(values: NDArray[Any], missing: NDArray[np.bool_] | None) -> NDArray[Any]:
    """Write NaN back where `fill_missing` found no number."""
    if missing is not None:
        values[missing] = np.nan
    return values


def _size(array: NDArray[Any]) -> str:
    return " × ".join(str(one) for one in array.shape)
