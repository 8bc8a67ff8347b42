"""Steps over time see the tables of all planes, once; what they give lies on the image like everything else."""

import numpy as np
import pytest
from runner.test_run import image_of

from tabscope import wire
from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.regions import Region
from tabscope.runner.extent import Extent
from tabscope.runner.kept_steps import KeptSteps

SPEEDS = ((2, 0), (0, 4), (-2, 2))


def movie(frames=5, size=96):
    """Three squares of 8 x 8 that move straight; the second is missing in frame 2."""
    array = np.full((frames, 1, 1, size, size), 10, np.uint8)
    for t in range(frames):
        for number, (vy, vx) in enumerate(SPEEDS):
            y, x = 20 + 24 * number + vy * t, 20 + vx * t
            if (number, t) != (1, 2):
                array[t, 0, 0, y : y + 8, x : x + 8] = 100
    return array


def recipe(**link):
    return {
        "tabscope": 1, "title": "Track squares", "objects": "squares", "inputs": {"signal": {"kind": "intensity"}},
        "steps": [
            {"id": "fore", "op": "threshold.manual@1", "in": {"image": "signal"}, "params": {"above": 50}},
            {"id": "objects", "op": "segment.label@1", "in": {"mask": "fore"}},
            {"id": "cells", "op": "measure.regions@1", "in": {"labels": "objects", "image": "signal"}},
            {"id": "tracks", "op": "track.link@1", "in": {"objects": "cells"}, "params": {"max_distance": 9, **link}},
            {"id": "motion", "op": "track.measure@1", "in": {"tracks": "tracks"}},
        ],
        "show": ["objects", "cells", "tracks", "motion"],
    }  # fmt: skip


def test_objects_become_tracks(host, run_async):
    run = run_async(Engine(host).run(recipe(), image_of(movie())))
    tracks, motion = run.tables["tracks"], run.tables["motion"]
    assert (run.count, run.edge_count, run.headline) == (3, 0, "3 tracks of 14 squares in 5 frames")
    assert run.results["tracks"].kind == "tracks"
    assert tracks.names[:7] == ["image", "series", "well", "t", "z", "object", "track"]
    assert tracks["track"].tolist() == [1, 2, 3, 1, 2, 3, 1, 3, 1, 2, 3, 1, 2, 3]
    assert tracks["object"].tolist() == run.tables["cells"]["object"].tolist()
    assert motion.names[:4] == ["image", "series", "well", "track"]
    assert motion["missing_frames"].tolist() == [0, 1, 0]
    assert list(motion["net_displacement_px"]) == pytest.approx([4 * np.hypot(*speed) for speed in SPEEDS])


def test_speed_is_per_minute_where_the_time_between_frames_is_known(host, run_async):
    image = image_of(movie(), pixel_size=PixelSize(None, 0.5, 0.5, 30.0, "OME"))
    motion = run_async(Engine(host).run(recipe(), image)).tables["motion"]
    assert list(motion["mean_speed_um_per_min"]) == pytest.approx([2, 4, 2 * 2**0.5])


def test_tracks_of_a_region_and_of_half_the_size_lie_where_those_of_the_whole_do(host, run_async):
    engine, image = Engine(host), image_of(movie(), levels=2)
    whole = run_async(engine.run(recipe(), image))
    part = run_async(engine.run(recipe(), image, Extent(Region(36, 8, 96, 96)))).tables["tracks"]
    two = whole.tables["tracks"].where(whole.tables["tracks"]["track"] > 1)
    assert list(part["centroid_y_px"]) == list(two["centroid_y_px"])
    half = run_async(engine.run(recipe(), image, Extent(level=1)))
    assert list(half.tables["tracks"]["track"]) == list(whole.tables["tracks"]["track"])
    for name in ("net_displacement_px", "mean_speed_px_per_frame"):
        assert list(half.tables["motion"][name]) == pytest.approx(list(whole.tables["motion"][name]), rel=0.05)
    assert half.headline.endswith("(at half size)")


def test_a_distance_that_follows_from_a_step_is_its_median_over_time(host, run_async):
    document = recipe(max_distance={"auto": "cells.feret_max_px", "times": 0.4})
    assert run_async(Engine(host).run(document, image_of(movie()))).count > 3
    document["steps"][3]["params"]["max_distance"]["times"] = 0.8
    assert run_async(Engine(host).run(document, image_of(movie()))).count == 3


def test_one_time_gives_tracks_of_one_object_and_is_kept_up_to_them(host, run_async):
    engine, image = Engine(host, KeptSteps()), image_of(movie())
    for _ in range(2):
        run = run_async(engine.run(recipe(), image, Extent(t=1)))
        assert run.tables["tracks"]["track"].tolist() == [1, 2, 3]
        assert run.headline == "3 tracks of 3 squares in 1 frame"


def test_a_preview_shows_objects_and_does_not_track(host, run_async):
    preview = run_async(Engine(host).preview(recipe(), image_of(movie()), Extent(t=1)))
    assert [one.step for one in preview.results] == ["objects", "cells"]


def test_a_step_for_each_plane_cannot_follow_one_over_time(host, run_async):
    document = recipe()
    document["steps"].append({"id": "kept", "op": "labels.filter@1", "in": {"labels": "objects", "measured": "tracks"}})
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).plan(document, image_of(movie())))
    assert [one.code for one in caught.value.problems] == ["recipe.input"]


def test_a_step_that_is_off_before_tracks_leaves_the_recipe_complete(host, run_async):
    document = recipe()
    document["steps"][4]["off"] = True
    document["show"] = ["tracks"]
    assert set(run_async(Engine(host).run(document, image_of(movie()))).tables) == {"cells", "tracks"}


def test_tracks_reach_the_page_and_come_back_for_an_export(host, run_async):
    run = run_async(Engine(host).run(recipe(), image_of(movie())))
    sent = wire.result(run.results["tracks"])
    back = wire.run_from({"summary": wire.summary(1, 1, run), "results": [sent]})
    assert back.results["tracks"].kind == "tracks"
    assert back.tables["tracks"]["track"].tolist() == run.tables["tracks"]["track"].tolist()
