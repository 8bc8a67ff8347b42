"""A read-only `zarr.abc.store.Store` over a folder read by key. Imports zarr: reached only after `Host.require`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, NoReturn

from zarr.abc.store import ByteRequest, OffsetByteRequest, RangeByteRequest, Store, SuffixByteRequest

if TYPE_CHECKING:
    from zarr.core.buffer import Buffer, BufferPrototype

    from tabscope.sources.http import Bytes


class ByteStore(Store):
    """Zarr's view of `Bytes`.

    Parameters
    ----------
    folder : Bytes
        An address or a folder.
    """

    def __init__(self, folder: Bytes) -> None:
        super().__init__(read_only=True)
        self.folder = folder
        self.largest: int | None = None
        """Bytes that a chunk or shard may have packed; a bomb is longer than what it claims to hold."""
        self._is_open = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByteStore) and other.folder is self.folder

    __hash__ = None  # type: ignore[assignment]  # as zarr's own stores: equal by content

    async def get(self, key: str, prototype: BufferPrototype, byte_range: ByteRequest | None = None) -> Buffer | None:
        """Return the bytes of a key, or None where it is not there: zarr then takes the fill value."""
        first, last = _bounds(byte_range)
        body = await self.folder.get(key, first, last)
        if body is None:
            return None
        if self.largest is not None and len(body) > self.largest:
            raise ValueError(f"the chunk {key} is larger than its pixels")
        return prototype.buffer.from_bytes(body)

    async def get_partial_values(
        self, prototype: BufferPrototype, key_ranges: Iterable[tuple[str, ByteRequest | None]]
    ) -> list[Buffer | None]:
        """Return several parts, one after another."""
        return [await self.get(key, prototype, part) for key, part in key_ranges]

    async def exists(self, key: str) -> bool:
        """Whether a key is there."""
        return await self.folder.get(key) is not None

    @property
    def supports_writes(self) -> bool:
        """Never: sources are read."""
        return False

    @property
    def supports_deletes(self) -> bool:
        """Never: sources are read."""
        return False

    @property
    def supports_listing(self) -> bool:
        """Never: web servers do not list, and a folder behaves as the same folder behind an address."""
        return False

    async def set(self, key: str, value: Buffer) -> NoReturn:
        """Refuse."""
        raise PermissionError(f"sources are read only: {key}")

    async def delete(self, key: str) -> NoReturn:
        """Refuse."""
        raise PermissionError(f"sources are read only: {key}")

    def list(self) -> AsyncIterator[str]:
        """Refuse: see `supports_listing`."""
        raise NotImplementedError

    def list_prefix(self, prefix: str) -> AsyncIterator[str]:
        """Refuse: see `supports_listing`."""
        raise NotImplementedError

    def list_dir(self, prefix: str) -> AsyncIterator[str]:
        """Refuse: see `supports_listing`."""
        raise NotImplementedError


def _bounds(part: ByteRequest | None) -> tuple[int | None, int | None]:
    """Return first and last byte (inclusive) as `Host.fetch` takes them."""
    if isinstance(part, RangeByteRequest):
        return part.start, part.end - 1
    if isinstance(part, OffsetByteRequest):
        return part.offset, None
    if isinstance(part, SuffixByteRequest):
        return None, part.suffix
    return None, None
