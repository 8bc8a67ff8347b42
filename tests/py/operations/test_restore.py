"""Blur, hot pixels and shifts taken back: against theory and known scenes."""

import numpy as np
import pytest
from scipy import ndimage

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations import point_spread
from tabscope.operations.notes import Notes
from tabscope.operations.restore import camera, deconvolve, shift
from tabscope.units import px

RANDOM = np.random.default_rng(7)
PLACES = RANDOM.integers(10, 54, (2, 12))


def beads(shape=(64, 72)):
    truth = np.zeros(shape)
    truth[tuple(PLACES)] = 5000
    return ndimage.gaussian_filter(truth, 0.7)


def test_a_point_spread_sums_to_one_with_its_peak_in_the_middle():
    for spread in (point_spread.gaussian((1.5, 2)), point_spread.born_wolf(0.8, 0.52, 1.0, (0.3, 0.1, 0.1))):
        assert spread.sum() == pytest.approx(1)
        assert spread.argmax() == spread.size // 2


def test_the_first_dark_ring_lies_at_0_61_wavelengths_over_the_aperture():
    step = 0.01
    spread = point_spread.born_wolf(0.8, 0.5, 1.0, (step, step))
    line = spread[spread.shape[0] // 2, spread.shape[1] // 2 :]
    first = np.flatnonzero((line[1:-1] < line[:-2]) & (line[1:-1] < line[2:]))[0] + 1
    assert first * step == pytest.approx(0.61 * 0.5 / 0.8, abs=step)


def test_light_on_the_axis_falls_to_zero_two_wavelengths_n_over_the_squared_aperture_away():
    step, aperture, wavelength = 0.1, 0.5, 0.5
    spread = point_spread.born_wolf(aperture, wavelength, 1.0, (step, 0.1, 0.1))
    middle = [one // 2 for one in spread.shape]
    axis = spread[middle[0] :, middle[1], middle[2]]
    first = np.flatnonzero((axis[1:-1] < axis[:-2]) & (axis[1:-1] < axis[2:]))
    assert (first[0] + 1) * step == pytest.approx(2 * wavelength / aperture**2, abs=step)


@pytest.mark.parametrize("operation", [deconvolve.richardson_lucy, deconvolve.wiener])
def test_deconvolution_brings_a_blurred_image_nearer_to_the_truth(operation):
    truth = beads()
    blurred = ndimage.gaussian_filter(truth, 1.5)
    noisy = RANDOM.poisson(blurred + 5).astype(np.float64) - 5
    options = {"rounds": 20} if operation is deconvolve.richardson_lucy else {"balance": 0.002}
    sharp = operation(noisy, sigma=px(1.5), **options)
    assert ((sharp - truth) ** 2).mean() < 0.6 * ((noisy - truth) ** 2).mean()
    assert sharp.sum() == pytest.approx(noisy.sum(), rel=0.08)


def test_richardson_lucy_is_never_negative_and_takes_the_background_away():
    sharp = deconvolve.richardson_lucy(RANDOM.poisson(beads() + 100), background=100)
    assert sharp.min() >= 0
    assert np.median(sharp) < 20


def test_the_blur_of_a_microscope_needs_the_size_of_a_pixel():
    with pytest.raises(TabscopeError) as caught:
        deconvolve.wiener(beads(), blur="microscope")
    assert caught.value.code == "image.no-pixel-size"
    assert deconvolve.wiener(beads(), blur="microscope", pixel_size=PixelSize(None, 0.1, 0.1)).shape == (64, 72)


def test_an_aperture_beyond_the_immersion_is_refused():
    with pytest.raises(TabscopeError, match="must be below the refractive index"):
        deconvolve.wiener(beads(), blur="microscope", aperture=1.3, pixel_size=PixelSize(None, 0.1, 0.1))


@pytest.mark.parametrize("operation", [deconvolve.richardson_lucy, deconvolve.wiener])
def test_the_image_of_a_bead_serves_as_blur_wherever_the_bead_lies_and_however_bright_it_is(operation):
    blurred = ndimage.gaussian_filter(beads(), 1.5)
    bead = np.zeros((31, 35))
    bead[12, 20] = 3000
    bead = ndimage.gaussian_filter(bead, 1.5) + 40
    given = operation(blurred, bead, blur="given")
    np.testing.assert_allclose(given, operation(blurred, sigma=px(1.5)), atol=0.02 * given.max())


@pytest.mark.parametrize(
    ("bead", "reason"),
    [(None, "no point spread"), (np.full((9, 9), 7.0), "shows no point"), (np.zeros((3, 9, 9)), "3 axes")],
)
def test_a_blur_that_is_no_bead_is_refused_in_words(bead, reason):
    with pytest.raises(TabscopeError, match=reason) as caught:
        deconvolve.richardson_lucy(beads(), bead, blur="given")
    assert caught.value.code == "operation.input"


def test_hot_and_dead_pixels_become_the_median_and_are_counted():
    image = RANDOM.integers(90, 110, (30, 30)).astype(np.uint16)
    broken, notes = image.copy(), Notes()
    broken[5, 6], broken[20, 21] = 4000, 0
    mended = camera.hot_pixels(broken, 50, notes)
    assert notes.values["hot_pixels"] == 2
    assert np.array_equal(np.argwhere(mended != broken), [[5, 6], [20, 21]])
    assert abs(int(mended[5, 6]) - 100) <= 10


def test_whole_pixels_move_unchanged_and_the_rest_is_missing():
    image = RANDOM.random((20, 30))
    moved = shift.shift(image, 2, -3)
    np.testing.assert_array_equal(moved[2:, :-3], image[:-2, 3:])
    assert np.isnan(moved[:2]).all()
    assert np.isnan(moved[:, -3:]).all()


def test_half_a_pixel_is_the_mean_of_both():
    moved = shift.shift(np.tile(np.arange(10.0), (4, 1)), 0, 0.5)
    np.testing.assert_allclose(moved[:, 1:], np.tile(np.arange(9) + 0.5, (4, 1)))
