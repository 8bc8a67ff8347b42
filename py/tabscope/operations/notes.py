"""What an operation wants written down: the threshold it found, a step it skipped and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

ADDED_UP = frozenset({"pieces"})
"""Numbers that are a plane's own and add up over planes."""


class SignificantBits(int):
    """How many bits of its pixels the camera used, as the file says; 0 where it does not say."""


@dataclass
class Notes:
    """Collected while one operation runs; the runner puts them into the provenance and shows the sentences.

    Attributes
    ----------
    known : dict
        Numbers of the whole image, found by its last run: what a preview takes in place of the view's own.
    asked, estimated : bool
        Whether a number of the whole image was asked for, and whether one was not known.
    pixel : float
        How many px of full resolution one pixel of the image at hand is.
    """

    values: dict[str, float] = field(default_factory=dict[str, float])
    sentences: list[str] = field(default_factory=list[str])
    known: Mapping[str, float] = field(default_factory=dict[str, float])
    asked: bool = False
    estimated: bool = False
    pixel: float = 1.0

    def per(self, name: str, *lengths: float) -> str:
        """Return the name of a number that depends on lengths: the same on every resolution level (``noise_16``)."""
        return "_".join((name, *(f"{one * self.pixel:.4g}" for one in lengths)))

    def found(self, *names: str, find: Callable[[], tuple[float, ...] | None]) -> tuple[float, ...] | None:
        """Return numbers that stand for the whole image, and write them down; they are found where one is not known.

        What they depend on besides the image is part of their names (``percentile_99.8``), so that a parameter that
        moved has no number of its old value. None, and nothing is written down, where there is nothing to find (a flat
        image).
        """
        self.asked = True
        if all(name in self.known for name in names):
            values = tuple(self.known[name] for name in names)
        else:
            self.estimated = True
            values = find()
        for name, value in zip(names, values or (), strict=values is not None):
            self.value(name, value)
        return values

    def value(self, name: str, value: float) -> None:
        """Write down a number that was found, such as ``threshold``."""
        self.values[name] = float(value)

    def say(self, sentence: str) -> None:
        """Tell the person something short, such as "Background is even; not subtracted."."""
        self.sentences.append(sentence)


def spread(values: NDArray[Any], notes: Notes | None) -> tuple[float, float]:
    """Return the lowest and the highest value of the whole image; without notes, of this one."""
    found = (notes or Notes()).found("lowest", "highest", find=lambda: (float(values.min()), float(values.max())))
    return (found[0], found[1]) if found else (0.0, 0.0)
