"""Texture, neighbours, parts, lines, colocalisation, patterns and quality: against other libraries and known scenes."""

import numpy as np
import pytest
from scenes import TWO, disks
from scipy import ndimage

from tabscope.axes import PixelSize
from tabscope.operations.columns import DEFINITIONS
from tabscope.operations.measure import (
    colocalisation,
    image_quality,
    neighbours,
    parts,
    pattern,
    radial,
    skeleton,
    texture,
)
from tabscope.operations.synth import nuclei
from tabscope.units import px

SCENE = nuclei((96, 110), number=8, diameter=22, seed=9)


def random(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("contrast", "contrast"), ("homogeneity", "homogeneity"), ("energy", "energy"), ("correlation", "correlation")],
)
def test_texture_is_scikit_images_on_a_rectangle(ours, theirs):
    from skimage.feature import graycomatrix, graycoprops

    labels = np.zeros((40, 50), np.uint32)
    labels[5:25, 10:40] = 3
    image = random().integers(0, 16, labels.shape)
    image[0, :2] = 0, 16
    found = texture.texture(labels, {"DNA": image}, levels=16)
    scaled = texture._levels(image, 16)[5:25, 10:40].astype(np.uint8)
    pairs = graycomatrix(scaled, [1], [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4], levels=16, symmetric=True)
    together = pairs.sum(axis=3, keepdims=True).astype(np.float64)
    expected = graycoprops(together / together.sum(), theirs)[0, 0]
    assert found[f"texture_{ours}_dna"][0] == pytest.approx(expected, rel=1e-6)


def test_an_even_object_has_no_contrast_and_a_checkered_one_has():
    image = np.where(np.indices(TWO.shape).sum(0) % 2 == 0, 0, 100)
    image[TWO == 2] = 50
    found = texture.texture(TWO, {"DNA": image})
    assert found["texture_contrast_dna"][0] > 100
    assert found["texture_contrast_dna"][1] == 0
    assert found["texture_homogeneity_dna"][1] == 1


def test_even_light_is_1_in_every_ring_and_a_bright_middle_shows_in_the_first():
    even = radial.radial(TWO, {"DNA": np.full(TWO.shape, 7.0)})
    assert all(np.allclose(even[f"radial_{ring}_dna"], 1) for ring in (1, 2, 3, 4))
    middle = radial.radial(TWO, {"DNA": (np.hypot(*(np.indices(TWO.shape) - [[[30]], [[25]]])) < 3) * 1.0})
    assert middle["radial_1_dna"][0] > 5
    assert middle["radial_4_dna"][0] == 0
    assert np.isnan(middle["radial_1_dna"][1])


def test_neighbours_are_counted_within_reach_and_distances_are_between_centres():
    three = disks((60, 120), (30, 20, 8), (30, 40, 8), (30, 100, 8))
    found = neighbours.neighbours(three, px(5))
    assert found["neighbours"].tolist() == [1, 1, 0]
    assert found["nearest_distance_px"].tolist() == [20, 20, 60]
    assert found["nearest_object"].tolist() == [2, 1, 2]
    assert not found["touching_share"].any()
    calibrated = neighbours.neighbours(three, px(5), PixelSize(None, 0.5, 0.5))
    assert calibrated["nearest_distance_um"].tolist() == [10, 10, 30]


def test_halves_of_a_square_touch_along_their_common_side():
    halves = np.zeros((30, 30), np.uint32)
    halves[5:25, 5:15], halves[5:25, 15:25] = 1, 2
    share = neighbours.neighbours(halves)["touching_share"]
    assert share[0] == share[1] == pytest.approx(20 / 56)


def test_parts_are_counted_in_the_object_they_lie_in_most():
    spots = disks(TWO.shape, (25, 22, 2), (35, 28, 2), (30, 60, 2), (30, 36, 2), (5, 85, 2))
    counted = parts.children(TWO, spots, pixel_size=PixelSize(None, 2.0, 2.0))
    assert counted["children"].tolist() == [3, 1]
    assert counted["children_mean_area_um2"].tolist() == [13 * 4, 13 * 4]
    owners = parts.parents(spots, TWO)
    assert owners["parent"][:4].tolist() == [1, 1, 2, 1]
    assert np.isnan(owners["parent"][4])
    assert owners["share_in_parent"][3] < 1


def test_the_length_of_a_line_is_that_of_its_steps():
    straight = np.zeros((30, 60), bool)
    straight[10, 5:50] = True
    found = skeleton.skeleton(straight)
    assert found["skeleton_length_px"].tolist() == [44]
    assert (found["branches"][0], found["junctions"][0], found["ends"][0]) == (1, 0, 2)
    diagonal = np.eye(30, dtype=bool)
    assert skeleton.skeleton(diagonal)["skeleton_length_px"][0] == pytest.approx(29 * 2**0.5)


def test_a_cross_has_four_branches_four_ends_and_one_junction():
    cross = np.zeros((41, 41), bool)
    cross[20, 5:36] = cross[5:36, 20] = True
    found = skeleton.skeleton(cross, PixelSize(None, 0.5, 0.5))
    assert (found["branches"][0], found["junctions"][0], found["ends"][0]) == (4, 1, 4)
    assert found["skeleton_length_um"][0] == pytest.approx(30, abs=0.6)


def two_channels(shared):
    noise = random(3)
    common = ndimage.gaussian_filter(noise.random((80, 90)), 2)
    own = ndimage.gaussian_filter(noise.random((80, 90)), 2)
    second = shared * common + (1 - shared) * own
    return (common - common.min()) * 1000, (second - second.min()) * 1000


def test_colocalisation_is_scikit_images():
    from scipy.stats import spearmanr
    from skimage import measure

    one, other = two_channels(0.7)
    found = colocalisation.colocalisation(one, other)
    assert found["pearson"][0] == pytest.approx(measure.pearson_corr_coeff(one, other)[0])
    assert found["spearman"][0] == pytest.approx(spearmanr(one.ravel(), other.ravel()).statistic)
    assert found["overlap"][0] == pytest.approx(measure.manders_overlap_coeff(one, other))
    threshold = found["costes_threshold_2"][0]
    assert found["manders_m1"][0] == pytest.approx(measure.manders_coloc_coeff(one, other > threshold))


def test_a_channel_lies_where_it_is_itself_and_not_where_another_is():
    one, other = two_channels(0.0)
    same = colocalisation.colocalisation(one, one, repeats=20)
    assert same["pearson"][0] == pytest.approx(1)
    assert same["coloc_p"][0] == 0
    apart = colocalisation.colocalisation(one, other, repeats=40)
    assert abs(apart["pearson"][0]) < 0.2
    assert apart["coloc_p"][0] > 0.02


def test_below_costes_thresholds_the_channels_do_not_correlate():
    one, other = two_channels(0.6)
    found = colocalisation.colocalisation(one, other)
    below = (one <= found["costes_threshold_1"][0]) | (other <= found["costes_threshold_2"][0])
    assert np.corrcoef(one[below], other[below])[0, 1] < 0.02


def points(places, shape=(400, 400)):
    labels = np.zeros(shape, np.uint32)
    labels[tuple(np.asarray(places, int).T)] = np.arange(1, len(places) + 1)
    return labels


def test_a_random_pattern_is_told_from_clusters_and_from_a_grid():
    chance = pattern.pattern(points(np.unique(random(1).integers(0, 400, (400, 2)), axis=0)), px(40), 8)
    grid = pattern.pattern(points(np.stack(np.mgrid[10:400:20, 10:400:20], -1).reshape(-1, 2)), px(16), 4)
    centres = random(2).integers(30, 370, (25, 1, 2))
    clusters = np.unique((centres + random(4).normal(0, 5, (25, 16, 2))).reshape(-1, 2).astype(int), axis=0)
    tight = pattern.pattern(points(clusters), px(40), 8)
    assert np.abs(chance["l_minus_r_px"]).max() < 2.5
    assert chance["clark_evans"][0] == pytest.approx(1, abs=0.1)
    assert (grid["l_minus_r_px"] < -2).all()
    assert grid["clark_evans"][0] == pytest.approx(2, abs=0.1)
    assert (tight["l_minus_r_px"] > 5).all()
    assert tight["clark_evans"][0] < 0.6


def test_a_blurred_image_is_less_sharp_by_every_figure():
    sharp = SCENE.image.astype(float)
    blurred = ndimage.gaussian_filter(sharp, 2)
    one, other = (image_quality.quality({"DNA": image}) for image in (sharp, blurred))
    for name in ("focus_laplacian_dna", "focus_brenner_dna", "power_slope_dna"):
        assert other[name][0] < one[name][0]


def test_signal_to_noise_follows_the_noise():
    truth = 1000.0 * (TWO > 0)
    quiet, loud = (
        image_quality.quality({"DNA": truth + random(5).normal(100, sd, TWO.shape)})["signal_to_noise_dna"][0]
        for sd in (10, 40)
    )
    assert quiet == pytest.approx(100, rel=0.15)
    assert loud == pytest.approx(25, rel=0.15)


def test_saturated_pixels_are_counted():
    image = np.full((100, 100), 200, np.uint8)
    image[:10] = 255
    assert image_quality.quality({"DNA": image})["saturated_share_dna"][0] == pytest.approx(0.1)


def test_covered_area_is_that_of_the_mask_within_the_other():
    half = np.zeros(TWO.shape, bool)
    half[:, :45] = True
    found = image_quality.coverage(TWO > 0, half, PixelSize(None, 0.5, 0.5))
    assert found["covered_fraction"][0] == pytest.approx((TWO == 1).sum() / half.sum())
    assert found["covered_um2"][0] == (TWO == 1).sum() / 4


def test_objects_are_counted_per_square_millimetre():
    found = image_quality.count(TWO, PixelSize(None, 1.0, 1.0))
    assert found["objects"][0] == 2
    assert found["objects_per_mm2"][0] == pytest.approx(2 / (60 * 90 / 1e6))


TRUE_SIZES = ("area", "volume", "surface", "children", "covered", "analysed")
"""Columns whose name ends in px for px² or px³."""


def test_every_column_has_a_meaning_and_names_end_in_their_unit():
    units = {"_px": "px", "_um": "µm", "_um2": "µm²", "_px2": "px²", "_um3": "µm³", "_deg": "°"}
    for name, definition in DEFINITIONS.items():
        assert definition.meaning, name
        for ending, unit in units.items():
            if name.endswith(ending) and not name.startswith(TRUE_SIZES):
                assert definition.unit == unit, name
