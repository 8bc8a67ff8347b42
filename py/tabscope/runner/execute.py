"""The loop of a run: read a plane, compute step by step, put the planes together, look at cancel in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.host import Host
from tabscope.operations.moment import Moment
from tabscope.operations.overview import Overview
from tabscope.operations.registry import TABLES
from tabscope.recipe import Step
from tabscope.results.result import StepResult
from tabscope.runner.corrections import Correcting, Correction
from tabscope.runner.kept_steps import KeptSteps, Key, digests, source, sources
from tabscope.runner.one_step import Outcome, compute
from tabscope.runner.plan import Plan
from tabscope.runner.plane_data import forget, hand_on, moment_of
from tabscope.runner.planes import Collected
from tabscope.runner.read_digest import DigestedReader
from tabscope.runner.reading import PlaneData, read_inputs
from tabscope.runner.survey import WORDS, SurveyPass, looking, passes
from tabscope.runner.watched import WatchedPredictor
from tabscope.table import typical


@dataclass
class Cancel:
    """A wish to stop, seen at the next look."""

    wanted: bool = False

    def look(self) -> None:
        """Raise ``run.cancelled`` where a stop is wanted."""
        if self.wanted:
            raise TabscopeError("run.cancelled")


@dataclass(frozen=True)
class Listener:
    """Who hears about a run while it goes on: progress from 0 to 1 with words, and each step's result as it ends."""

    progress: Callable[[float, str, str], None] = field(default=lambda fraction, step, words: None)
    result: Callable[[StepResult], None] = field(default=lambda result: None)


@dataclass
class Execution:
    """One execution of a plan.

    Attributes
    ----------
    plan : Plan
        What to run on what.
    host : Host
        Makes modules importable.
    predictor : callable
        Gives what runs models; called when a step needs one.
    between : callable
        Awaited between steps and slices: lets messages in, and raises ``run.cancelled`` where a stop is wanted.
    listener : Listener
        Hears progress, and each step's result as it ends (once all planes are done, where there are several).
    kept : KeptSteps, optional
        What steps gave before; used and filled where there is one plane.
    known : dict
        By step, numbers of the whole image that it need not find.
    corrections : iterable of Correction
        What a person changed in the labels of steps.
    only_shown : bool
        Whether steps that nothing shown follows from are left out.
    shares : dict
        By step, which part of a plane's time has gone by when it begins, for the progress.
    overviews : dict of Overview
        By step, what is known of all planes; the run looks for the others.
    """

    plan: Plan
    host: Host
    predictor: Callable[[], WatchedPredictor]
    between: Callable[[], Awaitable[None]]
    listener: Listener = field(default_factory=Listener)
    kept: KeptSteps | None = None
    known: Mapping[str, Mapping[str, float]] = field(default_factory=dict[str, Mapping[str, float]])
    corrections: Iterable[Correction] = ()
    only_shown: bool = False
    shares: Mapping[str, float] = field(default_factory=dict[str, float])
    overviews: Mapping[str, Overview] = field(default_factory=dict[str, Overview])
    estimated: set[str] = field(default_factory=set[str])
    models: dict[str, None] = field(default_factory=dict[str, None])

    def __post_init__(self) -> None:
        image = self.plan.image
        self._source, self._asked = image.reader, self.plan
        self._read = DigestedReader(image.reader)
        self.plan = replace(self.plan, image=replace(image, reader=self._read))
        self.correcting = {one.step: Correcting(one, len(self.plan.planes)) for one in self.corrections}
        self._collected = Collected(self.plan, self.correcting, digests=not self.only_shown)
        self._memories: dict[tuple[str, int], dict[str, NDArray[Any]]] = {}
        self._results: dict[str, StepResult] = {}
        self._keys, self._names = self._named()
        self._done = 0.0

    def _named(self) -> tuple[dict[str, Key], Key]:
        """Return under which key each step, and what was read, is kept; nothing is where there are several planes."""
        if self.kept is None or len(self.plan.planes) > 1:
            return {}, ()
        place = self.kept.place(self.plan, self._source)
        corrected = {step: one.correction.digest() for step, one in self.correcting.items()}
        steps, names = digests(self.plan, self.known, corrected)
        inputs = tuple(names[name] for name in self.plan.inputs)
        return {step: (*place, digest) for step, digest in steps.items()}, (*place, "read", *inputs)

    async def run(self) -> dict[str, StepResult]:
        """Run the plan; return the results by step id, in the recipe's order.

        Raises
        ------
        TabscopeError
            ``run.cancelled``, ``operation.input``, ``corrections.other-labels``, or whatever a step says.
        """
        steps = self.plan.recipe.active_steps
        self._check_corrections()
        await self._load()
        await self._survey()
        for index, (t, z) in enumerate(self.plan.planes):
            await self._plane(index, t, z)
        late = [step for step in steps if step.operation.over_time and not self.only_shown]
        for step in late:
            await self._over_time(step)
        for step in steps if len(self.plan.planes) > 1 else late:
            self._end(step)
        self.listener.progress(1.0, "", "Done")
        return self._results

    async def look(self) -> dict[str, Overview]:
        """Look at all planes for the first steps that want an overview of a set of images, and have none yet.

        Returns
        -------
        dict of Overview
            Of this image, by step; empty where no such step is left.

        Raises
        ------
        TabscopeError
            As `run`.
        """
        await self._load()
        for steps in passes(self._asked, ("image", "set")):
            of_set = {step.id for step in steps if step.operation.scope(step.params) == "set"} - set(self.overviews)
            rest = [step for step in steps if step.id in of_set or len(self.plan.planes) > 1]
            rest = [step for step in rest if step.id not in self.overviews]
            if rest:
                found = await self._pass(rest, partial(self._looking, begun=0.0, part=1.0))
                self.overviews = {**self.overviews, **found}
            if of_set:
                return {name: self.overviews[name] for name in of_set}
        return {}

    async def _load(self) -> None:
        self.listener.progress(0.0, "", "Loading what the recipe needs")
        steps = self.plan.recipe.active_steps
        needed = {name for step in steps for name in step.operation.required_modules(step.params)}
        await self.host.require(sorted(needed))

    def read(self) -> dict[str, Any]:
        """Return the digest of the pixels that were read, or were when they were kept."""
        return self._read.as_json()

    def _check_corrections(self) -> None:
        labels = {step.id for step in self.plan.recipe.active_steps if step.output == "labels"}
        for step in self.correcting:
            if step not in labels:
                raise TabscopeError("corrections.other-labels", step=step)

    async def _survey(self) -> None:
        """Look at all planes for the steps that ask for it; each look is as large a part of the progress as the run."""
        shown = self._needed({})[0]
        rest = [[step for step in one if step.id in shown] for one in looking(self._asked, self.overviews)]
        rounds = [one for one in rest if one]
        part = 1 / (len(rounds) + 1)
        for number, steps in enumerate(rounds):
            found = await self._pass(steps, partial(self._looking, begun=number * part, part=part))
            self.overviews = {**self.overviews, **found}
        self._done = len(rounds) * part

    async def _pass(self, steps: list[Step], progress: Callable[[int], None]) -> dict[str, Overview]:
        correcting = {one.step: Correcting(one, len(self.plan.planes)) for one in self.corrections}
        one = SurveyPass(self._asked, steps, self.overviews, self.predictor, self.between, correcting)
        return await one.run(progress)

    def _looking(self, index: int, begun: float, part: float) -> None:
        """Say which plane is looked at; the passes over all planes are equal parts of the progress."""
        words = WORDS + _which_plane(self.plan, index)
        self.listener.progress(begun + part * index / len(self.plan.planes), "", words)

    async def _plane(self, index: int, t: int, z: int) -> None:
        found = {step: self.kept.get(key) for step, key in self._keys.items()} if self.kept is not None else {}
        wanted, computed = self._needed(found)
        data = await self._inputs(t, z, bool(computed))
        for number, step in enumerate(self.plan.recipe.steps):
            if step.off:
                hand_on(step, data)
                continue
            if step.id not in wanted or step.operation.over_time:
                continue
            if step.id in computed:
                await self._breathe(index, step)
                outcome = await self._compute(step, data, t, z)
            else:
                outcome = found[step.id] or Outcome(None)
            self._take(step, outcome, data)
            forget(data, self.plan.recipe.steps[number + 1 :])

    def _needed(self, found: Mapping[str, Outcome | None]) -> tuple[set[str], set[str]]:
        """Return the steps whose outcome is wanted, and those of them that must be computed for it.

        From the last step to the first: a step that is kept needs none of the steps before it.
        """
        shown = set(self.plan.recipe.show)
        wanted: set[str] = set()
        values: set[str] = set()
        computed: set[str] = set()
        for step in reversed(self.plan.recipe.active_steps):
            if self.only_shown and (step.operation.over_time or step.id not in shown | values):
                continue
            wanted.add(step.id)
            if step.operation.over_time:
                values |= sources(step, self.plan)
                continue
            outcome = found.get(step.id)
            if step.id in shown or step.output in TABLES:
                values.add(step.id)
            if outcome is None or (outcome.value is None and step.id in values):
                computed.add(step.id)
                values |= sources(step, self.plan)
        return wanted, computed

    async def _inputs(self, t: int, z: int, needed: bool) -> PlaneData:
        """Return what the inputs take; pixels are read once, and their digest is kept with them."""
        if self.kept is None or not self._keys:
            return await read_inputs(self.plan, t, z, self.between)
        keys = {name: (*self._names, name) for name in self.plan.inputs}
        before = {name: self.kept.get(key) for name, key in keys.items()}
        record = self.kept.get(self._names)
        values = {name: one.value for name, one in before.items() if one is not None and one.value is not None}
        if record is not None and (len(values) == len(keys) or not needed):
            self._read.was(int(record.values["planes"]), record.sentences[0])
            return PlaneData(values, dict.fromkeys(self.plan.inputs, self.plan.grid))
        data = await read_inputs(self.plan, t, z, self.between)
        for name, key in keys.items():
            self.kept.put(key, Outcome(data[name]))
        said = self._read.as_json()
        self.kept.put(self._names, Outcome(None, (said["sha256"],), {"planes": said["planes"]}))
        return data

    async def _breathe(self, index: int, step: Step) -> None:
        share = (index + self.shares.get(step.id, 0.0)) / len(self.plan.planes)
        fraction = self._done + (1 - self._done) * share
        self.listener.progress(fraction, step.id, step.title + _which_plane(self.plan, index))
        await self.between()

    async def _compute(self, step: Step, data: PlaneData, t: int, z: int) -> Outcome:
        moment = moment_of(t, z, self._memories.setdefault((step.id, z), {}))
        known, overview = self.known.get(step.id, {}), self.overviews.get(step.id)
        outcome = await compute(step, self.plan, data, self._collected.tables, known, self.predictor, moment, overview)
        if self.kept is not None and step.id in self._keys:
            self.kept.put(self._keys[step.id], outcome)
        return outcome

    async def _over_time(self, step: Step) -> None:
        """Run a step that takes the tables of all times, once all planes are done."""
        self.listener.progress(1.0, step.id, step.title)
        await self.between()
        found = {name: self._collected.over_time(name) for name in sources(step, self.plan)}
        wired = [name for names in step.inputs.values() for name in names]
        grids = {name: self._collected.grid_over_time(source(name, self.plan)) for name in wired}
        data = PlaneData({name: found[source(name, self.plan)] for name in wired}, grids)
        tables = {name: typical(one) for name, one in found.items()}
        outcome = await compute(step, self.plan, data, tables, {}, self.predictor, Moment())
        self._collected.add_over_time(step, outcome)

    def _take(self, step: Step, outcome: Outcome, data: PlaneData) -> None:
        self.estimated |= {step.id} if outcome.estimated else set()
        self.models |= dict.fromkeys(outcome.models)
        data.grids[step.id] = outcome.grid
        value = self._collected.add(step, outcome)
        if value is not None:
            data[step.id] = value
        if len(self.plan.planes) == 1:
            self._end(step)

    def _end(self, step: Step) -> None:
        if step.id in self._collected.steps:
            self._results[step.id] = self._collected.result(step)
            self.listener.result(self._results[step.id])


def _which_plane(plan: Plan, index: int) -> str:
    """Return the words that say which plane is worked on; none where there is only one."""
    count = len(plan.planes)
    if count == 1:
        return ""
    word = {1: "time", count: "slice"}.get(len({z for _, z in plan.planes}), "plane")
    return f", {word} {index + 1} of {count}"
