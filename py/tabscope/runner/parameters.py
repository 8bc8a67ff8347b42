"""A step's parameters as its function receives them: rules followed, lengths in pixels of the level."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tabscope.errors import TabscopeError
from tabscope.operations.registry import Parameter
from tabscope.recipe import Derived, Step, derived
from tabscope.runner.plan import Plan
from tabscope.table import Table
from tabscope.units import Area, Duration, Length, Quantity, parse_quantity


def resolve(step: Step, plan: Plan, tables: Mapping[str, Table]) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the arguments of a step, and the numbers that its rules came to (px of full resolution).

    Parameters
    ----------
    step : Step
        Its parameters as written.
    plan : Plan
        Gives the pixel size and the level.
    tables : dict of Table
        What earlier steps measured, in pixels of the level.

    Raises
    ------
    TabscopeError
        ``measure.diameter-unknown`` or ``recipe.parameter`` where a rule has nothing to follow.
    """
    arguments: dict[str, Any] = {}
    followed: dict[str, float] = {}
    for parameter in step.operation.parameters:
        value = step.params.get(parameter.name, parameter.default)
        rule = derived(value)
        if rule is not None:
            pixels = _follow(rule, step, parameter, tables, plan)
            followed[parameter.name] = pixels * _to_full(parameter, plan)
            _check(step, parameter, pixels)
            arguments[parameter.name] = _wrap(parameter, pixels, plan)
        else:
            arguments[parameter.name] = _given(parameter, value, plan)
    return arguments, followed


def _follow(rule: Derived, step: Step, parameter: Parameter, tables: Mapping[str, Table], plan: Plan) -> float:
    table = tables.get(rule.step)
    if table is None or rule.column not in table.names:
        reason = f"follows {rule.step}.{rule.column}, which is not there."
        raise TabscopeError(
            "recipe.parameter", step=step.id, parameter=parameter.name, reason=reason, advice="Give a number instead."
        )
    found = float(table[rule.column][0]) if len(table) else math.nan
    if not math.isfinite(found):
        raise TabscopeError("measure.diameter-unknown", step=step.id)
    pixels = rule.times * (math.pi * found**2 / 4 if rule.disk else found)
    least = rule.at_least / _to_full(parameter, plan) if rule.at_least is not None else 0.0
    return max(pixels, least)


def _to_full(parameter: Parameter, plan: Plan) -> float:
    """Return how many px (px²) of full resolution one of the level is, for a parameter of this type."""
    fy, fx = plan.placement.factor
    return {"length": (fy * fx) ** 0.5, "area": fy * fx}.get(parameter.type, 1.0)


def _check(step: Step, parameter: Parameter, value: float) -> None:
    problem = parameter.problem(round(value) if parameter.type == "int" else value)
    if problem is not None:
        raise TabscopeError(
            "recipe.parameter", step=step.id, parameter=parameter.name, advice="Give a number instead.",
            reason=f"came to {value:g} by its rule and {problem}.",
        )  # fmt: skip


def _wrap(parameter: Parameter, value: float, plan: Plan) -> Any:
    if parameter.type == "length":
        return _length(value, value, plan)
    if parameter.type == "area":
        return _area(value, plan)
    return round(value) if parameter.type == "int" else value


def _given(parameter: Parameter, value: Any, plan: Plan) -> Any:
    if value is None or parameter.type not in ("length", "area", "duration"):
        return float(value) if parameter.type == "float" and value is not None else value
    quantity = value if isinstance(value, Quantity) else parse_quantity(value, parameter.type)
    if parameter.type == "duration":
        return Duration(quantity.in_pixels(plan.image.pixel_size.t, parameter.name))
    size, (fy, fx) = plan.image.pixel_size, plan.placement.factor
    y, x = quantity.in_pixels(size.y, parameter.name), quantity.in_pixels(size.x, parameter.name)
    if parameter.type == "area":
        return _area((y * x) ** 0.5 / (fy * fx), plan)
    return _length(y / fy, x / fx, plan)


def _length(y: float, x: float, plan: Plan) -> Length:
    """Return a length along y and x of the plane; in a volume also along z, as long in µm where that is known."""
    if plan.volume:
        z = (y * x) ** 0.5 / _slice_pixels(plan)
        return Length((y,) if z == y == x else (z, y, x))
    return Length((y,) if y == x else (y, x))


def _area(pixels: float, plan: Plan) -> Area:
    """Return an area in the plane; in a volume the voxels of the ball whose disk has this area."""
    if not plan.volume:
        return Area(pixels)
    radius = (pixels / math.pi) ** 0.5
    return Area(4 / 3 * math.pi * radius**3 / _slice_pixels(plan))


def _slice_pixels(plan: Plan) -> float:
    """Return how many pixels of the plane a slice is thick; 1 where it is not known."""
    size = plan.pixel_size
    return size.z / (size.y * size.x) ** 0.5 if size.z and size.y and size.x else 1.0
