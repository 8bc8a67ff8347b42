"""Make `docs/agreements.md`: every measured column beside what other programs measure on the same objects.

Usage: python tools/make_agreements.py docs/agreements.md [--check]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from tabscope.axes import PixelSize
from tabscope.operations.columns import DEFINITIONS
from tabscope.operations.measure.regions import regions

sys.path.insert(0, str(Path(__file__).parents[1]))

from tools.agreements import objects
from tools.agreements.compared import Compared, elsewhere
from tools.agreements.further import COMPARED, Found

HEAD = """# How far measured numbers agree with other programs

Made by `tools/make_agreements.py` from the test data; a test keeps it up to date, and another holds every difference
below a limit of its own (`tools/agreements`). What a column is called elsewhere stands in [columns.md](columns.md).

“same” means to the last digit that the other program gives (scikit-image: to 1 in 1,000,000). A percentage is the
largest difference of any object; why it differs stands in brackets. Empty: the program has no such number, or it was
not compared.

Programs that the project does not use itself were asked once ({versions});
what they said is kept in `tests/data/measured_elsewhere.json`, and the script that asked them beside it in `make`.

## Measure objects

Each column was measured on the same objects as

- **scikit-image** (`regionprops_table`): the nuclei of `stardist/mask2d.tif`; columns in µm with pixels of
  0.5 x 0.25 µm (the outline with 0.5 x 0.5); in 3D four balls with voxels of 2 x 0.5 x 0.25 µm. The same numbers came
  out for the 61 blobs of `blobs/blobs_statistics.csv`, a textbook's table;
- **ImageJ** and **CLIJ**: the blobs of `blobs/mini_blobs.tif`, by tables that these programs wrote;
- **CellProfiler** (`cp_measure`) and **mahotas**: 42 nuclei of `stardist/mask2d.tif`, some of them cut to a few pixels,
  and the four balls. On the seven nuclei of a table that CellProfiler itself wrote (`neubias/nuclei_t1.tsv`) the same
  columns are the same, and the others differ by at most 6 %.

Tables of the collection that could not be compared, because the image they were made of is not in it: `Results.csv`
(ImageJ), `BBBC007_analysis.csv`, and the second image of `nuclei.tsv`.

Columns without any comparison are checked on shapes whose truth is known (`tests/py/operations/test_measure.py`,
`test_volume_shape.py`, `test_moments_and_profiles.py`).

| column | unit | definition | scikit-image | ImageJ | CLIJ | CellProfiler | mahotas |
|---|---|---|---|---|---|---|---|
"""

FURTHER = """
## Other measurements

Texture, moments, rings, granularity and neighbours: the 42 nuclei; lines: a glial cell as ImageJ skeletonised it; two
channels: a piece of CellProfiler's example; patterns: all 125 nuclei; tracks: TrackMate's, by its own links. Columns
that are not listed are checked where the truth is known, in `tests/py/operations/test_measures.py`, `test_spots.py`,
`test_tracks.py` and `test_moments_and_profiles.py`. Of a series (`zernike_4_2`, `granularity_3`) the worst is given.

| column | operation | definition | compared with |
|---|---|---|---|
"""

SERIES = re.compile(r"^(hu|zernike|granularity|radial)_\d+(_\d+)?|^(inertia)_\d")


def columns() -> list[str]:
    """Return every column that `measure.regions` can write, in the order of the registry."""
    size = PixelSize(1.0, 1.0, 1.0)
    plane, volume = np.ones((3, 3), np.uint32), np.ones((2, 3, 3), np.uint32)
    written: set[str] = set()
    for labels in (plane, volume):
        written |= set(regions(labels, {"": labels.astype(np.uint16)}, size, background="ring").names)
    return [name for name in DEFINITIONS if name.removesuffix("_{c}") in written]


def document() -> str:
    """Return the text of `docs/agreements.md`."""
    versions = elsewhere()["versions"]
    asked = ", ".join(f"{name} {versions[name]}" for name in ("cp_measure", "mahotas", "skan", "astropy", "trackpy"))
    further = [_series(operation, found()) for operation, found in COMPARED.items()]
    return HEAD.replace("{versions}", asked) + _objects() + FURTHER + "".join(further)


def _objects() -> str:
    """Return the rows of `measure.regions`."""
    found = (
        objects.with_scikit_image(),
        objects.with_table(objects.IMAGEJ, "mini_blobs_measurements_imagej.csv", 0, "ImageJ"),
        objects.with_table(objects.CLIJ, "mini_blobs_measurements_clij.csv", 1, "CLIJ"),
        objects.with_cellprofiler(),
        objects.with_mahotas(),
    )
    lines: list[str] = []
    for name in columns():
        cells = [str(one[name]) if name in one else "" for one in found]
        lines.append(f"| `{_shown(name)}` | {DEFINITIONS[name].unit} | {_said(name)} | {' | '.join(cells)} |\n")
    return "".join(lines)


def _series(operation: str, found: Found) -> str:
    """Return the rows of an operation; of a series of columns one row with the worst of each program."""
    groups: dict[str, list[str]] = {}
    for name in found:
        match = SERIES.match(name)
        groups.setdefault(match.group(1) or match.group(3) if match else name, []).append(name)
    rows: list[str] = []
    for names in groups.values():
        shown = f"`{_shown(names[0])}`" + (f" to `{_shown(names[-1])}`" if len(names) > 1 else "")
        compared = _worst([one for name in names for one in found[name]])
        cells = "; ".join(f"{one.program}: {one}" for one in compared)
        rows.append(f"| {shown} | `{operation}` | {_said(names[0])} | {cells} |\n")
    return "".join(rows)


def _worst(compared: Iterable[Compared]) -> list[Compared]:
    """Return, of each program, the comparison that differs most."""
    worst: dict[str, Compared] = {}
    for one in compared:
        held = worst.get(one.program)
        if held is None or (not one.same and (held.same or one.difference > held.difference)):
            worst[one.program] = one
    return list(worst.values())


def _shown(name: str) -> str:
    return name.replace("{c}", "CHANNEL")


def _said(name: str) -> str:
    known = DEFINITIONS[name]
    return _shown(known.definition or known.meaning)


def main(arguments: list[str]) -> int:
    """Write the document, or compare it with ``--check``; return the exit code."""
    path = Path(arguments[0])
    text = document()
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is out of date: run python tools/make_agreements.py {path}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
