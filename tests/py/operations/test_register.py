"""Shifts are found as they were made, and undone."""

import numpy as np
import pytest
from runner.test_run import image_of
from scipy import ndimage
from skimage.registration import phase_cross_correlation

from tabscope.engine import Engine
from tabscope.operations.notes import Notes
from tabscope.operations.register.align import align_channels
from tabscope.operations.register.offset import offset
from tabscope.operations.synth import nuclei
from tabscope.runner.extent import Extent
from tabscope.units import px

SCENE = nuclei((300, 300), number=60, diameter=22, seed=3).image.astype(np.float64)
WINDOW = (slice(50, 242), slice(50, 242))


def seen(by=(0.0, 0.0), noise=10.0, seed=0):
    """The middle of the scene, which has moved by this much, as a camera with noise sees it."""
    moved = ndimage.shift(SCENE, by, order=3)[WINDOW]
    return moved + np.random.default_rng(seed).normal(0, noise, moved.shape)


@pytest.mark.parametrize(("noise", "error"), [(5, 0.35), (40, 0.35), (150, 0.8)])
def test_a_shift_is_found_to_parts_of_a_pixel_also_in_noise(noise, error):
    random = np.random.default_rng(1)
    for number in range(8):
        by = random.uniform(-18, 18, 2)
        assert offset(seen(noise=noise), seen(by, noise, number + 1), (40, 40)) == pytest.approx(-by, abs=error)


def test_whole_pixels_are_those_of_scikit_image():
    for by in ((0, 0), (3, -7), (-12, 5)):
        one, other = seen(noise=5), seen(by, 5, 7)
        assert np.round(offset(one, other, (40, 40))).tolist() == phase_cross_correlation(one, other)[0].tolist()


def test_no_shift_beyond_the_largest_is_found_and_a_flat_image_has_none():
    found = offset(seen(), seen((30, 0)), (10, 10))
    assert np.abs(found).max() <= 10.5
    assert offset(seen(), np.full((192, 192), 3.0), (10, 10)).tolist() == [0, 0]
    assert offset(np.ones((1, 1)), np.ones((1, 1)), (10, 10)).tolist() == [0, 0]


def test_a_shift_in_a_stack_has_three_parts():
    stack = np.zeros((12, 60, 60))
    stack[4:8, 20:30, 20:30] = stack[5:9, 40:46, 12:20] = 100
    assert offset(stack, np.roll(stack, (1, -3, 4), (0, 1, 2)), (3, 8, 8)) == pytest.approx((-1, 3, -4), abs=0.1)


def test_a_channel_lies_on_the_other_and_its_shift_is_told():
    notes = Notes()
    moved = align_channels(seen((4, -3), seed=1), seen(), whole_pixels=True, notes=notes)
    assert notes.values == {"down_px": -4, "right_px": 3}
    assert np.isnan(moved[-4:]).all()
    assert np.isnan(moved[:, :3]).all()
    np.testing.assert_array_equal(moved[:-4, 3:], seen((4, -3), seed=1)[4:, :-3])
    again = align_channels(seen((4, -3)), seen(), px(2))
    assert np.isfinite(again).mean() > 0.9


WAY = np.array([(0, 0), (3, 2), (7, 3), (9, -2), (14, -6), (18, -11)])


def movie(second=False):
    frames = np.stack([seen(by, 10, t) for t, by in enumerate(WAY)])
    channels = [frames, np.full_like(frames, 100.0)] if second else [frames]
    return np.stack(channels, axis=1)[:, :, None].clip(0).astype(np.uint16)


def recipe(**params):
    return {
        "tabscope": 1, "title": "Drift", "objects": "nuclei",
        "inputs": {"signal": {"kind": "intensity", "channel": 0}, "last": {"kind": "intensity", "channel": -1}},
        "steps": [{"id": "still", "op": "register.drift@1", "in": {"image": "signal"}, "params": params}],
        "show": ["still"],
    }  # fmt: skip


@pytest.mark.parametrize("compared_to", ["previous", "first"])
def test_frames_are_moved_back_to_the_first(compared_to, host, run_async):
    document = recipe(compared_to=compared_to)
    del document["inputs"]["last"]
    run = run_async(Engine(host).run(document, image_of(movie())))
    values, frames = run.results["still"].values, run.layers["still"].array
    found = [(values[f"t{t}_z0_down_px"], values[f"t{t}_z0_right_px"]) for t in range(len(WAY))]
    np.testing.assert_array_equal(found, -WAY)
    first, last = frames[0, :-18, 11:], frames[-1, :-18, 11:]
    assert np.isfinite(last).all()
    assert np.corrcoef(first.ravel(), last.ravel())[0, 1] > 0.95


def test_a_preview_of_one_time_takes_the_shift_of_the_last_run(host, run_async):
    document = recipe()
    del document["inputs"]["last"]
    engine, image = Engine(host), image_of(movie())
    known = {"still": run_async(engine.run(document, image)).results["still"].values}
    whole = run_async(engine.run(document, image)).layers["still"].array
    shown = run_async(engine.preview(document, image, Extent(t=3), known)).results[0].value.array
    np.testing.assert_array_equal(shown, whole[3])
    alone = run_async(engine.preview(document, image, Extent(t=3))).results[0].value.array
    assert np.isfinite(alone).all()


def test_drift_that_one_channel_shows_moves_another(host, run_async):
    document = recipe()
    document["inputs"]["last"]["channel"] = 1
    document["steps"][0]["in"] = {"image": "last", "found_on": "signal"}
    run = run_async(Engine(host).run(document, image_of(movie(second=True), names=("DNA", "Other"))))
    moved = run.layers["still"].array
    assert np.isnan(moved[-1, -18:]).all()
    assert (moved[-1, :-18, 11:] == 100).all()


def test_drift_at_half_the_size_is_told_in_pixels_of_the_whole(host, run_async):
    document = recipe(whole_pixels=False)
    del document["inputs"]["last"]
    run = run_async(Engine(host).run(document, image_of(movie(), levels=2), Extent(level=1)))
    values = run.results["still"].values
    found = [(values[f"t{t}_z0_down_px"], values[f"t{t}_z0_right_px"]) for t in range(len(WAY))]
    np.testing.assert_allclose(found, -WAY, atol=1.5)
