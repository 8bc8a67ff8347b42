"""What is suggested for an image: the recipe that suits it, with settings and reasons."""

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile

from tabscope.cli import main
from tabscope.operations.intensity.colour import STAINS
from tabscope.operations.synth import light, nuclei, objects, points
from tabscope.recipe import parse
from tabscope.units import Length, px

pytestmark = pytest.mark.native
DATA = Path(__file__).parents[2] / "data" / "bio"
SCENE = nuclei((300, 320), number=40, diameter=24, spread=0.1, seed=3)
EMPTY = np.zeros((300, 320))
NUCLEI = objects.draw_nuclei(EMPTY, number=60, diameter=px(22), overlap=0.0, seed=4)


@pytest.fixture
def suggested(tmp_path, capsys):
    def suggest(pixels, **options):
        path = tmp_path / "image.tif"
        tifffile.imwrite(path, pixels, **options)
        assert main(["suggest", str(path), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return suggest


def setting(found, step, parameter):
    return next(one["value"] for one in found["reasons"] if (one["step"], one["parameter"]) == (step, parameter))


def test_bright_nuclei_are_counted_with_their_diameter(suggested):
    found = suggested(SCENE.image)
    assert found["name"] == "count-nuclei"
    assert setting(found, "size", "diameter") == pytest.approx(24, rel=0.15)
    size = next(step for step in found["recipe"]["steps"] if step["id"] == "size")
    assert size["params"]["diameter"] == setting(found, "size", "diameter")
    parse(found["recipe"])
    assert all(one["sentence"].endswith(".") for one in found["reasons"])


def test_what_follows_from_the_diameter_goes_on_following_from_it(suggested):
    steps = {step["id"]: step for step in suggested(SCENE.image)["recipe"]["steps"]}
    assert steps["background"]["params"]["radius"] == {"auto": "size.diameter_px", "times": 2}
    assert steps["fore"]["params"]["diameter"] == {"auto": "size.diameter_px", "times": 1}


def test_dark_objects_on_a_light_ground_are_seen(suggested):
    found = suggested((SCENE.image.max() + np.uint16(50) - SCENE.image).astype(np.uint16))
    assert found["name"] == "count-dark-objects"
    assert setting(found, "size", "diameter") == pytest.approx(24, rel=0.15)


def test_dark_objects_are_seen_where_the_light_falls_off_to_one_side(suggested):
    picture = light.stain(NUCLEI, brightness=-120.0, variation=0.1, background=500.0, shading=200.0)
    assert suggested(light.noise(picture))["name"] == "count-dark-objects"


def test_values_stored_dark_on_light_are_counted_as_dark_whatever_the_file_says_of_showing_them(suggested):
    stored = (SCENE.image.max() + np.uint16(50) - SCENE.image).astype(np.uint16)
    assert suggested(stored, photometric="miniswhite")["name"] == "count-dark-objects"


def test_dim_objects_in_noise_are_counted_as_the_recipe_can(suggested):
    found = suggested(light.noise(light.stain(NUCLEI, brightness=30.0), read=6.0))
    assert found["name"] == "count-nuclei"
    assert setting(found, "size", "diameter") == pytest.approx(22, rel=0.2)


@pytest.mark.parametrize("bright", [True, False])
def test_winding_lines_are_measured_by_their_length(suggested, bright):
    lines = objects.lines(EMPTY, number=8, length=px(180), thickness=px(4), seed=2)
    found = suggested(light.noise(light.stain(lines, brightness=250.0 if bright else -250.0, background=500.0)))
    assert found["name"] == "line-length"
    assert setting(found, "ridges", "thinnest") < 2 < setting(found, "ridges", "thickest")
    assert ("dark" in [one["value"] for one in found["reasons"]]) != bright
    parse(found["recipe"])


@pytest.mark.parametrize("radius", [2, 3])
def test_small_spots_are_found_as_spots_with_their_radius(suggested, radius):
    places = points.spots(EMPTY, number=120, apart=px(3 * radius))
    found = suggested(light.noise(points.draw_spots(EMPTY + 100, places, radius=px(radius), brightness=250.0)))
    assert found["name"] == "find-spots"
    assert setting(found, "spots", "radius") == pytest.approx(radius, rel=0.2)
    parse(found["recipe"])


def test_cells_that_are_seen_by_their_texture_are_measured_by_the_area_they_cover(suggested):
    cells = objects.cells(NUCLEI, reach=px(12))
    texture = light.stain(cells, brightness=0.0, grain=30.0, background=300.0, blur=px(0.7))
    assert suggested(light.noise(texture))["name"] == "confluency"


def test_a_picture_without_any_noise_is_described_in_words_too(suggested):
    lines = objects.lines(EMPTY, number=6, length=px(180), thickness=px(4), seed=2)
    found = suggested(light.stain(lines, variation=0.0))
    assert found["name"] == "line-length"
    assert "more than 1000 times the noise" in found["reasons"][0]["sentence"]


def test_an_even_slope_of_light_is_no_object(suggested):
    slope = light.noise(np.tile(np.linspace(100, 500, 320), (300, 1)))
    assert suggested(slope)["name"] == "image-quality"


def test_a_stained_section_is_seen(suggested):
    amount = 0.9 * (SCENE.labels > 0)[..., None] * np.asarray(STAINS["dab"])
    picture = np.clip(240 * 10.0**-amount, 0, 255).astype(np.uint8)
    assert suggested(picture, photometric="rgb")["name"] == "stain-area"


@pytest.mark.parametrize("flat", [True, False])
def test_nothing_is_counted_where_nothing_is_to_be_seen(suggested, flat):
    noise = np.random.default_rng(1).normal(100, 5, (200, 200)).astype(np.float32)
    assert suggested(np.full((200, 200), 7, np.uint8) if flat else noise)["name"] == "image-quality"


def test_slices_and_times_are_offered_and_not_chosen(suggested):
    stack = np.stack([SCENE.image, SCENE.image, SCENE.image])
    found = suggested(stack, imagej=True, metadata={"axes": "ZYX"})
    assert found["name"] == "count-nuclei"
    assert any("3 slices" in one["sentence"] for one in found["reasons"])


@pytest.mark.parametrize(("apart", "name"), [(2.0, "nuclei-3d"), (15.0, "count-nuclei")])
def test_a_stack_whose_slices_lie_close_is_taken_as_a_volume(suggested, apart, name):
    bodies = objects.draw_nuclei(
        np.zeros((15, 150, 150)), number=60, diameter=Length((20 / apart, 20.0, 20.0)), overlap=0.0
    )
    stack = light.noise(light.stain(bodies, blur=Length((0.4, 1.0, 1.0))))
    found = suggested(stack, imagej=True, resolution=(1, 1), metadata={"axes": "ZYX", "unit": "um", "spacing": apart})
    assert found["name"] == name
    assert setting(found, "size", "diameter") == pytest.approx(20, rel=0.25)
    parse(found["recipe"])


def test_the_suggested_recipe_can_be_written_and_run(tmp_path, capsys):
    image, recipe = DATA / "stardist" / "img2d.tif", tmp_path / "recipe.json"
    assert main(["suggest", str(image), "--out", str(recipe)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "count-nuclei"
    assert main(["run", str(recipe), str(image), "--out", str(tmp_path / "results"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["images"][0]["count"] > 80


def test_a_place_that_cannot_be_written_is_an_error_in_words(tmp_path, capsys):
    missing = tmp_path / "nowhere" / "recipe.json"
    assert main(["suggest", str(DATA / "stardist" / "img2d.tif"), "--out", str(missing)]) == 1
    assert "[export.cannot-write]" in capsys.readouterr().err
