"""Filters and morphology against scikit-image, and what they do with borders and missing pixels."""

import numpy as np
import pytest
from gallery_steps import load

from tabscope.errors import TabscopeError
from tabscope.operations.filter import smooth as filters
from tabscope.operations.footprint import ellipsoid
from tabscope.operations.intensity import background, values
from tabscope.operations.intensity import colour as colour_family
from tabscope.operations.morphology import gray
from tabscope.operations.morphology import masks as morphology
from tabscope.operations.notes import Notes
from tabscope.units import Area, Length, px


@pytest.fixture(scope="module")
def blobs():
    return load("bio/blobs/blobs.tif")


@pytest.fixture(scope="module")
def mask(blobs):
    return blobs > 120


@pytest.mark.parametrize("sigma", [0.5, 2.0, 7.3])
def test_gaussian_is_scikit_images_and_keeps_the_counts(blobs, sigma):
    from skimage.filters import gaussian

    ours = filters.gaussian(blobs, px(sigma))
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, gaussian(blobs, sigma, preserve_range=True), rtol=1e-4, atol=1e-3)


def test_gaussian_takes_one_sigma_for_each_axis(blobs):
    from skimage.filters import gaussian

    expected = gaussian(blobs, (1, 3), preserve_range=True)
    np.testing.assert_allclose(filters.gaussian(blobs, Length((1.0, 3.0))), expected, rtol=1e-4, atol=1e-3)


def test_missing_pixels_stay_missing_and_do_not_spread():
    image = np.full((20, 20), 5.0, np.float32)
    image[8:12, 8:12] = np.nan
    blurred = filters.gaussian(image, px(2))
    np.testing.assert_array_equal(np.isnan(blurred), np.isnan(image))
    np.testing.assert_allclose(blurred[~np.isnan(image)], 5, rtol=1e-5)


@pytest.mark.parametrize("radius", [1, 2, 5])
def test_disks_and_balls_are_scikit_images(radius):
    from skimage.morphology import ball, disk

    np.testing.assert_array_equal(ellipsoid((radius, radius)), disk(radius))
    np.testing.assert_array_equal(ellipsoid((radius, radius, radius)), ball(radius))


def test_median_is_scikit_images(blobs):
    from skimage.filters import median
    from skimage.morphology import disk

    np.testing.assert_array_equal(filters.median(blobs, px(2)), median(blobs, disk(2), behavior="ndimage"))


@pytest.mark.parametrize("radius", [1, 3, 8])
@pytest.mark.parametrize(
    ("ours", "name"),
    [
        (morphology.dilate, "dilation"),
        (morphology.erode, "erosion"),
        (morphology.open_mask, "opening"),
        (morphology.close, "closing"),
    ],
)
def test_binary_morphology_is_scikit_images_away_from_the_border(mask, ours, name, radius):
    from skimage import morphology as theirs

    inner = (slice(2 * radius + 1, -2 * radius - 1),) * 2
    expected = getattr(theirs, name)(mask.astype(np.uint8), theirs.disk(radius))
    np.testing.assert_array_equal(ours(mask, px(radius))[inner], expected[inner] > 0)


def test_objects_at_the_border_are_not_eaten_by_it():
    full = np.ones((9, 9), np.bool_)
    assert morphology.erode(full, px(3)).all()
    assert morphology.open_mask(full, px(3)).all()


def test_holes_are_filled_up_to_a_size():
    mask = np.zeros((20, 20), np.bool_)
    mask[2:18, 2:18] = True
    mask[4, 4] = mask[8:12, 8:12] = False
    assert morphology.fill_holes(mask, Area(10)).sum() == 16 * 16 - 16
    assert morphology.fill_holes(mask).sum() == 16 * 16
    mask[9, 0:9] = False
    assert not morphology.fill_holes(mask)[9, 9], "a hole with a way out is none"


def test_small_objects_are_removed_as_by_scikit_image(mask):
    from skimage.morphology import remove_small_objects

    expected = remove_small_objects(mask, max_size=99, connectivity=2)
    np.testing.assert_array_equal(morphology.remove_small(mask, Area(100)), expected)


def test_objects_at_the_border_are_cleared_as_by_scikit_image(mask):
    from skimage.segmentation import clear_border

    np.testing.assert_array_equal(morphology.clear_border(mask), clear_border(mask))


def test_white_tophat_is_scikit_images_away_from_the_border(blobs):
    from skimage.morphology import disk, white_tophat

    inner = (slice(13, -13),) * 2
    np.testing.assert_array_equal(gray.white_tophat(blobs, px(6))[inner], white_tophat(blobs, disk(6))[inner])


@pytest.mark.parametrize("method", ["percentile", "rolling_ball", "tophat", "gaussian"])
def test_every_background_method_takes_a_slope_away(method):
    y, x = np.mgrid[:128, :128]
    image = (100 + x).astype(np.float32)
    image[((y % 32 - 16) ** 2 + (x % 32 - 16) ** 2) < 25] += 200
    flat = background.background(image, px(24), method)
    ground = ((y % 32 - 16) ** 2 + (x % 32 - 16) ** 2) > 100
    assert np.std(flat[ground][32:-32]) < 0.5 * np.std(image[ground])


def test_rolling_ball_is_scikit_images(blobs):
    from skimage.restoration import rolling_ball

    small = blobs[:60, :60].astype(np.float32)
    expected = small - rolling_ball(small, radius=10)
    np.testing.assert_allclose(background.background(small, px(10), "rolling_ball", even=0.0), expected, atol=1e-3)


def test_what_was_skipped_is_said():
    image, notes = np.full((64, 64), 10.0, np.float32), Notes()
    image[20:30, 20:30] = 100
    np.testing.assert_array_equal(background.background(image, px(30), notes=notes), image)
    assert notes.sentences == ["The background is even; nothing was subtracted."]


def test_normalise_puts_percentiles_at_zero_and_one(blobs):
    stretched = values.normalise(blobs, 5, 95)
    assert np.percentile(stretched, (5, 95)) == pytest.approx([0, 1], abs=1e-6)
    assert values.normalise(blobs, 5, 95, clip=True).min() == 0
    assert not values.normalise(np.full((4, 4), 9)).any()
    with pytest.raises(TabscopeError):
        values.normalise(blobs, 60, 40)


def test_gray_is_scikit_images_in_the_pictures_own_counts():
    from skimage.color import rgb2gray

    colour = np.random.default_rng(0).integers(0, 256, (8, 9, 3)).astype(np.uint8)
    np.testing.assert_allclose(colour_family.rgb_to_gray(colour), 255 * rgb2gray(colour), rtol=1e-5)
    with_alpha = np.dstack([colour, np.zeros((8, 9), np.uint8)])
    np.testing.assert_array_equal(colour_family.rgb_to_gray(with_alpha), colour_family.rgb_to_gray(colour))


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int8, np.float32, np.bool_])
def test_inverting_twice_gives_the_image_back(dtype):
    image = np.array([[0, 1, 5], [100, 3, 1]]).astype(dtype)
    inverted = values.invert(image)
    assert inverted.dtype == image.dtype
    assert inverted[0, 0] == image.max()
    np.testing.assert_array_equal(values.invert(inverted), image)
