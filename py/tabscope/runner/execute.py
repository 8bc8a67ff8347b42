"""The loop of a run: read a plane, compute step by step, put the planes together, look at cancel in between."""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.host import Host
from tabscope.operations.notes import Notes, SignificantBits
from tabscope.operations.predictor import Predictor
from tabscope.recipe import Step, passed_on
from tabscope.results.result import StepResult
from tabscope.runner.parameters import resolve
from tabscope.runner.plan import Plan, ResolvedInput, primary_signal
from tabscope.runner.planes import Collected
from tabscope.runner.projection import maximum
from tabscope.runner.signals import Signal
from tabscope.table import Table

Data = NDArray[Any] | Table | dict[str, NDArray[Any]]
Between = Callable[[], Awaitable[None]]


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


async def execute(
    plan: Plan, host: Host, predictor: Callable[[], Predictor], listener: Listener, between: Between
) -> dict[str, StepResult]:
    """Run a plan.

    Parameters
    ----------
    plan : Plan
        What to run on what.
    host : Host
        Makes modules importable.
    predictor : callable
        Gives what runs models; called when a step needs one.
    listener : Listener
        Hears progress, and each step's result as it ends (once all planes are done, where there are several).
    between : callable
        Awaited between steps and slices: lets messages in, and raises ``run.cancelled`` where a stop is wanted.

    Returns
    -------
    dict
        Results by step id, in the recipe's order.

    Raises
    ------
    TabscopeError
        ``run.cancelled``, ``operation.input``, or whatever a step says.
    """
    steps = plan.recipe.active_steps
    listener.progress(0.0, "", "Loading what the recipe needs")
    await host.require(sorted({name for step in steps for name in step.operation.required_modules(step.params)}))
    collected = Collected(plan)
    for index, (t, z) in enumerate(plan.planes):
        data = await _read_inputs(plan, t, z, between)
        for number, step in enumerate(plan.recipe.steps):
            if step.off:
                data[step.id] = data[passed_on(step) or ""]
                continue
            listener.progress(_fraction(plan, index, number), step.id, step.title + _which_plane(plan, index, z))
            await between()
            data[step.id] = await _one_step(step, plan, data, collected, predictor)
            if len(plan.planes) == 1:
                listener.result(collected.result(step))
            _forget(data, plan, number)
    results = {step.id: collected.result(step) for step in steps}
    if len(plan.planes) > 1:
        for result in results.values():
            listener.result(result)
    listener.progress(1.0, "", "Done")
    return results


def _fraction(plan: Plan, index: int, number: int) -> float:
    return (index + number / len(plan.recipe.steps)) / len(plan.planes)


def _which_plane(plan: Plan, index: int, z: int) -> str:
    """Return the words that say which plane is worked on; none where there is only one."""
    if len(plan.planes) == 1:
        return ""
    return f", {'slice' if z >= 0 else 'time'} {index + 1} of {len(plan.planes)}"


async def _read_inputs(plan: Plan, t: int, z: int, between: Between) -> dict[str, Data]:
    """Read what every input takes for one plane; pixels that two inputs share are read once."""
    known: dict[tuple[Any, ...], NDArray[Any]] = {}
    data: dict[str, Data] = {}
    for name, one in plan.inputs.items():
        planes: dict[str, NDArray[Any]] = {}
        for signal in one.signals:
            moment = one.t if isinstance(one.t, int) else t
            key = (signal.channel, signal.sample, moment, one.z)
            if key not in known:
                known[key] = await _read_signal(plan, one, signal, moment, z, between)
            planes[signal.name] = known[key]
        data[name] = planes if one.wanted.channel == "all" else next(iter(planes.values()))
    return data


async def _read_signal(
    plan: Plan, one: ResolvedInput, signal: Signal, moment: int, z: int, between: Between
) -> NDArray[Any]:
    async def read(index: int) -> NDArray[Any]:
        return signal.take(await plan.image.read(moment, signal.channel, index, plan.extent.level, plan.region))

    await between()
    if one.z == "max":
        return await maximum(read, plan.image.sizes["z"], between)
    return await read(one.z if isinstance(one.z, int) else z)


async def _one_step(
    step: Step, plan: Plan, data: Mapping[str, Data], collected: Collected, predictor: Callable[[], Predictor]
) -> Data:
    notes = Notes()
    arguments, followed = resolve(step, plan, collected.tables)
    notes.values.update(followed)
    started = time.perf_counter()
    given: dict[str, Any] = {}
    for port in step.operation.inputs:
        names = step.inputs.get(port.name, ())
        if port.many:
            given[port.name] = _named(plan, names, data)
        elif names:
            given[port.name] = data[names[0]]
            if port.kind == "mask" and given[port.name].dtype != np.bool_:
                given[port.name] = given[port.name] > 0
    injected: dict[type, Callable[[], Any]] = {
        PixelSize: lambda: plan.pixel_size,
        SignificantBits: lambda: SignificantBits(plan.image.metadata.get("significant_bits") or 0),
        Notes: lambda: notes,
        Predictor: predictor,
    }
    given |= {name: injected[kind]() for name, kind in step.operation.injected.items()}
    try:
        value = step.operation.function(**given, **arguments)
        if inspect.isawaitable(value):
            value = await value
    except TabscopeError as error:
        error.details.setdefault("step", step.id)
        raise
    except MemoryError as error:
        raise TabscopeError("memory.too-large", needed="more memory", available="not enough", step=step.id) from error
    return collected.add(step, value, notes, time.perf_counter() - started)


def _named(plan: Plan, names: tuple[str, ...], data: Mapping[str, Data]) -> dict[str, NDArray[Any]]:
    """Return the images of a port that takes several, by the names that their columns carry."""
    images: dict[str, NDArray[Any]] = {}
    for name in names:
        value = data[name]
        if isinstance(value, dict):
            images |= value
        elif not isinstance(value, Table):
            images[_image_name(plan, name)] = value
    return images


def _image_name(plan: Plan, name: str) -> str:
    """Return the channel's name for an input, and ``<channel>_of_<step>`` for pixels that a step has changed."""
    if name in plan.inputs:
        return plan.inputs[name].signals[0].name
    origin = primary_signal(plan.recipe, name)
    return f"{plan.inputs[origin].signals[0].name}_of_{name}" if origin in plan.inputs else name


def _forget(data: dict[str, Data], plan: Plan, number: int) -> None:
    """Let go of what no later step reads, so that a plane's arrays are not all held at once."""
    later = plan.recipe.steps[number + 1 :]
    needed = {name for step in later for names in step.inputs.values() for name in names}
    for name in [name for name in data if name not in needed]:
        del data[name]
