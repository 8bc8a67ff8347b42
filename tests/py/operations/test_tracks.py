"""Tracks are those of TrackMate, and those that were made."""

import csv
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tabscope.axes import PixelSize
from tabscope.errors import TabscopeError
from tabscope.operations.track.link import link
from tabscope.operations.track.motion import measure
from tabscope.table import Column, Table
from tabscope.units import Length, px

TRACKMATE = Path(__file__).parents[2] / "data" / "bio" / "tracking"


def table(object_, t, y, x, **more):
    columns = {"object": object_, "t": t, "centroid_y_px": y, "centroid_x_px": x} | more
    return Table(tuple(Column(name, np.asarray(values)) for name, values in columns.items()))


def rows_of(name):
    with (TRACKMATE / f"trackmate_tracks_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def spots_of(name):
    rows = rows_of(f"{name}_spots")
    kinds = {"id": int, "frame": int, "position_y": float, "position_x": float}
    return table(*([kind(row[column]) for row in rows] for column, kind in kinds.items()))


def links(found):
    """Return every (object, object) that tracks, splits and merges stand for."""
    members = {int(track): np.flatnonzero(found["track"] == track) for track in np.unique(found["track"])}
    pairs = set()
    for rows in members.values():
        ids = found["object"][rows].tolist()
        pairs |= set(pairwise(ids))
        parent, child = int(found["parent_track"][rows[0]]), int(found["merged_into"][rows[0]])
        if parent:
            pairs.add((int(found["object"][members[parent][-1]]), ids[0]))
        if child:
            pairs.add((ids[-1], int(found["object"][members[child][0]])))
    return pairs


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("without_gap_closing", {"gap": 0}),
        ("with_gap_closing", {"gap": 1}),
        ("with_splitting", {"gap": 1, "splitting": True}),
        ("with_splitting_merging", {"gap": 1, "splitting": True, "merging": True}),
    ],
)
def test_links_are_those_of_trackmate(name, allowed):
    truth = rows_of(f"{name}_edges")
    found = link(spots_of(name), px(10), **allowed)
    assert links(found) == {(int(one["spot_source_id"]), int(one["spot_target_id"])) for one in truth}
    alone = len(found) - len({one for pair in links(found) for one in pair})
    assert found["lineage"].max() == len({one["track_id"] for one in truth}) + alone


def walkers(number=30, frames=20, step=2.0, seed=5):
    """Return objects that walk apart from one another, in a shuffled order, and whose they are."""
    random = np.random.default_rng(seed)
    start = np.stack(np.meshgrid(np.arange(6), np.arange(5)), -1).reshape(-1, 2)[:number] * 60.0
    place = start + np.cumsum(random.uniform(-step, step, (frames, number, 2)), axis=0)
    t, who = np.repeat(np.arange(frames), number), np.tile(np.arange(number), frames)
    order = random.permutation(t.size)
    y, x = place.reshape(-1, 2).T
    return table(np.arange(1, t.size + 1), t[order], y[order], x[order], who=who[order])


def same_groups(one, other):
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    return len(pairs) == len(set(one.tolist())) == len(set(other.tolist()))


def test_walkers_keep_their_tracks_over_frames_they_are_missing_in():
    objects = walkers()
    random = np.random.default_rng(1)
    seen = ~((random.uniform(size=len(objects)) < 0.1) & (objects["t"] > 0) & (objects["t"] < 19))
    found = link(objects.where(seen), px(25), gap=5)
    assert same_groups(found["track"], found["who"])
    assert not found["parent_track"].any()
    without = link(objects.where(seen), px(25), gap=0)
    assert without["track"].max() > 30


def test_the_order_of_rows_does_not_matter_and_tracks_are_numbered_by_first_appearance():
    objects = walkers()
    found = link(objects, px(15))
    turned = link(Table(tuple(replace(one, values=one.values[::-1]) for one in objects.columns)), px(15))
    tracks = [one["track"][np.argsort(one["object"])] for one in (found, turned)]
    assert same_groups(*tracks)
    first = [np.flatnonzero(found["track"] == one)[0] for one in range(1, 31)]
    assert first == sorted(first)
    assert (np.diff(found["t"]) >= 0).all()


def test_a_division_ends_the_mother_and_begins_two_daughters():
    objects = table(
        range(1, 10), [0, 1, 2, 3, 3, 4, 4, 5, 5], [10, 10, 10, 7, 13, 5, 15, 3, 17], [10.0] * 9
    )  # fmt: skip
    found = link(objects, px(8), splitting=True)
    assert found["track"].tolist() == [1, 1, 1, 2, 3, 2, 3, 2, 3]
    assert found["parent_track"].tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1]
    assert set(found["lineage"]) == {1}
    back = link(table(range(1, 10), 5 - objects["t"], objects["centroid_y_px"], [10.0] * 9), px(8), merging=True)
    assert back["merged_into"].tolist() == [3, 3, 3, 3, 3, 3, 0, 0, 0]


def test_the_reach_holds_along_each_axis_by_its_own_spacing():
    volume = {"centroid_z_px": [0.0, 3.0]}
    near = table([1, 2], [0, 1], [5.0, 5.0], [5.0, 5.0], **volume)
    assert link(near, Length((4.0, 8.0, 8.0)))["track"].tolist() == [1, 1]
    assert link(near, Length((2.0, 8.0, 8.0)))["track"].tolist() == [1, 2]


def test_outlines_in_slices_are_not_tracked():
    slices = table([1, 2], [0, 0], [5.0, 5.0], [5.0, 5.0], z=[0.0, 1.0])
    with pytest.raises(TabscopeError) as caught:
        link(slices, px(5))
    assert caught.value.code == "operation.input"


def test_no_objects_are_no_tracks():
    assert len(link(Table(), px(5))) == 0
    assert len(measure(link(walkers().where(np.zeros(600, bool)), px(5)))) == 0


def test_a_straight_way_is_measured_in_micrometres_and_minutes():
    t = np.arange(13)
    tracks = link(table(t + 1, t, 3.0 * t, 4.0 * t), px(6))
    row = measure(tracks, pixel_size=PixelSize(None, 0.5, 0.5, 30.0))
    assert row["path_length_um"][0] == pytest.approx(30)
    assert row["net_displacement_um"][0] == pytest.approx(30)
    assert row["duration_min"][0] == pytest.approx(6)
    assert row["mean_speed_um_per_min"][0] == pytest.approx(5)
    assert row["straightness"][0] == pytest.approx(1)
    assert row["msd_exponent"][0] == pytest.approx(2)
    assert (row["first_t"][0], row["last_t"][0], row["objects_in_track"][0], row["missing_frames"][0]) == (0, 12, 13, 0)
    plain = measure(tracks)
    assert plain["mean_speed_px_per_frame"][0] == pytest.approx(5)


def test_a_way_there_and_back_leads_nowhere_and_a_random_walk_spreads_like_one():
    t = np.arange(11)
    back = measure(link(table(t + 1, t, 5.0 - np.abs(t - 5.0), t * 0.0), px(6)))
    assert (back["net_displacement_px"][0], back["path_length_px"][0]) == (0, 10)
    random = np.random.default_rng(2)
    place = np.cumsum(random.normal(size=(400, 40, 2)), axis=0) + np.arange(40)[None, :, None] * 1000
    t, who = np.repeat(np.arange(400), 40), np.tile(np.arange(1, 41), 400)
    y, x = place.reshape(-1, 2).T
    walks = Table((*table(np.arange(t.size), t, y, x).columns, Column("track", who)))
    assert np.median(measure(walks)["msd_exponent"]) == pytest.approx(1, abs=0.15)


def test_short_tracks_are_left_out_of_the_measures_when_asked():
    objects = walkers()
    tracks = link(objects.where((objects["who"] > 0) | (objects["t"] < 3)), px(15))
    assert len(measure(tracks, at_least=4)) == 29
    assert len(measure(tracks, at_least=2)) == 30
