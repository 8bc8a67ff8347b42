"""What an operation wants written down: the threshold it found, a step it skipped and why."""

from __future__ import annotations

from dataclasses import dataclass, field


class SignificantBits(int):
    """How many bits of its pixels the camera used, as the file says; 0 where it does not say."""


@dataclass
class Notes:
    """Collected while one operation runs; the runner puts them into the provenance and shows the sentences."""

    values: dict[str, float] = field(default_factory=dict[str, float])
    sentences: list[str] = field(default_factory=list[str])

    def value(self, name: str, value: float) -> None:
        """Write down a number that was found, such as ``threshold``."""
        self.values[name] = float(value)

    def say(self, sentence: str) -> None:
        """Tell the person something short, such as "Background is even; not subtracted."."""
        self.sentences.append(sentence)
