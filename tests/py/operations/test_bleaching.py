"""Bleaching of a known rate is found and undone; what does not bleach stays as it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from runner.test_run import image_of

from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.operations.fading import faded
from tabscope.operations.synth import nuclei
from tabscope.runner.extent import Extent

SCENE = nuclei((80, 100), number=14, diameter=16, background=0, seed=8)
RATE, OFFSET, FRAMES = 0.07, 100.0, 12
FORE = SCENE.labels > 0


def movie(rate=RATE, rest=0.0, frames=FRAMES, noise=True):
    """Nuclei over an offset of 100 counts, fading by a known rate, with photon noise."""
    random = np.random.default_rng(4)
    fall = (1 - rest) * np.exp(-rate * np.arange(frames)) + rest
    truth = OFFSET + SCENE.image * fall[:, None, None]
    return (random.poisson(truth) if noise else truth).astype(np.float32)


def recipe(**params):
    steps = [{"id": "even", "op": "intensity.bleaching@1", "in": {"image": "dna"}, "params": params}]
    inputs = {"dna": {"kind": "intensity", "channel": "auto"}}
    return {"tabscope": 1, "title": "Bleaching", "inputs": inputs, "steps": steps, "show": ["even"]}


def corrected(frames, host, run_async, pixel_size=None, **params):
    image = image_of(frames[:, None, None], pixel_size=pixel_size)
    return run_async(Engine(host).run(recipe(**params), image)).results["even"]


def signal(frames):
    """The mean of the nuclei above what is around them, by time."""
    return np.array([one[FORE].mean() - np.median(one[~FORE]) for one in frames])


@pytest.mark.parametrize("method", ["exponential", "ratio"])
@pytest.mark.parametrize("rest", [0.0, 0.3])
def test_a_known_fading_is_undone_within_three_percent(method, rest, host, run_async):
    found = corrected(movie(rest=rest), host, run_async, method=method)
    np.testing.assert_allclose(signal(found.value.array), signal(movie())[0], rtol=0.03)
    assert found.values["background"] == pytest.approx(OFFSET, abs=2)


@pytest.mark.parametrize("rate", [0.02, 0.07, 0.3])
def test_the_rate_and_the_half_time_are_found_within_five_percent(rate, host, run_async):
    found = corrected(movie(rate), host, run_async, PixelSize(t=5.0)).values
    assert found["rate_per_frame"] == pytest.approx(rate, rel=0.05)
    assert found["half_time_frames"] == pytest.approx(np.log(2) / rate, rel=0.05)
    assert found["half_time_s"] == pytest.approx(5 * found["half_time_frames"])


def test_the_histogram_of_every_frame_becomes_that_of_the_first(host, run_async):
    frames = movie()
    array = corrected(frames, host, run_async, method="histogram").value.array
    for one in array:
        np.testing.assert_allclose(np.percentile(one, (5, 50, 90, 99)), np.percentile(frames[0], (5, 50, 90, 99)), 0.02)


def test_a_movie_that_does_not_bleach_stays_as_it_is(host, run_async):
    found = corrected(movie(0.0, noise=False), host, run_async)
    np.testing.assert_allclose(found.value.array, movie(0.0, noise=False), rtol=1e-5)


def test_what_grows_brighter_is_no_bleaching(host, run_async):
    found = corrected(movie()[::-1], host, run_async)
    np.testing.assert_array_equal(found.value.array, movie()[::-1])
    assert "does not fall" in found.notes[-1]


def test_one_time_has_nothing_to_compare_with(host, run_async):
    found = corrected(movie()[:1], host, run_async)
    np.testing.assert_array_equal(found.value.array, movie()[0])
    assert found.notes == ("There is one time: nothing to compare with, nothing was changed.",)


def test_a_preview_of_one_time_takes_the_factor_of_the_run(host, run_async):
    image = image_of(movie()[:, None, None])
    engine = Engine(host)
    run = run_async(engine.run(recipe(), image))
    values = {"even": dict(run.results["even"].values)}
    found = run_async(engine.preview(recipe(), image, Extent(t=5), values, one_of_several=True))
    np.testing.assert_allclose(found.results[0].value.array, run.layers["even"].array[5])
    assert found.exact


def test_a_background_above_the_image_is_refused_in_words(host, run_async):
    with pytest.raises(TabscopeError, match="not brighter than the background") as caught:
        corrected(movie(), host, run_async, background=5000)
    assert caught.value.details["step"] == "even"


@given(st.floats(0.01, 2), st.floats(1, 1e4), st.integers(3, 40), st.floats(0, 1))
def test_a_curve_without_noise_is_found_at_all_times(rate, height, frames, rest):
    times = np.arange(frames) * 2 + 3
    means = height * (np.exp(-rate * (times - 3)) + rest)
    np.testing.assert_allclose(faded(times, means, 0.0, curve=True).level, means, rtol=5e-3, atol=1e-3 * height)
