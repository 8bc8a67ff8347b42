"""Looking at all planes of a run before a step runs on the first: one threshold for an image, how fast it bleaches.

Steps that look are taken in passes over the planes: those that need nothing of one another look in the same pass. In a
pass only the steps before them are computed, plane by plane, and nothing but their summaries is held.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from numpy.typing import NDArray

from tabscope.operations.moment import Moment
from tabscope.operations.overview import Overview, Scope
from tabscope.recipe import Step
from tabscope.runner.corrections import Correcting
from tabscope.runner.kept_steps import source, sources
from tabscope.runner.one_step import compute, look
from tabscope.runner.plan import Plan
from tabscope.runner.plane_data import forget, hand_on, moment_of
from tabscope.runner.planes import Collected
from tabscope.runner.reading import PlaneData, read_inputs
from tabscope.runner.watched import WatchedPredictor

WORDS = "Looking at all planes"


def passes(plan: Plan, scopes: tuple[Scope, ...]) -> list[list[Step]]:
    """Return the steps that look at all planes as far as ``scopes``, in passes: each needs only passes before it."""
    depth: dict[str, int] = {}
    found: list[list[Step]] = []
    for step in plan.recipe.active_steps:
        if step.operation.over_time:
            continue
        depth[step.id] = max((depth.get(name, 0) for name in sources(step, plan)), default=0)
        if step.operation.scope(step.params) in scopes:
            found += [[] for _ in range(depth[step.id] + 1 - len(found))]
            found[depth[step.id]].append(step)
            depth[step.id] += 1
    return found


def looking(plan: Plan, known: Mapping[str, Overview] | None = None) -> list[list[Step]]:
    """Return the passes of a run that takes the overviews of some steps as they are; none where it has one plane."""
    if len(plan.planes) == 1:
        return []
    found = passes(plan, ("image", "set"))
    return [rest for one in found if (rest := [step for step in one if step.id not in (known or {})])]


@dataclass
class SurveyPass:
    """One pass over all planes.

    Attributes
    ----------
    plan : Plan
        The run; its image is read without being part of the digest, since the run reads it again.
    steps : list of Step
        Those that look.
    known : dict of Overview
        What earlier passes found.
    predictor, between : callable
        As for `tabscope.runner.execute.Execution`.
    correcting : dict of Correcting
        What a person changed in the labels of steps, not begun yet.
    """

    plan: Plan
    steps: list[Step]
    known: Mapping[str, Overview]
    predictor: Callable[[], WatchedPredictor]
    between: Callable[[], Awaitable[None]]
    correcting: Mapping[str, Correcting] = field(default_factory=dict[str, Correcting])

    def __post_init__(self) -> None:
        self._before = before(self.steps, self.plan)
        hidden = replace(self.plan, recipe=replace(self.plan.recipe, show=()))
        self._collected = Collected(hidden, self.correcting, digests=False)
        self._memories: dict[tuple[str, int], dict[str, NDArray[Any]]] = {}
        self._found: dict[str, Any] = {}

    async def run(self, progress: Callable[[int], None]) -> dict[str, Overview]:
        """Look at every plane; return what each step found. ``progress`` hears how many planes are done.

        Raises
        ------
        TabscopeError
            ``run.cancelled``, or whatever a step says.
        """
        for index, (t, z) in enumerate(self.plan.planes):
            progress(index)
            await self.between()
            await self._plane(t, z)
        return {name: Overview(found, len(self.plan.planes)) for name, found in self._found.items()}

    async def _plane(self, t: int, z: int) -> None:
        data = await read_inputs(self.plan, t, z, self.between)
        for number, step in enumerate(self.plan.recipe.steps):
            if step.off:
                hand_on(step, data)
                continue
            moment = moment_of(t, z, self._memories.setdefault((step.id, z), {}))
            if step in self.steps:
                self._look(step, data, moment)
            if step.id in self._before:
                await self.between()
                overview, tables = self.known.get(step.id), self._collected.tables
                outcome = await compute(step, self.plan, data, tables, {}, self.predictor, moment, overview)
                data[step.id], data.grids[step.id] = self._collected.add(step, outcome), outcome.grid
            forget(data, self.plan.recipe.steps[number + 1 :])

    def _look(self, step: Step, data: PlaneData, moment: Moment) -> None:
        survey = step.operation.survey
        if survey is not None:
            seen = look(step, survey, self.plan, data, self._collected.tables, moment)
            self._found[step.id] = survey.merge(self._found[step.id], seen) if step.id in self._found else seen


def before(steps: list[Step], plan: Plan) -> set[str]:
    """Return the steps that some steps need, and those that these need."""
    by_id = {step.id: step for step in plan.recipe.active_steps}
    found: set[str] = set()
    left = [name for step in steps for name in sources(step, plan)]
    while left:
        name = source(left.pop(), plan)
        if name in by_id and name not in found:
            found.add(name)
            left += sources(by_id[name], plan)
    return found
