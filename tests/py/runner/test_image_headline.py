"""A run without objects says in its headline what its table says of the image."""

import numpy as np
import pytest

from tabscope.results.result import StepResult
from tabscope.runner.image_headline import length_of_all, said_of_image
from tabscope.table import Column, Table

NAN = float("nan")


def results(shown=True, **columns):
    table = Table(tuple(Column(name, np.array(values)) for name, values in columns.items()))
    return {"table": StepResult("table", "Table", "table", table, shown=shown)}


@pytest.mark.parametrize(
    ("columns", "noun", "text"),
    [
        ({"covered_fraction": [0.1234]}, "images", "12.3 % covered"),
        ({"covered_fraction": [0.5]}, "cells", "50 % covered by cells"),
        ({"t": [0, 0], "z": [0, 1], "covered_fraction": [0.2, 0.4]}, "cells", "30 % covered by cells"),
        ({"t": [0, 1, 2], "covered_fraction": [0.34, 0.3, 0.12]}, "wound", "Wound 34 % at the start, 12 % at the end"),
        ({"t": [0, 1], "covered_fraction": [0.34, 0.12]}, "images", "Covered 34 % at the start, 12 % at the end"),
        ({"t": [0, 1, 2], "covered_fraction": [NAN, 0.5, 0.25]}, "wound", "Wound 50 % at the start, 25 % at the end"),
        ({"covered_fraction": [NAN]}, "cells", "Done"),
        ({"pearson": [0.634]}, "images", "Pearson 0.63"),
        ({"t": [0, 1], "z": [0, 0], "pearson": [0.5, 0.7]}, "images", "Pearson 0.60, mean of 2 planes"),
        (
            {"z": [0, 1, 2], "focus_laplacian_c1": [1.0, 9.0, 2.0], "saturated_share_c1": [0.0, 0.003, 0.0]},
            "images",
            "Sharpest slice 2 of 3, 0.3 % saturated",
        ),
        (
            {"t": [0, 1], "z": [0, 0], "focus_laplacian_c1": [1.0, 9.0], "saturated_share_c1": [0.0, 0.0]},
            "images",
            "Sharpest frame 2 of 2, nothing saturated",
        ),
        (
            {"focus_laplacian_a": [1.0], "signal_to_noise_a": [12.34], "saturated_share_a": [0.0]},
            "images",
            "Signal to noise 12.3, nothing saturated",
        ),
        (
            {"focus_laplacian_a": [NAN], "signal_to_noise_a": [NAN], "saturated_share_a": [1.0]},
            "images",
            "Flat: no signal, 100 % saturated",
        ),
        ({"something": [1.0]}, "images", "Done"),
    ],
)
def test_a_table_is_said_in_a_sentence(columns, noun, text):
    assert said_of_image(results(**columns), noun) == text


def test_what_is_not_shown_says_nothing():
    assert said_of_image(results(shown=False, pearson=[0.5]), "images") == "Done"


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"skeleton_length_px": [1000.0, 234.5]}, ", 1\u2009234 px long together"),
        ({"skeleton_length_px": [10.0, 5.0], "skeleton_length_um": [5.0, 2.5]}, ", 7.50 µm long together"),
        ({"skeleton_length_px": [10.0], "skeleton_length_um": [NAN]}, ", 10.0 px long together"),
        ({"area_px": [10.0]}, ""),
    ],
)
def test_lines_say_how_long_they_are_together(columns, text):
    assert length_of_all(results(**columns)) == text
