"""Slices lie further apart than pixels: an operation gives on every third slice what it gives on cubes.

The same bodies are drawn on cubes and on slices three times as far apart; lengths are given per axis and the size of a
voxel is told, as the runner does. Every operation of the registry with a length, or that asks for the size of a pixel,
is compared on the slices that both have; those that are left out say why.
"""

import numpy as np
import pytest
from made_inputs import inputs_of, takes_picture
from scipy import ndimage

from tabscope.axes import PixelSize
from tabscope.operations import every
from tabscope.operations.notes import Notes, SignificantBits
from tabscope.operations.predictor import Predictor
from tabscope.operations.registry import TABLES
from tabscope.operations.segment import seeds
from tabscope.operations.synth.objects import draw_nuclei
from tabscope.operations.voxels import at_slices, between_slices, sides, uneven
from tabscope.units import Area, Length, px

STEP, DIAMETER = 3, 14.0
MORE = 3.0
"""Lengths are this much longer than their defaults: what is finer than the distance of slices, these cannot show."""

BODIES = draw_nuclei(np.zeros((31, 38, 38)), number=20, diameter=px(DIAMETER), seed=3)
LIGHT = ndimage.gaussian_filter(np.where(BODIES > 0, 200.0 + 10 * (BODIES % 7), 20.0), 1.5).astype(np.float32)

MOVING = ("geometry", "register", "track")
"""Families whose results lie on other pixels."""

LEFT_OUT = {
    "filter.bilateral": "works slice by slice",
    "segment.random_walker": "solves the whole volume once for each object: tested below",
    "restore.deskew": "gives other pixels",
    "intensity.bleaching": "compares times, not places",
    "segment.pixel_classes": "has nothing to go by before somebody painted",
    "segment.class_probability": "has nothing to go by before somebody painted",
    "labels.join_near": "all of these bodies are near: gaps are tested with the operation",
    "synth.lines": "another volume, another drawing",
    "synth.nuclei": "another volume, another drawing",
    "synth.point_spread": "its middle is that of the volume",
}

MASK, LABELS, LIGHTS = 0.9, 0.85, 0.2
"""Least overlap of masks, least mean overlap of objects, largest error as a share of the spread of the result."""

LOOSER = {
    "filter.edges": (0.3, "the difference between the slices before and after, 6 pixels apart instead of 2"),
    "filter.entropy": (0.25, "grey levels are counted in fewer voxels"),
    "morphology.gray_open": (0.3, "a ball of three slices instead of nine: its outline is coarse"),
    "labels.ring": (0.7, "a shell of five pixels in slices three pixels apart"),
    "segment.slic": (0.5, "pieces have no natural border inside of even bodies"),
    "segment.voronoi_otsu": (0.8, "lines between centres that lie on whole slices"),
}


def compared():
    """Return the newest version of each operation whose numbers depend on how long a voxel is."""
    newest = {one.id: one for one in every() if Predictor not in one.injected.values() and one.id not in LEFT_OUT}
    return [
        one
        for one in newest.values()
        if one.family not in MOVING
        and one.output not in TABLES
        and not takes_picture(one)
        and all(port.kind not in TABLES for port in one.inputs)
        and (PixelSize in one.injected.values() or any(param.type == "length" for param in one.parameters))
    ]


def on_voxels(operation, step):
    """Run an operation on every ``step``-th slice, with lengths and voxels as the runner would give them."""
    lengths = {
        one.name: min(one.default.value + MORE, DIAMETER)
        for one in operation.parameters
        if one.type == "length" and one.default is not None
    } | ({"diameter": DIAMETER} if operation.id == "segment.split" else {})
    areas = [one for one in operation.parameters if one.type == "area" and one.default is not None]
    params = {name: px(one) if step == 1 else Length((one / step, one, one)) for name, one in lengths.items()}
    params |= {one.name: Area(one.default.value / step) for one in areas}
    told = {PixelSize: PixelSize(0.5 * step, 0.5, 0.5), Notes: Notes(), SignificantBits: SignificantBits()}
    params |= {name: told.get(kind) for name, kind in operation.injected.items()}
    given = inputs_of(operation, LIGHT[::step], BODIES[::step] > 0, BODIES[::step])
    return operation.function(**given, **params)


def overlap(one, other):
    """Return how far objects lie on the objects of the other that they share most pixels with, on average."""
    best = []
    for number in np.unique(one[one > 0]):
        inside = one == number
        ids, shared = np.unique(other[inside], return_counts=True)
        best.append(max((n / (inside | (other == i)).sum() for i, n in zip(ids, shared, strict=True) if i), default=0))
    return float(np.mean(best))


@pytest.mark.parametrize("operation", compared(), ids=lambda one: one.name)
def test_slices_that_lie_apart_give_what_cubes_give(operation):
    cubes, slices = on_voxels(operation, 1)[::STEP], on_voxels(operation, STEP)
    limit = LOOSER.get(operation.id, (None,))[0]
    if slices.dtype == np.bool_:
        assert (cubes & slices).sum() / (cubes | slices).sum() >= (limit or MASK)
    elif operation.output == "labels":
        assert overlap(cubes, slices) >= (limit or LABELS)
    else:
        error = np.linalg.norm(cubes.astype(float) - slices) / np.linalg.norm(cubes - cubes.mean(dtype=float))
        assert error <= (limit or LIGHTS)


def test_what_is_left_out_or_looser_is_still_there():
    assert set(LEFT_OUT) | set(LOOSER) <= {one.id for one in every()}


def test_a_random_walk_knows_the_distance_of_slices_as_scikit_image_does():
    from skimage.segmentation import random_walker

    marks = np.zeros((7, 9, 9), np.uint32)
    marks[1, 2, 2], marks[5, 6, 6], marks[3, 7, 1] = 1, 2, 3
    image = np.random.default_rng(0).normal(100, 10, marks.shape)
    scaled = (image - image.min()) / np.ptp(image)
    known = random_walker(scaled, marks.astype(np.int64), beta=130, mode="cg_j", tol=1e-6, spacing=(3, 1, 1))
    assert np.array_equal(seeds.random_walker(image, marks, pixel_size=PixelSize(1.5, 0.5, 0.5)), known)
    assert not np.array_equal(seeds.random_walker(image, marks), known)


def test_between_slices_fills_up_and_at_slices_brings_back():
    assert between_slices(LIGHT[::STEP], 3.0).shape == LIGHT.shape
    np.testing.assert_allclose(at_slices(between_slices(LIGHT[::STEP], 3.0), 11), LIGHT[::STEP], rtol=1e-5)
    assert np.array_equal(at_slices(BODIES, 11), BODIES[::STEP])
    assert at_slices(between_slices(LIGHT[::STEP], 1.7), 11).shape == LIGHT[::STEP].shape


def test_sides_are_in_pixels_of_the_plane_and_one_where_they_are_unknown():
    assert sides(PixelSize(2.0, 0.5, 0.5), 3) == (4.0, 1.0, 1.0)
    assert sides(PixelSize(2.0, 0.5, 0.5), 2) == (1.0, 1.0)
    assert sides(PixelSize(None, 0.5, 0.5), 3) == sides(PixelSize(), 3) == sides(None, 3) == (1.0, 1.0, 1.0)
    assert uneven(sides(PixelSize(None, 0.4, 0.6), 2))
    assert not uneven(sides(PixelSize(0.5, 0.5, 0.5), 3))
