"""Painted examples from files: a label image whose values are classes, GeoJSON as QuPath writes it, or strokes as JSON.

What a file marks becomes strokes one pixel wide, so that training sees the very pixels that it marks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tabscope.areas import Area
from tabscope.errors import TabscopeError
from tabscope.image import Image
from tabscope.json_text import read_json
from tabscope.strokes import MOST_CLASSES, Stroke, parse_strokes

THIN = 0.4
"""Radius of a stroke that covers one row of pixels, and nothing beside it."""

NEAR = 0.75
"""Radius of a line and of a point: a little more than from a corner to the middle of a pixel, so that it marks one."""

BACKGROUND = "background"
"""A class of this name, in any case, comes first: the mask is that of the second."""


def painting_recipe() -> dict[str, Any]:
    """Return the recipe that counts and measures what examples were painted of; it is not trained yet."""
    return json.loads(resources.files("tabscope").joinpath("painting.json").read_text(encoding="utf-8"))


def from_json(path: Path) -> tuple[list[Stroke], list[str]]:
    """Read GeoJSON, or strokes as messages write them; return them with the names of the classes, where there are any.

    Outlines mark what is inside, lines and points the pixels that they go over. Coordinates are corners of pixels, as
    QuPath writes them (ground rules, section 2).

    Raises
    ------
    TabscopeError
        ``source.file-missing``; ``usage`` where the file is something else.
    """
    try:
        document = read_json(path.read_bytes())
    except OSError as error:
        raise TabscopeError("source.file-missing", name=path.name) from error
    except ValueError as error:
        raise _unreadable(path, str(error)) from error
    if isinstance(document, list):
        return list(parse_strokes(document)), []
    fields = cast("Mapping[str, Any]", document) if isinstance(document, Mapping) else {}
    listed = fields.get("features", [fields])
    features = [cast("Mapping[str, Any]", one) for one in cast("list[Any]", listed) if isinstance(one, Mapping)]
    try:
        names = _names(features)
        return [stroke for one in features for stroke in _marked(one, names)], names
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise _unreadable(path, "it is no GeoJSON with outlines, lines or points.") from error


async def from_labels(labels: Image, image: Image) -> list[Stroke]:
    """Read a label image of the same size: 0 is not painted, 1 the first class, and so on.

    Raises
    ------
    TabscopeError
        ``usage`` where it has another size or other values.
    """
    sizes = [{axis: one.sizes[axis] for axis in "tzyx"} for one in (labels, image)]
    if sizes[0] != sizes[1]:
        raise TabscopeError(
            "usage", reason="The painted examples have another size than the image.",
            advice="Paint them on this very image; pixels that are not painted are 0.",
        )  # fmt: skip
    strokes: list[Stroke] = []
    for t in range(labels.sizes["t"]):
        for z in range(labels.sizes["z"]):
            plane = await labels.read(t, 0, z)
            if plane.ndim != 2 or plane.dtype.kind not in "bui" or plane.min() < 0 or plane.max() > MOST_CLASSES:
                reason = f"The painted examples hold other values than 0 to {MOST_CLASSES}."
                raise TabscopeError("usage", reason=reason, advice="Give a label image: each value is a class.")
            strokes += _runs(plane, z, t)
    return strokes


def _runs(plane: NDArray[Any], z: int, t: int, top: int = 0, left: int = 0) -> list[Stroke]:
    """Return a stroke for each run of one class in a row."""
    edged = np.pad(plane.astype(np.int64), ((0, 0), (1, 1)))
    changed = edged[:, 1:] != edged[:, :-1]
    rows, columns = np.nonzero(changed)
    strokes: list[Stroke] = []
    for index, (row, begin) in enumerate(zip(rows, columns, strict=True)):
        number = int(edged[row, begin + 1])
        if number:
            end = int(columns[index + 1]) - 1
            y = float(row + top)
            strokes.append(Stroke(number, ((y, float(begin + left)), (y, float(end + left))), THIN, z, t))
    return strokes


def _names(features: list[Mapping[str, Any]]) -> list[str]:
    """Return the classes in the order in which they come, the background before all others."""
    found = list(dict.fromkeys(_class_of(one) for one in features))
    if len(found) > MOST_CLASSES:
        raise TabscopeError(
            "usage", reason=f"There are {len(found)} classes.", advice=f"Give up to {MOST_CLASSES} of them."
        )
    return sorted(found, key=lambda one: one.lower() != BACKGROUND)


def _class_of(feature: Mapping[str, Any]) -> str:
    properties: Mapping[str, Any] = feature.get("properties") or {}
    named: Mapping[str, Any] = properties.get("classification") or {}
    return str(named.get("name") or properties.get("name") or "Objects").replace(",", " ")


def _marked(feature: Mapping[str, Any], names: list[str]) -> list[Stroke]:
    number = names.index(_class_of(feature)) + 1
    shape = feature["geometry"]
    kind, places = shape["type"], shape["coordinates"]
    if kind in ("Polygon", "MultiPolygon"):
        return [one for rings in (places if kind == "MultiPolygon" else [places]) for one in _inside(rings, number)]
    paths: list[list[list[float]]] = places
    if kind in ("Point", "MultiPoint"):
        paths = [[one] for one in (places if kind == "MultiPoint" else [places])]
    elif kind == "LineString":
        paths = [places]
    return [Stroke(number, tuple(_place(point) for point in path), NEAR) for path in paths]


def _place(point: list[float]) -> tuple[float, float]:
    return (float(point[1]) - 0.5, float(point[0]) - 0.5)


def _inside(rings: list[list[list[float]]], number: int) -> list[Stroke]:
    """Return the pixels within an outline that are in none of its holes."""
    areas = [Area("polygon", tuple(map(_place, ring))) for ring in rings]
    box = areas[0].box()
    y, x = np.arange(box.y0, box.y1, dtype=np.float64), np.arange(box.x0, box.x1, dtype=np.float64)
    inside = areas[0].covers(y, x)
    for hole in areas[1:]:
        inside &= ~hole.covers(y, x)
    return _runs(inside * number, 0, 0, box.y0, box.x0)


def _unreadable(path: Path, reason: str) -> TabscopeError:
    advice = "Give a label image, or GeoJSON with a class for each outline."
    return TabscopeError("usage", reason=f"{path.name} holds no painted examples: {reason}", advice=advice)
