"""Names of files and folders that are safe on every system, and different from one another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 120
"""Bytes of a name; file systems end at 255, and suffixes are added."""

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that Windows keeps for devices, with any ending."""

UNNAMED = "image"
"""For a name with nothing in it."""


def safe_name(text: str) -> str:
    """Return the last part of a path as a name: letters, digits, dots, minus and underscores, else ``_``.

    A name never begins with a dot or a minus (hidden files, options of commands), never ends with a dot, is no device
    of Windows and is at most `LONGEST` bytes long; its extension is kept.
    """
    last = re.split(r"[\\/]", text.rstrip("\\/"))[-1]
    composed = unicodedata.normalize("NFC", last)
    name = re.sub(r"[^\w.\-]", "_", composed, flags=re.UNICODE)
    name = re.sub(r"^[.\-]+", "_", name).rstrip(".")
    if not name.strip("_"):
        return UNNAMED
    if name.partition(".")[0].casefold() in RESERVED:
        name = f"_{name}"
    return _shortened(name)


def unique_names(texts: Iterable[str]) -> list[str]:
    """Return a safe name for each text, in order; where one repeats, ``-2``, ``-3`` and so on are added at its end."""
    names = UniqueNames()
    return [names.give(text) for text in texts]


class UniqueNames:
    """Gives safe names that differ also where capitals do not count (Windows, macOS)."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, text: str, ending: str = "") -> str:
        """Return a name that was not given before; ``ending`` (".csv") stays at its end."""
        base = safe_name(text)
        name, number = f"{base}{ending}", 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{base}-{number}{ending}"
        self._taken.add(name.casefold())
        return name


def stem(name: str) -> str:
    """Return a name without its extension, for files that are named after an image (``blobs.ome.tif`` -> ``blobs``)."""
    return re.sub(r"(?:\.ome)?\.[A-Za-z0-9]{1,6}$", "", name, flags=re.IGNORECASE) or name


def _shortened(name: str) -> str:
    if len(name.encode("utf-8")) <= LONGEST:
        return name
    front, dot, extension = name.rpartition(".")
    ending = f"{dot}{extension}" if front and len(extension.encode("utf-8")) <= 10 else ""
    kept = (front if ending else name).encode("utf-8")[: LONGEST - len(ending.encode("utf-8"))]
    return kept.decode("utf-8", errors="ignore") + ending
