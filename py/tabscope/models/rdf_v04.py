"""Tensors of a bioimage.io description in format 0.4: axes as letters, shapes as lists beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tabscope.models.package import Axis, TensorInfo, local_file
from tabscope.models.processing import Step, make_step

LETTERS = {"b": "batch", "c": "channel", "t": "time", "i": "index", "z": "z", "y": "y", "x": "x"}
"""What format 0.5 calls the axes of format 0.4."""

Tensors = tuple[tuple[TensorInfo, ...], tuple[TensorInfo, ...]]


def tensors(document: Mapping[str, Any]) -> Tensors:
    """Return inputs and outputs.

    Raises
    ------
    KeyError, TypeError, ValueError
        Where the description is not as the format says.
    """
    inputs = [_input(one, test) for one, test in _with_tests(document, "inputs", "test_inputs")]
    known = {tensor.id: tensor for tensor in inputs}
    outputs = [_output(one, test, known) for one, test in _with_tests(document, "outputs", "test_outputs")]
    return tuple(inputs), tuple(outputs)


def _with_tests(document: Mapping[str, Any], what: str, tests: str) -> list[tuple[Mapping[str, Any], str | None]]:
    descriptions: list[Mapping[str, Any]] = document[what]
    files: list[str | None] = [local_file(one) for one in document.get(tests) or ()]
    if files and len(files) != len(descriptions):
        raise ValueError(f"{tests} and {what} differ in number")
    return list(zip(descriptions, files or [None] * len(descriptions), strict=True))


def _input(entry: Mapping[str, Any], test: str | None) -> TensorInfo:
    names = _names(entry)
    shape = entry["shape"]
    smallest = shape["min"] if isinstance(shape, Mapping) else shape
    steps = shape["step"] if isinstance(shape, Mapping) else [0] * len(names)
    axes = tuple(
        Axis(name, int(minimum), int(step)) for name, minimum, step in zip(names, smallest, steps, strict=True)
    )
    return TensorInfo(str(entry["name"]), axes, _steps(entry.get("preprocessing"), names), test)


def _output(entry: Mapping[str, Any], test: str | None, inputs: Mapping[str, TensorInfo]) -> TensorInfo:
    names = _names(entry)
    shape = entry["shape"]
    halo = entry.get("halo") or [0] * len(names)
    if not isinstance(shape, Mapping):
        axes = [Axis(name, int(size), halo=int(edge)) for name, size, edge in zip(names, shape, halo, strict=True)]
    else:
        other = str(shape["reference_tensor"])
        if other not in inputs:
            raise ValueError(f"{entry['name']} follows {other}, which is not there")
        parts = zip(names, shape["scale"], shape["offset"], halo, strict=True)
        axes = [_following(name, other, inputs[other], scale, offset, edge) for name, scale, offset, edge in parts]
    return TensorInfo(str(entry["name"]), tuple(axes), _steps(entry.get("postprocessing"), names), test)


def _following(name: str, other: str, tensor: TensorInfo, scale: float | None, offset: float, halo: int) -> Axis:
    """Return an axis of size ``other * scale + 2 * offset``; without a scale the axis is new."""
    if not scale:
        return Axis(name, int(2 * offset), halo=int(halo))
    if tensor.axis(name) is None:
        raise ValueError(f"{other} has no axis {name}")
    return Axis(name, reference=(other, name), scale=float(scale), offset=2.0 * offset, halo=int(halo))


def _names(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(LETTERS[letter] for letter in entry["axes"])


def _steps(entries: Sequence[Mapping[str, Any]] | None, names: tuple[str, ...]) -> tuple[Step, ...]:
    return tuple(_step(str(one["name"]), dict(one.get("kwargs") or {}), names) for one in entries or ())


def _step(name: str, arguments: dict[str, Any], names: tuple[str, ...]) -> Step:
    """Return a step, its arguments written as format 0.5 writes them."""
    mode = arguments.pop("mode", "per_sample")
    axes = arguments.pop("axes", None)
    if (mode == "fixed" and name == "zero_mean_unit_variance") or name == "scale_linear":
        # Format 0.4 names the axes that share a value, format 0.5 the one along which the values differ.
        rest = [one for one in names if axes is not None and one not in _long(axes) and one != "batch"]
        known = name if name == "scale_linear" else "fixed_zero_mean_unit_variance"
        return make_step(known, arguments | {"axis": rest[0] if rest else None})
    if name in ("zero_mean_unit_variance", "scale_range", "scale_mean_variance"):
        joint = [one for one in names if one != "batch"] if axes is None else _long(axes)
        return make_step(name, arguments | {"axes": (["batch", *joint] if mode == "per_dataset" else joint)})
    return make_step(name, arguments)


def _long(axes: str) -> list[str]:
    return [LETTERS[letter] for letter in axes]
