"""The metadata of OME-Zarr 0.1 to 0.5: multiscales, axes, scales and channels, checked before a pixel is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.image import Channel
from tabscope.units import MICROMETRES, SECONDS, unit_name

VERSIONS = ("0.1", "0.2", "0.3", "0.4", "0.5")
"""Versions that are read."""

MOST_LEVELS = 64
"""Levels of one pyramid; halving a pixel count of 2^64 takes no more."""

OLD_AXES = "tczyx"
"""Before version 0.3 every image had these."""


Numbers = tuple[float, ...]
"""One number for each axis."""


@dataclass(frozen=True)
class Axis:
    """One axis: its name (t, c, z, y, x or its own), and what one unit is in µm or s (None: unknown)."""

    name: str
    unit: float | None = None


@dataclass(frozen=True)
class Dataset:
    """One level: where its array lies, and its scale and translation per axis as the file gives them."""

    path: str
    scale: tuple[float, ...] | None
    translation: tuple[float, ...] | None


@dataclass(frozen=True)
class Multiscale:
    """One image: its axes and its levels, full resolution first."""

    name: str
    version: str
    axes: tuple[Axis, ...]
    datasets: tuple[Dataset, ...]


def unwrapped(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the OME part of a node's attributes: under ``ome`` since 0.5, at the top before."""
    inner = attributes.get("ome")
    return inner if isinstance(inner, dict) else attributes  # pyright: ignore[reportUnknownVariableType]


class _Faults:
    """Raises what is wrong with the metadata of one source."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, reason: str) -> TabscopeError:
        return TabscopeError("format.metadata", name=self.name, reason=reason)


def multiscales(name: str, attributes: dict[str, Any]) -> list[Multiscale]:
    """Return the images that a group describes, checked.

    Raises
    ------
    TabscopeError
        ``format.metadata`` with what does not fit, ``format.unsupported`` for other versions.
    """
    ome = unwrapped(attributes)
    fault = _Faults(name)
    written = ome.get("multiscales")
    if not isinstance(written, list) or not written:
        raise fault("“multiscales” is not a list of images.")
    return [_multiscale(one, ome, fault) for one in written]


def _multiscale(one: Any, ome: dict[str, Any], fault: _Faults) -> Multiscale:
    if not isinstance(one, dict):
        raise fault("an image of “multiscales” is not an object.")
    version = str(ome.get("version", one.get("version", "0.4")))
    if version not in VERSIONS:
        reason = f"It is OME-Zarr {version}; {VERSIONS[0]} to {VERSIONS[-1]} can be opened."
        raise TabscopeError("format.unsupported", name=fault.name, reason=reason)
    axes = _axes(one.get("axes"), version, fault)
    written = one.get("datasets")
    if not isinstance(written, list) or not written:
        raise fault("an image has no “datasets”.")
    if len(written) > MOST_LEVELS:
        raise fault(f"it lists {len(written)} levels.")
    shared = _transformations(one.get("coordinateTransformations"), len(axes), fault)
    datasets = tuple(_dataset(level, shared, len(axes), fault) for level in written)
    return Multiscale(str(one.get("name") or ""), version, axes, datasets)


def _axes(written: Any, version: str, fault: _Faults) -> tuple[Axis, ...]:
    if written is None and version in ("0.1", "0.2"):
        return tuple(Axis(name) for name in OLD_AXES)
    if not isinstance(written, list) or not 2 <= len(written) <= 5:
        raise fault("“axes” is not a list of 2 to 5 axes.")
    found = [_axis(one, fault) for one in written]
    names = [axis.name for axis in found]
    if len(set(names)) < len(names) or "y" not in names or "x" not in names:
        raise fault(f"its axes are {', '.join(names)}; each must be there once, y and x among them.")
    return tuple(found)


def _axis(one: Any, fault: _Faults) -> Axis:
    if isinstance(one, str):
        return Axis(one.lower())
    if not isinstance(one, dict) or not isinstance(one.get("name"), str) or not one["name"]:
        raise fault("an axis has no name.")
    unit = unit_name(str(one.get("unit") or ""))
    name = one["name"].lower()
    known = SECONDS if name == "t" else MICROMETRES
    return Axis(name, known.get(unit) if unit else None)


def _dataset(one: Any, shared: tuple[Any, Any], axes: int, fault: _Faults) -> Dataset:
    if not isinstance(one, dict) or not isinstance(one.get("path"), str):
        raise fault("a level has no “path”.")
    path = one["path"].strip("/") if one["path"] != "." else ""
    if ".." in path.split("/") or ":" in path or "\\" in path:
        raise fault(f"the path “{path[:60]}” leads out of the folder.")
    scale, translation = _transformations(one.get("coordinateTransformations"), axes, fault)
    if shared[0] is not None:
        scale = tuple(a * b for a, b in zip(scale or (1.0,) * axes, shared[0], strict=True))
        if translation is not None:
            translation = tuple(a * b for a, b in zip(translation, shared[0], strict=True))
    if shared[1] is not None:
        translation = tuple(a + b for a, b in zip(translation or (0.0,) * axes, shared[1], strict=True))
    return Dataset(path, scale, translation)


def _transformations(written: Any, axes: int, fault: _Faults) -> tuple[Numbers | None, Numbers | None]:
    """Return scale and translation of a list of transformations; other kinds are not in these versions."""
    scale: Numbers | None = None
    translation: Numbers | None = None
    for one in written if isinstance(written, list) else ():
        kind = one.get("type") if isinstance(one, dict) else None
        if kind == "scale" and "scale" in one:
            scale = _numbers(one["scale"], axes, fault)
            if any(value <= 0 for value in scale):
                raise fault("a scale is 0 or negative.")
        elif kind == "translation" and "translation" in one:
            translation = _numbers(one["translation"], axes, fault)
    return scale, translation


def _numbers(written: Any, axes: int, fault: _Faults) -> tuple[float, ...]:
    if not isinstance(written, list) or len(written) != axes:
        raise fault(f"a scale or translation has not one number for each of {axes} axes.")
    if not all(type(value) in (int, float) and isfinite(value) for value in written):
        raise fault("a scale or translation holds something else than numbers.")
    return tuple(float(value) for value in written)


def pixel_size(image: Multiscale) -> PixelSize:
    """Return the sizes of full resolution in µm and s; an axis without a unit has none."""
    scale = image.datasets[0].scale
    if scale is None:
        return PixelSize()
    sizes = {axis.name: value * axis.unit for axis, value in zip(image.axes, scale, strict=True) if axis.unit}
    if not any(axis in sizes for axis in "tzyx"):
        return PixelSize()
    return PixelSize(sizes.get("z"), sizes.get("y"), sizes.get("x"), sizes.get("t"), "OME-Zarr")


def channels(attributes: dict[str, Any], count: int) -> tuple[Channel, ...]:
    """Return names, colours and display ranges from ``omero``; a list that is too short or long is filled or cut."""
    omero = unwrapped(attributes).get("omero")
    written = omero.get("channels") if isinstance(omero, dict) else None
    found = [_channel(one) for one in written] if isinstance(written, list) else []
    return tuple(found[:count] + [Channel()] * (count - len(found)))


def _channel(one: Any) -> Channel:
    if not isinstance(one, dict):
        return Channel()
    name, colour = one.get("label"), str(one.get("color", "")).lstrip("#").lower()
    valid = len(colour) == 6 and all(sign in "0123456789abcdef" for sign in colour)
    return Channel(str(name) if name else "", f"#{colour}" if valid else None, _window(one.get("window")))


def _window(written: Any) -> tuple[float, float] | None:
    if not isinstance(written, dict):
        return None
    low, high = written.get("start"), written.get("end")
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low < high:
        return float(low), float(high)
    return None
