"""Every operation with its defaults on one picture of nuclei: milliseconds per megapixel as JSON, by name.

    python benchmarks/operations.py [FILTER]

One thread, as in the tab. Operations that run a model are not among them: their
device decides.
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
    sys.path.insert(0, str(Path(__file__).parents[1] / "py"))
from tabscope.axes import PixelSize
from tabscope.operations import every
from tabscope.operations.notes import Notes, SignificantBits
from tabscope.operations.predictor import Predictor
from tabscope.operations.registry import TABLES, Operation
from tabscope.operations.synth import nuclei
from tabscope.table import Column, Table
from tabscope.units import px

SIDE, NUCLEI, DIAMETER = 512, 200, 20
LONGEST, MOST = 0.3, 5
"""An operation is repeated for this many seconds, at least twice and at most this often."""
GIVEN = {"measure.typical_diameter": {"diameter": None}, "segment.split": {"diameter": px(DIAMETER), "trim": 0.5}}
"""Settings where the defaults would skip the work."""
SMALL = {"segment.random_walker": 64}
"""Sides of the corner that slow operations get: it solves the whole image once for each seed."""


def scene() -> dict[str, Any]:
    """Return what operations take, by kind of port."""
    drawn = nuclei((SIDE, SIDE), number=NUCLEI, diameter=DIAMETER, seed=1)
    ids, counts = np.unique(drawn.labels[drawn.labels > 0], return_counts=True)
    y, x = np.divmod(np.arange(ids.size) * 977, SIDE)
    columns = (
        ("object", ids),
        ("track", 1 + ids // 8),
        ("t", ids % 8),
        ("centroid_y_px", y * 1.0),
        ("centroid_x_px", x * 1.0),
        ("area_px", counts),
    )
    table = Table(tuple(Column(name, values) for name, values in columns))
    return {"intensity": drawn.image, "mask": drawn.labels > 0, "labels": drawn.labels} | dict.fromkeys(TABLES, table)


def call(operation: Operation, data: dict[str, Any]) -> Any:
    """Run an operation once on the scene."""
    injected = {Notes: Notes(), PixelSize: PixelSize(None, 0.5, 0.5), SignificantBits: SignificantBits()}
    given = {port.name: data[port.kind] for port in operation.inputs}
    for port in operation.inputs:
        if port.picture:
            given[port.name] = np.repeat((data["intensity"] // 8).astype(np.uint8)[..., None], 3, axis=-1)
        elif port.many:
            given[port.name] = {"DNA": data[port.kind]}
    extra = {name: injected.get(kind) for name, kind in operation.injected.items()}
    return operation.function(**given, **extra, **GIVEN.get(operation.id, {}))


def median_ms(operation: Operation, data: dict[str, Any]) -> float:
    """Return the median duration of an operation in milliseconds, its imports left out."""
    call(operation, data)
    seconds: list[float] = []
    begun = time.perf_counter()
    while len(seconds) < 2 or (time.perf_counter() - begun < LONGEST and len(seconds) < MOST):
        started = time.perf_counter()
        call(operation, data)
        seconds.append(time.perf_counter() - started)
    return 1000 * float(np.median(seconds))


def corner(data: dict[str, Any], side: int) -> dict[str, Any]:
    """Return the scene's upper left corner."""
    return {kind: one[:side, :side] if isinstance(one, np.ndarray) else one for kind, one in data.items()}


def measured(only: str = "") -> dict[str, float]:
    """Return milliseconds per megapixel of each operation whose name holds a text."""
    data, found = scene(), dict[str, float]()
    for one in every():
        if only in one.name and Predictor not in one.injected.values():
            side = SMALL.get(one.id, SIDE)
            found[one.name] = round(median_ms(one, corner(data, side)) / (side * side / 1e6), 2)
    return found


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1] if len(sys.argv) > 1 else ""), indent=1))
