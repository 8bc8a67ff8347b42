"""Steps look at all planes of a run before they run on the first: one threshold for all slices and times."""

import numpy as np
import pytest
from runner.test_run import image_of

from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.operations.histogram import histogram, li_value, otsu_value
from tabscope.operations.synth import nuclei
from tabscope.regions import Region
from tabscope.runner.execute import Cancel, Listener
from tabscope.runner.extent import Extent

SCENE = nuclei((96, 128), number=14, diameter=16, seed=3).image
STACK = np.stack([SCENE // (number + 1) for number in range(4)])
"""The same nuclei in four slices, each dimmer than the one before."""
IMAGE = image_of(STACK[None, None])
MOVIE = image_of(STACK[:, None, None])


def recipe(*steps, show=("fore",), z="each"):
    inputs = {"dna": {"kind": "intensity", "channel": "auto", "z": z}}
    return {"tabscope": 1, "title": "Survey", "inputs": inputs, "steps": list(steps), "show": list(show)}


def step(name, op, wired="dna", **params):
    return {"id": name, "op": op, "in": {"image": wired}, "params": params}


OTSU = recipe(step("fore", "threshold.otsu@2"))


def run_on(image, document, host, run_async, **options):
    return run_async(Engine(host).run(document, image, **options))


@pytest.mark.parametrize("image", [IMAGE, MOVIE], ids=["slices", "times"])
@pytest.mark.parametrize(("op", "value_of"), [("otsu", otsu_value), ("li", li_value)])
def test_all_planes_get_the_threshold_of_all_pixels(image, op, value_of, host, run_async):
    run = run_on(image, recipe(step("fore", f"threshold.{op}@2")), host, run_async)
    expected = value_of(histogram(STACK))
    assert run.results["fore"].values == {"threshold": expected}
    np.testing.assert_array_equal(run.layers["fore"].array, expected < STACK)
    assert run.results["fore"].notes == ("One value for all 4 planes.",)


AUTOMATIC = {
    "threshold.otsu": {}, "threshold.li": {}, "threshold.triangle": {}, "threshold.yen": {}, "threshold.isodata": {},
    "threshold.mean": {"deviations": 0.5}, "threshold.multi_otsu": {"groups": 3}, "threshold.minimum": {},
}  # fmt: skip


@pytest.mark.parametrize(("op", "params"), AUTOMATIC.items())
def test_slices_get_the_value_that_the_volume_has(op, params, host, run_async):
    bright = image_of(np.stack([SCENE, SCENE, SCENE])[None, None])
    each = run_on(bright, recipe(step("fore", f"{op}@2", **params)), host, run_async)
    volume = run_on(bright, recipe(step("fore", f"{op}@2", **params), z="volume"), host, run_async)
    assert each.results["fore"].values == volume.results["fore"].values


@pytest.mark.parametrize(("op", "params"), AUTOMATIC.items())
def test_version_1_and_the_scope_plane_give_each_plane_its_own(op, params, host, run_async):
    alone = image_of(np.stack([SCENE, SCENE * 2])[None, None])
    first = run_on(alone, recipe(step("fore", f"{op}@1", **params)), host, run_async)
    plane = run_on(alone, recipe(step("fore", f"{op}@2", scope="plane", **params)), host, run_async)
    assert first.results["fore"].values == plane.results["fore"].values
    assert first.results["fore"].values["threshold_lowest"] < first.results["fore"].values["threshold_highest"]
    np.testing.assert_array_equal(first.layers["fore"].array, plane.layers["fore"].array)


@pytest.mark.parametrize(("op", "params"), AUTOMATIC.items())
def test_on_one_plane_all_versions_and_scopes_agree(op, params, host, run_async):
    one = image_of(SCENE[None, None, None])
    options = [f"{op}@1", f"{op}@2"]
    runs = [run_on(one, recipe(step("fore", name, **params)), host, run_async) for name in options]
    assert runs[0].results["fore"].values == runs[1].results["fore"].values
    assert runs[1].results["fore"].notes == ()


class Watched:
    """A reader that counts the planes it reads."""

    def __init__(self, reader):
        self.reader, self.read = reader, 0

    async def plane(self, *place):
        self.read += 1
        return await self.reader.plane(*place)

    def __getattr__(self, name):
        return getattr(self.reader, name)


def watched(image):
    from dataclasses import replace

    return replace(image, reader=Watched(image.reader))


def test_one_plane_is_read_once_and_several_once_more_for_each_look(host, run_async):
    one, several, plain = watched(image_of(SCENE[None, None, None])), watched(IMAGE), watched(IMAGE)
    run_on(one, OTSU, host, run_async)
    run_on(several, OTSU, host, run_async)
    run_on(plain, recipe(step("fore", "threshold.otsu@2", scope="plane")), host, run_async)
    assert (one.reader.read, several.reader.read, plain.reader.read) == (1, 8, 4)


def test_what_was_looked_at_is_no_second_part_of_the_digest(host, run_async):
    looked = run_on(IMAGE, OTSU, host, run_async).provenance["source"]["read"]
    plain = run_on(IMAGE, recipe(step("fore", "threshold.manual@1")), host, run_async).provenance["source"]["read"]
    assert looked == plain


def test_a_look_that_needs_another_comes_after_it(host, run_async):
    document = recipe(
        step("smooth", "filter.gaussian@1", sigma=1.5),
        step("scaled", "intensity.normalise@2", "smooth"),
        step("fore", "threshold.otsu@2", "scaled"),
        show=("scaled", "fore"),
    )
    image = watched(IMAGE)
    run = run_on(image, document, host, run_async)
    scaled = run.layers["scaled"].array
    assert image.reader.read == 12
    assert run.results["fore"].values["threshold"] == pytest.approx(otsu_value(histogram(scaled)), abs=1 / 2048)
    brightest = [float(one.max()) for one in scaled]
    assert brightest == sorted(brightest)[::-1]


def test_steps_that_are_not_needed_for_a_look_wait(host, run_async):
    said = []
    listener = Listener(progress=lambda fraction, name, words: said.append((fraction, words)))
    document = recipe(step("fore", "threshold.otsu@2"), step("smooth", "filter.gaussian@1"), show=("fore", "smooth"))
    run_on(IMAGE, document, host, run_async, listener=listener)
    words = [one for _, one in said]
    looks = [f"Looking at all planes, slice {number} of 4" for number in (1, 2, 3, 4)]
    assert words[1:5] == looks
    assert [fraction for fraction, _ in said] == sorted(fraction for fraction, _ in said)
    assert said[5][0] == 0.5


def test_a_look_can_be_stopped(host, run_async):
    cancel = Cancel()

    def stop(fraction, name, words):
        cancel.wanted = words.endswith("slice 2 of 4")

    with pytest.raises(TabscopeError) as caught:
        run_on(IMAGE, OTSU, host, run_async, listener=Listener(progress=stop), cancel=cancel)
    assert caught.value.code == "run.cancelled"


def test_a_preview_of_one_slice_takes_the_value_of_all(host, run_async):
    engine = Engine(host)
    run = run_async(engine.run(OTSU, IMAGE))
    known = {"fore": dict(run.results["fore"].values)}
    found = run_async(engine.preview(OTSU, IMAGE, Extent(z=3), known, one_of_several=True))
    assert found.exact
    assert found.results[0].values == run.results["fore"].values
    np.testing.assert_array_equal(found.results[0].value.array, run.layers["fore"].array[3])
    guess = run_async(engine.preview(OTSU, IMAGE, Extent(z=3), {}, one_of_several=True))
    assert not guess.exact


def test_a_preview_of_a_slice_that_finds_its_own_value_does(host, run_async):
    engine = Engine(host)
    alone = recipe(step("fore", "threshold.otsu@2", scope="plane"))
    found = run_async(engine.preview(alone, IMAGE, Extent(z=3), {"fore": {"threshold": 1.0}}, one_of_several=True))
    assert found.exact
    assert found.results[0].values["threshold"] == otsu_value(histogram(STACK[3]))


def test_a_set_without_others_is_said(host, run_async):
    run = run_on(IMAGE, recipe(step("fore", "threshold.otsu@2", scope="set")), host, run_async)
    assert run.results["fore"].values["threshold"] == otsu_value(histogram(STACK))
    assert "One image was looked at" in run.results["fore"].notes[0]


def test_bright_objects_are_found_by_the_level_of_all_slices_and_an_empty_one_has_none(host, run_async):
    random = np.random.default_rng(1)
    empty = random.poisson(100, SCENE.shape)
    stack = np.stack([SCENE, SCENE, empty, SCENE]).astype(np.uint16)
    fore = step("fore", "threshold.local_contrast@2", diameter=16)
    run = run_on(image_of(stack[None, None]), recipe(fore), host, run_async)
    values = run.results["fore"].values
    assert values["threshold"] == pytest.approx(li_value(histogram(stack)), abs=1)
    share = run.layers["fore"].array.mean(axis=(1, 2))
    assert share[2] == 0
    assert share[0] == share[1] == share[3] > 0.05


def test_the_levels_of_equal_slices_are_those_of_one_within_a_count(host, run_async):
    fore = step("fore", "threshold.local_contrast@2", diameter=16)
    one = run_on(image_of(SCENE[None, None, None]), recipe(fore), host, run_async)
    three = run_on(image_of(np.stack([SCENE] * 3)[None, None]), recipe(fore), host, run_async)
    expected = one.results["fore"].values
    found = three.results["fore"].values
    assert found["noise_16"] == expected["noise_16"]
    for name in ("threshold", "base", "contrast"):
        assert found[name] == pytest.approx(expected[name], abs=1.1)
    assert (three.layers["fore"].array[1] == one.layers["fore"].array).mean() > 0.999


def test_the_time_of_a_run_counts_the_steps_that_are_computed_to_look(host, run_async):
    engine = Engine(host)
    steps = [step("smooth", "filter.gaussian@1"), step("fore", "threshold.otsu@2", "smooth", scope="plane")]
    run_async(engine.run(recipe(*steps), IMAGE))
    alone = run_async(engine.plan(recipe(*steps), IMAGE)).seconds
    steps[1]["params"]["scope"] = "image"
    looking = run_async(engine.plan(recipe(*steps), IMAGE)).seconds
    assert alone < looking < 2 * alone


def test_frames_are_looked_at_as_steps_before_leave_them(host, run_async):
    drifting = np.stack([np.roll(SCENE, 3 * number, axis=1) for number in range(4)])
    document = recipe(
        step("still", "register.drift@1"),
        step("size", "measure.typical_diameter@1", "still"),
        step("smooth", "filter.gaussian@1", "still", sigma={"auto": "size.diameter_px", "times": 0.06}),
        step("fore", "threshold.otsu@2", "smooth"),
        show=("smooth", "fore"),
    )
    run = run_on(image_of(drifting[:, None, None]), document, host, run_async)
    smooth = run.layers["smooth"].array
    assert np.isnan(smooth).any()
    expected = otsu_value(histogram(smooth))
    assert run.results["fore"].values["threshold"] == pytest.approx(expected, abs=float(np.nanmax(smooth)) / 2048)
    assert run.results["still"].values["t3_z0_right_px"] == pytest.approx(-9)


def test_a_step_that_is_off_hands_its_input_to_the_look(host, run_async):
    steps = [{**step("smooth", "filter.gaussian@1", sigma=5), "off": True}, step("fore", "threshold.otsu@2", "smooth")]
    assert run_on(IMAGE, recipe(*steps), host, run_async).results["fore"].values == {
        "threshold": otsu_value(histogram(STACK))
    }


def test_a_region_is_looked_at_alone(host, run_async):
    extent = Extent(Region(0, 0, 96, 64))
    found = run_on(IMAGE, OTSU, host, run_async, extent=extent).results["fore"].values["threshold"]
    assert found == otsu_value(histogram(STACK[..., :64]))
