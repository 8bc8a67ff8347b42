"""Geometry: what each operation does to pixels, against numpy, scipy and scikit-image."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.grid import Grid
from tabscope.operations.geometry.blocks import bin_
from tabscope.operations.geometry.cut import crop, pad
from tabscope.operations.geometry.resize import resize
from tabscope.operations.geometry.turn import flip, rotate
from tabscope.operations.geometry.views import concatenate, orthogonal, reslice
from tabscope.operations.intensity.project import project
from tabscope.operations.notes import Notes
from tabscope.operations.placing import Placing
from tabscope.operations.register.landmarks import _fitted, landmarks
from tabscope.operations.restore.deskew import deskew
from tabscope.operations.synth import nuclei
from tabscope.units import px

CELLS = np.clip(nuclei((303, 384), number=60, diameter=24, seed=3).image // 8, 0, 255).astype(np.uint8)
VOLUME = np.random.default_rng(4).integers(0, 4000, (5, 12, 9)).astype(np.uint16)
SIZE = PixelSize(1.5, 0.5, 0.5)


def placing(exact=False, size=SIZE, **more):
    return Placing(Grid(pixel_size=size, **more), exact)


@given(st.integers(0, 300), st.integers(0, 380), st.integers(1, 200), st.integers(1, 200))
def test_a_box_is_cut_out_where_the_image_has_it(top, left, height, width):
    place = placing()
    cut = crop(CELLS, None, px(top), px(left), px(top + height), px(left + width), placing=place)
    np.testing.assert_array_equal(cut, CELLS[top : top + height, left : left + width])
    assert place.moved.offset == (0, top, left)


def test_the_box_around_a_mask_has_its_margin_and_stays_in_the_image():
    mask = np.zeros(CELLS.shape, bool)
    mask[10:20, 50:55] = True
    place = placing()
    cut = crop(CELLS, mask, margin=px(12), placing=place)
    np.testing.assert_array_equal(cut, CELLS[0:32, 38:67])
    assert place.moved.offset == (0, 0, 38)


def test_a_box_beside_the_image_is_refused_in_words():
    with pytest.raises(TabscopeError, match="outside"):
        crop(CELLS, None, px(500))


@pytest.mark.parametrize(("fill", "mode"), [("value", "constant"), ("edge", "edge"), ("mirror", "symmetric")])
def test_a_margin_is_that_of_numpy(fill, mode):
    np.testing.assert_array_equal(pad(CELLS, px(7), px(3), fill=fill), np.pad(CELLS, ((7, 7), (3, 3)), mode=mode))


def test_a_value_that_the_type_cannot_hold_makes_the_margin_and_the_image_floats():
    found = pad(CELLS, px(2), px(2), fill="value", value=-1.5)
    assert (found.dtype, found[0, 0], found[2, 2]) == (np.float32, -1.5, CELLS[0, 0])
    assert pad(CELLS, px(2), px(2), fill="value", value=300.0)[0, 0] == 300
    assert np.isnan(pad(CELLS, px(2), px(2))[:2]).all()


@pytest.mark.parametrize("by", ["mean", "sum", "min", "max", "median"])
def test_blocks_are_those_of_numpy(by):
    blocks = CELLS[:303, :384].reshape(101, 3, 128, 3).swapaxes(1, 2).reshape(101, 128, 9)
    wanted = getattr(np, by)(blocks, axis=-1)
    np.testing.assert_allclose(bin_(CELLS, 3, by=by), wanted, rtol=1e-6)
    volume = bin_(VOLUME, 2, 2, by=by)
    whole = VOLUME[:4, :, :8].reshape(2, 2, 6, 2, 4, 2).transpose(0, 2, 4, 1, 3, 5).reshape(2, 6, 4, 8)
    np.testing.assert_allclose(volume, getattr(np, by)(whole, axis=-1), rtol=1e-6)


def test_missing_pixels_are_left_out_of_blocks_but_for_sums():
    image = np.array([[1.0, np.nan, np.nan, np.nan], [3.0, 2.0, np.nan, np.nan]])
    assert bin_(image, 2, by="mean").tolist() == [[2.0, pytest.approx(np.nan, nan_ok=True)]]
    assert bin_(image, 2, by="median")[0, 0] == bin_(image, 2, by="mean")[0, 0] == 2
    assert np.isnan(bin_(image, 2, by="sum")).all()


def test_labels_in_a_block_take_the_id_that_most_pixels_have():
    labels = np.array([[1, 2, 5, 5], [2, 2, 6, 6]], np.uint32)
    assert bin_(labels, 2, placing=placing(exact=True)).tolist() == [[2, 5]]
    assert bin_(labels, 2, ids="middle", placing=placing(exact=True)).tolist() == [[2, 6]]
    assert bin_(labels > 1, 2).dtype == bool


@given(st.integers(0, 40), st.integers(1, 7))
def test_a_region_has_the_blocks_of_the_whole_image(start, factor):
    whole, place = bin_(CELLS, factor), placing(offset=(0.0, float(start), 0.0))
    part = bin_(CELLS[start:], factor, placing=place)
    first = -(-start // factor)
    np.testing.assert_array_equal(part, whole[first : first + len(part)])
    assert place.moved.offset[1] == first * factor + (factor - 1) / 2


@pytest.mark.native  # skimage.transform is not in the tab
@pytest.mark.parametrize("factor", [0.25, 0.5, 2.0, 3.0])
def test_a_resized_image_is_that_of_scikit_image(factor):
    from skimage import transform

    shape = tuple(round(side * factor) for side in CELLS.shape)
    wanted = transform.resize(CELLS, shape, order=1, preserve_range=True, anti_aliasing=factor < 1, mode="edge")
    found = resize(CELLS, factor, placing=placing())
    assert found.shape == shape
    inner = np.abs(found - wanted)[8:-8, 8:-8]
    assert np.median(inner) < 1.5


def test_voxels_become_cubes_of_the_length_that_was_typed():
    place = placing()
    found = resize(VOLUME, pixel_size=0.5, placing=place)
    assert found.shape == (15, 12, 9)
    assert place.moved.pixel_size == PixelSize(0.5, 0.5, 0.5)
    with pytest.raises(TabscopeError) as caught:
        resize(VOLUME, pixel_size=0.5, placing=placing(size=PixelSize()))
    assert caught.value.code == "image.no-pixel-size"


@pytest.mark.parametrize("turns", range(-5, 6))
def test_quarter_turns_move_every_pixel_where_the_grid_says(turns):
    place = placing()
    found = rotate(CELLS, 90.0 * turns, placing=place)
    np.testing.assert_array_equal(found, np.rot90(CELLS, turns))
    own = np.array([(0.0, y, x) for y, x in ((0, 0), (3, 7), (100, 200))])
    there = np.round(place.moved.places(own)).astype(int)
    assert [found[int(y), int(x)] for _, y, x in own] == [CELLS[y, x] for _, y, x in there]


@given(st.floats(-180, 180).filter(lambda angle: angle % 90))
def test_a_turned_image_holds_what_lies_where_its_grid_says(angle):
    smooth, place = ndimage.gaussian_filter(CELLS[:80, :90].astype(np.float32), 3), placing()
    found = rotate(smooth, angle, placing=place)
    y, x = np.nonzero(np.isfinite(found))
    there = place.moved.places(np.stack([y * 0.0, y, x], axis=1))
    wanted = ndimage.map_coordinates(smooth, there[:, 1:].T, order=1, mode="nearest")
    np.testing.assert_allclose(found[y, x], wanted, atol=0.05)
    assert np.isfinite(found).sum() == pytest.approx(smooth.size, rel=0.06)


def test_a_turn_of_unequal_pixels_keeps_right_angles():
    """A square of 8 x 8 µm on pixels of 1 x 0.5 µm stays a square."""
    image = np.zeros((40, 80), np.uint8)
    image[16:24, 32:48] = 200
    place = placing(size=PixelSize(None, 1.0, 0.5))
    found = rotate(image, 45.0, placing=place) > 100
    assert place.moved.pixel_size == PixelSize(None, 0.5, 0.5)
    rows, columns = (np.flatnonzero(found.any(axis=axis)) for axis in (1, 0))
    assert np.ptp(rows) * 0.5 == pytest.approx(8 * 2**0.5, abs=1.2)
    assert np.ptp(columns) * 0.5 == pytest.approx(8 * 2**0.5, abs=1.2)


@given(st.booleans(), st.booleans(), st.booleans())
def test_flipping_twice_changes_nothing(left_right, up_down, slices):
    place = placing()
    once = flip(VOLUME, left_right, up_down, slices, placing=place)
    again = Placing(place.moved)
    np.testing.assert_array_equal(flip(once, left_right, up_down, slices, placing=again), VOLUME)
    assert again.moved.same(Grid(pixel_size=SIZE))


def test_a_resliced_volume_shows_depth_from_top_to_bottom():
    place = placing()
    np.testing.assert_array_equal(reslice(VOLUME, "y", placing=place)[3], VOLUME[:, 3, :])
    assert (place.moved.apart, place.moved.pixel_size) == (True, PixelSize(0.5, 1.5, 0.5))
    np.testing.assert_array_equal(reslice(VOLUME, "x")[4], VOLUME[:, :, 4])
    with pytest.raises(TabscopeError, match="one plane"):
        reslice(CELLS)


@pytest.mark.parametrize(("along", "wanted"), [("z", VOLUME[3]), ("y", VOLUME[:, 3]), ("x", VOLUME[:, :, 3])])
def test_a_plane_of_a_volume_is_taken_by_its_number_on_the_image(along, wanted):
    place = placing()
    np.testing.assert_array_equal(orthogonal(VOLUME, along, 3, placing=place), wanted)
    assert place.moved.apart == (along != "z")
    with pytest.raises(TabscopeError, match="it has no"):
        orthogonal(VOLUME, along, 90)


def test_two_images_lie_side_by_side_and_their_ids_stay_different():
    labels = np.array([[1, 0], [0, 2]], np.uint32)
    assert concatenate(labels, labels, placing=placing(exact=True)).tolist() == [[1, 0, 3, 0], [0, 2, 0, 4]]
    assert concatenate(VOLUME, VOLUME, "y").shape == (5, 24, 9)
    with pytest.raises(TabscopeError, match="do not fit"):
        concatenate(CELLS, CELLS[:-1])
    with pytest.raises(TabscopeError, match="mask"):
        concatenate(CELLS, CELLS > 0)


FUNCTIONS = {"max": np.max, "min": np.min, "mean": np.mean, "sum": np.sum, "sd": np.std, "median": np.median}


@pytest.mark.parametrize("by", FUNCTIONS)
@pytest.mark.parametrize("along", ["z", "y", "x"])
def test_projections_are_those_of_numpy(by, along):
    place, axis = placing(), "zyx".index(along)
    np.testing.assert_allclose(project(VOLUME, by, along, placing=place), FUNCTIONS[by](VOLUME, axis=axis), rtol=1e-6)
    assert place.moved.apart == (along != "z")
    gaps = VOLUME.astype(np.float32)
    gaps[2, 3, 4] = np.nan
    found = project(gaps, by, along)
    assert np.isnan(found).sum() == (1 if by == "sum" else 0)


def sheared(angle, step, rows=40):
    """Return a stack as a tilted light sheet takes it of three small spheres, and the places of these in the sample."""
    sin, cos = np.sin(np.radians(angle)), np.cos(np.radians(angle))
    balls = np.array([(8.0, 30.0, 10.0), (14.0, 60.0, 22.0), (10.0, 45.0, 30.0)])
    k, j, i = np.mgrid[0:60, 0:rows, 0:40]
    height, along = j * sin, k * step + j * cos
    stack = sum(np.exp(-((height - z) ** 2 + (along - y) ** 2 + (i - x) ** 2) / 8) for z, y, x in balls)
    return (1000 * stack).astype(np.float32), balls


@pytest.mark.parametrize("angle", [31.8, 45.0, 60.0])
def test_deskewed_spheres_lie_where_they_were_in_the_sample_and_are_round(angle):
    stack, balls = sheared(angle, 1.5)
    place = placing(size=PixelSize(None, 0.2, 0.2))
    found = np.nan_to_num(deskew(stack, angle, px(1.5), placing=place))
    assert place.moved.apart
    assert place.moved.pixel_size == PixelSize(0.2, 0.2, 0.2)
    labels, count = ndimage.label(found > 400)
    assert count == 3
    centres = np.array(ndimage.center_of_mass(found, labels, range(1, 4)))
    order = np.argsort(centres[:, 1])
    np.testing.assert_allclose(centres[order], balls[np.argsort(balls[:, 1])], atol=0.25)
    boxes = [[one.stop - one.start for one in box] for box in ndimage.find_objects(labels)]
    assert max(map(np.ptp, boxes)) <= 1


def test_a_deskewed_stack_keeps_its_slices_where_no_turn_is_wanted():
    stack, _ = sheared(31.8, 1.5)
    place = placing(size=PixelSize(0.3, 0.2, 0.2))
    found = deskew(stack, 31.8, turned=False, placing=place)
    assert len(found) == len(stack)
    assert place.moved.pixel_size.z == pytest.approx(0.3 * np.sin(np.radians(31.8)))
    backwards = deskew(stack[::-1], 31.8, backwards=True, turned=False, placing=placing(size=PixelSize(0.3, 0.2, 0.2)))
    np.testing.assert_array_equal(backwards, found)
    with pytest.raises(TabscopeError, match="step is not known"):
        deskew(stack, placing=placing(size=PixelSize()))


def moved_by(matrix, image):
    """Return an image where what is at p is brought to ``matrix @ (p, 1)``."""
    back = np.linalg.inv(matrix)
    return ndimage.affine_transform(image, back[:2, :2], back[:2, 2], order=1, mode="constant", cval=np.nan)


TURN = np.array([[np.cos(0.1), -np.sin(0.1), 4.0], [np.sin(0.1), np.cos(0.1), -7.0], [0, 0, 1]])
GROWN = TURN * np.array([[1.05, 1.05, 1], [1.05, 1.05, 1], [1, 1, 1]])
BENT = np.array([[1.02, 0.05, 3.0], [-0.03, 0.97, -2.0], [0, 0, 1]])
POINTS = np.array([[20.0, 30.0], [150.0, 40.0], [90.0, 200.0], [200.0, 210.0]])


def written(points, matrix):
    ends = points @ matrix[:2, :2].T + matrix[:2, 2]
    return "; ".join(f"{a},{b} > {c},{d}" for (a, b), (c, d) in zip(points, ends, strict=True))


@pytest.mark.parametrize(("model", "matrix"), [("rigid", TURN), ("similarity", GROWN), ("affine", BENT)])
def test_landmarks_bring_a_channel_where_it_belongs(model, matrix):
    image, notes = ndimage.gaussian_filter(CELLS.astype(np.float32), 2), Notes()
    found = landmarks(image, written(POINTS, matrix), model, placing=placing(), notes=notes)
    wanted = moved_by(matrix, image)
    both = np.isfinite(found) & np.isfinite(wanted)
    assert both.mean() > 0.8
    np.testing.assert_allclose(found[both], wanted[both], atol=0.05)
    assert notes.values["residual_px"] < 1e-6


@pytest.mark.native  # skimage.transform is not in the tab
@pytest.mark.parametrize("axes", [2, 3])
@pytest.mark.parametrize("model", ["rigid", "similarity", "affine"])
def test_the_transform_through_landmarks_is_that_of_scikit_image(model, axes):
    from skimage import transform

    kinds = {"rigid": "EuclideanTransform", "similarity": "SimilarityTransform", "affine": "AffineTransform"}
    rng = np.random.default_rng(axes)
    start, end = rng.normal(0, 50, (7, axes)), rng.normal(0, 50, (7, axes))
    if model == "affine":  # theirs weighs pairs that do not agree otherwise than by their distance
        end = start @ rng.normal(0, 1, (axes, axes)) + 3
    wanted = getattr(transform, kinds[model]).from_estimate(start, end).params
    np.testing.assert_allclose(_fitted(start, end, model), wanted, atol=1e-8)


def test_landmarks_in_micrometres_and_on_a_region_say_the_same():
    place = Placing(Grid(offset=(0.0, 10.0, 20.0), pixel_size=SIZE))
    part = landmarks(CELLS[10:, 20:], written(POINTS, TURN), "rigid", placing=place)
    whole = landmarks(CELLS, written(POINTS, TURN), "rigid", placing=placing())
    scaled = landmarks(
        CELLS, written(POINTS / 2, TURN * [[1, 1, 0.5], [1, 1, 0.5], [1, 1, 1]]), "rigid", "µm", placing()
    )
    inner = np.isfinite(part)
    np.testing.assert_allclose(part[inner], whole[10:, 20:][inner], atol=1e-2)
    np.testing.assert_allclose(scaled, whole, atol=1e-2)


def test_the_residual_of_landmarks_that_do_not_agree_is_said():
    notes = Notes(pixel=2.0)
    landmarks(
        CELLS, "0,0 > 0,1; 0,100 > 0,99; 100,0 > 100,1; 100,100 > 100,99", "rigid", placing=placing(), notes=notes
    )
    assert notes.values["residual_px"] == pytest.approx(1)
    assert notes.sentences == ["Landmarks still lie 2 px apart, over 4 pairs."]


@pytest.mark.parametrize(
    ("pairs", "model", "reason"),
    [
        ("1,2 > 3", "rigid", "no pair"), ("1,2,3 > 1,2,3", "rigid", "no pair"), ("a,b > 1,2", "rigid", "no pair"),
        ("1,2 > 2,3", "rigid", "needs 2"), ("1,1 > 1,1; 2,2 > 2,2", "affine", "needs 3"),
        ("1,1 > 1,1; 2,2 > 2,2; 3,3 > 3,3", "affine", "one line"), ("1,1 > 1,1; 1,1 > 2,2", "rigid", "one place"),
        ("1,nan > 1,2", "rigid", "no pair"),
    ],
)  # fmt: skip
def test_landmarks_that_say_too_little_are_refused_by_name(pairs, model, reason):
    with pytest.raises(TabscopeError, match=reason) as caught:
        landmarks(CELLS, pairs, model, placing=placing())
    assert caught.value.code == "operation.input"


def test_volumes_are_aligned_by_landmarks_in_three_dimensions():
    volume = ndimage.gaussian_filter(np.pad(VOLUME, 6).astype(np.float32), 2)
    pairs = "2,3,4 > 3,5,5; 10,4,4 > 11,6,5; 3,15,8 > 4,17,9; 4,5,15 > 5,7,16"
    found = landmarks(volume, pairs, "affine", placing=placing())
    np.testing.assert_allclose(found[1:, 2:, 1:], volume[:-1, :-2, :-1], atol=0.1)
