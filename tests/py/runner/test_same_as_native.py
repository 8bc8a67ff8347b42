"""The tab counts what the command line counts: masks and labels are the same, measurements agree to the last digits.

``native_counts.json`` is written on the machine that runs the suite, just before the tab opens (tests/tab/pack.mjs).
"""

import json
import math
import pathlib

import pytest
from runner.counting import counted, images

DATA = pathlib.Path(__file__).parents[2] / "data"

pytestmark = pytest.mark.tab

NATIVE = json.loads((DATA / "native_counts.json").read_text(encoding="utf-8"))["images"]
RELATIVE = 1e-6
OF_LARGEST = 1e-9


def differs(one, other, largest):
    """Whether two cells are further apart than a table may be."""
    if not isinstance(one, float) or not isinstance(other, (int, float)):
        return one != other
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) != math.isnan(other)
    return not math.isclose(one, other, rel_tol=RELATIVE, abs_tol=OF_LARGEST * largest)


def different_columns(ours, theirs):
    """Return the names of the columns that do not agree."""
    wrong = []
    for name, cells in theirs.items():
        sizes = [abs(cell) for cell in cells if isinstance(cell, float) and math.isfinite(cell)]
        pairs = zip(ours.get(name, []), cells, strict=len(ours.get(name, [])) == len(cells))
        if len(ours.get(name, [])) != len(cells) or any(differs(a, b, max(sizes, default=0)) for a, b in pairs):
            wrong.append(name)
    return wrong + sorted(set(ours) - set(theirs))


def test_the_same_images_were_counted_natively():
    assert images(DATA) == list(NATIVE)
    assert sum("count" in one for one in NATIVE.values()) >= 15


@pytest.mark.parametrize("name", NATIVE)
def test_an_image_is_counted_as_natively(name, host, run_async):
    ours, theirs = run_async(counted(DATA / name, host)), NATIVE[name]
    assert ours.get("refused") == theirs.get("refused")
    if "refused" in theirs:
        return
    assert (ours["count"], ours["edge_count"]) == (theirs["count"], theirs["edge_count"])
    assert ours["labels"] == theirs["labels"]
    assert list(ours["tables"]) == list(theirs["tables"])
    assert {table: different_columns(ours["tables"][table], theirs["tables"][table]) for table in theirs["tables"]} == {
        table: [] for table in theirs["tables"]
    }
