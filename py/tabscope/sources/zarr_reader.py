"""Pixels of Zarr arrays, region by region; a chunk that is missing holds the fill value."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import zarr.api.asynchronous as zarr_async
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.sources.arrays import PIECE
from tabscope.sources.guard import afford, reading
from tabscope.sources.zarr_store import ByteStore

if TYPE_CHECKING:
    from collections.abc import Generator

    from tabscope.host import Host
    from tabscope.regions import Region
    from tabscope.sources.http import Bytes

SLACK = 64 << 10
"""Bytes by which a packed chunk may be longer than its pixels: headers, checksums, the index of a shard."""


@dataclass
class ZarrLevel:
    """One array of a pyramid."""

    array: Any
    axes: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    store: ByteStore
    factor_z: float = 1.0
    """By how much the level has fewer slices than full resolution."""

    def length(self, axis: str) -> int:
        """Return the length along an axis, 1 where there is none."""
        return self.shape[self.axes.index(axis)] if axis in self.axes else 1


@contextmanager
def decoding(name: str, host: Host) -> Generator[None]:
    """Tell a codec that is not here from chunks that are damaged."""
    with reading(name, host), warnings.catch_warnings():
        # zarr remarks on oddities of metadata that it reads all the same
        warnings.simplefilter("ignore")
        try:
            yield
        except Exception as error:
            if type(error).__name__ == "UnknownCodecError":  # numcodecs and zarr have one each
                words = str(error).rpartition(":")[2].strip(" '\"") or "unknown"
                raise TabscopeError("format.compression", name=name, compression=words) from error
            raise


async def open_level(name: str, host: Host, folder: Bytes, path: str, version: Literal[2, 3]) -> ZarrLevel | None:
    """Open an array, or return None where none is there; its axes are set by the caller.

    Raises
    ------
    TabscopeError
        ``format.corrupt``, ``format.compression``, ``format.unsupported``.
    """
    inner = folder.within(path) if path else folder
    with decoding(name, host):
        if await inner.get("zarr.json" if version == 3 else ".zarray") is None:
            return None
        store = ByteStore(inner)
        array = await zarr_async.open_array(store=store, mode="r", zarr_format=version)
        dtype = np.dtype(array.dtype)
        if dtype.kind not in "buif":
            raise TabscopeError("format.unsupported", name=name, reason=f"Its pixels are of the type {dtype}.")
        if min(array.chunks, default=0) < 1:
            raise ValueError("a chunk has no size")
        stored = prod(getattr(array, "shards", None) or array.chunks)
        store.largest = 2 * stored * dtype.itemsize + SLACK
    shape = tuple(int(length) for length in array.shape)
    return ZarrLevel(array, "", shape, dtype.newbyteorder("="), store)


@dataclass
class ZarrReader:
    """The `image.Reader` over the arrays of a pyramid."""

    name: str
    host: Host
    levels: list[ZarrLevel]

    async def plane(self, level: int, t: int, c: int, z: int, region: Region) -> NDArray[Any]:
        """Return (y, x), or (y, x, s) for a colour picture; t, c and z count full resolution."""
        chosen = self.levels[level]
        where = {"t": t, "c": c, "z": min(int(z / chosen.factor_z), chosen.length("z") - 1)}
        cuts = {"y": slice(region.y0, region.y1), "x": slice(region.x0, region.x1), "s": slice(None)}
        kept = [axis for axis in chosen.axes if axis in cuts]
        self._afford(chosen, region.pixels * chosen.length("s"))
        found = await self._read(chosen, tuple(cuts.get(axis, where.get(axis, 0)) for axis in chosen.axes))
        return np.ascontiguousarray(found.transpose([kept.index(axis) for axis in "yxs" if axis in kept]))

    async def raw(self) -> AsyncIterator[NDArray[Any]]:
        """Yield the full-resolution pixels in the file's own axis order, piece by piece, C order."""
        full = self.levels[0]
        row = prod(full.shape[-1:]) * full.dtype.itemsize
        high = int(full.array.chunks[-2])
        step = max(1, PIECE // max(1, row * high)) * high
        for leading in product(*(range(length) for length in full.shape[:-2])):
            for top in range(0, full.shape[-2], step):
                bottom = min(top + step, full.shape[-2])
                self._afford(full, (bottom - top) * full.shape[-1])
                yield await self._read(full, (*leading, slice(top, bottom), slice(None)))
                await self.host.breathe()

    def _afford(self, level: ZarrLevel, pixels: int) -> None:
        """Refuse what does not fit: the region, and one chunk of any size that the metadata claims."""
        afford(self.host, 2 * max(pixels, prod(level.array.chunks)) * level.dtype.itemsize)

    async def _read(self, level: ZarrLevel, selection: tuple[Any, ...]) -> NDArray[Any]:
        with decoding(self.name, self.host):
            return np.asarray(await level.array.getitem(selection), dtype=level.dtype)

    async def close(self) -> None:
        """Let go of caches."""
        self.levels.clear()
