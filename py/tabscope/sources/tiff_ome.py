"""OME-XML in a TIFF: whether it can be believed, and what it says about channels and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tabscope.axes import PixelSize
from tabscope.image import Channel
from tabscope.json_text import DEEPEST
from tabscope.units import MICROMETRES, SECONDS, unit_name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_PLANES = 10_000_000
"""Planes a description may speak of; tifffile makes a list entry for each before it looks at the file."""


PART_OF_SET = "This file is one part of a set that another file describes; it is opened alone."
BROKEN = "The OME description inside is damaged and was not used."


@dataclass(frozen=True)
class Verdict:
    """Whether the OME-XML may be used, whether other files of the folder belong to it, and what to tell a person."""

    usable: bool
    siblings: bool = False
    remarks: tuple[str, ...] = ()


def parsed(text: str | None) -> Element | None:
    """Return the root of OME-XML, or None where there is none or it is damaged or holds entities of its own."""
    from xml.etree import ElementTree

    if not text or "<!ENTITY" in text or "<!DOCTYPE" in text or is_deep_xml(text):
        return None
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - entities were refused above, and expat loads no files
    except ElementTree.ParseError:
        return None


def is_deep_xml(text: str) -> bool:
    """Whether XML is nested deeper than `DEEPEST`: letting go of such a tree would end Python in a tab.

    Elements are counted as they open and close; no tree is made.
    """
    from xml.parsers import expat

    depth = deepest = 0

    def opened(_name: str, _attributes: object) -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(deepest, depth)

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError:
        return deepest > DEEPEST  # what comes after a fault is not read by others either
    return deepest > DEEPEST


def trusted_ome(text: str | None, pages: int, name: str) -> Verdict:
    """Judge OME-XML before tifffile follows it: entities, sizes beyond reason, files in other folders."""
    root = parsed(text)
    if root is None:
        return Verdict(False, remarks=(BROKEN,))
    for pixels in _all(root, "Pixels"):
        if not _sizes_fit(pixels, pages):
            return Verdict(False, remarks=("The OME description inside does not fit the pages and was not used.",))
    others = {identifier.get("FileName", name) for identifier in _all(root, "UUID")} - {name}
    if next(_all(root, "BinaryOnly"), None) is not None:
        return Verdict(True, remarks=(PART_OF_SET,))
    if any("/" in other or "\\" in other or other.startswith(".") for other in others):
        return Verdict(True, remarks=("Planes that lie in other folders were not looked for.",))
    return Verdict(True, siblings=bool(others))


def _sizes_fit(pixels: Element, pages: int) -> bool:
    try:
        planes = 1
        for axis in "CZT":
            planes *= int(pixels.get(f"Size{axis}", "1"))
        counts = [int(data.get("PlaneCount", data.get("NumPlanes", "1"))) for data in _all(pixels, "TiffData")]
        starts = [int(data.get("IFD", "0")) for data in _all(pixels, "TiffData")]
    except ValueError:
        return False
    several_files = next(_all(pixels, "UUID"), None) is not None
    limit = MOST_PLANES if several_files else max(1000, 16 * pages)
    return 0 < planes <= limit and max(counts, default=0) <= limit and max(starts, default=0) <= limit


def _all(element: Element, tag: str) -> Any:
    return (one for one in element.iter() if one.tag.rpartition("}")[2] == tag)


def pixels_of(root: Element, index: int) -> Element | None:
    """Return the Pixels element of the image with this number."""
    found = list(_all(root, "Pixels"))
    return found[index] if index < len(found) else None


def pixel_size(pixels: Element) -> PixelSize:
    """Return the sizes in µm and s; a size without unit is µm since OME began, but 1.0 without unit says nothing."""
    sizes = {axis.lower(): _length(pixels, f"PhysicalSize{axis}") for axis in "ZYX"}
    step = _number(pixels.get("TimeIncrement"))
    unit = unit_name(pixels.get("TimeIncrementUnit", "s"))
    seconds = step * SECONDS[unit] if step and unit in SECONDS else None
    known = any(value is not None for value in (*sizes.values(), seconds))
    return PixelSize(sizes["z"], sizes["y"], sizes["x"], seconds, "OME" if known else "")


def _length(pixels: Element, key: str) -> float | None:
    value = _number(pixels.get(key))
    written = pixels.get(f"{key}Unit")
    if value is None or (written is None and value == 1.0):
        return None
    unit = unit_name(written or "µm")
    return value * MICROMETRES[unit] if unit in MICROMETRES else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value and 0 < value < float("inf") else None


def channels(pixels: Element, count: int) -> tuple[Channel, ...]:
    """Return names and colours of the channels; blank names are normal in OME."""
    found = [Channel(one.get("Name", ""), _colour(one.get("Color"))) for one in _all(pixels, "Channel")]
    return tuple(found[:count] + [Channel()] * (count - len(found)))


def _colour(text: str | None) -> str | None:
    """Return ``#rrggbb`` of OME's signed 32-bit RGBA."""
    try:
        value = int(text) & 0xFFFFFFFF if text is not None else None
    except ValueError:
        return None
    return None if value is None else f"#{value >> 8:06x}"


def significant_bits(pixels: Element) -> int | None:
    """Return how many bits of each value the camera filled."""
    bits = _number(pixels.get("SignificantBits"))
    return int(bits) if bits else None
