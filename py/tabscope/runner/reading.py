"""Reading what a recipe's inputs take for one plane; pixels that two inputs share are read once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.grid import Grid
from tabscope.runner.plan import Plan, ResolvedInput
from tabscope.runner.projection import maximum
from tabscope.runner.signals import Signal
from tabscope.table import Table

Data = NDArray[Any] | Table | dict[str, NDArray[Any]]


class PlaneData(dict[str, Data]):
    """What the steps of one plane see, by name.

    Parameters
    ----------
    inputs : dict
        What was read.
    grids : dict of Grid
        Where the pixels of each input, and later of each step, lie; also of those that are let go of.
    """

    def __init__(self, inputs: Mapping[str, Data], grids: Mapping[str, Grid]) -> None:
        super().__init__(inputs)
        self.grids = dict(grids)


Between = Callable[[], Awaitable[None]]


async def read_inputs(plan: Plan, t: int, z: int, between: Between) -> PlaneData:
    """Return what every input takes for one plane: an array, or one for each channel by name.

    Parameters
    ----------
    plan : Plan
        Says which signals, where, and how z and t are treated.
    t, z : int
        The plane, where an input does not choose its own.
    between : callable
        Awaited between slices.
    """
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
    return PlaneData(data, dict.fromkeys(plan.inputs, plan.grid))


async def _read_signal(
    plan: Plan, one: ResolvedInput, signal: Signal, moment: int, z: int, between: Between
) -> NDArray[Any]:
    async def read(index: int) -> NDArray[Any]:
        return signal.take(await plan.image.read(moment, signal.channel, index, plan.extent.level, plan.region))

    await between()
    if one.z == "max":
        return await maximum(read, plan.image.sizes["z"], between)
    if one.z == "volume":
        slices: list[NDArray[Any]] = []
        for index in plan.slices:
            await between()
            slices.append(await read(index))
        return np.stack(slices)
    return await read(one.z if isinstance(one.z, int) else z)
