"""Bad input gets the error that fits it, with a sentence a person understands."""

import pytest

from sources.opening import DATA, described, opened, pixels
from tabscope.errors import TabscopeError

SELFMADE = DATA / "malformed" / "selfmade"

CODES = {
    "empty.tif": "source.empty",
    "not_an_image.tif": "format.unsupported",
    "only_header.tif": "format.no-pixels",
    "tiff_zero_width.tif": "format.no-pixels",
    "tiff_bits_1000.tif": "format.unsupported",
    "tiff_unknown_compression.tif": "format.compression",
    "tiff_truncated_strip.tif": "format.corrupt",
    "tiff_strip_beyond_eof.tif": "format.corrupt",
    "tiff_huge_dims.tif": "format.corrupt",
    "bigtiff_huge_ifd_count.tif": "format.corrupt",
    "png_huge_dims.png": "memory.too-large",
    "png_bad_crc.png": "format.corrupt",
    "png_zero_width.png": "format.corrupt",
    "png_missing_data.png": "format.corrupt",
    "png_truncated_half.png": "format.corrupt",
    "jpeg_truncated.jpg": "format.corrupt",
    "jpeg_huge_dims.jpg": "memory.too-large",
    "gif_huge_screen.gif": "memory.too-large",
    "npy_absurd_shape.npy": "format.corrupt",
    "npy_header_code.npy": "format.corrupt",
    "npy_object_pickle.npy": "format.unsupported",
    "npy_truncated.npy": "format.corrupt",
    "zarr_v2_shape_absurd.zarr": "memory.too-large",
    "zarr_v3_shape_absurd.zarr": "memory.too-large",
    "zarr_v2_shape_negative.zarr": "format.corrupt",
    "zarr_v2_shape_float.zarr": "format.corrupt",
    "zarr_v2_chunks_zero.zarr": "format.corrupt",
    "zarr_v2_rank_mismatch.zarr": "format.corrupt",
    "zarr_v2_compressor_unknown.zarr": "format.compression",
    "zarr_v3_codec_unknown.zarr": "format.compression",
    "zarr_v2_dtype_object.zarr": "format.corrupt",
    "zarr_v2_dtype_unknown.zarr": "format.corrupt",
    "zarr_v2_format_99.zarr": "format.corrupt",
    "zarr_v3_no_codecs.zarr": "format.corrupt",
    "zarr_v3_must_understand.zarr": "format.corrupt",
    "zarr_v3_data_type_missing.zarr": "format.corrupt",
    "zarr_v3_fill_value_bad.zarr": "format.corrupt",
    "zarr_v3_inner_not_divide.zarr": "format.corrupt",
    "zarr_v2_truncated_chunk.zarr": "format.corrupt",
    "zarr_v2_blosc_garbage.zarr": "format.corrupt",
    "zarr_v2_html_chunk.zarr": "format.corrupt",
    "zarr_v3_bad_zstd.zarr": "format.corrupt",
    "zarr_v3_truncated_shard.zarr": "format.corrupt",
    "zarr_v3_bad_crc_shard_index.zarr": "format.corrupt",
    "zarr_v3_shard_offset_beyond.zarr": "format.corrupt",
    "ome_path_traversal.zarr": "format.metadata",
    "ome_path_absolute_url.zarr": "format.metadata",
    "ome_path_missing.zarr": "format.metadata",
    "ome_scale_rank.zarr": "format.metadata",
    "ome_scale_zero_nan.zarr": "format.metadata",
    "ome_axes_rank.zarr": "format.metadata",
    "ome_version_99.zarr": "format.unsupported",
}


async def read(path, host):
    async with opened(path, host) as image:
        return await pixels(image)


@pytest.mark.parametrize("name", sorted(CODES))
def test_bad_input_gets_its_error(name, host, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(read(SELFMADE / name, host))
    assert caught.value.code == CODES[name]
    assert str(DATA) not in caught.value.message


def test_a_missing_file_is_named_without_its_folder(host, run_async, tmp_path):
    with pytest.raises(TabscopeError) as caught:
        run_async(described(tmp_path / "nothing.tif", host))
    assert caught.value.code == "source.file-missing"
    assert str(tmp_path) not in caught.value.message


def test_a_file_that_claims_65535_channels_is_refused_at_once(host, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(described(DATA / "tiff/pillow_corrupt/libtiff_segfault.tif", host))
    assert caught.value.code == "format.unsupported"
    assert "65535 channels" in caught.value.hint


def test_a_folder_that_is_no_zarr_is_refused(host, run_async, tmp_path):
    with pytest.raises(TabscopeError) as caught:
        run_async(described(tmp_path, host))
    assert caught.value.code == "format.unsupported"


STRANGERS = [
    (b"ZISRAWFILE" + bytes(200), "CZI"),
    (b"\x89HDF\r\n\x1a\n" + bytes(200), "HDF5"),
    (b"PK\x03\x04" + bytes(200), "ZIP"),
    (b"a,b\n1,2\n", "text"),
    (b"<!doctype html><p>", "web page"),
]


@pytest.mark.parametrize(("first_bytes", "word"), STRANGERS)
def test_a_known_stranger_is_called_by_its_name(first_bytes, word, host, run_async, tmp_path):
    path = tmp_path / "image.tif"
    path.write_bytes(first_bytes)
    with pytest.raises(TabscopeError) as caught:
        run_async(described(path, host))
    assert caught.value.code == "format.unsupported"
    assert word in caught.value.hint


def test_a_tiff_is_recognised_whatever_its_name(host, run_async, tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes((DATA / "tiff/pillow_valid/16bit.s.tif").read_bytes())
    assert run_async(described(path, host)).format == "TIFF"


LIARS = [
    "ometiff_billion_laughs.ome.tif",
    "ometiff_external_entity.ome.tif",
    "ometiff_broken_xml.ome.tif",
    "ometiff_sizes_lie.ome.tif",
    "imagej_claims_100000_slices.tif",
]


@pytest.mark.parametrize("name", LIARS)
def test_a_lying_description_leaves_the_plain_picture(name, host, run_async):
    image = run_async(described(SELFMADE / name, host))
    assert image.shape == (8, 8)
    if name.startswith("ometiff"):
        assert any("description" in warning for warning in image.warnings)


def test_planes_in_other_folders_are_not_looked_for(host, run_async):
    image = run_async(described(SELFMADE / "ometiff_missing_file.ome.tif", host))
    assert image.shape == (2, 8, 8)
    assert len(image.warnings) == 2


def test_a_page_that_points_to_itself_is_one_page(host, run_async):
    assert run_async(described(SELFMADE / "tiff_ifd_loop.tif", host)).shape == (4, 4)


def test_text_in_a_png_is_not_unpacked_without_limit(host, run_async):
    assert run_async(described(SELFMADE / "png_ztxt_bomb.png", host)).shape[:2] == (1, 1)


def test_a_chunk_beside_a_damaged_one_stays_readable(host, run_async):
    from tabscope.regions import Region

    async def both():
        async with opened(SELFMADE / "zarr_v2_truncated_chunk.zarr", host) as image:
            with pytest.raises(TabscopeError):
                await image.read(region=Region(0, 0, 10, 10))
            return await image.read(region=Region(32, 32, 64, 64))

    assert run_async(both()).shape == (32, 32)


def test_ten_thousand_levels_are_refused_before_one_is_asked_for(host, run_async, tmp_path):
    import json

    scale = [{"type": "scale", "scale": [1, 1]}]
    levels = [{"path": str(number), "coordinateTransformations": scale} for number in range(10_000)]
    axes = [{"name": "y", "type": "space"}, {"name": "x", "type": "space"}]
    ome = {"version": "0.5", "multiscales": [{"axes": axes, "datasets": levels}]}
    node = {"zarr_format": 3, "node_type": "group", "attributes": {"ome": ome}}
    (tmp_path / "zarr.json").write_text(json.dumps(node))
    with pytest.raises(TabscopeError) as caught:
        run_async(described(tmp_path, host))
    assert caught.value.code == "format.metadata"
