"""The registry of operations: a decorator reads a function's signature once, everything else is derived.

::

    @operation("filter.gaussian", version=1, locality=halo("4 sigma"), cite="scikit-image: skimage.filters.gaussian")
    def gaussian(
        image: Intensity,
        sigma: Annotated[Length, Param(ge=0, le=500, help="Larger removes finer detail.")] = px(1),
    ) -> Intensity:
        '''Blur with a Gaussian.'''

The description feeds the forms on the page, validation, ``tabscope ops``, the reference pages and the tests.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.frame import Frame
from tabscope.operations.moment import Moment
from tabscope.operations.notes import Notes, SignificantBits
from tabscope.operations.overview import Overview, Scope, Survey
from tabscope.operations.parameter import Param, Parameter, ParameterType
from tabscope.operations.placing import Placing
from tabscope.operations.predictor import Predictor
from tabscope.table import Table
from tabscope.units import Area, Dimension, Duration, Length, Quantity

Kind = Literal["intensity", "mask", "labels", "points", "shapes", "tracks", "table"]
PortKind = Literal["intensity", "mask", "labels", "points", "shapes", "tracks", "table", "pixels"]
"""What a port is for: data of a kind, or ``pixels``, which are intensity, a mask or labels."""


@dataclass(frozen=True)
class Port:
    """Marks an input or output as data of a kind.

    ``many`` takes several named images as a mapping; ``picture`` takes a colour picture whole, (y, x, samples);
    ``anywhere`` takes what lies on other pixels than the rest; ``volume`` takes volumes only. A result of ``pixels`` is
    of the first input's kind.
    """

    kind: PortKind
    many: bool = False
    picture: bool = False
    anywhere: bool = False
    volume: bool = False


Intensity = Annotated[NDArray[Any], Port("intensity")]
Picture = Annotated[NDArray[Any], Port("intensity", picture=True)]
Images = Annotated[Mapping[str, NDArray[Any]], Port("intensity", many=True)]
Pixels = Annotated[NDArray[Any], Port("pixels")]
PixelVolume = Annotated[NDArray[Any], Port("pixels", volume=True)]
IntensityVolume = Annotated[NDArray[Any], Port("intensity", volume=True)]
Anywhere = Annotated[NDArray[Any], Port("pixels", anywhere=True)]
Mask = Annotated[NDArray[np.bool_], Port("mask")]
Labels = Annotated[NDArray[np.uint32], Port("labels")]
TableOut = Annotated[Table, Port("table")]
Points = Annotated[Table, Port("points")]
"""Places: a table with ``object``, ``centroid_y_px`` and ``centroid_x_px`` (in a volume also ``centroid_z_px``)."""

Tracks = Annotated[Table, Port("tracks")]
"""Objects over time: a table as of points, with ``track``."""

TABLES: tuple[Kind, ...] = ("table", "points", "tracks")
"""The kinds that come as a table."""

PIXELS: tuple[Kind, ...] = ("intensity", "mask", "labels")
"""The kinds that a port for ``pixels`` takes."""

Measured = TableOut
"""A table as an input."""


@dataclass(frozen=True)
class Locality:
    """How the runner may cut the work (design.md, section 4)."""

    kind: Literal["pointwise", "halo", "statistic", "labels", "objects", "whole"]
    halo: Callable[[Mapping[str, Any]], float] | None = None
    reason: str = ""


pointwise = Locality("pointwise")
per_object = Locality("objects")
stitched = Locality("labels")
statistic = Locality("statistic")


def halo(pixels: Callable[[Mapping[str, Any]], float]) -> Locality:
    """Return the locality of an operation that looks this many pixels around each pixel."""
    return Locality("halo", halo=pixels)


def whole(reason: str) -> Locality:
    """Return the locality of an operation that needs the whole plane, with the reason why."""
    return Locality("whole", reason=reason)


@dataclass(frozen=True)
class Input:
    """One data input of an operation."""

    name: str
    kind: PortKind
    many: bool = False
    optional: bool = False
    picture: bool = False
    anywhere: bool = False
    volume: bool = False

    def describe(self) -> dict[str, Any]:
        """Return plain data for forms, ``ops --json`` and the reference."""
        return {"name": self.name, "kind": self.kind, "many": self.many, "optional": self.optional}


Needs = tuple[str, ...] | Callable[[Mapping[str, Any]], Sequence[str]]


@dataclass(frozen=True)
class Operation:
    """One operation of the registry."""

    id: str
    version: int
    function: Callable[..., Any]
    title: str
    help: str
    cite: str
    locality: Locality
    needs: Needs
    inputs: tuple[Input, ...]
    parameters: tuple[Parameter, ...]
    output: PortKind
    bytes_per_pixel: float
    injected: Mapping[str, type] = field(default_factory=dict[str, type])
    over_time: bool = False
    survey: Survey | None = None
    earlier: Mapping[int, Mapping[str, Any]] = field(default_factory=dict[int, Mapping[str, Any]])

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The id with its version, as recipes write it: ``filter.gaussian@1``."""
        return f"{self.id}@{self.version}"

    def required_modules(self, params: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the modules that must be importable before the function is called with these parameters."""
        return tuple(self.needs(params)) if callable(self.needs) else self.needs

    def scope(self, params: Mapping[str, Any]) -> Scope:
        """Return how far it looks before it runs on a plane, with parameters as a recipe writes them."""
        filled = {one.name: params.get(one.name, one.default) for one in self.parameters}
        return self.survey.scope(filled) if self.survey is not None else "plane"

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of this name, or None."""
        return next((one for one in self.parameters if one.name == name), None)

    def describe(self) -> dict[str, Any]:
        """Return plain data: ``tabscope ops --json``, the page's forms, the reference."""
        return {
            "id": self.id,
            "version": self.version,
            "family": self.family,
            "title": self.title,
            "help": self.help,
            "cite": self.cite,
            "locality": self.locality.kind,
            "inputs": [one.describe() for one in self.inputs],
            "params": [one.describe() for one in self.parameters],
            "outputs": [{"name": "out", "kind": self.output}],
        }


REGISTRY: dict[str, Operation] = {}
"""Every known operation by ``id@version``, in the order of definition."""

F = TypeVar("F", bound=Callable[..., Any])


def operation(
    id: str,  # noqa: A002 - the field's word, as recipes write it
    *,
    version: int,
    locality: Locality,
    cite: str,
    needs: Needs = (),
    title: str = "",
    bytes_per_pixel: float = 24.0,
    over_time: bool = False,
    survey: Survey | None = None,
    earlier: Mapping[int, Mapping[str, Any]] | None = None,
) -> Callable[[F], F]:
    """Register a plain function on arrays as an operation.

    Parameters
    ----------
    id : str
        ``family.name``, lower case, the field's terms.
    version : int
        Rises whenever the numbers change.
    locality : Locality
        How the work may be cut.
    cite : str
        The paper or the library function it wraps.
    needs : tuple of str or callable
        Modules beyond numpy that must be importable first; a callable receives the parameters.
    title : str
        What the step is called on the page; made from the name where it is not given.
    bytes_per_pixel : float
        Peak memory per pixel of the plane while it runs, for the estimate before a run.
    over_time : bool
        It runs once, after all planes, on the tables of all times under one another.
    survey : Survey, optional
        What it looks for on all planes of a run before it runs on the first.
    earlier : dict, optional
        Earlier versions that gave what this one gives where some parameters, which they had not, have these values.
        They looked at no other planes.
    """

    def register(function: F) -> F:
        inputs, parameters, injected, output = _read_signature(function)
        text = inspect.cleandoc(function.__doc__ or "")
        entry = Operation(
            id=id, version=version, function=function, help=text.split("\n\n")[0].replace("\n", " "),
            title=title or id.partition(".")[2].replace("_", " ").capitalize(), cite=cite, locality=locality,
            needs=needs, inputs=inputs, parameters=parameters, output=output, bytes_per_pixel=bytes_per_pixel,
            injected=injected, over_time=over_time, survey=survey, earlier=earlier or {},
        )  # fmt: skip
        for one in (*(_earlier(entry, *fixed) for fixed in entry.earlier.items()), entry):
            if one.name in REGISTRY:
                raise ValueError(f"{one.name} is registered twice")
            REGISTRY[one.name] = one
        return function

    return register


def _earlier(entry: Operation, version: int, fixed: Mapping[str, Any]) -> Operation:
    return replace(
        entry, version=version, function=partial(entry.function, **fixed), survey=None, earlier={},
        parameters=tuple(one for one in entry.parameters if one.name not in fixed),
        injected={name: kind for name, kind in entry.injected.items() if name not in fixed},
    )  # fmt: skip


def known(name: str) -> bool:
    """Return whether a name, with or without a version, is registered."""
    return name in REGISTRY or any(one.id == name for one in REGISTRY.values())


def find(name: str) -> Operation:
    """Return the operation of a recipe's ``id@version``; without a version, the newest.

    Raises
    ------
    TabscopeError
        ``recipe.unknown-operation``, with the nearest names.
    """
    import difflib

    if name in REGISTRY:
        return REGISTRY[name]
    versions = [one for one in REGISTRY.values() if one.id == name]
    if versions:
        return max(versions, key=lambda one: one.version)
    near = difflib.get_close_matches(name, REGISTRY, n=1, cutoff=0.6)
    advice = f"Did you mean “{near[0]}”?" if near else "Switch the step off, or update tabscope."
    raise TabscopeError("recipe.unknown-operation", operation=name, advice=advice)


INJECTED: tuple[type, ...] = (PixelSize, SignificantBits, Notes, Frame, Moment, Overview, Placing, Predictor)
"""Arguments that the runner fills in: pixel size, bits, notes, drawn area, moment, all planes, place, models."""


def _read_signature(
    function: Callable[..., Any],
) -> tuple[tuple[Input, ...], tuple[Parameter, ...], dict[str, type], PortKind]:
    hints = get_type_hints(function, include_extras=True)
    inputs: list[Input] = []
    parameters: list[Parameter] = []
    injected: dict[str, type] = {}
    for name, argument in inspect.signature(function).parameters.items():
        hint, optional = _without_none(hints[name])
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        port = next((mark for mark in marks if isinstance(mark, Port)), None)
        if port is not None:
            inputs.append(Input(name, port.kind, port.many, optional, port.picture, port.anywhere, port.volume))
            continue
        if hint in INJECTED:
            injected[name] = hint
            continue
        param = next((mark for mark in marks if isinstance(mark, Param)), Param())
        base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
        base, inner_optional = _without_none(base)
        parameters.append(_parameter(name, base, argument.default, param, optional or inner_optional))
    result = hints["return"]
    port = next((mark for mark in get_args(result)[1:] if isinstance(mark, Port)), None)
    if port is None:
        raise TypeError(f"{function.__name__} must say what kind of data it returns")
    names = {one.name for one in parameters if one.optional}
    if missing := {one.param.unless for one in parameters} - names - {""}:
        raise TypeError(f"{function.__name__} has no optional {missing.pop()}")
    return tuple(inputs), tuple(parameters), injected, port.kind


def _without_none(hint: Any) -> tuple[Any, bool]:
    """Return the type without None, and whether None was allowed."""
    if get_origin(hint) in (Union, types.UnionType):
        rest = [one for one in get_args(hint) if one is not type(None)]
        if len(rest) == 1 and len(get_args(hint)) == 2:
            return rest[0], True
    return hint, False


def _parameter(name: str, base: Any, default: Any, param: Param, optional: bool) -> Parameter:
    if default is inspect.Parameter.empty:
        raise TypeError(f"parameter {name} needs a default")
    quantities: dict[Any, Dimension] = {Length: "length", Area: "area", Duration: "duration"}
    if base in quantities:
        dimension = quantities[base]
        value = default.in_plane if isinstance(default, Length) else default
        filled = None if value is None else Quantity(float(value), "px", dimension)
        return Parameter(name, dimension, filled, param, (), optional)
    if get_origin(base) is Literal:
        return Parameter(name, "choice", default, param, tuple(get_args(base)), optional)
    simple: dict[Any, ParameterType] = {bool: "bool", int: "int", float: "float", str: "text"}
    if base not in simple:
        raise TypeError(f"parameter {name} has a type that forms do not know: {base}")
    return Parameter(name, simple[base], default, param, (), optional)
