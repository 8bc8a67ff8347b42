"""Every step knows where its pixels lie: measurements stay those of the image, whatever was cut, turned or resized."""

import numpy as np
import pytest
from runner.test_run import image_of

from tabscope.areas import parse_areas
from tabscope.axes import PixelSize
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.export.images import images_table
from tabscope.regions import Region
from tabscope.runner.corrections import Correction
from tabscope.runner.extent import Extent
from tabscope.runner.kept_steps import KeptSteps

SIZE = PixelSize(1.5, 0.5, 0.5, None, "OME")
PLACES = ("centroid_y_px", "centroid_x_px", "centroid_y_um", "centroid_x_um")


def scene(volume=False):
    """Tilted ellipses with soft edges; in a volume, ellipsoids with their middle in slices 4 to 6."""
    z, y, x = np.mgrid[0:11, 0:96, 0:120] if volume else np.mgrid[0:1, 0:96, 0:120]
    image = np.full(z.shape, 10.0)
    for cz, cy, cx, a, b, turn in ((4, 24, 30, 12, 6, 30), (6, 62, 84, 14, 7, 100), (5, 70, 24, 11, 8, 50)):
        cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        along, across = (x - cx) * cos - (y - cy) * sin, (x - cx) * sin + (y - cy) * cos
        deep = (z - cz) / 3.5 if volume else 0 * z
        image += 180 / (1 + np.exp(8 * (np.sqrt((along / a) ** 2 + (across / b) ** 2 + deep**2) - 1)))
    return image.astype(np.uint16)[None, None]


def recipe(*moves, z="max", **columns):
    """Return a recipe that moves the image's pixels step by step, then counts and measures."""
    steps, last = [], "signal"
    for number, (op, params) in enumerate(moves):
        steps.append({"id": f"move{number}", "op": op, "in": {"image": last}, "params": params})
        last = f"move{number}"
    return {
        "tabscope": 1,
        "inputs": {"signal": {"kind": "intensity", "channel": 0, "z": z}},
        "steps": [
            *steps,
            {"id": "fore", "op": "threshold.manual", "in": {"image": last}, "params": {"above": 100}},
            {"id": "objects", "op": "segment.label", "in": {"mask": "fore"}},
            {"id": "cells", "op": "measure.regions", "in": {"labels": "objects", "image": last}, "params": columns},
        ],
        "show": ["objects", "cells"],
    }


def ordered(table):
    """Return the rows from the top left to the bottom right, since a turn changes which object comes first."""
    order = np.lexsort((np.round(table["centroid_x_px"]), np.round(table["centroid_y_px"], -1)))
    return table.where(order)


MOVES = {
    "crop": [("geometry.crop", {"top": 5, "left": 8, "bottom": 90})],
    "pad": [("geometry.pad", {"vertical": 7, "horizontal": 13})],
    "flip": [("geometry.flip", {"left_right": True, "up_down": True})],
    "rotate 90": [("geometry.rotate", {"angle": 90})],
    "rotate 270": [("geometry.rotate", {"angle": -90})],
    "rotate 180": [("geometry.rotate", {"angle": 180})],
    "crop and flip and pad": [
        ("geometry.crop", {"top": 5, "left": 8}), ("geometry.flip", {}), ("geometry.pad", {}),
        ("geometry.rotate", {"angle": 90}),
    ],
}  # fmt: skip
MIXED = {
    "rotate 30": [("geometry.rotate", {"angle": 30})],
    "rotate -77.5": [("geometry.rotate", {"angle": -77.5})],
    "bin 2": [("geometry.bin", {"factor": 2})],
    "resize 0.5": [("geometry.resize", {"factor": 0.5})],
    "resize 2": [("geometry.resize", {"factor": 2.0})],
    "resize to 0.4 µm": [("geometry.resize", {"pixel_size": 0.4})],
    "bin and rotate": [("geometry.bin", {"factor": 2}), ("geometry.rotate", {"angle": 45})],
}
"""Those that mix pixels: sizes agree within the tolerance of the test."""

SIZES = ("area_px", "area_um2", "perimeter_px", "major_axis_um", "minor_axis_px")
EXACT = (*PLACES, *SIZES, "angle_deg", "bbox_y0_px", "bbox_y1_px", "bbox_x0_px", "bbox_x1_px", "touches_edge")
EXTENTS = {"all": Extent(), "a region": Extent(Region(4, 6, 94, 116)), "half": Extent(level=1)}


@pytest.mark.parametrize("extent", EXTENTS.values(), ids=EXTENTS)
@pytest.mark.parametrize("moves", MOVES.values(), ids=MOVES)
def test_what_mixes_no_pixels_changes_no_measurement(moves, extent, host, run_async):
    image = image_of(scene(), 2, SIZE)
    plain = ordered(run_async(Engine(host).run(recipe(), image, extent)).tables["cells"])
    moved = ordered(run_async(Engine(host).run(recipe(*moves), image, extent)).tables["cells"])
    assert len(moved) == 3
    for name in EXACT:
        wanted = plain[name].astype(float)
        np.testing.assert_allclose(moved[name].astype(float), wanted, rtol=1e-9, atol=1e-7, err_msg=name)


@pytest.mark.parametrize("extent", EXTENTS.values(), ids=EXTENTS)
@pytest.mark.parametrize("moves", MIXED.values(), ids=MIXED)
def test_what_mixes_pixels_keeps_places_to_a_pixel_and_areas_to_a_tenth(moves, extent, host, run_async):
    image, coarse = image_of(scene(), 2, SIZE), extent.level == 1
    plain = ordered(run_async(Engine(host).run(recipe(), image, extent)).tables["cells"])
    moved = ordered(run_async(Engine(host).run(recipe(*moves), image, extent)).tables["cells"])
    assert len(moved) == 3
    for name in PLACES:
        np.testing.assert_allclose(moved[name], plain[name], atol=1.0 if coarse else 0.35, err_msg=name)
    for name in ("area_px", "area_um2"):
        np.testing.assert_allclose(moved[name], plain[name], rtol=0.1 if coarse else 0.05, err_msg=name)
    np.testing.assert_allclose(moved["major_axis_um"], plain["major_axis_um"], rtol=0.2 if coarse else 0.05)


@pytest.mark.parametrize("angle", [12.0, 30.0, -77.5, 200.0])
def test_turned_objects_point_where_they_did(angle, host, run_async):
    image = image_of(scene(), 1, SIZE)
    plain = ordered(run_async(Engine(host).run(recipe(), image)).tables["cells"])
    moved = ordered(run_async(Engine(host).run(recipe(("geometry.rotate", {"angle": angle})), image)).tables["cells"])
    away = (moved["angle_deg"] - plain["angle_deg"] + 90) % 180 - 90
    assert np.abs(away).max() < 4


IN_VOLUMES = {
    "crop": [("geometry.crop", {"top": 5, "left": 8, "first_slice": 1})],
    "pad": [("geometry.pad", {"slices": 2})],
    "flip": [("geometry.flip", {"slices": True})],
    "rotate 90": [("geometry.rotate", {"angle": 90})],
    "rotate 20": [("geometry.rotate", {"angle": 20})],
    "bin": [("geometry.bin", {"factor": 2})],
    "cubes": [("geometry.resize", {"pixel_size": 0.5})],
}


@pytest.mark.parametrize("moves", IN_VOLUMES.values(), ids=IN_VOLUMES)
def test_volumes_keep_their_places_and_sizes(moves, host, run_async):
    image = image_of(scene(volume=True), 1, SIZE)
    plain = ordered(run_async(Engine(host).run(recipe(z="volume"), image)).tables["cells"])
    moved = ordered(run_async(Engine(host).run(recipe(*moves, z="volume"), image)).tables["cells"])
    assert len(moved) == 3
    for name in (*PLACES, "centroid_z_px", "centroid_z_um"):
        np.testing.assert_allclose(moved[name], plain[name], atol=0.4, err_msg=name)
    for name in ("volume_px", "volume_um3"):
        np.testing.assert_allclose(moved[name], plain[name], rtol=0.08, err_msg=name)


def test_a_side_view_is_measured_in_pixels_of_its_own_and_in_micrometres(host, run_async):
    image = image_of(scene(volume=True), 1, SIZE)
    plain = run_async(Engine(host).run(recipe(z="volume"), image)).tables["cells"]
    run = run_async(Engine(host).run(recipe(("geometry.reslice", {"along": "y"}), z="volume"), image))
    layer, table = run.layers["objects"], run.tables["cells"]
    assert layer.apart
    assert layer.array.shape == (96, 11, 120)
    assert (layer.pixel_size.z, layer.pixel_size.y, layer.pixel_size.x) == (0.5, 1.5, 0.5)
    assert sorted(table["volume_um3"]) == pytest.approx(sorted(plain["volume_um3"]))
    assert sorted(table["centroid_z_px"]) == pytest.approx(sorted(plain["centroid_y_px"]))
    assert "no place on the image" in run.results["cells"].notes[-1]
    assert any("no place on the image" in one for one in run.warnings)


def test_a_projection_from_above_lies_on_the_image_and_one_from_the_side_does_not(host, run_async):
    image = image_of(scene(volume=True), 1, SIZE)
    flat = run_async(Engine(host).run(recipe(), image)).tables["cells"]
    run = run_async(Engine(host).run(recipe(("intensity.project", {}), z="volume"), image))
    for name in EXACT:
        np.testing.assert_allclose(run.tables["cells"][name].astype(float), flat[name].astype(float), err_msg=name)
    assert run.layers["objects"].planes == ((0, -1),)
    assert run.headline == "3 objects"
    side = run_async(Engine(host).run(recipe(("intensity.project", {"along": "x"}), z="volume"), image))
    layer = side.layers["objects"]
    assert (layer.apart, layer.array.shape, layer.pixel_size.y, layer.pixel_size.x) == (True, (11, 96), 1.5, 0.5)


def test_inputs_on_other_pixels_are_refused_by_name(host, run_async):
    document = recipe(("geometry.flip", {}))
    document["steps"][-1]["in"]["image"] = "signal"
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run(document, image_of(scene())))
    assert caught.value.code == "operation.grid"
    assert "“objects”, “signal”" in caught.value.message


def test_what_is_flipped_back_fits_the_image_again(host, run_async):
    document = recipe(("geometry.flip", {}), ("geometry.rotate", {"angle": 90}))
    back = [
        {"id": "up", "op": "geometry.rotate", "in": {"image": "objects"}, "params": {"angle": 270}},
        {"id": "back", "op": "geometry.flip", "in": {"image": "up"}},
    ]
    document["steps"] = [
        *document["steps"][:-1],
        *back,
        {**document["steps"][-1], "in": {"labels": "back", "image": "signal"}},
    ]
    run = run_async(Engine(host).run({**document, "show": ["back", "cells"]}, image_of(scene())))
    assert run.results["back"].kind == "labels"
    assert "mean_c1" in run.tables["cells"].names
    assert (run.layers["back"].array > 0).sum() == (scene()[0, 0, 0] > 100).sum()


def test_a_length_is_as_long_on_binned_pixels(host, run_async):
    moves = (("geometry.bin", {"factor": 2}), ("filter.gaussian", {"sigma": 6}))
    run = run_async(Engine(host).run({**recipe(*moves), "show": ["move1"]}, image_of(scene(), 1, SIZE)))
    plain = run_async(
        Engine(host).run({**recipe(("filter.gaussian", {"sigma": 6})), "show": ["move0"]}, image_of(scene(), 1, SIZE))
    )
    wide = plain.layers["move0"].array.reshape(48, 2, 60, 2).mean((1, 3))
    np.testing.assert_allclose(run.layers["move1"].array, wide, atol=0.5)


def test_a_rule_follows_a_size_that_was_measured_on_other_pixels(host, run_async):
    steps = [
        {"id": "size", "op": "measure.typical_diameter", "in": {"image": "signal"}, "params": {"diameter": 20}},
        {"id": "small", "op": "geometry.bin", "in": {"image": "signal"}, "params": {"factor": 4}},
        {"id": "smooth", "op": "filter.gaussian", "in": {"image": "small"},
         "params": {"sigma": {"auto": "size.diameter_px", "times": 0.1}}},
    ]  # fmt: skip
    document = {"tabscope": 1, "inputs": {"signal": {"kind": "intensity", "channel": 0}}, "steps": steps}
    run = run_async(Engine(host).run(document, image_of(scene())))
    fixed = {**document, "steps": [*steps[1:2], {**steps[2], "params": {"sigma": 2}}]}
    other = run_async(Engine(host).run(fixed, image_of(scene())))
    assert run.results["smooth"].values["sigma"] == pytest.approx(2)
    np.testing.assert_allclose(run.layers["smooth"].array, other.layers["smooth"].array)


AREA = parse_areas([{"kind": "ellipse", "points": [[40, 60], [90, 115]]}])


@pytest.mark.parametrize("name", ["pad", "crop and flip and pad", "rotate 30", "bin 2", "resize to 0.4 µm"])
def test_a_drawn_area_limits_moved_pixels_where_it_was_drawn(name, host, run_async):
    moves = {**MOVES, **MIXED}[name]
    image, extent = image_of(scene(), 1, SIZE), Extent(areas=AREA)
    plain = run_async(Engine(host).run(recipe(), image, extent)).tables["cells"]
    moved = run_async(Engine(host).run(recipe(*moves), image, extent)).tables["cells"]
    assert len(plain) == len(moved) == 1
    np.testing.assert_allclose(moved["area_px"], plain["area_px"], rtol=0.06)
    np.testing.assert_allclose(moved["centroid_y_px"], plain["centroid_y_px"], atol=0.4)
    assert moved["touches_edge"][0] == plain["touches_edge"][0]


def test_drawn_areas_cannot_limit_a_side_view(host, run_async):
    document = recipe(("geometry.reslice", {}), z="volume")
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run(document, image_of(scene(volume=True)), Extent(areas=AREA)))
    assert caught.value.code == "operation.apart"


@pytest.mark.parametrize("move", [("geometry.pad", {}), ("geometry.rotate", {"angle": 33}), ("geometry.rotate", {})])
def test_objects_cut_by_the_image_are_told_as_cut_after_a_move(move, host, run_async):
    array = np.full((1, 1, 1, 60, 80), 10, np.uint8)
    array[..., 0:12, 30:50], array[..., 30:45, 30:50] = 200, 200
    for document in (recipe(), recipe(move)):
        run = run_async(Engine(host).run(document, image_of(array)))
        assert run.edge_count == 1
        assert sorted(run.tables["cells"]["touches_edge"]) == [False, True]


def test_objects_cut_by_a_box_are_told_as_cut_after_a_margin_was_added(host, run_async):
    for more in ([], [("geometry.pad", {})], [("geometry.rotate", {"angle": 30}), ("geometry.pad", {})]):
        run = run_async(Engine(host).run(recipe(("geometry.crop", {"left": 30}), *more), image_of(scene())))
        cut = {
            round(x): bool(edge)
            for x, edge in zip(*map(run.tables["cells"].__getitem__, ("centroid_x_px", "touches_edge")), strict=True)
        }
        assert sorted(cut.values()) == [False, True, True]
        assert not cut[84]


def test_a_box_that_differs_from_plane_to_plane_is_measured_but_not_stacked(host, run_async):
    array = np.concatenate([scene(), np.roll(scene(), 5, axis=-1)])
    document = recipe()
    document["steps"][2:] = [
        {"id": "cut", "op": "geometry.crop", "in": {"image": "objects", "mask": "objects"}},
        {"id": "cells", "op": "measure.regions", "in": {"labels": "cut"}},
    ]
    plain = run_async(Engine(host).run(recipe(), image_of(array))).tables["cells"]
    run = run_async(Engine(host).run({**document, "show": ["cells"]}, image_of(array)))
    np.testing.assert_allclose(run.tables["cells"]["centroid_x_px"], plain["centroid_x_px"])
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run({**document, "show": ["cut"]}, image_of(array)))
    assert caught.value.code == "operation.grids"


def test_a_preview_of_a_region_shows_what_the_whole_run_shows_there(host, run_async):
    image = image_of(scene(), 1, SIZE)
    for move in (("geometry.rotate", {"angle": 30}), ("geometry.bin", {"factor": 3}), ("geometry.resize", {})):
        document = {**recipe(move), "show": ["fore"]}
        whole = run_async(Engine(host).run(document, image)).layers["fore"]
        seen = run_async(Engine(host).preview(document, image, Extent(Region(21, 34, 90, 119)))).results[0].value
        origin = seen.grid.own(whole.grid.places(np.zeros((1, 3))))[0, 1:]
        y, x = np.round(-origin).astype(int)
        np.testing.assert_allclose(-origin, (y, x), atol=1e-6)
        inner = slice(25, -25) if move[0] == "geometry.rotate" else slice(2, -2)
        piece = whole.array[y : y + seen.array.shape[0], x : x + seen.array.shape[1]]
        np.testing.assert_array_equal(seen.array[: piece.shape[0]][inner, inner], piece[inner, inner])


@pytest.mark.parametrize("name", [*MOVES, "rotate 30", "bin 2"])
def test_the_part_that_is_covered_and_the_area_that_was_looked_at_are_those_of_the_image(name, host, run_async):
    image = image_of(scene(), 1, SIZE)
    plain = images_table([run_async(Engine(host).run(recipe(), image))])
    moved = images_table([run_async(Engine(host).run(recipe(*{**MOVES, **MIXED}[name]), image))])
    cut = {"crop": 85 * 112, "crop and flip and pad": 91 * 112}.get(name, 96 * 120)
    assert moved["area_analysed_px"][0] == pytest.approx(cut, rel=0.04)
    wanted = plain["area_fraction"][0] * 96 * 120 / cut
    assert moved["area_fraction"][0] == pytest.approx(wanted, rel=0.04)


def test_kept_steps_remember_where_their_pixels_lie(host, run_async):
    kept, image = KeptSteps(), image_of(scene(), 1, SIZE)
    document = recipe(("geometry.rotate", {"angle": 90}), ("geometry.crop", {"top": 3, "left": 4}))
    run_async(Engine(host, kept).run(document, image))
    document["steps"][-3]["params"]["above"] = 90
    again = run_async(Engine(host, kept).run(document, image)).tables["cells"]
    fresh = run_async(Engine(host).run(document, image)).tables["cells"]
    for name in EXACT:
        np.testing.assert_array_equal(again[name], fresh[name])


def test_tracks_of_a_flipped_film_run_where_they_ran(host, run_async):
    film = np.concatenate([np.roll(scene(), 2 * t, axis=-1) for t in range(3)])
    follow = {"id": "tracks", "op": "track.link", "in": {"objects": "cells"}, "params": {"max_distance": 12}}

    def tracks(*moves):
        document = recipe(*moves)
        document["steps"].append(follow)
        document["show"].append("tracks")
        return run_async(Engine(host).run(document, image_of(film, 1, SIZE))).tables["tracks"]

    plain, moved = tracks(), tracks(("geometry.flip", {}), ("geometry.crop", {"left": 3}))
    assert len(np.unique(moved["track"])) == len(np.unique(plain["track"])) == 3
    for table in (plain, moved):
        order = np.lexsort((table["centroid_y_px"].round(3), table["t"]))
        table = table.where(order)
        np.testing.assert_allclose(np.diff(table["centroid_x_px"].reshape(3, 3), axis=0), 2, atol=1e-6)
    assert sorted(moved["centroid_x_px"]) == pytest.approx(sorted(plain["centroid_x_px"]))


def test_a_move_that_is_switched_off_hands_its_pixels_on(host, run_async):
    document = recipe(("geometry.crop", {"left": 30}), ("geometry.rotate", {"angle": 40}))
    for step in document["steps"][:2]:
        step["off"] = True
    run = run_async(Engine(host).run(document, image_of(scene(), 1, SIZE)))
    plain = run_async(Engine(host).run(recipe(), image_of(scene(), 1, SIZE)))
    np.testing.assert_array_equal(run.layers["objects"].array, plain.layers["objects"].array)
    assert run.layers["objects"].origin == (0.0, 0.0)


def test_corrections_fit_objects_on_a_box_and_are_measured_on_the_image(host, run_async):
    document, image = recipe(("geometry.crop", {"top": 5, "left": 8})), image_of(scene(), 1, SIZE)
    first = run_async(Engine(host).run(document, image))
    labels = first.layers["objects"].array.copy()
    labels[labels == 1] = 0
    correction = Correction("objects", first.results["objects"].digest, (1,), labels)
    run = run_async(Engine(host).run(document, image, corrections=[correction]))
    assert (run.count, run.corrected) == (2, 1)
    kept = first.tables["cells"]["object"] > 1
    np.testing.assert_array_equal(run.tables["cells"]["centroid_x_px"], first.tables["cells"]["centroid_x_px"][kept])


def test_steps_behind_a_side_view_count_in_its_own_pixels(host, run_async):
    image = image_of(scene(volume=True), 1, SIZE)
    moves = (("geometry.reslice", {"along": "y"}), ("geometry.bin", {"factor": 1, "slices": 2}))
    cut = run_async(
        Engine(host).run(
            {**recipe(*moves, ("geometry.crop", {"top": 3, "left": 20}), z="volume"), "show": ["move2"]}, image
        )
    )
    whole = run_async(Engine(host).run({**recipe(*moves, z="volume"), "show": ["move1"]}, image))
    np.testing.assert_array_equal(cut.layers["move2"].array, whole.layers["move1"].array[:, 3:, 20:])
    document = recipe(*moves, z="volume")
    other = {"id": "other", "op": "geometry.crop", "in": {"image": "move1"}, "params": {"left": 1}}
    document["steps"] = [
        *document["steps"][:-1],
        other,
        {**document["steps"][-1], "in": {"labels": "objects", "image": "other"}},
    ]
    with pytest.raises(TabscopeError) as caught:
        run_async(Engine(host).run(document, image))
    assert caught.value.code == "operation.grid"
