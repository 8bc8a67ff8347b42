"""Zarr's metadata files, read as JSON: what kind of node a folder is, in which version, with which attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from tabscope.json_text import read_json
from tabscope.sources.http import Bytes

LARGEST = 64 << 20
"""Bytes of metadata that are parsed; consolidated metadata of large plates is some MB."""


@dataclass(frozen=True)
class Node:
    """A group or array: Zarr version 2 or 3, and its attributes (of OME-Zarr 0.5: what stands under ``ome``)."""

    kind: Literal["group", "array"]
    version: Literal[2, 3]
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])
    arrays: tuple[str, ...] = ()
    """Paths of arrays inside, where consolidated metadata names them."""


async def has_zarr(folder: Bytes) -> bool:
    """Whether a folder is a Zarr group or array, by the files that are there."""
    for name in ("zarr.json", ".zattrs", ".zgroup", ".zarray"):
        body = await folder.get(name)
        # a server that answers every address with a web page has no Zarr
        if body is not None and body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
            return True
    return False


async def read_node(folder: Bytes) -> Node | None:
    """Return what a folder is, or None where it is no Zarr node.

    Raises
    ------
    ValueError
        Where its metadata is no JSON object or of a version that is not known.
    """
    described = await _json(folder, "zarr.json")
    if described is not None:
        if described.get("zarr_format") != 3:
            raise ValueError(f"zarr_format is {described.get('zarr_format')}")
        attributes = _object(described.get("attributes"))
        return Node("array" if described.get("node_type") == "array" else "group", 3, attributes, _arrays_v3(described))
    attributes = await _json(folder, ".zattrs") or {}
    for name, kind in ((".zarray", "array"), (".zgroup", "group")):
        found = await _json(folder, name)
        if found is not None:
            if found.get("zarr_format") != 2:
                raise ValueError(f"zarr_format is {found.get('zarr_format')}")
            arrays = await _arrays_v2(folder) if kind == "group" and not attributes else ()
            return Node("array" if kind == "array" else "group", 2, attributes, arrays)
    return Node("group", 2, attributes) if attributes else None


async def _json(folder: Bytes, name: str) -> dict[str, Any] | None:
    body = await folder.get(name)
    if body is None:
        return None
    if len(body) > LARGEST:
        raise ValueError(f"{name} is too large")
    value: Any = read_json(body.decode("utf-8-sig"))
    if not isinstance(value, dict):
        raise ValueError(f"{name} holds no JSON object")
    return value  # pyright: ignore[reportUnknownVariableType]


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _arrays_v3(described: dict[str, Any]) -> tuple[str, ...]:
    nodes = _object(_object(described.get("consolidated_metadata")).get("metadata"))
    return tuple(path for path, node in nodes.items() if _object(node).get("node_type") == "array")


async def _arrays_v2(folder: Bytes) -> tuple[str, ...]:
    nodes = _object((await _json(folder, ".zmetadata") or {}).get("metadata"))
    return tuple(path.removesuffix("/.zarray") for path in nodes if path.endswith("/.zarray"))
