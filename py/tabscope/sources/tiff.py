"""TIFF, BigTIFF, OME-TIFF and ImageJ stacks, through tifffile with an open file and never a path or memory map."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from io import RawIOBase
from math import prod
from typing import Any, BinaryIO

import numpy as np

from tabscope.errors import TabscopeError
from tabscope.host import Host
from tabscope.image import Image, Series
from tabscope.json_text import is_deep
from tabscope.sources.arrays import ContiguousPlanes, PlaneReader, Planes, check_pixels
from tabscope.sources.guard import reading
from tabscope.sources.layout import COLOUR_SAMPLES, Layout, named
from tabscope.sources.source import Source
from tabscope.sources.thinned import WARNING as THINNED_WARNING
from tabscope.sources.thinned import ThinnedPlanes, with_thinned
from tabscope.sources.tiff_metadata import Description, describe
from tabscope.sources.tiff_ome import BROKEN, is_deep_xml, trusted_ome
from tabscope.sources.tiff_pages import PagedPlanes, make_decodable

COLOURS = {"RGB", "YCBCR", "CIELAB", "ICCLAB", "ITULAB", "SEPARATED", "LOGLUV"}
"""Photometric interpretations whose samples are one colour."""

LOSSY = {6, 7, 33007, 34892, 34927, 50001}
"""Compressions that change values: JPEG in its four tags, WebP."""

LOSSY_WARNING = "Compressed with loss: use for counting, not for intensity."

logging.getLogger("tifffile").addHandler(logging.NullHandler())
"""Without a handler Python prints tifffile's remarks about odd tags on stderr, which carries our one line."""


@dataclass(frozen=True)
class Opened:
    """A TIFF file that tifffile has read the headers of."""

    tiff: Any
    file: BinaryIO
    name: str
    host: Host
    remarks: tuple[str, ...]


class Unlinked(RawIOBase):
    """A file without its place on the disk: tifffile then opens no other file that a description names."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._file.seek(0)

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def seekable(self) -> bool:
        """Whether places can be chosen: always."""
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._file.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        """Return bytes from here."""
        return self._file.read(-1 if size is None else size)

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer from here."""
        return int(self._file.readinto(buffer))  # type: ignore[attr-defined]  # every binary file has it


async def open_tiff(source: Source, file: BinaryIO, host: Host, series: int = 0) -> Image:
    """Open a TIFF.

    Parameters
    ----------
    source : Source
        What it is called and where it is from.
    file : binary file
        Open and unbuffered; the image closes it.
    host : Host
        To fetch the decoder where a compression needs it, and to ask for memory.
    series : int
        Which image of the file.

    Raises
    ------
    TabscopeError
        ``format.corrupt``, ``format.no-pixels``, ``format.unsupported``, ``format.compression``,
        ``memory.too-large``, ``image.no-such-series``.
    """
    await host.require(["tifffile"])
    with reading(source.name, host):
        opened = _open(source.name, file, host)
        found = list(opened.tiff.series)
        if not found:
            raise TabscopeError("format.no-pixels", name=source.name)
        if not 0 <= series < len(found):
            size = len(found)
            raise TabscopeError("image.no-such-series", index=series, size=size, last=size - 1)
        return await _image(source, opened, found, series)


def _open(name: str, file: BinaryIO, host: Host) -> Opened:
    """Read the headers; an OME description that cannot be true is left aside, with a remark."""
    import tifffile

    alone: Any = Unlinked(file)
    tiff: Any = tifffile.TiffFile(alone, name=name)
    if not len(tiff.pages):
        raise TabscopeError("format.no-pixels", name=name)
    if not tiff.is_ome:
        _check_depth(name, tiff.pages[0].description)
        return Opened(tiff, file, name, host, (BROKEN,) if "<OME" in tiff.pages[0].description else ())
    verdict = trusted_ome(tiff.pages[0].description, len(tiff.pages), name)
    file.seek(0)  # tifffile takes the place where it finds a file as its beginning
    if not verdict.usable:
        tiff = tifffile.TiffFile(alone, name=name, is_ome=False)
    elif verdict.siblings:
        tiff = tifffile.TiffFile(file)
    return Opened(tiff, file, name, host, verdict.remarks)


def _check_depth(name: str, description: str) -> None:
    """Refuse a description that tifffile would unpack (XML of slide scanners, JSON of arrays) beyond a tab's stack."""
    text = description.lstrip()
    if (text.startswith("<") and is_deep_xml(text)) or (text.startswith(("{", "[")) and is_deep(text)):
        raise TabscopeError("format.metadata", name=name, reason="it is nested without end.")


def _layout(name: str, series: Any) -> Layout:
    """Return our axes of a series or level."""
    return named(name, series.axes, series.shape, _is_colour(series))


def _is_colour(series: Any) -> bool:
    page = series.keyframe
    photometric = getattr(page.photometric, "name", "")
    samples = prod(length for axis, length in zip(series.axes, series.shape, strict=True) if axis == "S")
    return samples in COLOUR_SAMPLES and (photometric in COLOURS or series.dtype == np.uint8)


async def _image(source: Source, opened: Opened, found: list[Any], index: int) -> Image:
    chosen = found[index]
    page = chosen.keyframe
    if not prod(chosen.shape):
        raise TabscopeError("format.no-pixels", name=source.name)
    if page.dtype is None or page.shaped is None:
        reason = f"Its pixels have {page.bitspersample} bits."
        raise TabscopeError("format.unsupported", name=source.name, reason=reason)
    layout = _layout(source.name, chosen)
    dtype = np.dtype(chosen.dtype)
    check_pixels(source.name, layout.shape, dtype)
    await make_decodable(source.name, page, opened.host)
    levels, levels_described = with_thinned(_levels(opened, chosen, layout), dtype, opened.host)
    description = describe(opened.tiff, chosen, index, layout)
    return Image(
        name=source.name,
        format=description.format,
        axes=layout.axes,
        shape=layout.shape,
        dtype=dtype,
        pixel_size=description.pixel_size,
        channels=description.channels,
        levels=tuple(levels_described),
        reader=PlaneReader(source.name, opened.host, dtype, levels, [opened.file]),
        series=tuple(_series(source.name, one) for one in found),
        series_index=index,
        source={"bytes": opened.tiff.filehandle.size, "format": description.format},
        warnings=(*opened.remarks, *_warnings(chosen, levels)),
        metadata=_metadata(page, description),
    )


def _levels(opened: Opened, series: Any, layout: Layout) -> list[tuple[Layout, Planes]]:
    """Return the reader of each resolution level; a level that does not fit the first is left out."""
    result: list[tuple[Layout, Planes]] = [(layout, _planes(opened, series, layout))]
    for level in series.levels[1:]:
        smaller = _layout(opened.name, level)
        if smaller.axes == layout.axes and smaller.height and smaller.width:
            result.append((smaller, _planes(opened, level, smaller)))
    return result


def _planes(opened: Opened, series: Any, layout: Layout) -> Planes:
    page = series.keyframe
    offset = series.dataoffset
    stored = page.dtype.newbyteorder(opened.tiff.byteorder)
    if offset is not None and page.is_final and page.parent is opened.tiff:
        needed = prod(layout.shape) * stored.itemsize
        if offset + needed > opened.tiff.filehandle.size:
            raise EOFError("the pixels end before the file says")
        return ContiguousPlanes(opened.file, offset, layout, stored)
    pages = [series[number] for number in range(len(series))]
    separate, depth, height, width, samples = page.shaped
    fits = (height, width, samples) == (layout.height, layout.width, layout.samples)
    if not fits or len(pages) * separate * depth < layout.planes:
        raise TabscopeError("format.metadata", name=opened.name, reason="it speaks of more pages than there are.")
    return PagedPlanes(pages, page, opened.name, opened.host)


def _series(name: str, series: Any) -> Series:
    layout = _layout(name, series)
    return Series(series.name or "", layout.shape, layout.axes)


def _warnings(series: Any, levels: list[tuple[Layout, Planes]]) -> list[str]:
    page, planes = series.keyframe, levels[0][1]
    warnings: list[str] = []
    if page.compression in LOSSY:
        warnings.append(LOSSY_WARNING)
    lengths = zip(series.axes.upper(), series.shape, strict=True)
    if unnamed := [length for axis, length in lengths if axis in "IQ" and length > 1]:
        warnings.append(
            f"The file does not say if its {unnamed[0]} pages are slices or times; they are taken as slices."
        )
    if isinstance(planes, PagedPlanes) and None in planes.pages:
        warnings.append("Some planes are in other files that are not here; they are shown as 0.")
    if isinstance(levels[-1][1], ThinnedPlanes):
        warnings.append(THINNED_WARNING)
    return warnings


def _metadata(page: Any, description: Description) -> dict[str, Any]:
    facts: dict[str, Any] = dict(description.metadata)
    if getattr(page.photometric, "name", "") == "MINISWHITE":
        facts["min_is_white"] = True
    if page.compression in LOSSY:
        facts["lossy"] = True
    return facts
