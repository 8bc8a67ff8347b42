"""Objects are sorted into classes by the first rule that fits."""

import numpy as np
import pytest

from tabscope.errors import TabscopeError
from tabscope.operations.labels.rules import classify, filter_by
from tabscope.table import Column, Table

MEASURED = Table(
    (
        Column("object", np.array([1, 2, 3, 5])),
        Column("area_px", np.array([40, 120, 90, 300])),
        Column("mean_ph3", np.array([700.0, 20.5, np.nan, 310.0])),
        Column("note", np.array(["a", "", "b", "c"], dtype=object)),
    )
)


def sorted_by(rules):
    return classify(MEASURED, rules)["class_by_rule"].tolist()


def test_the_first_rule_that_fits_counts_and_the_rest_takes_what_is_left():
    assert sorted_by("positive: mean_ph3 > 300; negative: otherwise") == [
        "positive",
        "negative",
        "negative",
        "positive",
    ]
    assert sorted_by("small: area_px < 100\npositive: mean_ph3 >= 310") == ["small", "", "small", "positive"]


def test_all_conditions_of_a_rule_must_hold_and_a_missing_measurement_fits_none():
    assert sorted_by("both: mean_ph3 <= 310 and area_px > 1e2") == ["", "both", "", "both"]
    assert sorted_by("any value: mean_ph3 > -1e9") == ["any value", "any value", "", "any value"]


def test_the_place_of_a_class_filters_objects():
    table = classify(MEASURED, "positive: mean_ph3 > 300; negative: otherwise")
    assert table["class_number"].tolist() == [1, 2, 2, 1]
    labels = np.array([[1, 2, 3, 0, 5]] * 2, np.uint32)
    assert filter_by(labels, table, "class_number", 1, 1)[0].tolist() == [1, 0, 0, 0, 5]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("", "there is no rule"),
        ("area_px > 3", "no name before a colon"),
        ("large: area_px > many", "no column, sign and number"),
        ("large: area_px > 3 or area_px < 1", "no column, sign and number"),
        ("large: size > 3", "no column “size”"),
        ("large: note > 3", "no column “note”"),
    ],
)
def test_a_rule_that_cannot_be_read_is_said_in_words(rules, said):
    with pytest.raises(TabscopeError, match=said) as caught:
        classify(MEASURED, rules)
    assert caught.value.hint
