"""Values stretched, bent, evened out and combined; stains taken apart."""

import numpy as np
import pytest

from tabscope.errors import TabscopeError
from tabscope.operations.intensity import background, channels, colour, values
from tabscope.operations.notes import Notes
from tabscope.units import px

RANDOM = np.random.default_rng(6)
IMAGE = RANDOM.integers(0, 4000, (40, 60)).astype(np.uint16)


def test_typed_values_become_0_and_1():
    rescaled = values.rescale(np.array([[100.0, 300, 500, np.nan]]), 100, 500)
    np.testing.assert_allclose(rescaled, [[0, 0.5, 1, np.nan]])
    with pytest.raises(TabscopeError, match="not above"):
        values.rescale(IMAGE, 5, 5)


def test_clipping_keeps_whole_numbers_whole():
    clipped = values.clip(IMAGE, 100, 2000)
    assert clipped.dtype == np.uint16
    assert np.array_equal(clipped, np.clip(IMAGE, 100, 2000))
    assert values.clip(IMAGE, 0.5).dtype == np.float32


def test_gamma_is_scikit_images_and_keeps_both_ends():
    from skimage.exposure import adjust_gamma

    bent = values.gamma(IMAGE, 0.5)
    scaled = (IMAGE - IMAGE.min()) / np.ptp(IMAGE)
    np.testing.assert_allclose(bent, IMAGE.min() + adjust_gamma(scaled, 0.5) * np.ptp(IMAGE), rtol=1e-4)
    assert (bent.min(), bent.max()) == (IMAGE.min(), IMAGE.max())


def test_clahe_is_scikit_images():
    from skimage.exposure import equalize_adapthist

    smooth = np.cumsum(np.cumsum(RANDOM.normal(size=(64, 64)), 0), 1)
    scaled = (smooth - smooth.min()) / np.ptp(smooth)
    expected = equalize_adapthist(scaled, kernel_size=16, clip_limit=0.02)
    np.testing.assert_allclose(values.clahe(smooth, px(16), 0.02), expected, atol=1e-6)


def test_a_flat_field_takes_the_shading_away():
    truth = np.tile(1000.0 + 500 * (np.arange(60) % 7 == 0), (40, 1))
    light = np.linspace(0.4, 1, 60) * np.ones((40, 1))
    flat = background.flat_field(truth * light + 100, 2000 * light + 100, dark=100)
    np.testing.assert_allclose(flat / flat.mean(), truth / truth.mean(), rtol=1e-5)


def test_a_reference_without_light_leaves_pixels_missing_and_says_so():
    notes, reference = Notes(), np.full(IMAGE.shape, 500.0)
    reference[3, 4] = 0
    flat = background.flat_field(IMAGE, reference, notes=notes)
    assert np.argwhere(np.isnan(flat)).tolist() == [[3, 4]]
    assert "1 pixels" in notes.sentences[0]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("add", 10), ("subtract", 2), ("multiply", 24), ("ratio", 1.5),
        ("minimum", 4), ("maximum", 6), ("mean", 5), ("difference", 2),
    ],
)  # fmt: skip
def test_two_images_are_combined_pixel_by_pixel(method, expected):
    one, other = np.full((3, 3), 6, np.uint8), np.full((3, 3), 2, np.uint8)
    assert (channels.combine(one, other, method, factor=2.0) == expected).all()


def test_a_ratio_over_zero_is_missing():
    assert np.isnan(channels.combine(IMAGE, np.zeros_like(IMAGE), "ratio")).all()


def section(first, second, stains=("hematoxylin", "dab")):
    """A section with known amounts of two stains, as a camera sees it."""
    vectors = np.array([np.array(colour.STAINS[one]) / np.linalg.norm(colour.STAINS[one]) for one in stains])
    density = first[..., None] * vectors[0] + second[..., None] * vectors[1]
    return np.round(255 * 10**-density).astype(np.uint8)


def amounts(shape=(60, 80)):
    first = np.where(RANDOM.random(shape) < 0.4, RANDOM.random(shape) * 0.8, 0)
    second = np.where(RANDOM.random(shape) < 0.3, RANDOM.random(shape) * 0.8, 0)
    return first, second


@pytest.mark.parametrize(("stains", "other"), [("H-DAB", "dab"), ("H&E", "eosin")])
def test_known_amounts_of_stain_come_back(stains, other):
    first, second = amounts()
    picture = section(first, second, ("hematoxylin", other))
    np.testing.assert_allclose(colour.unmix_stains(picture, stains, "first"), first, atol=0.02)
    np.testing.assert_allclose(colour.unmix_stains(picture, stains, "second"), second, atol=0.02)


def test_the_standard_stains_agree_with_scikit_image_up_to_its_scale():
    from skimage.color import hdx_from_rgb, separate_stains

    first, second = amounts()
    picture = section(first, second)
    dab = separate_stains(picture, hdx_from_rgb)[..., 1].ravel()
    ours = colour.unmix_stains(picture).ravel()
    assert np.corrcoef(dab, ours)[0, 1] > 0.999


def test_colours_found_in_the_picture_serve_as_well_as_the_published_ones():
    first, second = amounts((120, 120))
    notes = Notes()
    found = colour.unmix_stains(section(first, second), colours="from the picture", notes=notes)
    assert np.corrcoef(found.ravel(), second.ravel())[0, 1] > 0.99
    assert "Stain colours of this picture" in notes.sentences[0]


def test_stain_colours_can_be_typed_and_are_refused_in_words_where_they_are_none():
    picture = section(np.full((8, 8), 0.3), np.full((8, 8), 0.2))
    typed = {"first_colour": "0.65, 0.70, 0.29", "second_colour": "0.27 0.57 0.78"}
    found = colour.unmix_stains(picture, colours="typed", **typed)
    np.testing.assert_array_equal(found, colour.unmix_stains(picture))
    for wrong in ("", "0.65, 0.70", "red", "-1, 0.5, 0.5", "0, 0, 0", "nan nan nan", "0.65 0.7 0.29"):
        with pytest.raises(TabscopeError) as caught:
            colour.unmix_stains(picture, colours="typed", **typed | {"second_colour": wrong})
        assert caught.value.code == "operation.input"


def test_an_unstained_picture_has_no_stain():
    assert not colour.unmix_stains(np.full((5, 5, 3), 255, np.uint8)).any()
