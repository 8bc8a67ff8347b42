"""Automatic thresholds against scikit-image, on the pixels that count."""

import numpy as np
import pytest
from gallery_steps import load
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tabscope.operations.filter.smooth import gaussian
from tabscope.operations.histogram import histogram, li_value, otsu_value, triangle_value
from tabscope.operations.notes import Notes
from tabscope.operations.segment.pieces import label
from tabscope.operations.threshold import li, local, manual, otsu, triangle
from tabscope.units import px

IMAGES = ["bio/blobs/blobs.tif", "bio/neubias/xy_16bit__h2b.tif", "bio/stardist/img2d.tif"]


def counted_pixels(image):
    """The pixels whose values lie within the trimmed histogram."""
    inside = histogram(image)
    return image[(image >= inside.centers[0]) & (image <= inside.centers[-1])]


@pytest.mark.parametrize("name", IMAGES)
def test_integers_give_scikit_images_thresholds(name):
    from skimage import filters

    image = load(name)
    pixels = counted_pixels(image)
    assert li_value(histogram(image)) == pytest.approx(filters.threshold_li(pixels), rel=1e-6)
    assert triangle_value(histogram(image)) == filters.threshold_triangle(pixels)
    assert otsu_value(histogram(image)) == filters.threshold_otsu(pixels)


@pytest.mark.parametrize("name", IMAGES)
def test_floats_give_scikit_images_thresholds_within_a_bin(name):
    from skimage import filters

    image = gaussian(load(name), px(1.5)).astype(np.float64)
    inside = histogram(image)
    width = inside.centers[1] - inside.centers[0]
    pixels = image[(image >= inside.centers[0] - width) & (image <= inside.centers[-1] + width)]
    assert li_value(inside) == pytest.approx(filters.threshold_li(pixels), abs=2 * width)
    assert otsu_value(inside) == pytest.approx(filters.threshold_otsu(pixels, nbins=4096), abs=2 * width)


def test_one_hot_pixel_moves_no_threshold():
    image = load("bio/neubias/xy_16bit__h2b.tif")
    hot = image.copy()
    hot[0, 0] = 65535
    assert otsu_value(histogram(hot)) == pytest.approx(otsu_value(histogram(image)), abs=1)
    assert li_value(histogram(hot)) == pytest.approx(li_value(histogram(image)), abs=1)


@settings(max_examples=25, deadline=None)
@given(hnp.arrays(np.uint16, st.integers(1, 4000), elements=st.integers(0, 300)))
def test_a_histogram_of_integers_is_that_of_the_sorted_middle(values):
    counted = histogram(values)
    ranked = np.sort(values)
    first, last = int(0.0005 * values.size), int(np.ceil(0.9995 * values.size)) - 1
    assert (counted.centers[0], counted.centers[-1]) == (ranked[first], ranked[last])
    middle = ranked[(ranked >= ranked[first]) & (ranked <= ranked[last])]
    assert counted.counts.sum() == middle.size
    np.testing.assert_array_equal(np.repeat(counted.centers, counted.counts.astype(np.intp)), middle)


def test_the_value_that_was_used_is_written_down():
    image, notes = load("bio/blobs/blobs.tif"), Notes()
    mask = otsu(image, notes)
    np.testing.assert_array_equal(mask, image > notes.values["threshold"])


@pytest.mark.parametrize("operation", [otsu, li, triangle])
@pytest.mark.parametrize("image", [np.full((5, 6), 3.5), np.full((4, 4), np.nan), np.zeros((3, 3), np.uint8)])
def test_a_flat_image_has_no_foreground_and_that_is_said(operation, image):
    notes = Notes()
    assert not operation(image, notes).any()
    assert notes.sentences == ["The image is flat: nothing stands out."]


@pytest.mark.parametrize("operation", [otsu, li, triangle, manual, local])
def test_pixels_without_a_number_are_never_foreground(operation):
    image = load("bio/blobs/blobs.tif").astype(np.float32)
    image[40:60, 40:60] = np.nan
    image[0, :5] = np.inf
    assert not operation(image)[40:60, 40:60].any()
    assert operation(image).any()


def test_plain_otsu_on_blobs_counts_what_others_count():
    labels = label(otsu(gaussian(load("bio/blobs/blobs.tif"), px(2))))
    assert 61 <= labels.max() <= 64


def test_the_local_mean_is_scikit_images():
    from skimage import filters

    image = load("bio/blobs/blobs.tif")
    level = filters.threshold_local(image.astype(np.float64), 51, method="mean", mode="mirror")
    expected = image > level
    assert (local(image, px(51)) == expected).mean() > 0.9999
