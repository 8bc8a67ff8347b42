"""Uneven light is found on images that share it, and divided out."""

import numpy as np
import pytest
from gallery_steps import load
from runner.test_run import image_of

from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.operations.coarse import shrink
from tabscope.operations.shading import basic
from tabscope.operations.synth import nuclei
from tabscope.runner.extent import Extent

SHAPE = (192, 256)


def light(shape=SHAPE, fall=0.6):
    """Light that is brightest beside the middle and falls to about two thirds in the corners; its mean is 1."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    field = 1 - fall * (((y - shape[0] * 0.45) / shape[0]) ** 2 + ((x - shape[1] * 0.6) / shape[1]) ** 2)
    return field / field.mean()


def fields(number=5, dark=0.0, objects=40, seed=0):
    """Different fields of nuclei under one light, with photon noise."""
    random = np.random.default_rng(seed)
    truth = [nuclei(SHAPE, objects, 18, background=60, seed=seed + one).image for one in range(number)]
    return np.stack([random.poisson(one * light() + dark) for one in truth]).astype(np.uint16)


def recipe(**params):
    steps = [
        {"id": "light", "op": "intensity.flat_field_estimate@1", "in": {"image": "dna"}, "params": params},
        {"id": "even", "op": "intensity.flat_field@1", "in": {"image": "dna", "reference": "light"},
         "params": {"dark": params.get("dark", 0)}},
    ]  # fmt: skip
    inputs = {"dna": {"kind": "intensity", "channel": "auto", "z": "each"}}
    return {"tabscope": 1, "title": "Light", "inputs": inputs, "steps": steps, "show": ["light", "even"]}


def error_of(field, truth):
    """The root mean square of the relative error, in percent."""
    return 100 * float(np.sqrt(np.mean((field / truth * truth.mean() / field.mean() - 1) ** 2)))


@pytest.mark.parametrize("axis", [1, 2], ids=["slices", "times"])
def test_the_light_of_a_run_is_found_within_one_and_a_half_percent(axis, host, run_async):
    frames = fields()
    image = image_of(frames[None, None] if axis == 1 else frames[:, None, None])
    found = run_async(Engine(host).run(recipe(), image)).layers["light"].array
    assert error_of(np.ones(SHAPE), light()) > 7
    for one in found:
        np.testing.assert_array_equal(one, found[0])
    assert error_of(found[0], light()) < 1.5


def test_the_background_becomes_even_and_keeps_its_brightness(host, run_async):
    frames = fields(dark=100)
    run = run_async(Engine(host).run(recipe(dark=100), image_of(frames[:, None, None])))
    even = run.layers["even"].array
    assert error_of(run.layers["light"].array[0] - 100, light()) < 1.5
    corners = [
        np.percentile(part, 25) for part in (even[..., :64, :64], even[..., -64:, -64:], even[..., 64:128, 96:160])
    ]
    assert max(corners) / min(corners) < 1.06


@pytest.mark.parametrize("objects", [5, 60])
@pytest.mark.parametrize("number", [4, 8])
def test_few_frames_and_many_objects_leave_a_small_error(objects, number):
    frames = [shrink(one, (4, 4)) for one in fields(number, objects=objects)]
    assert error_of(basic(np.stack(frames)), shrink(light(), (4, 4))) < 2.5


def crops(name, parts):
    """Pieces of a real image that do not overlap, turned over in turn, so that light of its own does not add up."""
    whole = load(name).astype(float)
    height, width = (side // parts for side in whole.shape)
    pieces = [whole[y * height :, x * width :][:height, :width] for y in range(parts) for x in range(parts)]
    return [one[:: 1 - 2 * (number % 2), :: 1 - 2 * (number // 2 % 2)] for number, one in enumerate(pieces)]


def found_in(pieces, truth):
    return basic(np.stack([shrink(one * truth, (4, 4)) for one in pieces]))


def test_real_cells_under_a_known_light_give_it_back_within_one_percent():
    pieces = crops("bio/neubias/xy_8bit__mitocheck_incenp_t1.tif", 3)
    truth = light(pieces[0].shape)
    assert error_of(found_in(pieces, truth), shrink(truth, (4, 4))) < 1


def test_in_dense_tissue_the_light_that_was_added_comes_back_though_objects_add_some_of_their_own():
    pieces = crops("bio/stardist/img2d.tif", 4)
    truth = light(pieces[0].shape)
    with_light, without = found_in(pieces, truth), found_in(pieces, np.ones(truth.shape))
    assert error_of(with_light / without, shrink(truth, (4, 4))) < 1
    assert error_of(with_light, shrink(truth, (4, 4))) < 6


def test_planes_without_light_are_left_out(host, run_async):
    frames = np.concatenate([fields(4), np.zeros((2, *SHAPE), np.uint16)])
    found = run_async(Engine(host).run(recipe(), image_of(frames[:, None, None]))).layers["light"].array[0]
    assert error_of(found, light()) < 1.5


def test_a_preview_of_one_time_shows_what_follows_and_is_no_truth(host, run_async):
    engine, image = Engine(host), image_of(fields()[:, None, None])
    found = run_async(engine.preview(recipe(), image, Extent(t=2), {}, one_of_several=True))
    assert not found.exact
    np.testing.assert_array_equal(found.results[1].value.array, fields()[2])


def test_small_objects_that_stay_in_place_are_not_taken_for_light():
    same = [shrink(fields(1, objects=10)[0], (4, 4))] * 5
    assert error_of(basic(np.stack(same)), shrink(light(), (4, 4))) < 2


def test_something_large_that_stays_in_place_is_taken_for_light_and_that_is_said(host, run_async):
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    blob = 100 + 2000 * np.exp(-((y - 96) ** 2 + (x - 128) ** 2) / 5000)
    frames = np.random.default_rng(1).poisson([blob] * 5).astype(np.uint16)
    found = run_async(Engine(host).run(recipe(), image_of(frames[:, None, None]))).results["light"]
    assert found.notes[0] == "One light for all 5 planes."
    assert "objects stay in place" in found.notes[1]


def test_one_plane_cannot_tell_light_from_objects(host, run_async):
    with pytest.raises(TabscopeError, match="light is what several share") as caught:
        run_async(Engine(host).run(recipe(), image_of(fields(1)[:, None, None])))
    assert caught.value.code == "operation.input"
    assert "batch" in caught.value.hint
