"""Putting the planes of a run together: layers stacked, ids made unique, tables joined with their t and z."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.grid import Grid
from tabscope.operations.notes import ADDED_UP
from tabscope.operations.registry import TABLES
from tabscope.recipe import Step
from tabscope.results.provenance import level_name
from tabscope.results.result import Layer, StepResult
from tabscope.runner.corrections import Correcting, labels_digest
from tabscope.runner.kept_steps import sources
from tabscope.runner.limits import inside_of
from tabscope.runner.one_step import Outcome
from tabscope.runner.placement import on_image
from tabscope.runner.plan import PROJECTED, Plan
from tabscope.table import Column, Table, stack


@dataclass
class _StepPlanes:
    """What one step gave so far."""

    layers: list[NDArray[Any]] = field(default_factory=list[NDArray[Any]])
    tables: list[Table] = field(default_factory=list[Table])
    raw: list[Table] = field(default_factory=list[Table])
    notes: list[str] = field(default_factory=list[str])
    values: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])
    seconds: float = 0.0
    planes_done: int = 0
    grids: list[Grid] = field(default_factory=list[Grid])

    @property
    def grid(self) -> Grid | None:
        """The grid of all planes; None where they do not share one."""
        first = self.grids[0]
        return first if all(first.same(one) for one in self.grids) else None

    def write_down(self, values: Mapping[str, float]) -> None:
        """Take the numbers that a plane found: the lowest and the highest of each are held, or their sum."""
        for name, value in values.items():
            low, high = self.values.get(name, (value, value) if name not in ADDED_UP else (0.0, 0.0))
            added = name in ADDED_UP
            self.values[name] = (low + value, high + value) if added else (min(low, value), max(high, value))

    def written(self) -> dict[str, float]:
        """Return each number; where planes differ, its lowest and highest, for no plane's is that of the image."""
        found: dict[str, float] = {}
        for name, (low, high) in self.values.items():
            found |= {name: low} if low == high else {f"{name}_lowest": low, f"{name}_highest": high}
        return found


@dataclass
class Collected:
    """The results of a run while it goes on.

    ``correcting`` puts in place what a person corrected, by step; ``digests`` is whether labels get theirs; ``tables``
    holds each step's table of the present plane in pixels of the level, for parameters that follow from it.
    """

    plan: Plan
    correcting: Mapping[str, Correcting] = field(default_factory=dict[str, Correcting])
    digests: bool = True
    tables: dict[str, Table] = field(default_factory=dict[str, Table])
    steps: dict[str, _StepPlanes] = field(default_factory=dict[str, _StepPlanes])
    highest: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, step: Step, outcome: Outcome) -> Any:
        """Take what a step gave for the present plane; return it as later steps shall see it."""
        value = outcome.value
        held = self.steps.setdefault(step.id, _StepPlanes())
        t, z = self.plan.planes[held.planes_done]
        held.grids.append(outcome.grid)
        held.planes_done += 1
        held.seconds += outcome.seconds
        held.notes += [sentence for sentence in outcome.sentences if sentence not in held.notes]
        held.write_down(outcome.values)
        if isinstance(value, Table):
            if step.output == "points":
                value = self._unique_points(step, value)
            self.tables[step.id] = value
            if step.id in self._wanted_over_time:
                held.raw.append(value.with_first(_when(len(value), t, z)))
            held.tables.append(self._placed(value, outcome.grid, t, z))
            return value
        if step.output == "labels" and isinstance(value, np.ndarray):
            value = self._unique(step, value)
            if step.id in self.correcting:
                value = self.correcting[step.id].plane(value)
        if step.id in self.plan.recipe.show:
            held.layers.append(cast("NDArray[Any]", value))
        return value

    def __post_init__(self) -> None:
        late = [step for step in self.plan.recipe.active_steps if step.operation.over_time]
        self._wanted_over_time = {name for step in late for name in sources(step, self.plan)}

    def over_time(self, name: str) -> Table:
        """Return a step's tables of all planes under one another, in pixels of the level, with their t and z."""
        held = self.steps.get(name)
        return stack(held.raw) if held is not None else Table()

    def grid_over_time(self, name: str) -> Grid:
        """Return where the pixels lie that a step's tables of all planes were measured on.

        Raises
        ------
        TabscopeError
            ``operation.grids``.
        """
        held = self.steps.get(name)
        return self.plan.grid if held is None else _shared(name, held)

    def add_over_time(self, step: Step, outcome: Outcome) -> None:
        """Take what a step gave for all times at once."""
        if not isinstance(outcome.value, Table):
            return
        held = self.steps.setdefault(step.id, _StepPlanes())
        held.notes += outcome.sentences
        held.write_down(outcome.values)
        held.seconds += outcome.seconds
        held.raw.append(outcome.value)
        held.grids.append(outcome.grid)
        placed = on_image(outcome.value, outcome.grid, self.plan.image.pixel_size)
        leading = [name for name in ("t", "z", "object") if name in placed.names]
        held.tables.append(self._with_image(placed, outcome.grid, leading))

    def _unique(self, step: Step, labels: NDArray[Any]) -> NDArray[Any]:
        """Shift ids so that they are unique over all planes; ids that an earlier step made unique are kept."""
        labels = labels.astype(np.uint32, copy=False)
        present = labels[labels > 0]
        if not present.size:
            return labels
        highest_before = self.highest.get(step.id, 0)
        if int(present.min()) <= highest_before:
            labels = np.where(labels > 0, labels + np.uint32(highest_before), np.uint32(0))
        self.highest[step.id] = int(labels.max())
        return labels

    def _unique_points(self, step: Step, points: Table) -> Table:
        """Shift the numbers of points so that they are unique over all planes."""
        before = self.highest.get(step.id, 0)
        if not len(points):
            return points
        self.highest[step.id] = before + int(points["object"].max())
        return Table(
            tuple(replace(one, values=one.values + before) if one.name == "object" else one for one in points.columns)
        )

    def _placed(self, table: Table, grid: Grid, t: int, z: int) -> Table:
        """Return the table at full resolution, with the columns that every table begins with."""
        placed = on_image(table, grid, self.plan.image.pixel_size)
        if "object" not in placed.names and len(self.plan.planes) == 1:
            return placed
        return self._with_image(placed.with_first(_when(len(placed), t, z)), grid, ["t", "z", "object"])

    def _with_image(self, table: Table, grid: Grid, leading: list[str]) -> Table:
        """Return a table that begins with the image and the leading columns, and says at which level it was taken."""
        count, image = len(table), self.plan.image
        texts = {"image": image.name, "series": str(image.series_index), "well": str(image.metadata.get("well", ""))}
        first = [
            Column(name, np.full(count, text, dtype=object), "", meaning)
            for (name, text), meaning in zip(texts.items(), FIRST_MEANINGS, strict=True)
        ]
        known = {column.name: column for column in table.columns}
        first += [known[name] for name in leading if name in known]
        factor = self.plan.placement.factor
        if factor == (1.0, 1.0):
            return table.with_first(first)
        level = np.full(count, level_name(factor), dtype=object)
        lengths = "the step's own pixels" if grid.apart else "pixels of full resolution"
        coarser = Column("level", level, "", f"Resolution it was measured at; lengths are in {lengths}.")
        return Table((*table.with_first(first).columns, coarser))

    def result(self, step: Step) -> StepResult:
        """Return what a step gave over all planes done so far."""
        held = self.steps[step.id]
        apart = any(grid.apart for grid in held.grids)
        if apart and APART not in held.notes:
            held.notes.append(APART)
        common: dict[str, Any] = {
            "step": step.id, "title": step.title, "kind": step.output,
            "shown": step.id in self.plan.recipe.show,
            "notes": tuple(held.notes), "values": held.written(), "seconds": held.seconds, "apart": apart,
        }  # fmt: skip
        if step.output in TABLES:
            return StepResult(value=stack(held.tables), **common)
        layer = self._layer(step, held)
        if self.digests and common["kind"] == "labels" and held.layers:
            common["digest"] = labels_digest(layer.array)
        if step.id in self.correcting:
            common["changes"] = self.correcting[step.id].changes()
        return StepResult(value=self._within(layer), **common)

    def _within(self, layer: Layer) -> Layer:
        """Return a layer that says how much of it lies outside of what is analysed, where a step moved it."""
        plan = self.plan
        if not layer.planes or layer.apart or plan.grid.same(layer.grid, 2):
            return layer
        inside = inside_of(plan, layer.grid, layer.array.shape)
        return layer if inside is None else replace(layer, outside=int(np.count_nonzero(~inside)))

    def _layer(self, step: Step, held: _StepPlanes) -> Layer:
        """Stack planes over z and t; a layer that is not shown holds no pixels."""
        plan, layers = self.plan, held.layers
        if not layers:
            return Layer(np.empty((0, 0)), "yx", planes=())
        grid = _shared(step.id, held)
        times = len({t for t, _ in plan.planes})
        if plan.volume:
            axes = "zyx" if layers[0].ndim == 3 else "yx"
            depth = _slices(grid, plan, len(layers[0])) if axes == "zyx" else (PROJECTED,)
            planes = tuple((t, z) for t, _ in plan.planes for z in depth)
            array = np.stack(layers) if times > 1 else layers[0]
            return _on_grid(array, "t" + axes if times > 1 else axes, planes, grid)
        slices = len({z for _, z in plan.planes})
        array = (
            np.stack(layers).reshape(times, slices, *layers[0].shape)
            if len(layers) == len(plan.planes)
            else np.stack(layers)[:, None]
        )
        axes = ("t" if times > 1 else "") + ("z" if slices > 1 else "") + "yx"
        shape = tuple(size for size, axis in zip(array.shape, "tzyx", strict=True) if axis in axes)
        return _on_grid(array.reshape(shape), axes, plan.planes, grid)


def _shared(step: str, held: _StepPlanes) -> Grid:
    """Return the grid of all planes of a step.

    Raises
    ------
    TabscopeError
        ``operation.grids`` where they lie on different ones.
    """
    grid = held.grid
    if grid is None or len({one.shape for one in held.layers}) > 1:
        raise TabscopeError("operation.grids", step=step)
    return grid


def _slices(grid: Grid, plan: Plan, depth: int) -> tuple[int, ...]:
    """Return which slice of the image each slice of a volume is; its own numbers where it lies apart."""
    if grid.apart:
        return tuple(range(depth))
    if grid.matrix == plan.grid.matrix and grid.offset[0] == plan.grid.offset[0]:
        return plan.slices
    own = np.zeros((depth, 3))
    own[:, 0] = np.arange(depth)
    places = grid.places(own)[:, 0]
    return tuple(int(one) for one in np.clip(np.round(places), 0, plan.image.sizes["z"] - 1))


def _on_grid(array: NDArray[Any], axes: str, planes: tuple[tuple[int, int], ...], grid: Grid) -> Layer:
    """Return the layer of an array that lies on a grid."""
    (_, yy, yx), (_, xy, xx) = grid.matrix[1:]
    turn = None if grid.upright or grid.apart else ((yy, yx), (xy, xx))
    return Layer(
        array, axes, grid.offset[1:], grid.spacing[1:], planes, grid.pixel_size, turn, grid.apart, 0, grid.known
    )


def _when(count: int, t: int, z: int) -> list[Column]:
    slices = np.full(count, float(z)) if z >= 0 else np.full(count, np.nan)
    return [
        Column("t", np.full(count, t, np.int64), "", "Time point, from 0."),
        Column("z", slices, "", "Slice, from 0; empty for a projection and for a volume."),
    ]


APART = "It has no place on the image; positions and sizes in px are in pixels of its own."
"""What is said of a result that lies apart."""

FIRST_MEANINGS = (
    "Name of the image.",
    "Number of the image within its file, from 0.",
    "Well of a plate; empty where there is none.",
)
