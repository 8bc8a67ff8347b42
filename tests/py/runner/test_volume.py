"""A volume is one thing: objects reach over slices, and lengths are as long in z as in the plane."""

import numpy as np
import pytest
from runner.test_run import Pixels, image_of

from tabscope import gallery
from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.regions import Region
from tabscope.runner.extent import Extent

SPACING = PixelSize(2.0, 0.5, 0.5, None, "OME")


def balls(t=1):
    """Return two balls of 4 µm radius that one slice shows as three discs apart, and one cut at the left."""
    array = np.full((t, 1, 12, 64, 64), 10, np.uint8)
    z, y, x = np.ogrid[:12, :64, :64]
    for cz, cy, cx in ((4, 20, 20), (7, 44, 44), (6, 40, 2)):
        away = ((z - cz) * 2.0) ** 2 + ((y - cy) * 0.5) ** 2 + ((x - cx) * 0.5) ** 2
        array[..., away <= 16] = 100
    return array


def recipe(*between, z="volume", labels="objects"):
    return {
        "tabscope": 1, "title": "Balls", "objects": "balls", "inputs": {"signal": {"kind": "intensity", "z": z}},
        "steps": [
            {"id": "fore", "op": "threshold.manual@1", "in": {"image": "signal"}, "params": {"above": 50}},
            {"id": "objects", "op": "segment.label@1", "in": {"mask": "fore"}},
            *between,
            {"id": "cells", "op": "measure.regions@1", "in": {"labels": labels, "image": "signal"}},
        ],
        "show": [labels, "cells"],
    }  # fmt: skip


def test_objects_reach_over_slices(host, run_async):
    run = run_async(Engine(host).run(recipe(), image_of(balls(), pixel_size=SPACING)))
    layer, cells = run.layers["objects"], run.tables["cells"]
    assert (run.count, run.edge_count, run.headline) == (3, 1, "3 balls, 1 cut by the edge")
    assert (layer.axes, layer.array.shape) == ("zyx", (12, 64, 64))
    assert layer.planes == tuple((0, z) for z in range(12))
    assert list(cells["centroid_z_px"]) == pytest.approx([4, 6, 7])
    assert list(cells["centroid_z_um"]) == pytest.approx([8, 12, 14])
    assert np.isnan(cells["z"]).all()
    ball = 4 / 3 * np.pi * 4**3
    assert cells["volume_um3"][0] == pytest.approx(ball, rel=0.1)
    assert run.provenance["inputs"]["signal"]["z"] == "volume"


def test_a_region_of_a_volume_keeps_positions_of_the_whole(host, run_async):
    engine, image = Engine(host), image_of(balls(), pixel_size=SPACING)
    whole = run_async(engine.run(recipe(), image)).tables["cells"]
    part = run_async(engine.run(recipe(), image, Extent(Region(30, 30, 64, 64)))).tables["cells"]
    for name in ("centroid_z_px", "centroid_y_px", "centroid_x_px", "bbox_z0_px", "bbox_y0_px", "bbox_z1_px"):
        assert part[name][0] == pytest.approx(whole[name][2])


def test_each_time_point_is_a_volume_with_ids_of_its_own(host, run_async):
    run = run_async(Engine(host).run(recipe(), image_of(balls(t=2), pixel_size=SPACING)))
    layer = run.layers["objects"]
    assert (layer.axes, layer.array.shape) == ("tzyx", (2, 12, 64, 64))
    assert list(run.tables["cells"]["object"]) == [1, 2, 3, 4, 5, 6]
    assert list(run.tables["cells"]["t"]) == [0, 0, 0, 1, 1, 1]
    assert run.count == 6


def test_an_extent_may_ask_for_the_volume(host, run_async):
    image = image_of(balls(), pixel_size=SPACING)
    run = run_async(Engine(host).run(recipe(z="max"), image, Extent(z="volume")))
    assert run.count == 3


def test_one_slice_is_no_volume(host, run_async):
    run = run_async(Engine(host).run(recipe(), image_of(balls()[:, :, 4:5])))
    assert run.layers["objects"].axes == "yx"


def test_volumes_and_planes_do_not_mix(host, run_async):
    document = recipe()
    document["inputs"]["other"] = {"kind": "intensity", "z": "max"}
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).plan(document, image_of(balls())))
    assert caught.value.code == "recipe.invalid"


@pytest.mark.parametrize(("size", "slices"), [(SPACING, 3), (PixelSize(), 9)])
def test_a_length_is_as_long_in_z_as_in_the_plane(size, slices, host, run_async):
    """4 px in the plane are 2 µm, which is one slice to each side; without a spacing voxels are cubes."""
    array = np.zeros((1, 1, 15, 31, 31), np.uint8)
    array[0, 0, 7, 15, 15] = 100
    grown = {"id": "grown", "op": "labels.expand@1", "in": {"labels": "objects"}, "params": {"distance": 4}}
    run = run_async(Engine(host).run(recipe(grown, labels="grown"), image_of(array, pixel_size=size)))
    found = run.layers["grown"].array
    assert np.count_nonzero(found.any(axis=(1, 2))) == slices
    assert np.count_nonzero(found.any(axis=(0, 1))) == 9


def test_an_area_stands_for_the_ball_with_that_disk(host, run_async):
    """Discs of radius 8 px: balls of 4 µm radius are larger than one of 7 px and smaller than one of 9."""
    image = image_of(balls(), pixel_size=SPACING)
    for radius, count in ((7, 2), (9, 0)):
        area = np.pi * radius**2
        kept = {"id": "kept", "op": "labels.filter_size@1", "in": {"labels": "objects"}, "params": {"at_least": area}}
        assert run_async(Engine(host).run(recipe(kept, labels="kept"), image)).count == count


class Thinned(Pixels):
    """A pyramid whose second level also has every second slice only; slices count full resolution."""

    async def plane(self, level, t, c, z, region):
        return await super().plane(level, t, c, 2 * (z // 2) if level else z, region)


def test_a_coarser_level_is_measured_in_voxels_of_full_resolution(host, run_async):
    image = image_of(balls(), levels=2, pixel_size=SPACING)
    reader = Thinned(balls(), 2)
    image.levels[1].factors["z"] = 2.0
    object.__setattr__(image, "reader", reader)
    full, half = (run_async(Engine(host).run(recipe(), image, Extent(level=level))) for level in (0, 1))
    assert half.layers["objects"].array.shape == (6, 32, 32)
    assert half.layers["objects"].planes == tuple((0, z) for z in range(0, 12, 2))
    assert list(half.tables["cells"]["volume_px"]) == pytest.approx(list(full.tables["cells"]["volume_px"]), rel=0.3)
    assert list(half.tables["cells"]["centroid_z_px"]) == pytest.approx([4, 6, 7], abs=1)


def test_nuclei_of_a_volume_are_counted_by_the_default_recipe(host, run_async):
    """25 balls of 4 µm radius in slices 1.5 µm apart, blurred and with noise; they touch, and lie over one another."""
    random = np.random.default_rng(3)
    array, centres = np.zeros((24, 160, 160), np.float32), []
    z, y, x = np.ogrid[:24, :160, :160]
    while len(centres) < 25:
        one = np.array([random.uniform(4, 32), random.uniform(4, 76), random.uniform(4, 76)])
        if all(np.hypot(*(one - other)[1:]) > 7.5 or abs((one - other)[0]) > 9 for other in centres):
            centres.append(one)
            away = (z * 1.5 - one[0]) ** 2 + (y * 0.5 - one[1]) ** 2 + (x * 0.5 - one[2]) ** 2
            array[away <= 16] = 400
    array = array + 100 + random.normal(0, 10, array.shape)
    image = image_of(array.clip(0).astype(np.uint16)[None, None], pixel_size=PixelSize(1.5, 0.5, 0.5, None, "OME"))
    run = run_async(Engine(host).run(gallery.load("count-nuclei"), image, Extent(z="volume")))
    assert run.count == 25
    assert run.tables["size"]["diameter_um"][0] == pytest.approx(8, rel=0.25)
    assert np.median(run.tables["cells"]["volume_um3"]) == pytest.approx(4 / 3 * np.pi * 4**3, rel=0.15)


def test_pieces_before_splitting_add_up_over_slices(host, run_async):
    halves = {"id": "halves", "op": "segment.split@1", "in": {"mask": "fore"}, "params": {"min_distance": 50}}
    image = image_of(balls(), pixel_size=SPACING)
    whole, each = (run_async(Engine(host).run(recipe(halves, z=z, labels="halves"), image)) for z in ("volume", "each"))
    assert (whole.count, whole.results["halves"].values["pieces"]) == (3, 3)
    assert each.results["halves"].values["pieces"] == each.count > 3


def test_a_threshold_that_each_slice_finds_for_itself_is_written_down_as_lowest_and_highest(host, run_async):
    array = np.full((1, 1, 3, 64, 64), 10, np.uint8) + np.array([0, 5, 9], np.uint8)[:, None, None]
    array[..., 20:40, 20:40] = 90
    steps = [{"id": "fore", "op": "threshold.otsu@1", "in": {"image": "signal"}}]
    document = {"tabscope": 1, "title": "T", "inputs": {"signal": {"kind": "intensity", "z": "each"}}, "steps": steps}
    image = image_of(array)
    each = run_async(Engine(host).run({**document, "show": ["fore"]}, image)).results["fore"].values
    alone = [
        run_async(Engine(host).run({**document, "show": ["fore"]}, image, Extent(z=z))).results["fore"].values
        for z in range(3)
    ]
    found = [one["threshold"] for one in alone]
    assert len(set(found)) == 3
    assert each == {"threshold_lowest": min(found), "threshold_highest": max(found)}
