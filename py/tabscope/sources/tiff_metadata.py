"""What a TIFF says besides its pixels: kind, pixel size, channels, colour maps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.image import Channel
from tabscope.sources import tiff_ome
from tabscope.sources.layout import Layout
from tabscope.units import MICROMETRES, SECONDS, unit_name


@dataclass(frozen=True)
class Description:
    """The description of one series."""

    format: str
    pixel_size: PixelSize
    channels: tuple[Channel, ...]
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])


def describe(tiff: Any, series: Any, index: int, layout: Layout) -> Description:
    """Return what OME-XML, ImageJ's or the vendor's tags say about a series."""
    count = layout.length("c")
    if tiff.is_ome and series.kind == "ome":
        return _ome(tiff, index, count)
    if tiff.is_imagej:
        return _imagej(tiff, series, count)
    table = _colormap(series.keyframe)
    facts = {} if table is None else {"palette": _hex_table(table)}
    kind = "BigTIFF" if tiff.is_bigtiff else "TIFF"
    return Description(kind, _vendor_size(tiff), (Channel(),) * count, facts)


def _ome(tiff: Any, index: int, count: int) -> Description:
    root = tiff_ome.parsed(tiff.pages[0].description)
    pixels = None if root is None else tiff_ome.pixels_of(root, index)
    if pixels is None:
        return Description("OME-TIFF", PixelSize(), (Channel(),) * count)
    bits = tiff_ome.significant_bits(pixels)
    facts = {"significant_bits": bits} if bits else {}
    return Description("OME-TIFF", tiff_ome.pixel_size(pixels), tiff_ome.channels(pixels, count), facts)


def _imagej(tiff: Any, series: Any, count: int) -> Description:
    facts: dict[str, Any] = tiff.imagej_metadata or {}
    found = facts.get("LUTs", [])
    # tifffile gives a single table as one (3, 256) array, and several as a list
    tables = [found] if isinstance(found, np.ndarray) else [np.asarray(table) for table in found]
    ranges = _ranges(facts, count)
    colours = [_ramp_colour(table) for table in tables[:count]] + [None] * (count - len(tables))
    parts = zip(_names(facts, count), colours, ranges, strict=True)
    channels = tuple(Channel(name, colour, shown) for name, colour, shown in parts)
    if count > 1:
        return Description("ImageJ TIFF", _imagej_size(tiff, facts), channels)
    table = tables[0] if tables else _colormap(series.keyframe)
    colour = None if table is None else _ramp_colour(table)
    palette = _hex_table(table) if table is not None and colour is None else []
    channels = (Channel("", colour, ranges[0]),)
    return Description("ImageJ TIFF", _imagej_size(tiff, facts), channels, {"palette": palette} if palette else {})


def _names(facts: dict[str, Any], count: int) -> list[str]:
    """Return the labels of the first plane of each channel, where they are names and not places ("z:3/10 - file")."""
    labels = facts.get("Labels")
    found = [str(label) for label in labels[:count]] if isinstance(labels, list) else []
    if len(found) < count or any(":" in label or "/" in label for label in found):
        return [""] * count
    return found


def _imagej_size(tiff: Any, facts: dict[str, Any]) -> PixelSize:
    """Return sizes from ``unit=`` and the resolution tags, which count pixels per unit there."""
    unit = unit_name(_unescaped(str(facts.get("unit", ""))))
    per = MICROMETRES.get(unit or "")
    seconds = _seconds(facts)
    if per is None:
        return PixelSize(t=seconds, origin="ImageJ" if seconds else "")
    tags = tiff.pages[0].tags
    x, y = (_per_pixel(tags.get(code), per) for code in (282, 283))
    spacing = _positive(facts.get("spacing"))
    return PixelSize(spacing * per if spacing else None, y, x, seconds, "ImageJ")


def _unescaped(text: str) -> str:
    """Return a unit without ImageJ's escape of µ (a backslash, u00B5)."""
    return re.sub(r"\\u00[bB]5", "µ", text)


def _per_pixel(tag: Any, micrometres: float) -> float | None:
    """Return µm per pixel from a resolution tag; a bare 1/1 beside a unit is what ImageJ writes when it knows none."""
    if tag is None:
        return None
    above, below = (float(part) for part in tag.value)
    return below / above * micrometres if above > 0 and below > 0 else None


def _seconds(facts: dict[str, Any]) -> float | None:
    interval = _positive(facts.get("finterval"))
    unit = unit_name(str(facts.get("tunit", "s")))
    return interval * SECONDS[unit] if interval and unit in SECONDS else None


def _positive(value: Any) -> float | None:
    if isinstance(value, (int, float)) and 0 < value < float("inf"):
        return float(value)
    return None


def _ranges(facts: dict[str, Any], count: int) -> list[tuple[float, float] | None]:
    """Return the display range of each channel: pairs in Ranges; min and max are those of a single channel."""
    values = [float(value) for value in facts.get("Ranges", ())]
    if len(values) >= 2 * count:
        return [(values[2 * number], values[2 * number + 1]) for number in range(count)]
    low, high = facts.get("min"), facts.get("max")
    if count == 1 and isinstance(low, (int, float)) and isinstance(high, (int, float)) and low < high:
        return [(float(low), float(high))]
    return [None] * count


def _ramp_colour(table: NDArray[Any]) -> str | None:
    """Return the colour of a look-up table that runs straight from black to it, else None."""
    if table.ndim != 2 or table.shape[0] != 3 or table.shape[1] < 2:
        return None
    top = table[:, -1].astype(float)
    ramp = np.linspace(0, 1, table.shape[1])[None] * top[:, None]
    if np.abs(table - ramp).max() > 2 or not top.any():
        return None
    return "#" + "".join(f"{int(value):02x}" for value in top)


def _colormap(page: Any) -> NDArray[Any] | None:
    """Return the colour map of a page as (3, entries) of 0 to 255, or None where it has none."""
    if getattr(page.photometric, "name", "") != "PALETTE" or page.colormap is None:
        return None
    table = np.asarray(page.colormap)
    if table.ndim != 2 or table.shape[0] < 3:
        return None
    return table >> 8 if table.dtype.itemsize > 1 and table.max() > 255 else table


def _hex_table(table: NDArray[Any]) -> list[str]:
    """Return at most 256 entries as ``#rrggbb``."""
    step = max(1, table.shape[1] // 256)
    return ["#" + "".join(f"{int(value) & 255:02x}" for value in column) for column in table[:3, ::step].T]


def _vendor_size(tiff: Any) -> PixelSize:
    """Return sizes from tags of vendors; a plain resolution (inches, dots) says nothing about the microscope."""
    if tiff.is_svs:
        found = re.search(r"\bMPP\s*=\s*([0-9.]+)", tiff.pages[0].description)
        if found and (size := _positive(float(found[1]))):
            return PixelSize(None, size, size, None, "Aperio")
    if tiff.is_lsm and (facts := tiff.lsm_metadata):
        metres = (_positive(facts.get(f"VoxelSize{axis}")) for axis in "ZYX")
        z, y, x = (value * 1e6 if value else None for value in metres)
        return PixelSize(z, y, x, _positive(facts.get("TimeIntervall")), "LSM")
    return PixelSize()
