"""What one measured column means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from tabscope.table import Column


@dataclass(frozen=True)
class Definition:
    """One column; ``{c}`` in the name and the texts stands for a channel.

    ``skimage``, ``imagej`` and ``cellprofiler`` name the same quantity elsewhere; a text in brackets says how theirs
    differs.
    """

    unit: str
    meaning: str
    definition: str = ""
    skimage: str = ""
    imagej: str = ""
    cellprofiler: str = ""

    def column(self, name: str, values: NDArray[Any], channel: str = "") -> Column:
        """Return the column with its description filled in."""
        others = {"scikit-image": self.skimage, "ImageJ": self.imagej, "CellProfiler": self.cellprofiler}
        known = {program: text for program, text in others.items() if text}
        return Column(name, values, self.unit, self.meaning.format(c=channel), self.definition.format(c=channel), known)
