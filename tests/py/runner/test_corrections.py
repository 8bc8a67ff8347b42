"""What a person corrected is measured and counted, belongs to these very objects, and is written down."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from runner.test_run import PLAIN, image_of, squares

from tabscope import wire
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.results.result import Changed
from tabscope.runner.corrections import Correcting, Correction, labels_digest, runs
from tabscope.runner.extent import Extent
from tabscope.runner.kept_steps import KeptSteps


def corrected(layer, digest, step="objects"):
    """Return the correction that removes object 1, widens object 2 and adds one where there was none."""
    labels = layer.array.copy()
    labels[labels == 1] = 0
    labels[..., 8:16, 32:36] = 2
    new = int(labels.max()) + 1
    labels[..., 56:60, 4:8] = new
    return Correction(step, digest, (1, 2, new), labels), new


def test_labels_have_the_digest_of_their_ids(host, run_async):
    run = run_async(Engine(host).run(PLAIN, image_of(squares())))
    ids = run.layers["objects"].array.astype("<u4").tobytes()
    assert run.results["objects"].digest == hashlib.sha256(ids).hexdigest()


@pytest.mark.parametrize("kept", [False, True])
def test_later_steps_see_what_was_corrected(kept, host, run_async):
    engine, image = Engine(host, KeptSteps() if kept else None), image_of(squares())
    before = run_async(engine.run(PLAIN, image))
    correction, new = corrected(before.layers["objects"], before.results["objects"].digest)
    run = run_async(engine.run(PLAIN, image, corrections=[correction]))
    assert list(run.tables["cells"]["object"]) == [2, 3, 4, new]
    assert list(run.tables["cells"]["area_px"]) == [96, 64, 64, 16]
    assert (run.count, run.edge_count, run.corrected) == (4, 0, 3)
    assert run.headline == "4 squares, 3 corrected by hand"
    np.testing.assert_array_equal(run.layers["objects"].array, correction.labels)
    after = labels_digest(correction.labels)
    assert run.provenance["corrections"] == [
        {"step": "objects", "before": before.results["objects"].digest, "after": after, "objects": [1, 2, new]}
    ]
    assert run.results["objects"].digest == after
    assert run_async(engine.run(PLAIN, image)).tables["cells"]["area_px"].tolist() == [64, 64, 64, 64]


def test_other_objects_than_were_corrected_are_refused_by_name(host, run_async):
    engine, image = Engine(host), image_of(squares())
    before = run_async(engine.run(PLAIN, image))
    correction, _ = corrected(before.layers["objects"], before.results["objects"].digest)
    document = {**PLAIN, "steps": [{**PLAIN["steps"][0], "params": {"above": 5}}, *PLAIN["steps"][1:]]}
    for recipe, one in (
        (document, correction),
        (PLAIN, Correction("nowhere", correction.before, (1,), correction.labels)),
        (PLAIN, Correction("fore", correction.before, (1,), correction.labels)),
        (PLAIN, Correction("objects", correction.before, (1,), correction.labels[:9])),
    ):
        with pytest.raises(TabscopeError) as caught:
            run_async(engine.run(recipe, image, corrections=[one]))
        assert caught.value.code == "corrections.other-labels"


def test_corrections_reach_over_slices(host, run_async):
    engine, image = Engine(host), image_of(squares(z=3))
    before = run_async(engine.run(PLAIN, image, Extent(z="each")))
    correction, new = corrected(before.layers["objects"], before.results["objects"].digest)
    run = run_async(engine.run(PLAIN, image, Extent(z="each"), corrections=[correction]))
    np.testing.assert_array_equal(run.layers["objects"].array, correction.labels)
    assert list(run.tables["cells"]["object"]).count(new) == 3
    wrong = Correction("objects", "0" * 64, correction.objects, correction.labels)
    with pytest.raises(TabscopeError, match="made anew"):
        run_async(engine.run(PLAIN, image, Extent(z="each"), corrections=[wrong]))


@given(
    arrays.arrays(np.uint32, (3, 4, 5), elements=st.integers(0, 3)),
    arrays.arrays(np.uint32, (3, 4, 5), elements=st.integers(0, 5)),
)
def test_runs_of_the_changed_objects_give_the_corrected_labels(before, after):
    objects = tuple(int(one) for one in np.union1d(before, after) if one > 0)
    first = Correcting(Correction("objects", labels_digest(before), objects, after), 3)
    for plane in before:
        first.plane(plane)
    second = Correcting(Correction("objects", labels_digest(before), objects, None, first.changes()), 3)
    np.testing.assert_array_equal(np.stack([second.plane(plane) for plane in before]), after)
    assert second.as_json() == first.as_json()


def test_runs_are_starts_and_lengths():
    assert runs(np.array([True, False, True, True])) == [0, 1, 2, 2]
    assert runs(np.array([False, False])) == []
    assert runs(np.array([True]), start=10) == [10, 1]


def test_the_page_sends_corrections_and_receives_changes(host, run_async):
    engine, image = Engine(host), image_of(squares())
    before = run_async(engine.run(PLAIN, image))
    wanted, new = corrected(before.layers["objects"], before.results["objects"].digest)
    message = {
        "step": wanted.step, "before": wanted.before, "labels": wire.array(wanted.labels), "changed": [1, 2, new],
    }  # fmt: skip
    run = run_async(engine.run(PLAIN, image, corrections=[wire.correction(message)]))
    sent = wire.result(run.results["objects"])
    assert sent["digest"] == labels_digest(wanted.labels)
    assert [one["object"] for one in sent["changes"]] == [1, 2, new]
    assert sent["changes"][0]["after"] == []
    said = wire.summary(1, 1, run)
    assert said["corrected"] == 3
    back = wire.run_from({"summary": said, "results": [wire.result(one) for one in run.results.values()]})
    assert back.results["objects"].changes == run.results["objects"].changes
    assert isinstance(back.results["objects"].changes[0], Changed)
    assert back.corrected == 3
