"""The plan of a run: inputs resolved, planes listed, memory known, problems found, before a pixel is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.areas import inside
from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.grid import Grid
from tabscope.host import Host
from tabscope.image import Image
from tabscope.operations.registry import TABLES
from tabscope.recipe import Axis, Recipe, RecipeInput, derived, passed_on
from tabscope.regions import Region, whole
from tabscope.runner.extent import Extent
from tabscope.runner.placement import Placement
from tabscope.runner.signals import Signal, colour_warnings, resolve
from tabscope.units import parse_quantity, size_text

PROJECTED = -1
"""The z of a plane that is a projection over all slices."""

VOLUME = -2
"""The z of what is a whole volume."""


@dataclass(frozen=True)
class ResolvedInput:
    """An input on an image: the signals it takes and how it treats z and t there."""

    name: str
    wanted: RecipeInput
    signals: tuple[Signal, ...]
    z: Axis
    t: Axis

    def as_json(self) -> dict[str, Any]:
        """Return what provenance says about the choice."""
        chosen = [{"name": one.name, "channel": one.channel, "sample": one.sample} for one in self.signals]
        return {"wanted": self.wanted.channel, "signals": chosen, "z": self.z, "t": self.t}


@dataclass(frozen=True)
class Plan:
    """Everything a run needs to know; nothing has been read yet but a colour picture's probe.

    ``inside`` is which pixels belong to the drawn areas; None where the run is not limited by any. ``seconds`` is what
    the run may take, where that is known.
    """

    recipe: Recipe
    image: Image
    extent: Extent
    inputs: Mapping[str, ResolvedInput]
    planes: tuple[tuple[int, int], ...]
    placement: Placement
    pixel_size: PixelSize
    bytes: int
    available: int
    warnings: tuple[str, ...] = ()
    inside: NDArray[np.bool_] | None = None
    seconds: float | None = None

    @property
    def region(self) -> Region:
        """What is processed, in pixels of the level."""
        return self.placement.region

    @property
    def grid(self) -> Grid:
        """Where what is read lies on the image."""
        return self.placement.grid

    @property
    def volume(self) -> bool:
        """Whether steps see whole volumes, (z, y, x)."""
        return any(z == VOLUME for _, z in self.planes)

    @property
    def slices(self) -> tuple[int, ...]:
        """The slices of a volume at this level, as slices of full resolution."""
        level = self.image.levels[self.extent.level]
        factor, depth = level.factors.get("z", 1.0), self.image.sizes["z"]
        count = max(1, round(depth / factor))
        return tuple(min(int(number * factor), depth - 1) for number in range(count))

    @property
    def covers_image(self) -> bool:
        """Whether whole planes of full resolution are processed."""
        level = self.image.levels[0]
        return self.extent.level == 0 and self.region == whole(level.height, level.width)

    def describe(self) -> dict[str, Any]:
        """Return the plan as the page receives it."""
        return {
            "problems": [], "recipe": self.recipe.filled(), "bytes": self.bytes, "available": self.available,
            "seconds": self.seconds, "planes": len(self.planes),
            "inputs": {name: one.as_json() for name, one in self.inputs.items()},
        }  # fmt: skip

    def check_memory(self) -> None:
        """Raise ``memory.too-large`` where the estimate is over what is free."""
        if self.bytes > self.available:
            raise TabscopeError(
                "memory.too-large", needed=size_text(self.bytes), available=size_text(self.available), bytes=self.bytes
            )


async def make_plan(recipe: Recipe, image: Image, extent: Extent, host: Host) -> Plan:
    """Put a recipe on an image.

    Raises
    ------
    TabscopeError
        ``recipe.invalid`` with all problems (physical lengths without a pixel size, channels that are not there, ...),
        or the one problem itself where there is only one.
    """
    problems: list[TabscopeError] = []
    region = extent.on_level(image)
    factors = image.levels[extent.level].factors
    placement = Placement(
        region, (factors.get("y", 1.0), factors.get("x", 1.0)), image.pixel_size, factors.get("z", 1.0)
    )
    inputs: dict[str, ResolvedInput] = {}
    probe = await image.read(level=len(image.levels) - 1) if image.is_colour else None
    for name, wanted in recipe.inputs.items():
        try:
            inputs[name] = _resolved(name, wanted, image, extent, probe, _takes_picture(recipe, name))
        except TabscopeError as error:
            problems.append(error)
    problems += _depth_problems(inputs)
    problems = _different([*problems, *_physical_problems(recipe, image)])
    if problems:
        raise (
            problems[0]
            if len(problems) == 1
            else TabscopeError("recipe.invalid", problems, reason=problems[0].message, advice=problems[0].hint)
        )
    planes = _planes(inputs, image)
    memory = host.memory()
    return Plan(
        recipe, image, extent, inputs, planes, placement, image.pixel_size.scaled(factors),
        _estimate(recipe, inputs, image, region, len(planes)) * _depth(planes, image),
        max(memory.limit - memory.used, 0),
        colour_warnings(probe),
        inside(extent.areas, region, placement.origin, placement.factor) if extent.areas else None,
    )  # fmt: skip


def _resolved(
    name: str, wanted: RecipeInput, image: Image, extent: Extent, probe: NDArray[Any] | None, takes_picture: bool
) -> ResolvedInput:
    signals = resolve(name, wanted, image, probe, takes_picture)
    z: Axis = extent.z if extent.z is not None else wanted.z
    t: Axis = extent.t if extent.t is not None else wanted.t
    for axis, index in (("z", z), ("t", t)):
        size = image.sizes[axis]
        if isinstance(index, int) and index >= size:
            raise TabscopeError("image.no-such-plane", axis=axis, index=index, size=size, last=size - 1)
    return ResolvedInput(name, wanted, signals, z if image.sizes["z"] > 1 else 0, t if image.sizes["t"] > 1 else 0)


def _depth_problems(inputs: Mapping[str, ResolvedInput]) -> list[TabscopeError]:
    """Find inputs that are volumes beside others that are planes: steps could not put them together."""
    kinds = {one.z == "volume" for one in inputs.values()}
    if len(kinds) < 2:
        return []
    reason = "some inputs are volumes, others are planes."
    return [TabscopeError("recipe.invalid", reason=reason, advice="Choose volume for all inputs, or for none.")]


def _takes_picture(recipe: Recipe, name: str) -> bool:
    """Return whether every step that an input goes to takes a colour picture whole."""
    takers = [
        port.picture
        for step in recipe.active_steps
        for port in step.operation.inputs
        if name in step.inputs.get(port.name, ())
    ]
    return bool(takers) and all(takers)


def _different(problems: list[TabscopeError]) -> list[TabscopeError]:
    """Return the problems without those that read the same: two inputs may miss one channel."""
    return list({(one.code, one.message): one for one in problems}.values())


def _physical_problems(recipe: Recipe, image: Image) -> list[TabscopeError]:
    """Find lengths in µm that an image without a pixel size cannot turn into pixels."""
    problems: list[TabscopeError] = []
    for step in recipe.active_steps:
        for parameter in step.operation.parameters:
            value = step.params.get(parameter.name)
            if parameter.type not in ("length", "area") or value is None or derived(value) is not None:
                continue
            try:
                parse_quantity(value, parameter.type).in_pixels(image.pixel_size.x, parameter.name)
            except TabscopeError as error:
                error.details["step"] = step.id
                problems.append(error)
    return problems


def _planes(inputs: Mapping[str, ResolvedInput], image: Image) -> tuple[tuple[int, int], ...]:
    """List the planes to compute, (t, z), in order; z is `PROJECTED` where no input goes slice by slice."""
    modes = list(inputs.values())
    each_z = any(one.z == "each" for one in modes)
    each_t = any(one.t == "each" for one in modes)
    times = range(image.sizes["t"]) if each_t else [next((one.t for one in modes if isinstance(one.t, int)), 0)]
    if any(one.z == "volume" for one in modes):
        return tuple((t, VOLUME) for t in times)
    fixed = next((one.z for one in modes if isinstance(one.z, int)), None)
    slices = (
        range(image.sizes["z"]) if each_z else [PROJECTED if any(one.z == "max" for one in modes) else (fixed or 0)]
    )
    return tuple((t, z) for t in times for z in slices)


def _depth(planes: tuple[tuple[int, int], ...], image: Image) -> int:
    return image.sizes["z"] if any(z == VOLUME for _, z in planes) else 1


def _estimate(recipe: Recipe, inputs: Mapping[str, ResolvedInput], image: Image, region: Region, planes: int) -> int:
    """Return the bytes a run holds at its peak: inputs, kept arrays, the hungriest step, the labels of all planes."""
    pixels = region.pixels
    signals = sum(len(one.signals) for one in inputs.values()) * image.dtype.itemsize * (3 if image.is_colour else 1)
    kept = 4 * sum(1 for step in recipe.active_steps if step.output not in TABLES)
    hungriest = max((step.operation.bytes_per_pixel for step in recipe.active_steps), default=0.0)
    layers = 4 * planes * sum(1 for step in recipe.active_steps if step.id in recipe.show and step.output not in TABLES)
    return int(pixels * (signals + kept + hungriest + layers))


def primary_signal(recipe: Recipe, step_id: str) -> str:
    """Return the input that a step's data comes from, following each step's first wire upwards."""
    sources = {
        step.id: (passed_on(step) if step.off else next(iter(step.inputs.values()), ("",))[0]) for step in recipe.steps
    }
    name = step_id
    while name in sources:
        name = sources[name] or ""
    return name
