"""Labels: numbering, splitting, choosing, growing."""

import numpy as np
import pytest
from gallery_steps import load
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tabscope.errors import TabscopeError
from tabscope.operations.basins import basins, flooded
from tabscope.operations.components import number_by_first_pixel
from tabscope.operations.labels import choose as labels_family
from tabscope.operations.notes import Notes
from tabscope.operations.registry import find
from tabscope.operations.segment.pieces import label, split
from tabscope.units import Area, Length, px

MASKS = hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=3, min_side=1, max_side=12))


def in_order_of_first_pixel(labels):
    """Whether ids are 1, 2, 3 ... in the order in which they are met."""
    ids, first = np.unique(labels[labels > 0], return_index=True)
    return np.array_equal(ids, np.arange(1, ids.size + 1)) and np.all(np.diff(first) > 0)


def two_disks(gap, radius=12):
    y, x = np.ogrid[:60, :80]
    return ((y - 30) ** 2 + (x - 25) ** 2 <= radius**2) | ((y - 30) ** 2 + (x - 25 - gap) ** 2 <= radius**2)


@settings(max_examples=25, deadline=None)
@given(MASKS)
def test_labels_are_scikit_images_numbered_by_first_pixel(mask):
    from skimage import measure

    for corners, connectivity in ((True, mask.ndim), (False, 1)):
        ours = label(mask, corners)
        assert in_order_of_first_pixel(ours)
        np.testing.assert_array_equal(ours, number_by_first_pixel(measure.label(mask, connectivity=connectivity)))


@settings(max_examples=50, deadline=None)
@given(MASKS, st.integers(0, 2**32 - 1))
def test_flooding_is_scikit_images_watershed_though_lone_markers_are_not_flooded(mask, seed):
    from skimage import segmentation

    random = np.random.default_rng(seed)
    height = random.integers(0, 4, mask.shape).astype(np.float64)
    markers = np.where(random.random(mask.shape) < 0.2, random.integers(1, 9, mask.shape), 0)
    theirs = segmentation.watershed(-height, markers, connectivity=mask.ndim, mask=mask)
    np.testing.assert_array_equal(flooded(height, markers, mask) > 0, theirs > 0)
    # Which of two markers of one height comes first is chance in scikit-image: it changes with markers far away.
    height += np.where(markers > 0, random.permutation(mask.size).reshape(mask.shape) / mask.size, 0)
    theirs = segmentation.watershed(-height, markers, connectivity=mask.ndim, mask=mask)
    np.testing.assert_array_equal(flooded(height, markers, mask), theirs)


@settings(max_examples=25, deadline=None)
@given(MASKS)
def test_splitting_keeps_every_pixel_of_the_mask(mask):
    for params in ({"min_distance": px(2)}, {"diameter": px(4)}):
        pieces = split(mask, **params)
        np.testing.assert_array_equal(pieces > 0, mask)
        assert in_order_of_first_pixel(pieces)


@pytest.mark.parametrize("params", [{"diameter": px(24)}, {"min_distance": px(8)}])
def test_touching_disks_are_split_at_their_neck(params):
    pieces = split(two_disks(gap=21), **params)
    assert pieces.max() == 2
    assert abs(np.bincount(pieces.ravel())[1:] / 441 - 1).max() < 0.1
    assert (pieces[:, :35] != 2).all()
    assert (pieces[:, 36:] != 1).all()


def rows_of_disks():
    y, x = np.mgrid[:96, :96]
    return (y % 20 - 10) ** 2 + (x % 20 - 10) ** 2 <= 121


@pytest.mark.parametrize("mask", [two_disks(gap=22), rows_of_disks()], ids=["two", "many"])
def test_the_last_bit_of_a_machine_s_arithmetic_changes_no_object(mask, monkeypatch):
    from scipy import ndimage

    smooth = ndimage.gaussian_filter
    bits = np.random.default_rng(0).integers(-2, 3, mask.shape) * np.finfo(np.float64).eps
    pieces = split(mask, diameter=px(20))
    monkeypatch.setattr(ndimage, "gaussian_filter", lambda *given, **named: smooth(*given, **named) * (1 + bits))
    np.testing.assert_array_equal(split(mask, diameter=px(20)), pieces)


def test_a_split_says_how_many_pieces_there_were():
    notes = Notes()
    assert split(two_disks(gap=21), diameter=px(24), notes=notes).max() == 2
    assert notes.values["pieces"] == 1


def test_forms_hear_that_a_diameter_takes_the_place_of_the_least_distance():
    described = {one["name"]: one for one in find("segment.split").describe()["params"]}
    assert described["min_distance"]["unless"] == "diameter"
    assert described["diameter"]["unless"] == ""
    mask = two_disks(gap=21)
    np.testing.assert_array_equal(
        split(mask, diameter=px(24), min_distance=px(1)), split(mask, diameter=px(24), min_distance=px(60))
    )


@pytest.mark.parametrize("params", [{"diameter": px(24)}, {"min_distance": px(8)}])
def test_one_disk_stays_one(params):
    assert split(two_disks(gap=0), **params).max() == 1


@pytest.mark.parametrize("h", [0.2, 0.7, 2.0])
def test_basins_are_those_of_a_watershed_from_h_maxima(h):
    from scipy import ndimage
    from skimage import measure, morphology, segmentation

    mask = load("bio/stardist/mask2d.tif") > 0
    height = ndimage.gaussian_filter(ndimage.distance_transform_edt(mask), 1.0)
    peaks = measure.label(morphology.h_maxima(height, h), connectivity=2) * mask
    theirs = segmentation.watershed(-height, peaks, connectivity=2, mask=mask)
    ours = np.where(theirs > 0, basins(height, mask, h), 0)
    assert np.unique(ours[ours > 0]).size == np.unique(theirs[theirs > 0]).size
    agreeing = sum(np.bincount(theirs[ours == one]).max() for one in np.unique(ours[ours > 0]))
    assert agreeing / np.count_nonzero(ours) > 0.995


def test_small_pieces_are_removed_and_the_rest_is_numbered_again():
    mask = two_disks(gap=30)
    mask[2, 2] = True
    assert split(mask, diameter=px(24)).max() == 3
    assert split(mask, diameter=px(24), smaller_than=Area(5)).max() == 2


def test_trimming_finds_the_true_border_of_bright_and_dim_objects():
    from scipy import ndimage

    truth = label(two_disks(gap=35))
    image = ndimage.gaussian_filter(np.array([0.0, 1000.0, 100.0])[truth], 2)
    found = split(image > 20, image, diameter=px(24), trim=0.5)
    for one in (1, 2):
        assert np.count_nonzero(found == one) == pytest.approx(np.count_nonzero(truth == one), rel=0.08)
    assert np.count_nonzero(split(image > 20, image, diameter=px(24)) == 1) > 1.2 * np.count_nonzero(truth == 1)


def test_trimming_gives_dark_holes_back():
    mask = two_disks(gap=0)
    image = np.where(mask, 100.0, 0.0)
    image[28:32, 23:27] = 10
    assert split(mask, image, diameter=px(24), trim=0.5)[28:32, 23:27].all()


def test_an_image_of_another_size_is_refused():
    with pytest.raises(TabscopeError) as caught:
        split(two_disks(0), np.zeros((5, 5)), diameter=px(10))
    assert "60 × 80 and 5 × 5" in caught.value.message


def test_filters_keep_numbers_and_renumbering_closes_gaps():
    labels = load("bio/neubias/xy_8bit_labels__mitocheck_incenp_t1.tif").astype(np.uint32)
    sizes = np.bincount(labels.ravel())
    chosen = labels_family.filter_size(labels, Area(700), Area(900))
    assert set(np.unique(chosen)) - {0} == {one for one in range(1, 8) if 700 <= sizes[one] <= 900}
    assert in_order_of_first_pixel(labels_family.relabel(chosen))
    np.testing.assert_array_equal(labels_family.relabel(chosen) > 0, chosen > 0)


def test_objects_at_the_border_are_removed_as_by_scikit_image():
    from skimage.segmentation import clear_border

    labels = load("bio/stardist/mask2d.tif").astype(np.uint32)
    np.testing.assert_array_equal(labels_family.remove_border(labels), clear_border(labels))


def test_objects_grow_as_in_scikit_image_without_running_into_each_other():
    from skimage.segmentation import expand_labels

    labels = load("bio/neubias/xy_8bit_labels__mitocheck_incenp_t1.tif").astype(np.uint32)
    np.testing.assert_array_equal(labels_family.expand(labels, px(7)), expand_labels(labels, 7))


def test_growing_follows_the_shape_of_pixels():
    labels = np.zeros((21, 41), np.uint32)
    labels[10, 20] = 1
    y, x = np.nonzero(labels_family.expand(labels, Length((3.0, 12.0))))
    assert (np.ptp(y), np.ptp(x)) == (6, 24)


def test_every_object_of_a_tiled_field_counts_once_with_the_top_left_frame():
    field = np.zeros((40, 40), np.uint32)
    centres = [(y, x) for y in (5, 14, 20, 33) for x in (6, 19, 30)]
    for number, (y, x) in enumerate(centres, 1):
        field[y - 2 : y + 3, x - 2 : x + 3] = number
    # A quarter sees one pixel of its neighbours below and to the right: what reaches there belongs to them.
    quarters = [field[y : y + 21, x : x + 21] for y in (0, 20) for x in (0, 20)]
    counted = [set(np.unique(labels_family.remove_border(one, edge="top-left"))) - {0} for one in quarters]
    assert sum(map(len, counted)) == len(centres)
    assert len(set().union(*counted)) == len(centres)
