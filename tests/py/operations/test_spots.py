"""Spots are found where they were drawn, finer than a pixel, and nowhere else."""

import numpy as np
import pytest
from runner.test_run import image_of

from tabscope import gallery
from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.operations.measure.points import at_points, points_in_objects
from tabscope.operations.segment.spots import spots
from tabscope.recipe import parse
from tabscope.units import Length, px


def places(table):
    names = [name for name in ("centroid_z_px", "centroid_y_px", "centroid_x_px") if name in table.names]
    return np.stack([table[name] for name in names], axis=1)


def drawn(shape, sigmas, number, height=200.0, noise=8.0, seed=1):
    """Draw Gaussian spots at random places apart from one another; return the places, their sigmas and the image."""
    random = np.random.default_rng(seed)
    centres, sizes = [], []
    while len(centres) < number:
        one = np.array([random.uniform(8, side - 8) for side in shape])
        if all(np.linalg.norm(one - other) > 6 * max(sigmas) for other in centres):
            centres.append(one)
            sizes.append(sigmas[len(centres) % len(sigmas)])
    axes, image = np.indices(shape), random.normal(100, noise, shape)
    for centre, sigma in zip(centres, sizes, strict=True):
        away = sum((axis - at) ** 2 for axis, at in zip(axes, centre, strict=True))
        image += height * np.exp(-away / (2 * sigma**2))
    return np.array(centres), np.array(sizes), image


def nearest(truth, found):
    away = np.linalg.norm(truth[:, None] - found[None], axis=2)
    return away.argmin(axis=1), away.min(axis=1)


@pytest.mark.parametrize("method", ["log", "dog", "doh"])
@pytest.mark.parametrize("shape", [(220, 200), (24, 70, 80)])
def test_every_spot_is_found_to_a_tenth_of_a_pixel_and_no_other(shape, method):
    truth, _, image = drawn(shape, [2.0], 20 if len(shape) == 2 else 8)
    table = spots(image.astype(np.uint16), px(2 * len(shape) ** 0.5), method=method)
    match, away = nearest(truth, places(table))
    assert len(table) == len(truth) == len(set(match))
    assert np.sqrt(np.mean(away**2)) < 0.1
    assert table["strength"] == pytest.approx(200, rel=0.2)
    assert table["object"].tolist() == list(range(1, len(truth) + 1))


def test_dark_spots_are_the_bright_ones_of_the_negative():
    _, _, image = drawn((120, 120), [2.0], 8)
    np.testing.assert_allclose(places(spots(500 - image, px(3), spots="dark")), places(spots(image, px(3))))


def test_the_determinant_passes_over_lines_and_finds_dark_spots_too():
    truth, _, image = drawn((120, 120), [2.0], 6)
    image += 400 * np.exp(-((np.arange(120) - 60.0) ** 2) / 8)
    image[:, 45:75] -= np.random.default_rng(0).normal(0, 3, (120, 30)).cumsum(axis=0)
    aside = truth[np.abs(truth[:, 1] - 60) > 12]
    found = {method: places(spots(image, px(2.8), strength=80, method=method)) for method in ("log", "doh")}
    assert len(found["doh"]) < len(found["log"])
    assert nearest(aside, found["doh"])[1].max() < 0.3
    np.testing.assert_allclose(places(spots(900 - image, px(2.8), None, 80, "dark", "doh")), found["doh"], atol=0.01)


def test_spots_of_two_sizes_get_their_radii():
    truth, sizes, image = drawn((300, 300), [2.0, 4.0], 20, noise=4.0)
    table = spots(image, px(2.4), largest=px(8))
    match, away = nearest(truth, places(table))
    assert len(table) == len(truth)
    assert away.max() < 0.5
    assert table["radius_px"][match] / (sizes * 2**0.5) == pytest.approx(1, rel=0.2)


def test_noise_alone_has_no_spots_and_a_given_strength_is_kept_to():
    random = np.random.default_rng(3)
    noise = random.normal(100, 5, (300, 300))
    assert len(spots(noise, px(3))) == 0
    assert len(spots(np.full((40, 40), 7, np.uint16), px(3))) == 0
    _, _, image = drawn((150, 150), [2.0], 10)
    assert len(spots(image, px(2.8), strength=150)) == 10
    assert len(spots(image, px(2.8), strength=300)) == 0


def test_positions_come_in_micrometres_too():
    _, _, image = drawn((24, 60, 60), [2.0], 3)
    table = spots(image, Length((2.0, 3.4, 3.4)), pixel_size=PixelSize(1.0, 0.5, 0.25))
    assert table["centroid_z_um"] == pytest.approx(table["centroid_z_px"])
    assert table["centroid_x_um"] == pytest.approx(table["centroid_x_px"] / 4)


def test_brightness_and_owner_are_taken_where_the_point_lies():
    image = np.zeros((60, 60))
    image[10:20, 10:20] = 50
    labels = np.zeros((60, 60), np.uint32)
    labels[5:30, 5:30], labels[40:50, 40:50] = 7, 9
    _, _, drawn_image = drawn((60, 60), [2.0], 3)
    points = spots(drawn_image, px(2.8))
    table = at_points(points, {"dna": image}, labels, px(1))
    inside = labels[tuple(np.round(places(points)).astype(int).T)]
    assert table["parent"].tolist() == inside.tolist()
    y, x = np.round(places(points)).astype(int)[0]
    around = [image[y, x], image[y - 1, x], image[y + 1, x], image[y, x - 1], image[y, x + 1]]
    assert table["mean_dna"][0] == pytest.approx(np.mean(around))
    counted = points_in_objects(labels, points)
    assert counted["object"].tolist() == [7, 9]
    assert counted["children"].tolist() == [(inside == 7).sum(), (inside == 9).sum()]


def test_the_recipe_counts_spots_and_measures_them_in_every_channel(host, run_async):
    truth, _, image = drawn((160, 160), [2.0], 14)
    other = np.full(image.shape, 50.0)
    planes = np.stack([image, other])[None, :, None].astype(np.uint16)
    run = run_async(Engine(host).run(parse(gallery.load("find-spots")), image_of(planes, names=("FISH", "DNA"))))
    assert run.count == 0
    document = gallery.load("find-spots")
    document["inputs"]["signal"]["channel"] = "FISH"
    run = run_async(Engine(host).run(parse(document), image_of(planes, names=("FISH", "DNA"))))
    assert (run.count, run.headline) == (len(truth), f"{len(truth)} spots")
    table = run.tables["brightness"]
    assert table["object"].tolist() == run.tables["spots"]["object"].tolist()
    assert set(table["mean_dna"]) == {50}
    assert (table["mean_fish"] > 150).all()
