"""The maximum projection of a stack, slice by slice, so that only two planes are held at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray


async def maximum(
    read: Callable[[int], Awaitable[NDArray[Any]]], slices: int, between: Callable[[], Awaitable[None]]
) -> NDArray[Any]:
    """Return the largest value of each pixel over all slices.

    Parameters
    ----------
    read : callable
        Gives the pixels of a slice by its index.
    slices : int
        How many there are, at least 1.
    between : callable
        Awaited between slices: lets messages in and looks at cancel.

    Returns
    -------
    numpy.ndarray
        The shape and dtype of a slice.
    """
    projected = await read(0)
    for z in range(1, slices):
        await between()
        projected = np.maximum(projected, await read(z))
    return projected
