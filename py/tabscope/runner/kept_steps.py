"""What steps gave before, so that moving a parameter computes that step and the later ones alone.

A step's digest holds everything that its result follows from: its operation, its parameters, the digests of what it is
wired to, and what a person corrected there. Equal digests on the same pixels are equal results.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

from tabscope.image import Reader
from tabscope.recipe import Step, derived, passed_on
from tabscope.runner.one_step import Outcome, image_name
from tabscope.runner.plan import Plan
from tabscope.runner.reading import Data
from tabscope.table import Table

LIMIT = 256 << 20
"""Bytes of pixels and tables that are kept; a plane of 2048 x 2048 in float32 is 16 MB."""

MOST = 4096
"""Steps that are remembered at all; one without its pixels is small."""

Key = tuple[Hashable, ...]


class KeptSteps:
    """Outcomes of steps, the latest used ones; those that were not used for longest lose their pixels first.

    Parameters
    ----------
    limit : int
        Bytes that may be held.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.bytes = 0
        self._outcomes: OrderedDict[Key, Outcome] = OrderedDict()
        self._readers: dict[int, Reader] = {}

    def place(self, plan: Plan, reader: Reader) -> Key:
        """Return the part of a key that says on which pixels a step ran; the image is known by its reader."""
        self._readers[id(reader)] = reader  # held, so that no other reader gets its number
        areas = tuple(area for area in plan.extent.areas)
        return (id(reader), plan.image.pixel_size, plan.extent.level, plan.region, areas, plan.planes)

    def get(self, key: Key) -> Outcome | None:
        """Return an outcome, or None; its value is None where only what it wrote down is still known."""
        if key in self._outcomes:
            self._outcomes.move_to_end(key)
        return self._outcomes.get(key)

    def put(self, key: Key, outcome: Outcome) -> None:
        """Keep an outcome; older ones make room."""
        before = self._outcomes.pop(key, None)
        self.bytes += size(outcome.value) - (size(before.value) if before is not None else 0)
        self._outcomes[key] = outcome
        while len(self._outcomes) > MOST:
            self.bytes -= size(self._outcomes.popitem(last=False)[1].value)
        if self.bytes > self.limit:
            self._make_room()

    def drop(self, reader: Reader) -> None:
        """Forget everything of an image that is closed."""
        for key in [key for key in self._outcomes if key[0] == id(reader)]:
            self.bytes -= size(self._outcomes.pop(key).value)
        self._readers.pop(id(reader), None)

    def clear(self) -> None:
        """Forget everything, where memory is needed."""
        self._outcomes.clear()
        self._readers.clear()
        self.bytes = 0

    def _make_room(self) -> None:
        for key, outcome in self._outcomes.items():
            if self.bytes <= self.limit:
                return
            self.bytes -= size(outcome.value)
            self._outcomes[key] = replace(outcome, value=None)


def size(value: Data | None) -> int:
    """Return the bytes that a value holds."""
    if value is None:
        return 0
    if isinstance(value, Table):
        return sum(column.values.nbytes for column in value.columns)
    return sum(one.nbytes for one in value.values()) if isinstance(value, dict) else value.nbytes


def digests(
    plan: Plan, known: Mapping[str, Mapping[str, float]], corrected: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the digest of each step, and of each name that steps are wired to.

    Parameters
    ----------
    plan : Plan
        The recipe on an image.
    known : dict
        By step, the numbers of the whole image that it need not find.
    corrected : dict
        By step, the digest of the corrections that its labels get afterwards.
    """
    names = {name: _digest([one.as_json(), one.wanted.kind]) for name, one in plan.inputs.items()}
    steps: dict[str, str] = {}
    written = {one["id"]: one["params"] for one in plan.recipe.filled()["steps"]}
    for step in plan.recipe.steps:
        if step.off:
            names[step.id] = names[passed_on(step) or ""]
            continue
        wires = {
            port.name: [[names[name], image_name(plan, name) if port.many else ""] for name in step.inputs[port.name]]
            for port in step.operation.inputs
            if step.inputs.get(port.name)
        }
        rules = {name: names[rule.step] for name, value in written[step.id].items() if (rule := derived(value))}
        numbers = dict(known.get(step.id, {}))
        steps[step.id] = _digest([step.operation.name, written[step.id], wires, rules, numbers])
        names[step.id] = _digest([steps[step.id], corrected[step.id]]) if step.id in corrected else steps[step.id]
    return steps, names


def sources(step: Step, plan: Plan) -> set[str]:
    """Return the names that a step needs: what it is wired to, past steps that are off, and what its rules follow."""
    names = {name for wired in step.inputs.values() for name in wired}
    names |= {rule.step for value in step.params.values() if (rule := derived(value))}
    return {source(name, plan) for name in names}


def source(name: str, plan: Plan) -> str:
    """Return the name of the data behind a name: the input or the step itself, or what steps that are off hand on."""
    by_id = {one.id: one for one in plan.recipe.steps}
    while name in by_id and by_id[name].off:
        name = passed_on(by_id[name]) or ""
    return name


def _digest(document: Any) -> str:
    text = json.dumps(document, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
