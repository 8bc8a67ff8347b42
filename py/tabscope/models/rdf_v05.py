"""Tensors of a bioimage.io description in format 0.5: each axis with its own size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tabscope.models.package import Axis, TensorInfo, local_file
from tabscope.models.processing import Step, make_step

DEFAULT_IDS = {"batch": "batch", "channel": "channel", "time": "time", "index": "index", "space": "x"}
"""Id of an axis that only tells its type."""

Tensors = tuple[tuple[TensorInfo, ...], tuple[TensorInfo, ...]]


def tensors(document: Mapping[str, Any]) -> Tensors:
    """Return inputs and outputs.

    Raises
    ------
    KeyError, TypeError, ValueError
        Where the description is not as the format says.
    """
    scales = {
        (str(entry.get("id", "input")), _id(axis)): float(axis.get("scale") or 1.0)
        for entry in document["inputs"]
        for axis in entry["axes"]
    }
    inputs = tuple(_tensor(entry, "input", "preprocessing", scales) for entry in document["inputs"])
    outputs = tuple(_tensor(entry, "output", "postprocessing", scales) for entry in document["outputs"])
    return inputs, outputs


def _tensor(
    entry: Mapping[str, Any], default: str, processing: str, scales: Mapping[tuple[str, str], float]
) -> TensorInfo:
    axes = tuple(_axis(axis, scales) for axis in entry["axes"])
    test = entry.get("test_tensor")
    return TensorInfo(
        str(entry.get("id", default)),
        axes,
        _steps(entry.get(processing)),
        local_file(test["source"]) if test else None,
    )


def _id(axis: Mapping[str, Any]) -> str:
    return str(axis.get("id") or DEFAULT_IDS[axis["type"]])


def _axis(axis: Mapping[str, Any], scales: Mapping[tuple[str, str], float]) -> Axis:
    name, halo = _id(axis), int(axis.get("halo") or 0)
    if axis["type"] == "batch":
        return Axis(name, int(axis.get("size") or 1))
    if axis["type"] == "channel" and "size" not in axis:
        return Axis(name, len(axis["channel_names"]), halo=halo)
    size = axis["size"]
    if isinstance(size, int):
        return Axis(name, size, halo=halo)
    if "tensor_id" in size:
        reference = (str(size["tensor_id"]), str(size["axis_id"]))
        # Pixels of this axis are ``scale`` large: half as many where they are twice as large.
        ratio = scales.get(reference, 1.0) / float(axis.get("scale") or 1.0)
        offset = float(size.get("offset") or 0)
        return Axis(name, reference=reference, scale=ratio, offset=offset, halo=halo)
    return Axis(name, int(size["min"]), int(size.get("step") or 0), halo=halo)


def _steps(entries: Sequence[Mapping[str, Any]] | None) -> tuple[Step, ...]:
    return tuple(make_step(str(one["id"]), dict(one.get("kwargs") or {})) for one in entries or ())
