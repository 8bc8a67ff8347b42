"""Every message between page and engine, described once; `app/messages.ts` is made from this file.

JSON-RPC-shaped: ``{id, method, params}`` is answered by ``{id, result}`` or ``{id, error}``; events have no id:
``{event, params}``. Arrays travel as transferred ArrayBuffers with shape and dtype beside them (`ArrayData`).

`tools/make_messages.py` writes the TypeScript side from it, `app/messages.ts`.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from tabscope.message_data import (
    ArrayData,
    CorrectionData,
    ExportedFile,
    Extent,
    FinishedRun,
    ImageInfo,
    OperationInfo,
    PixelSizeValue,
    PlanReport,
    Problem,
    ReasonData,
    ResultData,
    RunSummary,
    Source,
    StrokeData,
)


class DescribeParams(TypedDict):
    """No parameters."""


class DescribeResult(TypedDict):
    """What this engine is."""

    version: str
    platform: dict[str, str]
    memory: dict[str, int]


class OperationsParams(TypedDict):
    """No parameters."""


class OperationsResult(TypedDict):
    """What can be done: every operation, and the recipes of the gallery.

    The page takes the same from the site's ``operations.json``, without waiting for Python.
    """

    version: str
    operations: list[OperationInfo]
    recipes: list[dict[str, Any]]


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


class ProfileParams(TypedDict):
    """Ask for the values along a drawn line: [y, x] points, whole numbers being centres of pixels."""

    image: int
    points: list[list[float]]
    t: int
    z: int


class ProfileResult(TypedDict):
    """Values along a line, one array per channel (per sample of a colour picture).

    ``distance`` is from the beginning in pixels of full resolution; ``level`` is where it was read.
    """

    distance: ArrayData
    values: list[ArrayData]
    level: int


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
    """Run a recipe; ``run`` is the page's own number for it. Progress and results come as events.

    A step's labels become those of its correction before later steps use them; where the recipe makes other labels
    than were corrected, the run ends with ``corrections.other-labels``.
    """

    run: int
    image: int
    recipe: dict[str, Any]
    extent: NotRequired[Extent]
    corrections: NotRequired[list[CorrectionData]]


class RunResult(TypedDict):
    """The finished run."""

    summary: RunSummary


class PreviewParams(TypedDict):
    """Run a recipe on what is visible, without provenance; a new preview ends the one before (``run.cancelled``).

    ``values`` are the numbers that the steps of the last whole run found, by step: its results' ``values`` and the
    columns of its tables of one row. Thresholds and sizes are taken from there and never from the view.
    ``one_of_several`` says that a run would take more slices or times than this.
    """

    image: int
    recipe: dict[str, Any]
    extent: Extent
    values: dict[str, dict[str, float]]
    one_of_several: NotRequired[bool]


class PreviewResult(TypedDict):
    """What ``show`` of the recipe names.

    Not ``exact`` is below full resolution or without the whole image's numbers: outlines may be shown, a count may not.
    """

    results: list[ResultData]
    exact: bool
    seconds: float


class PaintedData(TypedDict):
    """An image by its number, with the strokes on it in the order in which they were painted."""

    image: int
    strokes: list[StrokeData]


class TrainParams(TypedDict):
    """Train the classifier of a step on painted examples; a new training ends the one before (``run.cancelled``)."""

    recipe: dict[str, Any]
    step: str
    painted: list[PaintedData]
    extent: NotRequired[Extent]


class TrainResult(TypedDict):
    """The value of the step's parameter ``forest``, and what is known about it.

    ``accuracy`` is the share of painted pixels that trees which had not seen them put right (None: all had seen them),
    ``pixels`` how many were painted of each class, ``features`` what decided most, with ``name`` and ``share``.
    """

    forest: str
    accuracy: float | None
    pixels: list[int]
    features: list[dict[str, Any]]


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


class SuggestParams(TypedDict):
    """Ask which recipe and settings suit an image; ``run`` is the page's own number for it, as for a run."""

    run: int
    image: int


class SuggestResult(TypedDict):
    """A recipe of the gallery by its name, with settings for this image, and why."""

    name: str
    reasons: list[ReasonData]
    recipe: dict[str, Any]


class MethodsParams(TypedDict):
    """Ask for a recipe in words; ``provenance`` of a finished run brings its numbers and versions."""

    recipe: dict[str, Any]
    provenance: NotRequired[dict[str, Any]]


class MethodsResult(TypedDict):
    """A paragraph for the methods section of a paper, its list of references, and these for programs."""

    text: str
    references: list[str]
    bibtex: str
    csl_json: str


class ScriptParams(TypedDict):
    """Ask for the Python script of a recipe."""

    recipe: dict[str, Any]


class ScriptResult(TypedDict):
    """The script."""

    text: str


class ReadScriptParams(TypedDict):
    """Read a script back that was made by ``script`` and edited; nothing in it is executed."""

    text: str


class ReadScriptResult(TypedDict):
    """The recipe, or the problems; ``details.line`` of a problem counts from 1.

    ``setting`` holds what else the script says other than by default: region, areas, level, z, t, source, ...
    """

    recipe: dict[str, Any]
    setting: dict[str, Any]
    problems: list[Problem]


class MemoryParams(TypedDict):
    """No parameters."""


class MemoryResult(TypedDict):
    """Bytes in use, bytes that may be used, and how many of those in use are kept steps that can be dropped."""

    used: int
    limit: int
    kept: int


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
    "operations": (OperationsParams, OperationsResult),
    "open": (OpenParams, ImageInfo),
    "close": (CloseParams, Nothing),
    "tile": (TileParams, TileResult),
    "profile": (ProfileParams, ProfileResult),
    "sample": (SampleParams, SampleResult),
    "plan": (PlanParams, PlanReport),
    "run": (RunParams, RunResult),
    "preview": (PreviewParams, PreviewResult),
    "train": (TrainParams, TrainResult),
    "cancel": (CancelParams, Nothing),
    "check": (CheckParams, CheckResult),
    "suggest": (SuggestParams, SuggestResult),
    "methods": (MethodsParams, MethodsResult),
    "script": (ScriptParams, ScriptResult),
    "read_script": (ReadScriptParams, ReadScriptResult),
    "memory": (MemoryParams, MemoryResult),
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
    """How far a run is: from 0 to 1, with the words to show; ``left`` is about how many seconds it will still take."""

    run: int
    fraction: float
    left: NotRequired[float]
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
