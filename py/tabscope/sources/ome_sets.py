"""Groups that hold several images: plates, wells and bioformats2raw sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tabscope.errors import TabscopeError
from tabscope.sources.ome_attributes import unwrapped
from tabscope.sources.zarr_nodes import read_node

if TYPE_CHECKING:
    from tabscope.sources.http import Bytes

MOST_WELLS = 96
"""Wells whose own metadata is read; of larger plates the fields of the first well are taken for all."""

MOST_IMAGES = 10_000
"""Images of a set that are listed."""


@dataclass(frozen=True)
class Member:
    """One image of a set, by its path inside."""

    name: str
    folder: Bytes


async def members(name: str, folder: Bytes, ome: dict[str, Any]) -> list[Member]:
    """Return the images of a plate, a well or a bioformats2raw set; empty where the group is none of these.

    Raises
    ------
    TabscopeError
        ``format.metadata`` where paths are missing or lead out of the folder.
    """
    if "plate" in ome:
        return await _plate(name, folder, ome["plate"])
    if "well" in ome:
        return [Member(path, folder.within(path)) for path in _fields(name, ome["well"])]
    if "bioformats2raw.layout" in ome:
        return await _bioformats2raw(name, folder)
    return []


async def _plate(name: str, folder: Bytes, plate: Any) -> list[Member]:
    wells = _paths(name, plate.get("wells") if isinstance(plate, dict) else None, "wells")
    result: list[Member] = []
    fields: list[str] = []
    for number, well in enumerate(wells):
        if number < MOST_WELLS:
            node = await read_node(folder.within(well))
            if node is None:  # a well that was announced and not written: the others are there
                continue
            fields = _fields(name, unwrapped(node.attributes).get("well"))
        result += [Member(f"{well}/{image}", folder.within(f"{well}/{image}")) for image in fields]
        if len(result) >= MOST_IMAGES:
            break
    return result[:MOST_IMAGES]


def _fields(name: str, well: Any) -> list[str]:
    return _paths(name, well.get("images") if isinstance(well, dict) else None, "images")


def _paths(name: str, written: Any, what: str) -> list[str]:
    """Return the paths of a list of objects, each checked to stay inside."""
    if not isinstance(written, list):
        raise TabscopeError("format.metadata", name=name, reason=f"“{what}” is not a list.")
    result: list[str] = []
    for one in written:
        path = one.get("path") if isinstance(one, dict) else None
        if not isinstance(path, str) or ".." in path.split("/") or ":" in path or "\\" in path or not path.strip("/"):
            raise TabscopeError("format.metadata", name=name, reason=f"“{what}” has a path that cannot be used.")
        result.append(path.strip("/"))
    return result


async def _bioformats2raw(name: str, folder: Bytes) -> list[Member]:
    """Return the images named in OME/, or those numbered from 0 where that list is missing."""
    listed = await read_node(folder.within("OME"))
    series = unwrapped(listed.attributes).get("series") if listed is not None else None
    if isinstance(series, list) and series:
        paths = _paths(name, [{"path": path} for path in series], "series")
    else:
        paths = []
        while len(paths) < MOST_IMAGES and await read_node(folder.within(str(len(paths)))) is not None:
            paths.append(str(len(paths)))
    return [Member(path, folder.within(path)) for path in paths]
