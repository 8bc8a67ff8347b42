"""How long a run will take, from how long its steps took before."""

from __future__ import annotations

from collections.abc import Mapping

from tabscope.results.result import StepResult
from tabscope.runner.plan import Plan


class Pace:
    """Seconds per pixel of each operation, as last seen on this machine."""

    def __init__(self) -> None:
        self._per_pixel: dict[str, float] = {}

    def learn(self, plan: Plan, results: Mapping[str, StepResult]) -> None:
        """Take in how long the steps of a finished run took."""
        pixels = plan.region.pixels * len(plan.planes)
        for step in plan.recipe.active_steps:
            if step.id in results:
                self._per_pixel[step.operation.name] = results[step.id].seconds / pixels

    def shares(self, plan: Plan) -> dict[str, float]:
        """Return, by step, which part of the time of a plane has gone by when it begins; equal steps where unknown."""
        steps = plan.recipe.active_steps
        paces = [self._per_pixel.get(step.operation.name) for step in steps]
        weights = [one or 0.0 for one in paces] if None not in paces and any(paces) else [1.0] * len(steps)
        total = sum(weights)
        return {step.id: sum(weights[:number]) / total for number, step in enumerate(steps)}

    def seconds(self, plan: Plan) -> float | None:
        """Return what a run will take without reading, or None where one of its operations was not seen yet."""
        paces = [self._per_pixel.get(step.operation.name) for step in plan.recipe.active_steps]
        known = [one for one in paces if one is not None]
        return sum(known) * plan.region.pixels * len(plan.planes) if len(known) == len(paces) else None
