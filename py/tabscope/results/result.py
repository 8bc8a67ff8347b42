"""What a run leaves: layers, tables, and the run itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.grid import Grid
from tabscope.operations.registry import Kind
from tabscope.table import Table


@dataclass(frozen=True)
class Layer:
    """Pixels of a result, placed on the image.

    Attributes
    ----------
    axes : str
        Axes of `array`: ``"yx"``, or with ``z`` and ``t`` in front where a run took several planes (``"tzyx"``).
    origin : tuple of float
        Where pixel (0, 0) of the layer lies, (y, x) in pixels of full resolution.
    factor : tuple of float
        How many pixels of full resolution one pixel of the layer is, (y, x).
    planes : tuple of (t, z)
        Which planes of the image the leading axes hold, in order; z is -1 for a projection.
    pixel_size : PixelSize
        Of the layer's own pixels.
    turn : two rows of two numbers, optional
        Where its rows and columns do not run as those of the image: pixels of full resolution, along y and x, per
        pixel along its y and x (columns); ``factor`` is then how large its pixels are.
    apart : bool
        It has no place on the image (a side view): ``origin`` and ``factor`` say nothing.
    outside : int
        How many pixels of each of its planes do not belong to what is analysed, where a step moved it.
    known : tuple of float, optional
        As of `tabscope.grid.Grid`.
    """

    array: NDArray[Any]
    axes: str = "yx"
    origin: tuple[float, float] = (0.0, 0.0)
    factor: tuple[float, float] = (1.0, 1.0)
    planes: tuple[tuple[int, int], ...] = ((0, 0),)
    pixel_size: PixelSize = field(default_factory=PixelSize)
    turn: tuple[tuple[float, float], tuple[float, float]] | None = None
    apart: bool = False
    outside: int = 0
    known: tuple[float, float, float, float] | None = None

    @property
    def grid(self) -> Grid:
        """Where its pixels lie in the plane; z is not looked at."""
        if self.apart:
            return Grid(pixel_size=self.pixel_size, apart=True)
        (fy, fx), (oy, ox) = self.factor, self.origin
        (a, b), (c, d) = self.turn or ((fy, 0.0), (0.0, fx))
        return Grid(((1.0, 0.0, 0.0), (0.0, a, b), (0.0, c, d)), (0.0, oy, ox), self.pixel_size, False, self.known)


@dataclass(frozen=True)
class Changed:
    """One object that a person corrected: its pixels before and after.

    Each as starts and lengths of runs, one after the other, in C order over the whole layer.
    """

    object: int
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True)
class StepResult:
    """What one step of a recipe gave: a layer or a table, what it wrote down, and how long it took (seconds).

    Labels that are shown have a ``digest``, the sha256 of their ids (uint32, little endian, C order), and the
    ``changes`` that a person made to them. What is ``apart`` has no place on the image.
    """

    step: str
    title: str
    kind: Kind
    value: Layer | Table
    shown: bool = True
    notes: tuple[str, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict[str, float])
    seconds: float = 0.0
    digest: str = ""
    changes: tuple[Changed, ...] = ()
    apart: bool = False


@dataclass(frozen=True)
class Run:
    """A finished run: its results by step id, its headline, and its provenance as plain data.

    ``count`` is the number of objects of the last labels (None where the recipe makes none), ``edge_count`` how many of
    them the border of the image or region cuts, ``corrected`` how many objects a person changed.
    """

    image_name: str
    results: Mapping[str, StepResult]
    provenance: Mapping[str, Any]
    count: int | None = None
    edge_count: int = 0
    headline: str = ""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    corrected: int = 0

    @property
    def tables(self) -> dict[str, Table]:
        """The tables by step id."""
        return {step: one.value for step, one in self.results.items() if isinstance(one.value, Table)}

    @property
    def layers(self) -> dict[str, Layer]:
        """The layers by step id."""
        return {step: one.value for step, one in self.results.items() if isinstance(one.value, Layer)}
