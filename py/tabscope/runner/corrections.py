"""What a person corrected in a step's labels: put in their place before later steps look at them.

Corrections belong to one image and are no step of a recipe (ground rules, section 7). They fit where the step makes
exactly the labels that they started from, told by a digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.results.result import Changed

Runs = tuple[int, ...]


@dataclass(frozen=True)
class Correction:
    """Corrections of one step.

    Attributes
    ----------
    step : str
        Whose labels they change.
    before : str
        `labels_digest` of the labels that they started from.
    objects : tuple of int
        Those that are other, gone or new.
    labels : numpy.ndarray or None
        The whole layer as it shall be, or
    changed : tuple of Changed
        the pixels of each object, where a file was read.
    image : str
        Digest of the image they were made on; empty where they never left it.
    """

    step: str
    before: str
    objects: tuple[int, ...]
    labels: NDArray[np.uint32] | None = None
    changed: tuple[Changed, ...] = ()
    image: str = ""

    def digest(self) -> str:
        """Return what tells these corrections from others."""
        found = hashlib.sha256(f"{self.step} {self.before} {self.objects} {self.changed}".encode())
        if self.labels is not None:
            found.update(labels_bytes(self.labels))
        return found.hexdigest()


@dataclass
class Correcting:
    """Puts one correction in place, plane by plane.

    Attributes
    ----------
    correction : Correction
        What to do.
    planes : int
        How many planes the layer has.
    """

    correction: Correction
    planes: int
    done: int = 0
    found: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict[int, tuple[list[int], list[int]]])

    def __post_init__(self) -> None:
        self._before, self._after = hashlib.sha256(), hashlib.sha256()

    def plane(self, labels: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return the next plane as a person corrected it.

        Raises
        ------
        TabscopeError
            ``corrections.other-labels``, at the last plane at the latest.
        """
        self._before.update(labels_bytes(labels))
        corrected = self._corrected(labels)
        self._after.update(labels_bytes(corrected))
        start = self.done * labels.size
        for one in self.correction.objects:
            before, after = self.found.setdefault(one, ([], []))
            before += runs(labels.ravel() == one, start)
            after += runs(corrected.ravel() == one, start)
        self.done += 1
        if self.done == self.planes and self._before.hexdigest() != self.correction.before:
            raise TabscopeError("corrections.other-labels", step=self.correction.step)
        return corrected

    def _corrected(self, labels: NDArray[np.uint32]) -> NDArray[np.uint32]:
        if self.correction.labels is None:
            return _painted(labels, self.correction.changed, self.done * labels.size)
        whole = self.correction.labels
        if whole.shape[-2:] != labels.shape or whole.size != labels.size * self.planes:
            raise TabscopeError("corrections.other-labels", step=self.correction.step)
        return whole.reshape(-1, *labels.shape)[self.done]

    def changes(self) -> tuple[Changed, ...]:
        """Return what was changed, object by object."""
        return tuple(Changed(one, tuple(before), tuple(after)) for one, (before, after) in self.found.items())

    def as_json(self) -> dict[str, Any]:
        """Return what provenance says."""
        after = self._after.hexdigest()
        return {
            "step": self.correction.step, "before": self.correction.before, "after": after,
            "objects": list(self.correction.objects),
        }  # fmt: skip


def labels_bytes(labels: NDArray[Any]) -> memoryview:
    """Return ids as they enter a digest: uint32, little endian, C order."""
    return np.ascontiguousarray(labels, dtype="<u4").data.cast("B")


def labels_digest(labels: NDArray[Any]) -> str:
    """Return the sha256 of a label layer's ids."""
    return hashlib.sha256(labels_bytes(labels)).hexdigest()


def runs(chosen: NDArray[np.bool_], start: int = 0) -> list[int]:
    """Return starts and lengths of the runs of true values in a flat array, one after the other."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], chosen, [False]])))
    pairs = np.column_stack([edges[::2] + start, edges[1::2] - edges[::2]])
    return [int(one) for one in pairs.ravel()]


def _painted(labels: NDArray[np.uint32], changed: Sequence[Changed], start: int) -> NDArray[np.uint32]:
    """Return a plane, which begins at ``start`` of its layer, with its changed objects taken away and put back."""
    flat = labels.ravel().copy()
    for ids, pick in ((0, "before"), (1, "after")):
        for one in changed:
            for first, length in _pairs(getattr(one, pick)):
                low, high = max(first - start, 0), min(first + length - start, flat.size)
                if low < high:
                    flat[low:high] = one.object * ids
    return flat.reshape(labels.shape)


def _pairs(flat: Runs) -> Iterable[tuple[int, int]]:
    return zip(flat[::2], flat[1::2], strict=True)


def check_image(corrections: Iterable[Correction], digest: str) -> None:
    """Raise ``corrections.other-image`` where corrections from a file were made on other pixels than were read."""
    if any(one.image and one.image != digest for one in corrections):
        raise TabscopeError("corrections.other-image")


def from_file(document: Any) -> tuple[Correction, ...]:
    """Read the JSON file of corrections that the page saves (`tabscope.export.corrections`).

    Raises
    ------
    TabscopeError
        ``corrections.invalid``.
    """
    try:
        if document["tabscope_corrections"] != 1:
            raise TabscopeError("corrections.invalid", reason="it is from another tabscope.")
        image = str(document["image"]["sha256"])
        return tuple(_layer(one, image) for one in document["layers"])
    except (KeyError, TypeError, ValueError) as error:
        raise TabscopeError("corrections.invalid", reason="it is no such file.") from error


def _layer(written: Mapping[str, Any], image: str) -> Correction:
    changed = tuple(
        Changed(int(one["object"]), _runs(one["before"]), _runs(one["after"])) for one in written["objects"]
    )
    objects = tuple(one.object for one in changed)
    return Correction(str(written["step"]), str(written["before"]), objects, None, changed, image)


def _runs(written: Any) -> Runs:
    found = tuple(int(one) for one in written)
    if len(found) % 2 or any(one < 0 for one in found):
        raise ValueError("runs are pairs of a start and a length")
    return found
