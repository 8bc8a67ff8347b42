"""Every message between page and engine, described once; `app/messages.ts` is made from this file.

JSON-RPC-shaped: ``{id, method, params}`` is answered by ``{id, result}`` or ``{id, error}``; events have no id:
``{event, params}``. Arrays travel as transferred ArrayBuffers with shape and dtype beside them (`ArrayData`).

``python -m tabscope.protocol --typescript app/messages.ts [--check]`` writes (or compares) the TypeScript side.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict


class Buffer:
    """A transferred ArrayBuffer (Python side: bytes-like or a JavaScript buffer)."""


class File:
    """A browser File, mounted and not copied."""


class ArrayData(TypedDict):
    """An array: C order, little endian."""

    buffer: Buffer
    shape: list[int]
    dtype: str


class Problem(TypedDict):
    """An error as plain data (`tabscope.errors.TabscopeError.as_dict`)."""

    code: str
    message: str
    hint: str
    details: dict[str, Any]
    problems: list[Problem]


class Source(TypedDict):
    """Where pixels come from: dropped files (one file, or a folder's files with their relative paths) or an address."""

    kind: Literal["files", "address"]
    name: str
    address: NotRequired[str]
    files: NotRequired[list[File]]
    paths: NotRequired[list[str]]


class PixelSizeValue(TypedDict):
    """µm per pixel, set by a person; z may be absent."""

    z: NotRequired[float]
    y: float
    x: float


class ChannelInfo(TypedDict):
    """One channel as the file describes it."""

    name: str
    color: str | None
    window: list[float] | None


class LevelInfo(TypedDict):
    """One resolution level."""

    height: int
    width: int
    depth: int
    factors: dict[str, float]


class SeriesInfo(TypedDict):
    """One of several images in a source."""

    name: str
    shape: list[int]
    axes: str


class ImageInfo(TypedDict):
    """An opened image (`tabscope.image.Image.describe` with its number)."""

    image: int
    name: str
    format: str
    shape: list[int]
    dtype: str
    axes: str
    scale: dict[str, float]
    units: dict[str, str]
    pixel_size_origin: str
    channels: list[ChannelInfo]
    levels: list[LevelInfo]
    series: list[SeriesInfo]
    series_index: int
    colour: bool
    source: dict[str, Any]
    warnings: list[str]
    metadata: dict[str, Any]


class ParameterInfo(TypedDict):
    """One parameter, as a form needs it (`tabscope.operations.registry.Parameter.describe`)."""

    name: str
    type: Literal["length", "area", "duration", "float", "int", "bool", "choice", "text"]
    default: Any
    optional: bool
    label: str
    help: str
    min: float | None
    max: float | None
    soft_max: float | None
    advanced: bool
    choices: list[str]


class InputInfo(TypedDict):
    """One data input of an operation."""

    name: str
    kind: str
    many: bool
    optional: bool


class OutputInfo(TypedDict):
    """The output of an operation."""

    name: str
    kind: str


class OperationInfo(TypedDict):
    """One operation of the registry."""

    id: str
    version: int
    family: str
    title: str
    help: str
    cite: str
    locality: str
    inputs: list[InputInfo]
    params: list[ParameterInfo]
    outputs: list[OutputInfo]


class Extent(TypedDict):
    """Which part of an image a run takes; what is absent is the whole.

    ``region`` is [y0, x0, y1, x1] in pixels of full resolution, ``level`` the resolution level to run on,
    ``z`` and ``t`` override the recipe's inputs ("each", "max", or an index).
    """

    region: NotRequired[list[int]]
    level: NotRequired[int]
    z: NotRequired[Literal["each", "max"] | int]
    t: NotRequired[Literal["each"] | int]


class ColumnData(TypedDict):
    """One column of a table; texts as a list, numbers as an array."""

    name: str
    unit: str
    meaning: str
    definition: str
    values: NotRequired[ArrayData]
    dtype: NotRequired[str]
    equivalents: NotRequired[dict[str, str]]
    texts: NotRequired[list[str]]


class ResultData(TypedDict):
    """One result of a step: a layer (array over t, z, y, x as ``axes`` says) or a table.

    ``origin`` and ``factor`` place a layer on the image: pixel (0, 0) of the layer is at ``origin`` (y, x) of full
    resolution, and one pixel of it is ``factor`` pixels of full resolution.
    """

    step: str
    title: str
    kind: Literal["intensity", "mask", "labels", "points", "shapes", "tracks", "table"]
    shown: bool
    axes: NotRequired[str]
    array: NotRequired[ArrayData]
    origin: NotRequired[list[float]]
    factor: NotRequired[list[float]]
    planes: NotRequired[list[list[int]]]
    pixel_size: NotRequired[list[Any]]
    columns: NotRequired[list[ColumnData]]
    notes: list[str]
    values: dict[str, float]
    seconds: float


class RunSummary(TypedDict):
    """What a finished run says: its headline and its provenance (`run.json`)."""

    run: int
    image: int
    image_name: str
    count: int | None
    headline: str
    edge_count: int
    seconds: float
    warnings: list[str]
    provenance: dict[str, Any]


class PlanReport(TypedDict):
    """What is known before a run: all problems at once, the recipe with its defaults filled in, what it costs."""

    problems: list[Problem]
    recipe: dict[str, Any]
    bytes: int
    available: int
    planes: int
    inputs: dict[str, Any]


class ExportedFile(TypedDict):
    """One file to save."""

    name: str
    type: str
    buffer: Buffer


class FinishedRun(TypedDict):
    """A run as the page keeps it and hands it back for an export."""

    summary: RunSummary
    results: list[ResultData]


# --- methods: parameters and result of each -------------------------------------------------------------------------


class DescribeParams(TypedDict):
    """No parameters."""


class DescribeResult(TypedDict):
    """What this engine is."""

    version: str
    platform: dict[str, str]
    operations: list[OperationInfo]
    recipes: list[dict[str, Any]]
    memory: dict[str, int]


class OpenParams(TypedDict):
    """Open a source; ``pixel_size`` is one that a person set."""

    source: Source
    series: NotRequired[int]
    pixel_size: NotRequired[PixelSizeValue]


class CloseParams(TypedDict):
    """Let go of an image."""

    image: int


class Nothing(TypedDict):
    """An empty answer."""


class TileParams(TypedDict):
    """Read pixels for viewing: a region ([y0, x0, y1, x1] of that level), thinned to ``step``-th pixels."""

    image: int
    level: int
    t: int
    c: int
    z: int
    region: list[int]
    step: NotRequired[int]
    projection: NotRequired[Literal["max"]]


class TileResult(TypedDict):
    """Pixels, (y, x) or (y, x, s)."""

    tile: ArrayData


class SampleParams(TypedDict):
    """Ask for the display limits of every channel, from one stated sample (ground rules, section 3)."""

    image: int


class SampleResult(TypedDict):
    """Per channel: low and high display limit, smallest and largest sampled value, a 256-bin histogram, a warning."""

    channels: list[dict[str, Any]]
    statement: str
    dark_on_bright: bool


class PlanParams(TypedDict):
    """Check a recipe on an image before running it."""

    image: int
    recipe: dict[str, Any]
    extent: NotRequired[Extent]


class RunParams(TypedDict):
    """Run a recipe; ``run`` is the page's own number for it. Progress and results come as events."""

    run: int
    image: int
    recipe: dict[str, Any]
    extent: NotRequired[Extent]


class RunResult(TypedDict):
    """The finished run."""

    summary: RunSummary


class CancelParams(TypedDict):
    """Stop a run at the next look."""

    run: int


class CheckParams(TypedDict):
    """Read and check a recipe's text or document without an image."""

    recipe: Any


class CheckResult(TypedDict):
    """All problems at once, and the recipe with its defaults."""

    problems: list[Problem]
    recipe: dict[str, Any]


class ExportParams(TypedDict):
    """Write files from finished runs; ``kinds`` are names of `tabscope.export.KINDS`."""

    runs: list[FinishedRun]
    kinds: list[str]
    options: NotRequired[dict[str, Any]]


class ExportResult(TypedDict):
    """The files."""

    files: list[ExportedFile]


METHODS: dict[str, tuple[type, type]] = {
    "describe": (DescribeParams, DescribeResult),
    "open": (OpenParams, ImageInfo),
    "close": (CloseParams, Nothing),
    "tile": (TileParams, TileResult),
    "sample": (SampleParams, SampleResult),
    "plan": (PlanParams, PlanReport),
    "run": (RunParams, RunResult),
    "cancel": (CancelParams, Nothing),
    "check": (CheckParams, CheckResult),
    "export": (ExportParams, ExportResult),
}
"""Every method with its parameters and its result."""


class BootEvent(TypedDict):
    """How far the start is; ``done`` of ``total`` parts."""

    part: str
    done: int
    total: int


class ReadyEvent(TypedDict):
    """Python answers."""

    version: str


class FailedEvent(TypedDict):
    """The engine could not start."""

    problem: Problem


class ProgressEvent(TypedDict):
    """How far a run is: from 0 to 1, with the words to show."""

    run: int
    fraction: float
    step: str
    words: str


class ResultEvent(TypedDict):
    """One step has ended; the page keeps what it receives, also when the engine is replaced later."""

    run: int
    result: ResultData


class RequestEvent(TypedDict):
    """An address was asked (for "What left this tab")."""

    method: str
    address: str
    sent: int
    received: int
    status: int


EVENTS: dict[str, type] = {
    "boot": BootEvent,
    "ready": ReadyEvent,
    "failed": FailedEvent,
    "progress": ProgressEvent,
    "result": ResultEvent,
    "request": RequestEvent,
}
"""Every event the engine sends without being asked."""


def typescript() -> str:
    """Return the text of `app/messages.ts`."""
    module = sys.modules[__name__]
    shapes = [value for value in vars(module).values() if is_typeddict(value)]
    lines = ["// Made from py/tabscope/protocol.py by `python -m tabscope.protocol --typescript`; do not edit.", ""]
    for shape in shapes:
        hints = get_type_hints(shape, include_extras=True)
        lines.append(f"/** {' '.join((shape.__doc__ or '').split())} */")
        if not hints:
            lines += [f"export type {shape.__name__} = Record<string, never>;", ""]
            continue
        lines.append(f"export interface {shape.__name__} {{")
        for name, hint in hints.items():
            optional = get_origin(hint) is NotRequired
            lines.append(f"  {name}{'?' if optional else ''}: {_type(get_args(hint)[0] if optional else hint)};")
        lines += ["}", ""]
    lines.append("export interface Methods {")
    lines += [f"  {name}: {{ params: {p.__name__}; result: {r.__name__} }};" for name, (p, r) in METHODS.items()]
    lines += ["}", "", "export interface Events {"]
    lines += [f"  {name}: {event.__name__};" for name, event in EVENTS.items()]
    lines += ["}", ""]
    return "\n".join(lines)


def _type(hint: Any) -> str:
    simple: dict[Any, str] = {
        str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown",
        Buffer: "ArrayBuffer", File: "File",
    }  # fmt: skip
    if hint in simple:
        return simple[hint]
    if is_typeddict(hint):
        return hint.__name__
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in arguments)
    if origin is list:
        inner = _type(arguments[0])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<string, {_type(arguments[1])}>"
    if origin in (Union, types.UnionType):
        return " | ".join(_type(one) for one in arguments)
    raise TypeError(f"no TypeScript for {hint}")


def main(arguments: list[str]) -> int:
    """Write or compare the TypeScript file; return the exit code."""
    path = Path(arguments[arguments.index("--typescript") + 1])
    text = typescript()
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is out of date: run python -m tabscope.protocol --typescript {path}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
