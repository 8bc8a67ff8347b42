"""A folder on this machine (in the tab: mounted), read by key without listing it and without leaving it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tabscope.sources.arrays import read_exactly

if TYPE_CHECKING:
    from tabscope.host import Host


class FolderBytes:
    """The `http.Bytes` of a folder."""

    def __init__(self, path: str, host: Host) -> None:
        self.path = path
        self.host = host

    def within(self, path: str) -> FolderBytes:
        """Return a folder inside this one."""
        return FolderBytes(os.path.join(self.path, *path.split("/")), self.host)

    async def children(self) -> list[str] | None:
        """Return the names of the folders inside, sorted."""
        return sorted(entry.name for entry in os.scandir(self.path) if entry.is_dir())

    async def get(self, key: str, first: int | None = None, last: int | None = None) -> bytes | None:
        """Return the bytes of a file, or None where it is not there.

        Raises
        ------
        ValueError
            Where the key leads out of the folder.
        """
        parts = key.split("/")
        if ".." in parts or any("\\" in part or ":" in part for part in parts):
            raise ValueError(f"“{key}” leads out of the folder")
        path = os.path.join(self.path, *parts)
        if not os.path.isfile(path):
            return None
        with self.host.open_file(path) as file:
            size = file.seek(0, 2)
            if first is None:
                start, stop = (0, size) if last is None else (max(0, size - last), size)
            else:
                start, stop = min(first, size), size if last is None else min(last + 1, size)
            data = bytearray(stop - start)
            read_exactly(file, start, memoryview(data))
            return bytes(data)
