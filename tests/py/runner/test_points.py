"""Points are a table with places: moved to the image, sent to the page as columns, saved as a table."""

import numpy as np
import pytest
from runner.test_run import image_of, squares

from tabscope import wire
from tabscope.areas import parse_areas
from tabscope.engine import Engine
from tabscope.export import export_runs
from tabscope.operations.registry import REGISTRY, Mask, Points, operation, whole
from tabscope.regions import Region
from tabscope.runner.extent import Extent
from tabscope.runner.kept_steps import KeptSteps
from tabscope.table import Column, Table


@pytest.fixture
def corners():
    """An operation that finds the first pixel of each row of a mask that begins one."""

    @operation("segment.corners_of_test", version=1, locality=whole("test"), cite="test")
    def corners(mask: Mask) -> Points:
        """Find corners."""
        y, x = np.nonzero(mask & ~np.roll(mask, 1, 0) & ~np.roll(mask, 1, 1))
        return Table((
            Column("object", np.arange(1, y.size + 1), "", "Number."),
            Column("centroid_y_px", y.astype(float), "px", "Down."),
            Column("centroid_x_px", x.astype(float), "px", "Right."),
        ))  # fmt: skip

    yield "segment.corners_of_test@1"
    del REGISTRY["segment.corners_of_test@1"]


def recipe(op):
    return {
        "tabscope": 1, "title": "Corners", "inputs": {"signal": {"kind": "intensity"}},
        "steps": [
            {"id": "fore", "op": "threshold.manual@1", "in": {"image": "signal"}, "params": {"above": 50}},
            {"id": "corners", "op": op, "in": {"mask": "fore"}},
        ],
        "show": ["corners"],
    }  # fmt: skip


@pytest.mark.parametrize("kept", [False, True])
def test_points_lie_on_the_image_and_reach_the_page(kept, corners, host, run_async):
    engine = Engine(host, KeptSteps() if kept else None)
    extent = Extent(Region(4, 16, 64, 64))
    for _ in range(2):
        run = run_async(engine.run(recipe(corners), image_of(squares()), extent))
        assert list(run.tables["corners"]["centroid_y_px"]) == [8, 32, 40]
        assert list(run.tables["corners"]["centroid_x_px"]) == [24, 24, 48]
    sent = wire.result(run.results["corners"])
    assert sent["kind"] == "points"
    assert [column["name"] for column in sent["columns"]][-3:] == ["object", "centroid_y_px", "centroid_x_px"]
    back = wire.run_from({"summary": wire.summary(1, 1, run), "results": [sent]})
    assert back.results["corners"].kind == "points"
    assert list(back.tables["corners"]["object"]) == [1, 2, 3]


def test_points_of_every_slice_are_one_table(corners, host, run_async):
    run = run_async(Engine(host).run(recipe(corners), image_of(squares(z=2)), Extent(z="each")))
    assert list(run.tables["corners"]["z"]) == [0] * 4 + [1] * 4
    assert list(run.tables["corners"]["object"]) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_points_are_counted_where_there_are_no_objects(corners, host, run_async):
    run = run_async(Engine(host).run(recipe(corners), image_of(squares())))
    assert (run.count, run.headline) == (4, "4 spots")


def test_points_outside_the_drawn_area_are_left_out(corners, host, run_async):
    area = parse_areas([{"kind": "polygon", "points": [[20, 10], [20, 60], [60, 60], [60, 10]]}])
    run = run_async(Engine(host).run(recipe(corners), image_of(squares()), Extent(areas=area)))
    assert list(run.tables["corners"]["centroid_y_px"]) == [32, 40]


def test_points_are_saved_as_a_table(corners, host, run_async):
    run = run_async(Engine(host).run(recipe(corners), image_of(squares())))
    assert next(file.name for file in export_runs([run], ["table"])) == "squares-corners.csv"
