"""The maximum projection of a stack, slice by slice, so that only two planes are held at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.image import Image
from tabscope.regions import Region


async def maximum(
    image: Image, t: int, c: int, level: int, region: Region, between: Callable[[], Awaitable[None]]
) -> NDArray[Any]:
    """Return the largest value of each pixel over all slices.

    Parameters
    ----------
    image : Image
        With any number of slices.
    t, c, level : int
        Time, channel and resolution level.
    region : Region
        In pixels of the level.
    between : callable
        Awaited between slices: lets messages in and looks at cancel.

    Returns
    -------
    numpy.ndarray
        Shape (y, x) or (y, x, s), the dtype of the image.
    """
    projected = await image.read(t, c, 0, level, region)
    for z in range(1, image.sizes["z"]):
        await between()
        projected = np.maximum(projected, await image.read(t, c, z, level, region))
    return projected
