"""``images.csv``: one row for each image of a batch, also where nothing was found or the image could not be read."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.export.record import at
from tabscope.export.tables import MEANINGS, plane_of
from tabscope.results.failure import Failure
from tabscope.results.result import Layer, Run
from tabscope.table import Column, Table

Outcome = Run | Failure


@dataclass(frozen=True)
class _Fact:
    """One column: how a run answers it, and what it means."""

    name: str
    of: Callable[[Run], Any]
    meaning: str
    unit: str = ""
    kind: Literal["number", "whole", "text"] = "number"


def images_table(outcomes: Sequence[Outcome]) -> Table:
    """Return one row for each outcome, in the order given.

    Parameters
    ----------
    outcomes : sequence of Run or Failure
        A failure has its image's name and its error; all numbers of it are missing, never 0.
    """
    columns = [_column(fact, [fact.of(one) if isinstance(one, Run) else None for one in outcomes]) for fact in FACTS]
    errors = [f"{one.error.code}: {one.error.message}" if isinstance(one, Failure) else "" for one in outcomes]
    table = Table((*columns, _texts("error", errors, "Why the image could not be analysed; empty where it was.")))
    names = [one.image_name for one in outcomes]
    sources = [one.provenance.get("source") if isinstance(one, Run) else one.source for one in outcomes]
    wells = [str(at(source, "well") or "") for source in sources]
    series = [at(source, "series") for source in sources]
    first = (
        _texts("image", names, MEANINGS["image"]), _column(SERIES, series),
        _texts("well", wells, MEANINGS["well"]),
    )  # fmt: skip
    return table.with_first(first)


def area_fraction(run: Run) -> float | None:
    """Return which part of the analysed area belongs to an object, by the last labels that are shown."""
    layers = [one.value for one in run.results.values() if one.kind == "labels" and one.shown]
    last = layers[-1] if layers else None
    if not isinstance(last, Layer) or not last.array.size:
        return None
    analysed = _analysed(run)
    pixels = last.array.size
    if last.outside:
        pixels -= last.outside * pixels // (last.array.shape[-2] * last.array.shape[-1])
    elif _drawn(run) and analysed and not last.apart:
        slices = pixels // (last.array.shape[-2] * last.array.shape[-1] * (_planes(run) or 1))  # of a volume, else 1
        pixels = slices * analysed / (last.factor[0] * last.factor[1])
    return float(np.count_nonzero(last.array)) / pixels


def _drawn(run: Run) -> bool:
    return bool(at(run.provenance, "extent", "asked", "areas"))


def _analysed(run: Run) -> float | None:
    region, area = at(run.provenance, "extent", "region"), at(run.provenance, "extent", "area_px")
    planes = at(run.provenance, "extent", "planes")
    if not region or not planes:
        return None
    y0, x0, y1, x1 = region
    return (area if area is not None else (y1 - y0) * (x1 - x0)) * len(planes)


def _series(run: Run) -> int | None:
    return at(run.provenance, "source", "series")


def _cut(run: Run) -> int | None:
    return None if run.count is None else run.edge_count


def _planes(run: Run) -> int | None:
    return len(at(run.provenance, "extent", "planes") or ()) or None


def _pixel_area(run: Run) -> float | None:
    y, x = (at(run.provenance, "pixel_size", axis) for axis in ("y", "x"))
    return y * x if y and x else None


def _times(number: float | None, factor: float | None) -> float | None:
    return None if number is None or factor is None else number * factor


def _per_area(run: Run) -> float | None:
    """Return objects per mm² of analysed area (1 mm² = 1e6 µm²)."""
    area = _times(_analysed(run), _pixel_area(run))
    return run.count / area * 1e6 if run.count is not None and area else None


def _threshold(run: Run) -> float | None:
    """Return the threshold that the last step wrote down."""
    found = [one.values["threshold"] for one in run.results.values() if "threshold" in one.values]
    return found[-1] if found else None


def _diameter(run: Run) -> float | None:
    """Return the typical diameter that a step measured, in px of full resolution; its median over planes."""
    for table in run.tables.values():
        if "diameter_px" in table.names and "object" not in table.names and len(table):
            return float(np.nanmedian(table["diameter_px"].astype(np.float64)))
    return next((one.values["diameter_px"] for one in run.results.values() if "diameter_px" in one.values), None)


def _diameter_um(run: Run) -> float | None:
    area = _pixel_area(run)
    return _times(_diameter(run), area**0.5 if area else None)


SERIES = _Fact("series", _series, MEANINGS["series"], kind="whole")
FACTS: tuple[_Fact, ...] = (
    _Fact("t", lambda run: plane_of(run)[0], MEANINGS["t"], kind="whole"),
    _Fact("z", lambda run: plane_of(run)[1], MEANINGS["z"], kind="whole"),
    _Fact("planes", _planes, "How many planes were analysed.", kind="whole"),
    _Fact("level", lambda run: at(run.provenance, "extent", "level"), "Resolution that was analysed.", kind="text"),
    _Fact("count", lambda run: run.count, "Number of objects; empty where the recipe makes none.", kind="whole"),
    _Fact("edge_count", _cut, "How many of them the edge cuts.", kind="whole"),
    _Fact("area_analysed_px", _analysed, "Area that was looked at, over all planes.", "px²", kind="whole"),
    _Fact("area_analysed_um2", lambda run: _times(_analysed(run), _pixel_area(run)), "The same in µm².", "µm²"),
    _Fact("area_fraction", area_fraction, "Part of the analysed area that belongs to objects, from 0 to 1."),
    _Fact("objects_per_mm2", _per_area, "Objects per mm² of analysed area.", "1/mm²"),
    _Fact("threshold", _threshold, "Threshold that the last step with one used, in the image's own counts."),
    _Fact("diameter_px", _diameter, "Typical diameter the recipe found.", "px"),
    _Fact("diameter_um", _diameter_um, "The same in µm.", "µm"),
    _Fact("pixel_size_z_um", lambda run: at(run.provenance, "pixel_size", "z"), "Distance of slices.", "µm"),
    _Fact("pixel_size_y_um", lambda run: at(run.provenance, "pixel_size", "y"), "Height of a pixel.", "µm"),
    _Fact("pixel_size_x_um", lambda run: at(run.provenance, "pixel_size", "x"), "Width of a pixel.", "µm"),
    _Fact("pixel_size_origin", lambda run: at(run.provenance, "pixel_size", "origin"), "Who says so.", kind="text"),
    _Fact("seconds", lambda run: run.seconds, "How long the run took.", "s"),
    _Fact("warnings", lambda run: " | ".join(run.warnings), "What a person should know about this image.", kind="text"),
)  # fmt: skip
"""The columns between ``well`` and ``error``."""


def _column(fact: _Fact, answers: Sequence[Any]) -> Column:
    """Return a column from what the images answered; None is missing.

    Numbers come as the column's type, whatever they were: a record that was in the page has 1 where it had 1.0.
    """
    if fact.kind == "text":
        return _texts(fact.name, [str(one or "") for one in answers], fact.meaning)
    number = int if fact.kind == "whole" else float
    values: NDArray[Any] = np.empty(len(answers), dtype=object)
    values[:] = [None if one is None or math.isnan(one) else number(one) for one in answers]
    return Column(fact.name, values, fact.unit, fact.meaning)


def _texts(name: str, texts: Sequence[str], meaning: str) -> Column:
    values: NDArray[Any] = np.empty(len(texts), dtype=object)
    values[:] = texts
    return Column(name, values, "", meaning)
