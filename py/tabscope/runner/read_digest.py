"""A digest of the pixels that a run read: whoever has the same image can see that it is the same."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.image import Reader
from tabscope.regions import Region


class DigestedReader:
    """The `image.Reader` of one run: hands on what another reads, and remembers its digest.

    Parameters
    ----------
    reader : Reader
        Reads the pixels; it outlives the run.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._sha256 = hashlib.sha256()
        self._pieces = 0
        self._was = ""

    async def plane(self, level: int, t: int, c: int, z: int, region: Region) -> NDArray[Any]:
        """Return the pixels of a region of a plane."""
        pixels = await self._reader.plane(level, t, c, z, region)
        little_endian = pixels.astype(pixels.dtype.newbyteorder("<"), copy=False)
        self._sha256.update(np.ascontiguousarray(little_endian).data)
        self._pieces += 1
        return pixels

    def was(self, pieces: int, digest: str) -> None:
        """Take what was read before, and kept, as read now."""
        self._pieces, self._was = pieces, digest

    def raw(self) -> AsyncIterator[NDArray[Any]]:
        """Yield all pixels, as the reader does; they are not part of the digest."""
        return self._reader.raw()

    async def close(self) -> None:
        """Close the reader."""
        await self._reader.close()

    def as_json(self) -> dict[str, Any]:
        """Return how many planes (or regions of planes) were read, and the sha256 of their pixels.

        The bytes are those of the pixels as stored, little-endian, C order, in the order of reading; for an image of
        one plane, read whole, it is what ``tabscope info --digest`` prints.
        """
        return {"planes": self._pieces, "sha256": self._was or self._sha256.hexdigest()}
