"""The default recipe on nuclei that people outlined; truth comes with the images."""

import numpy as np
import pytest
from gallery_steps import f1, load, run_steps

from tabscope.errors import TabscopeError
from tabscope.operations.synth import nuclei

OUTLINED = {
    "stardist/img2d.tif": ("stardist/mask2d.tif", 0.80),
    "neubias/xy_8bit__mitocheck_incenp_t1.tif": ("neubias/xy_8bit_labels__mitocheck_incenp_t1.tif", 1.0),
    "neubias/xy_16bit__h2b.tif": ("neubias/xy_8bit_labels__h2b.tif", 1.0),
    "blobs/blobs.tif": ("blobs/reference_labels.tif", 0.90),
}


@pytest.mark.parametrize("name", OUTLINED)
def test_outlined_nuclei_are_found_at_least_as_well_as_by_plain_otsu(name):
    mask, least = OUTLINED[name]
    image, truth = load(f"bio/{name}"), load(f"bio/{mask}")
    score = f1(truth, run_steps("count-nuclei", image)[0]["split"])
    assert score >= least
    assert score >= f1(truth, run_steps("plain-otsu", image)[0]["split"])


@pytest.mark.parametrize("factor", [0.7, 1.4])
def test_a_diameter_that_is_somewhat_wrong_changes_little(factor):
    image, truth = load("bio/stardist/img2d.tif"), load("bio/stardist/mask2d.tif")
    found = run_steps("count-nuclei", image)[0]["size"]["diameter_px"][0]
    assert f1(truth, run_steps("count-nuclei", image, diameter=factor * found)[0]["split"]) >= 0.75


def test_the_diameter_is_that_of_the_outlined_nuclei():
    areas = np.bincount(load("bio/stardist/mask2d.tif").ravel())[1:]
    true = 2 * np.sqrt(np.median(areas[areas > 0]) / np.pi)
    found = run_steps("count-nuclei", load("bio/stardist/img2d.tif"))[0]["size"]["diameter_px"][0]
    assert found == pytest.approx(true, rel=0.1)


def test_shading_three_times_as_strong_as_the_nuclei_is_no_obstacle():
    scene = nuclei(number=120, diameter=24, seed=3, brightness=60, shading=180, blur=2)
    values, _ = run_steps("count-nuclei", scene.image)
    assert f1(scene.labels, values["split"]) >= 0.85
    assert f1(scene.labels, run_steps("plain-otsu", scene.image)[0]["split"]) < 0.6


@pytest.mark.parametrize("offset", [0, 500, 20000])
def test_a_constant_added_by_the_camera_changes_nothing(offset):
    scene = nuclei(shape=(160, 160), number=30, seed=7)
    plain = run_steps("count-nuclei", scene.image)[0]["split"]
    moved = run_steps("count-nuclei", scene.image + np.uint16(offset))[0]["split"]
    assert (plain > 0).sum() == pytest.approx((moved > 0).sum(), rel=0.01)
    assert moved.max() == plain.max()


def test_one_hot_pixel_changes_nothing():
    image = load("bio/neubias/xy_16bit__h2b.tif").copy()
    image[2, 2] = 65535
    assert f1(load("bio/neubias/xy_8bit_labels__h2b.tif"), run_steps("count-nuclei", image)[0]["split"]) == 1


@pytest.mark.parametrize("diameter", [8.0, 20.0, 40.0])
@pytest.mark.parametrize("mean", [3, 100, 1000])
def test_noise_has_no_nuclei_and_that_is_said(mean, diameter):
    image = np.random.default_rng(mean).poisson(mean, (200, 200)).astype(np.uint16)
    values, said = run_steps("count-nuclei", image, diameter=diameter)
    assert values["split"].max() == 0
    assert len(values["cells"]) == 0
    assert any(sentence.startswith("No clear signal") for sentence in said)


@pytest.mark.parametrize("image", [np.zeros((64, 64), np.uint8), np.full((64, 64), np.nan), np.ones((3, 3), np.uint16)])
def test_where_nothing_shows_a_size_a_person_is_asked(image):
    with pytest.raises(TabscopeError) as caught:
        run_steps("count-nuclei", image)
    assert caught.value.code == "measure.diameter-unknown"
    assert "Type the diameter" in caught.value.hint


def test_a_flat_image_with_a_typed_diameter_has_no_nuclei():
    assert run_steps("count-nuclei", np.full((50, 60), 7, np.uint16), diameter=12.0)[0]["split"].max() == 0


def test_dark_objects_are_counted_as_their_negative_would_be():
    scene = nuclei(shape=(160, 160), number=30, seed=5)
    bright = run_steps("count-nuclei", scene.image)[0]["split"]
    dark = run_steps("count-dark-objects", scene.image.max() - scene.image)[0]["split"]
    np.testing.assert_array_equal(bright, dark)


def test_a_pattern_inside_a_large_nucleus_does_not_split_it():
    y, x = np.mgrid[:300, :300]
    nucleus = np.zeros((300, 300))
    for cy, cx in ((80, 80), (80, 220), (220, 80), (220, 220)):
        nucleus[((y - cy) / 45) ** 2 + ((x - cx) / 35) ** 2 <= 1] = 400
    nucleus *= 1 + 0.35 * np.sin(y / 7) * np.sin(x / 9)
    image = np.random.default_rng(1).poisson(nucleus + 50).astype(np.uint16)
    assert run_steps("count-nuclei", image)[0]["split"].max() == 4


def test_an_even_background_is_left_alone_and_that_is_said():
    scene = nuclei(number=30, seed=2)
    values, said = run_steps("count-nuclei", scene.image)
    np.testing.assert_array_equal(values["background"], scene.image)
    assert "The background is even; nothing was subtracted." in said
