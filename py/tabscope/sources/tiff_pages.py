"""Pixels of a TIFF page by page: only the strips or tiles that a region touches are read and decoded."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.host import Host
from tabscope.regions import Region
from tabscope.sources.guard import afford

CACHE = 64 << 20
"""Bytes of decoded strips and tiles that are kept: neighbouring tiles of the view ask for the same strips."""

WITHOUT_CODECS = {1, 8, 32773, 32946, 34925, 50013}
"""Compressions that the standard library and tifffile decode alone: none, deflate, PackBits, LZMA."""


SUBSAMPLED = {6, 7, 33007, 34892}
"""Compressions (JPEG) that hold colour at half resolution in a way that is read."""

OLD_JPEG = 6
"""JPEG as TIFF 6.0 first described it; its files differ so much that only some can be read."""


def compression_name(page: Any) -> str:
    """Return the name of a page's compression, or its number where it has none."""
    return str(getattr(page.compression, "name", page.compression))


def needs_codecs(page: Any) -> bool:
    """Whether imagecodecs must be there to decode a page."""
    plain_bits = page.bitspersample in (1, 8, 16, 32, 64)
    return page.compression not in WITHOUT_CODECS or page.predictor not in (1, 2) or not plain_bits


async def make_decodable(name: str, page: Any, host: Host) -> None:
    """Fetch imagecodecs where a page needs it, and say so where even that cannot decode it.

    Raises
    ------
    TabscopeError
        ``format.compression``.
    """
    import tifffile.tifffile

    library: Any = tifffile.tifffile
    if page.is_subsampled and page.compression not in SUBSAMPLED:
        raise TabscopeError("format.compression", name=name, compression="YCbCr with reduced colour")
    if needs_codecs(page):
        await host.require(["imagecodecs"])
        import imagecodecs

        # tifffile decides at its own import whether imagecodecs is there; in the tab it comes later
        library.imagecodecs = imagecodecs
    try:
        library.TIFF.DECOMPRESSORS[page.compression]
    except KeyError as error:
        raise TabscopeError("format.compression", name=name, compression=compression_name(page)) from error


@dataclass
class PagedPlanes:
    """Planes of a series of TIFF pages."""

    pages: list[Any]
    """tifffile's pages and frames; None where a file of a set is missing."""
    keyframe: Any
    """The page that all others are like."""
    name: str
    host: Host
    opened: list[Any] = field(default_factory=list[Any])
    """Files of a set that were opened for reading."""
    _cache: OrderedDict[tuple[int, int], NDArray[Any]] = field(default_factory=OrderedDict)
    _cached: int = 0

    @property
    def rows_at_once(self) -> int:
        """Height of a strip or tile."""
        return max(1, min(self._chunk()[1], int(self.keyframe.imagelength)))

    def _chunk(self) -> tuple[int, int, int]:
        page = self.keyframe
        if page.is_tiled:
            return int(page.tiledepth), int(page.tilelength), int(page.tilewidth)
        return 1, int(page.rowsperstrip), int(page.imagewidth)

    async def read(self, number: int, region: Region) -> NDArray[Any]:
        """Return (rows, columns, samples) of a plane, counted through pages, separate samples and depth."""
        separate, depth, _, _, samples = self.keyframe.shaped
        page_number, within = divmod(number, separate * depth)
        page = self.pages[page_number]
        shape = (region.height, region.width, samples)
        if page is None:
            return np.zeros(shape, self.keyframe.dtype)
        if not len(page.dataoffsets):
            raise EOFError("the pixels are missing")
        result = np.full(shape, self.keyframe.nodata, self.keyframe.dtype)
        plane, level = divmod(within, depth)
        for count, index in enumerate(self._segments(plane, level, region)):
            self._place(page_number, page, index, level, region, result)
            if count % 16 == 15:
                await self.host.breathe()
        return result

    def _segments(self, sample: int, level: int, region: Region) -> list[int]:
        """Return the numbers of the strips or tiles that touch a region of one plane of a page."""
        _, depth, height, width, _ = self.keyframe.shaped
        deep, high, wide = self._chunk()
        down, across = ceil(height / high), ceil(width / wide)
        base = sample * ceil(depth / deep) + level // deep
        return [
            (base * down + row) * across + column
            for row in range(region.y0 // high, ceil(region.y1 / high))
            for column in range(region.x0 // wide, ceil(region.x1 / wide))
        ]

    def _place(self, number: int, page: Any, index: int, level: int, region: Region, result: NDArray[Any]) -> None:
        """Decode one strip or tile and copy the part that lies in the region."""
        segment, (_, z, top, left, _) = self._decoded(number, page, index)
        if segment is None:
            return
        plane = segment[level - z]
        y0, x0 = max(top, region.y0), max(left, region.x0)
        y1, x1 = min(top + plane.shape[0], region.y1), min(left + plane.shape[1], region.x1)
        if y0 < y1 and x0 < x1:
            target = result[y0 - region.y0 : y1 - region.y0, x0 - region.x0 : x1 - region.x0]
            target[...] = plane[y0 - top : y1 - top, x0 - left : x1 - left]

    def _decoded(self, number: int, page: Any, index: int) -> tuple[NDArray[Any] | None, tuple[int, ...]]:
        if index >= len(page.dataoffsets):
            raise EOFError("strips or tiles are missing")
        kept = self._cache.get((number, index))
        if kept is not None:
            self._cache.move_to_end((number, index))
            _, where, _ = self.keyframe.decode(None, index)
            return kept, where
        self._afford_segment()
        packed = self._bytes(page, index)
        try:
            segment, where, _ = self.keyframe.decode(packed, index, **self._tables(page))
        except (ValueError, RuntimeError) as error:
            if page.keyframe.compression == OLD_JPEG:
                raise TabscopeError("format.compression", name=self.name, compression="JPEG of before 1995") from error
            raise
        if segment is not None:
            self._keep((number, index), segment)
        return segment, where

    def _tables(self, page: Any) -> dict[str, Any]:
        """Return the JPEG tables that all segments of a page share."""
        tables, header = page.jpegtables, self.keyframe.jpegheader
        return {"jpegtables": tables, "jpegheader": header} if tables or header else {}

    def _bytes(self, page: Any, index: int) -> bytes | None:
        offset, count = int(page.dataoffsets[index]), int(page.databytecounts[index])
        if count == 0 or offset == 0:
            return None
        file = page.parent.filehandle
        if file.closed:
            file.open()
            self.opened.append(file)
        left = file.size - offset
        if left <= 0:
            raise EOFError("the pixels lie behind the end of the file")
        file.seek(offset)
        # never ask for more than there is: Python reserves what is asked for, and damaged files claim gigabytes
        return bytes(file.read(min(count, left)))

    def _afford_segment(self) -> None:
        deep, high, wide = self._chunk()
        shaped = self.keyframe.shaped
        high = min(high, shaped[2]) if not self.keyframe.is_tiled else high
        afford(self.host, 2 * deep * high * wide * shaped[4] * self.keyframe.dtype.itemsize)

    def _keep(self, key: tuple[int, int], segment: NDArray[Any]) -> None:
        if segment.nbytes > CACHE:
            return
        self._cache[key] = segment
        self._cached += segment.nbytes
        while self._cached > CACHE:
            _, dropped = self._cache.popitem(last=False)
            self._cached -= dropped.nbytes
