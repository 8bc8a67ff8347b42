"""Objects chosen, or sorted into classes, by what was measured of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.columns import as_count, columns
from tabscope.operations.components import packed
from tabscope.operations.inputs import as_labels
from tabscope.operations.registry import Labels, Measured, Param, TableOut, operation, per_object
from tabscope.table import Table

FILTER, CLASSIFY = "Filter by a measurement", "Sort into classes"


@operation(
    "labels.filter",
    version=1,
    locality=per_object,
    title=FILTER,
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
    ids = as_labels(labels, FILTER)
    values = _numbers(measured, column, FILTER)
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


def _numbers(table: Table, column: str, title: str) -> NDArray[Any]:
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


COMPARE: dict[str, Callable[[NDArray[Any], float], NDArray[np.bool_]]] = {
    ">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less,
}  # fmt: skip
OTHERWISE = "otherwise"


@dataclass(frozen=True)
class _Rule:
    """A class and its conditions, (column, sign, value) each; all must hold, and without one every object fits."""

    name: str
    conditions: tuple[tuple[str, str, float], ...]


@operation(
    "labels.classify",
    version=1,
    locality=per_object,
    title=CLASSIFY,
    cite="CellProfiler: ClassifyObjects; QuPath: single measurement classifiers",
    bytes_per_pixel=1,
)
def classify(
    measured: Measured,
    rules: Annotated[
        str,
        Param(help="A name, a colon and conditions; “otherwise” takes the rest. The first rule that fits counts."),
    ] = "large: area_px >= 100; small: otherwise",
) -> TableOut:
    """Sort objects into classes by rules on what was measured, such as positive and negative cells.

    Parameters
    ----------
    measured : Table
        One row for each object.
    rules : str
        Rules with ``;`` or a new line between them. Columns are compared by >, >=, < and <=; several conditions are
        joined by ``and``; ``otherwise`` takes the rest.

    Returns
    -------
    Table
        The name of each object's class and its place among the rules, from 1; empty and 0 where no rule fits, and a
        missing measurement fits no condition. “Filter by a measurement” keeps the objects of a class by that place.

    Raises
    ------
    TabscopeError
        ``operation.input`` where a rule cannot be read, or the table has no such column of numbers.
    """
    read = _rules(rules)
    place = np.zeros(len(measured), np.int64)
    for number, rule in reversed(list(enumerate(read, 1))):
        fits = np.ones(len(measured), np.bool_)
        for column, sign, value in rule.conditions:
            fits &= COMPARE[sign](_numbers(measured, column, CLASSIFY), value)
        place[fits] = number
    names = np.array(["", *(rule.name for rule in read)], dtype=object)
    found = [("object", measured["object"]), ("class_by_rule", names[place]), ("class_number", as_count(place))]
    return Table(columns(found))


def _rules(text: str) -> list[_Rule]:
    parts = [one.strip() for one in re.split(r"[;\n]", text) if one.strip()]
    if not parts:
        raise _unreadable("there is no rule.")
    return [_rule(one) for one in parts]


def _rule(text: str) -> _Rule:
    name, colon, given = (one.strip() for one in text.partition(":"))
    if not name or not colon:
        raise _unreadable(f"the rule “{text}” has no name before a colon.")
    if given == OTHERWISE:
        return _Rule(name, ())
    conditions: list[tuple[str, str, float]] = []
    for one in re.split(r"\s+and\s+", given):
        found = re.fullmatch(r"(\w+)\s*(>=|<=|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)", one)
        if found is None:
            raise _unreadable(f"“{one}” of the rule “{name}” is no column, sign and number.")
        conditions.append((found[1], found[2], float(found[3])))
    return _Rule(name, tuple(conditions))


def _unreadable(reason: str) -> TabscopeError:
    advice = "Write rules like “positive: mean_dna > 300 and area_px >= 50; negative: otherwise”."
    return TabscopeError("operation.input", step=CLASSIFY, reason=reason, advice=advice)
