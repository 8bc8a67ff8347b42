"""Filters beyond Gaussian and median: against brute force, other libraries' functions, and what theory says."""

import numpy as np
import pytest

from tabscope.errors import TabscopeError
from tabscope.operations.filter import bands, denoise, edges, ridges, smooth, texture
from tabscope.operations.footprint import ellipsoid
from tabscope.operations.synth import nuclei
from tabscope.units import px

SCENE = nuclei((64, 80), number=9, diameter=14, seed=3).image
RANDOM = np.random.default_rng(0)


def neighbourhoods(image, radius):
    """Every pixel's disk as rows, with the border repeated."""
    disk = ellipsoid((radius, radius))
    reach = disk.shape[0] // 2
    padded = np.pad(image.astype(float), reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, disk.shape)
    return windows[..., disk]


@pytest.mark.parametrize(
    ("operation", "statistic"), [(smooth.mean, np.mean), (smooth.minimum, np.min), (smooth.maximum, np.max)]
)
def test_a_neighbourhood_filter_equals_the_statistic_of_each_disk(operation, statistic):
    expected = statistic(neighbourhoods(SCENE, 3), axis=-1)
    np.testing.assert_allclose(operation(SCENE, px(3)), expected, rtol=1e-5)


def test_the_mean_leaves_missing_pixels_out():
    image = np.full((9, 9), 5.0)
    image[4, 4] = np.nan
    averaged = smooth.mean(image, px(2))
    assert np.isnan(averaged[4, 4])
    assert np.nansum(averaged - 5) == pytest.approx(0)


def test_a_difference_of_gaussians_is_scikit_images():
    from skimage.filters import difference_of_gaussians

    expected = difference_of_gaussians(SCENE.astype(np.float32), 1, 4, mode="nearest")
    np.testing.assert_allclose(bands.difference_of_gaussians(SCENE, px(1), px(4)), expected, atol=1e-2)


def test_a_difference_of_gaussians_wants_its_sizes_in_order():
    with pytest.raises(TabscopeError, match="below the small one"):
        bands.difference_of_gaussians(SCENE, px(4), px(1))


def test_the_laplacian_answers_strongest_at_the_size_of_a_spot():
    y, x = np.mgrid[-40:41, -40:41]
    spot = 100 * np.exp(-(y**2 + x**2) / (2 * 5.0**2))
    answers = {sigma: bands.laplacian_of_gaussian(spot, px(sigma))[40, 40] for sigma in (2, 3, 4, 5, 6, 8, 10)}
    assert max(answers, key=answers.get) == 5
    assert answers[5] == pytest.approx(100 / 2, rel=0.01)


def test_an_unsharp_mask_is_scikit_images():
    from skimage.filters import unsharp_mask

    image = SCENE.astype(np.float32)
    expected = unsharp_mask(image, radius=2, amount=1.5, preserve_range=True)
    inner = (slice(9, -9), slice(9, -9))
    np.testing.assert_allclose(bands.unsharp(image, px(2), 1.5)[inner], expected[inner], rtol=1e-4)


@pytest.mark.parametrize(("period", "kept"), [(4, 0.0), (20, 1.0), (400, 0.0)])
def test_a_band_pass_keeps_what_lies_between_its_sizes(period, kept):
    wave = np.cos(2 * np.pi * np.arange(800) / period)
    image = np.tile(100 + 10 * wave, (40, 1))
    passed = bands.band_pass(image, px(4), px(40))
    amplitude = (passed[:, 200:600].max() - passed[:, 200:600].min()) / 20
    assert amplitude == pytest.approx(kept, abs=0.15)
    assert passed.mean() == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize("method", ["sobel", "scharr", "prewitt"])
def test_an_edge_is_as_strong_as_the_step_over_two_pixels(method):
    ramp = np.tile(3.0 * np.arange(30), (30, 1))
    found = edges.edges(ramp, method)[5:-5, 5:-5]
    np.testing.assert_allclose(found, 2 * 3 / 2**0.5, rtol=1e-6)


def line(width, value=100.0):
    y, _ = np.mgrid[-30:31, -40:41]
    return value * np.exp(-(y**2) / (2 * width**2))


@pytest.mark.parametrize("operation", [ridges.ridges, ridges.vesselness, ridges.neuriteness])
def test_a_line_is_brought_out_and_a_dark_one_likewise(operation):
    bright, dark = operation(line(2)), operation(100 - line(2), lines="dark")
    np.testing.assert_allclose(bright, dark, atol=1e-4 * bright.max())
    assert bright[30, 40] == pytest.approx(bright.max(), rel=0.05)
    assert bright[5, 40] < 0.05 * bright[30, 40]


@pytest.mark.parametrize("operation", [ridges.vesselness, ridges.neuriteness])
def test_a_likeness_lies_between_0_and_1(operation):
    answer = operation(SCENE)
    assert answer.min() >= 0
    assert answer.max() <= 1


@pytest.mark.parametrize(
    "operation", [denoise.bilateral, denoise.non_local_means, denoise.total_variation, denoise.wavelet]
)
def test_denoising_brings_an_image_nearer_to_the_truth(operation):
    y, x = np.mgrid[0:64, 0:80]
    truth = 100.0 + 400 * ((y - 30) ** 2 + (x - 40) ** 2 < 300)
    noisy = truth + RANDOM.normal(0, 20, truth.shape)
    cleaned = operation(noisy)
    assert ((cleaned - truth) ** 2).mean() < 0.5 * ((noisy - truth) ** 2).mean()
    assert cleaned.mean() == pytest.approx(truth.mean(), rel=0.01)


def test_the_noise_of_an_image_is_found():
    assert denoise.noise(RANDOM.normal(1000, 25, (200, 200))) == pytest.approx(25, rel=0.05)


def test_the_local_standard_deviation_is_numpys():
    padded = np.pad(SCENE.astype(float), 3, mode="edge")
    expected = np.lib.stride_tricks.sliding_window_view(padded, (7, 7)).std(axis=(-2, -1))
    np.testing.assert_allclose(texture.local_sd(SCENE, px(3)), expected, rtol=1e-4, atol=1e-2)


def test_two_levels_in_equal_parts_have_an_entropy_of_one_bit():
    checks = (np.indices((40, 40)).sum(axis=0) % 2) * 100
    found = texture.entropy(checks, px(5))[10:-10, 10:-10]
    np.testing.assert_allclose(found, 1, atol=0.01)
