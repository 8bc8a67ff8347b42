"""Tables of runs as they are written: the columns every table begins with, and what each column means."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.export.record import at
from tabscope.results.result import Run
from tabscope.table import Column, Table, stack

FIRST = ("image", "series", "well", "t", "z", "object")
"""What every table of measurements begins with (ground rules, section 5)."""

MEANINGS: dict[str, str] = {
    "image": "Name of the image; in a batch its path from the common folder.",
    "series": "Number of the image within its file, from 0.",
    "well": "Well of a plate; empty where there is none.",
    "t": "Time point, from 0.",
    "z": "Slice, from 0; empty for a projection over slices.",
    "object": "Number of the object: the pixel value in the label image.",
}

UNIT_NOTE = "Rows are objects; the experimental unit is usually the image, well or animal."
"""Said wherever a table leaves tabscope."""


def table_of(run: Run, step: str) -> Table:
    """Return a run's table with the columns of `FIRST` in front; the step must be one of ``run.tables``."""
    table = run.tables[step]
    held = set(table.names)
    columns = [_text("image", run.image_name, len(table))]
    columns.append(_whole("series", at(run.provenance, "source", "series"), len(table)))
    columns.append(_text("well", str(at(run.provenance, "source", "well") or ""), len(table)))
    if "t" in held:
        columns += [_renamed(table, "t"), _renamed(table, "z")] if "z" in held else [_renamed(table, "t")]
    else:
        t, z = plane_of(run)
        columns += [_whole("t", t, len(table)), _whole("z", z, len(table))]
    if "object" in held:
        columns.append(_renamed(table, "object"))
    return table.with_first(columns)


def saved_tables(run: Run) -> list[str]:
    """Return the steps whose tables are saved: those the recipe shows, or all where it shows none."""
    shown = [step for step in run.tables if run.results[step].shown]
    return shown or list(run.tables)


def stacked(runs: Sequence[Run], step: str) -> Table:
    """Return the tables of one step from several runs under one another."""
    return stack(table_of(run, step) for run in runs if step in run.tables)


def object_step(runs: Sequence[Run]) -> str | None:
    """Return the step whose table holds the objects: the last saved one that numbers them, else the last."""
    saved = [(step, run.tables[step]) for run in runs for step in saved_tables(run)]
    numbered = [step for step, table in saved if "object" in table.names]
    return numbered[-1] if numbered else saved[-1][0] if saved else None


def plane_of(run: Run) -> tuple[int | None, int | None]:
    """Return the t and z of a run on one plane; None for a projection and where it took several."""
    planes = at(run.provenance, "extent", "planes") or []
    if len(planes) != 1:
        return None, None
    return planes[0].get("t"), planes[0].get("z")


def columns_bytes(table: Table, name: str) -> bytes:
    """Return ``<table>.columns.json``: name, unit, meaning, definition, equivalents and type of every column.

    Parameters
    ----------
    table : Table
        The table as it is written.
    name : str
        What its CSV file is called.
    """
    document = {
        "table": name,
        "rows": len(table),
        "note": UNIT_NOTE,
        "missing": "an empty cell",
        "truth": "true or false",
        "text": "an apostrophe stands before a text that a spreadsheet would run as a formula",
        "columns": [_described(column) for column in table.columns],
    }
    return json_bytes(document)


def json_bytes(document: Any) -> bytes:
    """Return a document as UTF-8 JSON for people: indented, one line end at the end."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode("utf-8", errors="replace")


def _described(column: Column) -> dict[str, Any]:
    description = column.description()
    if column.values.dtype.kind == "O":
        description["dtype"] = _dtype(column.values.tolist())
    return {**description, "meaning": description["meaning"] or MEANINGS.get(column.name, "")}


def _dtype(values: Sequence[Any]) -> str:
    """Return the type of values of which some are missing: whole numbers, numbers, or text."""
    present = [value for value in values if value is not None]
    if not present or any(isinstance(value, (str, bool)) for value in present):
        return "text"
    return "<i8" if all(isinstance(value, int) for value in present) else "<f8"


def _renamed(table: Table, name: str) -> Column:
    """Return one of the `FIRST` columns of the table, with the meaning written here where it has none."""
    column = next(one for one in table.columns if one.name == name)
    values = _indices(column.values)
    return Column(name, values, column.unit, column.meaning or MEANINGS[name], column.definition, column.equivalents)


def _indices(values: NDArray[Any]) -> NDArray[Any]:
    """Return indices as whole numbers: floats stand for them where some are missing."""
    if values.dtype.kind != "f":
        return values
    whole: NDArray[Any] = np.empty(len(values), dtype=object)
    whole[:] = [int(value) if math.isfinite(value) else None for value in values.tolist()]
    return whole if None in whole.tolist() else whole.astype(np.int64)


def _text(name: str, text: str, length: int) -> Column:
    values: NDArray[Any] = np.full(length, text, dtype=object)
    return Column(name, values, "", MEANINGS[name])


def _whole(name: str, number: int | None, length: int) -> Column:
    """Return a column of one whole number; all missing where it is None."""
    values: NDArray[Any] = np.full(length, math.nan) if number is None else np.full(length, number, np.int64)
    return Column(name, values, "", MEANINGS[name])
