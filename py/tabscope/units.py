"""Lengths, areas and durations: parse them, print them, and turn them into pixels.

A quantity is kept as it was given (value and unit), because a person who typed 0.8 µm wants to read 0.8 µm again.
The runner converts it once, with the image's pixel size, before an operation sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from tabscope.errors import TabscopeError

Dimension = Literal["length", "area", "duration"]

MICROMETRES: dict[str, float] = {
    "angstrom": 1e-4, "nanometer": 1e-3, "micrometer": 1.0, "millimeter": 1e3, "centimeter": 1e4, "meter": 1e6,
}  # fmt: skip
"""How many µm one of each length unit is (the names of OME-Zarr)."""

SECONDS: dict[str, float] = {"millisecond": 1e-3, "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}
"""How many seconds one of each time unit is."""

ALIASES: dict[str, str] = {
    "px": "px", "pixel": "px", "pixels": "px", "nm": "nanometer", "µm": "micrometer", "μm": "micrometer",
    "um": "micrometer", "micron": "micrometer", "microns": "micrometer", "micrometre": "micrometer",
    "mm": "millimeter", "cm": "centimeter", "m": "meter", "å": "angstrom", "ms": "millisecond", "s": "second",
    "sec": "second", "min": "minute", "h": "hour", "d": "day", "nanometre": "nanometer",
    "millimetre": "millimeter", "frame": "px", "frames": "px",
}  # fmt: skip
"""Other spellings, as files and people write them, in lower case."""


def unit_name(text: str) -> str | None:
    """Return our name of a unit as others write it, or None where it is unknown."""
    key = text.strip().lower()
    key = ALIASES.get(key, key)
    return key if key == "px" or key in MICROMETRES or key in SECONDS else None


@dataclass(frozen=True)
class Quantity:
    """A number with a unit, of one dimension; ``otherwise`` is used where the image has no pixel size."""

    value: float
    unit: str = "px"
    dimension: Dimension = "length"
    otherwise: float | None = None

    def in_pixels(self, pixel_micrometres: float | None, parameter: str = "") -> float:
        """Return the value in px (px² for an area, frames for a duration).

        Parameters
        ----------
        pixel_micrometres : float or None
            Size of one pixel in µm (seconds of one frame for a duration); None where it is unknown.
        parameter : str
            The parameter's name, for the error.

        Raises
        ------
        TabscopeError
            ``image.no-pixel-size`` where the unit is physical, the size unknown and no fallback given.
        """
        if self.unit == "px":
            return self.value
        if not pixel_micrometres:
            if self.otherwise is not None:
                return self.otherwise
            raise TabscopeError("image.no-pixel-size", parameter=parameter, unit=self.unit)
        scale = (SECONDS if self.dimension == "duration" else MICROMETRES)[self.unit]
        power = 2 if self.dimension == "area" else 1
        return self.value * (scale / pixel_micrometres) ** power

    def as_json(self) -> Any:
        """Return the form used in a recipe: a bare number for pixels, else an object."""
        if self.unit == "px":
            return self.value
        written: dict[str, Any] = {"value": self.value, "unit": self.unit}
        if self.otherwise is not None:
            written["or"] = {"value": self.otherwise, "unit": "px"}
        return written


def parse_quantity(written: Any, dimension: Dimension = "length") -> Quantity:
    """Read a quantity from a recipe: ``3``, ``{"value": 3, "unit": "px"}`` or a physical one with a fallback.

    Raises
    ------
    ValueError
        With a sentence for the person who wrote it; the recipe adds the step and the parameter.
    """
    if isinstance(written, bool) or written is None:
        raise ValueError("must be a number, with or without a unit")
    if isinstance(written, (int, float)):
        return Quantity(float(written), "px", dimension)
    if not isinstance(written, dict) or not isinstance(written.get("value"), (int, float)):  # pyright: ignore[reportUnknownMemberType]
        raise ValueError("must be a number, with or without a unit")
    fields: dict[str, Any] = written  # pyright: ignore[reportUnknownVariableType]
    unit = unit_name(str(fields.get("unit", "px")))
    known = SECONDS if dimension == "duration" else MICROMETRES
    if unit is None or (unit != "px" and unit not in known):
        raise ValueError(f"has the unit “{fields.get('unit')}”, which is not one of px, {', '.join(known)}")
    fallback: Any = fields.get("or")
    otherwise = parse_quantity(fallback, dimension).value if fallback is not None else None
    return Quantity(float(fields["value"]), unit, dimension, otherwise)


@dataclass(frozen=True)
class Length:
    """A length as an operation receives it: pixels along each axis, last axis last.

    One value stands for all axes; the runner gives one for each where pixels are not square.
    """

    values: tuple[float, ...]

    def per_axis(self, ndim: int) -> tuple[float, ...]:
        """Return one value for each of ``ndim`` axes."""
        return self.values * ndim if len(self.values) == 1 else self.values[-ndim:]

    @property
    def in_plane(self) -> float:
        """The geometric mean over y and x, for operations that know one radius only."""
        pair = self.per_axis(2)
        return (pair[0] * pair[1]) ** 0.5


class Area(float):
    """An area as an operation receives it: px²."""


class Duration(float):
    """A duration as an operation receives it: frames."""


def px(value: float) -> Length:
    """Return a length in pixels, the same along every axis."""
    return Length((float(value),))


def size_text(count: float) -> str:
    """Return a number of bytes as a person reads it: ``"12.9 GB"``."""
    for unit in ("bytes", "kB", "MB", "GB", "TB", "PB", "EB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit in ("bytes", "kB") else f"{count:.1f} {unit}"
        count /= 1000
    return "more than 1000 EB"
