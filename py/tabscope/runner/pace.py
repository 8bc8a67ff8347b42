"""How long a run will take, from how long its steps took before."""

from __future__ import annotations

from collections.abc import Mapping

from tabscope.results.result import StepResult
from tabscope.runner.plan import Plan
from tabscope.runner.survey import before, looking


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
        """Return what a run will take without reading, or None where one of its operations was not seen yet.

        Steps that are computed once more to look at all planes count as often.
        """
        looked_at = [name for steps in looking(plan) for name in before(steps, plan)]
        by_id = {step.id: step for step in plan.recipe.active_steps}
        steps = [*by_id.values(), *(by_id[name] for name in looked_at)]
        known = [pace for step in steps if (pace := self._per_pixel.get(step.operation.name)) is not None]
        return sum(known) * plan.region.pixels * len(plan.planes) if len(known) == len(steps) else None
