"""How the sizes of objects are spread: one row of numbers for a whole image."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.columns import as_count, columns
from tabscope.operations.registry import Measured, Param, TableOut, operation, whole
from tabscope.table import Table

TITLE = "Describe sizes"
SHARES = {"p10": 10, "lower_quartile": 25, "median": 50, "upper_quartile": 75, "p90": 90}


@operation(
    "measure.sizes",
    version=1,
    locality=whole("all objects are needed"),
    title=TITLE,
    cite="numpy.percentile",
    bytes_per_pixel=1,
)
def sizes(
    objects: Measured,
    edge: Annotated[bool, Param(help="Whether objects that the border cuts count, too; they look too small.")] = False,
) -> TableOut:
    """Say how wide the objects are: median, quartiles, mean and spread of their diameters, as a table with one row.

    The diameter of an object is that of the circle (3D: ball) of its size, in px and where the pixel size is known in
    µm. ``objects`` counts those that were described, ``objects_left_out`` those that the border cuts. Percentiles are
    interpolated linearly; the standard deviation is that of the population; all are empty where there is no object.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the table holds no sizes.
    """
    chosen = np.ones(len(objects), dtype=np.bool_)
    if not edge and "touches_edge" in objects.names:
        chosen = objects["touches_edge"] == 0
    values: list[tuple[str, NDArray[Any]]] = [
        ("objects", as_count(np.array([np.count_nonzero(chosen)]))),
        ("objects_left_out", as_count(np.array([chosen.size - np.count_nonzero(chosen)]))),
    ]
    for unit in ("px", "um"):
        widths = _diameters(objects, unit)
        if widths is not None:
            values += _described(widths[chosen], unit)
    if len(values) == 2 and objects.columns:
        raise TabscopeError(
            "operation.input", step=TITLE, reason="its table has no sizes.", advice="Wire a table of measured objects."
        )
    return Table(columns(values))


def _diameters(objects: Table, unit: str) -> NDArray[np.float64] | None:
    """Return the diameters in a unit, from areas where the table has no more; None without either."""
    if f"equivalent_diameter_{unit}" in objects.names:
        return objects[f"equivalent_diameter_{unit}"].astype(np.float64)
    area = "area_px" if unit == "px" else "area_um2"
    return 2 * np.sqrt(objects[area].astype(np.float64) / np.pi) if area in objects.names else None


def _described(widths: NDArray[np.float64], unit: str) -> list[tuple[str, NDArray[Any]]]:
    known = widths[np.isfinite(widths)]
    there = known.size > 0
    shares = np.percentile(known, list(SHARES.values())) if there else np.full(len(SHARES), np.nan)
    found = dict(zip(SHARES, shares.tolist(), strict=True))
    found |= {"mean": float(known.mean()) if there else np.nan, "sd": float(known.std()) if there else np.nan}
    return [(f"diameter_{name}_{unit}", np.array([value])) for name, value in found.items()]
