"""Numbers that a preview takes from the last run, since the part that is seen does not hold them."""

from __future__ import annotations

from collections.abc import Mapping

from tabscope.operations.moment import Moment
from tabscope.operations.overview import UNSEEN
from tabscope.runner.plan import Plan

Known = Mapping[str, Mapping[str, float]]


def of_elsewhere(plan: Plan, known: Known, one_of_several: bool) -> dict[str, Mapping[str, float]]:
    """Return, by step, the numbers that these planes cannot give: of the whole image, of other times, of all planes.

    Parameters
    ----------
    plan : Plan
        What is seen.
    known : dict
        What the last run found.
    one_of_several : bool
        Whether a run would take more planes than these. What it finds on each of them is then no number of any.
    """
    steps = plan.recipe.active_steps
    over_times = {step.id for step in steps if Moment in step.operation.injected.values()}
    if not one_of_several:
        return {step: one for step, one in known.items() if not plan.covers_image or step in over_times}
    every = surveyed(plan)
    alone = {step.id for step in steps if step.operation.survey} - every - over_times
    found = {
        step: one
        for step, one in known.items()
        if step not in alone and (not plan.covers_image or step in over_times | every)
    }
    helpless = [step.id for step in steps if step.operation.survey is not None and not step.operation.survey.alone]
    return found | {step: {**found.get(step, {}), UNSEEN: 1.0} for step in helpless}


def surveyed(plan: Plan) -> set[str]:
    """Return the steps that look at all planes before they run on one."""
    return {step.id for step in plan.recipe.active_steps if step.operation.scope(step.params) != "plane"}
