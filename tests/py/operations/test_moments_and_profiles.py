"""Moments, granularity, profiles and background: against scikit-image, and on scenes whose truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scenes import TWO, disks
from scipy import ndimage
from skimage import measure

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.enclosing_circle import enclosing_circles
from tabscope.operations.frame import Frame
from tabscope.operations.measure.granularity import granularity
from tabscope.operations.measure.moments import moments
from tabscope.operations.measure.profile import profile_axis, profile_line
from tabscope.operations.measure.regions import regions
from tabscope.operations.synth import nuclei
from tabscope.units import Length, px

SCENE = nuclei((120, 130), number=9, diameter=22, seed=9)


def test_hus_moments_and_inertia_are_scikit_images():
    found = moments(SCENE.labels)
    wanted = ("moments_hu", "inertia_tensor_eigvals")
    theirs = measure.regionprops_table(SCENE.labels, properties=wanted)
    for one in range(7):
        np.testing.assert_allclose(found[f"hu_{one + 1}"], theirs[f"moments_hu-{one}"], rtol=1e-6, atol=1e-15)
    for one in range(2):
        np.testing.assert_allclose(found[f"inertia_{one + 1}_px2"], theirs[f"inertia_tensor_eigvals-{one}"])


def test_inertia_of_a_volume_is_scikit_images_with_spacing():
    labels = np.zeros((9, 20, 30), np.uint32)
    labels[2:6, 4:16, 3:8], labels[7:9, 2:9, 12:27] = 1, 2
    found = moments(labels, pixel_size=PixelSize(2.0, 0.5, 0.25))
    theirs = measure.regionprops_table(labels, properties=("inertia_tensor_eigvals",), spacing=(2.0, 0.5, 0.25))
    for one in range(3):
        np.testing.assert_allclose(found[f"inertia_{one + 1}_um2"], theirs[f"inertia_tensor_eigvals-{one}"])
    assert not [name for name in found.names if name.startswith(("hu", "zernike"))]


def test_moments_stay_when_an_object_is_moved_and_turned():
    box = np.zeros((80, 80), np.uint32)
    box[20:34, 10:50] = box[34:40, 10:22] = 1
    turned = np.roll(np.rot90(box), (5, -9), (0, 1))
    one, other = moments(box), moments(turned)
    for name in one.names[1:]:
        np.testing.assert_allclose(one[name], other[name], rtol=1e-9, atol=1e-12, err_msg=name)


def test_zernike_moments_tell_a_square_from_a_disk():
    labels = disks((80, 140), (40, 35, 25))
    labels[18:62, 78:122] = 2
    found = moments(labels)
    assert found["zernike_0_0"] == pytest.approx([1, 2 / np.pi], rel=0.06)
    np.testing.assert_allclose(found["zernike_2_2"], 0, atol=1e-9)
    assert found["zernike_4_4"][1] > 8 * found["zernike_4_4"][0]


@settings(max_examples=25, deadline=None)
@given(hnp.arrays(np.int64, st.tuples(st.integers(1, 12), st.just(2)), elements=st.integers(0, 9)))
def test_the_smallest_circle_holds_all_points_and_cannot_be_moved_or_shrunk(points):
    y, x = points.T.astype(float)
    middle_y, middle_x, radius = (one[0] for one in enclosing_circles(np.zeros(y.size, np.int64), y, x, 1))
    away = np.hypot(y - middle_y, x - middle_x)
    assert away.max() == pytest.approx(radius, abs=1e-9)
    for turn in np.linspace(0, 2 * np.pi, 16):
        moved = np.hypot(y - middle_y - 0.01 * np.sin(turn), x - middle_x - 0.01 * np.cos(turn))
        assert moved.max() > radius - 1e-9


def test_an_object_of_one_pixel_has_moments_without_a_number_that_is_none():
    labels = np.zeros((5, 5), np.uint32)
    labels[2, 2] = 4
    found = moments(labels)
    assert found["object"].tolist() == [4]
    assert all(np.isfinite(found[name]).all() for name in found.names)


def test_light_of_dots_is_lost_at_the_size_of_the_dots():
    labels, image = np.ones((64, 64), np.uint32), np.zeros((64, 64))
    image[8::16, 8::16] = 1
    for radius in (1, 3):
        dots = ndimage.grey_dilation(image, size=2 * radius + 1)
        found = granularity(labels, {"DNA": dots}, sizes=5, shrink=1)
        assert found[f"granularity_{radius + 1}_dna"][0] == pytest.approx(100)
        assert sum(found[f"granularity_{one}_dna"][0] for one in range(1, 6)) == pytest.approx(100)


def test_even_light_has_no_granularity_and_no_light_none_at_all():
    even = granularity(TWO, {"DNA": np.full(TWO.shape, 50.0)}, shrink=1)
    assert even["granularity_1_dna"][0] == pytest.approx(100)
    assert even["granularity_2_dna"][0] == 0
    assert np.isnan(granularity(TWO, {"DNA": np.zeros(TWO.shape)})["granularity_1_dna"]).all()


def test_a_line_is_followed_from_start_to_end_with_both_ends():
    image = np.add.outer(10.0 * np.arange(40), np.arange(60.0))
    found = profile_line({"DNA": image}, px(5), px(10), px(5), px(30), pixel_size=PixelSize(None, 0.5, 0.25))
    np.testing.assert_allclose(found["profile_dna"], 50 + np.arange(10, 31))
    np.testing.assert_allclose(found["along_px"], np.arange(21))
    np.testing.assert_allclose(found["along_um"], np.arange(21) * 0.25)
    slanted = profile_line({"DNA": image}, px(0), px(0), px(30), px(40), pixel_size=PixelSize(None, 0.5, 0.25))
    np.testing.assert_allclose(slanted["profile_dna"], np.linspace(0, 340, 51))
    assert slanted["along_um"][-1] == pytest.approx(np.hypot(15, 10))
    np.testing.assert_allclose(slanted["centroid_y_um"], np.linspace(0, 15, 51))


@pytest.mark.parametrize(("statistic", "expected"), [("mean", 6), ("max", 9), ("min", 3), ("sum", 18)])
def test_pixels_across_a_line_are_taken_together(statistic, expected):
    image = np.zeros((20, 30))
    image[9], image[10], image[11] = 3, 6, 9
    found = profile_line({"": image}, px(10), px(2), px(10), px(20), px(3), statistic)
    np.testing.assert_allclose(found["profile"], expected)


def test_a_line_through_a_volume_is_followed_in_every_slice():
    volume = np.stack([np.full((10, 10), one) for one in (1.0, 4.0)])
    found = profile_line({"DNA": volume}, px(2), px(0), px(2), px(4))
    assert found["centroid_z_px"].tolist() == [0] * 5 + [1] * 5
    assert found["centroid_x_px"].tolist() == [0, 1, 2, 3, 4] * 2
    assert found["profile_dna"].tolist() == [1] * 5 + [4] * 5


def test_a_line_outside_of_the_image_is_refused():
    with pytest.raises(TabscopeError, match="outside of the image") as caught:
        profile_line({"DNA": np.zeros((10, 10))}, px(50), px(0), px(60), px(5))
    assert "10 x 10" in str(caught.value)


def test_along_an_axis_only_pixels_of_the_mask_with_a_number_count():
    image = np.add.outer(np.zeros(4), np.array([1.0, 2.0, 5.0]))
    image[0, 1], image[1, 2] = np.nan, 9
    mask = np.ones((4, 3), bool)
    mask[:, 0] = False
    found = profile_axis({"DNA": image}, mask, "x", PixelSize(None, 1.0, 0.5))
    np.testing.assert_array_equal(found["profile_dna"], [np.nan, 2, 6])
    assert found["profile_pixels_dna"].tolist() == [0, 3, 4]
    assert found["profile_sd_dna"][2] == pytest.approx(np.std([5, 9, 5, 5]))
    assert found["along_um"].tolist() == [0, 0.5, 1]


@pytest.mark.parametrize(("axis", "others"), [("z", (1, 2)), ("y", (0, 2)), ("x", (0, 1))])
def test_along_an_axis_the_rest_of_a_volume_is_averaged(axis, others):
    volume = np.random.default_rng(0).random((4, 5, 6))
    found = profile_axis({"DNA": volume}, axis=axis, pixel_size=PixelSize(3.0, 1.0, 1.0))
    np.testing.assert_allclose(found["profile_dna"], volume.mean(axis=others))
    assert found["along_um"][1] == (3 if axis == "z" else 1)


def lit(shape=(100, 160)):
    """Return two disks of 20 px, 300 counts above a ground of 100 on the left and 200 on the right."""
    labels = disks(shape, (50, 40, 10), (50, 120, 10))
    ground = np.where(np.arange(shape[1]) < 80, 100, 200) + np.zeros(shape, int)
    return labels, ground, (ground + 300 * (labels > 0)).astype(np.uint16)


def test_the_ring_finds_the_background_at_each_object_and_the_plane_one_for_all():
    labels, _, image = lit()
    ring = regions(labels, {"DNA": image}, background="ring")
    assert ring["background_dna"].tolist() == [100, 200]
    assert ring["mean_bgsub_dna"].tolist() == [300, 300]
    np.testing.assert_allclose(ring["sum_bgsub_dna"], 300 * ring["area_px"])
    plane = regions(labels, {"DNA": image}, background="global")
    away = ndimage.distance_transform_edt(labels == 0) > 0.5 * 2 * np.sqrt(ring["area_px"][0] / np.pi)
    assert plane["background_dna"].tolist() == [np.median(image[away])] * 2


def test_what_is_darker_than_its_background_is_negative():
    labels, ground, _ = lit()
    dark = (ground - 40 * (labels > 0)).astype(np.uint16)
    assert regions(labels, {"DNA": dark}, background="ring")["mean_bgsub_dna"].tolist() == [-40, -40]


def test_other_objects_and_what_lies_outside_of_the_drawn_area_are_no_background():
    labels = disks((60, 90), (30, 30, 10), (30, 52, 10))
    image = np.where(labels == 2, 5000, 100) + np.zeros(labels.shape, int)
    inside = np.ones(labels.shape, bool)
    inside[:20] = False
    image[:20] = 9000
    found = regions(labels, {"DNA": image}, background="ring", frame=Frame(inside))
    assert found["background_dna"].tolist() == [100, 100]


def test_where_no_pixel_is_left_the_background_is_empty():
    found = regions(np.ones((8, 8), np.uint32), {"DNA": np.ones((8, 8))}, background="ring")
    assert np.isnan(found["background_dna"]).all()
    assert np.isnan(found["sum_bgsub_dna"]).all()


def test_in_a_volume_the_ring_goes_as_far_along_each_axis_as_the_spacing_says():
    labels = np.zeros((9, 60, 60), np.uint32)
    labels[2:7] = disks((60, 60), (30, 30, 10))
    image = np.where(labels > 0, 400, 50)
    image[1], image[7] = 20_000, 20_000
    far = regions(labels, {"DNA": image}, background="ring", pixel_size=PixelSize(40.0, 1.0, 1.0))
    assert far["background_dna"][0] == 50
    assert (
        regions(labels, {"DNA": image}, background="ring", diameter=Length((4.0, 0.5, 0.5)))["background_dna"][0]
        == 20_000
    )


def test_without_background_an_object_comes_out_of_a_piece_as_of_the_whole():
    box = (slice(0, 100), slice(0, 80))
    labels, _, image = lit()
    part, every = regions(labels[box], {"DNA": image[box]}), regions(labels, {"DNA": image})
    for name in part.names:
        np.testing.assert_array_equal(part[name], every[name][:1], err_msg=name)


def test_no_background_is_measured_unless_it_is_asked_for():
    labels, _, image = lit()
    assert not [name for name in regions(labels, {"DNA": image}).names if "background" in name or "bgsub" in name]


def test_the_middle_axis_of_a_volume_lies_between_the_others():
    labels = np.zeros((30, 40, 60), np.uint32)
    z, y, x = np.ogrid[:30, :40, :60]
    labels[((z - 15) / 6) ** 2 + ((y - 20) / 12) ** 2 + ((x - 30) / 24) ** 2 <= 1] = 1
    found = regions(labels)
    axes = [found[f"{name}_axis_px"][0] for name in ("minor", "middle", "major")]
    assert axes == pytest.approx([12, 24, 48], rel=0.02)
