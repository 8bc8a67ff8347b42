"""A run reads planes, computes step by step, and leaves labels, tables and provenance that fit together."""

import asyncio
import hashlib
from dataclasses import replace

import numpy as np
import pytest

from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.image import Channel, Image, Level
from tabscope.regions import Region
from tabscope.runner.execute import Cancel, Listener
from tabscope.runner.extent import Extent

PLAIN = {
    "tabscope": 1,
    "title": "Bright squares",
    "objects": "squares",
    "inputs": {"signal": {"kind": "intensity", "channel": "auto"}},
    "steps": [
        {"id": "fore", "op": "threshold.manual@1", "in": {"image": "signal"}, "params": {"above": 50}},
        {"id": "objects", "op": "segment.label@1", "in": {"mask": "fore"}},
        {"id": "cells", "op": "measure.regions@1", "in": {"labels": "objects", "image": "signal"}},
    ],
    "show": ["objects", "cells"],
}


class Pixels:
    """A reader of an array (t, c, z, y, x) with levels by taking every second pixel's block mean."""

    def __init__(self, array, levels=1):
        self.levels = [array]
        for _ in range(levels - 1):
            a = self.levels[-1]
            self.levels.append(
                a.reshape(*a.shape[:3], a.shape[3] // 2, 2, a.shape[4] // 2, 2).mean((4, 6)).astype(a.dtype)
            )

    async def plane(self, level, t, c, z, region):
        return self.levels[level][t, c, z, region.y0 : region.y1, region.x0 : region.x1]

    async def raw(self):
        yield self.levels[0]

    async def close(self):
        return None


def image_of(array, levels=1, pixel_size=None, names=("",)):
    reader = Pixels(array, levels)
    shapes = tuple(
        Level(a.shape[3], a.shape[4], {"y": 2.0**i, "x": 2.0**i, "z": 1.0}, a.shape[2])
        for i, a in enumerate(reader.levels)
    )
    channels = tuple(Channel(name) for name in names)
    return Image(
        "squares.npy", "NPY", "tczyx", array.shape, array.dtype, pixel_size or PixelSize(), channels, shapes, reader
    )


def squares(t=1, c=1, z=1, size=64):
    """Four bright squares of 8 x 8, one of them cut by the left border, in every plane."""
    array = np.full((t, c, z, size, size), 10, np.uint8)
    for y, x in ((8, 0), (8, 24), (32, 24), (40, 48)):
        array[..., y : y + 8, x : x + 8] = 100
    return array


def test_objects_are_counted_and_those_at_the_edge_are_named(host, run_async):
    run = run_async(Engine(host).run(PLAIN, image_of(squares())))
    assert (run.count, run.edge_count) == (4, 1)
    assert run.headline == "4 squares, 1 cut by the edge"
    assert list(run.tables["cells"]["area_px"]) == [64, 64, 64, 64]
    assert list(run.tables["cells"]["object"]) == [1, 2, 3, 4]
    assert run.layers["objects"].array.dtype == np.uint32


def test_every_table_begins_with_the_same_columns(host, run_async):
    names = run_async(Engine(host).run(PLAIN, image_of(squares()))).tables["cells"].names
    assert names[:6] == ["image", "series", "well", "t", "z", "object"]


def test_slices_one_by_one_give_outlines_with_unique_ids(host, run_async):
    run = run_async(Engine(host).run(PLAIN, image_of(squares(z=3)), Extent(z="each")))
    layer, table = run.layers["objects"], run.tables["cells"]
    assert layer.axes == "zyx"
    assert list(np.unique(layer.array)) == list(range(13))
    assert list(table["z"]) == [0] * 4 + [1] * 4 + [2] * 4
    assert list(table["object"]) == list(range(1, 13))
    assert "outlines in 3 slices, not squares" in run.headline


def test_the_maximum_projection_sees_every_slice(host, run_async):
    array = squares(z=3)
    array[0, 0, 0], array[0, 0, 2] = 10, 10
    run = run_async(Engine(host).run(PLAIN, image_of(array)))
    assert run.count == 4
    assert np.isnan(run.tables["cells"]["z"]).all()
    one = run_async(Engine(host).run(PLAIN, image_of(array), Extent(z=0)))
    assert one.count == 0


def test_each_time_point_is_counted_by_itself(host, run_async):
    run = run_async(Engine(host).run(PLAIN, image_of(squares(t=2))))
    assert run.layers["objects"].axes == "tyx"
    assert list(run.tables["cells"]["t"]) == [0] * 4 + [1] * 4
    assert "in 2 frames" in run.headline


def test_a_region_keeps_positions_of_the_whole_image(host, run_async):
    whole = run_async(Engine(host).run(PLAIN, image_of(squares()))).tables["cells"]
    part = run_async(Engine(host).run(PLAIN, image_of(squares()), Extent(Region(24, 16, 64, 64)))).tables["cells"]
    assert len(part) == 2
    for name in ("centroid_x_px", "centroid_y_px", "bbox_x0_px", "bbox_y1_px"):
        assert list(part[name]) == list(whole[name][2:])


def test_a_coarser_level_measures_in_pixels_of_full_resolution_and_says_so(host, run_async):
    size = PixelSize(None, 0.5, 0.5, None, "OME")
    full = run_async(Engine(host).run(PLAIN, image_of(squares(), 2, size))).tables["cells"]
    run = run_async(Engine(host).run(PLAIN, image_of(squares(), 2, size), Extent(level=1)))
    half = run.tables["cells"]
    assert "half size" in run.headline
    assert list(half["level"]) == ["half"] * 4
    assert "level" not in full.names
    for name in ("area_px", "area_um2", "centroid_x_px", "centroid_y_um", "bbox_x1_px"):
        np.testing.assert_allclose(np.asarray(half[name], float), np.asarray(full[name], float))


def test_a_channel_named_like_a_nuclear_stain_is_taken_and_written_down(host, run_async):
    array = np.concatenate([np.zeros_like(squares()), squares()], axis=1)
    run = run_async(Engine(host).run(PLAIN, image_of(array, names=("GFP", "DAPI"))))
    assert run.count == 4
    assert run.provenance["inputs"]["signal"]["signals"] == [{"name": "dapi", "channel": 1, "sample": None}]
    assert "mean_dapi" in run.tables["cells"].names


def test_all_channels_can_be_measured(host, run_async):
    recipe = {**PLAIN, "inputs": {**PLAIN["inputs"], "all": {"kind": "intensity", "channel": "all"}}}
    recipe["steps"] = [
        *PLAIN["steps"][:2],
        {"id": "cells", "op": "measure.regions@1", "in": {"labels": "objects", "image": "all"}},
    ]
    array = np.concatenate([squares(), squares() // 2], axis=1)
    table = run_async(Engine(host).run(recipe, image_of(array, names=("DNA", "pH3")))).tables["cells"]
    assert list(table["mean_dna"]) == [100] * 4
    assert list(table["mean_ph3"]) == [50] * 4


def test_a_channel_that_is_not_there_is_a_named_error(host, run_async):
    recipe = {**PLAIN, "inputs": {"signal": {"kind": "intensity", "channel": "Cy5"}}}
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).plan(recipe, image_of(squares())))
    assert caught.value.code == "image.no-such-channel"


def test_a_physical_length_without_a_pixel_size_asks_for_one(host, run_async):
    step = {
        "id": "smooth",
        "op": "filter.gaussian@1",
        "in": {"image": "signal"},
        "params": {"sigma": {"value": 1, "unit": "micrometer"}},
    }
    recipe = {**PLAIN, "steps": [step, *PLAIN["steps"]]}
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run(recipe, image_of(squares())))
    assert caught.value.code == "image.no-pixel-size"
    size = PixelSize(None, 0.5, 0.5, None, "set by hand")
    assert run_async(Engine(host).run(recipe, image_of(squares(), pixel_size=size))).count == 4


def test_what_does_not_fit_is_said_before_it_is_read(host, run_async):
    image = image_of(squares())
    huge = Image(
        image.name,
        "NPY",
        "yx",
        (400_000, 400_000),
        image.dtype,
        PixelSize(),
        (Channel(),),
        (Level(400_000, 400_000),),
        image.reader,
    )
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run(PLAIN, huge))
    assert caught.value.code == "memory.too-large"
    assert "GB" in caught.value.message


def test_a_cancelled_run_leaves_no_trace_and_the_next_run_works(host, run_async):
    engine, image = Engine(host), image_of(squares(z=20))
    cancel = Cancel()

    def stop_at_the_third_slice(fraction, step, words):
        cancel.wanted = cancel.wanted or "slice 3" in words

    with pytest.raises(TabscopeError) as caught:
        run_async(engine.run(PLAIN, image, Extent(z="each"), Listener(stop_at_the_third_slice), cancel))
    assert caught.value.code == "run.cancelled"
    assert run_async(engine.run(PLAIN, image)).count == 4


def test_another_task_is_heard_while_a_run_goes_on(host, run_async):
    async def run_and_cancel():
        cancel = Cancel()
        work = asyncio.ensure_future(Engine(host).run(PLAIN, image_of(squares(z=200)), Extent(z="each"), None, cancel))
        for _ in range(20):
            await asyncio.sleep(0)
        cancel.wanted = True
        with pytest.raises(TabscopeError) as caught:
            await work
        return caught.value.code

    assert run_async(run_and_cancel()) == "run.cancelled"


def test_progress_only_rises_and_ends_at_one(host, run_async):
    heard = []
    run_async(
        Engine(host).run(PLAIN, image_of(squares(z=3)), Extent(z="each"), Listener(lambda f, s, w: heard.append(f)))
    )
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)


def test_a_parameter_that_follows_from_a_step_is_resolved_and_written_down(host, run_async):
    steps = [
        {"id": "size", "op": "measure.typical_diameter@1", "in": {"image": "signal"}, "params": {"diameter": 8}},
        {
            "id": "smooth",
            "op": "filter.gaussian@1",
            "in": {"image": "signal"},
            "params": {"sigma": {"auto": "size.diameter_px", "times": 0.125}},
        },
        *PLAIN["steps"],
    ]
    run = run_async(Engine(host).run({**PLAIN, "steps": steps}, image_of(squares())))
    assert run.results["smooth"].values["sigma"] == 1.0


def test_the_input_image_is_not_changed(host, run_async):
    array = squares()
    run_async(Engine(host).run(PLAIN, image_of(array)))
    np.testing.assert_array_equal(array, squares())


def test_a_layer_says_where_the_middle_of_its_first_pixel_lies(host, run_async):
    part = run_async(Engine(host).run(PLAIN, image_of(squares(), 2), Extent(Region(24, 16, 64, 64), level=1)))
    layer = part.layers["objects"]
    assert (layer.origin, layer.factor) == ((24.5, 16.5), (2.0, 2.0))


def test_a_region_keeps_whole_numbers_whole(host, run_async):
    part = run_async(Engine(host).run(PLAIN, image_of(squares()), Extent(Region(24, 16, 64, 64)))).tables["cells"]
    assert part["area_px"].dtype.kind == "i"


def test_the_record_holds_the_digest_of_the_pixels_that_were_read(host, run_async):
    array = squares()
    expected = hashlib.sha256(array.tobytes()).hexdigest()
    run = run_async(Engine(host).run(PLAIN, image_of(array)))
    assert run.provenance["source"]["read"] == {"planes": 1, "sha256": expected}
    part = run_async(Engine(host).run(PLAIN, image_of(array), Extent(Region(0, 0, 8, 8))))
    assert part.provenance["source"]["read"]["sha256"] != expected


def test_the_bits_that_the_file_names_tell_where_the_camera_was_full(host, run_async):
    array = squares().astype(np.uint16)
    array[..., 33:35, 25:29] = 4095
    array[..., 12, 30] = 4100
    image = replace(image_of(array, names=("DNA",)), metadata={"significant_bits": 12})
    run = run_async(Engine(host).run(PLAIN, image))
    assert list(run.tables["cells"]["saturated_fraction_dna"]) == [0, 1 / 64, 8 / 64, 0]
    assert run.warnings == ("dna: 0.22 % of pixels at 4095. Intensities of 2 objects are too low.",)
    unsaid = run_async(Engine(host).run(PLAIN, replace(image, metadata={})))
    assert not unsaid.tables["cells"]["saturated_fraction_dna"].any()


def colours(background, values):
    array = np.full((64, 64, 3), background, np.uint8)
    array[8:16, 8:16] = values
    reader = Pixels(np.zeros((1, 1, 1, 64, 64), np.uint8))

    async def plane(level, t, c, z, region):
        return array[region.y0 : region.y1, region.x0 : region.x1]

    reader.plane = plane
    return replace(image_of(squares()), axes="yxs", shape=array.shape, reader=reader, levels=(Level(64, 64),))


def test_a_screenshot_of_merged_channels_is_told_from_measured_intensities(host, run_async):
    recipe = {**PLAIN, "inputs": {"signal": {"kind": "intensity", "channel": "red"}}}
    warning = "Display colours, not measured intensities."
    assert run_async(Engine(host).run(recipe, colours(2, (200, 40, 90)))).warnings == (warning,)
    assert warning not in run_async(Engine(host).run(recipe, colours(230, (200, 40, 90)))).warnings
    assert warning not in run_async(Engine(host).run(recipe, colours(2, (200, 200, 200)))).warnings


def test_two_inputs_that_miss_one_channel_are_one_problem(host, run_async):
    recipe = {**PLAIN, "inputs": {name: {"kind": "intensity", "channel": "auto"} for name in ("signal", "other")}}
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).plan(recipe, image_of(squares()), Extent(z=7)))
    assert (caught.value.code, caught.value.problems) == ("image.no-such-plane", [])


def test_the_number_that_a_rule_came_to_stands_beside_it(host, run_async):
    size = {"id": "size", "op": "measure.typical_diameter@1", "in": {"image": "signal"}, "params": {"diameter": 10}}
    smooth = {"id": "smooth", "op": "filter.gaussian@1", "in": {"image": "signal"},
              "params": {"sigma": {"auto": "size.diameter_px", "times": 0.1}}}  # fmt: skip
    run = run_async(Engine(host).run({**PLAIN, "steps": [size, smooth, *PLAIN["steps"]]}, image_of(squares())))
    written = run.provenance["recipe"]["steps"][1]["params"]["sigma"]
    assert written == {"auto": "size.diameter_px", "times": 0.1, "value": 1.0}
    assert run_async(Engine(host).run(run.provenance["recipe"], image_of(squares()))).count == run.count


def test_a_colour_picture_goes_whole_to_the_step_that_makes_it_gray(host, run_async):
    gray = {"id": "gray", "op": "intensity.rgb_to_gray@1", "in": {"image": "signal"}}
    wired = [
        {**step, "in": {**step["in"], "image": "gray"}} if "image" in step["in"] else step for step in PLAIN["steps"]
    ]
    picture = colours(2, (200, 100, 50))
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run(PLAIN, picture))
    assert caught.value.code == "image.which-signal"
    run = run_async(Engine(host).run({**PLAIN, "steps": [gray, *wired]}, picture))
    assert run.count == 1
    brightness = 0.2125 * 200 + 0.7154 * 100 + 0.0721 * 50
    mean = next(column.values for column in run.tables["cells"].columns if column.name.startswith("mean_"))
    np.testing.assert_allclose(mean, [brightness], rtol=1e-6)
