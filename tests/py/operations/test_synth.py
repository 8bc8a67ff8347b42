"""Drawn test images: the truth is what was asked for, and the recipes find it again."""

import hashlib

import numpy as np
import pytest
from scipy import ndimage

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.measure.skeleton import skeleton
from tabscope.operations.moment import Moment
from tabscope.operations.segment.spots import spots as find_spots
from tabscope.operations.synth import light, objects, points
from tabscope.units import Length, px

PLANE = np.zeros((200, 240))
NUCLEI = objects.draw_nuclei(PLANE, number=60, diameter=px(20), seed=3)


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:16]


def test_nuclei_have_the_diameter_that_was_asked_for():
    inner = np.setdiff1d(np.unique(NUCLEI), np.unique(np.concatenate([NUCLEI[0], NUCLEI[-1], *NUCLEI.T[[0, -1]]])))
    areas = np.bincount(NUCLEI.ravel())[inner]
    assert np.median(2 * np.sqrt(areas / np.pi)) == pytest.approx(20, rel=0.05)


def test_nuclei_without_overlap_are_whole_ellipses_and_as_many_as_have_room():
    alone = objects.draw_nuclei(PLANE, number=300, diameter=px(20), overlap=0.0)
    crowded = objects.draw_nuclei(PLANE, number=300, diameter=px(20), overlap=1.0)
    assert 20 < alone.max() < crowded.max() <= 300
    assert (crowded > 0).mean() > 0.8


def test_a_nucleus_of_a_volume_is_flat_where_slices_are_far_apart():
    volume = objects.draw_nuclei(np.zeros((20, 120, 120)), number=1, diameter=Length((5.0, 20.0, 20.0)), longest=1.0)
    z, y, x = np.nonzero(volume)
    assert np.ptp(z) < 8
    assert 12 <= np.ptp(y) <= 26
    assert 12 <= np.ptp(x) <= 26


def test_in_a_movie_nuclei_go_their_way_and_keep_their_size():
    def frame(t):
        return objects.draw_nuclei(
            PLANE, number=6, diameter=px(14), overlap=0.0, speed=px(3), seed=1, moment=Moment(t=t)
        )

    def centres(labels):
        return np.array(ndimage.center_of_mass(labels > 0, labels, np.unique(labels)[1:]))

    first, later = frame(0), frame(2)
    np.testing.assert_array_equal(first, objects.draw_nuclei(PLANE, number=6, diameter=px(14), overlap=0.0, seed=1))
    away = np.linalg.norm(centres(first)[:, None] - centres(later)[None], axis=2).min(axis=1)
    assert np.median(away) == pytest.approx(6, abs=0.3)
    assert (later > 0).sum() == pytest.approx((first > 0).sum(), rel=0.1)


def test_a_cell_holds_its_nucleus_and_ends_where_it_was_told_to():
    cells = objects.cells(NUCLEI, reach=px(8), irregular=0.5, seed=1)
    np.testing.assert_array_equal(cells[NUCLEI > 0], NUCLEI[NUCLEI > 0])
    away = ndimage.distance_transform_edt(NUCLEI == 0)
    assert away[cells > 0].max() <= 12
    assert (cells > 0)[(away > 0) & (away < 4)].all()


def test_a_line_is_as_long_and_as_thick_as_it_was_asked_for():
    line = objects.lines(np.zeros((400, 400)), number=1, length=px(150), thickness=px(5), bending=0.05, seed=5)
    assert skeleton(line > 0)["skeleton_length_px"][0] == pytest.approx(150, rel=0.08)
    assert (line > 0).sum() / 150 == pytest.approx(5, rel=0.15)


def test_photons_scatter_as_poisson_says_and_reading_adds_to_it():
    flat = np.full((300, 300), 500.0)
    seen = light.noise(flat, gain=4.0, read=10.0)
    assert seen.dtype == np.uint16
    assert seen.mean() == pytest.approx(500, rel=0.01)
    assert seen.var() == pytest.approx(500 * 4 + 100, rel=0.05)


def test_more_light_than_a_camera_holds_is_cut_off_at_its_end():
    assert (light.noise(np.full((4, 4), 1e9), gain=0.01) == 65535).all()
    assert light.noise(np.full((4, 4), -50.0), read=0.0).max() == 0


def test_stained_objects_are_as_bright_as_they_were_asked_to_be():
    image = light.stain(NUCLEI, brightness=300.0, variation=0.0, background=50.0, blur=px(0))
    np.testing.assert_allclose(image[NUCLEI > 0], 350)
    np.testing.assert_allclose(image[NUCLEI == 0], 50)
    dark = light.stain(NUCLEI, brightness=-40.0, variation=0.0, background=50.0, shading=20.0, blur=px(0))
    np.testing.assert_allclose(dark[NUCLEI == 0].max(), 70, atol=0.2)
    assert dark[NUCLEI > 0].max() <= 30


def test_drawn_spots_are_found_where_they_were_placed():
    truth = points.spots(PLANE, number=60, apart=px(12), seed=2)
    image = light.noise(points.draw_spots(np.full(PLANE.shape, 100.0), truth, radius=px(3), brightness=300.0))
    found = find_spots(image, radius=px(3))
    places = [np.stack([one[f"centroid_{axis}_px"] for axis in "yx"], axis=1) for one in (truth, found)]
    inside = ((places[0] > 3) & (places[0] < np.array(PLANE.shape) - 4)).all(axis=1)
    away = np.linalg.norm(places[0][inside][:, None] - places[1][None], axis=2).min(axis=1)
    assert len(found) == pytest.approx(len(truth), abs=2)
    assert away.max() < 0.5
    assert np.median(away) < 0.1


def test_spots_may_be_kept_to_objects():
    truth = points.spots(PLANE, NUCLEI, number=100, apart=px(3))
    at = [np.round(truth[f"centroid_{axis}_px"]).astype(int) for axis in "yx"]
    assert len(truth) > 50
    assert (NUCLEI[tuple(at)] > 0).all()
    assert len(points.spots(PLANE, np.zeros(PLANE.shape, np.uint32))) == 0


def test_a_point_spread_is_drawn_in_the_middle_and_cut_off_where_the_image_is_small():
    drawn = light.point_spread(np.zeros((31, 41)), sigma=px(2))
    assert np.unravel_index(drawn.argmax(), drawn.shape) == (15, 20)
    assert drawn.sum() == pytest.approx(1, abs=1e-6)
    small = light.point_spread(np.zeros((5, 5)), sigma=px(2))
    np.testing.assert_allclose(small, drawn[13:18, 18:23])


def test_the_blur_of_a_microscope_needs_the_size_of_a_pixel():
    with pytest.raises(TabscopeError) as caught:
        light.point_spread(np.zeros((9, 9)), blur="microscope", pixel_size=PixelSize())
    assert caught.value.code == "image.no-pixel-size"


def test_equal_seeds_draw_the_same_here_as_everywhere_and_others_do_not():
    image = light.noise(light.stain(NUCLEI, grain=20.0, seed=1), seed=2)
    assert digest(NUCLEI) == "b76db2be19924528"
    assert digest(image) == "cdd52a3e0e55d942"
    assert digest(objects.draw_nuclei(PLANE, number=60, diameter=px(20), seed=4)) != digest(NUCLEI)
