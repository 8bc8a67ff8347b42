"""Objects split inside their outlines, and parts joined where no valley lies between them."""

import numpy as np
import pytest
from scenes import disks

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.distance import distance_in_objects
from tabscope.operations.labels.choose import remove_border
from tabscope.operations.labels.parts import merge, split
from tabscope.operations.labels.shapes import convex_hull, shrink
from tabscope.operations.morphology import outlines
from tabscope.operations.morphology.masks import clear_border
from tabscope.units import Area, Length, px

CLUMP = (disks((60, 110), (30, 25, 12), (30, 46, 12)) > 0).astype(np.uint32) * 7
CLUMP[20:40, 80:100] = 9


def ids_of(labels):
    return [one for one in np.unique(labels).tolist() if one]


def test_a_clump_is_split_at_its_waist_and_other_objects_stay_whole():
    found = split(CLUMP, diameter=px(24))
    assert len(ids_of(found)) == 3
    assert np.array_equal(found > 0, CLUMP > 0)
    assert len(ids_of(found[CLUMP == 9])) == 1
    assert abs(int((found == found[30, 25]).sum()) - int((found == found[30, 46]).sum())) < 30


def test_small_objects_are_left_whole_where_a_size_is_given():
    assert len(ids_of(split(CLUMP, diameter=px(24), larger_than=Area(2000)))) == 2


def test_a_border_between_objects_stays_where_it_is():
    halves = np.where(CLUMP == 7, np.where(np.arange(110) < 30, 1, 2), 0).astype(np.uint32)
    found = split(halves, diameter=px(24))
    assert not set(ids_of(found[halves == 1])) & set(ids_of(found[halves == 2]))


def test_brightness_parts_what_shape_cannot():
    bar = np.zeros((40, 80), np.uint32)
    bar[10:30, 10:70] = 1
    x = np.arange(80)
    image = 100 + 400 * np.exp(-((x - 25) ** 2) / 80) + 400 * np.exp(-((x - 55) ** 2) / 80) + np.zeros((40, 1))
    image[bar == 0] = 0
    assert len(ids_of(split(bar, image, px(28)))) == 1
    assert len(ids_of(split(bar, image, px(28), centres="shape and brightness"))) == 2
    with pytest.raises(TabscopeError, match="brightness needs an image"):
        split(bar, centres="shape and brightness")


def two_halves(dip):
    """One disk cut in two, with a valley of a depth along the cut."""
    disk = disks((50, 50), (25, 25, 15))
    halves = np.where(disk > 0, np.where(np.arange(50) < 25, 4, 2), 0).astype(np.uint32)
    image = np.where(disk > 0, 300.0, 100.0)
    image[:, 24:26] -= np.where(disk[:, 24:26] > 0, dip, 0)
    return halves, image


@pytest.mark.parametrize(("dip", "number"), [(0, 1), (10, 1), (60, 2)])
def test_parts_join_where_no_valley_lies_between_them(dip, number):
    halves, image = two_halves(dip)
    assert len(ids_of(merge(halves, image))) == number


def test_parts_that_meet_in_a_point_or_would_become_too_large_stay_apart():
    halves, image = two_halves(0)
    assert len(ids_of(merge(halves, image, largest=Area(400)))) == 2
    tips = np.zeros((20, 40), np.uint32)
    tips[5:15, 5:15], tips[14, 15], tips[10:20, 16:26] = 1, 1, 2
    assert len(ids_of(merge(tips, 100.0 * (tips > 0), front=0.6))) == 2
    assert len(ids_of(merge(tips, 100.0 * (tips > 0), front=0.0))) == 1


def test_joining_undoes_splitting_of_an_even_object():
    image = np.where(CLUMP > 0, 200.0, 50.0)
    whole = merge(split(CLUMP, diameter=px(24)), image, front=0.4)
    assert len(ids_of(whole)) == 2


def test_the_distance_within_objects_is_that_to_the_nearest_other_pixel():
    labels = np.zeros((6, 9, 9), np.uint32)
    labels[:, 1:8, 1:5], labels[:, 1:8, 5:8] = 3, 1
    spacing = (2.0, 1.0, 0.5)
    found = distance_in_objects(labels, spacing)
    grid = np.stack(np.meshgrid(*(np.arange(n) for n in labels.shape), indexing="ij"), axis=-1) * spacing
    for place in [(2, 4, 2), (0, 1, 4), (5, 7, 5), (3, 3, 6)]:
        other = grid[labels != labels[place]]
        assert found[place] == pytest.approx(np.sqrt(((other - grid[place]) ** 2).sum(axis=1)).min())
    assert np.isinf(distance_in_objects(np.ones((4, 4), np.uint32))).all()


def test_thick_slices_at_the_top_and_bottom_of_an_object_stay_where_it_draws_back_less_than_their_thickness():
    body = np.zeros((7, 20, 20), np.uint32)
    body[2:5, 5:15, 5:15] = 1
    size = PixelSize(2.5, 0.5, 0.5)
    near = shrink(body, Length((0.4, 2, 2)), size)
    far = shrink(body, Length((1, 5, 5)), size)
    assert near.any(axis=(1, 2)).tolist() == [False, False, True, True, True, False, False]
    assert (near[3] > 0).sum() == 6 * 6
    assert not far.any()


def test_objects_that_the_first_or_the_last_slice_cuts_go_where_slices_count_as_border():
    body = np.zeros((5, 9, 9), np.uint32)
    body[0, 2:4, 2:4], body[2, 4:6, 4:6], body[4, 6:8, 6:8], body[2, 0, 0] = 1, 2, 3, 4
    assert ids_of(remove_border(body)) == [1, 2, 3]
    assert ids_of(remove_border(body, slices=True)) == [2]
    assert ids_of(remove_border(body, "top-left", slices=True)) == [1, 2, 4]
    assert (clear_border(body > 0, slices=True) == (body == 2)).all()


def test_hulls_fill_notches_in_planes_and_volumes_and_take_nothing_from_others():
    body = np.zeros((9, 12, 24), np.uint32)
    body[1:8, 1:11, 1:11] = 5
    body[3:6, 4:8, 6:11] = 0
    body[4, 5, 8] = 2
    body[1:8, 1:11, 14:22] = 3
    found = convex_hull(body)
    assert (found[3:6, 4:8, 6:11] == 5).sum() == 3 * 4 * 5 - 1
    assert found[4, 5, 8] == 2
    assert np.array_equal(found == 3, body == 3)
    notch = disks((40, 40), (20, 20, 14))
    notch[20:, 18:22] = 0
    assert np.array_equal(convex_hull(notch), np.where(outlines.convex_hull(notch > 0), 1, 0))


def test_the_skeleton_of_a_tube_in_a_volume_is_one_line_through_its_middle():
    tube = np.zeros((9, 9, 40), bool)
    tube[2:7, 2:7, 3:37] = True
    line = outlines.skeletonise(tube)
    assert line.sum() in range(25, 35)
    assert np.abs(np.argwhere(line)[:, :2] - 4).max() <= 1
