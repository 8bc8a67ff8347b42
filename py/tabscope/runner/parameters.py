"""A step's parameters as its function receives them: rules followed, lengths in pixels of the step's own grid."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tabscope.errors import TabscopeError
from tabscope.grid import Grid
from tabscope.operations.registry import Parameter
from tabscope.recipe import Derived, Step, derived
from tabscope.table import Table
from tabscope.units import Area, Duration, Length, Quantity, parse_quantity


@dataclass(frozen=True)
class Here:
    """What a step works on.

    Attributes
    ----------
    grid : Grid
        Where the pixels of its first input lie.
    axes : int
        3 where they are a volume, else 2.
    """

    grid: Grid
    axes: int = 2

    @property
    def sides(self) -> tuple[float | None, float | None]:
        """µm per px of full resolution along the rows and columns of the step's pixels, (y, x)."""
        size, (_, y, x) = self.grid.pixel_size, self.grid.spacing
        return (None if size.y is None else size.y / y, None if size.x is None else size.x / x)


def resolve(
    step: Step, here: Here, tables: Mapping[str, Table], grids: Mapping[str, Grid]
) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the arguments of a step, and the numbers that its rules came to (px of full resolution).

    Parameters
    ----------
    step : Step
        Its parameters as written.
    here : Here
        Gives the size of its pixels.
    tables : dict of Table
        What earlier steps measured, in pixels of their own.
    grids : dict of Grid
        Where the pixels of earlier steps lie.

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
            ratio = _to_full(parameter, grids.get(rule.step, here.grid)) / _to_full(parameter, here.grid)
            pixels = _follow(rule, step, parameter, tables, here.grid, ratio)
            followed[parameter.name] = pixels * _to_full(parameter, here.grid)
            _check(step, parameter, pixels)
            arguments[parameter.name] = _wrap(parameter, pixels, here)
        else:
            arguments[parameter.name] = _given(parameter, value, here)
    return arguments, followed


def _follow(
    rule: Derived, step: Step, parameter: Parameter, tables: Mapping[str, Table], grid: Grid, ratio: float
) -> float:
    """Return what a rule comes to in pixels of the step; ``ratio`` is how many a pixel of the measured ones is."""
    table = tables.get(rule.step)
    if table is None or rule.column not in table.names:
        reason = f"follows {rule.step}.{rule.column}, which is not there."
        raise TabscopeError(
            "recipe.parameter", step=step.id, parameter=parameter.name, reason=reason, advice="Give a number instead."
        )
    found = float(table[rule.column][0]) if len(table) else math.nan
    if not math.isfinite(found):
        raise TabscopeError("measure.diameter-unknown", step=step.id)
    pixels = rule.times * (math.pi * found**2 / 4 if rule.disk else found) * ratio
    least = rule.at_least / _to_full(parameter, grid) if rule.at_least is not None else 0.0
    return max(pixels, least)


def _to_full(parameter: Parameter, grid: Grid) -> float:
    """Return how many px (px²) of full resolution one of the grid is, for a parameter of this type."""
    return {"length": grid.pixel, "area": grid.area}.get(parameter.type, 1.0)


def _check(step: Step, parameter: Parameter, value: float) -> None:
    problem = parameter.problem(round(value) if parameter.type == "int" else value)
    if problem is not None:
        raise TabscopeError(
            "recipe.parameter", step=step.id, parameter=parameter.name, advice="Give a number instead.",
            reason=f"came to {value:g} by its rule and {problem}.",
        )  # fmt: skip


def _wrap(parameter: Parameter, value: float, here: Here) -> Any:
    if parameter.type == "length":
        return _length(value, value, here)
    if parameter.type == "area":
        return _area(value, here)
    return round(value) if parameter.type == "int" else value


def _given(parameter: Parameter, value: Any, here: Here) -> Any:
    if value is None or parameter.type not in ("length", "area", "duration"):
        return float(value) if parameter.type == "float" and value is not None else value
    quantity = value if isinstance(value, Quantity) else parse_quantity(value, parameter.type)
    if parameter.type == "duration":
        return Duration(quantity.in_pixels(here.grid.pixel_size.t, parameter.name))
    y, x = (quantity.in_pixels(side, parameter.name) for side in here.sides)
    _, fy, fx = here.grid.spacing
    if parameter.type == "area":
        return _area((y * x) ** 0.5 / here.grid.area, here)
    return _length(y / fy, x / fx, here)


def _length(y: float, x: float, here: Here) -> Length:
    """Return a length along y and x of the plane; in a volume also along z, as long in µm where that is known."""
    if here.axes == 3:
        z = (y * x) ** 0.5 / here.grid.slice_pixels
        return Length((y,) if z == y == x else (z, y, x))
    return Length((y,) if y == x else (y, x))


def _area(pixels: float, here: Here) -> Area:
    """Return an area in the plane; in a volume the voxels of the ball whose disk has this area."""
    if here.axes == 2:
        return Area(pixels)
    radius = (pixels / math.pi) ** 0.5
    return Area(4 / 3 * math.pi * radius**3 / here.grid.slice_pixels)
