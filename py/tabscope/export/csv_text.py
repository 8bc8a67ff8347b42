"""A table as CSV text that spreadsheets, pandas and R read the same way (ground rules, section 5).

UTF-8, no comment lines, one header line. Numbers are the shortest text that reads back the same, missing values are
empty, truths are ``true`` and ``false``. A text that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tabscope.table import Column, Table

FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""Beginnings that a spreadsheet takes for a formula, behind any apostrophes that are already there (so that exactly one
apostrophe is taken away again on reading); the last four are the full-width signs that East Asian settings accept."""

MISSING = ""


@dataclass(frozen=True)
class Dialect:
    """How numbers and lines are written.

    ``separator`` stands between cells, ``decimal`` in numbers; ``mark`` is put first so that Excel sees UTF-8.
    """

    separator: str = ","
    decimal: str = "."
    line_end: str = "\n"
    mark: bytes = b""


PLAIN = Dialect()
"""What every program reads: comma and point."""

EXCEL = Dialect(";", ",", "\r\n", b"\xef\xbb\xbf")
"""What Excel opens by a double click where the decimal sign is a comma."""


def csv_bytes(table: Table, dialect: Dialect = PLAIN) -> bytes:
    """Return a table as the bytes of a CSV file.

    Parameters
    ----------
    table : Table
        Any columns; its names become the header.
    dialect : Dialect
        `PLAIN` or `EXCEL`.
    """
    cells = [[_quoted(safe_text(column.name), dialect), *_column(column, dialect)] for column in table.columns]
    lines = [dialect.separator.join(row) or '""' for row in zip(*cells, strict=True)]
    text = dialect.line_end.join([*lines, ""])
    # A file name may hold bytes that are no text (lone surrogates); they become "?".
    return dialect.mark + text.encode("utf-8", errors="replace")


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet runs: with an apostrophe in front where it would."""
    return f"'{text}" if FORMULA.match(text) else text


def original_text(cell: str) -> str:
    """Return the text that `safe_text` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _column(column: Column, dialect: Dialect) -> list[str]:
    """Return the cells of a column; values go through Python's own types, so float32 is written as the number it is."""
    kind = column.values.dtype.kind
    write: Callable[[Any], str]
    if kind == "b":
        write = _truth
    elif kind in "iu":
        write = str
    elif kind == "f":
        write = _number if dialect.decimal == "." else lambda value: _number(value).replace(".", dialect.decimal)
    else:
        write = lambda value: _any(value, dialect)  # noqa: E731
    return [write(value) for value in column.values.tolist()]


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _number(value: float) -> str:
    return repr(value) if math.isfinite(value) else MISSING if math.isnan(value) else ("inf" if value > 0 else "-inf")


def _any(value: Any, dialect: Dialect) -> str:
    """Return the cell of a value in a column of mixed values or texts."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return _truth(value)
    if isinstance(value, float):
        return _number(value).replace(".", dialect.decimal)
    if isinstance(value, int):
        return str(value)
    return _quoted(safe_text(str(value)), dialect)


def _quoted(text: str, dialect: Dialect) -> str:
    """Return a cell in quotation marks where it holds one, the separator, a line end, or space at its ends."""
    plain = not any(sign in text for sign in (dialect.separator, '"', "\n", "\r")) and text == text.strip()
    return text if plain else '"' + text.replace('"', '""') + '"'
