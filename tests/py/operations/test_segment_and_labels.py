"""Objects made from seeds, chosen, joined, cut and grown: against scikit-image, brute force, and known scenes."""

import numpy as np
import pytest
from scenes import TWO, disks

from tabscope.errors import TabscopeError
from tabscope.operations.inputs import same_shape
from tabscope.operations.labels import combine, rules, shapes
from tabscope.operations.labels.choose import expand
from tabscope.operations.measure import parts
from tabscope.operations.morphology import gray, masks, outlines
from tabscope.operations.segment import contours, seeds, superpixels
from tabscope.operations.synth import nuclei
from tabscope.table import Column, Table
from tabscope.units import Area, px

SCENE = nuclei((120, 140), number=12, diameter=18, seed=5)


def overlaps(found, truth):
    """The best IoU of each true object."""
    best = []
    for number in np.unique(truth[truth > 0]):
        inside = truth == number
        ids, count = np.unique(found[inside], return_counts=True)
        scores = [n / (inside | (found == i)).sum() for i, n in zip(ids, count, strict=True) if i]
        best.append(max(scores, default=0))
    return np.array(best)


def test_peaks_are_those_of_scikit_image():
    from skimage.morphology import h_maxima

    image = SCENE.image.astype(np.float64)
    assert np.array_equal(seeds.maxima(image, 300.0) > 0, h_maxima(image, 300, np.ones((3, 3))) > 0)


def test_a_watershed_gives_each_seed_its_object_and_keeps_the_seeds_numbers():
    marks = np.zeros(TWO.shape, np.uint32)
    marks[30, 25], marks[30, 60] = 7, 4_000_000_000
    image = np.maximum(0, 20 - np.minimum(np.hypot(*(np.indices(TWO.shape) - [[[30]], [[25]]])), 20)) + 1.0
    found = seeds.watershed(image, marks, TWO > 0)
    assert set(np.unique(found)) == {0, 7, 4_000_000_000}
    assert np.array_equal(found == 7, TWO == 1)


def test_dark_borders_and_bright_membranes_lead_to_the_same_cells():
    marks = disks((60, 90), (30, 25, 2), (30, 60, 2))
    valley = np.tile(np.abs(np.arange(90) - 42.0), (60, 1))
    assert np.array_equal(seeds.watershed(valley, marks), seeds.watershed(-valley, marks, objects="dark"))


def test_cells_hold_their_nuclei_and_stay_in_the_mask():
    cells = seeds.grow(TWO, np.ones(TWO.shape), disks(TWO.shape, (30, 42, 29)) > 0)
    assert np.array_equal(cells[TWO > 0], TWO[TWO > 0])
    assert set(np.unique(cells)) == {0, 1, 2}
    assert not cells[0, 0]


def test_voronoi_otsu_finds_the_nuclei_of_a_scene():
    found = seeds.voronoi_otsu(SCENE.image, px(5), px(1))
    assert found.max() == SCENE.labels.max()
    assert (overlaps(found, SCENE.labels) > 0.6).mean() > 0.9


def test_a_random_walk_separates_two_disks_from_the_ground():
    marks = disks(TWO.shape, (30, 25, 3), (30, 60, 3), (5, 5, 3))
    noisy = 100.0 * (TWO > 0) + np.random.default_rng(0).normal(0, 10, TWO.shape)
    found = seeds.random_walker(noisy, marks)
    assert overlaps(np.where(found == 3, 0, found), TWO).min() > 0.9


@pytest.mark.parametrize("objects", ["bright", "dark"])
def test_an_active_contour_finds_bright_or_dark_areas_every_time_alike(objects):
    image = 100.0 * (TWO > 0) + np.random.default_rng(1).normal(0, 15, TWO.shape)
    first = contours.chan_vese(image, objects=objects)
    assert np.array_equal(first, contours.chan_vese(image, objects=objects))
    assert ((first == (TWO > 0)) == (objects == "bright")).mean() > 0.98


def test_groups_of_brightness_are_kept_from_the_top():
    image = np.repeat([10, 100, 500], 200).reshape(20, 30) + np.random.default_rng(2).normal(0, 4, (20, 30))
    assert contours.cluster(image, 3, 1).mean() == pytest.approx(1 / 3)
    assert contours.cluster(image, 3, 2).mean() == pytest.approx(2 / 3)


@pytest.mark.parametrize("operation", [superpixels.slic, superpixels.felzenszwalb])
def test_superpixels_fill_the_image_and_follow_its_edges(operation):
    pieces = operation(500.0 * (TWO > 0) + np.random.default_rng(3).normal(0, 2, TWO.shape))
    assert pieces.min() == 1
    share = np.bincount(pieces.ravel(), weights=(TWO > 0).ravel()) / np.maximum(np.bincount(pieces.ravel()), 1)
    assert np.minimum(share, 1 - share)[1:].mean() < 0.05


def test_shrinking_undoes_expanding_away_from_neighbours():
    assert overlaps(shapes.shrink(expand(TWO, px(4)), px(4)), TWO).min() > 0.9


def test_touching_objects_draw_back_from_each_other():
    halves = np.ones((20, 20), np.uint32)
    halves[:, 10:] = 2
    assert set(np.flatnonzero(shapes.shrink(halves, px(2))[10] == 0)) == {8, 9, 10, 11}


def test_a_ring_begins_at_its_gap_and_ends_at_its_width():
    rings = shapes.ring(TWO, px(2), px(3))
    away = np.hypot(*(np.indices(TWO.shape) - [[[30]], [[25]]]))
    first = away[rings == 1]
    assert first.min() > 12 + 2 - 0.8
    assert first.max() < 12 + 5 + 0.8
    assert not (rings > 0)[TWO > 0].any()


def test_borders_are_scikit_images():
    from skimage.segmentation import find_boundaries

    assert np.array_equal(shapes.boundaries(TWO), find_boundaries(TWO, connectivity=2, mode="inner"))


def test_near_objects_join_and_far_ones_do_not():
    gap = 35 - 12 - 8 - 1
    assert shapes.join_near(TWO, px(gap + 2)).max() == 1
    assert shapes.join_near(TWO, px(gap - 2)).max() == 2
    assert np.array_equal(shapes.join_near(TWO, px(gap + 2)) > 0, TWO > 0)


def test_a_mask_cuts_objects_or_chooses_them_whole():
    half = np.zeros(TWO.shape, bool)
    half[:, :25] = True
    assert (combine.cut(TWO, half) > 0).sum() == ((TWO > 0) & half).sum()
    assert not combine.touching(TWO, half, 0.5).any()
    assert np.array_equal(combine.touching(TWO, half, 0.3), np.where(TWO == 1, TWO, 0))
    assert np.array_equal(combine.touching(TWO, half, 0.3, "outside"), np.where(TWO == 2, TWO, 0))


def test_cells_minus_nuclei_are_cytoplasm():
    cells = expand(TWO, px(4))
    cytoplasm = combine.subtract(cells, TWO)
    assert np.array_equal(cytoplasm > 0, (cells > 0) & (TWO == 0))


def test_two_sets_of_objects_become_one():
    more = disks(TWO.shape, (30, 30, 10), (50, 80, 5))
    assert combine.together(TWO, more).max() == 4
    assert combine.together(TWO, more, "drop").max() == 3


def test_small_objects_take_the_number_of_the_parent_they_lie_in_most():
    spots = disks(TWO.shape, (25, 22, 2), (35, 28, 2), (30, 60, 2), (5, 85, 2))
    owned = combine.number_by_parent(spots, TWO)
    assert np.array_equal(owned > 0, (spots > 0) & (spots < 4))
    assert np.array_equal(owned[owned > 0], TWO[owned > 0])


@pytest.mark.parametrize(("least", "parent"), [(0.0, 2), (0.3, 2), (0.31, 0), (1.0, 0)])
def test_a_part_mostly_outside_has_the_same_parent_in_every_operation(least, parent):
    cells, part = np.zeros((6, 12), np.uint32), np.zeros((6, 12), np.uint32)
    cells[:3], cells[5] = 2, 7
    part[2:5, 3:6], part[5, 5] = 9, 9
    assert (np.count_nonzero(part), np.count_nonzero(part[:3]), np.count_nonzero(part[5])) == (10, 3, 1)
    counted = parts.children(cells, part, least)
    assert counted["children"].tolist() == [int(parent == 2), 0]
    found = parts.parents(part, cells, least)["parent"]
    assert np.array_equal(found, [parent or np.nan], equal_nan=True)
    assert set(np.unique(combine.number_by_parent(part, cells, least))) == {0, parent}


def test_objects_are_filtered_by_any_column():
    sizes = Table((Column("object", np.array([1, 2])), Column("roundness", np.array([0.9, np.nan]))))
    assert set(np.unique(rules.filter_by(TWO, sizes, "roundness", at_least=0.5))) == {0, 1}
    assert np.array_equal(rules.filter_by(TWO, sizes, "roundness"), TWO)
    with pytest.raises(TabscopeError, match="no column “area”") as caught:
        rules.filter_by(TWO, sizes, "area", at_least=1)
    assert "roundness" in caught.value.hint


def test_large_pieces_are_removed():
    assert np.array_equal(masks.remove_large(TWO > 0, Area(300)), TWO == 2)


def test_a_skeleton_is_scikit_images_and_thin_keeps_the_pieces():
    from skimage.morphology import skeletonize

    assert np.array_equal(outlines.skeletonise(TWO > 0), skeletonize(TWO > 0))
    thinned = outlines.thin(TWO > 0, 3)
    assert (thinned & (TWO == 1)).any()
    assert (thinned & (TWO == 2)).any()
    assert thinned.sum() < (TWO > 0).sum()


def test_the_distance_is_that_to_the_nearest_background():
    assert outlines.distance(TWO > 0)[30, 25] == pytest.approx(145**0.5)


def test_a_hull_fills_notches_of_each_object_alone():
    bitten = (TWO == 1) & ~(disks(TWO.shape, (30, 13, 6)) > 0)
    filled = outlines.convex_hull(bitten | (TWO == 2))
    assert filled.sum() > bitten.sum() + (TWO == 2).sum() + 30
    assert not filled[:, 40:50].any()


def test_gray_morphology_is_scikit_images():
    from skimage import morphology

    inner, disk = (slice(9, -9),) * 2, morphology.disk(4)
    for operation, reference in (
        (gray.gray_open, morphology.opening),
        (gray.gray_close, morphology.closing),
        (gray.black_tophat, morphology.black_tophat),
    ):
        np.testing.assert_array_equal(operation(SCENE.image, px(4))[inner], reference(SCENE.image, disk)[inner])


def test_a_part_brings_its_whole_object_back():
    seed = np.zeros(TWO.shape)
    seed[30, 25] = 1
    assert np.array_equal(gray.reconstruct(seed, (TWO > 0) * 1.0) > 0, TWO == 1)


def test_images_of_different_size_are_refused_by_their_sizes():
    with pytest.raises(TabscopeError, match="60 × 90 and 5 × 5"):
        same_shape(TWO, np.zeros((5, 5)), "Test")


@pytest.mark.parametrize(("method", "expected"), [("both", 1), ("either", 3), ("first only", 1), ("one only", 2)])
def test_two_masks_are_combined_by_logic(method, expected):
    first, second = np.array([[True, True, False, False]]), np.array([[True, False, True, False]])
    assert masks.combine_masks(first, second, method).sum() == expected


def test_foreground_and_background_change_places():
    assert np.array_equal(masks.invert_mask(TWO > 0), TWO == 0)
