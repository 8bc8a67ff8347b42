"""Open whatever a person gives: a file, a folder or an address, by content and never by the extension alone."""

from __future__ import annotations

import os
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from tabscope.errors import TabscopeError
from tabscope.sources.kinds import HEAD, kind_of, stranger

if TYPE_CHECKING:
    from tabscope.host import Host
    from tabscope.image import Image
    from tabscope.sources.source import Source

MOST_CHANNELS = 4096
"""More than any microscope or spectrometer records; damaged files claim any number, and each would get a row."""


async def open_image(source: Source, host: Host, series: int = 0) -> Image:
    """Open an image.

    Parameters
    ----------
    source : Source
        A file or folder (``path``) or an address.
    host : Host
        The world outside: files, addresses, memory.
    series : int
        Which image of the source, from 0; the others are listed in `Image.series`.

    Returns
    -------
    Image
        Its ``source`` has ``name``, ``format``, ``bytes`` where known, and ``address`` where there is one.

    Raises
    ------
    TabscopeError
        ``source.*`` where nothing can be reached, ``format.*`` where it cannot be read, ``memory.too-large``
        before more is decoded than fits, ``image.no-such-series``.
    """
    if source.address is not None:
        from tabscope.sources.address import open_address

        image = await open_address(source, host, series)
        about: dict[str, Any] = {"name": source.name, "address": source.address, **image.source}
    else:
        image = await _open_path(source, source.path or source.name, host, series)
        about = {"name": source.name, **image.source}
    if len(image.channels) > MOST_CHANNELS:
        await image.reader.close()
        reason = f"It says that it has {len(image.channels)} channels; at most {MOST_CHANNELS} are read."
        raise TabscopeError("format.unsupported", name=source.name, reason=reason)
    return replace(image, source=about)


async def _open_path(source: Source, path: str, host: Host, series: int) -> Image:
    if os.path.isdir(path):
        await host.require(["zarr"])
        from tabscope.sources.ome_zarr import open_folder

        return await open_folder(source, path, host, series)
    file = host.open_file(path)
    try:
        return await open_file(source, file, host, series)
    except BaseException:
        file.close()
        raise


async def open_bytes(source: Source, data: bytes, host: Host, series: int = 0) -> Image:
    """Open a file that is in memory."""
    return await open_file(source, BytesIO(data), host, series)


async def open_file(source: Source, file: BinaryIO, host: Host, series: int) -> Image:
    """Open a file by its first bytes; on success the image owns the file."""
    head = file.read(HEAD)
    if not head:
        raise TabscopeError("source.empty", name=source.name)
    kind = kind_of(head)
    if kind is None:
        raise TabscopeError("format.unsupported", name=source.name, reason=stranger(head))
    if kind == "TIFF":
        from tabscope.sources.tiff import open_tiff

        return await open_tiff(source, file, host, series)
    if series:
        raise TabscopeError("image.no-such-series", index=series, size=1, last=0)
    if kind == "NPY":
        from tabscope.sources.npy import open_npy

        return await open_npy(source, file, host)
    from tabscope.sources.photo import open_photo

    return await open_photo(source, file, host, kind)
