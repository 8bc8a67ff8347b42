"""Open an address: an OME-Zarr folder or a file, decided by trying and not by how the address ends."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from tabscope.errors import TabscopeError
from tabscope.sources.http import AddressBytes, download, fetch, refusal, web_page
from tabscope.sources.kinds import HEAD
from tabscope.sources.zarr_nodes import has_zarr

if TYPE_CHECKING:
    from tabscope.host import Host
    from tabscope.image import Image
    from tabscope.sources.source import Source

LIMIT = 512 << 20
"""Bytes of a file that is downloaded whole; pyramids in larger TIFFs need reading by range, which comes later."""


async def open_address(source: Source, host: Host, series: int) -> Image:
    """Open an address.

    Raises
    ------
    TabscopeError
        ``source.not-found``, ``source.forbidden``, ``source.server-error``, ``source.not-an-image``,
        ``source.too-large``, ``source.empty`` and all that the formats raise.
    """
    address = source.address or ""
    if _looks_like_folder(address):
        found = await _folder(source, address, host, series)
        if found is not None:
            return found
        return await _file(source, address, host, series)
    try:
        return await _file(source, address, host, series)
    except TabscopeError as error:
        if error.code not in ("source.not-found", "source.forbidden", "source.not-an-image", "source.empty"):
            raise
        # a folder has no bytes of its own: servers say 404, 403 or list it as a web page
        found = await _folder(source, address, host, series)
        if found is None:
            raise
        return found


def _looks_like_folder(address: str) -> bool:
    path = address.partition("?")[0].partition("#")[0]
    return path.endswith("/") or path.endswith(".zarr") or "." not in path.rpartition("/")[2]


async def _folder(source: Source, address: str, host: Host, series: int) -> Image | None:
    """Open the address as a Zarr folder, or return None where it is none."""
    folder = AddressBytes(address, host)
    if not await has_zarr(folder):
        return None
    await host.require(["zarr"])
    from tabscope.sources.ome_zarr import open_zarr

    return await open_zarr(source, folder, host, series)


async def _file(source: Source, address: str, host: Host, series: int) -> Image:
    from tabscope.sources.detect import open_file

    head = await fetch(host, address, 0, HEAD - 1)
    if head.status == 416:
        raise TabscopeError("source.empty", name=source.name)
    error = refusal(address, head) or web_page(address, head)
    if error is not None:
        raise error
    data = await download(host, address, LIMIT, head)
    return await open_file(source, BytesIO(data), host, series)
