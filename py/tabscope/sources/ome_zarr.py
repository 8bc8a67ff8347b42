"""OME-Zarr over HTTP or from a folder: images, plates, bioformats2raw sets, and plain Zarr arrays."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.image import Channel, Image, Level, Series
from tabscope.sources.arrays import check_pixels
from tabscope.sources.guard import reading
from tabscope.sources.layout import by_shape
from tabscope.sources.ome_attributes import Multiscale, channels, multiscales, pixel_size, unwrapped
from tabscope.sources.ome_sets import Member, members
from tabscope.sources.zarr_nodes import Node, has_zarr, read_node
from tabscope.sources.zarr_reader import ZarrLevel, ZarrReader, open_level

if TYPE_CHECKING:
    from tabscope.host import Host
    from tabscope.sources.http import Bytes
    from tabscope.sources.source import Source

MOST_ARRAYS = 100
"""Plain arrays of one group that are listed."""

PLAIN = "This Zarr array has no names for its axes; they are taken as {axes}."


@dataclass(frozen=True)
class Place:
    """Where one image of a source lies: the folder of its group, and which of the group's multiscales it is."""

    folder: Bytes
    node: Node
    image: int = 0
    array: str | None = None
    """Path of a plain array, where there is no OME metadata."""


async def open_zarr(source: Source, folder: Bytes, host: Host, series: int) -> Image:
    """Open a Zarr group or array.

    Raises
    ------
    TabscopeError
        ``format.metadata``, ``format.unsupported``, ``format.corrupt``, ``format.compression``,
        ``format.no-pixels``, ``image.no-such-series``.
    """
    with reading(source.name, host):
        node = await read_node(folder)
        if node is None:
            raise TabscopeError("format.no-pixels", name=source.name)
        found = await _places(source.name, folder, node)
        if not found:
            raise TabscopeError("format.no-pixels", name=source.name)
        if not 0 <= series < len(found):
            raise TabscopeError("image.no-such-series", index=series, size=len(found), last=len(found) - 1)
        names, place = [name for name, _ in found], await _resolved(source.name, found[series][1])
        image = await (_plain if place.array is not None else _multiscale)(source, place, host)
    listed = [Series(name, (), "") for name in names]
    listed[series] = Series(names[series], image.shape, image.axes)
    return replace(image, series=tuple(listed), series_index=series)


async def _places(name: str, folder: Bytes, node: Node) -> list[tuple[str, Place | Member]]:
    """Return every image of a source by name, in order."""
    if node.kind == "array":
        return [("", Place(folder, node, array=""))]
    ome = unwrapped(node.attributes)
    if "multiscales" in ome:
        images = multiscales(name, node.attributes)
        return [(image.name, Place(folder, node, number)) for number, image in enumerate(images)]
    set_members = await members(name, folder, ome)
    if set_members:
        return [(member.name, member) for member in set_members]
    return [(path, Place(folder, node, array=path)) for path in await _plain_arrays(folder, node)]


async def _plain_arrays(folder: Bytes, node: Node) -> list[str]:
    """Return arrays of a group without OME metadata, from consolidated metadata or by listing a folder."""
    paths = list(node.arrays)
    if not paths:
        for child in (await folder.children() or [])[:MOST_ARRAYS]:
            inner = await read_node(folder.within(child))
            if inner is not None and inner.kind == "array":
                paths.append(child)
    return paths[:MOST_ARRAYS]


async def _resolved(name: str, place: Place | Member) -> Place:
    """Read the metadata of a member of a set, which is read only when it is opened."""
    if isinstance(place, Place):
        return place
    node = await read_node(place.folder)
    if node is None or "multiscales" not in unwrapped(node.attributes):
        raise TabscopeError("format.metadata", name=name, reason=f"there is no image at “{place.name}”.")
    return Place(place.folder, node)


async def _multiscale(source: Source, place: Place, host: Host) -> Image:
    described = multiscales(source.name, place.node.attributes)[place.image]
    levels, warnings = await _levels(source.name, host, place, described)
    full = levels[0]
    check_pixels(source.name, full.shape, full.dtype)
    ome = unwrapped(place.node.attributes)
    translation = described.datasets[0].translation
    facts: dict[str, Any] = {"translation": list(translation)} if translation else {}
    if "image-label" in ome:
        facts["labels"] = True
    return Image(
        name=source.name,
        format=f"OME-Zarr {described.version}",
        axes=full.axes,
        shape=full.shape,
        dtype=full.dtype,
        pixel_size=pixel_size(described),
        channels=channels(place.node.attributes, full.length("c")),
        levels=tuple(_level(level, full, described, number) for number, level in enumerate(levels)),
        reader=ZarrReader(source.name, host, levels),
        source={"format": f"OME-Zarr {described.version}"},
        warnings=tuple(warnings),
        metadata=facts,
    )


async def _levels(name: str, host: Host, place: Place, described: Multiscale) -> tuple[list[ZarrLevel], list[str]]:
    """Open the arrays of a pyramid; a coarse level that is missing is left out and named."""
    axes = _axis_names(described)
    levels: list[ZarrLevel] = []
    warnings: list[str] = []
    opened = await asyncio.gather(
        *(open_level(name, host, place.folder, one.path, place.node.version) for one in described.datasets)
    )
    for number, (dataset, level) in enumerate(zip(described.datasets, opened, strict=True)):
        if level is None and number == 0:
            raise TabscopeError("format.metadata", name=name, reason=f"there is no array at “{dataset.path}”.")
        if level is None:
            warnings.append(TabscopeError("format.level-missing", level=number, name=name).message)
            continue
        if len(level.shape) != len(axes):
            reason = f"it names {len(axes)} axes, the array has {len(level.shape)}."
            raise TabscopeError("format.metadata", name=name, reason=reason)
        level.axes = axes
        level.factor_z = _factor(level, levels[0] if levels else level, "z")
        levels.append(level)
    return levels, warnings


def _axis_names(described: Multiscale) -> str:
    """Return one letter for each axis; axes of other names take what is free of z, t and c."""
    names = [axis.name for axis in described.axes]
    for position, name in enumerate(names):
        if name not in ("t", "c", "z", "y", "x"):
            names[position] = next(free for free in "ztc" if free not in names)
    return "".join(names)


def _factor(level: ZarrLevel, full: ZarrLevel, axis: str) -> float:
    return full.length(axis) / max(1, level.length(axis))


def _level(level: ZarrLevel, full: ZarrLevel, described: Multiscale, number: int) -> Level:
    """Return size and factors; the factor of the scales counts where it agrees with the sizes to one pixel."""
    factors: dict[str, float] = {}
    for axis in "zyx":
        if axis not in level.axes:
            continue
        by_size = _factor(level, full, axis)
        by_scale = _scale_factor(described, number, level.axes.index(axis))
        fits = by_scale is not None and abs(full.length(axis) / by_scale - level.length(axis)) <= 1
        factors[axis] = by_scale if fits and by_scale is not None else by_size
    return Level(level.length("y"), level.length("x"), factors, level.length("z"))


def _scale_factor(described: Multiscale, number: int, axis: int) -> float | None:
    here, full = described.datasets[number].scale, described.datasets[0].scale
    return here[axis] / full[axis] if here is not None and full is not None else None


async def _plain(source: Source, place: Place, host: Host) -> Image:
    level = await open_level(source.name, host, place.folder, place.array or "", place.node.version)
    if level is None:
        raise TabscopeError("format.no-pixels", name=source.name)
    layout = by_shape(source.name, level.shape, level.dtype)
    check_pixels(source.name, layout.shape, level.dtype)
    level.axes = layout.axes
    return Image(
        name=source.name,
        format=f"Zarr {place.node.version}",
        axes=layout.axes,
        shape=layout.shape,
        dtype=level.dtype,
        pixel_size=PixelSize(),
        channels=(Channel(),) * layout.length("c"),
        levels=(Level(layout.height, layout.width, depth=layout.length("z")),),
        reader=ZarrReader(source.name, host, [level]),
        source={"format": f"Zarr {place.node.version}"},
        warnings=(PLAIN.format(axes=", ".join(layout.axes)),),
    )


async def open_folder(source: Source, path: str, host: Host, series: int) -> Image:
    """Open a folder on this machine.

    Raises
    ------
    TabscopeError
        ``format.unsupported`` where it is no Zarr folder; as `open_zarr`.
    """
    from tabscope.sources.folder import FolderBytes

    folder = FolderBytes(path, host)
    if not await has_zarr(folder):
        reason = "It is a folder without zarr.json or .zattrs; open the images inside it."
        raise TabscopeError("format.unsupported", name=source.name, reason=reason)
    return await open_zarr(source, folder, host, series)
