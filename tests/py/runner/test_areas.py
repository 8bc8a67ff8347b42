"""A drawn area limits what is found, where objects are cut, and what area counts are divided by."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from runner.test_run import PLAIN, image_of, squares

from tabscope.areas import Area, inside, parse_areas
from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.export.images import images_table
from tabscope.regions import Region
from tabscope.runner.extent import Extent, parse_extent

WHOLE = Region(0, 0, 64, 64)


def covered(*areas, region=WHOLE, origin=(0.0, 0.0), factor=(1.0, 1.0)):
    return inside([Area(kind, tuple(points)) for kind, points in areas], region, origin, factor)


def box(y0, x0, y1, x1):
    """Return the outline of a box as a polygon."""
    return ("polygon", [(y0, x0), (y0, x1), (y1, x1), (y1, x0)])


def test_a_box_covers_the_pixels_whose_centres_lie_in_it():
    for area in (("rectangle", [(9.5, 19.5), (3.5, 4.5)]), box(3.5, 4.5, 9.5, 19.5)):
        found = covered(area)
        assert found.sum() == 6 * 15
        assert found[4:10, 5:20].all()


def test_areas_side_by_side_share_no_pixel_and_leave_none_out():
    left, right = box(2, 3, 20, 10), box(2, 10, 20, 30)
    assert not (covered(left) & covered(right)).any()
    np.testing.assert_array_equal(covered(left, right), covered(box(2, 3, 20, 30)))


def test_an_ellipse_has_the_area_of_an_ellipse():
    assert covered(("ellipse", [(10, 5), (50, 45)])).sum() == pytest.approx(np.pi * 20 * 20, rel=0.01)


corners = st.tuples(st.floats(-10, 74), st.floats(-10, 74))


@given(st.lists(corners, min_size=3, max_size=12))
def test_an_outline_covers_what_scikit_image_finds_inside(points):
    measure = pytest.importorskip("skimage.measure")
    outline = np.array(points)
    places = np.argwhere(np.ones((64, 64), bool))
    expected = measure.points_in_poly(places, outline).reshape(64, 64)
    found = np.zeros((64, 64), bool)
    if expected.any():
        found = Area("polygon", tuple(points)).covers(np.arange(64.0), np.arange(64.0))
    # The two may part on pixels whose centre lies on the line itself.
    assert np.count_nonzero(found != expected) <= 64


def test_only_what_lies_inside_is_found_measured_and_counted(host, run_async):
    areas = parse_areas([{"kind": "polygon", "points": [[4, 20], [4, 40], [36, 40], [36, 20]]}])
    image = image_of(squares(), pixel_size=PixelSize(None, 0.5, 0.5, None, "OME"))
    run = run_async(Engine(host).run(PLAIN, image, Extent(areas=areas)))
    cells = run.tables["cells"]
    assert list(cells["area_px"]) == [64, 32]
    assert list(cells["touches_edge"]) == [False, True]
    assert list(cells["bbox_x0_px"]) == [24, 24]
    assert run.headline == "2 squares, 1 cut by the edge"
    assert run.layers["objects"].array.shape == (33, 21)
    row = images_table([run])
    assert row["area_analysed_px"][0] == 32 * 20
    assert row["area_fraction"][0] == pytest.approx(96 / 640)
    assert row["objects_per_mm2"][0] == pytest.approx(2 / (640 * 0.25) * 1e6)
    assert run.provenance["extent"]["asked"]["areas"] == [areas[0].as_json()]


def test_objects_cut_by_a_slanted_line_touch_the_edge(host, run_async):
    areas = parse_areas([{"kind": "polygon", "points": [[0, 0], [0, 63], [63, 0]]}])
    run = run_async(Engine(host).run(PLAIN, image_of(squares()), Extent(areas=areas)))
    cells = run.tables["cells"]
    assert list(cells["object"][cells["touches_edge"]]) == [1, 3]
    assert run.edge_count == 2


def test_the_border_of_an_area_is_a_border_for_steps_that_remove_what_it_cuts(host, run_async):
    areas = parse_areas([{"kind": "rectangle", "points": [[4, 20], [36, 40]]}])
    removed = {"id": "kept", "op": "labels.remove_border@1", "in": {"labels": "objects"}}
    document = {**PLAIN, "steps": [*PLAIN["steps"][:2], removed], "show": ["kept"]}
    run = run_async(Engine(host).run(document, image_of(squares()), Extent(areas=areas)))
    assert (run.count, run.edge_count) == (1, 0)


def test_an_area_means_the_same_at_half_size(host, run_async):
    areas = parse_areas([{"kind": "ellipse", "points": [[3.5, 3.5], [59.5, 59.5]]}])
    engine, image = Engine(host), image_of(squares(), levels=2)
    full = run_async(engine.run(PLAIN, image, Extent(areas=areas)))
    half = run_async(engine.run(PLAIN, image, Extent(areas=areas, level=1)))
    analysed = [run.provenance["extent"]["area_px"] for run in (full, half)]
    assert analysed[0] == pytest.approx(np.pi * 28**2, rel=0.01)
    assert analysed[1] == pytest.approx(analysed[0], rel=0.02)


def test_areas_and_a_region_limit_together(host, run_async):
    areas = parse_areas([{"kind": "rectangle", "points": [[-0.5, -0.5], [63.5, 31.5]]}])
    run = run_async(Engine(host).run(PLAIN, image_of(squares()), Extent(Region(0, 16, 24, 64), areas=areas)))
    assert run.provenance["extent"]["region"] == [0, 16, 24, 32]
    assert run.count == 1


def test_an_extent_with_areas_is_read_back_as_it_was_written():
    written = {
        "region": [0, 0, 9, 9], "areas": [{"kind": "freehand", "points": [[0.0, 1.5], [2.0, 3.0], [4.0, 0.0]]}],
        "level": 1, "t": 2,
    }  # fmt: skip
    assert parse_extent(written).as_json() == written


@pytest.mark.parametrize(
    "written",
    [
        {"kind": "star", "points": [[0, 0], [1, 1], [2, 0]]},
        {"kind": "polygon", "points": [[0, 0], [1, 1]]},
        {"kind": "rectangle", "points": [[0, 0], [1, 1], [2, 2]]},
        {"kind": "polygon", "points": [[0, 0], [1, "a"], [2, 0]]},
        {"kind": "polygon", "points": [[0, 0], [1, float("inf")], [2, 0]]},
        {"kind": "polygon"},
        "polygon",
    ],
)
def test_what_is_no_area_is_refused(written):
    with pytest.raises(TabscopeError) as caught:
        parse_areas([written])
    assert caught.value.code == "usage"


@pytest.mark.parametrize("points", [[[1.2, 1.2], [1.4, 1.4]], [[100, 100], [120, 120]]])
def test_an_area_without_a_pixel_is_refused(points, host, run_async):
    areas = parse_areas([{"kind": "rectangle", "points": points}])
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run(PLAIN, image_of(squares()), Extent(areas=areas)))
    assert caught.value.code == "usage"
