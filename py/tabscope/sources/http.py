"""Reading over HTTP: trying again, what a status means, and files and folders as bytes by key.

| status | means |
|---|---|
| 200, 206 | the bytes |
| 404, 410 | nothing is there: for a chunk, the fill value |
| 401, 403 | no permission; some object stores say so for what is not there (`AddressBytes.get`) |
| 429, 5xx | tried again, then an error |
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit, urlunsplit

from tabscope.errors import TabscopeError
from tabscope.sources.kinds import is_web_page
from tabscope.units import size_text

if TYPE_CHECKING:
    from tabscope.host import Host, Response

PAUSES = (0.2, 0.8)
"""Seconds before the second and third try."""

CACHE = 32 << 20
"""Bytes of packed chunks that are kept, so that neighbouring tiles of one chunk are fetched once."""

MISSING = {404, 410}
FORBIDDEN = {401, 403}


def host_of(address: str) -> str:
    """Return the host of an address, for sentences."""
    return urlsplit(address).netloc.rpartition("@")[2] or address


async def fetch(host: Host, address: str, first: int | None = None, last: int | None = None) -> Response:
    """Get an address or a range of it, again after a pause where the server is busy or silent.

    Raises
    ------
    TabscopeError
        As `Host.fetch`, after the last try.
    """
    for pause in PAUSES:
        try:
            response = await host.fetch(address, first, last)
        except TabscopeError as error:
            if error.code != "source.unreachable":
                raise
        else:
            if response.status != 429 and response.status < 500:
                return response
        await asyncio.sleep(pause)
    return await host.fetch(address, first, last)


def refusal(address: str, response: Response) -> TabscopeError | None:
    """Return the error that a status stands for, or None where the answer has the bytes."""
    status, host = response.status, host_of(address)
    if status in (200, 206):
        return None
    if status in MISSING:
        return TabscopeError("source.not-found", address=address, status=status)
    if status in FORBIDDEN:
        return TabscopeError("source.forbidden", host=host, status=status)
    return TabscopeError("source.server-error", host=host, status=status)


class Bytes(Protocol):
    """A folder whose files are read by key; what lies behind it is an address or a folder on a disk."""

    async def get(self, key: str, first: int | None = None, last: int | None = None) -> bytes | None:
        """Return the bytes of a file (`first` and `last` as in `Host.fetch`), or None where it is not there."""
        ...

    async def children(self) -> list[str] | None:
        """Return the names of the folders inside, or None where that cannot be known."""
        ...

    def within(self, path: str) -> Bytes:
        """Return a folder inside this one."""
        ...


class AddressBytes:
    """A folder on a web server; a query (a signature) stays behind every file's path."""

    def __init__(self, address: str, host: Host) -> None:
        parts = urlsplit(address)
        self.address = address
        self.host = host
        self._base = parts._replace(path=parts.path.rstrip("/"), fragment="")
        self._cache: OrderedDict[tuple[str, int | None, int | None], bytes | None] = OrderedDict()
        self._cached = 0
        self._forbidden_is_missing: bool | None = None

    def within(self, path: str) -> AddressBytes:
        """Return a folder inside this one."""
        return AddressBytes(self._url(path), self.host)

    def _url(self, key: str) -> str:
        return urlunsplit(self._base._replace(path=f"{self._base.path}/{key}"))

    async def children(self) -> None:
        """Web servers do not list folders."""
        return None

    async def get(self, key: str, first: int | None = None, last: int | None = None) -> bytes | None:
        """Return the bytes of a file, or None where it is not there.

        An object store without the right to list answers 403 for what is not there. It counts as missing where the
        folder's own metadata can be read with the same permission, which is asked once.

        Raises
        ------
        TabscopeError
            ``source.forbidden``, ``source.server-error`` and those of `Host.fetch`.
        """
        place = (key, first, last)
        if place in self._cache:
            self._cache.move_to_end(place)
            return self._cache[place]
        response = await fetch(self.host, self._url(key), first, last)
        hidden = response.status in FORBIDDEN and await self._hides_missing(key)
        if hidden or response.status in MISSING:
            body = None
        else:
            error = refusal(self._url(key), response)
            if error is not None:
                raise error
            body = _part(response, first, last)
        self._keep(place, body)
        return body

    async def _hides_missing(self, key: str) -> bool:
        if key.rpartition("/")[2] in METADATA:
            return True
        if self._forbidden_is_missing is None:
            statuses = [(await fetch(self.host, self._url(name))).status for name in METADATA]
            self._forbidden_is_missing = 200 in statuses
        return self._forbidden_is_missing

    def _keep(self, place: tuple[str, int | None, int | None], body: bytes | None) -> None:
        self._cache[place] = body
        self._cached += len(body or b"")
        while self._cached > CACHE:
            _, dropped = self._cache.popitem(last=False)
            self._cached -= len(dropped or b"")


METADATA = ("zarr.json", ".zattrs", ".zarray", ".zgroup")
"""Files of a Zarr node; which of them is there tells its version."""


def _part(response: Response, first: int | None, last: int | None) -> bytes:
    """Return the range that was asked for; a server that knows no ranges answers 200 with everything."""
    body = response.body
    if response.status == 206 or (first is None and last is None):
        return body
    if first is None:
        return body[-last:] if last else b""
    return body[first : None if last is None else last + 1]


async def download(host: Host, address: str, limit: int, head: Response) -> bytes:
    """Return a whole file of which the first bytes are here already.

    Raises
    ------
    TabscopeError
        ``source.too-large`` beyond ``limit`` bytes, before it is fetched; as `fetch` and `refusal`.
    """
    if head.status == 200:
        return head.body
    total = head.headers.get("content-range", "").rpartition("/")[2]
    if total.isdigit() and int(total) <= len(head.body):
        return head.body
    if not total.isdigit() or int(total) > limit:
        size = size_text(int(total)) if total.isdigit() else "of unknown size"
        raise TabscopeError("source.too-large", address=address, size=size, limit=size_text(limit))
    response = await fetch(host, address)
    error = refusal(address, response)
    if error is not None:
        raise error
    return response.body


def web_page(address: str, response: Response) -> TabscopeError | None:
    """Return the error for an answer that is a web page, else None."""
    if is_web_page(response.body[:4096]):
        return TabscopeError("source.not-an-image", address=address)
    return None
