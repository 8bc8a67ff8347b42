import io

import finished_runs
import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tabscope.export import export_runs
from tabscope.export.csv_text import EXCEL, PLAIN, csv_bytes
from tabscope.table import Column, Table

pytestmark = pytest.mark.native


def saved(kind, runs=None):
    return io.BytesIO(export_runs(runs or [finished_runs.run()], [kind])[0].data)


def test_pandas_reads_the_table_with_the_types_it_was_written_with():
    frame = pandas.read_csv(saved("table"))
    table = finished_runs.run().tables["cells"]
    assert list(frame.columns[:6]) == ["image", "series", "well", "t", "z", "object"]
    assert (frame["object"].dtype, frame["area_um2"].dtype, frame["touches_edge"].dtype) == ("int64", "float64", "bool")
    assert np.array_equal(frame["area_um2"], table["area_um2"])
    assert np.array_equal(frame["touches_edge"], table["touches_edge"])
    assert frame["z"].isna().all()


def test_pandas_reads_the_form_for_excel_with_its_settings():
    frame = pandas.read_csv(saved("table-excel"), sep=";", decimal=",", encoding="utf-8-sig")
    pandas.testing.assert_frame_equal(frame, pandas.read_csv(saved("table")))


def test_pandas_reads_images_with_missing_numbers_as_numbers():
    empty = finished_runs.run("empty.tif", labels=np.zeros((8, 8), np.uint32))
    files = export_runs([finished_runs.run(), empty], ["table"])
    frame = pandas.read_csv(io.BytesIO(next(file.data for file in files if file.name == "images.csv")))
    assert frame["count"].tolist() == [63, 0]
    assert frame["diameter_px"].isna().all()


@settings(max_examples=25)
@given(st.lists(st.floats(allow_nan=True, allow_infinity=False), min_size=1, max_size=20), st.booleans())
def test_pandas_reads_every_number_back(values, excel):
    table = Table((Column("row", np.arange(len(values))), Column("value", np.asarray(values, np.float64))))
    form = {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"} if excel else {}
    frame = pandas.read_csv(io.BytesIO(csv_bytes(table, EXCEL if excel else PLAIN)), **form)
    # pandas' own reader of decimals may be one unit in the last place away; Python's is exact (test_export_csv.py).
    np.testing.assert_allclose(frame["value"].astype(float), values, rtol=1e-15, atol=0, equal_nan=True)
