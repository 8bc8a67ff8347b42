"""OME-Zarr from folders: pixels as zarr-python reads them, metadata as the attributes say."""

import json

import numpy as np
import pytest

from sources.opening import DATA, REFERENCE, described, digest, facts, opened
from tabscope.errors import TabscopeError
from tabscope.regions import Region

ZARR = DATA / "zarr"
ARRAYS = {
    name: entry
    for name, entry in REFERENCE["zarr_arrays"].items()
    if (DATA / name).is_dir() and not name.startswith("malformed/") and len(entry.get("shape", [])) >= 2
}


@pytest.mark.parametrize("name", sorted(ARRAYS))
def test_a_plain_array_has_the_pixels_that_zarr_python_reads(name, host, run_async):
    expected = {key: ARRAYS[name][key] for key in ("shape", "dtype", "sha256")}
    assert run_async(facts(DATA / name, host)) == expected


IMAGES = [
    ("zarr/derived/mitocheck_t1_v04.ome.zarr", "OME-Zarr 0.4", "yx", "0"),
    ("zarr/derived/mitocheck_t1_v05_sharded.ome.zarr", "OME-Zarr 0.5", "yx", "0"),
    ("zarr/ome2024-challenge/2d.zarr", "OME-Zarr 0.4", "tczyx", "0"),
]


@pytest.mark.parametrize(("name", "version", "axes", "array"), IMAGES)
def test_an_image_has_the_pixels_of_its_first_array(name, version, axes, array, host, run_async):
    async def read():
        async with opened(DATA / name, host) as image:
            return image, await digest(image)

    image, found = run_async(read())
    assert (image.format, image.axes) == (version, axes)
    assert found == REFERENCE["zarr_arrays"][f"{name}/{array}"]["sha256"]


def test_a_pyramid_has_levels_sizes_and_a_pixel_size(host, run_async):
    image = run_async(described(ZARR / "derived/mitocheck_t1_v05_sharded.ome.zarr", host))
    assert [(level.height, level.width, level.factors["y"]) for level in image.levels] == [
        (364, 260, 1.0),
        (182, 130, 2.0),
        (91, 65, 4.0),
    ]
    assert (image.pixel_size.y, image.pixel_size.x, image.pixel_size.origin) == (1.0, 1.0, "OME-Zarr")


def test_regions_of_a_sharded_level_are_slices_of_it(host, run_async):
    async def read():
        async with opened(ZARR / "derived/mitocheck_t1_v05_sharded.ome.zarr", host) as image:
            whole = await image.read(level=1)
            part = await image.read(level=1, region=Region(50, 60, 101, 130))
            return whole, part

    whole, part = run_async(read())
    assert whole.shape == (182, 130)
    assert np.array_equal(part, whole[50:101, 60:130])


def test_channels_have_names_colours_and_ranges(host, run_async):
    image = run_async(described(ZARR / "ome2024-challenge/2d.zarr", host))
    assert [channel.name for channel in image.channels] == ["Channel 0", "Channel 1", "Channel 2"]
    assert [channel.color for channel in image.channels] == ["#ff0000", "#00ff00", "#0000ff"]
    assert image.channels[0].window == (0.0, 63.0)


def test_a_scale_without_a_unit_is_no_calibration(host, run_async):
    assert not run_async(described(ZARR / "ome2024-challenge/2d.zarr", host)).pixel_size.calibrated


def test_a_plate_opens_its_first_field_and_lists_the_others(host, run_async):
    plate = ZARR / "ome2024-challenge/hcs.zarr"
    image = run_async(described(plate, host))
    assert [series.name for series in image.series][:4] == ["A/1/0", "A/1/1", "A/2/0", "A/2/1"]
    assert len(image.series) == 8
    assert image.shape == (1, 3, 1, 64, 64)
    last = run_async(described(plate, host, series=7))
    assert (last.series_index, last.series[7].axes) == (7, "tczyx")


def test_a_bioformats2raw_set_lists_its_images(host, run_async):
    image = run_async(described(ZARR / "ome2024-challenge/bf2raw.zarr", host))
    assert [series.name for series in image.series] == ["0", "1"]


def test_a_series_that_is_not_there_is_an_error(host, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(described(ZARR / "ome2024-challenge/bf2raw.zarr", host, series=2))
    assert (caught.value.code, caught.value.details["last"]) == ("image.no-such-series", 1)


def test_labels_are_no_images_of_their_parent(host, run_async):
    image = run_async(described(ZARR / "derived/mitocheck_t1_v04.ome.zarr", host))
    labels = run_async(described(ZARR / "derived/mitocheck_t1_v04.ome.zarr/labels/nuclei", host))
    assert len(image.series) == 1
    assert labels.metadata["labels"] is True


def test_a_group_of_plain_arrays_lists_them_with_a_warning(host, run_async, tmp_path):
    for name in ("raw", "mask"):
        write_array(tmp_path / name, np.arange(24, dtype="u1").reshape(2, 3, 4))
    (tmp_path / "zarr.json").write_text('{"zarr_format": 3, "node_type": "group"}')
    image = run_async(described(tmp_path, host))
    assert [series.name for series in image.series] == ["mask", "raw"]
    assert (image.axes, image.format) == ("zyx", "Zarr 3")
    assert any("no names for its axes" in warning for warning in image.warnings)


def write_array(folder, array, skip=(), fill=7):
    """Write an uncompressed Zarr 3 array, one chunk for each index of the first axis, by the specification."""
    folder.mkdir(parents=True, exist_ok=True)
    chunk = [1, *array.shape[1:]]
    node = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": list(array.shape),
        "data_type": array.dtype.name,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": chunk}},
        "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
        "fill_value": fill,
        "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
        "attributes": {},
    }
    (folder / "zarr.json").write_text(json.dumps(node))
    for index in range(array.shape[0]):
        if index not in skip:
            place = folder.joinpath("c", str(index), *["0"] * (array.ndim - 1))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(array[index].astype(array.dtype.newbyteorder("<")).tobytes())


def write_image(folder, arrays, axes, **entry):
    """Write an OME-Zarr 0.5 image with one scale for each level."""
    scales = [[{"type": "scale", "scale": scale}] for _, scale in arrays]
    for number, (array, _) in enumerate(arrays):
        if array is not None:
            write_array(folder / str(number), array)
    datasets = [{"path": str(number), "coordinateTransformations": scale} for number, scale in enumerate(scales)]
    ome = {"version": "0.5", "multiscales": [{"axes": axes, "datasets": datasets, **entry}]}
    node = {"zarr_format": 3, "node_type": "group", "attributes": {"ome": ome}}
    (folder / "zarr.json").write_text(json.dumps(node))


SPACE = [{"name": name, "type": "space", "unit": "nanometer"} for name in "zyx"]


def test_a_missing_chunk_is_the_fill_value(host, run_async, tmp_path):
    write_array(tmp_path, np.full((3, 4, 5), 9, "u1"), skip=(1,))

    async def read():
        async with opened(tmp_path, host) as image:
            return [int((await image.read(z=z)).max()) for z in range(3)]

    assert run_async(read()) == [9, 7, 9]


def test_units_and_the_scale_of_all_levels_are_multiplied(host, run_async, tmp_path):
    array = np.zeros((2, 4, 4), "u2")
    shared = [{"type": "scale", "scale": [2, 1, 1]}]
    write_image(tmp_path, [(array, [150, 325, 325])], SPACE, coordinateTransformations=shared)
    size = run_async(described(tmp_path, host)).pixel_size
    assert (size.z, size.y, size.x) == pytest.approx((0.3, 0.325, 0.325))


def test_slices_of_a_coarser_level_are_asked_for_by_full_resolution(host, run_async, tmp_path):
    full = np.repeat(np.arange(4, dtype="u1"), 16).reshape(4, 4, 4)
    coarse = np.array([10, 20], "u1").repeat(4).reshape(2, 2, 2)
    write_image(tmp_path, [(full, [1, 1, 1]), (coarse, [2, 2, 2])], SPACE)

    async def read():
        async with opened(tmp_path, host) as image:
            return image, [int((await image.read(z=z, level=1))[0, 0]) for z in range(4)]

    image, values = run_async(read())
    assert image.levels[1].factors == {"z": 2.0, "y": 2.0, "x": 2.0}
    assert values == [10, 10, 20, 20]


def test_a_coarse_level_that_is_missing_is_left_out_and_said(host, run_async, tmp_path):
    write_image(tmp_path, [(np.zeros((1, 4, 4), "u1"), [1, 1, 1]), (None, [1, 2, 2])], SPACE)
    image = run_async(described(tmp_path, host))
    assert len(image.levels) == 1
    assert "Level 1" in image.warnings[0]


def test_axes_in_another_order_are_turned_to_y_x(host, run_async, tmp_path):
    array = np.arange(12, dtype="u1").reshape(3, 4)
    axes = [{"name": name, "type": "space", "unit": "micrometer"} for name in "xy"]
    write_image(tmp_path, [(array, [1, 1])], axes)

    async def read():
        async with opened(tmp_path, host) as image:
            return await image.read(region=Region(1, 0, 3, 3))

    assert np.array_equal(run_async(read()), array.T[1:3])


WRONG = [
    ("zarr_format", {"zarr_format": 9}, "format.corrupt"),
    ("an empty group", {}, "format.no-pixels"),
    ("no list", {"multiscales": {}}, "format.metadata"),
    ("no axes", {"version": "0.5", "multiscales": [{}]}, "format.metadata"),
    ("a plate", {"plate": 3}, "format.metadata"),
    ("a path", {"well": {"images": [{"path": "../x"}]}}, "format.metadata"),
]


@pytest.mark.parametrize(("what", "ome", "code"), WRONG, ids=[what for what, _, _ in WRONG])
def test_wrong_metadata_is_named(what, ome, code, host, run_async, tmp_path):
    node = {"zarr_format": ome.get("zarr_format", 3), "node_type": "group", "attributes": {"ome": ome}}
    (tmp_path / "zarr.json").write_text(json.dumps(node))
    with pytest.raises(TabscopeError) as caught:
        run_async(described(tmp_path, host))
    assert caught.value.code == code


def test_metadata_that_is_no_json_is_damaged(host, run_async, tmp_path):
    (tmp_path / "zarr.json").write_bytes(b"{broken")
    with pytest.raises(TabscopeError) as caught:
        run_async(described(tmp_path, host))
    assert caught.value.code == "format.corrupt"


def test_a_packed_chunk_far_larger_than_its_pixels_is_refused(host, run_async, tmp_path):
    write_array(tmp_path, np.zeros((1, 4, 4), "u1"))
    (tmp_path / "c/0/0/0").write_bytes(bytes(1 << 20))

    async def read():
        async with opened(tmp_path, host) as image:
            await image.read()

    with pytest.raises(TabscopeError) as caught:
        run_async(read())
    assert "larger than its pixels" in caught.value.message
