"""Training a step on strokes: the pixels they cover, the planes they lie on, what comes before the step."""

import io

import numpy as np
import pytest
import tifffile

from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.operations.forest_text import read_forest
from tabscope.operations.synth import nuclei
from tabscope.runner import training
from tabscope.runner.extent import Extent
from tabscope.runner.kept_steps import KeptSteps
from tabscope.runner.training import Painted
from tabscope.sources.source import Source
from tabscope.strokes import MOST_STROKES, Stroke, paint, parse_strokes

SCENE = nuclei((120, 150), number=12, diameter=22, seed=5)
PLAIN = {
    "tabscope": 1,
    "inputs": {"it": {"kind": "intensity", "z": "each"}},
    "steps": [
        {"id": "classes", "op": "segment.pixel_classes@1", "in": {"images": "it"}},
        {"id": "objects", "op": "segment.label@1", "in": {"mask": "classes"}},
    ],
}


def strokes_of(labels, number=6, z=0, seed=0):
    """Return short strokes on places of the background and of objects."""
    chance = np.random.default_rng(seed)
    found = []
    for kind, where in ((1, labels == 0), (2, labels > 0)):
        places = np.argwhere(where)
        for y, x in places[chance.integers(0, len(places), number)]:
            found.append(Stroke(kind, ((float(y), float(x)), (float(y), float(x) + 1)), 1.2, z))
    return found


@pytest.fixture
def opened(host, run_async, tmp_path):
    def open_pixels(pixels, kept=None, **options):
        target = io.BytesIO()
        tifffile.imwrite(target, pixels, **options)
        path = tmp_path / "image.tif"
        path.write_bytes(target.getvalue())
        engine = Engine(host, kept)
        return engine, run_async(engine.open(Source("image.tif", path=str(path))))

    return open_pixels


def taught(recipe, forest):
    steps = [one | {"params": {**one.get("params", {}), "forest": forest}} if one["id"] == "classes" else one
             for one in recipe["steps"]]  # fmt: skip
    return {**recipe, "steps": steps}


def overlap(found, truth):
    return 2 * (found & truth).sum() / (found.sum() + truth.sum())


def test_a_stroke_covers_the_pixels_whose_centre_its_brush_went_over():
    plane = paint([Stroke(2, ((3.0, 2.0), (3.0, 5.0)), 1.0)], (7, 9), (0.0, 0.0), (1.0, 1.0))
    assert [list(row) for row in np.argwhere(plane[:, 2:6] == 2)] == [
        [y, x] for y in (2, 3, 4) for x in range(4)
    ]  # fmt: skip
    assert plane[3, 1] == plane[3, 6] == 2
    assert plane[2, 1] == plane[2, 6] == 0
    dot = paint([Stroke(1, ((2.0, 2.0),), 0.4)], (5, 5), (0.0, 0.0), (1.0, 1.0))
    assert np.argwhere(dot).tolist() == [[2, 2]]


def test_later_strokes_lie_over_earlier_ones_and_a_coarser_level_has_fewer_pixels():
    strokes = [Stroke(1, ((10.0, 10.0),), 6.0), Stroke(2, ((10.0, 10.0),), 2.0)]
    full = paint(strokes, (20, 20), (0.0, 0.0), (1.0, 1.0))
    assert full[10, 10] == 2
    assert full[10, 15] == 1
    half = paint(strokes, (10, 10), (0.5, 0.5), (2.0, 2.0))
    assert 0.2 < (half > 0).sum() / (full > 0).sum() < 0.3


@pytest.mark.parametrize(
    "written",
    [
        "strokes", [3], [{}], [{"number": 0, "points": [[1, 1]], "radius": 1}],
        [{"number": 9, "points": [[1, 1]], "radius": 1}], [{"number": True, "points": [[1, 1]], "radius": 1}],
        [{"number": 1, "points": [], "radius": 1}], [{"number": 1, "points": [[1]], "radius": 1}],
        [{"number": 1, "points": [["a", 1]], "radius": 1}], [{"number": 1, "points": [[float("nan"), 1]], "radius": 1}],
        [{"number": 1, "points": [[1, 1]], "radius": 0}], [{"number": 1, "points": [[1, 1]], "radius": 1e9}],
        [{"number": 1, "points": [[1, 1]], "radius": 1, "z": -1}],
        [{"number": 1, "points": [[1, 1]], "radius": 1}] * (MOST_STROKES + 1),
    ],
)  # fmt: skip
def test_strokes_from_outside_are_refused_in_words_where_they_are_none(written):
    with pytest.raises(TabscopeError) as caught:
        parse_strokes(written)
    assert caught.value.code == "usage"


def test_a_dozen_strokes_find_the_nuclei(opened, run_async):
    engine, image = opened(SCENE.image)
    found = run_async(engine.train(PLAIN, "classes", [Painted(image, strokes_of(SCENE.labels))]))
    assert found.accuracy > 0.8
    assert min(found.pixels) > 20
    assert found.features[0][1] >= found.features[-1][1] > 0
    run = run_async(engine.run(taught(PLAIN, found.forest), image))
    assert overlap(run.results["classes"].value.array, SCENE.labels > 0) > 0.85


def test_what_is_read_and_computed_around_the_strokes_alone_changes_nothing(opened, run_async, monkeypatch):
    engine, image = opened(SCENE.image)
    learnt, grow = [], training.grow

    def watched(values, classes, images):
        rows = np.column_stack([classes, values])
        learnt.append(rows[np.lexsort(rows.T)])
        return grow(values, classes, images)

    monkeypatch.setattr(training, "grow", watched)
    painted = [Painted(image, strokes_of(SCENE.labels, 2))]
    run_async(engine.train(PLAIN, "classes", painted))
    monkeypatch.setattr(training, "TILE", 10_000)
    monkeypatch.setattr(training, "_around", lambda *given: None)
    run_async(engine.train(PLAIN, "classes", painted))
    np.testing.assert_array_equal(*learnt)


def test_steps_before_it_are_run_and_what_is_kept_of_them_stays_right(opened, run_async):
    engine, image = opened(SCENE.image, KeptSteps())
    smooth = {"id": "smooth", "op": "filter.gaussian@1", "in": {"image": "it"}, "params": {"sigma": 2}}
    first, last = PLAIN["steps"]
    recipe = {**PLAIN, "steps": [smooth, first | {"in": {"images": "smooth"}}, last]}
    found = run_async(engine.train(recipe, "classes", [Painted(image, strokes_of(SCENE.labels))]))
    run = run_async(engine.run(taught(recipe, found.forest), image))
    fresh, same = opened(SCENE.image)
    wanted = run_async(fresh.run(taught(recipe, found.forest), same))
    np.testing.assert_array_equal(run.results["classes"].value.array, wanted.results["classes"].value.array)
    assert run.count == wanted.count > 0


def test_strokes_are_refused_where_a_step_before_moved_the_pixels_they_lie_on(opened, run_async):
    engine, image = opened(SCENE.image)
    flip = {"id": "flip", "op": "geometry.flip@1", "in": {"image": "it"}}
    first, last = PLAIN["steps"]
    recipe = {**PLAIN, "steps": [flip, first | {"in": {"images": "flip"}}, last]}
    with pytest.raises(TabscopeError, match="where the pixels lie") as caught:
        run_async(engine.train(recipe, "classes", [Painted(image, strokes_of(SCENE.labels))]))
    assert caught.value.code == "operation.input"


def test_strokes_belong_to_the_slice_they_were_painted_on(opened, run_async):
    dark = np.full_like(SCENE.image, 10)
    stack = np.stack([dark, SCENE.image, dark])
    engine, image = opened(stack, photometric="minisblack", imagej=True, metadata={"axes": "ZYX"})
    on = run_async(engine.train(PLAIN, "classes", [Painted(image, strokes_of(SCENE.labels, z=1))]))
    off = run_async(engine.train(PLAIN, "classes", [Painted(image, strokes_of(SCENE.labels, z=0))]))
    assert on.accuracy > 0.8 > off.accuracy
    volume = run_async(
        engine.train(PLAIN, "classes", [Painted(image, strokes_of(SCENE.labels, z=1))], Extent(z="volume"))
    )
    assert volume.pixels == on.pixels
    assert volume.forest != on.forest


def test_examples_of_several_images_are_learnt_together(opened, run_async):
    engine, image = opened(SCENE.image)
    strokes = strokes_of(SCENE.labels)
    background = [one for one in strokes if one.number == 1]
    objects = [one for one in strokes if one.number == 2]
    found = run_async(engine.train(PLAIN, "classes", [Painted(image, background), Painted(image, objects)]))
    assert read_forest(found.forest).classes == 2
    assert min(found.pixels) > 0


@pytest.mark.parametrize(
    ("strokes", "step", "code"),
    [
        ([], "classes", "training.examples"),
        ([Stroke(1, ((5.0, 5.0),), 3.0)], "classes", "training.examples"),
        ([Stroke(1, ((-500.0, -500.0),), 3.0), Stroke(2, ((5.0, 5.0),), 3.0)], "classes", "training.examples"),
        ([Stroke(1, ((5.0, 5.0),), 3.0)], "objects", "usage"),
        ([Stroke(1, ((5.0, 5.0),), 3.0)], "nowhere", "usage"),
    ],
    ids=["no strokes", "one class", "beside the image", "a step that learns nothing", "no such step"],
)
def test_too_little_to_learn_from_is_refused_in_words(opened, run_async, strokes, step, code):
    engine, image = opened(SCENE.image)
    with pytest.raises(TabscopeError) as caught:
        run_async(engine.train(PLAIN, step, [Painted(image, strokes)]))
    assert caught.value.code == code
    assert caught.value.hint
