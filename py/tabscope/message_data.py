"""The shapes of what messages carry: arrays, images, operations, results, runs."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


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
    unless: str
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


class AreaData(TypedDict):
    """A drawn area: [y, x] points in pixels of full resolution, whole numbers being centres of pixels.

    ``rectangle`` and ``ellipse`` have two opposite corners of their box, ``polygon`` and ``freehand`` their outline.
    """

    kind: Literal["rectangle", "ellipse", "polygon", "freehand"]
    points: list[list[float]]


class Extent(TypedDict):
    """Which part of an image a run takes; what is absent is the whole.

    ``region`` is [y0, x0, y1, x1] in pixels of full resolution, ``areas`` are drawn and limit the run further,
    ``level`` is the resolution level to run on, ``z`` and ``t`` override the recipe's inputs ("each", "max",
    "volume", or an index).
    """

    region: NotRequired[list[int]]
    areas: NotRequired[list[AreaData]]
    level: NotRequired[int]
    z: NotRequired[Literal["each", "max", "volume"] | int]
    t: NotRequired[Literal["each"] | int]


class StrokeData(TypedDict):
    """A painted example: the path of a round brush, [y, x] points and the radius in pixels of full resolution.

    ``number`` is the class, from 1; ``z`` and ``t`` are the plane it was painted on.
    """

    number: int
    points: list[list[float]]
    radius: float
    z: int
    t: int


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


class CorrectionData(TypedDict):
    """What a person changed in the labels of a step.

    ``before`` is the digest of the labels they started from (`ResultData.digest`), ``labels`` the whole layer as they
    left it, ``changed`` the objects that are other, gone or new.
    """

    step: str
    before: str
    labels: ArrayData
    changed: list[int]


class ChangedObject(TypedDict):
    """One object that was corrected: its pixels before and after, as starts and lengths of runs in C order."""

    object: int
    before: list[int]
    after: list[int]


class TurnedPixels(TypedDict):
    """The pixels of a turned or flipped layer as they are, for an export.

    ``axes`` are two rows of two: pixels of full resolution, along y and x, per pixel along its y and x.
    """

    array: ArrayData
    origin: list[float]
    factor: list[float]
    axes: list[list[float]]


class ResultData(TypedDict):
    """One result of a step: a layer (array over t, z, y, x as ``axes`` says) or a table.

    Points and tracks are tables, too: ``t``, ``z``, ``object``, ``centroid_y_px``, ``centroid_x_px``, and ``track``.
    ``origin`` and ``factor`` place a layer on the image: pixel (0, 0) of the layer is at ``origin`` (y, x) of full
    resolution, and one pixel of it is ``factor`` pixels of full resolution. ``digest`` is the sha256 of a label layer's
    ids (uint32, little endian, C order), ``values`` are in px of full resolution and in the image's own counts.
    Of ``turned`` pixels the array is brought upright; what is ``apart`` has no place on the image.
    ``outside`` counts the pixels of each plane that a step moved out of what is analysed, before that.
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
    turned: NotRequired[TurnedPixels]
    apart: NotRequired[bool]
    outside: NotRequired[int]
    pixel_size: NotRequired[list[Any]]
    digest: NotRequired[str]
    changes: NotRequired[list[ChangedObject]]
    columns: NotRequired[list[ColumnData]]
    notes: list[str]
    values: dict[str, float]
    seconds: float


class RunSummary(TypedDict):
    """What a finished run says: its headline, how many objects a person corrected, its provenance (`run.json`)."""

    run: int
    image: int
    image_name: str
    count: int | None
    headline: str
    edge_count: int
    corrected: NotRequired[int]
    seconds: float
    warnings: list[str]
    provenance: dict[str, Any]


class PlanReport(TypedDict):
    """What is known before a run: all problems at once, the recipe with its defaults filled in, what it costs.

    ``seconds`` is estimated from the speed of each step in earlier runs; null where one of them has not run yet.
    """

    problems: list[Problem]
    recipe: dict[str, Any]
    bytes: int
    available: int
    seconds: float | None
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


class ReasonData(TypedDict):
    """One setting of a suggestion and why, in a sentence; ``step`` is empty where it is about the recipe as a whole."""

    sentence: str
    step: str
    parameter: str
    value: Any
