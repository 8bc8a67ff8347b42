"""How sizes are spread, against numbers worked out by hand."""

import numpy as np
import pytest

from tabscope.errors import TabscopeError
from tabscope.operations.measure.sizes import sizes
from tabscope.table import Column, Table


def objects(**columns):
    return Table(tuple(Column(name, np.asarray(values)) for name, values in columns.items()))


FIVE = objects(object=[1, 2, 3, 4, 5], equivalent_diameter_px=[10.0, 20, 30, 40, 90], touches_edge=[0, 0, 0, 1, 0])


def test_objects_that_the_border_cuts_are_left_out_and_counted():
    table = sizes(FIVE)
    assert (table["objects"][0], table["objects_left_out"][0]) == (4, 1)
    assert table["diameter_median_px"][0] == 25
    assert (table["diameter_lower_quartile_px"][0], table["diameter_upper_quartile_px"][0]) == (17.5, 45)
    assert table["diameter_mean_px"][0] == 37.5
    assert table["diameter_sd_px"][0] == pytest.approx(np.std([10, 20, 30, 90]))


def test_they_count_where_they_are_asked_for():
    table = sizes(FIVE, edge=True)
    assert (table["objects"][0], table["objects_left_out"][0], table["diameter_median_px"][0]) == (5, 0, 30)


def test_the_diameter_follows_from_the_area_where_there_is_no_other():
    table = sizes(objects(object=[1], area_px=[np.pi * 25], area_um2=[np.pi]))
    assert table["diameter_median_px"][0] == pytest.approx(10)
    assert table["diameter_median_um"][0] == pytest.approx(2)


def test_without_objects_the_numbers_are_empty():
    table = sizes(objects(object=[], area_px=[]))
    assert table["objects"][0] == 0
    assert np.isnan(table["diameter_median_px"][0])


def test_a_table_without_sizes_is_refused():
    with pytest.raises(TabscopeError) as caught:
        sizes(objects(object=[1, 2]))
    assert caught.value.code == "operation.input"
