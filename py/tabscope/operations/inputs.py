"""What arrays an operation accepts, and in which type it computes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError

LARGEST = 1e15
"""Beyond this, sums of squares are no numbers in 32 bits any more; files write such values for "no data"."""

MOST_LABELS = 2**32 - 1
"""The largest id that a label image can hold."""


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
    if array.dtype.kind == "f" and array.dtype.itemsize > 2 and _too_large(array):
        raise TabscopeError(
            "operation.input", step=title, reason="it has values beyond 1e15.",
            advice="If they mean “no data”, save them as NaN; else save the image in a larger unit.",
        )  # fmt: skip
    return array


def check_volume(array: NDArray[Any], title: str) -> NDArray[Any]:
    """Return a volume as it is.

    Raises
    ------
    TabscopeError
        ``operation.input`` as `check`, and for a plane.
    """
    if check(array, title).ndim != 3:
        raise TabscopeError(
            "operation.input", step=title, reason="it is one plane.", advice="Let the input's z be a volume."
        )
    return array


def _too_large(array: NDArray[Any]) -> bool:
    """Whether a number is beyond `LARGEST`; infinity and NaN are missing pixels and no numbers."""
    low, high = float(array.min()), float(array.max())
    if low >= -LARGEST and high <= LARGEST:
        return False
    return bool((np.abs(array[np.isfinite(array)]) > LARGEST).any())


def as_labels(labels: NDArray[Any], title: str) -> NDArray[np.uint32]:
    """Return labels as uint32.

    Raises
    ------
    TabscopeError
        ``operation.input`` where they hold anything but whole numbers from 0 to 4,294,967,295.
    """
    found = check(labels, title)
    if found.dtype.kind in "bu" and found.dtype.itemsize <= 4:
        return found.astype(np.uint32, copy=False)
    fits = bool((found >= 0).all() and (found <= MOST_LABELS).all())
    if not fits or (found.dtype.kind == "f" and bool((found != np.floor(found)).any())):
        raise TabscopeError(
            "operation.input", step=title, reason="its labels are no whole numbers from 0 to 4,294,967,295.",
            advice="Use a label image, or a threshold and the step “Label”.",
        )  # fmt: skip
    return found.astype(np.uint32)


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
