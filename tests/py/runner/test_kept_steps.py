"""Moving a parameter computes its step and what follows from it; the results are those of a run from scratch."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runner.test_run import Pixels, image_of

from tabscope.engine import Engine
from tabscope.operations.synth import nuclei
from tabscope.regions import Region
from tabscope.runner.execute import Listener
from tabscope.runner.extent import Extent
from tabscope.runner.kept_steps import KeptSteps

SCENE = nuclei((120, 100), number=12, diameter=18, seed=3).image[None, None, None]


def recipe(sigma=1.0, times=0.1, distance=5, at_least=20, off=False, show=("objects", "cells")):
    """Return a recipe with a table that parameters follow, a step that may be off, and a hidden mask."""
    return {
        "tabscope": 1, "title": "Nuclei", "inputs": {"dna": {"kind": "intensity", "channel": "auto"}},
        "steps": [
            {"id": "size", "op": "measure.typical_diameter@1", "in": {"image": "dna"}},
            {"id": "smooth", "op": "filter.gaussian@1", "in": {"image": "dna"}, "params": {"sigma": sigma}},
            {"id": "fore", "op": "threshold.otsu@1", "in": {"image": "smooth"}},
            {"id": "open", "op": "morphology.open@1", "in": {"mask": "fore"},
             "params": {"radius": {"auto": "size.diameter_px", "times": times}}, "off": off},
            {"id": "split", "op": "segment.split@1", "in": {"mask": "open"}, "params": {"min_distance": distance}},
            {"id": "objects", "op": "labels.filter_size@1", "in": {"labels": "split"},
             "params": {"at_least": at_least}},
            {"id": "cells", "op": "measure.regions@1", "in": {"labels": "objects", "image": ["dna", "smooth"]}},
        ],
        "show": list(show),
    }  # fmt: skip


def told(run):
    """Return everything a run says, but how long it took."""
    results = {
        name: (one.kind, one.shown, one.notes, dict(one.values), one.digest) for name, one in run.results.items()
    }
    tables = {
        name: {column.name: column.values.tolist() for column in table.columns} for name, table in run.tables.items()
    }
    record = {key: run.provenance[key] for key in ("recipe", "recipe_digest", "source", "extent", "result", "warnings")}
    layers = {name: layer.array.tolist() for name, layer in run.layers.items()}
    return results, repr(tables), layers, record, run.headline, run.count


class Counted(Pixels):
    """A reader that counts how often it is asked."""

    asked = 0

    async def plane(self, *place):
        self.asked += 1
        return await super().plane(*place)


SETTINGS = st.fixed_dictionaries({
    "sigma": st.sampled_from([0.5, 1.0, 2.0]), "times": st.sampled_from([0.05, 0.1]),
    "distance": st.sampled_from([3, 5]), "at_least": st.sampled_from([0, 20]), "off": st.booleans(),
    "show": st.sampled_from([("objects", "cells"), ("fore", "objects"), ("cells",)]),
})  # fmt: skip


# Neither of the two fixtures keeps anything from one example to the next.
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SETTINGS, min_size=2, max_size=5), st.sampled_from([0, 60_000, 1 << 28]))
def test_any_row_of_changes_gives_what_runs_from_scratch_give(host, run_async, changes, limit):
    image = image_of(SCENE)
    kept = Engine(host, KeptSteps(limit))
    for change in changes:
        fresh = run_async(Engine(host).run(recipe(**change), image))
        assert told(run_async(kept.run(recipe(**change), image))) == told(fresh)


@pytest.fixture
def computed(monkeypatch):
    """The steps that were computed, in order."""
    from tabscope.runner import execute

    names = []
    compute = execute.compute

    async def watched(step, *rest):
        names.append(step.id)
        return await compute(step, *rest)

    monkeypatch.setattr(execute, "compute", watched)
    return names


def test_only_the_changed_step_and_what_follows_are_computed(host, run_async, computed):
    engine, image = Engine(host, KeptSteps()), image_of(SCENE)
    run_async(engine.run(recipe(), image))
    assert computed == ["size", "smooth", "fore", "open", "split", "objects", "cells"]
    computed.clear()
    run_async(engine.run(recipe(distance=4), image))
    assert computed == ["split", "objects", "cells"]
    computed.clear()
    run_async(engine.run(recipe(times=0.2), image))
    assert computed[0] == "open"
    computed.clear()
    run_async(engine.run(recipe(), image))
    assert computed == []


def test_a_preview_leaves_out_what_nothing_shown_follows_from(host, run_async, computed):
    engine, image = Engine(host, KeptSteps()), image_of(SCENE)
    found = run_async(engine.preview(recipe(show=("fore",)), image, Extent()))
    assert computed == ["smooth", "fore"]
    assert [one.step for one in found.results] == ["fore"]


def test_another_part_of_the_image_is_computed_anew(host, run_async, computed):
    engine, image = Engine(host, KeptSteps()), image_of(SCENE)
    run_async(engine.run(recipe(), image))
    computed.clear()
    part = run_async(engine.run(recipe(), image, Extent(Region(0, 0, 80, 80))))
    assert len(computed) == 7
    assert part.layers["objects"].array.shape == (80, 80)


def test_what_was_read_is_not_read_again_and_has_the_same_digest(host, run_async):
    image = image_of(SCENE)
    reader = Counted(SCENE)
    object.__setattr__(image, "reader", reader)
    engine = Engine(host, KeptSteps())
    first = run_async(engine.run(recipe(), image))
    asked = reader.asked
    again = run_async(engine.run(recipe(sigma=2.0), image))
    assert reader.asked == asked
    assert again.provenance["source"]["read"] == first.provenance["source"]["read"]


def test_what_is_kept_stays_within_its_limit(host, run_async):
    kept = KeptSteps(limit=200_000)
    engine, image = Engine(host, kept), image_of(SCENE)
    for sigma in np.linspace(0.5, 3, 6):
        run_async(engine.run(recipe(sigma=float(sigma)), image))
        assert 0 < kept.bytes <= 200_000


def test_closing_an_image_forgets_it(host, run_async, computed):
    kept = KeptSteps()
    engine, image = Engine(host, kept), image_of(SCENE)
    run_async(engine.run(recipe(), image))
    assert kept.bytes > 0
    run_async(engine.close(image))
    assert kept.bytes == 0
    computed.clear()
    run_async(engine.run(recipe(), image))
    assert len(computed) == 7


def test_how_long_a_run_takes_is_known_once_its_operations_have_run(host, run_async):
    engine, image = Engine(host), image_of(SCENE)
    assert run_async(engine.plan(recipe(), image)).seconds is None
    run = run_async(engine.run(recipe(), image))
    spent = sum(one.seconds for one in run.results.values())
    assert run_async(engine.plan(recipe(sigma=3.0), image)).seconds == pytest.approx(spent)
    half = Extent(Region(0, 0, 60, 100))
    assert run_async(engine.plan(recipe(), image, half)).seconds == pytest.approx(spent / 2)


def test_progress_goes_by_time_once_the_operations_have_run(host, run_async):
    engine, image = Engine(host), image_of(SCENE)
    heard = []
    listener = Listener(progress=lambda fraction, step, words: heard.append((step, fraction)))
    first = run_async(engine.run(recipe(), image, listener=listener))
    assert [fraction for _, fraction in heard[1:-1]] == pytest.approx([number / 7 for number in range(7)])
    heard.clear()
    run_async(engine.run(recipe(), image, listener=listener))
    spent = [one.seconds for one in first.results.values()]
    gone = [sum(spent[:number]) / sum(spent) for number in range(7)]
    assert [fraction for _, fraction in heard[1:-1]] == pytest.approx(gone)
