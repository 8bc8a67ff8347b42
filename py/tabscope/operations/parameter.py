"""What a form needs to know about a parameter, and whether a written value can be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tabscope.units import Quantity, parse_quantity

ParameterType = Literal["length", "area", "duration", "float", "int", "bool", "choice", "text"]


@dataclass(frozen=True)
class Param:
    """What a form needs to know about a parameter beyond its type and default.

    ``help`` is one sentence in a biologist's words. ``ge`` and ``le`` bound the value (lengths and areas: in px),
    ``soft`` is the end of the slider where ``le`` is far away. ``advanced`` hides it until asked for. ``unless`` names
    the parameter that takes its place where that one has a value.
    """

    help: str = ""
    ge: float | None = None
    le: float | None = None
    soft: float | None = None
    advanced: bool = False
    label: str = ""
    unless: str = ""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation, as forms and validation see it."""

    name: str
    type: ParameterType
    default: Any
    param: Param
    choices: tuple[str, ...] = ()
    optional: bool = False

    def problem(self, value: Any) -> str | None:
        """Return why a written value cannot be used ("must be 0 to 500"), or None where it can."""
        if value is None:
            return None if self.optional else "is missing"
        try:
            number = self._number(value)
        except ValueError as error:
            return str(error)
        if number is None:
            return None
        if not np.isfinite(number):
            return "must be a finite number"
        low, high = self.param.ge, self.param.le
        if (low is not None and number < low) or (high is not None and number > high):
            if low is not None and high is not None:
                return f"must be {low:g} to {high:g}"
            return f"must be at least {low:g}" if low is not None else f"must be at most {high:g}"
        return None

    def _number(self, value: Any) -> float | None:
        """Return the number whose bounds count (None for a text, a choice, or a physical quantity)."""
        if self.type in ("length", "area", "duration"):
            quantity = parse_quantity(value, self.type)
            return quantity.value if quantity.unit == "px" else None
        if self.type == "bool":
            if not isinstance(value, bool):
                raise ValueError("must be yes or no")
            return None
        if self.type == "choice":
            if value not in self.choices:
                raise ValueError(f"must be one of {', '.join(self.choices)}")
            return None
        if self.type == "text":
            if not isinstance(value, str):
                raise ValueError("must be a text")
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError("must be a number")
        if self.type == "int" and int(value) != value:
            raise ValueError("must be a whole number")
        return float(value)

    def describe(self) -> dict[str, Any]:
        """Return plain data for forms, ``ops --json`` and the reference."""
        return {
            "name": self.name,
            "type": self.type,
            "default": self.default.as_json() if isinstance(self.default, Quantity) else self.default,
            "optional": self.optional,
            "label": self.param.label or self.name.replace("_", " ").capitalize(),
            "help": self.param.help,
            "min": self.param.ge,
            "max": self.param.le,
            "soft_max": self.param.soft if self.param.soft is not None else self.param.le,
            "advanced": self.param.advanced,
            "unless": self.param.unless,
            "choices": list(self.choices),
        }
