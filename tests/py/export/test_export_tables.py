import csv
import io
import json
import math
from dataclasses import replace

import finished_runs
import numpy as np

from tabscope.errors import TabscopeError
from tabscope.export.csv_text import csv_bytes
from tabscope.export.images import images_table
from tabscope.export.tables import UNIT_NOTE, columns_bytes, object_step, saved_tables, stacked, table_of
from tabscope.results.failure import Failure
from tabscope.results.result import Layer, StepResult
from tabscope.table import Column, Table

FIRST = ["image", "series", "well", "t", "z", "object"]


def rows(table):
    return list(csv.DictReader(io.StringIO(csv_bytes(table).decode(), newline="")))


def with_table(run, table, step="cells"):
    return replace(run, results={**run.results, step: replace(run.results["cells"], step=step, value=table)})


def test_every_table_begins_with_the_six_columns_that_say_which_object_it_is():
    table = table_of(finished_runs.run(), "cells")
    assert table.names[:6] == FIRST
    first = rows(table)[0]
    assert (first["image"], first["series"], first["object"]) == ("blobs.tif", "0", "1")
    assert (first["t"], first["z"], first["well"]) == ("0", "", "")


def test_an_object_is_the_value_of_its_pixels():
    run = finished_runs.run()
    numbers = [int(row["object"]) for row in rows(table_of(run, "cells"))]
    labels = finished_runs.blobs()
    assert numbers == sorted(set(labels[labels > 0].tolist()))


def test_a_slice_is_written_as_a_whole_number_also_where_the_runner_kept_it_as_a_float():
    run = finished_runs.run()
    columns = {"t": [0, 0], "z": [3.0, np.nan], "object": [1, 2]}
    planes = Table(tuple(Column(name, np.asarray(values)) for name, values in columns.items()))
    table = table_of(with_table(run, planes), "cells")
    assert [(row["z"], row["t"]) for row in rows(table)] == [("3", "0"), ("", "0")]


def test_a_table_without_a_row_keeps_its_header():
    run = finished_runs.run(labels=np.zeros((4, 5), np.uint32))
    data = csv_bytes(table_of(run, "cells")).decode()
    assert data.startswith("image,series,well,t,z,object,area_px")
    assert data.count("\n") == 1


def test_the_description_explains_every_column_that_is_written():
    table = table_of(finished_runs.run(), "cells")
    described = json.loads(columns_bytes(table, "cells.csv"))
    assert [one["name"] for one in described["columns"]] == table.names
    assert all(one["meaning"] for one in described["columns"])
    assert {"name", "unit", "meaning", "definition", "equivalent", "dtype"} <= set(described["columns"][0])
    area = next(one for one in described["columns"] if one["name"] == "area_px")
    assert (area["unit"], area["definition"]) == ("px²", "Pixels of the object.")
    assert area["equivalent"] == {"ImageJ": "Area"}
    assert described["table"] == "cells.csv"
    assert described["note"] == UNIT_NOTE


def test_a_number_column_with_gaps_is_not_described_as_text():
    table = images_table([finished_runs.run(), Failure("b.tif", TabscopeError("source.empty", name="b.tif"))])
    types = {one["name"]: one["dtype"] for one in json.loads(columns_bytes(table, "images.csv"))["columns"]}
    assert (types["count"], types["area_fraction"], types["error"]) == ("<i8", "<f8", "text")


def test_several_images_become_one_table_with_their_paths():
    runs = [finished_runs.run("day1/a.tif"), finished_runs.run("day2/a.tif")]
    written = rows(stacked(runs, "cells"))
    assert [row["image"] for row in written] == ["day1/a.tif"] * 63 + ["day2/a.tif"] * 63


def test_the_objects_are_those_of_the_last_shown_table_that_numbers_them():
    run = finished_runs.run()
    size = Table((Column("diameter_px", np.asarray([20.0])),))
    run = replace(run, results={**run.results, "size": StepResult("size", "Size", "table", size)})
    assert object_step([run]) == "cells"


def test_a_table_that_is_not_shown_is_not_saved_unless_it_is_the_only_one():
    run = finished_runs.run()
    hidden = replace(run.results["cells"], step="size", shown=False)
    assert saved_tables(replace(run, results={"size": hidden, **run.results})) == ["cells"]
    assert saved_tables(replace(run, results={"size": hidden})) == ["size"]


def test_images_without_objects_and_images_with_an_error_keep_their_row():
    empty = finished_runs.run("empty.tif", labels=np.zeros((10, 20), np.uint32))
    failed = Failure("broken.tif", TabscopeError("format.corrupt", name="broken.tif", reason="it ends early."))
    good, none, broken = rows(images_table([finished_runs.run(), empty, failed]))
    assert (good["image"], good["count"], good["edge_count"], good["error"]) == ("blobs.tif", "63", "5", "")
    assert (none["image"], none["count"], none["area_fraction"]) == ("empty.tif", "0", "0.0")
    assert (broken["image"], broken["count"], broken["area_fraction"]) == ("broken.tif", "", "")
    assert broken["error"].startswith("format.corrupt: broken.tif is damaged")


def test_an_image_row_says_what_was_analysed_with_what():
    row = rows(images_table([finished_runs.run()]))[0]
    labels = finished_runs.blobs()
    assert float(row["area_analysed_px"]) == labels.size
    assert float(row["area_analysed_um2"]) == labels.size * 0.5 * 0.25
    assert float(row["area_fraction"]) == np.count_nonzero(labels) / labels.size
    assert math.isclose(float(row["objects_per_mm2"]), 63 / (labels.size * 0.125e-6))
    assert (row["threshold"], row["pixel_size_y_um"], row["pixel_size_x_um"]) == ("117.5", "0.5", "0.25")
    assert (row["pixel_size_origin"], row["level"], row["planes"]) == ("OME", "full resolution", "1")
    assert row["warnings"] == "Two objects touch."


def test_the_diameter_is_the_one_a_step_measured_in_px_and_in_um():
    run = finished_runs.run()
    size = Table((Column("diameter_px", np.asarray([20.0])),))
    row = rows(images_table([with_table(run, size, "size")]))[0]
    assert float(row["diameter_px"]) == 20
    assert math.isclose(float(row["diameter_um"]), 20 * math.sqrt(0.5 * 0.25))


def test_without_a_pixel_size_nothing_stands_under_a_name_in_um():
    size = {"z": None, "y": None, "x": None, "unit": "micrometer", "t": None, "origin": ""}
    row = rows(images_table([finished_runs.run(pixel_size=size)]))[0]
    assert {name: row[name] for name in row if name.endswith(("_um", "_um2", "_mm2"))} == {
        "area_analysed_um2": "", "objects_per_mm2": "", "diameter_um": "",
        "pixel_size_z_um": "", "pixel_size_y_um": "", "pixel_size_x_um": "",
    }  # fmt: skip


def test_a_run_without_labels_counts_nothing_rather_than_zero():
    run = finished_runs.run()
    results = {step: one for step, one in run.results.items() if one.kind != "labels"}
    row = rows(images_table([replace(run, results=results, count=None)]))[0]
    assert (row["count"], row["edge_count"], row["area_fraction"]) == ("", "", "")


def test_a_layer_that_kept_no_pixels_has_no_area_fraction():
    run = finished_runs.run()
    hidden = StepResult("objects", "Components", "labels", Layer(np.empty((0, 0)), planes=()))
    assert rows(images_table([replace(run, results={"objects": hidden})]))[0]["area_fraction"] == ""
