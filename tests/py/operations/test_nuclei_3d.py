"""Nuclei in 3D against the truth of StarDist's example and of drawn ones, with slices further apart than pixels."""

import json

import numpy as np
import pytest
from gallery_steps import GALLERY, f1, load
from operations.test_gallery_recipes import image_of
from scipy import ndimage

from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.operations.synth.objects import draw_nuclei
from tabscope.units import Length

RECIPE = json.loads((GALLERY / "nuclei-3d.json").read_text("utf-8"))


def run_of(stack, distance, host, run_async, recipe=RECIPE):
    """Return the run on slices that lie ``distance`` pixels of 0.5 µm apart; None where that is not known."""
    image = image_of(stack[None, None], ("DNA",), PixelSize(distance and 0.5 * distance, 0.5, 0.5, None, "OME"))
    return run_async(Engine(host).run(recipe, image))


def found_in(*given):
    """Return the labels that the recipe finds."""
    return run_of(*given).layers["split"].array


def by_shape():
    """Return the recipe as it was when it went by shape alone and took voxels for cubes where it split."""
    before = json.loads(json.dumps(RECIPE))
    step = next(one for one in before["steps"] if one["id"] == "split")
    step["op"] = "segment.split@1"
    step["params"].pop("centres")
    return before


@pytest.mark.parametrize(("distance", "least"), [(1.5, 0.7), (2, 0.85), (2.5, 0.85), (3, 0.85)])
def test_the_nuclei_of_a_dense_stack_are_found(distance, least, host, run_async):
    stack, truth = load("bio/stardist/img3d.tif"), load("bio/stardist/mask3d.tif")
    assert f1(truth, found_in(stack, distance, host, run_async)) >= least


def test_shape_alone_and_voxels_as_cubes_find_fewer(host, run_async):
    stack, truth = load("bio/stardist/img3d.tif"), load("bio/stardist/mask3d.tif")
    assert f1(truth, found_in(stack, 2, host, run_async, by_shape())) < 0.7


@pytest.mark.parametrize(("distance", "slices"), [(3, 24), (5, 16)])
def test_drawn_nuclei_side_by_side_are_found_with_thick_slices(distance, slices, host, run_async):
    size = Length((18 / distance, 18, 18))
    truth = draw_nuclei(np.zeros((slices, 110, 110)), 300, size, longest=1.4, overlap=0.05, seed=4)
    random = np.random.default_rng(2)
    light = 200 * np.exp(0.35 * random.standard_normal(int(truth.max()) + 1))
    light[0] = 0
    blurred = ndimage.gaussian_filter(light[truth], (3 / distance, 1.2, 1.2))
    found = found_in(random.poisson(100 + blurred).astype(np.uint16), distance, host, run_async)
    assert truth.max() > 60
    assert f1(truth, found) >= 0.85


def test_an_unknown_distance_of_slices_is_said(host, run_async):
    stack = load("bio/stardist/img3d.tif")
    said = "The distance of slices is not known"
    assert said in str(run_of(stack, None, host, run_async).provenance["steps"])
    assert said not in str(run_of(stack, 2, host, run_async).provenance["steps"])
