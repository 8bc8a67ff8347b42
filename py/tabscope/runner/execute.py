"""The loop of a run: read a plane, compute step by step, put the planes together, look at cancel in between."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.host import Host
from tabscope.operations.notes import Notes
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
    plan: Plan, host: Host, predictor: Callable[[], Predictor], listener: Listener, cancel: Cancel
) -> dict[str, StepResult]:
    """Run a plan.

    Parameters
    ----------
    plan : Plan
        What to run on what.
    host : Host
        Makes modules importable and lets messages in.
    predictor : callable
        Gives what runs models; called when a step needs one.
    listener : Listener
        Hears progress and results; results come once all planes are done, the last step first seen last.
    cancel : Cancel
        Looked at between steps and slices.

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
    modules = {name for step in steps for name in step.operation.required_modules(step.params)}
    listener.progress(0.0, "", "Loading what the recipe needs")
    await host.require(sorted(modules))
    collected = Collected(plan)
    for index, (t, z) in enumerate(plan.planes):
        data: dict[str, Data] = {}
        for name, one in plan.inputs.items():
            data[name] = await _read(plan, one, t, z, host, cancel)
        for number, step in enumerate(plan.recipe.steps):
            cancel.look()
            if step.off:
                data[step.id] = data[passed_on(step) or ""]
                continue
            where = (
                f", {'slice' if z >= 0 else 'time'} {index + 1} of {len(plan.planes)}" if len(plan.planes) > 1 else ""
            )
            listener.progress(
                (index + number / len(plan.recipe.steps)) / len(plan.planes), step.id, f"{step.title}{where}"
            )
            await host.breathe()
            cancel.look()
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


async def _read(plan: Plan, one: ResolvedInput, t: int, z: int, host: Host, cancel: Cancel) -> Data:
    """Read what an input takes for one plane: an array, or a mapping of arrays where it takes every channel."""

    async def between() -> None:
        cancel.look()
        await host.breathe()

    moment = one.t if isinstance(one.t, int) else t
    planes: dict[str, NDArray[Any]] = {}
    for signal in one.signals:

        async def read(index: int, signal: Signal = signal) -> NDArray[Any]:
            return signal.take(await plan.image.read(moment, signal.channel, index, plan.extent.level, plan.region))

        await between()
        if one.z == "max":
            planes[signal.name] = await maximum(read, plan.image.sizes["z"], between)
        else:
            planes[signal.name] = await read(one.z if isinstance(one.z, int) else z)
    return planes if one.wanted.channel == "all" else next(iter(planes.values()))


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
