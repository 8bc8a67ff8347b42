"""From a probability to objects."""

import numpy as np

from tabscope.models.objects import split_probability
from tabscope.operations.model import objects
from tabscope.units import Area, px


def disks(*places, shape=(60, 80), radius=9.0):
    y, x = np.indices(shape)
    found = np.zeros(shape, np.float32)
    for at_y, at_x in places:
        found[np.hypot(y - at_y, x - at_x) <= radius] = 0.95
    return found


def test_two_disks_that_touch_are_two_objects():
    labels = objects(disks((30, 25), (30, 41)))
    assert labels.max() == 2
    assert labels[30, 20] != labels[30, 46]


def test_every_pixel_above_the_threshold_belongs_to_an_object_and_no_other():
    probability = disks((30, 25), (30, 41), (12, 60))
    labels = objects(probability, smaller_than=Area(0))
    assert np.array_equal(labels > 0, probability > 0.85)


def test_objects_are_numbered_by_their_first_pixel_row_by_row():
    labels = objects(disks((40, 20), (12, 60)))
    assert (labels[12, 60], labels[40, 20]) == (1, 2)
    assert labels.dtype == np.uint32


def test_what_is_smaller_is_removed_and_the_rest_is_numbered_without_a_gap():
    probability = disks((30, 25), (30, 60))
    probability[2:4, 2:4] = 1
    assert objects(probability, smaller_than=Area(5)).max() == 2
    assert objects(probability, smaller_than=Area(4)).max() == 3


def test_a_flat_object_without_a_summit_is_kept():
    probability = np.zeros((20, 20), np.float32)
    probability[5, 3:17] = 1
    assert objects(probability, smaller_than=Area(0), depth=px(5)).max() == 1


def test_nothing_above_the_threshold_is_no_object():
    assert objects(np.full((20, 20), 0.5, np.float32)).max() == 0


def test_a_plane_without_any_background_is_one_object():
    assert objects(np.ones((20, 30), np.float32)).max() == 1


def test_pixels_that_are_no_number_are_background():
    probability = disks((30, 25))
    probability[30, 25] = np.nan
    assert objects(probability)[30, 25] == 0


def test_a_deeper_waist_is_asked_for_by_depth():
    probability = disks((30, 25), (30, 37))
    assert split_probability(probability, 0.85, (1, 1), 0.1).max() == 2
    assert split_probability(probability, 0.85, (1, 1), 5).max() == 1
