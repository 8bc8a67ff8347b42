import csv
import io
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tabscope.export.csv_text import EXCEL, csv_bytes, original_text, safe_text
from tabscope.table import Column, Table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def read(data, separator=","):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


def one_column(values, dtype=None):
    array = np.empty(len(values), dtype=object) if dtype is None else np.asarray(values, dtype)
    array[:] = values
    # A second column, because a line that holds one empty cell only is no line to most readers.
    return Table((Column("value", array), Column("row", np.arange(len(values)))))


def cells(values, dtype=None):
    return [row[0] for row in read(csv_bytes(one_column(values, dtype)))[1:]]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=30))
def test_numbers_read_back_exactly_and_missing_ones_are_empty(values):
    for text, value in zip(cells(values, np.float64), values, strict=True):
        if math.isnan(value):
            assert text == ""
        else:
            assert float(text) == value


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), max_size=30))
def test_single_precision_numbers_read_back_as_the_number_they_are(values):
    assert [float(text) for text in cells(values, np.float32)] == values


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_shorter_text_with_fewer_digits_reads_back_the_same(value):
    text = cells([value], np.float64)[0]
    digits = len(text.partition("e")[0].replace(".", "").replace("-", "").strip("0"))
    for fewer in range(1, digits):
        assert float(f"{value:.{fewer - 1}e}") != value


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=30))
def test_whole_numbers_are_written_without_a_point(values):
    assert cells(values, np.int64) == [str(value) for value in values]


@given(st.lists(st.booleans(), max_size=10))
def test_truths_are_true_and_false(values):
    assert cells(values, np.bool_) == ["true" if value else "false" for value in values]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=20))
def test_every_text_comes_back_and_none_is_a_formula(values):
    written = cells(values)
    assert [original_text(text) for text in written] == values
    assert not any(text.startswith(FORMULA_STARTS) for text in written)


@given(st.text(), st.text())
def test_two_different_texts_stay_different(first, second):
    assert (safe_text(first) == safe_text(second)) == (first == second)


def test_texts_that_spreadsheets_run_get_an_apostrophe_and_numbers_do_not():
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "plain", ""]
    assert cells(hostile) == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "plain", ""]
    assert cells([-1.5], np.float64) == ["-1.5"]


def test_a_header_that_came_from_a_channel_name_is_no_formula_either():
    table = Table((Column("=mean", np.zeros(1)),))
    assert read(csv_bytes(table))[0] == ["'=mean"]


def test_bytes_of_a_file_name_that_are_no_text_do_not_stop_the_export():
    assert cells(["a\udcffb"]) == ["a?b"]


def test_a_line_with_one_empty_cell_is_still_a_line():
    table = Table((Column("value", np.asarray([np.nan, 1.0])),))
    assert csv_bytes(table) == b'value\n""\n1.0\n'


def test_the_excel_form_has_semicolons_decimal_commas_and_the_utf8_mark():
    table = Table((Column("mean", np.asarray([0.5, np.nan])), Column("name", np.asarray(["µ;x", "1.5"], object))))
    data = csv_bytes(table, EXCEL)
    assert data.startswith(b"\xef\xbb\xbf")
    assert read(data, ";") == [["mean", "name"], ["0,5", "µ;x"], ["", "1.5"]]


def test_the_plain_form_is_utf8_without_a_mark_and_ends_its_lines_with_one_sign():
    data = csv_bytes(Table((Column("µ", np.asarray([1])),)))
    assert data == "µ\n1\n".encode()
