"""What a recipe is made of: inputs, steps, rules that a parameter follows, and the document as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from tabscope.operations.registry import Kind, Operation, Parameter
from tabscope.units import Quantity

DERIVED_FIELDS = {"auto", "times", "at_least", "of", "value"}
"""``value`` is the number that a rule came to in a finished run: it is kept for people, and found anew in every run."""

Axis = Literal["each", "max", "volume"] | int


@dataclass(frozen=True)
class RecipeInput:
    """An input of a recipe: which channel of the image it takes and how it treats z and t.

    ``channel`` is "auto", "all", an index, a name, a list of names, or ``{"name": [...], "index": 0}``.
    """

    kind: Kind = "intensity"
    channel: Any = "auto"
    z: Axis = "max"
    t: Axis = "each"
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Derived:
    """A parameter that follows from what a step found: ``times`` x its column, or that part of a disk's area."""

    step: str
    column: str
    times: float = 1.0
    at_least: float | None = None
    disk: bool = False


@dataclass(frozen=True)
class Step:
    """One step: an operation, where its inputs come from, its parameters as written, and the kind of what it gives."""

    id: str
    operation: Operation
    inputs: Mapping[str, tuple[str, ...]]
    params: Mapping[str, Any]
    off: bool = False
    title: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])
    output: Kind = "intensity"


@dataclass(frozen=True)
class Recipe:
    """A checked recipe: every step's operation exists, every input is there, every parameter is within bounds."""

    title: str
    inputs: Mapping[str, RecipeInput]
    steps: tuple[Step, ...]
    show: tuple[str, ...]
    document: Mapping[str, Any]

    @property
    def objects(self) -> str:
        """What its objects are called in the headline ("nuclei")."""
        return str(self.document.get("objects", "objects"))

    @property
    def counted(self) -> str:
        """The step whose objects the headline counts; empty for the last one that is shown."""
        return str(self.document.get("count", ""))

    @property
    def active_steps(self) -> tuple[Step, ...]:
        """The steps that are not switched off."""
        return tuple(step for step in self.steps if not step.off)

    def digest(self) -> str:
        """Return the sha256 of the document in canonical form."""
        text = json.dumps(self.filled(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def filled(self) -> dict[str, Any]:
        """Return the document with every default written out and every operation's version named."""
        steps = [
            {
                **step.extra, "id": step.id, "op": step.operation.name,
                "in": {port: names[0] if len(names) == 1 else list(names) for port, names in step.inputs.items()},
                "params": {p.name: with_default(step.params, p) for p in step.operation.parameters},
                **({"off": True} if step.off else {}),
            }
            for step in self.steps
        ]  # fmt: skip
        return {**self.document, "steps": steps, "show": list(self.show)}

    def to_python(self) -> str:
        """Return a Python script that runs the recipe with the tabscope wheel alone."""
        from tabscope.script import to_python

        return to_python(self)


def derived(written: Any) -> Derived | None:
    """Read ``{"auto": "size.diameter_px", "times": 0.06}``; None where a value is written plainly.

    Raises
    ------
    ValueError
        Where the rule itself is wrong, with a sentence.
    """
    if not isinstance(written, dict) or "auto" not in written:
        return None
    rule = cast("dict[str, Any]", written)
    step, _, column = str(rule["auto"]).partition(".")
    numbers = [rule.get("times", 1.0), rule.get("at_least", 0.0)]
    if not column or any(isinstance(one, bool) or not isinstance(one, (int, float)) for one in numbers):
        raise ValueError("must follow a step's column by numbers, such as size.diameter_px times 0.06")
    unknown = set(rule) - DERIVED_FIELDS
    if unknown:
        raise ValueError(f"has a rule with fields that are not known: {', '.join(sorted(unknown))}")
    least = rule.get("at_least")
    return Derived(step, column, float(numbers[0]), None if least is None else float(least), rule.get("of") == "disk")


def with_default(params: Mapping[str, Any], parameter: Parameter) -> Any:
    """Return what a recipe writes for a parameter, or its default; of a rule without the number it last came to."""
    if parameter.name in params:
        value = params[parameter.name]
        rule = cast("dict[str, Any]", value) if isinstance(value, dict) and "auto" in value else None
        return value if rule is None else {field: one for field, one in rule.items() if field != "value"}
    return parameter.default.as_json() if isinstance(parameter.default, Quantity) else parameter.default
