"""Objects chosen by what was measured of them."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.components import packed
from tabscope.operations.inputs import as_labels
from tabscope.operations.registry import Labels, Measured, Param, operation, per_object
from tabscope.table import Table


@operation(
    "labels.filter",
    version=1,
    locality=per_object,
    title="Filter by a measurement",
    cite="CellProfiler: FilterObjects; scikit-image: skimage.measure.regionprops_table",
    bytes_per_pixel=12,
)
def filter_by(
    labels: Labels,
    measured: Measured,
    column: Annotated[str, Param(help="Name of the column, such as circularity or mean_dna.")] = "area_px",
    at_least: Annotated[float | None, Param(help="Objects with less are removed; empty sets no limit.")] = None,
    at_most: Annotated[float | None, Param(help="Objects with more are removed; empty sets no limit.")] = None,
) -> Labels:
    """Remove objects by any measurement, between two limits. The others keep their numbers.

    Limits belong to what stays. Objects whose measurement is missing, or that have no row, are removed where a limit is
    set.

    Raises
    ------
    TabscopeError
        ``operation.input`` where the table has no such column of numbers, or no objects.
    """
    ids = as_labels(labels, "Filter by a measurement")
    values = _numbers(measured, column)
    stays = np.ones(len(measured), dtype=np.bool_)
    if at_least is not None:
        stays &= values >= at_least
    if at_most is not None:
        stays &= values <= at_most
    if at_least is None and at_most is None:
        return ids.copy()
    names, places = packed(ids)
    chosen = np.isin(names, measured["object"][stays].astype(np.int64))
    return np.where(chosen, names, 0).astype(np.uint32)[places]


def _numbers(table: Table, column: str) -> NDArray[Any]:
    title = "Filter by a measurement"
    if "object" not in table.names:
        raise TabscopeError(
            "operation.input", step=title, reason="its table has no objects.", advice="Wire “Measure objects” to it."
        )
    numbers = [one.name for one in table.columns if one.values.dtype.kind in "biuf"]
    if column not in numbers:
        reason = f"there is no column “{column}”."
        advice = f"Choose one of: {', '.join(name for name in numbers if name != 'object')}."
        raise TabscopeError("operation.input", step=title, reason=reason, advice=advice)
    return table[column]
