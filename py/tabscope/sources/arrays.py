"""Pixels that lie in one piece: in memory, or uncompressed in a file, read by seek and never memory-mapped."""

from __future__ import annotations

import weakref
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.host import Host
from tabscope.regions import Region
from tabscope.sources.guard import afford, reading
from tabscope.sources.layout import Layout

PIECE = 16 << 20
"""Bytes of a piece when a whole image is read one piece after another."""

FEW_COLUMNS = 4
"""A region narrower than 1/4 of the plane is read row by row; else whole rows are read and cut."""


def read_exactly(file: BinaryIO, start: int, view: memoryview) -> None:
    """Fill the view from a place in a file; an unbuffered file may give fewer bytes at a time than asked for.

    Raises
    ------
    EOFError
        Where the file ends before.
    """
    file.seek(start)
    filled = 0
    while filled < len(view):
        count = file.readinto(view[filled:])  # type: ignore[attr-defined]  # every binary file has it
        if not count:
            raise EOFError("the pixels end before the file says")
        filled += count


class Planes(Protocol):
    """Numbered planes of (rows, columns, samples); what a file format has to give to be an image."""

    async def read(self, number: int, region: Region) -> NDArray[Any]:
        """Return (rows, columns, samples) of a plane, counted in the order of the file."""
        ...

    @property
    def rows_at_once(self) -> int:
        """Rows that are best read together (the height of a strip or tile)."""
        ...


@dataclass
class ContiguousPlanes:
    """Planes of an uncompressed array, one behind the other in a file."""

    file: BinaryIO
    offset: int
    layout: Layout
    dtype: np.dtype[Any]
    """As in the file, with its byte order."""

    @property
    def rows_at_once(self) -> int:
        """One row: nothing is compressed."""
        return 1

    async def read(self, number: int, region: Region) -> NDArray[Any]:
        """Return (rows, columns, samples) of a plane in native byte order."""
        pixel = self.layout.samples * self.dtype.itemsize
        row = self.layout.width * pixel
        start = self.offset + number * self.layout.height * row
        shape = (region.height, region.width, self.layout.samples)
        if region.width * FEW_COLUMNS < self.layout.width:
            data = bytearray(region.height * region.width * pixel)
            view = memoryview(data)
            line = region.width * pixel
            for index in range(region.height):
                place = start + (region.y0 + index) * row + region.x0 * pixel
                read_exactly(self.file, place, view[index * line : (index + 1) * line])
            found = np.frombuffer(data, self.dtype).reshape(shape)
        else:
            data = bytearray(region.height * row)
            read_exactly(self.file, start + region.y0 * row, memoryview(data))
            rows = np.frombuffer(data, self.dtype).reshape(region.height, self.layout.width, self.layout.samples)
            found = rows[:, region.x0 : region.x1]
        return np.ascontiguousarray(found, dtype=self.dtype.newbyteorder("="))


@dataclass
class MemoryPlanes:
    """Planes of an array in memory."""

    array: NDArray[Any]
    """C order, as `layout` says."""
    layout: Layout

    @property
    def rows_at_once(self) -> int:
        """One row: nothing is compressed."""
        return 1

    async def read(self, number: int, region: Region) -> NDArray[Any]:
        """Return (rows, columns, samples) of a plane."""
        shape = (self.layout.planes, self.layout.height, self.layout.width, self.layout.samples)
        return self.array.reshape(shape)[number, region.y0 : region.y1, region.x0 : region.x1].copy()


@dataclass
class PlaneReader:
    """The `image.Reader` over numbered planes: one `Planes` for each resolution level, full resolution first."""

    name: str
    host: Host
    dtype: np.dtype[Any]
    levels: list[tuple[Layout, Planes]]
    files: list[BinaryIO]
    """Closed with the image: by `close`, else when nobody holds the reader any more, at the latest at exit."""

    def __post_init__(self) -> None:
        weakref.finalize(self, _close_files, self.files)

    async def plane(self, level: int, t: int, c: int, z: int, region: Region) -> NDArray[Any]:
        """Return (y, x), or (y, x, s) for a colour picture; the dtype of the file."""
        layout, planes = self.levels[level]
        where = {"t": t, "c": c, "z": z}
        colours = layout.length("s")
        afford(self.host, 2 * region.pixels * colours * self.dtype.itemsize)
        with reading(self.name, self.host):
            if "s" in layout.axes[: layout.row_axis]:
                parts = [await self._one(layout, planes, {**where, "s": s}, region) for s in range(colours)]
                return np.stack(parts, axis=-1)
            return await self._one(layout, planes, where, region)

    async def _one(self, layout: Layout, planes: Planes, where: dict[str, int], region: Region) -> NDArray[Any]:
        found = await planes.read(layout.plane_index(where), region)
        after = layout.axes[layout.row_axis + 2 :]
        if after == "s":
            return found
        return np.ascontiguousarray(found[..., where[after] if after else 0])

    async def raw(self) -> AsyncIterator[NDArray[Any]]:
        """Yield the full-resolution pixels in the file's own axis order, piece by piece, C order."""
        layout, planes = self.levels[0]
        for number in range(layout.planes):
            for region in self._bands(layout, planes):
                afford(self.host, 2 * region.pixels * layout.samples * self.dtype.itemsize)
                with reading(self.name, self.host):
                    piece = await planes.read(number, region)
                yield piece
                await self.host.breathe()

    def _bands(self, layout: Layout, planes: Planes) -> Iterator[Region]:
        row = layout.width * layout.samples * self.dtype.itemsize
        step = max(1, PIECE // max(1, row * planes.rows_at_once)) * planes.rows_at_once
        for top in range(0, layout.height, step):
            yield Region(top, 0, min(top + step, layout.height), layout.width)

    async def close(self) -> None:
        """Let go of files and caches."""
        _close_files(self.files)
        self.levels.clear()


def _close_files(files: list[BinaryIO]) -> None:
    while files:
        files.pop().close()


def check_pixels(name: str, shape: Sequence[int], dtype: np.dtype[Any]) -> None:
    """Refuse images without pixels and types of pixel that are no numbers.

    Raises
    ------
    TabscopeError
        ``format.no-pixels``, ``format.unsupported``.
    """
    if not prod(shape):
        raise TabscopeError("format.no-pixels", name=name)
    if dtype.kind not in "buif" or dtype.itemsize > 8:
        raise TabscopeError("format.unsupported", name=name, reason=f"Its pixels are of the type {dtype}.")
