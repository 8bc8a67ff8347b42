"""Make `docs/columns.md`: what every measured column means, and what other programs call it.

Usage: python tools/make_columns.py docs/columns.md [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from tabscope.operations import column_definitions as further
from tabscope.operations import form_definitions as form
from tabscope.operations.columns import DEFINITIONS
from tabscope.operations.definition import Definition

HEAD = """# Every column

Made by `tools/make_columns.py` from the code; a test keeps it up to date. The same stands beside every exported table,
in `<table>.columns.json`. CHANNEL is the name of a channel in small letters (`mean_dna`); names end in their unit. How
far the numbers agree stands in [agreements.md](agreements.md).

Brackets say how another program's number differs from ours. Empty: it has none, or none of the same definition.
"""

PARTS: dict[str, Mapping[str, Definition]] = {
    "Texture (`measure.texture`)": further.TEXTURE,
    "From middle to edge (`measure.radial`)": further.RADIAL,
    "Granularity (`measure.granularity`)": form.GRANULARITY,
    "Moments (`measure.moments`)": form.MOMENTS,
    "Neighbours (`measure.neighbours`)": further.NEIGHBOURS,
    "Parts and their objects (`measure.children`, `measure.parents`, `measure.points_in_objects`)": further.PARTS,
    "Lines (`measure.skeleton`)": further.LINES,
    "Two channels (`measure.colocalisation`)": further.COLOCALISATION,
    "Spatial pattern (`measure.pattern`) and number (`measure.count`)": further.PATTERN,
    "Profiles (`measure.profile_line`, `measure.profile_axis`)": form.PROFILE,
    "Sizes of all objects (`measure.sizes`)": further.SIZES,
    "Spots (`segment.spots`)": further.SPOTS,
    "Tracks (`track.link`, `track.measure`)": further.TRACKS,
    "The whole image (`measure.quality`, `measure.coverage`)": further.IMAGE,
}
"""The columns of each kind; what is in none of them is of objects."""

TITLES = ("column", "unit", "meaning", "definition", "CellProfiler", "ImageJ", "scikit-image")


def document() -> str:
    """Return the text of `docs/columns.md`."""
    elsewhere = {name for part in PARTS.values() for name in part}
    objects = {name: one for name, one in DEFINITIONS.items() if name not in elsewhere}
    sections = {"Objects (`measure.regions`), and what all tables have": objects} | PARTS
    return HEAD + "".join(f"\n## {title}\n{_table(part)}" for title, part in sections.items())


def _table(part: Mapping[str, Definition]) -> str:
    head = f"\n| {' | '.join(TITLES)} |\n{'|---' * len(TITLES)}|\n"
    return head + "".join(_row(name, one) for name, one in part.items())


def _row(name: str, one: Definition) -> str:
    cells = (one.unit, one.meaning, one.definition, one.cellprofiler, one.imagej, one.skimage)
    return f"| `{name}` | {' | '.join(cells)} |\n".replace("{c}", "CHANNEL")


def main(arguments: list[str]) -> int:
    """Write the document, or compare it with ``--check``; return the exit code."""
    path = Path(arguments[0])
    text = document()
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is out of date: run python tools/make_columns.py {path}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
