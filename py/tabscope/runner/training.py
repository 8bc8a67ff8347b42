"""Training the classifier of a step: the examples that were painted on its input, and the forest grown on them.

The recipe runs up to the step, on each plane that was painted on; in the step's place stands one that looks at what it
is given, takes the features under the strokes, and ends the run.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.grid import Grid
from tabscope.image import Image
from tabscope.operations.forest_growth import Trained, grow
from tabscope.operations.forest_text import write_forest
from tabscope.operations.pixel_features import PER_IMAGE, describe, features, reach
from tabscope.operations.placing import Placing
from tabscope.operations.segment.pixel_classes import values_of
from tabscope.recipe import Recipe, Step, derived
from tabscope.regions import Region
from tabscope.runner.execute import Execution
from tabscope.runner.extent import Extent
from tabscope.runner.plan import Plan
from tabscope.strokes import Stroke, paint
from tabscope.units import Length, Quantity, parse_quantity

BLOCK = 16
"""Examples in one square of so many pixels lie together: a tree sees most of them or few."""

TILE = 128
"""Features are computed in squares of so many pixels, and only where examples are."""

MOST_NAMED = 5


@dataclass(frozen=True)
class Painted:
    """An image with the strokes on it, on any of its planes, in the order in which they were painted."""

    image: Image
    strokes: Sequence[Stroke]


Prepare = Callable[[Recipe, Image, Extent], Awaitable[Execution]]
"""Puts a recipe on an image, ready to run."""


@dataclass(frozen=True)
class Training:
    """What painting has taught.

    Attributes
    ----------
    forest : str
        The value of the step's parameter of that name.
    accuracy : float
        Share of the painted pixels that trees which had not seen them put into their class; NaN where every tree has.
    pixels : tuple of int
        How many were painted of each class, from the first.
    features : tuple of (str, float)
        What decided most, with its share.
    """

    forest: str
    accuracy: float
    pixels: tuple[int, ...]
    features: tuple[tuple[str, float], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the form of messages and of ``train --json``."""
        return {
            "forest": self.forest, "accuracy": None if np.isnan(self.accuracy) else self.accuracy,
            "pixels": list(self.pixels), "features": [{"name": name, "share": share} for name, share in self.features],
        }  # fmt: skip


async def train(recipe: Recipe, step_id: str, painted: Sequence[Painted], extent: Extent, prepare: Prepare) -> Training:
    """Train the classifier of a step.

    Parameters
    ----------
    recipe : Recipe
        Holds the step; what comes before it is computed.
    step_id : str
        Which step.
    painted : sequence of Painted
        Images with all that was painted on them.
    extent : Extent
        Gives the level, and how z and t are treated.
    prepare : callable
        Puts a recipe on an image.

    Raises
    ------
    TabscopeError
        ``usage`` where the step learns nothing; ``training.examples`` where fewer than two classes have pixels;
        whatever the steps before say.
    """
    step = _learning(recipe, step_id)
    seen = _Examples()
    for image, planes, strokes in _by_planes(recipe, extent, painted):
        wanted = replace(planes, areas=(), region=_around(strokes, recipe, step, image, extent.level))
        execution = await prepare(_up_to(recipe, step, seen), image, wanted)
        seen.plan, seen.strokes = execution.plan, strokes
        try:
            await execution.run()
        except _Looked:
            continue
    counts = np.bincount(np.concatenate(seen.classes)) if seen.classes else np.zeros(0, np.int64)
    if np.count_nonzero(counts) < 2:
        raise TabscopeError("training.examples")
    grown = grow(np.concatenate(seen.values), np.concatenate(seen.classes), len(seen.names))
    return Training(write_forest(grown.forest), grown.accuracy, tuple(map(int, counts)), _decisive(grown, seen))


class _Looked(Exception):
    """The step's input has been looked at; nothing after it is needed."""


@dataclass
class _Examples:
    """Stands in the place of the step: takes the features under the strokes from what the step is given."""

    plan: Plan | None = None
    strokes: Sequence[Stroke] = ()
    values: list[NDArray[np.float32]] = field(default_factory=list[NDArray[np.float32]])
    classes: list[NDArray[np.int64]] = field(default_factory=list[NDArray[np.int64]])
    names: tuple[str, ...] = ()
    scales: tuple[Length, Length] = (Length((1.0,)), Length((1.0,)))

    def look(
        self, images: Mapping[str, NDArray[Any]], finest: Length, coarsest: Length, placing: Placing, **others: Any
    ) -> NDArray[np.bool_]:
        """Take the examples; always ends the run by `_Looked`."""
        self.names, self.scales = tuple(images), (finest, coarsest)
        painted = _painted(self.plan, self.strokes, next(iter(images.values())).shape, placing.grid)
        pictures = [values_of(one, "Training")[0] for one in images.values()]
        beyond = reach(finest, coarsest)
        for tile, around in _painted_tiles(painted, beyond):
            inner = painted[tile]
            at = _together(np.nonzero(inner))
            found = np.empty((at[0].size, len(pictures) * PER_IMAGE), np.float32)
            within = tuple(one + part.start - wide.start for one, part, wide in zip(at, tile, around, strict=True))
            for place, values in enumerate(pictures):
                for number, feature in features(values[around], finest, coarsest):
                    found[:, place * PER_IMAGE + number] = feature[within]
            self.classes.append(inner[at].astype(np.int64) - 1)
            self.values.append(found)
        raise _Looked


def _learning(recipe: Recipe, step_id: str) -> Step:
    step = next((one for one in recipe.active_steps if one.id == step_id), None)
    if step is None or step.operation.parameter("forest") is None:
        raise TabscopeError("usage", reason=f"Step “{step_id}” learns from no examples.", advice="Choose another step.")
    return step


def _up_to(recipe: Recipe, step: Step, seen: _Examples) -> Recipe:
    """Return the recipe that ends with the step, where that one only looks at its input."""
    # Under another id: what is kept of steps is known by it, and a step that looks gives nothing to keep.
    injected = {**step.operation.injected, "placing": Placing}
    looks = replace(step.operation, id=f"{step.operation.id}.examples", function=seen.look, injected=injected)
    looking = replace(step, operation=looks)
    before = recipe.steps[: next(index for index, one in enumerate(recipe.steps) if one.id == step.id)]
    return replace(recipe, steps=(*before, looking), show=(step.id,))


def _by_planes(
    recipe: Recipe, extent: Extent, painted: Sequence[Painted]
) -> Iterator[tuple[Image, Extent, list[Stroke]]]:
    """Yield the strokes that one plane (a volume, a projection) holds together, with the extent of that plane."""
    modes = [extent.z] if extent.z is not None else [one.z for one in recipe.inputs.values()]
    together = any(mode in ("max", "volume") for mode in modes)
    for one in painted:
        groups: dict[tuple[int, int], list[Stroke]] = {}
        for stroke in one.strokes:
            groups.setdefault((stroke.t, 0 if together else stroke.z), []).append(stroke)
        for (t, z), strokes in groups.items():
            yield one.image, replace(extent, t=t, z=extent.z if together else z), strokes


def _around(strokes: Sequence[Stroke], recipe: Recipe, step: Step, image: Image, level: int) -> Region | None:
    """Return the part of a plane that the examples depend on; None where that may be all of it."""
    wired = [name for names in step.inputs.values() for name in names]
    lengths = [
        step.params.get(one.name, one.default)
        for one in step.operation.parameters
        if one.name in ("finest", "coarsest")
    ]
    if not all(name in recipe.inputs for name in wired) or any(derived(one) is not None for one in lengths):
        return None
    factor = max(image.levels[level].factors.get(axis, 1.0) for axis in "yx")
    smallest = min((one for one in (image.pixel_size.y, image.pixel_size.x) if one), default=None)
    pixels = [
        (one if isinstance(one, Quantity) else parse_quantity(one)).in_pixels(smallest, "coarsest") / factor
        for one in lengths
    ]
    beyond = factor * reach(Length((pixels[0],)), Length((pixels[1],))) + max(one.radius for one in strokes) + 1
    places = np.array([point for one in strokes for point in one.points])
    (top, left), (bottom, right) = places.min(axis=0) - beyond, places.max(axis=0) + beyond
    box = Region(floor(top), floor(left), ceil(bottom), ceil(right))
    return box.clipped(image.levels[0].height, image.levels[0].width)


def _painted(plan: Plan | None, strokes: Sequence[Stroke], shape: tuple[int, ...], grid: Grid) -> NDArray[np.uint8]:
    """Return the class of each pixel that the step looks at, 0 where nothing is painted."""
    as_read = plan is not None and shape[-2:] == (plan.region.height, plan.region.width)
    if plan is None or not as_read or not grid.same(plan.grid, len(shape)):
        reason = "a step before it changes where the pixels lie."
        raise TabscopeError("operation.input", step="Training", reason=reason, advice="Put that step after it.")
    place = plan.placement
    if len(shape) == 2:
        return paint(strokes, (shape[0], shape[1]), place.origin, place.factor)
    volume = np.zeros(shape, np.uint8)
    for z in {one.z for one in strokes}:
        own = [one for one in strokes if one.z == z]
        index = min(int(z // place.factor_z), shape[0] - 1)
        volume[index] = paint(own, (shape[1], shape[2]), place.origin, place.factor)
    return volume


def _painted_tiles(painted: NDArray[np.uint8], beyond: int) -> Iterator[tuple[tuple[slice, ...], tuple[slice, ...]]]:
    """Yield the squares of a plane that hold examples, each with what its features depend on; whole in z.

    Row by row of squares, so that examples that lie together follow one another.
    """
    for y in range(0, painted.shape[-2], TILE):
        for x in range(0, painted.shape[-1], TILE):
            depth = (slice(0, painted.shape[0]),) * (painted.ndim - 2)
            tile = (*depth, slice(y, y + TILE), slice(x, x + TILE))
            if painted[tile].any():
                wide = (slice(max(0, y - beyond), y + TILE + beyond), slice(max(0, x - beyond), x + TILE + beyond))
                yield tile, (*depth, *wide)


def _together(at: tuple[NDArray[np.int64], ...]) -> tuple[NDArray[np.int64], ...]:
    """Return places so that those that lie together follow one another."""
    order = np.lexsort((at[-1] // BLOCK, at[-2] // BLOCK))
    return tuple(axis[order] for axis in at)


def _decisive(grown: Trained, seen: _Examples) -> tuple[tuple[str, float], ...]:
    order = np.argsort(-grown.weights, kind="stable")[:MOST_NAMED]
    return tuple((describe(int(one), *seen.scales, seen.names), float(grown.weights[one])) for one in order)
