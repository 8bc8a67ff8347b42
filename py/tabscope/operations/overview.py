"""Numbers of all planes of a run: an operation says what it looks for in each, the runner goes over them first.

An operation that declares a `Survey` is called as always, plane by plane; but where a run has several planes, the
runner has looked at all of them before, and gives what it found as an `Overview`. In a run of one plane there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from tabscope.operations.notes import Notes

Scope = Literal["image", "plane", "set"]
"""What a number stands for: all planes of an image, each plane, or all images of a batch (ground rules, section 3)."""

UNSEEN = "planes_unseen"
"""Among the numbers that a step of a preview knows, where a run would look at more planes, and one tells nothing."""

T = TypeVar("T")


@dataclass(frozen=True)
class Survey:
    """What an operation looks for in each plane before it runs on any.

    Attributes
    ----------
    look : callable
        Called with those of the operation's inputs, parameters and injected arguments that it names; returns a small
        summary of the plane.
    merge : callable
        Puts two summaries together; the first is of earlier planes.
    scope : callable
        How far it looks with these parameters; ``plane`` is not at all.
    alone : bool
        Whether one plane alone can stand for all. Where it cannot, a preview of one says so by `UNSEEN`.
    """

    look: Callable[..., Any]
    merge: Callable[[Any, Any], Any]
    scope: Callable[[Mapping[str, Any]], Scope]
    alone: bool = True


@dataclass(frozen=True)
class Overview:
    """What was found on all planes.

    Attributes
    ----------
    found : object
        The summaries of all planes, merged.
    planes, images : int
        How many were looked at.
    """

    found: Any
    planes: int = 1
    images: int = 1
    _worked_out: dict[str, Any] = field(default_factory=dict[str, Any], repr=False, compare=False)

    def once(self, name: str, find: Callable[[], T]) -> T:
        """Return what follows from all planes; it is worked out on the first of them."""
        if name not in self._worked_out:
            self._worked_out[name] = find()
        return self._worked_out[name]

    def merged(self, other: Overview, survey: Survey) -> Overview:
        """Return the overview of this image and another."""
        found = survey.merge(self.found, other.found)
        return Overview(found, self.planes + other.planes, self.images + other.images)


def by_parameter(params: Mapping[str, Any]) -> Scope:
    """Return the scope that a person chose."""
    return params["scope"]


def say_scope(scope: Scope, overview: Overview | None, notes: Notes, what: str = "value") -> None:
    """Tell what a value stands for where it is not that of one plane; and where a set was wanted, and was not there."""
    if scope == "set" and (overview is None or overview.images == 1):
        notes.say(f"One image was looked at; the command line finds one {what} for all images of a batch.")
    elif overview is not None and overview.images > 1:
        notes.say(f"One {what} for all {overview.images} images.")
    elif overview is not None:
        notes.say(f"One {what} for all {overview.planes} planes.")
