"""One step on one plane: its inputs gathered, its parameters resolved, its function called."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.grid import Grid
from tabscope.operations.frame import Frame
from tabscope.operations.moment import Moment
from tabscope.operations.notes import Notes, SignificantBits
from tabscope.operations.overview import Overview, Survey
from tabscope.operations.places import places
from tabscope.operations.placing import Placing
from tabscope.operations.predictor import Predictor
from tabscope.operations.registry import Input
from tabscope.recipe import Step
from tabscope.runner.limits import frame_of, holds, inside_of
from tabscope.runner.parameters import Here, resolve
from tabscope.runner.plan import Plan, primary_signal
from tabscope.runner.reading import Data, PlaneData
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
    grid : Grid
        Where its pixels, or those that its table was measured on, lie.
    """

    value: Data | None
    sentences: tuple[str, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict[str, float])
    seconds: float = 0.0
    estimated: bool = False
    models: tuple[str, ...] = ()
    grid: Grid = field(default_factory=Grid)


async def compute(
    step: Step,
    plan: Plan,
    data: PlaneData,
    tables: Mapping[str, Table],
    known: Mapping[str, float],
    predictor: Callable[[], WatchedPredictor],
    moment: Moment,
    overview: Overview | None = None,
) -> Outcome:
    """Run a step.

    Parameters
    ----------
    step : Step
        What to run.
    plan : Plan
        The image and the part of it.
    data : PlaneData
        Inputs and what earlier steps gave, by name, and where they lie.
    tables : dict of Table
        What earlier steps measured, in pixels of their own, for parameters that follow from it.
    known : dict of float
        Numbers of the whole image that the step need not find, in px of full resolution.
    predictor : callable
        Gives what runs models; called where the step needs one.
    moment : Moment
        Which plane it is, and what the step remembers of earlier ones.
    overview : Overview, optional
        What the step found on all planes before.

    Raises
    ------
    TabscopeError
        Whatever the step says, with its id among the details; ``memory.too-large``, ``operation.grid``.
    """
    here = _here(step, plan, data)
    arguments, followed = resolve(step, here, tables, data.grids)
    pixel, placing = here.grid.pixel, Placing(here.grid, step.output in ("mask", "labels"))
    notes = Notes(known=_scaled(known, 1 / pixel), pixel=pixel)
    used: list[WatchedPredictor] = []
    started = time.perf_counter()
    arguments |= _inputs(step, plan, data) | _injected(step, plan, notes, moment, overview, predictor, used)
    arguments |= _placed(step, plan, here, placing, arguments)
    with _named_after(step):
        value = step.operation.function(**arguments)
        if inspect.isawaitable(value):
            value = await value
    seconds = time.perf_counter() - started
    unasked = step.operation.locality.kind == "statistic" and not notes.asked
    models = tuple(dict.fromkeys(name for one in used for name in one.used))
    values = followed | _scaled(notes.values, pixel)
    with _named_after(step):
        limited = _limited(step, plan, value, placing.moved)
    estimated = notes.estimated or unasked
    return Outcome(limited, tuple(notes.sentences), values, seconds, estimated, models, placing.moved)


def look(
    step: Step,
    survey: Survey,
    plan: Plan,
    data: PlaneData,
    tables: Mapping[str, Table],
    moment: Moment,
) -> Any:
    """Return the summary of a plane that a step wants before it runs; arguments as those of `compute`.

    Raises
    ------
    TabscopeError
        As `compute`.
    """
    arguments, _ = resolve(step, _here(step, plan, data), tables, data.grids)
    arguments |= _inputs(step, plan, data) | {"moment": moment}
    wanted = inspect.signature(survey.look).parameters
    with _named_after(step):
        return survey.look(**{name: value for name, value in arguments.items() if name in wanted})


@contextmanager
def _named_after(step: Step) -> Generator[None]:
    """Let errors say which step they come from."""
    try:
        yield
    except TabscopeError as error:
        # An operation names itself by its title; the page finds the step by its id.
        error.details["step"] = step.id
        raise
    except MemoryError as error:
        raise TabscopeError("memory.too-large", needed="more memory", available="not enough", step=step.id) from error


def _here(step: Step, plan: Plan, data: PlaneData) -> Here:
    """Return what a step works on.

    Raises
    ------
    TabscopeError
        ``operation.grid`` where its inputs do not lie on the same pixels.
    """
    wired = [(port, name) for port in step.operation.inputs for name in step.inputs.get(port.name, ())]
    if not wired:
        return Here(plan.grid, 3 if plan.volume else 2)
    port, first = wired[0]
    here = Here(data.grids[first], _axes(data[first], port, plan))
    for other, name in wired[1:]:
        if not other.anywhere and not here.grid.same(data.grids[name], here.axes):
            raise TabscopeError("operation.grid", step=step.id, inputs=f"“{first}”, “{name}”")
    return here


def _axes(value: Data, port: Input, plan: Plan) -> int:
    if isinstance(value, dict):
        return next(iter(value.values())).ndim
    if isinstance(value, Table):
        return 3 if plan.volume and ("centroid_y_px" not in value.names or "centroid_z_px" in value.names) else 2
    return 2 if port.picture else value.ndim


def _scaled(values: Mapping[str, float], factor: float) -> dict[str, float]:
    """Return values where those that are lengths (``diameter_px``) are multiplied."""
    return {name: value * factor if name.endswith("_px") else value for name, value in values.items()}


def _limited(step: Step, plan: Plan, value: Any, grid: Grid) -> Any:
    """Return masks, labels and points without what lies outside the drawn areas."""
    if plan.inside is None or step.output not in ("mask", "labels", "points"):
        return value
    if step.output == "points":
        return value.where(holds(plan, grid, places(value, step.title)))
    inside = inside_of(plan, grid, value.shape)
    return value if inside is None else np.where(inside, value, np.zeros((), value.dtype))


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
    overview: Overview | None,
    predictor: Callable[[], WatchedPredictor],
    used: list[WatchedPredictor],
) -> dict[str, Any]:
    def watched() -> WatchedPredictor:
        used.append(predictor())
        return used[-1]

    makers: dict[type, Callable[[], Any]] = {
        SignificantBits: lambda: SignificantBits(plan.image.metadata.get("significant_bits") or 0),
        Notes: lambda: notes,
        Moment: lambda: moment,
        Overview: lambda: overview,
        Predictor: watched,
    }
    return {name: makers[kind]() for name, kind in step.operation.injected.items() if kind in makers}


def _placed(step: Step, plan: Plan, here: Here, placing: Placing, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that say where the step's pixels lie, how large they are, and where the analysis ends."""
    shapes = [one.shape for one in given.values() if isinstance(one, np.ndarray)]
    makers: dict[type, Callable[[], Any]] = {
        PixelSize: lambda: here.grid.pixel_size,
        Frame: lambda: frame_of(plan, here.grid, shapes[0]) if shapes else None,
        Placing: lambda: placing,
    }
    return {name: makers[kind]() for name, kind in step.operation.injected.items() if kind in makers}


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
