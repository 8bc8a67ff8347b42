"""A table of measurements: columns with a unit and a meaning over numpy arrays; no pandas in the core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Column:
    """One column: values (numbers, booleans or text; NaN or an empty text is "missing") and what they mean."""

    name: str
    values: NDArray[Any]
    unit: str = ""
    meaning: str = ""
    definition: str = ""
    equivalents: Mapping[str, str] | None = None

    def description(self) -> dict[str, Any]:
        """Return what ``<table>.columns.json`` says about the column."""
        return {
            "name": self.name,
            "unit": self.unit,
            "meaning": self.meaning,
            "definition": self.definition,
            "equivalent": dict(self.equivalents or {}),
            "dtype": self.values.dtype.str if self.values.dtype.kind not in "OU" else "text",
        }


@dataclass(frozen=True)
class Table:
    """Columns of one length, in order."""

    columns: tuple[Column, ...] = ()

    def __post_init__(self) -> None:
        lengths = {len(column.values) for column in self.columns}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")

    def __len__(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    def __getitem__(self, name: str) -> NDArray[Any]:
        for column in self.columns:
            if column.name == name:
                return column.values
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]

    def with_first(self, columns: Sequence[Column]) -> Table:
        """Return the table with these columns in front; columns of the same name are replaced."""
        new = {column.name for column in columns}
        return Table((*columns, *(column for column in self.columns if column.name not in new)))

    def where(self, keep: NDArray[np.bool_]) -> Table:
        """Return the rows where ``keep`` is true."""
        return Table(tuple(replace(column, values=column.values[keep]) for column in self.columns))

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas DataFrame (natively only; pandas is not needed for anything else)."""
        import pandas

        return pandas.DataFrame({column.name: column.values for column in self.columns})


def stack(tables: Iterable[Table]) -> Table:
    """Put tables under one another; a column that one of them lacks is missing (NaN or empty) there."""
    parts = [table for table in tables if table.columns]
    if not parts:
        return Table()
    order: dict[str, Column] = {}
    for table in parts:
        for column in table.columns:
            order.setdefault(column.name, column)
    filled: list[Column] = []
    for name, pattern in order.items():
        pieces = [table[name] if name in table.names else _missing(pattern, len(table)) for table in parts]
        filled.append(replace(pattern, values=np.concatenate(pieces)))
    return Table(tuple(filled))


def typical(table: Table) -> Table:
    """Return one row: the median of each column of numbers, without what is missing; other columns are left out."""
    found: list[Column] = []
    for column in table.columns:
        if column.values.dtype.kind not in "fiu":
            continue
        known = column.values[np.isfinite(column.values)]
        found.append(replace(column, values=np.array([np.median(known) if known.size else np.nan])))
    return Table(tuple(found))


def _missing(pattern: Column, length: int) -> NDArray[Any]:
    if pattern.values.dtype.kind in "OU":
        return np.full(length, "", dtype=object)
    return np.full(length, np.nan)
