"""One step on one plane: its inputs gathered, its parameters resolved, its function called."""

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
from tabscope.operations.frame import Frame
from tabscope.operations.moment import Moment
from tabscope.operations.notes import Notes, SignificantBits
from tabscope.operations.places import places
from tabscope.operations.predictor import Predictor
from tabscope.recipe import Step
from tabscope.runner.parameters import resolve
from tabscope.runner.plan import Plan, primary_signal
from tabscope.runner.reading import Data
from tabscope.runner.watched import WatchedPredictor
from tabscope.table import Table


@dataclass(frozen=True)
class Outcome:
    """What a step gave for a plane.

    Attributes
    ----------
    value : array, Table or None
        None where it was kept once and let go of since.
    sentences : tuple of str
        What it told.
    values : dict
        What it wrote down, in px of full resolution.
    seconds : float
        How long it took when it was computed.
    estimated : bool
        Whether it took a number of the whole image from the pixels it was given.
    models : tuple of str
        The models it ran.
    """

    value: Data | None
    sentences: tuple[str, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict[str, float])
    seconds: float = 0.0
    estimated: bool = False
    models: tuple[str, ...] = ()


async def compute(
    step: Step,
    plan: Plan,
    data: Mapping[str, Data],
    tables: Mapping[str, Table],
    known: Mapping[str, float],
    predictor: Callable[[], WatchedPredictor],
    moment: Moment,
) -> Outcome:
    """Run a step.

    Parameters
    ----------
    step : Step
        What to run.
    plan : Plan
        The image and the part of it.
    data : dict
        Inputs and what earlier steps gave, by name.
    tables : dict of Table
        What earlier steps measured, in pixels of the level, for parameters that follow from it.
    known : dict of float
        Numbers of the whole image that the step need not find, in px of full resolution.
    predictor : callable
        Gives what runs models; called where the step needs one.
    moment : Moment
        Which plane it is, and what the step remembers of earlier ones.

    Raises
    ------
    TabscopeError
        Whatever the step says, with its id among the details; ``memory.too-large``.
    """
    arguments, followed = resolve(step, plan, tables)
    notes = Notes(known=_scaled(known, 1 / _pixels(plan)), pixel=_pixels(plan))
    used: list[WatchedPredictor] = []
    started = time.perf_counter()
    arguments |= _inputs(step, plan, data) | _injected(step, plan, notes, moment, predictor, used)
    try:
        value = step.operation.function(**arguments)
        if inspect.isawaitable(value):
            value = await value
    except TabscopeError as error:
        error.details.setdefault("step", step.id)
        raise
    except MemoryError as error:
        raise TabscopeError("memory.too-large", needed="more memory", available="not enough", step=step.id) from error
    seconds = time.perf_counter() - started
    unasked = step.operation.locality.kind == "statistic" and not notes.asked
    models = tuple(dict.fromkeys(name for one in used for name in one.used))
    values = followed | _scaled(notes.values, _pixels(plan))
    return Outcome(
        _limited(step, plan, value), tuple(notes.sentences), values, seconds, notes.estimated or unasked, models
    )


def _pixels(plan: Plan) -> float:
    """Return how many px of full resolution one of the level is."""
    fy, fx = plan.placement.factor
    return (fy * fx) ** 0.5


def _scaled(values: Mapping[str, float], factor: float) -> dict[str, float]:
    """Return values where those that are lengths (``diameter_px``) are multiplied."""
    return {name: value * factor if name.endswith("_px") else value for name, value in values.items()}


def _limited(step: Step, plan: Plan, value: Any) -> Any:
    """Return masks, labels and points without what lies outside the drawn areas."""
    if plan.inside is None or step.operation.output not in ("mask", "labels", "points"):
        return value
    if step.operation.output == "points":
        at = np.round(places(value, step.title)).astype(np.int64)[:, -2:]
        at = np.clip(at, 0, np.array(plan.inside.shape) - 1)
        return value.where(plan.inside[at[:, 0], at[:, 1]])
    return np.where(plan.inside, value, np.zeros((), value.dtype))


def _inputs(step: Step, plan: Plan, data: Mapping[str, Data]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for port in step.operation.inputs:
        names = step.inputs.get(port.name, ())
        if port.many:
            given[port.name] = _named(plan, names, data)
        elif names:
            given[port.name] = data[names[0]]
            if port.kind == "mask" and given[port.name].dtype != np.bool_:
                given[port.name] = given[port.name] > 0
    return given


def _injected(
    step: Step,
    plan: Plan,
    notes: Notes,
    moment: Moment,
    predictor: Callable[[], WatchedPredictor],
    used: list[WatchedPredictor],
) -> dict[str, Any]:
    def watched() -> WatchedPredictor:
        used.append(predictor())
        return used[-1]

    makers: dict[type, Callable[[], Any]] = {
        PixelSize: lambda: plan.pixel_size,
        SignificantBits: lambda: SignificantBits(plan.image.metadata.get("significant_bits") or 0),
        Notes: lambda: notes,
        Frame: lambda: None if plan.inside is None else Frame(plan.inside),
        Moment: lambda: moment,
        Predictor: watched,
    }
    return {name: makers[kind]() for name, kind in step.operation.injected.items()}


def _named(plan: Plan, names: tuple[str, ...], data: Mapping[str, Data]) -> dict[str, NDArray[Any]]:
    """Return the images of a port that takes several, by the names that their columns carry."""
    images: dict[str, NDArray[Any]] = {}
    for name in names:
        value = data[name]
        if isinstance(value, dict):
            images |= value
        elif not isinstance(value, Table):
            images[image_name(plan, name)] = value
    return images


def image_name(plan: Plan, name: str) -> str:
    """Return the channel's name for an input, and ``<channel>_of_<step>`` for pixels that a step has changed."""
    if name in plan.inputs:
        return plan.inputs[name].signals[0].name
    origin = primary_signal(plan.recipe, name)
    return f"{plan.inputs[origin].signals[0].name}_of_{name}" if origin in plan.inputs else name
