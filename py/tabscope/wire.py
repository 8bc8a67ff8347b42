"""Results and runs as messages carry them, both ways: the page keeps a run and hands it back for an export."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.results.result import Changed, Layer, Run, StepResult
from tabscope.results.upright import upright
from tabscope.runner.corrections import Correction
from tabscope.table import Column, Table


def array(pixels: NDArray[Any]) -> dict[str, Any]:
    """Return an array as a message: C order, little endian, of a type that JavaScript has."""
    kind = pixels.dtype.kind
    if kind == "b":
        pixels = pixels.astype(np.uint8)
    elif kind in "iu" and pixels.dtype.itemsize == 8:
        pixels = pixels.astype(np.float64)
    elif kind == "f" and pixels.dtype.itemsize == 2:
        pixels = pixels.astype(np.float32)
    elif kind == "f" and pixels.dtype.itemsize > 8:
        pixels = pixels.astype(np.float64)
    pixels = np.ascontiguousarray(pixels, dtype=pixels.dtype.newbyteorder("<"))
    return {"buffer": pixels, "shape": list(pixels.shape), "dtype": pixels.dtype.str}


def from_array(message: dict[str, Any]) -> NDArray[Any]:
    """Return the array of a message."""
    return np.frombuffer(message["buffer"], dtype=np.dtype(message["dtype"])).reshape(message["shape"])


def result(one: StepResult) -> dict[str, Any]:
    """Return a step's result as a message; a layer that is not shown carries no pixels."""
    common: dict[str, Any] = {
        "step": one.step, "title": one.title, "kind": one.kind, "shown": one.shown, "notes": list(one.notes),
        "values": dict(one.values), "seconds": one.seconds,
    }  # fmt: skip
    if one.apart:
        common["apart"] = True
    if isinstance(one.value, Table):
        return {**common, "columns": [_column(column) for column in one.value.columns]}
    layer = one.value
    if not one.shown:
        return common
    size = layer.pixel_size
    drawn = upright(layer, exact=one.kind != "intensity")
    return {
        **common, "axes": layer.axes, "array": array(drawn.array),
        "origin": list(drawn.origin), "factor": list(drawn.factor),
        "planes": [list(plane) for plane in layer.planes], "pixel_size": [size.z, size.y, size.x, size.t, size.origin],
        **({"turned": _turned(layer)} if layer.turn else {}),
        **({"outside": layer.outside} if layer.outside else {}),
        **({"digest": one.digest} if one.digest else {}),
        **({"changes": [_changed(each) for each in one.changes]} if one.changes else {}),
    }  # fmt: skip


def _turned(layer: Layer) -> dict[str, Any]:
    """Return the pixels of a turned layer as they are; the page draws those that were brought upright."""
    axes = [list(row) for row in layer.turn or ()]
    return {"array": array(layer.array), "origin": list(layer.origin), "factor": list(layer.factor), "axes": axes}


def _changed(one: Changed) -> dict[str, Any]:
    return {"object": one.object, "before": list(one.before), "after": list(one.after)}


def correction(message: dict[str, Any]) -> Correction:
    """Return what a person corrected, from the page."""
    labels = from_array(message["labels"]).astype(np.uint32, copy=False)
    return Correction(message["step"], message["before"], tuple(int(one) for one in message["changed"]), labels)


def _column(column: Column) -> dict[str, Any]:
    said = {"name": column.name, "unit": column.unit, "meaning": column.meaning, "definition": column.definition}
    if column.values.dtype.kind in "OU":
        return {**said, "texts": [str(text) for text in column.values]}
    return {
        **said,
        "values": array(column.values),
        "dtype": column.values.dtype.str,
        "equivalents": dict(column.equivalents or {}),
    }


def summary(number: int, image: int, run: Run) -> dict[str, Any]:
    """Return a finished run's summary as a message."""
    return {
        "run": number, "image": image, "count": run.count, "headline": run.headline, "edge_count": run.edge_count,
        "seconds": run.seconds, "warnings": list(run.warnings), "provenance": dict(run.provenance),
        "image_name": run.image_name, **({"corrected": run.corrected} if run.corrected else {}),
    }  # fmt: skip


def run_from(message: dict[str, Any]) -> Run:
    """Return the run that the page kept, for an export by an engine that may not be the one that computed it."""
    said = message["summary"]
    results = {one["step"]: _result_from(one) for one in message["results"]}
    return Run(
        said["image_name"], results, said["provenance"], said["count"], said["edge_count"], said["headline"],
        tuple(said["warnings"]), said["seconds"], said.get("corrected", 0),
    )  # fmt: skip


def _result_from(one: dict[str, Any]) -> StepResult:
    common = (one["step"], one["title"], one["kind"])
    rest: dict[str, Any] = {
        "shown": one["shown"],
        "notes": tuple(one["notes"]),
        "values": one["values"],
        "seconds": one["seconds"],
        "digest": one.get("digest", ""),
        "apart": one.get("apart", False),
        "changes": tuple(
            Changed(changed["object"], tuple(changed["before"]), tuple(changed["after"]))
            for changed in one.get("changes", [])
        ),
    }
    if "columns" in one:
        return StepResult(*common, Table(tuple(_column_from(column) for column in one["columns"])), **rest)
    if "array" not in one:
        return StepResult(*common, Layer(np.empty((0, 0)), planes=()), **rest)
    z, y, x, t, origin = one["pixel_size"]
    own = one.get("turned", one)
    turn = (tuple(own["axes"][0]), tuple(own["axes"][1])) if "turned" in one else None
    layer = Layer(
        from_array(own["array"]), one["axes"], tuple(own["origin"]), tuple(own["factor"]),
        tuple((int(plane[0]), int(plane[1])) for plane in one["planes"]), PixelSize(z, y, x, t, origin),
        turn, one.get("apart", False), one.get("outside", 0),
    )  # fmt: skip
    return StepResult(*common, layer, **rest)


def _column_from(column: dict[str, Any]) -> Column:
    if "texts" in column:
        values: NDArray[Any] = np.array(column["texts"], dtype=object)
    else:
        values = from_array(column["values"]).astype(np.dtype(column["dtype"]), copy=False)
    return Column(
        column["name"],
        values,
        column["unit"],
        column["meaning"],
        column["definition"],
        column.get("equivalents") or None,
    )


def offered() -> dict[str, Any]:
    """Return what can be done: every operation and every recipe of the gallery; all families are imported for it."""
    import tabscope
    from tabscope import gallery
    from tabscope.operations import every

    operations = [one.describe() for one in every()]
    return {"version": tabscope.__version__, "operations": operations, "recipes": gallery.listing()}
