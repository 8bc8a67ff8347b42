"""A bioimage.io package, whatever its version, as one internal form: what goes in, what comes out, who made it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tabscope.errors import TabscopeError
from tabscope.models.processing import Step

TEXT_LIMIT = 256 << 10
"""Bytes of a description; the largest of the collection has 20 kB."""


@dataclass(frozen=True)
class Axis:
    """One axis of a tensor and the sizes that it may have.

    Attributes
    ----------
    id : str
        ``batch``, ``channel``, ``time``, ``z``, ``y``, ``x``, ...
    minimum, step : int
        Sizes are ``minimum + n * step``; a step of 0 leaves the minimum alone.
    reference : tuple of str, optional
        Tensor and axis whose size this one follows: size = other size * ``scale`` + ``offset``.
    halo : int
        Pixels at each end of an output that are not to be used where there is a neighbouring tile.
    """

    id: str
    minimum: int = 1
    step: int = 0
    reference: tuple[str, str] | None = None
    scale: float = 1.0
    offset: float = 0.0
    halo: int = 0

    def size_for(self, wanted: int, limit: int) -> int:
        """Return the smallest size of at least ``wanted``, or the largest within ``limit``."""
        if self.step == 0 or wanted <= self.minimum:
            return self.minimum
        upward = self.minimum + -(-(wanted - self.minimum) // self.step) * self.step
        within = self.minimum + max(0, limit - self.minimum) // self.step * self.step
        return min(upward, within)


@dataclass(frozen=True)
class TensorInfo:
    """One input or output: its id, axes in the network's order, processing, and the file of its test tensor."""

    id: str
    axes: tuple[Axis, ...]
    steps: tuple[Step, ...] = ()
    test: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the axes, in order."""
        return tuple(axis.id for axis in self.axes)

    def axis(self, name: str) -> Axis | None:
        """Return the axis of this id, or None."""
        return next((axis for axis in self.axes if axis.id == name), None)


@dataclass(frozen=True)
class Package:
    """A model: its tensors, its ONNX weights, and whom to credit."""

    name: str
    description: str
    format_version: str
    license: str
    authors: tuple[str, ...]
    cite: tuple[str, ...]
    inputs: tuple[TensorInfo, ...]
    outputs: tuple[TensorInfo, ...]
    weights: str
    weights_sha256: str

    def describe(self) -> dict[str, Any]:
        """Return what page and provenance say about it."""
        return {
            "name": self.name,
            "description": self.description,
            "authors": list(self.authors),
            "cite": list(self.cite),
            "license": self.license,
            "format_version": self.format_version,
            "sha256": self.weights_sha256,
        }

    def check_weights(self, data: bytes) -> bytes:
        """Return the weights, if they are the ones that the description names.

        Raises
        ------
        TabscopeError
            ``model.invalid``.
        """
        if sha256(data).hexdigest() != self.weights_sha256:
            raise TabscopeError(
                "model.invalid", reason="its weights are not those that it describes (SHA-256 differs)."
            )
        return data


def read_package(data: bytes) -> Package:
    """Read and check a description (``rdf.yaml``, formats 0.4 and 0.5).

    Raises
    ------
    TabscopeError
        ``model.invalid`` where it contradicts itself or the specification; ``model.unsupported`` where it is right but
        cannot run here: another version, a step that is not known, no ONNX weights.
    """
    from tabscope.models import rdf_v04, rdf_v05

    document = _parse(data)
    if document.get("type", "model") != "model":
        raise TabscopeError("model.unsupported", reason=f"it is a {document['type']}.", advice="Choose a model.")
    version = str(document.get("format_version", ""))
    found = re.fullmatch(r"(\d+)\.(\d+)(\.\d+)*", version)
    if found is None:
        raise TabscopeError("model.invalid", reason="it does not say its format_version.")
    readers = {("0", "4"): rdf_v04.tensors, ("0", "5"): rdf_v05.tensors}
    reader = readers.get((found.group(1), found.group(2)))
    if reader is None:
        advice = "Get it in format 0.4 or 0.5."
        raise TabscopeError("model.unsupported", reason=f"its format is {version}.", advice=advice)
    try:
        inputs, outputs = reader(document)
        _check_tensors(inputs, outputs)
        weights, digest = _onnx(document)
        return Package(
            name=str(document["name"]),
            description=str(document.get("description", "")),
            format_version=version,
            license=str(document.get("license", "")),
            authors=tuple(str(author["name"]) for author in document.get("authors") or ()),
            cite=tuple(_citation(one) for one in document.get("cite") or ()),
            inputs=inputs,
            outputs=outputs,
            weights=weights,
            weights_sha256=digest,
        )
    except KeyError as error:
        raise TabscopeError("model.invalid", reason=f"{error.args[0]} is missing.") from error
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise TabscopeError("model.invalid", reason=f"its description cannot be read ({error}).") from error


def local_file(source: Any) -> str:
    """Return the path of a file inside the package.

    Raises
    ------
    TabscopeError
        ``model.unsupported`` for an address, ``model.invalid`` for a path that leads out of the package.
    """
    path = str(source)
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", path):
        advice = "Get the complete package."
        raise TabscopeError("model.unsupported", reason=f"{path.rpartition('/')[2]} is not in it.", advice=advice)
    parts = path.removeprefix("./").split("/")
    if "\\" in path or any(part in ("", ".", "..") for part in parts):
        raise TabscopeError("model.invalid", reason=f"it names a file outside itself ({path}).")
    return "/".join(parts)


def _parse(data: bytes) -> dict[str, Any]:
    import yaml

    if len(data) > TEXT_LIMIT:
        raise TabscopeError("model.invalid", reason=f"its description has {len(data)} bytes.")
    try:
        document = yaml.safe_load(data)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else "too deep"
        raise TabscopeError("model.invalid", reason=f"its description is no YAML ({reason}).") from error
    if not isinstance(document, dict):
        raise TabscopeError("model.invalid", reason="its description is empty.")
    return document


def _check_tensors(inputs: tuple[TensorInfo, ...], outputs: tuple[TensorInfo, ...]) -> None:
    if not inputs or not outputs:
        raise TabscopeError("model.invalid", reason="it has no inputs or no outputs.")
    ids = [tensor.id for tensor in (*inputs, *outputs)]
    for name in ids:
        if ids.count(name) > 1:
            raise TabscopeError("model.invalid", reason=f"two of its tensors are called {name}.")
    for tensor in (*inputs, *outputs):
        for axis in tensor.axes:
            _check_axis(tensor, axis, inputs)


def _check_axis(tensor: TensorInfo, axis: Axis, inputs: tuple[TensorInfo, ...]) -> None:
    where = f"axis {axis.id} of {tensor.id}"
    if tensor.names.count(axis.id) > 1:
        raise TabscopeError("model.invalid", reason=f"{tensor.id} has two axes {axis.id}.")
    if axis.minimum < 1 or axis.step < 0 or axis.halo < 0:
        raise TabscopeError("model.invalid", reason=f"{where} has an impossible size.")
    if axis.id == "batch" and (axis.scale, axis.offset) != (1.0, 0.0):
        raise TabscopeError("model.invalid", reason=f"{where} changes its size.")
    if axis.reference is not None:
        other = next((one for one in inputs if one.id == axis.reference[0]), None)
        if other is None or other.axis(axis.reference[1]) is None:
            raise TabscopeError("model.invalid", reason=f"{where} follows a tensor that is not there.")


def _onnx(document: dict[str, Any]) -> tuple[str, str]:
    """Return file and SHA-256 of the ONNX weights."""
    kinds = document["weights"]
    if "onnx" not in kinds:
        advice = "Export it to ONNX, for example with bioimageio.core."
        raise TabscopeError(
            "model.unsupported", reason=f"it has no ONNX weights, only {', '.join(kinds)}.", advice=advice
        )
    entry = kinds["onnx"]
    if entry.get("external_data"):
        advice = "Export it to a single ONNX file."
        raise TabscopeError("model.unsupported", reason="its weights are in two files.", advice=advice)
    digest = str(entry.get("sha256") or "").lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise TabscopeError("model.invalid", reason="it does not say the SHA-256 of its weights.")
    return local_file(entry["source"]), digest


def _citation(one: dict[str, Any]) -> str:
    link = f"doi:{one['doi']}" if one.get("doi") else str(one.get("url") or "")
    return f"{one.get('text', '')} {link}".strip()
