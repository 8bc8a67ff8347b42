"""Automatic thresholds against scikit-image, on the pixels that count."""

import numpy as np
import pytest
from gallery_steps import load
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tabscope.errors import TabscopeError
from tabscope.operations.filter.smooth import gaussian
from tabscope.operations.histogram import histogram, li_value, otsu_value, triangle_value
from tabscope.operations.notes import Notes
from tabscope.operations.segment.pieces import label
from tabscope.operations.threshold.automatic import isodata, li, mean, minimum, multi_otsu, otsu, triangle, yen
from tabscope.operations.threshold.by_hand import hysteresis, manual
from tabscope.operations.threshold.local import local, niblack, sauvola
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


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize(("operation", "reference"), [(yen, "yen"), (isodata, "isodata")])
def test_integers_give_scikit_images_value_for(operation, reference, name):
    from skimage import filters

    image, notes = load(name), Notes()
    pixels, inside = counted_pixels(image), histogram(image)
    operation(image, notes)
    counts, centers = np.bincount(pixels.ravel() - pixels.min()), np.arange(pixels.min(), pixels.max() + 1)
    assert counts.size == inside.counts.size
    expected = getattr(filters, f"threshold_{reference}")(hist=(counts, centers))
    assert notes.values["threshold"] == pytest.approx(expected)


def two_groups():
    random = np.random.default_rng(4)
    values = np.concatenate([random.normal(100, 10, 3000), random.normal(300, 20, 1000)])
    return random.permutation(values).reshape(40, 100)


@pytest.mark.parametrize("operation", [isodata, minimum, otsu, li, multi_otsu])
def test_two_groups_of_brightness_come_apart(operation):
    image = two_groups()
    options = {"groups": 2} if operation is multi_otsu else {}
    assert operation(image, **options).mean() == pytest.approx(0.25, abs=0.02)


def test_one_peak_has_no_valley():
    with pytest.raises(TabscopeError, match="two peaks"):
        minimum(np.arange(400).reshape(20, 20))


def test_the_mean_threshold_counts_in_standard_deviations():
    image = np.random.default_rng(5).normal(500, 20, (200, 200))
    assert mean(image).mean() == pytest.approx(0.5, abs=0.01)
    assert mean(image, 2.0).mean() == pytest.approx(0.0228, abs=0.004)


def test_three_groups_are_scikit_images():
    from skimage.filters import threshold_multiotsu

    image, notes = load("bio/blobs/blobs.tif"), Notes()
    pixels = counted_pixels(image)
    counts, centers = np.bincount(pixels - pixels.min()), np.arange(pixels.min(), int(pixels.max()) + 1)
    multi_otsu(image, 3, 1, notes)
    assert notes.values["threshold"] == threshold_multiotsu(hist=(counts, centers), classes=3)[1]


def test_niblack_and_sauvola_are_scikit_images():
    from skimage import filters

    image = gaussian(load("bio/stardist/img2d.tif"), px(1)).astype(np.float64)
    expected = image > filters.threshold_niblack(image, 51, k=-0.5)
    assert (niblack(image, px(51), 0.5) == expected).mean() > 0.9999
    half = (image.max() - image.min()) / 2
    assert (
        sauvola(image, px(51), 0.2) == (image > filters.threshold_sauvola(image, 51, k=0.2, r=half))
    ).mean() > 0.9999


def test_hysteresis_is_scikit_images_and_wants_its_values_in_order():
    from skimage.filters import apply_hysteresis_threshold

    image = load("bio/blobs/blobs.tif")
    assert np.array_equal(hysteresis(image, 120, 240), apply_hysteresis_threshold(image, 120, 240))
    with pytest.raises(TabscopeError, match="under its low one"):
        hysteresis(image, 240, 120)
