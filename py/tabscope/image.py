"""An opened source: axes, scale, channels and resolution levels; pixels are read region by region."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize, sizes
from tabscope.errors import TabscopeError
from tabscope.regions import Region


@dataclass(frozen=True)
class Channel:
    """One channel: its name, colour (``#rrggbb``) and display range, each None or empty where the file has none."""

    name: str = ""
    color: str | None = None
    window: tuple[float, float] | None = None


@dataclass(frozen=True)
class Level:
    """One resolution level: its size in y and x, and by what factor it is coarser than full resolution, per axis."""

    height: int
    width: int
    factors: Mapping[str, float] = field(default_factory=lambda: {"y": 1.0, "x": 1.0})
    depth: int = 1


@dataclass(frozen=True)
class Series:
    """One of several images in a source."""

    name: str
    shape: tuple[int, ...]
    axes: str


class Reader(Protocol):
    """What a source gives besides its description: pixels of one plane, and the file's own bytes in order."""

    async def plane(self, level: int, t: int, c: int, z: int, region: Region) -> NDArray[Any]:
        """Return the pixels of a region: (y, x), or (y, x, s) for a colour picture; the dtype of the file."""
        ...

    def raw(self) -> AsyncIterator[NDArray[Any]]:
        """Yield the full-resolution pixels of the series in the file's own axis order, piece by piece, C order."""
        ...

    async def close(self) -> None:
        """Let go of files and caches."""
        ...


@dataclass(frozen=True)
class Image:
    """An opened image.

    Attributes
    ----------
    name : str
        The last part of its path or address; never a whole path.
    format : str
        "TIFF", "OME-TIFF", "ImageJ TIFF", "PNG", "JPEG", "NPY", "OME-Zarr 0.4", ...
    axes, shape : str, tuple of int
        In the file's own order (``"tczyx"``, ``"yxs"``).
    dtype : numpy dtype
        As stored.
    pixel_size : PixelSize
        µm per pixel and its origin.
    channels, levels, series : tuple
        At least one channel and one level; ``series`` lists every image of the source.
    source : dict
        What provenance says about it: address or file name, bytes, digest, title, licence where known.
    warnings : tuple of str
        Sentences a person should read ("Compressed with loss: use for counting, not for intensity.").
    metadata : dict
        Format-specific facts: ``significant_bits``, ``min_is_white``, ``palette``, ``lossy``.
    """

    name: str
    format: str
    axes: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    pixel_size: PixelSize
    channels: tuple[Channel, ...]
    levels: tuple[Level, ...]
    reader: Reader
    series: tuple[Series, ...] = ()
    series_index: int = 0
    source: Mapping[str, Any] = field(default_factory=dict[str, Any])
    warnings: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def sizes(self) -> dict[str, int]:
        """Length of each of t, c, z, y, x, and of s for a colour picture."""
        return sizes(self.axes, self.shape)

    @property
    def is_colour(self) -> bool:
        """Whether the samples of a pixel are one colour (RGB) and not channels."""
        return "s" in self.axes

    def with_pixel_size(self, size: PixelSize) -> Image:
        """Return the same image with a pixel size that a person set."""
        return replace(self, pixel_size=size)

    async def read(
        self, t: int = 0, c: int = 0, z: int = 0, level: int = 0, region: Region | None = None
    ) -> NDArray[Any]:
        """Read a region of one plane.

        Parameters
        ----------
        t, c, z : int
            Time, channel and slice, from 0.
        level : int
            Resolution level, 0 is full resolution.
        region : Region, optional
            In pixels of that level; the whole plane where it is not given.

        Returns
        -------
        numpy.ndarray
            Shape (y, x), or (y, x, s) for a colour picture; the dtype of the file.

        Raises
        ------
        TabscopeError
            ``image.no-such-plane`` or ``image.no-such-channel`` for an index that is not there.
        """
        for axis, index in (("t", t), ("z", z)):
            if not 0 <= index < self.sizes[axis]:
                size = self.sizes[axis]
                raise TabscopeError("image.no-such-plane", axis=axis, index=index, size=size, last=size - 1)
        if not 0 <= c < len(self.channels):
            raise TabscopeError("image.no-such-channel", channel=c, available=len(self.channels))
        if not 0 <= level < len(self.levels):
            raise TabscopeError(
                "image.no-such-plane", axis="level", index=level, size=len(self.levels), last=len(self.levels) - 1
            )
        chosen = self.levels[level]
        box = (region or Region(0, 0, chosen.height, chosen.width)).clipped(chosen.height, chosen.width)
        return await self.reader.plane(level, t, c, z, box)

    def describe(self) -> dict[str, Any]:
        """Return the description as plain data, as ``tabscope info --json`` and the page receive it."""
        size = self.pixel_size
        known = {"t": size.t, "z": size.z, "y": size.y, "x": size.x}
        return {
            "name": self.name,
            "format": self.format,
            "shape": list(self.shape),
            "dtype": self.dtype.str,
            "axes": self.axes,
            "scale": {axis: value for axis, value in known.items() if value is not None},
            "units": {
                axis: "second" if axis == "t" else "micrometer" for axis, value in known.items() if value is not None
            },
            "pixel_size_origin": size.origin,
            "channels": [
                {
                    "name": channel.name,
                    "color": channel.color,
                    "window": list(channel.window) if channel.window else None,
                }
                for channel in self.channels
            ],
            "levels": [
                {"height": level.height, "width": level.width, "depth": level.depth, "factors": dict(level.factors)}
                for level in self.levels
            ],
            "series": [{"name": one.name, "shape": list(one.shape), "axes": one.axes} for one in self.series],
            "series_index": self.series_index,
            "colour": self.is_colour,
            "source": dict(self.source),
            "warnings": list(self.warnings),
            "metadata": dict(self.metadata),
        }
