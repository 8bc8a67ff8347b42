"""Every operation with its defaults on one picture of nuclei: milliseconds per megapixel as JSON, by name.

    python benchmarks/operations.py [FILTER]

Of each operation the newest version, its fastest of a few repetitions, its imports left out; one thread, as in the tab.
Operations that run a model are not among them: their device decides. `operations.mjs` runs this in the tab, too, and
compares.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads that wait for each other on a busy machine are no work
import numpy as np

if "pyodide" not in sys.modules:
    root = Path(__file__).parents[1]
    sys.path[:0] = [str(root / "py"), str(root / "tests/py/operations")]
from made_inputs import call, inputs_of  # pyright: ignore[reportMissingImports, reportUnknownVariableType] - not a package

from tabscope.operations import every
from tabscope.operations.predictor import Predictor
from tabscope.operations.registry import TABLES, Operation
from tabscope.operations.synth.scene import nuclei
from tabscope.table import Column, Table

SIDE, NUCLEI, DIAMETER = 512, 200, 20
LONGEST, MOST = 0.3, 5
"""An operation is repeated for this many seconds, at least twice and at most this often."""
SHORTEST = 0.01
"""Seconds between two looks at the clock, at least."""
SMALL = {"segment.random_walker": 64}
"""Sides of the corner that slow operations get: it solves the whole image once for each seed."""


def objects(labels: Any) -> Table:
    """Return the objects as a table of eight times: each track has eight of them."""
    ids, counts = np.unique(labels[labels > 0], return_counts=True)
    y, x = np.divmod(np.arange(ids.size) * 977, SIDE)
    columns = {
        "object": ids,
        "track": 1 + ids // 8,
        "t": ids % 8,
        "centroid_y_px": y * 1.0,
        "centroid_x_px": x * 1.0,
        "area_px": counts,
    }
    return Table(tuple(Column(name, values) for name, values in columns.items()))


def given_to(operation: Operation, image: Any, labels: Any) -> dict[str, Any]:
    """Return the inputs of an operation."""
    given = inputs_of(operation, image, labels > 0, labels)
    if any(one.picture for one in operation.inputs):
        given = {name: (one // 8).astype(np.uint8) for name, one in given.items()}
    return given | {port.name: objects(labels) for port in operation.inputs if port.kind in TABLES}


def fastest(operation: Operation, given: dict[str, Any]) -> float:
    """Return the shortest duration of an operation in milliseconds, its imports left out.

    A tab's clock is coarse: what is short is called several times for one look at it.
    """
    call(operation, given)
    once, begun = timed(operation, given, 1), time.perf_counter()
    calls = max(1, round(SHORTEST / max(once, 1e-5)))
    seconds = [timed(operation, given, calls) for _ in range(2)]
    while time.perf_counter() - begun < LONGEST and len(seconds) < MOST:
        seconds.append(timed(operation, given, calls))
    return 1000 * min(seconds)


def timed(operation: Operation, given: dict[str, Any], calls: int) -> float:
    """Return the seconds that one of several calls took."""
    started = time.perf_counter()
    for _ in range(calls):
        call(operation, given)
    return (time.perf_counter() - started) / calls


def newest() -> list[Operation]:
    """Return the newest version of every operation that runs no model, in the order of the families."""
    return list({one.id: one for one in every() if Predictor not in one.injected.values()}.values())


def measured(only: str = "") -> dict[str, float]:
    """Return milliseconds per megapixel of each operation whose name holds a text; voxels count as pixels."""
    drawn, found = nuclei((SIDE, SIDE), number=NUCLEI, diameter=DIAMETER, seed=1), dict[str, float]()
    for one in newest():
        if only in one.name:
            side = SMALL.get(one.id, SIDE)
            given = given_to(one, drawn.image[:side, :side], drawn.labels[:side, :side])
            slices = 3 if any(port.volume for port in one.inputs) else 1
            found[one.name] = round(fastest(one, given) / (slices * side * side / 1e6), 3)
    return found


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1] if len(sys.argv) > 1 else ""), indent=1))
